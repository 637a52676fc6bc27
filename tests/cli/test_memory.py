"""A limit of the memory ends a run with a sentence: never an abort, a traceback, or the output of a debugger."""

import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import COMMAND, Command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")

MEGABYTE = 1_000_000


# The command where a container limits the number of threads.
LIMITED = """
import sys
from scent.cli import memory, start
memory._CONTAINER_LIMIT = "limit"
start.main()
"""


def leave_no_room_for_threads() -> None:
    """Limit the address space to less than the stack of a thread: root, who may run tests, has no limit of threads."""
    resource.setrlimit(resource.RLIMIT_STACK, (8 << 30, resource.getrlimit(resource.RLIMIT_STACK)[1]))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, resource.RLIM_INFINITY))


def run_limited(
    scent: Command, words: list[str], prepare: Callable[[], object]
) -> "subprocess.CompletedProcess[bytes]":
    """Run the command where a container limits threads; the new process calls `prepare` first."""
    (scent.directory / "limit").write_text("50\n")
    return subprocess.run(
        [sys.executable, "-P", "-c", LIMITED, *words],
        cwd=scent.directory,
        env=scent.environ,
        capture_output=True,
        check=False,
        preexec_fn=prepare,
    )


@pytest.mark.parametrize("limit", [100, 200, 300, 400, 500, 600, 700, 1_000, 1_500, 2_199])
@pytest.mark.parametrize(
    "words", [["search", "rent"], ["grep", "rent", "rent.md"], ["embed", "rent.md"], ["index", "rent.md"], ["status"]]
)
def test_with_little_memory_a_verb_works_or_says_so(scent: Command, words: list[str], limit: int) -> None:
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    if words[0] in {"search", "status"}:
        assert scent("index", "-q", "rent.md").code == 0
    size = limit * MEGABYTE
    run = subprocess.run(
        [*COMMAND, *words],
        cwd=scent.directory,
        env=scent.environ,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)),
    )
    if run.returncode != 0:
        lines = run.stderr.decode().splitlines()
        assert run.returncode == 2
        assert lines[0].startswith("scent: not enough memory")
        assert [line.partition(":")[0] for line in lines[1:]] == ["hint"]
    else:
        assert b"Error" not in run.stderr


@pytest.mark.parametrize("words", [["check"], ["search", "rent"], ["index", "."], ["gc"]])
def test_where_no_threads_can_be_started_a_verb_says_so_and_finds_no_damage(scent: Command, words: list[str]) -> None:
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    assert scent("index", "-q", "rent.md").code == 0
    run = run_limited(scent, words, leave_no_room_for_threads)
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.decode().splitlines() == [
        "scent: no more threads can be started",
        "hint: raise the limits of threads and of memory, which ulimit -u and ulimit -v show",
    ]
    assert scent("check").code == 0


def test_a_library_that_can_start_no_thread_finds_no_damage(scent: Command) -> None:
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    assert scent("index", "-q", "--index=index", "rent.md").code == 0
    program = """
from pathlib import Path
from scent.formats.index.health.check import check
print(check(Path("index")))
"""
    run = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=scent.directory,
        env=scent.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        check=False,
        preexec_fn=leave_no_room_for_threads,
    )
    assert run.stdout == b""
    assert b"[Errno 11] no more threads can be started" in run.stderr


def test_the_trial_of_threads_takes_no_address_space(tmp_path: Path) -> None:
    (tmp_path / "limit").write_text("50\n")
    program = """
from scent.cli import memory
memory._CONTAINER_LIMIT = "limit"
def size():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmSize")).split()[1])
before = size()
memory.check_limits(["index"], ["index"])
print(size() - before)
"""
    run = subprocess.run([sys.executable, "-P", "-c", program], cwd=tmp_path, capture_output=True, check=True)
    assert int(run.stdout) < 10_000  # kilobytes


def test_whoever_ignores_the_end_of_children_can_run_it_too(scent: Command) -> None:
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    for words in (["index", "-q", "."], ["search", "when is the rent due"]):
        run = run_limited(scent, words, lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        assert (run.returncode, run.stderr) == (0, b"")
