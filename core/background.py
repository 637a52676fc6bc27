"""Running behind everything else on the machine.

Owned here: priorities, and the system call that only Linux has for them. Not here: who asks for it (`scent.cli`).
"""

import os
import platform
import sys
from contextlib import suppress

# ioprio_set(2) has no wrapper in libc; its number differs between architectures.
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "riscv64": 30, "ppc64le": 273, "s390x": 282}
_THIS_PROCESS = 1  # IOPRIO_WHO_PROCESS
_IDLE = 3 << 13  # IOPRIO_CLASS_IDLE, in the bits of the class


def step_back() -> None:
    """Let all other processes go first: at the processor, and at the disk where the platform has a word for it.

    Threads that are started later do so as well. What the system refuses is left as it is: it is a courtesy.
    """
    with suppress(OSError):
        os.nice(19)
    number = _IOPRIO_SET.get(platform.machine())
    if sys.platform == "linux" and number is not None:
        import ctypes  # here, as few runs ask for it

        ctypes.CDLL(None).syscall(number, _THIS_PROCESS, 0, _IDLE)
