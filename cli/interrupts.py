"""Signals and time limits as requests to stop."""

import math
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from scent.core.indexing.stop import Stop, Stopped

# Sent by Ctrl-C, by a system that shuts down, and by a terminal that is closed.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BUDGET = "budget"
# An exception is lost where Python calls back from C, such as at the end of an import. Then a stop is requested again.
_AGAIN_SECONDS = 0.1


@contextmanager
def stop_on_signals(budget: float | None = None, *, strict: bool = False) -> Iterator[Stop]:
    """A `Stop` that the first signal requests, or the clock after `budget` seconds. A second signal ends the process.

    With `strict`, the end of the budget also stops a job that has got nothing done.

    Signals that are already ignored (by nohup, for example) stay ignored.
    """
    stop = Stop(has_limit=budget is not None and not strict)
    due = math.inf if budget is None else time.monotonic() + budget

    def request(number: int, _: FrameType | None) -> None:
        if stop.is_interruptible:
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
        if number == signal.SIGALRM and (stop.reason or time.monotonic() >= due):  # else it comes from outside
            stop.request(stop.reason or BUDGET, is_limit=True)
            return
        for each in caught:
            signal.signal(each, signal.SIG_DFL)
        stop.request(signal.Signals(number).name)

    caught = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    unraisable = sys.unraisablehook
    sys.unraisablehook = lambda lost: None if lost.exc_type is Stopped else unraisable(lost)
    before = {each: signal.signal(each, request) for each in (*caught, signal.SIGALRM)}
    if budget is not None:
        signal.setitimer(signal.ITIMER_REAL, budget)
    try:
        yield stop
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for each, handler in before.items():
            signal.signal(each, handler)
        sys.unraisablehook = unraisable


def until_stopped(work: Callable[[], int]) -> int:
    """Run `work`, which may be interrupted anywhere, and return its exit code, or that of the signal."""
    with stop_on_signals() as stop:
        try:
            with stop.interruptible():
                return work()
        except Stopped:
            return exit_status(stop.reason)


def exit_status(reason: str) -> int:
    """The exit status after a stop for this reason, the name of a signal or `BUDGET`; 0 for a budget or no stop."""
    return 0 if reason in {"", BUDGET} else 128 + signal.Signals[reason]
