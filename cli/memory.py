"""Ends a run with a sentence where its memory is limited too much, before a library ends it without one.

llama.cpp, tantivy and Arrow abort the whole process where an allocation fails, so a limit of the address space
(`ulimit -v`, RLIMIT_AS) is compared with what a verb needs before anything is loaded.
"""

import errno
import resource
from collections.abc import Sequence

from scent.errors import ScentError

# Megabytes of address space in which each verb runs: measured in steps on Linux, x86-64, with the bundled model.
# They are far more than the memory that is used, since libraries reserve it in advance; how much they reserve depends
# on the machine, so each is half as much again as the least that was enough on two cores.
_NEEDED = {"index": 2_200, "search": 1_050, "similar": 1_050, "serve": 1_050, "eval": 2_200, "grep": 750, "embed": 750}
_NEEDED_BY_OTHERS = 300
_HINT = "raise the limit, which ulimit -v (or -u, of threads) shows, or run it where there is more memory"
# What libraries say when there is not enough memory.
_SAYINGS = ("failed to map segment", "cannot allocate memory", "can't start new thread", "Cannot allocate memory")


def check_limit(words: Sequence[str], verbs: Sequence[str]) -> None:
    """Check that the verb of a command line can run within the limit of this process.

    Raises:
        ScentError: the limit is too low.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return
    verb = next((word for word in words if word in verbs), "")
    needed = _NEEDED.get(verb, _NEEDED_BY_OTHERS)
    if verb and limit < needed * 1_000_000:
        raise ScentError(
            f"not enough memory: scent {verb} needs {needed:,} MB of address space, "
            f"and the limit is {limit // 1_000_000:,} MB",
            hint=_HINT,
        )


def is_lack_of_memory(error: Exception) -> bool:
    """Whether an error says that there is not enough memory."""
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    return isinstance(error, MemoryError) or any(saying in str(error) for saying in _SAYINGS)


def lack_of_memory() -> ScentError:
    """The error of a run for which there is not enough memory."""
    return ScentError("not enough memory", hint=_HINT)
