"""A graph proposes; what it leaves out is not felt: nearly all of the ten nearest are among its candidates."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from scent.formats.index import dense, graph

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
        nearest, _ = dense.best(rows, dense.exact(query, vectors), TOP)
        near = np.sort(opened.candidates(query.astype(np.float16), graph.OVERFETCH * TOP))
        proposed, scores = dense.best(near, dense.exact(query, vectors[near]), TOP)
        assert (np.diff(scores) <= 0).all()
        found += len(np.intersect1d(nearest, proposed))
    assert found >= 0.99 * QUERIES * TOP


def test_a_scan_scores_rows_of_any_number_of_matrices() -> None:
    chance = np.random.default_rng(8)
    vectors = near_each_other(chance, 1_000, np.zeros((1, DIMS), np.float32)).astype(np.float16)
    query = vectors[500].astype(np.float32)
    parts = dense.scan(query, [vectors[:1], vectors[1:400], vectors[400:]])
    assert np.allclose(parts, dense.exact(query, vectors), atol=2**-10)
    vectors[3, 0] = np.nan
    assert dense.scan(query, [vectors])[3] == -1
