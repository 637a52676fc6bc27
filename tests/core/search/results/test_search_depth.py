"""A longer list begins with the shorter one, so that pages neither overlap nor leave anything out."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from indexes import WORDS, add, opened

from scent.core.search.ranking.query import Mode, Query
from scent.core.search.results.grouping import ChunkRun, grouped
from scent.core.search.results.search_depth import CANDIDATES, entries
from scent.core.types import WHOLE_RANKING, Listing
from scent.formats.index.reader import Reader

LISTINGS = [
    WHOLE_RANKING,
    Listing(),
    Listing(cut_off=False),
    Listing(cut_off=False, per_file=1),
    Listing(cut_off=False, files_only=True),
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """An index of long files, and of copies; more passages than the first step takes."""
    index = tmp_path_factory.mktemp("depth") / "index"
    with opened(index) as writer:
        for number in range(12):
            add(writer, b"/n/long%d.txt" % number, [f"{WORDS[n % 11]} of {number}, {n}. " for n in range(90)])
        for number in range(60):
            add(writer, b"/n/copy%d.txt" % number, ["The same letter to everybody. "])
        writer.commit()
    with Reader.open(index) as reader:
        yield reader


def ranking(reader: Reader, seed: int) -> Callable[[int], list[ChunkRun]]:
    """A ranking by two scores, of which the second counts only for its own best candidates, as that of words does."""
    numbers = np.random.default_rng(seed)
    first, second = numbers.random((2, reader.rows)).astype(np.float32) ** 3

    def ranked(count: int) -> list[ChunkRun]:
        near, matching = np.argsort(-first)[:count], np.argsort(-second)[:count]
        scores = first + np.where(np.isin(np.arange(reader.rows), matching), second, np.float32(0))
        rows = np.union1d(near, matching)
        rows = rows[np.argsort(-scores[rows], kind="stable")]
        return grouped(rows, scores[rows], reader.document_of(rows), len(rows))

    return ranked


@given(st.integers(0, 50), st.sampled_from(LISTINGS), st.lists(st.integers(1, 900), min_size=2, max_size=4))
def test_a_longer_list_begins_with_the_shorter_one(
    reader: Reader, seed: int, listing: Listing, limits: list[int]
) -> None:
    ranked, nothing = ranking(reader, seed), Query("", Mode.DENSE)
    lists = [
        [entry.run.best for entry in entries(reader, ranked, nothing, listing, limit=limit, min_score=None)]
        for limit in sorted(limits)
    ]
    for shorter, longer in pairwise(lists):
        assert longer[: len(shorter)] == shorter
    assert all(len(set(rows)) == len(rows) <= limit for rows, limit in zip(lists, sorted(limits), strict=True))


def test_every_passage_is_in_a_list_that_is_long_enough(reader: Reader) -> None:
    found = entries(
        reader, ranking(reader, 1), Query("", Mode.DENSE), WHOLE_RANKING, limit=10 * reader.rows, min_score=None
    )
    rows = sorted(row for entry in found for row in range(entry.run.first, entry.run.last + 1))
    assert rows == list(range(reader.rows))
    assert reader.rows > 5 * CANDIDATES
