"""Metadata fields are read as people write them: dates, authors."""

from datetime import UTC, datetime

import pytest
from command import Command

from scent.formats.documents.base.metadata import author_names, parse_date_ns


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-03-09", "2024-03-09T00:00:00"),
        ("2024/3/9 7:05", "2024-03-09T07:05:00"),
        ("2024-03-09T18:30:00.5+0130", "2024-03-09T17:00:00"),
        ("March 9th, 2024", "2024-03-09T00:00:00"),
        ("9 Mar 2024", "2024-03-09T00:00:00"),
        ("March 2024", "2024-03-01T00:00:00"),
        ("in 2024", "2024-01-01T00:00:00"),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59"),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, meant: str) -> None:
    assert datetime.fromtimestamp(parse_date_ns(written) / 1e9, UTC) == datetime.fromisoformat(meant + "+00:00")


@pytest.mark.parametrize("written", ["", "today", "2024-13-40", "9999-12-31", "\\today", "v1.2.3", "{{date}}"])
def test_text_without_a_date_gives_none(written: str) -> None:
    assert parse_date_ns(written) == 0


def test_authors_are_given_without_addresses() -> None:
    assert author_names("'A. Ray' <a@b.org>, B. Oz and C. Ux; d@e.org") == "A. Ray, B. Oz, C. Ux"


@pytest.mark.parametrize("written", ["9999-12-31", "1600-05-05"])
def test_a_year_that_the_index_cannot_hold_counts_as_no_date(written: str, scent: Command) -> None:
    (scent.directory / "note.md").write_text(f"---\ndate: {written}\n---\n\nThe end of all days.\n")
    head = f"From: a@b.c\nTo: d@e.f\nSubject: s\nDate: 5 Feb {written[:4]} 10:00"
    (scent.directory / "letter.eml").write_text(f"{head}\n\nDays and days.\n")
    result = scent("index", "--json", ".")
    assert (result.code, result.records[0]["added"]) == (0, 2), result.err
    assert {record["date"] for record in scent("search", "--json", "--min-score=0", "days").records} == {None}
