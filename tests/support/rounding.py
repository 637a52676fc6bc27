"""Compare cosines that differ by rounding alone.

A batch of another size, or another copy of the weights, rounds otherwise, and a process that runs meanwhile may choose
another copy.
"""

import pytest

_ROUNDING = 0.005


def same_cosines(expected: object) -> object:
    """What equals numbers, or arrays of them, that differ from the expected ones by rounding alone."""
    return pytest.approx(expected, abs=_ROUNDING)
