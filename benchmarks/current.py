"""Measure what it costs to stay current: searches with --refresh, and a watch that works and rests.

    current.py PLACE [--files N] [--rounds N] [--rest SECONDS]

The script makes a git repository of small files below PLACE, as bench.py does, and an index of it. Then
it runs in turn a cold search, one with --refresh where nothing has changed, and one with --refresh after
a file was written, and prints the medians and their ratios to the first in the same round. Then it
watches: it writes a file in each round, prints the seconds until a commit has it, and after a rest the
watch's processor time and memory.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench import FIGURES, small_files
from index_run import run

from scent.formats.index import manifest_file
from scent.formats.index.reader import Reader

SCENT = [sys.executable, "-P", "-m", "scent"]
QUERY = "where does the kettle sing"


def main() -> None:
    """Make the tree and the index if they are not there, and measure."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    words.add_argument("place", type=Path)
    words.add_argument("--files", type=int, default=20_000)
    words.add_argument("--rounds", type=int, default=7)
    words.add_argument("--rest", type=float, default=180)
    given = words.parse_args()
    tree, index = given.place / "tree", given.place / "index"
    if not tree.exists():
        small_files(tree, given.files)
    subprocess.run([*SCENT, "index", "--quiet", "--index", index, tree], check=True)
    refreshes(tree, index, given.rounds)
    watches(tree, index, given.rounds, given.rest)


def refreshes(tree: Path, index: Path, rounds: int) -> None:
    """Print what a search costs with --refresh, beside one without."""
    search = [*SCENT, "search", "--cold", "--quiet", "--index", str(index), QUERY]
    refreshed = [*search, "--refresh=60"]
    sides = ("search", "nothing changed", "one file changed")
    done: dict[str, list[dict[str, Any]]] = {side: [] for side in sides}
    run(refreshed)
    run(refreshed)  # which notes that nothing has changed
    for number in range(rounds):
        for side in sides:
            if side == "one file changed":
                (tree / "new.txt").write_text(f"The kettle of round {number} sings.\n")
            done[side].append(run(search if side == "search" else refreshed))
        time.sleep(2)  # until then, the file's time does not prove that it is unchanged
        for _ in range(2):
            run(refreshed)
    for side in sides:
        for figure in FIGURES:
            pairs = zip(done[side], done["search"], strict=True)
            ratio = statistics.median(ours[figure] / theirs[figure] for ours, theirs in pairs)
            middle = statistics.median(result[figure] for result in done[side])
            print(f"{side:17} {figure:18} {middle * 1e3:6.0f} ms {ratio:6.2f}")


def watches(tree: Path, index: Path, rounds: int, rest: float) -> None:
    """Print how soon a watch has what is written, and what it costs at rest."""
    command = [*SCENT, "index", "--watch", "--index", str(index)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as watch:
        for line in watch.stderr or ():
            if line.startswith("scent: watching"):
                break
        time.sleep(10)
        seconds = [until_committed(tree / f"note{time.time_ns()}.txt", index) for _ in range(rounds)]
        middle = statistics.median(seconds)
        print(f"written until committed: {middle:.2f} s, from {min(seconds):.2f} to {max(seconds):.2f}")
        while manifest_file.load(index).provisional:
            time.sleep(1)
        time.sleep(30)
        before = processor_seconds(watch.pid)
        time.sleep(rest)
        used = processor_seconds(watch.pid) - before
        status = Path(f"/proc/{watch.pid}/status").read_text(encoding="ascii")
        memory = int(status.partition("VmRSS:")[2].split()[0]) / 1e3
        print(f"at rest for {rest:g} s: {used:.2f} s of the processor, {100 * used / rest:.3f} %, {memory:.1f} MB")
        watch.terminate()


def until_committed(file: Path, index: Path) -> float:
    """The seconds from writing a file until an index has it."""
    file.write_text(f"The kettle sings at {time.time_ns()}.\n")
    began, generation, name = time.monotonic(), 0, os.fsencode(file.resolve())
    while True:
        if (now := manifest_file.load(index).generation) != generation:
            generation = now
            with Reader.open(index, lexical=False) as reader:
                if name in reader.documents.paths:
                    return time.monotonic() - began
        time.sleep(0.01)


def processor_seconds(pid: int) -> float:
    """The processor time of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
