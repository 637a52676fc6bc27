"""Damages files: random, reproducible mutations of bytes and of members of zip archives."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence

# Numbers at which parsers often fail.
EDGES = (b"\0", b"\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\0", b"-1", b"99999999999")


def mutate(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    """A damaged copy of `data`, by one to four mutations; half of the time in a member of a zip archive.

    `others` are files from which pieces may be spliced in.
    """
    if data.startswith(b"PK\3\4") and rng.random() < 0.5:
        try:
            return _repacked(data, rng, others)
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, RuntimeError, EOFError):
            pass  # mutate the bytes instead
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(_MUTATIONS)(data, rng, others)
    return data[: 1 << 20]


def _repacked(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    names = source.namelist()
    victim = rng.choice(names)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            content = source.read(name)
            if name == victim:
                if rng.random() < 0.1:
                    continue
                content = mutate(content, rng, others)
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def _truncate(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    return data[: rng.randint(0, len(data))]


def _flip(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _n in range(rng.choice((1, 2, 8, 64))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _insert(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    at, piece = rng.randint(0, len(data)), rng.choice(EDGES)
    return data[:at] + piece + data[at + (len(piece) if rng.random() < 0.7 else 0) :]


def _repeat(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    start = rng.randint(0, len(data))
    piece = data[start : start + rng.choice((1, 4, 16, 200, 4000))]
    return data[:start] + piece * min(rng.choice((2, 10, 1000)), (1 << 19) // max(1, len(piece))) + data[start:]


def _remove(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    start = rng.randint(0, len(data))
    return data[:start] + data[start + rng.choice((1, 4, 16, 200, 4000)) :]


def _splice(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    other = rng.choice(others)
    return data[: rng.randint(0, len(data))] + other[rng.randint(0, len(other)) :]


_MUTATIONS: tuple[Callable[[bytes, random.Random, Sequence[bytes]], bytes], ...] = (
    _truncate,
    _flip,
    _flip,
    _insert,
    _repeat,
    _remove,
    _splice,
)
