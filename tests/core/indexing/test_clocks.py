"""A clock that is wrong, as after a power cut, leaves an index that can be read, or ends a run with a sentence."""

import subprocess
import sys

import pytest
from command import Command

# The command where the clock shows another time; like Python, it cannot count beyond 2262.
AT_ANOTHER_TIME = """
import sys, time
shown = int(sys.argv.pop(1)) * 10**9
def clock():
    if shown >= 1 << 63:
        raise OverflowError("timestamp too large to convert to C _PyTime_t")
    return shown
time.time_ns = clock
from scent.cli.start import main
main()
"""
YEAR = 365 * 86_400


def run_in(year: int, scent: Command, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-P", "-c", AT_ANOTHER_TIME, str((year - 1970) * YEAR), *words],
        cwd=scent.directory,
        env=scent.environ,
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("year", [1901, 1969])
def test_an_index_that_is_made_before_1970_can_be_read(scent: Command, year: int) -> None:
    (scent.directory / "a.txt").write_text("The keys hang in the lighthouse.\n")
    for _ in range(2):
        assert run_in(year, scent, "index", "-q", ".").returncode == 0
    assert scent("search", "lighthouse keys").out == b"a.txt:1: The keys hang in the lighthouse.\n"
    assert scent("check").code == 0


def test_a_clock_that_python_cannot_count_ends_a_run_with_a_sentence(scent: Command) -> None:
    (scent.directory / "a.txt").write_text("The keys hang in the lighthouse.\n")
    done = run_in(2300, scent, "index", ".")
    assert done.returncode == 2
    assert done.stderr.startswith(b"scent: the clock of this machine says a year after 2262")
