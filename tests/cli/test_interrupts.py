"""A signal ends a job that may be interrupted, also where Python or other code drops the exception."""

import signal
import subprocess
import sys

import pytest

_BEGIN = """
import os, signal, sys, time, weakref
from scent.cli.interrupts import until_stopped

def interrupt(*_):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0)

class Thing:
    pass

def work():
"""
_END = """
    time.sleep(600)
    return 0

sys.exit(until_stopped(work))
"""
_PLACES = {
    "in plain code": "    interrupt()",
    "in a callback, whose error Python drops": "    thing = Thing(); ref = weakref.ref(thing, interrupt); del thing",
    "in code that swallows every exception": "    try:\n        interrupt()\n    except BaseException:\n        pass",
    "where a clean-up takes long": "    try:\n     interrupt()\n    finally:\n     time.sleep(0.5); print('clean')",
}


@pytest.mark.parametrize("place", _PLACES)
def test_a_signal_is_not_lost(place: str) -> None:
    script = f"{_BEGIN}{_PLACES[place]}{_END}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (130, b"")
    assert done.stdout == (b"clean\n" if "clean-up" in place else b"")


def test_a_ctrl_c_that_python_drops_before_a_command_runs_ends_the_process() -> None:
    script = (
        "import os, signal, sys, weakref\nfrom scent.cli import app, start\n"
        "class Thing: pass\n"
        "def run():\n thing = Thing()\n"
        " ref = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGINT))\n"
        " del thing\n print('lost')\n return 0\n"
        "app.main = run\nstart.main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")
