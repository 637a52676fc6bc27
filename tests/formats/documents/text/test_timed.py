"""Subtitles and logs come in blocks that know their time, on the lines of the file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from places import SAMPLES

from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import detect_format, read


def one(name: str) -> Document:
    [document] = read(SAMPLES / name)
    return document


def said(document: Document) -> list[tuple[str, int, str]]:
    """Of each block its time, its first line that holds anything, and what is said."""
    found = []
    for block in document.blocks:
        text = document.text[block.start : block.end]
        before = document.text[: block.end - len(text.lstrip())]
        found.append((block.place, before.count("\n") + 1, " ".join(text.split())))
    return found


def test_subrip() -> None:
    assert said(one("timed/ferry.srt")) == [
        ("00:00:01", 3, "The ferry leaves the island at half past five, every day but Sunday."),
        ("00:01:15", 12, "- Who has the tickets? - Not me!"),
        ("01:02:31", 17, "The harbour master closes the gate & sleeps."),
    ]


def test_webvtt_as_ffmpeg_writes_it_says_the_same() -> None:
    [(_, _, first), *_] = subtitles = said(one("timed/ferry.vtt"))
    assert [time for time, _, _ in subtitles] == ["00:00:01", "00:01:15", "01:02:31"]
    assert first == "The ferry leaves the island at half past five, every day but Sunday."


def test_webvtt_with_notes_styles_speakers_and_lines_that_roll() -> None:
    lecture = one("timed/lecture.vtt")
    assert (lecture.format, lecture.title) == ("vtt", "Lecture on glaciers")
    assert said(lecture) == [
        ("00:00:05", 11, "Dr. Amal: A glacier is ice that moves under its own weight."),
        ("00:40:31", 19, "Student: How fast?"),
    ]


@pytest.mark.parametrize("name", ["ferry.srt", "ferry.vtt", "lecture.vtt"])
def test_lines_are_those_of_the_file_and_content_tells_the_format(name: str) -> None:
    data = (SAMPLES / "timed" / name).read_bytes()
    assert one(f"timed/{name}").text.count("\n") == data.count(b"\n")
    assert detect_format(data, b"misleading.md").name == name[-3:]


def test_a_log_is_blocks_of_a_minute_and_a_stack_trace_is_one_of_its_own() -> None:
    boiler = one("timed/boiler.log")
    assert [(place, line) for place, line, _ in said(boiler)] == [
        ("2024-01-17 06:00:01", 1),
        ("2024-01-17 06:00:09", 3),
        ("2024-01-17 06:00:10", 7),
        ("2024-01-17 06:04:00", 8),
    ]
    assert datetime.fromtimestamp(boiler.date_ns / 1e9, UTC) == datetime(2024, 1, 17, 6, 4, 30, tzinfo=UTC)
    assert boiler.text == (SAMPLES / "timed/boiler.log").read_text()


def test_a_log_whose_records_begin_with_a_program_is_no_single_paragraph(tmp_path: Path) -> None:
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
    log = one(name)
    assert [place for place, _, _ in said(log)] == times
    assert datetime.fromtimestamp(log.date_ns / 1e9, UTC).year == year
