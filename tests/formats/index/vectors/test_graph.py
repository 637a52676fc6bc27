"""A graph proposes nearly all of the ten nearest vectors, and is used only as the file that was built."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from indexes import DIMS as SIZE
from indexes import add, opened, vector

from scent.formats.index.reader import Reader
from scent.formats.index.storage.checksum import checksum_file
from scent.formats.index.vectors import graph, scan

DIMS, VECTORS, QUERIES, TOP = 64, 4_000, 60, 10


def near_each_other(
    chance: np.random.Generator, count: int, subjects: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Return unit vectors around the `subjects`, as those of passages are."""
    spread = 0.6 / np.sqrt(DIMS) * chance.standard_normal((count, DIMS), np.float32)
    vectors = subjects[chance.integers(len(subjects), size=count)] + spread
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_candidates_of_a_graph_scored_again_are_the_nearest(tmp_path: Path) -> None:
    chance = np.random.default_rng(7)
    subjects = near_each_other(chance, 200, np.zeros((1, DIMS), np.float32))
    vectors = near_each_other(chance, VECTORS, subjects).astype(np.float16)
    file, target = tmp_path / "vectors", tmp_path / "graph.usearch"
    vectors.tofile(file)
    opened = graph.Graph.open(target, graph.build(target, file, [(0, VECTORS)], DIMS), VECTORS, DIMS)
    assert opened is not None
    hits = 0
    for query in near_each_other(chance, QUERIES, subjects):
        rows = np.arange(VECTORS)
        nearest, _ = scan.best(rows, scan.exact_scores(query, vectors), TOP)
        near = np.sort(opened.candidates(query, graph.OVERFETCH * TOP)[0])
        proposed, scores = scan.best(near, scan.exact_scores(query, vectors[near]), TOP)
        assert (np.diff(scores) <= 0).all()
        hits += len(np.intersect1d(nearest, proposed))
    assert hits >= 0.99 * QUERIES * TOP


def test_a_scan_scores_rows_of_any_number_of_matrices() -> None:
    chance = np.random.default_rng(8)
    vectors = near_each_other(chance, 1_000, np.zeros((1, DIMS), np.float32)).astype(np.float16)
    query = vectors[500].astype(np.float32)
    parts = scan.approximate_scores(query, [vectors[:1], vectors[1:400], vectors[400:]])
    assert np.allclose(parts, scan.exact_scores(query, vectors), atol=2**-10)
    vectors[3, 0] = np.nan
    assert scan.approximate_scores(query, [vectors])[3] == -1


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
    hits = []
    for graph_from in (1_000_000, 1):
        with opened(tmp_path / str(graph_from), graph_from=graph_from) as writer:
            numbers = [add(writer, b"/%d" % number, [text]) for number, text in enumerate(texts)]
            writer.commit()
            writer.remove(numbers[::7])
            add(writer, b"/more", ["Note 1000. ", "Note 1001. "])
            writer.commit()
        with Reader.open(tmp_path / str(graph_from), lexical=False) as reader:
            assert bool(reader.segments[0].graph) == (graph_from == 1)
            hits.append([reader.nearest(vector(text), 20) for text in (texts[7], texts[8], "Note 1001. ")])
    for (rows, scores), (expected, exact) in zip(*hits, strict=True):
        assert np.array_equal(rows, expected)
        assert np.array_equal(scores, exact)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Return an index of one segment with a graph."""
    index = tmp_path / "index"
    with opened(index, graph_from=1) as writer:
        add(writer, b"/notes", [f"Note {number}. " for number in range(300)])
        writer.commit()
    return index


def graph_file(index: Path) -> Path:
    (file,) = index.rglob("graph.usearch")
    return file


def flip_a_byte_and_put_its_times_back(file: Path) -> None:
    status = file.stat()
    with file.open("r+b") as opened_file:
        opened_file.seek(-100, os.SEEK_END)
        byte = opened_file.read(1)
        opened_file.seek(-100, os.SEEK_END)
        opened_file.write(bytes((byte[0] ^ 1,)))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def copy(file: Path) -> None:
    shutil.copy2(file, file.with_suffix(".copy"))
    file.with_suffix(".copy").replace(file)


def damage_a_copy(file: Path) -> None:
    copy(file)
    flip_a_byte_and_put_its_times_back(file)


CHANGES = [copy, flip_a_byte_and_put_its_times_back, damage_a_copy, truncate, empty, Path.unlink]


@pytest.mark.parametrize("change", CHANGES)
def test_a_copied_graph_is_used_and_a_damaged_one_left_out_and_hits_stay_the_same(
    large: Path, change: Callable[[Path], None]
) -> None:
    query = vector("Note 7. ")
    with Reader.open(large, lexical=False) as reader:
        assert reader.segments[0].graph is not None
        rows, scores = reader.nearest(query, 20)
    change(graph_file(large))
    with Reader.open(large, lexical=False) as reader:
        assert bool(reader.segments[0].graph) == (change is copy)
        again, exact = reader.nearest(query, 20)
    assert np.array_equal(again, rows)
    assert np.array_equal(exact, scores)


def test_a_graph_over_other_vectors_is_left_out(large: Path) -> None:
    with Reader.open(large, lexical=False) as reader:
        entry = reader.segments[0].entry
    file = graph_file(large)
    built = entry.files[file.name], entry.graph_stamp
    assert graph.Graph.open(file, built, entry.chunks, SIZE) is not None
    assert graph.Graph.open(file, built, entry.chunks + 1, SIZE) is None
    assert graph.Graph.open(file, built, entry.chunks, SIZE + 1) is None
    file.write_bytes(b"no graph at all")
    assert graph.Graph.open(file, (checksum_file(file), graph.stamp(file)), entry.chunks, SIZE) is None


def test_a_reader_searches_its_graph_after_the_segment_was_written_anew(large: Path) -> None:
    query = vector("Note 7. ")
    with Reader.open(large, lexical=False) as reader:
        rows, scores = reader.nearest(query, 20)
        assert reader.segments[0].graph is not None
        old = graph_file(large)
        with opened(large, graph_from=1) as writer:
            writer.rewrite(0, 1)
        assert not old.exists()
        again, exact = reader.nearest(query, 20)
    assert np.array_equal(again, rows)
    assert np.array_equal(exact, scores)
