"""Hits that are shown are put in order by score, date or path, and in each order the other way round."""

from hits import hit
from hypothesis import given
from hypothesis import strategies as st

from scent.core.search.results.sorting import in_order
from scent.core.types import Hit

HITS = st.lists(
    st.builds(
        lambda path, start, date, mtime: hit(path, start=start, date_ns=date, mtime_ns=mtime),
        st.sampled_from((b"/a", b"/b", b"/b/c")),
        st.integers(0, 3),
        st.sampled_from((0, 5, 9)),
        st.integers(1, 9),
    )
)


def date(each: Hit) -> int:
    return each.date_ns or each.mtime_ns


@given(HITS)
def test_the_order_by_score_is_that_of_the_list(hits: list[Hit]) -> None:
    assert in_order(hits, "score") == hits
    assert in_order(hits, "score", reverse=True) == hits[::-1]


@given(HITS)
def test_the_newest_come_first_and_the_best_of_a_time_before_others(hits: list[Hit]) -> None:
    ordered = in_order(hits, "date")
    assert [date(each) for each in ordered] == sorted(map(date, hits), reverse=True)
    for time in set(map(date, hits)):
        assert [each for each in ordered if date(each) == time] == [each for each in hits if date(each) == time]
    assert in_order(hits, "date", reverse=True) == ordered[::-1]


@given(HITS)
def test_paths_are_in_order_and_passages_of_a_file_in_that_of_the_file(hits: list[Hit]) -> None:
    ordered = [(each.path, each.start) for each in in_order(hits, "path")]
    assert ordered == sorted((each.path, each.start) for each in hits)
