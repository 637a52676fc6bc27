"""Loading a model in a thread while numpy is imported: the environment, which both read in C, stays in its place."""

import subprocess
import sys

from scent.core.models.source import BUNDLED

PROGRAM = """
import ctypes, sys
from pathlib import Path
from scent.core.inference.preload import Preload

libc = ctypes.CDLL(None)

def environment():
    start = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
    names, number = [], 0
    while start[number] is not None:
        names.append(start[number])
        number += 1
    return ctypes.cast(start, ctypes.c_void_p).value, names

loading = Preload(Path(sys.argv[1]))
before = environment()
import numpy
card, weights = loading.take()
print(environment() == before, "numpy" in sys.modules, weights is not None)
"""


def test_neither_the_model_nor_numpy_changes_the_environment_while_both_load() -> None:
    command = [sys.executable, "-P", "-c", PROGRAM, BUNDLED]
    done = subprocess.run(command, env={}, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("True True True\n", "")
