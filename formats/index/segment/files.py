"""The mapped files of one segment, each checked before its content is used."""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from scent.errors import DamageError
from scent.formats.index.errors import damage_error, raise_foreign
from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.segment import schemas
from scent.formats.index.segment.arrow_reader import ArrowReader
from scent.formats.index.segment.blocks import Blocks, blocks_of
from scent.formats.index.storage import layout
from scent.formats.index.storage.checksum import FileSum, checksum
from scent.regular_files import open_regular


def map_file(path: Path, expected: FileSum) -> mmap.mmap:
    """Map `path` read-only after checking its size, but not its bytes.

    Raises:
        DamageError: its size is not what was written.
        OSError: it is missing, is not a regular file, or cannot be read.
    """
    with open_regular(path) as file:
        file.seek(0, 2)
        if file.tell() != expected.size or expected.size == 0:
            raise damage_error(path, f"has {file.tell()} bytes where {expected.size} were written")
        return mmap.mmap(file.fileno(), expected.size, prot=mmap.PROT_READ)


class SegmentFiles:
    """The files `names` of a segment, all mapped: they stay readable after the segment was removed.

    Raises:
        DamageError: (from any method) a file has changed since it was written.
        OSError: (from here only) a file is missing, or cannot be read.
    """

    def __init__(self, directory: Path, entry: SegmentEntry, names: tuple[str, ...]) -> None:
        self.directory = directory
        self.maps = {name: map_file(directory / name, entry.files[name]) for name in names}
        self._entry = entry

    def release(self) -> None:
        """Drop the pages that were read from this process's memory.

        They are read again when they are next used.
        """
        for mapped in self.maps.values():
            mapped.madvise(mmap.MADV_DONTNEED)

    def check(self, name: str) -> None:
        """Read the whole file `name` and compare it with its checksum."""
        if checksum(self.maps[name]) != self._entry.files[name].xxh3:
            raise self.damaged(name, "does not match its checksum")

    def table(self, name: str, schema: pa.Schema, rows: int | None, least_columns: int | None = None) -> pa.Table:
        """Return all rows of the Arrow file `name`; the arguments are those of `reader`."""
        reader = self.reader(name, schema, rows, least_columns)
        with self.decoding(name):
            return reader.table(0, len(reader))

    def reader(self, name: str, schema: pa.Schema, rows: int | None, least_columns: int | None = None) -> ArrowReader:
        """Check the Arrow file `name` and open it.

        Args:
            name: the file.
            schema: its schema.
            rows: how many rows it must have; None for any number.
            least_columns: how many columns of the schema it must have at least; None for all.
        """
        self.check(name)
        with self.decoding(name):
            reader = ArrowReader(pa.py_buffer(self.maps[name]), schema, least_columns)
        if rows is not None and len(reader) != rows:
            raise self.damaged(name, "does not agree with the manifest")
        return reader

    def blocks(self, name: str) -> Blocks:
        """Return the blocks of the file `name`, which blocks.arrow lists."""
        try:
            return blocks_of(self._block_table, name, len(self.maps[name]))
        except ValueError:
            raise self.damaged(layout.BLOCKS, f"does not fit {name}") from None

    @contextmanager
    def decoding(self, name: str) -> Iterator[None]:
        """Turn a ValueError, raised while the file `name` is decoded, into a DamageError.

        Raises:
            OSError: it says nothing about the file, such as that no more threads can be started.
        """
        try:
            yield
        except ValueError as error:
            raise_foreign(error)
            raise self.damaged(name, f"cannot be decoded ({error})") from None

    def damaged(self, name: str, problem: str) -> DamageError:
        """Return the error that names the file `name`."""
        return damage_error(self.directory / name, problem)

    @cached_property
    def _block_table(self) -> pa.Table:
        return self.table(layout.BLOCKS, schemas.BLOCKS, None)
