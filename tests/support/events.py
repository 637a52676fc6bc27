"""Wait for an event of another process instead of for a time."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

# Only a test that has gone wrong waits so long; a loaded machine takes a fraction of it.
DEADLINE_SECONDS = 300


def wait_for(happened: Callable[[], bool]) -> None:
    """Return as soon as `happened` returns true; fail after DEADLINE_SECONDS."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "the event did not happen"
        time.sleep(0.01)


def has_open(pid: int, file: Path) -> bool:
    """Return whether a process has a file open."""
    descriptors = Path(f"/proc/{pid}/fd")
    if not descriptors.parent.parent.is_dir() or not Path("/proc/self/fd").is_dir():  # macOS
        names = subprocess.run(["lsof", "-p", str(pid), "-Fn"], capture_output=True, text=True, check=False).stdout
        return f"n{file.resolve()}\n" in names
    for descriptor in descriptors.iterdir():
        try:
            if descriptor.readlink() == file.resolve():
                return True
        except FileNotFoundError:  # closed meanwhile
            continue
    return False
