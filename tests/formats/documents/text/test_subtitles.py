"""Subtitles come in sentences with their times, on the lines of the file."""

from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import read_one, timed_blocks

from scent.formats.documents.registry import detect_format

TIMED = SAMPLES / "timed"


def test_subrip_sentences_have_their_times_and_lines() -> None:
    assert timed_blocks(read_one(TIMED / "ferry.srt")) == [
        ("00:00:01", 3, "The ferry leaves the island at half past five, every day but Sunday."),
        ("00:01:15", 12, "- Who has the tickets? - Not me!"),
        ("01:02:31", 17, "The harbour master closes the gate & sleeps."),
    ]


def test_webvtt_from_ffmpeg_gives_the_same_sentences() -> None:
    [(_, _, first), *_] = subtitles = timed_blocks(read_one(TIMED / "ferry.vtt"))
    assert [time for time, _, _ in subtitles] == ["00:00:01", "00:01:15", "01:02:31"]
    assert first == "The ferry leaves the island at half past five, every day but Sunday."


def test_notes_are_kept_styles_skipped_speakers_named_and_rolling_lines_given_once() -> None:
    lecture = read_one(TIMED / "lecture.vtt")
    assert (lecture.format, lecture.title) == ("vtt", "Lecture on glaciers")
    assert timed_blocks(lecture) == [
        ("", 3, "NOTE Made by hand."),
        ("00:00:05", 11, "Dr. Amal: A glacier is ice that moves under its own weight."),
        ("00:40:31", 19, "Student: How fast?"),
    ]


@pytest.mark.parametrize("name", ["ferry.srt", "ferry.vtt", "lecture.vtt"])
def test_subtitles_keep_their_lines_and_are_recognised_by_content(name: str) -> None:
    data = (TIMED / name).read_bytes()
    assert read_one(TIMED / name).text.count("\n") == data.count(b"\n")
    assert detect_format(data, b"misleading.md").name == name[-3:]


@pytest.mark.parametrize("line", ["昨天晚上我们去了河边的老剧院", "เมื่อคืนนี้เราไปโรงละครเก่า", "Then came the quiet part"])
def test_a_sentence_right_before_the_time_of_a_cue_is_no_name_of_it(line: str, tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(
        f"1\n00:00:01,000 --> 00:00:02,000\nFirst.\n\n{line}\n00:00:03,000 --> 00:00:04,000\nLast.\n"
    )
    assert line in read_one(tmp_path / "a.srt").text


def test_ass_subtitles_are_read_without_their_marks_and_lines_broken_in_one_are_parted() -> None:
    ferry = read_one(TIMED / "ferry.ass")
    assert (ferry.format, ferry.title) == ("ass", "The ferry, a film")
    assert [each for each in timed_blocks(ferry) if each[0]] == [
        ("00:00:01", 12, "The lantern hangs above the capstan, on the left."),
        ("00:01:15", 13, "Captain: Who has, I ask, the tickets?"),
    ]
    assert ferry.text.count("\n") == (TIMED / "ferry.ass").read_text().count("\n")


@pytest.mark.parametrize("text", ["Style: baroque.\nDialogue: a, b, c, d, e, f, g, h, i, and more.\n", "Only prose.\n"])
def test_a_text_that_is_named_as_if_it_were_ass_subtitles_is_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "notes.ass").write_text(text)
    assert read_one(tmp_path / "notes.ass").text == text
