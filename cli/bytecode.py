"""Compiled Python files (.pyc): never leaves half a one behind, and explains one that is damaged.

Python does not notice when the disk, or a limit of the size of files, cuts off a compiled file that it writes
(github.com/python/cpython/issues/126606). Every later run would fail at it, whoever starts it.
"""

import os
import resource
import sys
from contextlib import suppress

# More than all compiled files of scent and its libraries take.
_ROOM_BYTES = 128 << 20


def write_only_with_room() -> None:
    """Let neither this process nor its children write compiled files where there is little room for files."""
    with suppress(OSError):
        disk = os.statvfs(os.path.dirname(__file__))  # noqa: PTH120  # pathlib is not loaded yet
        limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
        if limit != resource.RLIM_INFINITY or disk.f_bavail * disk.f_frsize < _ROOM_BYTES:
            sys.dont_write_bytecode = True
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def damaged_file(error: BaseException) -> str:
    """The compiled file that Python could not load; empty if the error comes from anything else."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or trace.tb_frame.f_code.co_name != "_compile_bytecode":
        return ""
    return str(trace.tb_frame.f_locals.get("bytecode_path") or "")


def explanation(file: str) -> tuple[str, str]:
    """The sentence about a damaged compiled file, and the hint for it."""
    import sysconfig

    anew = f"make all anew with: {sys.executable} -m compileall -qf {sysconfig.get_path('purelib')}"
    return f"a compiled file of Python is damaged: {file}", anew
