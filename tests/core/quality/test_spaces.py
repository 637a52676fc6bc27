"""Each measure of a space has the value that its definition gives where that is known without it."""

import numpy as np
import pytest

from scent.arrays import Vectors
from scent.core.quality import spaces

GENERATOR = np.random.default_rng(5)


def unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def cloud(count: int, dims: int) -> Vectors:
    return GENERATOR.standard_normal((count, dims)).astype(np.float32)


def rotation(dims: int) -> Vectors:
    return np.asarray(np.linalg.qr(GENERATOR.standard_normal((dims, dims)))[0], np.float32)


def test_cka_is_one_for_a_rotation_at_any_scale_and_small_for_independent_spaces() -> None:
    some = cloud(500, 16)
    assert spaces.alignment(some, 3 * some @ rotation(16) + 1) == pytest.approx(1, abs=1e-5)
    assert spaces.alignment(some, cloud(500, 16)) < 0.1


def test_isotropy_is_one_for_an_even_cloud_and_zero_for_a_line() -> None:
    even = np.vstack([np.eye(8), -np.eye(8)]).astype(np.float32)
    assert spaces.isotropy(even) == pytest.approx(1)
    line = np.outer(np.linspace(-1, 1, 50), np.arange(1, 9)).astype(np.float32)
    assert spaces.isotropy(line) == pytest.approx(0, abs=1e-6)
    assert 0 < spaces.isotropy(cloud(400, 8) * np.arange(1, 9)) < 0.9


@pytest.mark.parametrize("dims", [2, 4])
def test_the_intrinsic_dimension_is_that_of_the_surface_and_not_of_the_space(dims: int) -> None:
    surface = cloud(1500, dims + 1)  # points on a sphere of so many dimensions
    flat = np.hstack([unit(surface), np.zeros((1500, 30), np.float32)]) @ rotation(dims + 31)
    assert spaces.intrinsic_dimension(flat) == pytest.approx(dims, rel=0.15)
    assert spaces.intrinsic_dimension(np.repeat(flat[:1], 10, axis=0)) == 0


def test_overlaps_of_rankings() -> None:
    some = np.array([[1, 2, 3, 4]])
    for measure in (spaces.jaccard, spaces.overlap, spaces.rank_biased_overlap):
        assert measure(some, some) == pytest.approx(1)
        assert measure(some, some + 10) == 0
    assert spaces.jaccard(some, np.array([[3, 4, 5, 6]])) == pytest.approx(2 / 6)
    assert spaces.overlap(some, np.array([[3, 4, 5, 6]])) == pytest.approx(2 / 4)
    turned, early = np.array([[4, 3, 2, 1]]), np.array([[1, 2, 9, 8]])
    late = np.array([[9, 8, 3, 4]])
    assert spaces.jaccard(some, early) == spaces.jaccard(some, late)
    assert spaces.rank_biased_overlap(some, late) < spaces.rank_biased_overlap(some, early)
    assert 0 < spaces.rank_biased_overlap(some, turned) < 1


def test_rank_biased_overlap_is_that_of_the_definition() -> None:
    """With p = 0.5 and two results: (1 - p) (A1 + p A2) + A2 p^2, by hand."""
    some, others = np.array([[1, 2]]), np.array([[1, 3]])
    assert spaces.rank_biased_overlap(some, others, 0.5) == pytest.approx(0.5 * (1 + 0.5 * 0.5) + 0.5 * 0.25)


def test_the_best_passages_leave_out_the_query_itself() -> None:
    vectors = unit(cloud(30, 8))
    ranking = spaces.best(vectors[:5], vectors, 3, np.arange(5))
    assert ranking.shape == (5, 3)
    assert all(number not in row for number, row in enumerate(ranking.tolist()))
    assert spaces.best(vectors[:5], vectors, 1).ravel().tolist() == [0, 1, 2, 3, 4]


def test_principal_axes_keep_more_than_the_first_numbers() -> None:
    vectors = unit(cloud(300, 4) @ cloud(4, 40))  # on four dimensions of forty
    mean, axes = spaces.principal_axes(vectors)
    ranking = spaces.best(vectors, vectors, 10, np.arange(300))
    turned = spaces.project(vectors, mean, axes, 4)
    shorter = spaces.cut(vectors, 3)
    np.testing.assert_allclose(np.linalg.norm(turned, axis=1), 1, rtol=1e-5)
    kept = spaces.overlap(ranking, spaces.best(turned, turned, 10, np.arange(300)))
    assert kept > 0.6
    assert kept > spaces.overlap(ranking, spaces.best(shorter, shorter, 10, np.arange(300)))
