"""Processor time of calls, for tests that a scanner takes time in proportion to what it reads."""

import gc
import time
from collections.abc import Callable

# Memory that is given back, and caches, cost time now and then: the best of so many counts.
_TRIES = 4


def processor_seconds(call: Callable[[], object]) -> float:
    """The processor time of this thread for a call, without Python's collector: its time grows with other tests."""
    gc.disable()
    try:
        begun = time.thread_time()
        call()
        return time.thread_time() - begun
    finally:
        gc.enable()


def grows_at_most(call: Callable[[int], object], small: int, large: int, *, times: float, least: float = 0.0) -> bool:
    """Whether a call for the size `large` takes less than `times` as long as for `small`, or than `least` seconds."""
    call(small)  # what is done once
    times_small: list[float] = []
    times_large: list[float] = []
    for _ in range(_TRIES):
        times_small.append(processor_seconds(lambda: call(small)))
        times_large.append(processor_seconds(lambda: call(large)))
        if min(times_large) < times * max(min(times_small), least):
            return True
    return False
