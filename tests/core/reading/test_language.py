"""A language is told by the text; words are found in the forms that each language of an index gives them."""

import numpy as np
import pytest
from command import Command

from scent.core.reading.language import detect_language
from scent.core.search import scoring
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.index.lexical.function_words import function_words
from scent.formats.index.lexical.stemming import forms, terms_of

ENGLISH = "The radiators stay cold in winter. Let the trapped air out with the small key beside the meter.\n"
GERMAN = "Die Heizkörper bleiben im Winter kalt. Die alten Häuser haben dicke Wände und zugige Fenster.\n"
FRENCH = "Les radiateurs restent froids en hiver. Les vieilles maisons ont des murs épais et des fenêtres.\n"
CHINESE = "冬天暖气片一直是冷的。老房子的墙很厚。窗户漏风。请用小钥匙把空气放出来。\n"
THAI = "ในฤดูหนาวเครื่องทำความร้อนยังเย็นอยู่ บ้านเก่ามีผนังหนาและหน้าต่างรั่วลม\n"
CODE = "for key, value in mapping.items():\n    total += value\n"


def document(text: str, kind: Kind = Kind.PROSE, said: str = "") -> Document:
    return Document(text, "text", blocks=(Block(kind, 0, len(text)),), language=said)


@pytest.mark.parametrize(
    ("text", "code"), [(ENGLISH, "en"), (GERMAN, "de"), (FRENCH, "fr"), (CHINESE, "zh"), (THAI, "th"), ("", "")]
)
def test_a_text_tells_its_language(text: str, code: str) -> None:
    assert detect_language(document(text)) == code


def test_what_a_document_says_of_itself_counts_more_than_its_text_and_code_tells_nothing() -> None:
    assert detect_language(document(GERMAN, said="nl")) == "nl"
    assert detect_language(document(CODE, Kind.CODE)) == ""
    assert detect_language(document("| 1 | 2 |\n| 3 | 4 |\n", Kind.TABLE)) == ""


@pytest.fixture
def shelf(scent: Command) -> Command:
    for name, text in {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "zh": CHINESE}.items():
        (scent.directory / f"{name}.txt").write_text(text, encoding="utf-8")
    (scent.directory / "sum.py").write_text(CODE, encoding="utf-8")
    scent("index", "--quiet", ".")
    return scent


@pytest.mark.parametrize(
    ("query", "file"),
    [
        ("radiator", "en.txt"),  # "radiators" in English
        ("haus", "de.txt"),  # "Häuser" in German, whose accents do not matter either
        ("HEIZKÖRPERN", "de.txt"),
        ("fenetre", "fr.txt"),
        ("房子", "zh.txt"),
    ],
)
def test_a_word_is_found_in_the_forms_of_its_language(shelf: Command, query: str, file: str) -> None:
    assert [line.split(b":")[0].decode() for line in shelf("search", "--mode", "lexical", query).lines] == [file]


def test_lang_goes_by_the_language_that_a_text_tells(shelf: Command) -> None:
    assert shelf("search", "-l", "--lang", "de", "--min-score", "0", "winter").lines == [b"de.txt"]
    found = shelf("search", "--json", "--min-score", "-1", "winter").records
    assert {each["path"].rpartition("/")[2]: each["language"] for each in found} == {
        "en.txt": "en", "de.txt": "de", "fr.txt": "fr", "zh.txt": "zh", "sum.py": "",
    }  # fmt: skip


def test_texts_of_no_known_language_are_stemmed_as_english_and_those_without_a_stemmer_not_at_all() -> None:
    assert terms_of("Mapping items", "") == ["map", "item"]
    assert terms_of("老房子", "zh") == ["老房", "房子"]
    assert terms_of("Kuće i sobe", "hr") == ["kuce", "i", "sobe"]


def test_a_word_is_looked_for_as_every_language_of_the_index_writes_it_each_form_once() -> None:
    assert forms(["hauser", "radiators"], ["", "de", "en", "zh"]) == [
        ("hauser", "haus"),
        ("radiat", "radiator", "radiators"),
    ]


def test_passages_say_as_much_in_a_language_that_the_model_does_not_read(scent: Command) -> None:
    chunks = []
    for text in (ENGLISH, GERMAN, CHINESE):  # sentences of about as much
        (scent.directory / "note.txt").write_text(text * 60, encoding="utf-8")
        scent("index", "--quiet", ".")
        chunks += [record["chunks"] for record in scent("status", "--json").records]
    assert max(chunks) <= 1.4 * min(chunks)


@pytest.mark.parametrize(
    ("query", "languages", "joining"),
    [
        ("who was at the war", ["de", "en"], {"who", "was", "at", "the"}),
        ("wie war das wetter in der stadt", ["de", "en"], {"wie", "war", "das", "in", "der"}),
        ("wie war das wetter", ["en"], set()),
        ("the war", ["de", "en"], {"the"}),
    ],
)
def test_only_words_that_join_in_the_querys_own_language_weigh_little(
    query: str, languages: list[str], joining: set[str]
) -> None:
    assert function_words(query.split(), languages) == joining


def test_a_passage_that_the_model_does_not_read_is_judged_by_its_words() -> None:
    cosines, shares = np.array([0.6, 0.3], np.float32), np.array([0.2, 0.6], np.float32)
    assert np.argmax(scoring.fused(cosines, shares)) == 0
    assert np.argmax(scoring.fused(cosines, shares, np.array([True, True]))) == 1
