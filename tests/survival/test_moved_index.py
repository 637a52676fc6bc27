"""An index may be moved, removed or replaced under a run: the run ends with a sentence and touches no other index."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import COMMAND, Command
from events import wait_for

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="needs paths through descriptors, which macOS lacks")


@pytest.fixture
def place(scent: Command) -> Command:
    """A directory with many files to index, and an index of other files."""
    work = scent.directory
    (work / "docs").mkdir()
    for number in range(300):
        words = " ".join(str(number + each) for each in range(150))
        (work / "docs" / f"{number}.md").write_text(f"Boat {number} is painted in the harbour. {words}\n")
    (work / "bees.md").write_text("The bees are in the garden.\n")
    assert scent("index", "-q", "--index", "other", "bees.md").code == 0
    return scent


def content(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def under_a_run(place: Command, act: Callable[[Path], None]) -> "subprocess.CompletedProcess[bytes]":
    """Do something to the index directory `ix` while a run writes its first segment."""
    command = [*COMMAND, "index", "--quiet", "--index", "ix", "docs"]
    pipe = subprocess.PIPE
    run = subprocess.Popen(command, cwd=place.directory, env=place.environ, stdout=pipe, stderr=pipe)
    segments = place.directory / "ix" / "segments"
    wait_for(lambda: segments.is_dir() and any(segments.iterdir()))
    run.send_signal(signal.SIGSTOP)
    act(place.directory)
    run.send_signal(signal.SIGCONT)
    out, err = run.communicate(timeout=300)
    return subprocess.CompletedProcess(command, run.returncode, out, err)


def move(work: Path) -> None:
    (work / "ix").rename(work / "moved")


def replace_by_another(work: Path) -> None:
    move(work)
    shutil.copytree(work / "other", work / "ix")


def replace_by_a_link(work: Path) -> None:
    move(work)
    (work / "ix").symlink_to("other")


def replace_by_a_file(work: Path) -> None:
    move(work)
    (work / "ix").write_text("not an index\n")


def remove(work: Path) -> None:
    while (work / "ix").exists():  # the run makes files while they are removed
        shutil.rmtree(work / "ix", ignore_errors=True)


def remove_the_lock(work: Path) -> None:
    (work / "ix" / "writer.lock").unlink()


@pytest.mark.parametrize(
    "act", [move, replace_by_another, replace_by_a_link, replace_by_a_file, remove, remove_the_lock]
)
def test_a_run_whose_index_goes_away_says_so_and_harms_no_other(place: Command, act: Callable[[Path], None]) -> None:
    other = content(place.directory / "other")
    run = under_a_run(place, act)
    lines = run.stderr.decode().splitlines()
    assert (run.returncode, run.stdout) == (2, b"")
    assert lines[0].startswith("scent: the index at ")
    assert lines[0].endswith("/ix was moved, removed or replaced while it was written to")
    assert [line.partition(":")[0] for line in lines[1:]] == ["hint"]
    assert content(place.directory / "other") == other
    if act is replace_by_another:
        assert content(place.directory / "ix") == other
    if (place.directory / "moved").exists():
        assert place("check", "--index", "moved").code == 0


def test_a_run_whose_segments_are_removed_names_what_is_missing(place: Command) -> None:
    run = under_a_run(place, lambda work: shutil.rmtree(work / "ix" / "segments"))
    assert run.returncode == 2
    assert b"scent: segments/" in run.stderr
    assert b" is missing\n" in run.stderr
    assert b"/proc/" not in run.stderr
