"""Calls of foreign code that no exception of ours may pass through, in the main thread.

A signal handler runs wherever Python code runs, also where a library of another language calls back. Rust panics if
an exception comes out of such a call: it prints a message of its own, and the exception is lost.
"""

from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")


class _State:
    """How many such calls are under way, and what is to be done after them."""

    calls = 0
    deferred: Callable[[], None] | None = None


def uninterrupted(function: Callable[[], _Result]) -> _Result:
    """Call a function; what was deferred meanwhile is done before its result is returned."""
    _State.calls += 1
    try:
        result = function()
    finally:
        _State.calls -= 1
    if _State.deferred is not None and not _State.calls:
        deferred, _State.deferred = _State.deferred, None
        deferred()
    return result


def defer(action: Callable[[], None]) -> bool:
    """Put an action off until after the call that is under way; False if there is none. Only the last one is kept."""
    if _State.calls:
        _State.deferred = action
    return _State.calls > 0
