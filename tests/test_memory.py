"""How much memory runs take: no more for a large corpus than for a small one. Real processes, as the kernel counts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command import COMMAND, Command

MOST_MEGABYTES = 400
MANY_FILES = 100_000
LARGE_BYTES = 500_000_000


def peak_megabytes(scent: Command, *words: str | Path) -> float:
    """The most that a run of the command had in memory at once, mapped files included."""
    with subprocess.Popen([*COMMAND, *words], env=scent.environ, cwd=scent.directory) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


@pytest.mark.long
def test_a_tree_of_many_files_takes_no_more_memory_than_is_promised(scent: Command) -> None:
    for number in range(MANY_FILES):
        file = scent.directory / f"{number // 1000:03d}" / f"{number:06d}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"Note {number}.\n" if number % 1000 == 0 else "")
    first = peak_megabytes(scent, "index", "--quiet", ".")
    again = peak_megabytes(scent, "index", "--quiet")
    print(f"\n{MANY_FILES} files: {first:.0f} MB, looked at again: {again:.0f} MB")
    assert max(first, again) <= MOST_MEGABYTES


@pytest.mark.long
def test_a_file_of_half_a_gigabyte_takes_no_more_memory_than_is_promised(scent: Command) -> None:
    with (scent.directory / "large.txt").open("w") as file:
        number = 0
        while file.tell() < LARGE_BYTES:
            file.write("".join(f"Entry {number + line} of the log of the harbour.\n" for line in range(10_000)))
            number += 10_000
    peak = peak_megabytes(scent, "index", "--quiet", "--max-filesize", "0", "--budget", "30s", "large.txt")
    print(f"\n{LARGE_BYTES // 1_000_000} MB in one file, half a minute of it: {peak:.0f} MB")
    assert peak <= MOST_MEGABYTES
