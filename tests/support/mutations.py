"""Files made bad: seeded mutations of real samples, in the bytes and inside of archives."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence

# Numbers at which parsers lose count.
EDGES = (b"\0", b"\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\0", b"-1", b"99999999999")


def mutated(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """A neighbour of `data`: one to four mutations, half of them inside of a member where it is a zip archive."""
    if data.startswith(b"PK\3\4") and chance.random() < 0.5:
        try:
            return _repacked(data, chance, others)
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, RuntimeError, EOFError):
            pass  # bytes are left to mutate
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_MUTATIONS)(data, chance, others)
    return data[: 1 << 20]


def _repacked(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    names = source.namelist()
    victim = chance.choice(names)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            content = source.read(name)
            if name == victim:
                if chance.random() < 0.1:
                    continue
                content = mutated(content, chance, others)
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def _truncate(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return data[: chance.randint(0, len(data))]


def _flip(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _n in range(chance.choice((1, 2, 8, 64))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _insert(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at, piece = chance.randint(0, len(data)), chance.choice(EDGES)
    return data[:at] + piece + data[at + (len(piece) if chance.random() < 0.7 else 0) :]


def _repeat(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start = chance.randint(0, len(data))
    piece = data[start : start + chance.choice((1, 4, 16, 200, 4000))]
    return data[:start] + piece * min(chance.choice((2, 10, 1000)), (1 << 19) // max(1, len(piece))) + data[start:]


def _remove(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start = chance.randint(0, len(data))
    return data[:start] + data[start + chance.choice((1, 4, 16, 200, 4000)) :]


def _splice(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


_MUTATIONS: tuple[Callable[[bytes, random.Random, Sequence[bytes]], bytes], ...] = (
    _truncate,
    _flip,
    _flip,
    _insert,
    _repeat,
    _remove,
    _splice,
)
