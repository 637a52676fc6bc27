"""Ends a run with a sentence where its memory or threads are limited too much, before a library ends it without one.

llama.cpp, tantivy and Arrow abort the whole process where an allocation fails, so a limit of the address space
(`ulimit -v`, RLIMIT_AS) is compared with what a verb needs before anything is loaded. Some of them also crash where a
thread cannot be started, so where their limit is low (`ulimit -u`, that of a container), threads are started as a
trial: the limit is that of a user or a group of processes, and no process can tell what is left of it.
"""

import errno
import os
import resource
from collections.abc import Sequence
from contextlib import suppress
from threading import Event, Thread
from typing import NoReturn

from scent.errors import ScentError

# Megabytes of address space in which each verb runs: measured in steps on Linux, x86-64, with the bundled model.
# They are far more than the memory that is used, since libraries reserve it in advance; how much they reserve depends
# on the machine, so each is half as much again as the least that was enough on two cores.
_NEEDED = {"index": 2_200, "search": 1_050, "similar": 1_050, "serve": 1_050, "eval": 2_200, "grep": 750, "embed": 750}
_NEEDED_BY_OTHERS = 300
# Threads that run beside the first one: measured in steps, on two cores.
_THREADS = {"index": 20, "forget": 12, "gc": 12}
_THREADS_OF_OTHERS = 6
_TOO_FEW = 1
# With this limit or a higher one, nobody runs out of threads; systems set some tens of thousands.
_ENOUGH_THREADS = 4_096
_CONTAINER_LIMIT = "/sys/fs/cgroup/pids.max"
_HINT = "raise the limit, which ulimit -v shows, or run it where there is more memory"
# What libraries say when there is not enough memory.
_SAYINGS = ("failed to map segment", "cannot allocate memory", "Cannot allocate memory")


def check_limits(words: Sequence[str], verbs: Sequence[str]) -> None:
    """Check that the verb of a command line can run within the limits of this process.

    Raises:
        ScentError: a limit is too low.
    """
    if verb := next((word for word in words if word in verbs), ""):
        _check_memory(verb)
        _check_threads(verb)


def _check_memory(verb: str) -> None:
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return
    needed = _NEEDED.get(verb, _NEEDED_BY_OTHERS)
    if limit < needed * 1_000_000:
        raise ScentError(
            f"not enough memory: scent {verb} needs {needed:,} MB of address space, "
            f"and the limit is {limit // 1_000_000:,} MB",
            hint=_HINT,
        )


def _check_threads(verb: str) -> None:
    """Start threads in a process of their own: each reserves address space, which ends with that process."""
    if not _are_threads_limited():
        return
    try:
        child = os.fork()
    except OSError:
        raise lack_of_threads() from None
    if not child:
        _end_with_threads(_THREADS.get(verb, _THREADS_OF_OTHERS))
    with suppress(ChildProcessError):  # where SIGCHLD is ignored, nobody is told how a child ended
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _TOO_FEW:
            raise lack_of_threads()


def _are_threads_limited() -> bool:
    """Whether a limit may keep a run from starting its threads; looking costs less than trying."""
    number, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    limits = [_ENOUGH_THREADS if number == resource.RLIM_INFINITY else number]
    with suppress(OSError, ValueError), open(_CONTAINER_LIMIT, encoding="ascii") as file:  # noqa: PTH123  # pathlib loads slowly
        limits.append(int(file.read()))  # "max" if there is none
    return min(limits) < _ENOUGH_THREADS


def _end_with_threads(number: int) -> NoReturn:
    """End this process, with the status `_TOO_FEW` if it cannot start so many threads at once."""
    code = 0
    try:
        for _ in range(number):
            Thread(target=Event().wait, daemon=True).start()
    except RuntimeError:
        code = _TOO_FEW
    finally:
        os._exit(code)


def is_lack_of_memory(error: Exception) -> bool:
    """Whether an error says that there is not enough memory."""
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    return isinstance(error, MemoryError) or any(saying in str(error) for saying in _SAYINGS)


def is_lack_of_threads(error: Exception) -> bool:
    """Whether an error says that no more threads can be started, of which each takes memory too."""
    return "can't start new thread" in str(error)


def lack_of_threads() -> ScentError:
    """The error of a run that cannot start the threads that it needs."""
    return ScentError(
        "no more threads can be started",
        hint="raise the limits of threads and of memory, which ulimit -u and ulimit -v show",
    )


def lack_of_memory() -> ScentError:
    """The error of a run for which there is not enough memory."""
    return ScentError("not enough memory", hint=_HINT)
