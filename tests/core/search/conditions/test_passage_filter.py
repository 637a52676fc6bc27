"""The operators of a query are exact: the passages that meet them are those that reading every text finds."""

import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from indexes import add, opened

from scent.arrays import Rows, Scores
from scent.core.search.conditions.passage_filter import PassageFilter
from scent.core.types import NO_CONDITIONS, Conditions
from scent.formats.index.reader import Reader

# Words whose forms are alike, that a script joins, that have signs, and that are in nearly every passage.
WORDS = (
    *("the", "The", "rent", "rents", "rental", "café", "Cafe", "hare", "hares", "Häring", "max_size", "size", "_size_"),
    *(
        "e-mail",
        "mail",
        "parseURL",
        "parseurl",
        "1.2.3",
        "2",
        "C++",
        "c",
        "東京大学",
        "大学",
        "straße",
        "STRASSE",
        "x" * 70,
    ),
)
BETWEEN = (" ", " ", " ", ", ", "\n", ". ", " **", " - ")
DOCUMENTS = 60


def _documents() -> list[list[str]]:
    """Documents of up to five chunks, of which some words stand in most and others in few."""
    chosen = random.Random(5)  # noqa: S311  # the same texts each time
    weights = [40, 20, *(chosen.choice((1, 3, 9)) for _ in WORDS[2:])]

    def text() -> str:
        words = chosen.choices(WORDS, weights, k=chosen.randint(1, 9))
        return "".join(word + chosen.choice(BETWEEN) for word in words)

    return [[text() for _ in range(chosen.randint(1, 5))] for _ in range(DOCUMENTS)]


TEXTS = _documents()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    index = tmp_path_factory.mktemp("phrases") / "index"
    with opened(index) as writer:
        for number, texts in enumerate(TEXTS):
            add(writer, b"/n/%d.txt" % number, texts)
            if number % 20 == 19:
                writer.commit()
        writer.commit()
    with Reader.open(index) as reader:
        yield reader


def _words(text: str) -> list[str]:
    """The words of a text by another way than the index goes: decomposed, without marks; a Han character is a word."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    found = re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+(?:\+\+)?", letters)
    return [word.strip("_") for word in found]


def _is_same(asked: str, word: str) -> bool:
    return asked in {word, word.removesuffix("++")}


def _holds(phrase: str, chunks: Sequence[str], number: int) -> bool:
    """Whether a phrase stands in a chunk, or over the border to a neighbour."""
    asked = _words(phrase)
    for first in (number - 1, number):
        near = [place for place in (first, first + 1) if 0 <= place < len(chunks)]
        words = [(word, place) for place in near for word in _words(chunks[place])]
        for start in range(len(words) - len(asked) + 1):
            window = words[start : start + len(asked)]
            if all(map(_is_same, asked, (word for word, _ in window))) and number in {place for _, place in window}:
                return True
    return False


def _expected(conditions: Conditions) -> list[tuple[int, int]]:
    return [
        (document, number)
        for document, chunks in enumerate(TEXTS)
        for number in range(len(chunks))
        if all(_holds(phrase, chunks, number) for phrase in conditions.required)
        and not any(_holds(phrase, chunks, number) for phrase in conditions.excluded)
    ]


def _found(reader: Reader, conditions: Conditions, count: int) -> list[tuple[int, int]]:
    """The document and the number of each chunk that the filter lets pass, of chunks ranked in some order."""
    order = np.random.default_rng(3).permutation(reader.rows).astype(np.int64)
    asked = PassageFilter(reader, conditions)
    scope = asked.documents(None)

    def rank(candidates: int) -> tuple[Rows, Scores]:
        inside = order if scope is None else order[scope[reader.document_of(order)]]
        return inside[:candidates], np.ones(len(inside[:candidates]), np.float32)

    rows, _ = asked.ranked(rank, count, scope)
    documents = reader.document_of(rows)
    starts = [int(np.searchsorted(reader.document_of(np.arange(reader.rows)), document)) for document in documents]
    return [(int(document), int(row) - start) for document, row, start in zip(documents, rows, starts, strict=True)]


# A phrase of words that may be neighbours somewhere, and one that certainly is.
DRAWN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


@st.composite
def taken(draw: st.DrawFn) -> str:
    """Words that stand side by side in a document, maybe on both sides of a border, written in some case."""
    words = "".join(draw(st.sampled_from(TEXTS))).replace("*", "").split()
    start = draw(st.integers(0, len(words) - 1))
    return draw(st.sampled_from((str.upper, str.lower, str)))(" ".join(words[start : start + draw(st.integers(1, 4))]))


PHRASES = st.lists(st.one_of(DRAWN, taken()).filter(lambda text: bool(_words(text))), max_size=2).map(tuple)


@given(PHRASES, PHRASES)
def test_the_passages_that_meet_the_conditions_are_those_that_reading_every_text_finds(
    reader: Reader, required: tuple[str, ...], excluded: tuple[str, ...]
) -> None:
    conditions = Conditions(required=required, excluded=excluded)
    assert sorted(_found(reader, conditions, reader.rows)) == _expected(conditions)


@given(PHRASES, PHRASES, st.integers(1, 30))
def test_as_many_passages_are_found_as_asked_for_if_there_are_so_many(
    reader: Reader, required: tuple[str, ...], excluded: tuple[str, ...], count: int
) -> None:
    conditions = Conditions(required=required, excluded=excluded)
    found, expected = _found(reader, conditions, count), _expected(conditions)
    assert set(found) <= set(expected)
    assert len(found) >= min(count, len(expected))


def test_the_test_has_phrases_in_all_in_some_and_in_no_passage(reader: Reader) -> None:
    count = sum(map(len, TEXTS))
    assert reader.rows == count
    shares = [len(_expected(Conditions(required=(word,)))) / count for word in ("the", "rent", "Häring", "absent")]
    assert shares[0] > 0.5 > shares[1] > 0
    assert shares[2] > shares[3] == 0
    assert len(_expected(NO_CONDITIONS)) == count


def test_phrases_cross_borders_between_passages_of_a_document_and_not_between_documents(reader: Reader) -> None:
    crossing = [f"{_words(before)[-1]} {_words(after)[0]}" for chunks in TEXTS for before, after in pairwise(chunks)]
    assert all(_found(reader, Conditions(required=(phrase,)), 1) for phrase in crossing)
