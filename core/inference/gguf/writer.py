"""Write a GGUF file, version 3, little-endian; `header.py` reads them and names the specification."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_ALIGNMENT: Final = 32
# The types of fields, numbered as in the specification.
_U32, _F32, _BOOL, _STRING, _ARRAY = 4, 6, 7, 8, 9
_ELEMENTS: Final[Mapping[str, int]] = {"|u1": 0, "<i4": 5, "<f4": _F32}

# What a field may be. A list is an array of texts, in UTF-8 where they are bytes.
Field = bool | int | float | str | list[bytes] | NDArray[Any]


@dataclass(frozen=True, slots=True)
class TensorData:
    """A tensor to write: its shape, slowest dimension first, the number of its type in ggml.h, and its bytes."""

    name: str
    shape: tuple[int, ...]
    kind: int
    data: memoryview


def write_gguf(path: Path, fields: Mapping[str, Field], tensors: Sequence[TensorData]) -> None:
    """Write a file with these fields and tensors; the same ones give the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    with path.open("wb") as file:
        file.write(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(fields)))
        for name, value in fields.items():
            file.write(_text(name.encode()))
            for part in _field(value):
                file.write(part)
        offset = 0
        for tensor in tensors:
            dimensions = tuple(reversed(tensor.shape))
            numbers = struct.pack(f"<I{len(dimensions)}QIQ", len(dimensions), *dimensions, tensor.kind, offset)
            file.write(_text(tensor.name.encode()) + numbers)
            offset += -(-len(tensor.data) // _ALIGNMENT) * _ALIGNMENT
        for tensor in tensors:
            file.write(bytes(-file.tell() % _ALIGNMENT))
            file.write(tensor.data)
        file.write(bytes(-file.tell() % _ALIGNMENT))


def _field(value: Field) -> Iterator[bytes]:
    """The type and the value of a field."""
    match value:
        case bool():
            yield struct.pack("<I?", _BOOL, value)
        case int():
            yield struct.pack("<II", _U32, value)
        case float():
            yield struct.pack("<If", _F32, value)
        case str():
            yield struct.pack("<I", _STRING) + _text(value.encode())
        case list():
            yield struct.pack("<IIQ", _ARRAY, _STRING, len(value))
            yield b"".join(map(_text, value))
        case np.ndarray():
            yield struct.pack("<IIQ", _ARRAY, _ELEMENTS[value.dtype.str], len(value))
            yield value.tobytes()


def _text(data: bytes) -> bytes:
    return struct.pack("<Q", len(data)) + data
