"""A graph proposes; what it leaves out is not felt: nearly all of the ten nearest are among its candidates."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from indexes import add, opened, vector

from scent.formats.index.reader import Reader
from scent.formats.index.storage.checksum import FileSum
from scent.formats.index.vectors import graph, scan

DIMS, VECTORS, QUERIES, TOP = 64, 4_000, 60, 10


def near_each_other(
    chance: np.random.Generator, count: int, subjects: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Unit vectors around so many subjects, as passages are."""
    spread = 0.6 / np.sqrt(DIMS) * chance.standard_normal((count, DIMS), np.float32)
    vectors = subjects[chance.integers(len(subjects), size=count)] + spread
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_candidates_of_a_graph_scored_again_are_the_nearest(tmp_path: Path) -> None:
    chance = np.random.default_rng(7)
    subjects = near_each_other(chance, 200, np.zeros((1, DIMS), np.float32))
    vectors = near_each_other(chance, VECTORS, subjects).astype(np.float16)
    file, target = tmp_path / "vectors", tmp_path / "graph.usearch"
    vectors.tofile(file)
    expected, stamp = graph.build(target, file, [(0, VECTORS)], DIMS)
    opened = graph.Graph.open(target, expected, stamp, VECTORS, DIMS)
    assert opened is not None
    found = 0
    for query in near_each_other(chance, QUERIES, subjects):
        rows = np.arange(VECTORS)
        nearest, _ = scan.best(rows, scan.exact(query, vectors), TOP)
        near = np.sort(opened.candidates(query, graph.OVERFETCH * TOP)[0])
        proposed, scores = scan.best(near, scan.exact(query, vectors[near]), TOP)
        assert (np.diff(scores) <= 0).all()
        found += len(np.intersect1d(nearest, proposed))
    assert found >= 0.99 * QUERIES * TOP


def test_a_scan_scores_rows_of_any_number_of_matrices() -> None:
    chance = np.random.default_rng(8)
    vectors = near_each_other(chance, 1_000, np.zeros((1, DIMS), np.float32)).astype(np.float16)
    query = vectors[500].astype(np.float32)
    parts = scan.scan(query, [vectors[:1], vectors[1:400], vectors[400:]])
    assert np.allclose(parts, scan.exact(query, vectors), atol=2**-10)
    vectors[3, 0] = np.nan
    assert scan.scan(query, [vectors])[3] == -1


@pytest.mark.parametrize("dead", [0, 0.5, 0.9999])
def test_candidates_are_all_scores_within_rounding_of_the_kth_highest(dead: float) -> None:
    chance = np.random.default_rng(9)
    scores = chance.normal(0, 0.1, 50_021).astype(np.float32)
    scores[chance.random(len(scores)) < dead] = -np.inf
    for k in (1, 200, 5_000):
        last = max(np.sort(scores)[-k], np.float32(-3))
        assert np.array_equal(scan.candidates(scores, k), np.flatnonzero(scores >= last - 2.0**-10))
        assert np.array_equal(scan.candidates(scores[-k:], k), np.flatnonzero(scores[-k:] > -np.inf))


def test_a_search_by_graph_finds_what_a_scan_finds_and_nothing_removed(tmp_path: Path) -> None:
    texts = [f"Note {number}. " for number in range(300)]
    found = []
    for graph_from in (1_000_000, 1):
        with opened(tmp_path / str(graph_from), graph_from=graph_from) as writer:
            numbers = [add(writer, b"/%d" % number, [text]) for number, text in enumerate(texts)]
            writer.commit()
            writer.remove(numbers[::7])
            add(writer, b"/more", ["Note 1000. ", "Note 1001. "])
            writer.commit()
        with Reader.open(tmp_path / str(graph_from), lexical=False) as reader:
            assert bool(reader.segments[0].graph) == (graph_from == 1)
            found.append([reader.nearest(vector(text), 20) for text in (texts[7], texts[8], "Note 1001. ")])
    for (rows, scores), (expected, exact) in zip(*found, strict=True):
        assert np.array_equal(rows, expected)
        assert np.array_equal(scores, exact)


def test_a_damaged_graph_is_refused_or_proposes_rows_that_there_are(tmp_path: Path) -> None:
    chance = np.random.default_rng(10)
    vectors = near_each_other(chance, 500, np.zeros((1, DIMS), np.float32)).astype(np.float16)
    vectors.tofile(tmp_path / "vectors")
    target = tmp_path / "graph.usearch"
    graph.build(target, tmp_path / "vectors", [(0, 500)], DIMS)
    sound = target.read_bytes()
    assert not set(graph.Graph(target, 500, DIMS).candidates(vectors[7].astype(np.float32), 50)[0]) - set(range(500))
    heads = 8 + vectors.nbytes
    refused = 0
    for number in range(300):
        damaged = bytearray(sound)
        # In the heads and the levels, of which there is one of each, and in the nodes.
        first, end = (heads, heads + 104 + 1000) if number % 2 else (0, len(sound))
        for place in chance.integers(first, end, size=1 + number % 40):
            damaged[place] = chance.integers(256)
        target.write_bytes(damaged)
        try:
            rows, scores = graph.Graph(target, 500, DIMS).candidates(vectors[7].astype(np.float32), 50)
        except ValueError:
            refused += 1
        else:
            assert 0 < len(rows) == len(scores) <= 50
            assert ((rows >= 0) & (rows < 500)).all()
    assert 50 < refused < 250
    for size in (0, 7, len(sound) - 1, len(sound) + 4):
        target.write_bytes((sound + bytes(4))[:size])
        assert graph.Graph.open(target, FileSum(0, ""), graph.stamp(target), 500, DIMS) is None
