"""Keeps the index up to date beside another command: a watch in a process of its own, which ends with the command."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def watch_beside() -> Iterator[None]:
    """Run `scent index --watch` until the end of the block. If it cannot watch, it says why, and the block goes on."""
    process = subprocess.Popen(  # this program
        [sys.executable, "-P", "-m", "scent", "index", "--watch", "--quiet"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        process_group=0,  # Ctrl-C reaches the command alone, which ends the watch
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()
