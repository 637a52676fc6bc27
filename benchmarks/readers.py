"""Measure how long searches take beside a writer: eight processes search in a loop.

    .venv/bin/python benchmarks/readers.py --megabytes 0.5 --seconds 20

The latency is what a reader sees: open the last commit, load the model, search. The result is written
as JSON to benchmarks/runs/. tests/survival/test_searches_beside_a_writer.py proves that the hits are
right.

Each situation has the same eight readers; what differs is the process beside them: none;
`scent index --nice` as cron runs it, over files that keep changing, with `scent gc` in between; the
same without --nice; and, to separate the index from the processor, a process that only computes, with
and without nice. The situations run in turn, for several rounds.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index_run import COMMAND, QUERIES, copy_text, machine

READERS = 8
LOOP = Path(__file__).parent.parent / "tests" / "support" / "search_loop.py"
SPIN = [sys.executable, "-I", "-c", "while True: pass"]


def main() -> None:
    """Measure all situations, print the summary, and keep the raw figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=0.5)
    parser.add_argument("--seconds", type=float, default=20, help="of each situation in each round")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        files = copy_text(place / "text", int(options.megabytes * 1e6))
        subprocess.run([*COMMAND, "index", "--index", place / "index", place / "text"], check=True)
        writer, times = Writer(place), {}
        situations: dict[str, Callable[[subprocess.Popen[bytes] | None], subprocess.Popen[bytes] | None]] = {
            "nobody": lambda _: None,
            "a writer with --nice": lambda last: writer.kept_going(last, "--nice"),
            "a writer": writer.kept_going,
            "a computing process, nice": lambda last: last or subprocess.Popen(["nice", "-n19", *SPIN]),
            "a computing process": lambda last: last or subprocess.Popen(SPIN),
        }
        for _ in range(options.rounds):
            for name, others in situations.items():
                times.setdefault(name, []).extend(readers_beside(place, options.seconds, others))
    now = datetime.now(UTC)
    kept = {
        "readers": READERS,
        "files": files,
        "runs_of_the_writer": writer.runs,
        "summary": {name: summary(seconds) for name, seconds in times.items()},
        "date": now.isoformat(timespec="seconds"),
        "machine": machine(),
        "seconds": times,
    }
    target = Path(__file__).parent / "runs" / f"{now:%Y-%m-%d}-readers.json"
    target.write_text(json.dumps(kept) + "\n")
    print(json.dumps({name: value for name, value in kept.items() if name != "seconds"}, indent=1))
    print(f"written to {target}")


class Writer:
    """A command that updates the index, started again over changed files each time it has ended."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.runs = 0
        self._chance = random.Random(1)  # noqa: S311  # the same changes each time

    def kept_going(self, last: subprocess.Popen[bytes] | None, *words: str) -> subprocess.Popen[bytes]:
        """Return the running command, or start the next one."""
        if last is not None and last.poll() is None:
            return last
        self.runs += 1
        index = ["--index", str(self.place / "index")]
        if self.runs % 4 == 0:
            return subprocess.Popen([*COMMAND, "gc", *index], stdout=subprocess.DEVNULL)
        files = [file for file in sorted((self.place / "text").rglob("*")) if file.is_file()]
        for file in self._chance.sample(files, min(len(files), 5)):
            with file.open("a") as end:
                end.write(f"\nChanged for run {self.runs}.\n")
        return subprocess.Popen([*COMMAND, "index", "--workers=1", *index, *words], stdout=subprocess.DEVNULL)


def readers_beside(
    place: Path, seconds: float, others: Callable[[subprocess.Popen[bytes] | None], subprocess.Popen[bytes] | None]
) -> list[float]:
    """Return the seconds of each search, without the first one of each reader."""
    outputs = [place / f"{number}.jsonl" for number in range(READERS)]
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "scent"
    readers = [
        subprocess.Popen(
            [sys.executable, LOOP, place / "index", cache, output, *QUERIES],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for output in outputs
    ]
    for reader in readers:
        if reader.stdout is None or reader.stdout.readline() != b"ready\n":
            sys.exit("a reader could not be started")
    other = None
    for reader in readers:
        if reader.stdin is not None:
            reader.stdin.write(b"\n")
            reader.stdin.flush()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        other = others(other)
        time.sleep(0.05)
    for reader in readers:
        reader.communicate()  # closes its stdin, which ends it
    if other is not None:
        other.terminate()
        other.wait()
    if any(reader.returncode for reader in readers):
        sys.exit("a reader failed")
    return [search["seconds"] for output in outputs for search in map(json.loads, output.read_text().splitlines()[1:])]


def summary(seconds: list[float]) -> dict[str, Any]:
    """Return the number of searches, and their median and 95th percentile in seconds."""
    return {
        "searches": len(seconds),
        "median": round(statistics.median(seconds), 3),
        "p95": round(statistics.quantiles(seconds, n=20)[-1], 3),
    }


if __name__ == "__main__":
    main()
