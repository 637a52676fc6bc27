"""The time of now, as an index stores it."""

import time


def now_ns() -> int:
    """Nanoseconds since 1970; 0 for a clock that was reset to a time before, which no index stores."""
    return max(0, time.time_ns())
