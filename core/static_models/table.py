"""The table of a static model in the cache: written once from the model's own files, and mapped in milliseconds.

The file is little-endian: 8 bytes of magic; the place and the length of a JSON description (64 bits each); sections,
each at a multiple of 64 bytes; and the description: `{"sections": {NAME: [place, dtype, shape]}, "facts": {...}}`.

| section | dtype, shape | what it is |
| --- | --- | --- |
| vectors | float32, float16 or int8 (rows, dims) | the vectors |
| weights | float32 (tokens,) | what each token's vector is multiplied with; without it, 1 |
| rows | int32 (tokens,) | the row of each token; without it, its id |
| hashes | uint64 (words,), ascending | the XXH3 hashes of the words |
| hashed | int32 (words,) | the token of each hash |
| ends | int64 (tokens,) | where each word ends in `spelling` |
| spelling | uint8 (bytes,) | all words, one after the other |
| grams | float32 (buckets, dims) | the vectors of parts of words, by the number of their bucket |
| tokenizer | uint8 (bytes,) | a `tokenizer.json` |
"""

import json
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

import numpy as np
import numpy.typing as npt

from scent.errors import ModelError
from scent.regular_files import open_regular

_MAGIC: Final = b"SCENTWV1"
_HEADER: Final = struct.Struct("<8sQQ")
_ALIGNED: Final = 64
_DTYPES: Final = {
    "vectors": ("<f4", "<f2", "|i1"),
    "weights": ("<f4",),
    "rows": ("<i4",),
    "hashes": ("<u8",),
    "hashed": ("<i4",),
    "ends": ("<i8",),
    "spelling": ("|u1",),
    "grams": ("<f4",),
    "tokenizer": ("|u1",),
}
_MAX_DESCRIPTION: Final = 1 << 20

Section = npt.NDArray[Any]


class TableWriter:
    """Writes a table to a new file, one section after the other; a section may come in parts, row by row."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sections: dict[str, tuple[int, str, list[int]]] = {}
        file.write(bytes(_HEADER.size))

    def add(self, name: str, part: Section) -> None:
        """Append rows (n, ...) to the last section, or begin the section `name` with them."""
        if name not in self._sections:
            self._file.write(bytes(-self._file.tell() % _ALIGNED))
            self._sections[name] = self._file.tell(), part.dtype.newbyteorder("<").str, [0, *part.shape[1:]]
        _, dtype, shape = self._sections[name]
        self._file.write(np.ascontiguousarray(part, dtype).data)
        shape[0] += len(part)

    def place(self, name: str) -> tuple[int, str, list[int]]:
        """Where a section begins in the file, its dtype and its shape so far."""
        return self._sections[name]

    def finish(self, facts: Mapping[str, object]) -> None:
        """Write the description, with `facts`, which JSON can hold."""
        place = self._file.tell()
        description = json.dumps({"sections": self._sections, "facts": dict(facts)}).encode()
        self._file.write(description)
        self._file.seek(0)
        self._file.write(_HEADER.pack(_MAGIC, place, len(description)))
        self._file.flush()


class Table:
    """A mapped table. `facts` are what `TableWriter.finish` was given."""

    def __init__(self, sections: Mapping[str, Section], facts: Mapping[str, Any]) -> None:
        self._sections, self.facts = sections, facts
        self.vectors: Section = sections["vectors"]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map the table in a file, whose bytes are known to be those that were written.

        Raises:
            ModelError: the file cannot be read, or is not a table.
        """
        try:
            with open_regular(path) as file:
                magic, place, length = _HEADER.unpack(file.read(_HEADER.size))
                size = os.fstat(file.fileno()).st_size
                if magic != _MAGIC or place > size or length > min(_MAX_DESCRIPTION, size - place):
                    raise _not_a_table(path)
                file.seek(place)
                description = json.loads(file.read(length))
                mapped = np.memmap(path, np.uint8, "r") if size else None
        except OSError as error:
            raise ModelError(f"the table {path} cannot be read: {error.strerror or error}") from error
        except (struct.error, ValueError) as error:
            raise _not_a_table(path) from error
        assert mapped is not None  # noqa: S101 - the header was read
        try:
            sections = {name: _section(mapped, name, *each) for name, each in description["sections"].items()}
            return cls(sections, description["facts"])
        except (KeyError, ValueError, TypeError) as error:
            raise _not_a_table(path) from error

    def section(self, name: str) -> Section | None:
        """A section, or None if the table has none of this name."""
        return self._sections.get(name)


def _section(mapped: npt.NDArray[np.uint8], name: str, place: int, dtype: str, shape: list[int]) -> Section:
    """A section of a mapped file; ValueError if the file does not have it."""
    if dtype not in _DTYPES[name] or not all(type(each) is int and each >= 0 for each in (place, *shape)):
        raise ValueError(name)
    size = np.dtype(dtype).itemsize
    for each in shape:
        size *= each
    if place % _ALIGNED or place + size > len(mapped):
        raise ValueError(name)
    return np.asarray(mapped[place : place + size].view(dtype).reshape(shape))


def _not_a_table(path: Path) -> ModelError:
    return ModelError(f"{path} is not the table of a static model, or it is damaged", hint="remove it and try again")
