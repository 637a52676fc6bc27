"""Measure an index run over a file that only grew: a log of some megabytes to which one line was appended.

    .venv/bin/python benchmarks/appended.py [--megabytes 20] [--rounds 5]

It indexes the log as far as it can be searched (`--ready`), appends a line, and runs again; then it changes the
first byte, so that the file is another one, and runs once more. Processor time, because other work on the machine
affects it least. The log is the same each time. JSON is written to benchmarks/runs/.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from index_run import COMMAND, machine

WORDS = ["boiler", "ledger", "harbour", "engine", "request", "failed", "retry", "session", "flushed", "disk", "quota"]


def main() -> None:
    """Measure all runs, print the figures, and keep them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory) / "logs" / "app.log"
        log.parent.mkdir()
        write_log(log, int(options.megabytes * 1e6))
        figures = {"first run": [processor_seconds(log, "--ready")], "a line more": [], "the first byte changed": []}
        for number in range(options.rounds):
            with log.open("a") as file:
                file.write(line(number, random.Random(number)))  # noqa: S311  # the same line each time
            figures["a line more"].append(processor_seconds(log, "--ready"))
        with log.open("r+b") as file:
            file.write(b"3")
        figures["the first byte changed"].append(processor_seconds(log, "--ready"))
    now = datetime.now(UTC)
    kept = {"megabytes": options.megabytes, "processor_seconds": figures, "date": now.isoformat(timespec="seconds")}
    target = Path(__file__).parent / "runs" / f"{now:%Y-%m-%d}-appended.json"
    target.write_text(json.dumps(kept | {"machine": machine()}, indent=1) + "\n")
    for name, seconds in figures.items():
        print(f"{name}: {statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})")


def write_log(file: Path, size: int) -> None:
    """Write a log of so many bytes, three lines a second."""
    chosen = random.Random(3)  # noqa: S311  # the same log each time
    with file.open("w") as out:
        number = 0
        while out.tell() < size:
            out.writelines(line(each, chosen) for each in range(number, number + 1000))
            number += 1000


def line(number: int, chosen: random.Random) -> str:
    """A line of a log."""
    second = number // 3
    clock = f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}"
    words = " ".join(chosen.choices(WORDS, k=8))
    return f"2026-01-{1 + second // 86400 % 28:02}T{clock} app[{chosen.randrange(9999)}]: {words}\n"


def processor_seconds(log: Path, *options: str) -> float:
    """Index the directory of a log with the installed command; its processor time and that of its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    index = log.parent.parent / "index"
    subprocess.run([*COMMAND, "index", "--quiet", *options, "--index", index, log.parent], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
