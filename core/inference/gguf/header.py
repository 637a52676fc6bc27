"""Read the header of a GGUF file: its key-value fields, and the names, shapes and offsets of its tensors.

All counts and lengths are bounded, so that a crafted or damaged file can neither exhaust memory nor
crash.

Follows the GGUF specification, versions 2 and 3, little-endian:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import math
import mmap
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scent.errors import ModelError

_MAGIC: Final = b"GGUF"
# What files of gzip, zip, bzip2, xz and zstd begin with: word vectors are published so.
_COMPRESSED: Final = (b"\x1f\x8b", b"PK\3\4", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd")
_VERSIONS: Final = (2, 3)

# Far above the largest public models (some 60 fields, 2,000 tensors), and far below what would
# hurt.
_MAX_FIELDS: Final = 4_096
_MAX_TENSORS: Final = 65_536
_MAX_DIMENSIONS: Final = 4
_MAX_NAME_BYTES: Final = 256
_MAX_TEXT_BYTES: Final = 1 << 20  # the longest field is a chat template of some ten thousand characters
_MAX_ARRAY_LENGTH: Final = 1 << 22  # sixteen times the largest vocabulary known
_DEFAULT_ALIGNMENT: Final = 32
_MAX_ALIGNMENT: Final = 1 << 16

FLOAT: Final = 6
_STRING: Final = 8
_ARRAY: Final = 9
_SCALARS: Final[Mapping[int, struct.Struct]] = {
    0: struct.Struct("<B"),
    1: struct.Struct("<b"),
    2: struct.Struct("<H"),
    3: struct.Struct("<h"),
    4: struct.Struct("<I"),
    5: struct.Struct("<i"),
    FLOAT: struct.Struct("<f"),
    7: struct.Struct("<?"),
    10: struct.Struct("<Q"),
    11: struct.Struct("<q"),
    12: struct.Struct("<d"),
}
_U32: Final = _SCALARS[4]
_U64: Final = _SCALARS[10]

# Values and bytes per block, by the number of the type in ggml.h. Tensors of other types are left
# to llama.cpp, which checks the same bounds.
_BLOCKS: Final[Mapping[int, tuple[int, int]]] = {
    0: (1, 4),  # F32
    1: (1, 2),  # F16
    2: (32, 18),  # Q4_0
    3: (32, 20),  # Q4_1
    6: (32, 22),  # Q5_0
    7: (32, 24),  # Q5_1
    8: (32, 34),  # Q8_0
    10: (256, 84),  # Q2_K
    11: (256, 110),  # Q3_K
    12: (256, 144),  # Q4_K
    13: (256, 176),  # Q5_K
    14: (256, 210),  # Q6_K
    30: (1, 2),  # BF16
}


@dataclass(frozen=True, slots=True)
class Array:
    """An array field: the type of its elements (numbered as in the specification), and where they are.

    `place` is the offset of the first element in the file, in bytes. The elements are not kept.
    """

    kind: int
    length: int
    place: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor: `shape` as in the file, `kind` as in ggml.h, `offset` in bytes from the start of the tensor data."""

    shape: tuple[int, ...]
    kind: int
    offset: int

    @property
    def size(self) -> int:
        """The length in bytes; 0 if the size of the type is not known here."""
        values, length = _BLOCKS.get(self.kind, (1, 0))
        return math.prod(self.shape) // values * length


Value = int | float | bool | str | Array


@dataclass(frozen=True, slots=True)
class Header:
    """The fields and the tensors of a GGUF file, by name. Of arrays, only type, length and place are kept.

    `places` has the offset in the file of each field's value, `fields_end` that of the first byte after
    the fields, and `data_start` that of the first tensor's data.
    """

    fields: Mapping[str, Value]
    tensors: Mapping[str, Tensor]
    places: Mapping[str, int]
    fields_end: int
    data_start: int

    @property
    def alignment(self) -> int:
        """To how many bytes tensors are aligned."""
        return self.number("general.alignment") or _DEFAULT_ALIGNMENT

    def text(self, key: str) -> str | None:
        """The string field `key`, or None if it is missing or not a string."""
        value = self.fields.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        """The integer field `key`, or None if it is missing or not an integer."""
        value = self.fields.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def flag(self, key: str) -> bool | None:
        """The boolean field `key`, or None if it is missing or not a boolean."""
        value = self.fields.get(key)
        return value if isinstance(value, bool) else None

    def floats(self, key: str) -> Array | None:
        """The array field `key`, or None if it is missing or not an array of 32-bit floats."""
        value = self.fields.get(key)
        return value if isinstance(value, Array) and value.kind == FLOAT else None

    def array_length(self, key: str) -> int:
        """The length of the array field `key`; 0 if it is missing or not an array."""
        value = self.fields.get(key)
        return value.length if isinstance(value, Array) else 0


def read_header(path: Path) -> Header:
    """Read a model file's header; takes about 10 ms for a vocabulary of 30,000.

    Raises:
        ModelError: the file cannot be read, is cut short or damaged, or is not a GGUF file of a
            known version.
    """
    try:
        with (
            open(path, "rb", opener=_without_waiting) as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            return _Reader(data, path.name).header()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ModelError(f"the model file {path} cannot be read: {reason}") from error
    except ValueError:  # an empty file cannot be mapped
        raise _not_gguf(path.name) from None


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; opening a pipe would otherwise wait for somebody to write to it."""
    return os.open(path, flags | os.O_NONBLOCK)


class _Reader:
    """Reads the bytes of a header from start to end; `_at` is the current offset."""

    def __init__(self, data: mmap.mmap, name: str) -> None:
        self._data = data
        self._size = len(data)
        self._name = name
        self._at = 0

    def header(self) -> Header:
        """Read and check the whole header.

        Raises:
            ModelError: see `read_header`.
        """
        if self._data[:4] != _MAGIC:
            raise _not_gguf(self._name, self._data[:6])
        self._at = 4
        version = self._scalar(_U32)
        if version not in _VERSIONS:
            raise ModelError(
                f"{self._name} is a GGUF file of version {version}, which this scent cannot read",
                hint="convert the model with a current llama.cpp, on a little-endian machine",
            )
        tensor_count = self._count(_MAX_TENSORS, "tensors")
        field_count = self._count(_MAX_FIELDS, "fields")
        fields: dict[str, Value] = {}
        places: dict[str, int] = {}
        for _ in range(field_count):
            name, kind = self._text(_MAX_NAME_BYTES), self._scalar(_U32)
            places[name] = self._at
            fields[name] = self._value(kind)
        fields_end = self._at
        tensors = {self._text(_MAX_NAME_BYTES): self._tensor() for _ in range(tensor_count)}
        if len(fields) != field_count or len(tensors) != tensor_count:
            raise self._damaged("it has two entries of the same name")
        alignment = self._alignment(fields.get("general.alignment"))
        header = Header(fields, tensors, places, fields_end, -(-self._at // alignment) * alignment)
        self._check_extent(header)
        return header

    def _value(self, kind: int) -> Value:
        if kind == _STRING:
            return self._text(_MAX_TEXT_BYTES)
        if kind == _ARRAY:
            return self._array()
        if kind not in _SCALARS:
            raise self._damaged(f"it has a field of the unknown type {kind}")
        value: Value = self._scalar(_SCALARS[kind])
        return value

    def _array(self) -> Array:
        """Read the type, length and place of an array, and skip its elements."""
        kind = self._scalar(_U32)
        length = self._count(_MAX_ARRAY_LENGTH, "elements in an array")
        place = self._at
        if kind == _STRING:
            self._skip_texts(length)
        elif kind in _SCALARS:
            self._advance(length * _SCALARS[kind].size)
        else:
            raise self._damaged(f"it has an array of the unknown type {kind}")
        return Array(kind, length, place)

    def _skip_texts(self, count: int) -> None:
        """Skip strings. The loop makes no method calls, because a vocabulary has tens of thousands of strings."""
        read, data, at, last = _U64.unpack_from, self._data, self._at, self._size - _U64.size
        for _ in range(count):
            if at > last:
                raise self._truncated()
            at += _U64.size + read(data, at)[0]
        self._at = at
        self._advance(0)

    def _tensor(self) -> Tensor:
        dimensions = self._scalar(_U32)
        if not 1 <= dimensions <= _MAX_DIMENSIONS:
            raise self._damaged(f"it has a tensor of {dimensions} dimensions")
        shape = tuple(self._scalar(_U64) for _ in range(dimensions))
        return Tensor(shape, kind=self._scalar(_U32), offset=self._scalar(_U64))

    def _text(self, longest: int) -> str:
        length = self._scalar(_U64)
        if length > longest:
            # If the file is cut short inside a string, the length is plausible; here it is not.
            raise self._damaged(f"it has a text of {length} bytes, and at most {longest} are allowed")
        start = self._at
        self._advance(length)
        return self._data[start : self._at].decode("utf-8", errors="replace")

    def _count(self, most: int, what: str) -> int:
        count: int = self._scalar(_U64)
        if count > most:
            raise self._damaged(f"it claims {count} {what}")
        return count

    def _scalar(self, kind: struct.Struct) -> Any:  # noqa: ANN401 - an int, a float or a bool, as `kind` says
        start = self._at
        self._advance(kind.size)
        return kind.unpack_from(self._data, start)[0]

    def _advance(self, length: int) -> None:
        self._at += length
        if self._at > self._size:
            raise self._truncated()

    def _alignment(self, value: Value | None) -> int:
        """The alignment of tensors, from the value of its field.

        Raises:
            ModelError: it is no power of two, or too large.
        """
        alignment = value if isinstance(value, int) and not isinstance(value, bool) and value else _DEFAULT_ALIGNMENT
        if not 1 <= alignment <= _MAX_ALIGNMENT or alignment & (alignment - 1):
            raise self._damaged(f"its tensors are aligned to {alignment} bytes")
        return alignment

    def _check_extent(self, header: Header) -> None:
        """Make sure that every tensor lies within the file."""
        start = header.data_start
        if any(start + tensor.offset + tensor.size > self._size for tensor in header.tensors.values()):
            raise self._truncated()

    def _truncated(self) -> ModelError:
        return ModelError(
            f"{self._name} is cut short: it ends before the model does", hint="download or copy the file again"
        )

    def _damaged(self, reason: str) -> ModelError:
        return ModelError(f"{self._name} is damaged: {reason}", hint="download or copy the file again")


def _not_gguf(name: str, start: bytes = b"") -> ModelError:
    """Why a file that begins with `start` is no model; a static model has been recognised before."""
    if start.startswith(_COMPRESSED):
        return ModelError(f"{name} is compressed", hint="unpack it first, and name what was in it")
    return ModelError(
        f"{name} is not a GGUF file, nor one of word vectors",
        hint="name a GGUF file, a file of word vectors, or the folder of a static model",
    )
