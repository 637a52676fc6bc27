"""Calls to the operating system that differ between Linux and other Unixes: processors, priorities, memory, pipes.

All code that is specific to Linux is here. Each function says what it does on other systems.
"""

import mmap
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

# With at least this many processors, one of them is left free.
_LEAVE_ONE_FREE_FROM = 4
_LINUX = sys.platform == "linux"
# ioprio_set(2) has no wrapper in libc; its number differs between architectures.
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "riscv64": 30, "ppc64le": 273, "s390x": 282}
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_THIS_PROCESS = 1  # IOPRIO_WHO_PROCESS
_IDLE = 3 << 13  # IOPRIO_CLASS_IDLE, in the bits of the class
_PIPE_BYTES = 1 << 20
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of mallopt(3)


def available_processors() -> int:
    """The number of processors that this process may use; on systems other than Linux, the number there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def has_amx() -> bool:
    """Whether the processor has AMX, instructions for products of matrices; False on systems other than Linux."""
    return "amx_tile" in _processor_fields().get("flags", "").split()


def has_bfloat16() -> bool:
    """Whether the processor has instructions for bfloat16; False on systems other than Linux."""
    fields = _processor_fields()
    return bool({"avx512_bf16", "bf16"} & {*fields.get("flags", "").split(), *fields.get("Features", "").split()})


def processor_id() -> str:
    """An identifier of the processor's model and features, 8 hex digits: equal where speeds can be compared.

    On systems other than Linux it depends on the architecture alone.
    """
    import zlib  # imported here: few runs need it

    fields = _processor_fields()
    names = ("model name", "cpu family", "model", "stepping", "flags", "CPU implementer", "CPU part", "Features")
    words = [os.uname().machine, *(fields.get(name, "") for name in names)]
    return f"{zlib.crc32(' '.join(words).encode()):08x}"


def _processor_fields() -> dict[str, str]:
    """The fields of the first processor in /proc/cpuinfo; empty on systems other than Linux."""
    fields: dict[str, str] = {}
    with suppress(OSError), Path("/proc/cpuinfo").open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            name, colon, value = line.partition(":")
            if not colon and fields:
                break
            fields[name.strip()] = value.strip()
    return fields


def usable_workers(workers: int) -> int:
    """The number of embedding threads to start: at most one for each processor, the default for 0."""
    processors = available_processors()
    return min(workers, max(processors, 2)) if workers else default_workers(processors)


def default_workers(processors: int) -> int:
    """The default number of embedding threads: one for each processor, but one less from four processors on.

    With fewer, leaving one free would cost a third of the speed or more. `lower_priority` keeps the
    machine responsive.
    """
    return processors - 1 if processors >= _LEAVE_ONE_FREE_FROM else max(1, processors)


def lower_priority() -> None:
    """Give this process the lowest priority for processors and, on Linux, for the disk.

    Threads that are started later inherit it. If the system refuses, nothing changes and no error
    is raised.
    """
    with suppress(OSError):
        os.nice(19)
    number = _IOPRIO_SET.get(os.uname().machine)
    if _LINUX and number is not None:
        import ctypes  # imported here: few runs need it

        ctypes.CDLL(None).syscall(number, _THIS_PROCESS, 0, _IDLE)


def release_memory(address: int, size: int) -> None:
    """Return the whole pages among `size` bytes of memory at `address` to the system; they read as zeros afterwards.

    On systems other than Linux it does nothing.
    """
    if not _LINUX or not address:
        return
    import ctypes

    first = -(-address // mmap.PAGESIZE) * mmap.PAGESIZE
    length = (address + size) // mmap.PAGESIZE * mmap.PAGESIZE - first
    if length > 0:
        ctypes.CDLL(None).madvise(ctypes.c_void_p(first), ctypes.c_size_t(length), mmap.MADV_DONTNEED)


def return_freed_memory() -> None:
    """Have the allocator return freed memory to the system soon. It does nothing but with glibc.

    By default glibc keeps more, the larger the blocks are that a program frees. Over 100 MB of text an index run takes
    390 MB at its peak with these thresholds, and 480 MB without.
    """
    if _LINUX:
        import ctypes

        set_option = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if set_option is not None:
            set_option(_MMAP_THRESHOLD, 256 << 10)
            set_option(_TRIM_THRESHOLD, 1 << 20)


def peak_memory() -> int:
    """The most memory that this process has had so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1024 if _LINUX else 1)  # macOS counts bytes


def limit_memory(size: int) -> None:
    """Limit the address space of this process to `size` bytes. On systems other than Linux it does nothing."""
    if _LINUX:
        lower_limit(resource.RLIMIT_AS, size)


def lower_limit(kind: int, most: int) -> None:
    """Lower a limit of this process (`resource.RLIMIT_*`) to `most`; a limit that is lower already stays."""
    limits = [limit for limit in (*resource.getrlimit(kind), most) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(kind, (min(limits), min(limits)))


def limit_processor_time(seconds: float) -> None:
    """Have the system kill this process after `seconds` more of processor time, or by the limit that it had before."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (end if hard == resource.RLIM_INFINITY else min(end, hard), hard))


def die_with_parent() -> None:
    """Have the system kill this process when its parent ends.

    On systems other than Linux it does nothing; there a process ends when the pipe to its parent is
    closed.
    """
    if not _LINUX:
        return
    import ctypes

    parent = os.getppid()
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # the parent ended just before the call
        sys.exit(1)


def widen_pipe(descriptor: int) -> None:
    """Enlarge a pipe's buffer from 64 KiB to 1 MiB. On systems other than Linux it does nothing."""
    if _LINUX:
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
