"""How far a run is: nothing where nobody asks, a line on a terminal, lines in a log, and an honest rest."""

import re
import time
from pathlib import Path

import pytest
from command import COMMAND, Command
from live_terminal import LiveTerminal

from scent.cli.output import progress, render

KB = 1000


@pytest.fixture
def notes(scent: Command) -> Path:
    place = scent.directory / "notes"
    place.mkdir()
    for number in range(3):
        (place / f"{number}.txt").write_text(f"Note {number} is about the garden.\n")
    return place


def test_without_a_terminal_nothing_is_said_unless_asked(scent: Command, notes: Path) -> None:
    assert scent("index", notes).err == b""
    (notes / "3.txt").write_text("The kettle sings.")
    done = scent("index", "--progress")
    assert done.code == 0
    first, *_, last = done.err.decode().splitlines()
    assert first == "scent: 1 file to read, 17 B"
    assert re.fullmatch(r"scent: 1 added, 3 unchanged, 1 passage, [\d,]+ tokens/s, [\d.]+ s", last)
    assert scent("index", "--no-progress").err == b""


def test_what_is_asked_for_is_shown_even_if_the_rest_is_quiet(scent: Command, notes: Path) -> None:
    """As `git clone --quiet --progress` does."""
    assert scent("index", "--quiet", "--progress", notes).err.decode().splitlines() == [
        "scent: 3 files to read, 84 B",
    ]


def test_a_log_is_told_each_half_minute_how_much_is_left_at_the_rate_of_late(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 1_000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with progress.shown(animate=False, colour=False, lines=True) as shown:
        assert isinstance(shown, progress.Lines)
        shown.start(1_000, 1_000 * KB)
        for number in range(200):  # a quick start: text that came again
            now += 0.1
            shown.advance(b"%d" % number, 1 * KB, 250)
            shown.tick()
        for number in range(200, 320):
            now += 1
            shown.advance(b"%d" % number, 1 * KB, 250)
            shown.tick()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "scent: 1,000 files to read, 1.0 MB"
    assert len(lines) == 1 + 140 // 30
    # 680 kB are left, and one is done in a second: what was quick at first is not promised any more.
    last = re.fullmatch(r"scent: reading, (\d+) of 1,000 files, ([\d.]+) kB of 1.0 MB, (\d+) min left", lines[-1])
    assert last
    left = (1_000 - float(last[2])) / 60
    assert int(last[3]) == pytest.approx(left, rel=0.1)


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_terminal_shows_both_phases_and_that_one_may_search(scent: Command, notes: Path, columns: int) -> None:
    """Each bar tells the time left, and no line is wider than the terminal."""
    for number in range(12):
        (notes / f"long{number}.txt").write_text(f"The boiler of house {number} makes a noise at night.\n" * 600)
    words = [*COMMAND, "index", notes]
    with LiveTerminal(list(map(str, words)), scent.environ, scent.directory, size=(columns, 12)) as terminal:
        terminal.wait_for("refining ", "% ", "passages", "scent search finds everything; Ctrl-C keeps what is refined")
        assert re.search(r"refining \d+ % +━+ +[\d,]+ of [\d,]+ passages +(\d+:\d\d|-+:-+)", terminal.text)
        assert "ready to search: " in terminal.text
        assert terminal.end() == 0
    assert "Ctrl-C" not in terminal.text


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (89, "89 s"), (150, "2 min"), (3_540, "59 min"), (11_100, "3 h 5 min")]
)
def test_times_are_told_as_people_say_them(seconds: float, words: str) -> None:
    assert render.duration(seconds) == words


def test_a_long_run_without_a_terminal_tells_how_far_it_is_though_nobody_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 1_000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with progress.shown(animate=False, colour=False, lines=None) as shown:
        assert isinstance(shown, progress.Lines)
        shown.start(2, 80_000 * KB)
        shown.advance(b"/var/notes.txt", 1 * KB, 250)
        for _ in range(29):
            now += 1
            shown.tick()
        assert capsys.readouterr().err == ""
        for _ in range(72):
            now += 1
            shown.advance(b"/var/log/app.log", 100 * KB, 25_000)
            shown.tick()
    assert capsys.readouterr().err.splitlines() == [
        "scent: reading, 1 of 2 files, 101.0 kB of 80.0 MB, 6 h 39 min left",
        "scent: reading, 1 of 2 files, 6.1 MB of 80.0 MB, 6.1 MB of app.log, 12 min left",
    ]


def test_a_log_tells_of_both_phases(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = 1_000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with progress.shown(animate=False, colour=False, lines=True) as shown:
        assert isinstance(shown, progress.Lines)
        shown.start(1, 80_000 * KB)
        for _ in range(40):
            now += 1
            shown.advance(b"/var/notes.txt", 2_000 * KB, 0)
            shown.tick()
        shown.ready(40_000)
        now += 30
        shown.tick()
        shown.start_refining(40_000)
        for _ in range(30):
            now += 1
            shown.advance_refining(20, 2_000)
            shown.tick()
    assert capsys.readouterr().err.splitlines() == [
        "scent: 1 file to read, 80.0 MB",
        "scent: reading, 0 of 1 file, 60.0 MB of 80.0 MB, 10 s left",
        "scent: ready to search: 40,000 passages in 40 s; exact vectors follow",
        "scent: merging parts of the index for 30 s; all can be searched",
        "scent: refining 1 %, 600 of 40,000 passages, 33 min left; all can be searched",
    ]


def test_lines_also_come_while_nothing_moves(capsys: pytest.CaptureFixture[str]) -> None:
    """As while one long file is read: nobody but the clock can tell that the run goes on."""
    printed = ""
    with progress.Lines(0.01, 0.01, announce=False).ticking() as log:
        while "looking for files" not in printed:
            time.sleep(0.01)
            printed += capsys.readouterr().err
        log.start(1, 46_000 * KB)
        while "0 of 1 file, 0 B of 46.0 MB" not in printed:
            time.sleep(0.01)
            printed += capsys.readouterr().err
