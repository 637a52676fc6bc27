"""Changes to the header of a tiny model's file, as damage or malice makes them."""

import struct
from pathlib import Path

from hypothesis import strategies as st

# The fields and tensor entries of a tiny BERT end before this offset.
HEADER = 9_000

Mutation = tuple[int, bytes]


def damaged(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def mutations() -> st.SearchStrategy[list[Mutation]]:
    """Changes to a few offsets of a header: single bytes, or numbers at the limits of a type."""
    edges = [0, 1, 2, 127, 255, 1 << 16, (1 << 31) - 1, 1 << 31, (1 << 32) - 1]
    small = st.sampled_from(edges).map(lambda number: struct.pack("<I", number))
    large = st.sampled_from([*edges, 1 << 40, (1 << 63) - 1, (1 << 64) - 1]).map(
        lambda number: struct.pack("<Q", number)
    )
    return st.lists(
        st.tuples(st.integers(4, HEADER), st.binary(min_size=1, max_size=1) | small | large), min_size=1, max_size=4
    )


def mutated(whole: bytes, changes: list[Mutation]) -> bytes:
    content = bytearray(whole)
    for place, new in changes:
        content[place : place + len(new)] = new
    return bytes(content)
