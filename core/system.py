"""What scent asks of the operating system beyond what every Unix has: all that is Linux's alone is here.

Owned here: processors, priorities, memory, each with what is done elsewhere. Imports nothing heavy, and nothing of
scent.
"""

import mmap
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

# With so many processors, one that is left free is hardly missed.
_ENOUGH = 4
_LINUX = sys.platform == "linux"
# ioprio_set(2) has no wrapper in libc; its number differs between architectures.
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "riscv64": 30, "ppc64le": 273, "s390x": 282}
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_THIS_PROCESS = 1  # IOPRIO_WHO_PROCESS
_IDLE = 3 << 13  # IOPRIO_CLASS_IDLE, in the bits of the class


def available_processors() -> int:
    """How many processors this process may use; elsewhere than on Linux, how many there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def has_amx() -> bool:
    """Whether the processor multiplies matrices in tiles (AMX, in newer Xeons)."""
    return "amx_tile" in _told_of_processor().get("flags", "").split()


def has_bfloat16() -> bool:
    """Whether the processor multiplies 16-bit numbers of the kind bfloat16; elsewhere than on Linux it is not known."""
    told = _told_of_processor()
    return bool({"avx512_bf16", "bf16"} & {*told.get("flags", "").split(), *told.get("Features", "").split()})


def processor_id() -> str:
    """What decides how fast a kind of arithmetic is: the processor's model and what it can do, in one short word."""
    import zlib  # here, as few runs ask for it

    told = _told_of_processor()
    names = ("model name", "cpu family", "model", "stepping", "flags", "CPU implementer", "CPU part", "Features")
    words = [os.uname().machine, *(told.get(name, "") for name in names)]
    return f"{zlib.crc32(' '.join(words).encode()):08x}"


def _told_of_processor() -> dict[str, str]:
    """What Linux tells of the first processor; nothing elsewhere."""
    told: dict[str, str] = {}
    with suppress(OSError), Path("/proc/cpuinfo").open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            name, colon, value = line.partition(":")
            if not colon and told:
                break
            told[name.strip()] = value.strip()
    return told


def default_workers(processors: int) -> int:
    """How many threads embed on so many processors if nobody says: from four on, one is left to whoever sits there.

    With fewer it would cost a third of the speed or more; there the system shares them out, and `lower_priority` helps.
    """
    return processors - 1 if processors >= _ENOUGH else max(1, processors)


def lower_priority() -> None:
    """Let all other processes go first: at the processor, and at the disk where the platform has a word for it.

    Threads that are started later do so as well. What the system refuses is left as it is: it is a courtesy.
    """
    with suppress(OSError):
        os.nice(19)
    number = _IOPRIO_SET.get(os.uname().machine)
    if _LINUX and number is not None:
        import ctypes  # here, as few runs ask for it

        ctypes.CDLL(None).syscall(number, _THIS_PROCESS, 0, _IDLE)


def release_memory(address: int, size: int) -> None:
    """Give `size` bytes of memory at `address` back to the system: they read as zeros from then on.

    Does nothing where the system has no way to do that at once.
    """
    if not _LINUX or not address:
        return
    import ctypes

    first = -(-address // mmap.PAGESIZE) * mmap.PAGESIZE
    length = (address + size) // mmap.PAGESIZE * mmap.PAGESIZE - first
    if length > 0:
        ctypes.CDLL(None).madvise(ctypes.c_void_p(first), ctypes.c_size_t(length), mmap.MADV_DONTNEED)


def limit_memory(size: int) -> None:
    """Let this process have at most `size` bytes of address space; elsewhere the limit is refused or means nothing."""
    if _LINUX:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def die_with_parent() -> None:
    """Let the system end this process with the one that started it; elsewhere a closed pipe must do."""
    if not _LINUX:
        return
    import ctypes

    parent = os.getppid()
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended just before
        sys.exit(1)


def widen_pipe(descriptor: int) -> None:
    """Let a pipe hold a megabyte, where a process may ask for that (64 KB without)."""
    if _LINUX:
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, 1 << 20)
