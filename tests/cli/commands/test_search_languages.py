"""A search finds words in the forms of each language, and `--lang` selects documents by their language."""

import pytest
from command import Command

ENGLISH = "The radiators stay cold in winter. Let the trapped air out with the small key beside the meter.\n"
GERMAN = "Die Heizkörper bleiben im Winter kalt. Die alten Häuser haben dicke Wände und zugige Fenster.\n"
FRENCH = "Les radiateurs restent froids en hiver. Les vieilles maisons ont des murs épais et des fenêtres.\n"
CHINESE = "冬天暖气片一直是冷的。老房子的墙很厚。窗户漏风。请用小钥匙把空气放出来。\n"
CODE = "for key, value in mapping.items():\n    total += value\n"


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


@pytest.mark.parametrize("language", ["de", "DE", "de-AT", "de_CH", "German", "german"])
def test_lang_takes_a_code_or_an_english_name(shelf: Command, language: str) -> None:
    assert shelf("search", "-l", "--lang", language, "--min-score", "0", "winter").lines == [b"de.txt"]


def test_lang_goes_by_the_language_that_a_text_tells(shelf: Command) -> None:
    assert shelf("search", "-l", "--lang", "de", "--min-score", "0", "winter").lines == [b"de.txt"]
    found = shelf("search", "--json", "--min-score", "-1", "winter").records
    assert {each["path"].rpartition("/")[2]: each["language"] for each in found} == {
        "en.txt": "en", "de.txt": "de", "fr.txt": "fr", "zh.txt": "zh", "sum.py": "",
    }  # fmt: skip


def test_passages_say_as_much_in_a_language_that_the_model_does_not_read(scent: Command) -> None:
    chunks = []
    for text in (ENGLISH, GERMAN, CHINESE):  # sentences of about as much
        (scent.directory / "note.txt").write_text(text * 60, encoding="utf-8")
        scent("index", "--quiet", ".")
        chunks += [record["chunks"] for record in scent("status", "--json").records]
    assert max(chunks) <= 1.4 * min(chunks)
