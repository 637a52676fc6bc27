"""Stopping an index run: signals, a budget, and a second writer, with the real command and real signals."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from command import Command
from events import has_open, wait_for
from notes import default_index, write_endless_file, write_notes

# More than the embedder takes together, so that the first notes are in the index before the endless file is read.
NOTES = 60


@contextmanager
def unfinished_run(scent: Command, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """An index run that has added the first notes, and that does not end for minutes."""
    write_notes(scent.directory / "corpus", range(NOTES))
    write_endless_file(scent.directory / "corpus" / "endless.txt")
    process = scent.start("index", "corpus", "--workers=1", *words)
    segments = default_index(scent) / "segments"
    try:
        wait_for(lambda: any(segments.glob("*")))
        yield process
    finally:
        process.kill()
        process.communicate()


def assert_the_next_run_continues(scent: Command) -> int:
    """Index the notes without the endless file; return how many of them the stopped run had finished."""
    (scent.directory / "corpus" / "endless.txt").unlink()
    (record,) = scent("index", "--json").records
    assert record["unchanged"] > 0
    assert (record["unchanged"] + record["added"], record["changed"], record["left"]) == (NOTES, 0, 0)
    assert record["stopped"] is None
    assert scent("check").code == 0
    return int(record["unchanged"])


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGALRM, 142)],
    ids=str,
)
def test_a_signal_stops_a_run_that_keeps_finished_work(scent: Command, number: signal.Signals, code: int) -> None:
    with unfinished_run(scent) as process:
        process.send_signal(number)
        out, err = process.communicate()
    assert (process.returncode, out) == (code, b"")
    assert err.startswith(f"scent: stopped by {number.name}, finished work is kept: ".encode())
    assert b" left for the next run" in err
    assert err.count(b"\n") == 1
    assert_the_next_run_continues(scent)


def test_an_alarm_from_outside_is_not_the_end_of_a_budget(scent: Command) -> None:
    with unfinished_run(scent, "--json", "--budget=1h") as process:
        process.send_signal(signal.SIGALRM)
        out, _ = process.communicate()
    assert process.returncode == 142
    assert json.loads(out)["stopped"] == "SIGALRM"


def test_the_end_of_a_budget_stops_a_run_with_success(scent: Command) -> None:
    """It ends before anything is done, and the run then goes on until something is."""
    with unfinished_run(scent, "--json", "--budget=0.1s", "--nice") as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    record = json.loads(out)
    assert record["stopped"] == "budget"
    assert record["added"] + record["left"] == NOTES + 1
    assert assert_the_next_run_continues(scent) == record["added"]


def test_a_budget_ends_a_run_by_itself(scent: Command) -> None:
    write_endless_file(scent.directory / "endless.txt")
    process = scent.start("index", ".", "--budget=1s")
    _, err = process.communicate()
    assert (process.returncode, err) in [(0, b""), (0, b"scent: stopped by budget before anything was done\n")]


@pytest.mark.parametrize("word", ["0", "-1s", "10 parsecs", "", "1e3"])
def test_a_budget_that_is_no_time_is_refused(scent: Command, word: str) -> None:
    result = scent("index", f"--budget={word}", ".")
    assert result.code == 2
    assert b"90s, 10m or 2h" in result.err


def test_a_second_signal_ends_a_process_at_once() -> None:
    twice = "for _ in range(2): os.kill(os.getpid(), signal.SIGTERM)"
    begin = "import os, signal\nfrom scent.cli.interrupts import stop_on_signals\n"
    script = f"{begin}with stop_on_signals():\n {twice}\nprint('alive')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGTERM, b"")


@contextmanager
def locked(scent: Command) -> Iterator[int]:
    """Another index run, suspended while it holds the lock; gives its process id."""
    with unfinished_run(scent) as process:
        process.send_signal(signal.SIGSTOP)
        yield process.pid


def test_a_signal_ends_the_wait_for_another_writer(scent: Command) -> None:
    with locked(scent):
        process = scent.start("index", "--wait=3600")
        wait_for(lambda: has_open(process.pid, default_index(scent) / "writer.lock"))
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate()
    assert (process.returncode, err) == (143, b"scent: stopped by SIGTERM before anything was done\n")


def test_a_second_writer_ends_at_once_and_names_the_process_that_holds_the_lock(scent: Command) -> None:
    with locked(scent) as holder:
        second = scent("index", "corpus")
        assert second.code == 75
        assert str(holder).encode() in second.err
        assert b"--wait" in second.err
        started = time.monotonic()
        waited = scent("index", "corpus", "--wait=1")
        assert time.monotonic() - started >= 1
        assert waited.code == 75
        assert f"still being written after 1 s, by process {holder} " in waited.err.decode()
        assert waited.err.endswith(b"hint: wait longer with --wait SECONDS\n")
    (scent.directory / "corpus" / "endless.txt").unlink()
    assert scent("index", "corpus").code == 0  # a dead process blocks nobody
