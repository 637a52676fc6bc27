"""A word that no passage has is searched in its nearest spelling; every other word as it is."""

# ruff: noqa: RUF001  # letters that look like others

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from searched_words import SearchedWords

from scent.formats.index.lexical.spelling import distance
from scent.formats.index.reader import Reader

TEXTS = [
    "The thermostat in the hallway is calibrated twice a year.",
    "The subscription ends in November, and so does the tenancy.",
    "We accommodate six guests; the receipt is in the envelope.",
    "Their recommendation was received in writing, and it is necessary.",
    "Order 4711ab, invoice INV-2024, commit 4f3a9c01.",
]


def corrected(
    directory: Path, query: str, texts: list[str] = TEXTS, language: str = "en", known: frozenset[str] = frozenset()
) -> str:
    with Reader.open(SearchedWords(directory, texts, language).index) as reader:
        return reader.lexical.corrected(query, known.__contains__)[0]


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("thermostst", "thermostat"),
        ("themrostat", "thermostat"),
        ("hermostat", "thermostat"),
        ("subscribtion", "subscription"),
        ("acommodate", "accommodate"),
        ("recipet", "receipt"),
        ("recieved", "received"),
        ("reccomendations", "recommendation"),
        ("neccessary", "necessary"),
        ("Thermostst?", "thermostat?"),
        ("who sent the recieptt", "who sent the receipt"),
        ("subscribtion and themrostat", "subscription and thermostat"),
    ],
)
def test_a_slip_is_mended(tmp_path: Path, typed: str, nearest: str) -> None:
    assert corrected(tmp_path, typed) == nearest


@pytest.mark.parametrize(
    "query",
    [
        "thermostat",
        "thermostats",
        "6ix",
        "yar",
        "sax guests",
        "4711ac",
        "INV-2025",
        "commit 4f3b",
        "--recieved",
        "recieved@example.org",
        "/etc/thermostst",
        "$thermostst",
        "there are theirs",
        "quokka",
        "zxqwvbnm",
        "heating",
        "evasion",
        "restored",
        "needed",
        "receiptBook",
    ],
)
def test_what_is_no_slip_stays(tmp_path: Path, query: str) -> None:
    assert corrected(tmp_path, query) == query


@pytest.mark.parametrize(
    ("language", "text", "typed", "nearest"),
    [
        ("de", "Die Müllabfuhr kommt am Dienstag.", "mülabfuhr", "müllabfuhr"),
        ("ru", "Счёт за электричество оплачен.", "электричиство", "электричество"),
        ("el", "Το συμβόλαιο υπογράφηκε.", "συμβολεο", "συμβόλαιο"),
        ("he", "החשבון שולם אתמול", "חשבןו", "חשבונ"),
    ],
)
def test_other_alphabets_have_slips_too(tmp_path: Path, language: str, text: str, typed: str, nearest: str) -> None:
    assert corrected(tmp_path, typed, [text], language) == nearest


def test_of_several_near_words_the_one_that_stands_in_more_passages_is_searched(tmp_path: Path) -> None:
    texts = ["The calender of the mill.", *(f"The calendar of {number}." for number in (1976, 1977, 1978))]
    assert corrected(tmp_path / "1", "calendur", texts) == "calendar"
    assert corrected(tmp_path / "2", "calendur", [texts[0].replace("mill", "works"), *texts[:2]]) == "calender"


def test_a_word_that_is_known_from_elsewhere_is_not_misspelt(tmp_path: Path) -> None:
    assert corrected(tmp_path / "1", "the tenants", ["A tenant."]) == "the tenants"
    assert corrected(tmp_path / "2", "the charter", ["A chapter."]) == "the chapter"
    assert corrected(tmp_path / "3", "the charter", ["A chapter."], known=frozenset({"charter"})) == "the charter"


def test_a_word_of_a_removed_file_is_no_spelling(tmp_path: Path) -> None:
    assert corrected(tmp_path, "thermostst", ["Nothing of the kind."]) == "thermostst"


WORDS = st.text(alphabet="abc", max_size=6)


@given(WORDS, WORDS)
def test_the_distance_of_two_words_is_that_of_its_definition(left: str, right: str) -> None:
    def slips(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        least = min(slips(a[1:], b) + 1, slips(a, b[1:]) + 1, slips(a[1:], b[1:]) + (a[0] != b[0]))
        swapped = len(a) > 1 and len(b) > 1 and a[:2] == b[1::-1]
        return min(least, slips(a[2:], b[2:]) + 1) if swapped else least

    for most in (1, 2, 3):
        assert distance(left, right, most) == min(slips(left, right), most + 1)
