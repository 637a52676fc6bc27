"""Signals and time limits, made into requests to stop.

Owned here: which signals ask a job to end, and what a second one does.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from scent.core.indexing.stop import Stop, Stopped

# What asks for an end: a person at the terminal, the system going down, the terminal going away.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BUDGET = "budget"


@contextmanager
def heeded(budget: float | None = None) -> Iterator[Stop]:
    """A `Stop` that the first signal asks, or the clock after `budget` seconds; a second signal ends the process.

    Signals that are ignored already (by nohup, for one) stay so.
    """
    stop = Stop()

    def asked(number: int, _: FrameType | None) -> None:
        if number == signal.SIGALRM:
            stop.request(BUDGET)
            return
        for each in caught:
            signal.signal(each, signal.SIG_DFL)
        stop.request(signal.Signals(number).name)

    caught = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, asked) for each in (*caught, signal.SIGALRM)}
    if budget is not None:
        signal.setitimer(signal.ITIMER_REAL, budget)
    try:
        yield stop
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for each, handler in before.items():
            signal.signal(each, handler)


def until_stopped(work: Callable[[], int]) -> int:
    """The exit code of `work`, which leaves nothing half done wherever it is broken off, or that of the signal."""
    with heeded() as stop:
        try:
            with stop.interruptible():
                return work()
        except Stopped:
            return exit_status(stop.reason)


def exit_status(reason: str) -> int:
    """How a process ends that the signal called `reason` has asked to, as shells report it; 0 for a budget."""
    return 0 if reason in {"", BUDGET} else 128 + signal.Signals[reason]
