"""Signs that belong to words are found, and so are codes, by a part or by their beginning."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from searched_words import SearchedWords

from scent.formats.index.lexical.stemming import terms_of
from scent.formats.index.lexical.words import MOST_CHARACTERS, tokens, words
from scent.formats.index.reader import Reader

FILLER = [f"The canteen serves soup on day {number}." for number in range(8)]


@pytest.mark.parametrize(
    "language", ["C", "C++", "C#", "F#", ".NET", "node.js", "std::vector", "@anna", "#urgent", "🏡"]
)
def test_a_sign_that_belongs_to_a_word_tells_passages_apart(tmp_path: Path, language: str) -> None:
    others = ["C", "C++", "C#", "F", "F#", "net", ".NET", "node", "js", "node.js", "std", "vector", "std::vector"]
    others += ["anna", "@anna", "urgent", "#urgent", "house", "🏡", "🌵"]
    texts = [f"The billing service is written in {each} today, and nobody minds." for each in others]
    assert (
        SearchedWords(tmp_path, texts).find(language)[0]
        == f"The billing service is written in {language} today, and nobody minds."
    )


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Commit 4f3a9c01d27be8805a41 broke the build.", "4f3a"),
        ("Commit 4f3a9c01d27be8805a41 broke the build.", "4F3A9C0"),
        ("Ticket 2024-00817 is open.", "2024-00817"),
        ("Ticket 2024-00817 is open.", "00817"),
        ("See INV-4711 for the sum.", "inv4711"),
        ("See INV4711 for the sum.", "INV-4711"),
        ("See INV-4711 for the sum.", "4711"),
        ("kernel: ata1.00: failed command: READ", "ata1.00"),
        ("Pay to DE89 3704 0044 0532 0130 00 by Friday.", "DE89370400440532013000"),
        ("Pay to DE89370400440532013000 by Friday.", "DE89 3704 0044 0532 0130 00"),
        ("Call +49301234567 at noon.", "+49 30 1234567"),
        ("Write an e-mail to the office.", "email"),
        ("Write an email to the office.", "e-mail"),
        ("def utf8Decoder(stream):", "decoder"),
        ("def utf8Decoder(stream):", "utf8decoder"),
        ("class HTTP2Server:", "http server"),
        ("built for x86_64 only", "x86_64"),
        ("The table is in /etc/fstab.", "fstab"),
        ("Use --dry-run first.", "--dry-run"),
        ("The variable $HOME is empty.", "$HOME"),
        ("Release 1.2.3 is out.", "1.2.3"),
        ("We met at 12:30.", "12:30"),
        ("Write to anna.kipp@example.org.", "anna.kipp@example.org"),
        ("See https://example.org/help?page=2.", "example.org/help"),
    ],
)
def test_a_code_is_found_by_its_parts_its_beginning_and_its_other_spelling(
    tmp_path: Path, text: str, query: str
) -> None:
    assert SearchedWords(tmp_path, [*FILLER, text]).find(query)[0] == text


def test_the_whole_of_a_version_comes_before_its_numbers_in_another_order(tmp_path: Path) -> None:
    texts = ["Release 3.2.1 is out.", "Release 1.2.3 is out.", "Release 1.3.2 is out."]
    assert SearchedWords(tmp_path, texts).find("1.2.3")[0] == texts[1]


def test_a_beginning_stands_for_codes_only_and_only_where_no_passage_has_it_whole(tmp_path: Path) -> None:
    texts = ["The year 2024 was wet.", "Scan 20240115 is blurred.", "A garden of roses."]
    searched = SearchedWords(tmp_path, texts)
    assert searched.find("2024") == texts[:1]
    assert searched.find("20240") == texts[1:2]
    assert searched.find("gard") == []
    assert searched.find("202") == []


def test_joined_words_give_the_whole_up_to_four_parts() -> None:
    assert words("well-known") == ["wellknown", "well", "known"]
    assert words("10:00:00.123") == ["10:00:00.123", "10", "00", "00", "123"]
    assert words("2024-05-01T10:00:00.123")[:3] == ["2024", "05", "01t10"]


def test_a_spelling_that_no_passage_has_does_not_count_against_one_that_it_has(tmp_path: Path) -> None:
    with Reader.open(SearchedWords(tmp_path, ["This is well known.", *FILLER]).index) as reader:
        assert [word.terms for word in reader.lexical.query_terms("well-known")] == [("well",), ("known",)]
        assert [word.terms for word in reader.lexical.query_terms("un-known")] == [("un",), ("known",)]


def test_a_hash_has_no_parts_and_an_identifier_with_digits_has() -> None:
    assert words("8f14e45fceea167a") == ["8f14e45fceea167a"]
    assert words("utf8Decoder") == ["utf8decoder", "utf", "8", "decoder"]
    assert words("HTTP2Server") == ["http2server", "http", "2", "server"]


@given(st.text())
def test_words_are_the_tokens_and_no_term_is_empty_or_has_white_space(text: str) -> None:
    found = words(text)
    assert found == [word for token in tokens(text) for words in token for word in words]
    assert not [word for word in found if not word or any(map(str.isspace, word))]
    assert not [word for word in found if len(word) > 20 * MOST_CHARACTERS]
    assert len(terms_of(text, "zh")) == len(found)


@given(st.lists(st.text(alphabet="aZ9_.:-+#@$/\U0001f3e1", min_size=1)))
def test_words_do_not_depend_on_what_else_the_text_has(parts: list[str]) -> None:
    assert words(" ".join(parts)) == [word for part in parts for word in words(part)]
