"""Logs come in blocks of a minute with their times."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import read_one, timed_blocks

from scent.formats.documents.registry import read


def test_a_log_comes_in_blocks_of_a_minute_and_a_stack_trace_is_its_own_block() -> None:
    boiler = read_one(SAMPLES / "timed" / "boiler.log")
    assert [(place, line) for place, line, _ in timed_blocks(boiler)] == [
        ("2024-01-17 06:00:01", 1),
        ("2024-01-17 06:00:09", 3),
        ("2024-01-17 06:00:10", 7),
        ("2024-01-17 06:04:00", 8),
    ]
    assert datetime.fromtimestamp(boiler.date_ns / 1e9, UTC) == datetime(2024, 1, 17, 6, 4, 30, tzinfo=UTC)
    assert boiler.text == (SAMPLES / "timed" / "boiler.log").read_text()


def test_records_may_begin_with_the_name_of_a_program(tmp_path: Path) -> None:
    path = tmp_path / "alternatives.log"
    path.write_text(
        "update-alternatives 2025-06-24 14:36:53: link group pager updated to point to /usr/bin/less\n"
        "update-alternatives 2025-06-24 14:36:55: link group pinentry updated to point to /usr/bin/pinentry-curses\n"
        "update-alternatives 2026-05-09 07:29:27: run with --install /usr/bin/editor editor /usr/bin/vim.basic 30\n"
    )
    [document] = read(path)
    assert [(block.place, document.text[block.start :].count("\n")) for block in document.blocks] == [
        ("2025-06-24 14:36:53", 3),
        ("2026-05-09 07:29:27", 1),
    ]
    path.write_text("Ann 2025-06-24 planted leeks\nBo 2025-06-25 watered them\nAnn 2025-06-26 rested\n")
    [document] = read(path)
    assert [block.place for block in document.blocks] == [""]


@pytest.mark.parametrize(
    ("name", "times", "year"),
    [
        ("timed/nginx-access.log", ["10/Oct/2023 13:55:36", "10/Oct/2023 13:57:02"], 2023),
        ("timed/syslog.1", ["Mar 3 04:12:01", "Mar 3 04:15:44"], 1970),
        ("text/server.log", ["2024-03-01 10:00:00", "2024-03-01 10:00:01", "2024-03-01 10:00:02"], 2024),
    ],
)
def test_times_are_as_the_log_writes_them(name: str, times: list[str], year: int) -> None:
    log = read_one(SAMPLES / name)
    assert [place for place, _, _ in timed_blocks(log)] == times
    assert datetime.fromtimestamp(log.date_ns / 1e9, UTC).year == year
