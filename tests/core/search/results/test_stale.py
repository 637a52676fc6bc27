"""Passages of changed files are hidden, shown or refused, and hidden ones take no other passage's place."""

import pytest
from hits import hit
from hypothesis import given
from hypothesis import strategies as st

from scent.core.search.results.stale import handle_stale
from scent.core.types import Hit
from scent.errors import ScentError


def ranking(marks: list[bool]) -> list[Hit]:
    """Hits in order, of which those that are marked come from changed files."""
    return [hit(b"/%d" % number, stale="changed" if mark else "") for number, mark in enumerate(marks)]


@given(st.lists(st.booleans(), max_size=60), st.integers(0, 20))
def test_hidden_passages_leave_the_best_of_the_others(marks: list[bool], limit: int) -> None:
    hits = ranking(marks)
    answer = handle_stale(lambda most: hits[:most], limit, "hide")
    fresh = [each for each in hits if not each.stale]
    assert answer.hits == fresh[:limit]
    before = 0 if not limit else hits.index(fresh[limit - 1]) if len(fresh) >= limit else len(hits)
    assert answer.outdated == sum(each.stale != "" for each in hits[:before])


@given(st.lists(st.booleans(), max_size=30), st.integers(0, 20))
def test_shown_passages_are_the_first_ones(marks: list[bool], limit: int) -> None:
    hits = ranking(marks)
    answer = handle_stale(lambda most: hits[:most], limit, "show")
    assert answer.hits == hits[:limit]
    assert answer.outdated == sum(marks[:limit])


def test_a_changed_file_is_an_error_if_asked_for() -> None:
    hits = ranking([False, True])
    with pytest.raises(ScentError, match="1 passage comes from a file that has changed since the last run"):
        handle_stale(lambda most: hits[:most], 2, "fail")
    assert handle_stale(lambda most: hits[:most], 1, "fail").hits == hits[:1]
