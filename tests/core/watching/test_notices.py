"""What the system tells of directories: each change, no change elsewhere, and that it lost some."""

import os
import sys
from pathlib import Path

import pytest

from scent.core.watching.notices import Noticed, Notices

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs inotify")


def name(path: Path) -> bytes:
    return os.fsencode(path)


def test_changes_are_told_by_their_paths_whatever_bytes_they_are(tmp_path: Path) -> None:
    with Notices() as notices:
        assert notices.cover([name(tmp_path)])
        odd = name(tmp_path) + b"/\xff\xfe"
        for path in (odd, name(tmp_path / "note")):
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
        assert notices.wait(10) == Noticed(frozenset({odd, name(tmp_path / "note")}))
        assert notices.wait(0) == Noticed()


def test_reading_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("The kettle sings.")
    with Notices() as notices:
        notices.cover([name(tmp_path)])
        (tmp_path / "note").read_text(encoding="ascii")
        list(tmp_path.iterdir())
        assert notices.wait(0) == Noticed()


def test_a_directory_that_comes_or_moves_means_a_look_at_everything(tmp_path: Path) -> None:
    with Notices() as notices:
        notices.cover([name(tmp_path)])
        (tmp_path / "new").mkdir()
        assert notices.wait(10).directories == {name(tmp_path / "new")}
        assert notices.cover([name(tmp_path), name(tmp_path / "new")])
        assert not notices.cover([name(tmp_path), name(tmp_path / "new")])
        (tmp_path / "new").rename(tmp_path / "moved")
        assert notices.wait(10).lost
        notices.cover([name(tmp_path), name(tmp_path / "moved")])
        (tmp_path / "moved" / "note").write_text("")
        assert notices.wait(10) == Noticed(frozenset({name(tmp_path / "moved" / "note")}))


def test_above_a_root_only_names_count(tmp_path: Path) -> None:
    (tmp_path / "beside").write_text("")
    with Notices() as notices:
        notices.cover([], above=[name(tmp_path)])
        (tmp_path / "beside").write_text("A line.\n")
        assert notices.wait(0.2) == Noticed()
        (tmp_path / "root").mkdir()
        assert notices.wait(10).paths == {name(tmp_path / "root")}


def test_a_directory_that_is_covered_no_longer_is_left_alone(tmp_path: Path) -> None:
    with Notices() as notices:
        notices.cover([name(tmp_path)])
        notices.cover([])
        (tmp_path / "note").write_text("")
        assert notices.wait(0.2) == Noticed()


def test_a_directory_that_goes_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "going").mkdir()
    with Notices() as notices:
        notices.cover([name(tmp_path / "going"), name(tmp_path / "never")])
        (tmp_path / "going").rmdir()
        assert notices.wait(10).lost
        notices.cover([])
        assert not notices.problem


def test_when_too_many_come_at_once_everything_must_be_looked_at(tmp_path: Path) -> None:
    most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text(encoding="ascii"))
    if most > 100_000:
        pytest.skip("the queue of this system is too long")
    with Notices() as notices:
        notices.cover([name(tmp_path)])
        for number in range(most // 2 + 10):  # each is told of twice or more: made, closed
            (tmp_path / f"{number}").write_text("")
        assert notices.wait(10).lost
