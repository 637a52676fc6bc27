"""A function of llama.cpp is never left running where an interrupt ends the call."""

import signal
import threading
import time
from contextlib import suppress

import pytest

from scent.core.inference.native import call_in_thread


@pytest.mark.parametrize("microseconds", [0, 20, 50, 80, 120, 200, 400, 1_000, 5_000])
def test_after_an_interrupt_at_any_moment_the_function_has_ended(microseconds: int) -> None:
    """Also while its thread is being started: the caller frees what the function uses."""
    inside: list[int] = []

    def function() -> None:
        inside.append(1)
        time.sleep(0.01)
        inside.pop()

    def interrupt() -> None:
        time.sleep(microseconds / 1e6)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        sent.set()

    for _ in range(10):
        sent = threading.Event()
        with suppress(KeyboardInterrupt):
            threading.Thread(target=interrupt).start()
            call_in_thread(function)
            sent.wait()  # the interrupt comes within this block
            time.sleep(0.01)
        assert not inside


def test_what_the_function_returns_and_raises_comes_back() -> None:
    assert call_in_thread(lambda a, b: a + b, 1, 2) == 3
