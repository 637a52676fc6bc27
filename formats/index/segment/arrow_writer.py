"""Writes an Arrow IPC file batch by batch, and tells which bytes of the file each batch became."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from scent.formats.index.storage.checksum import FileSum, SummedFile

# Level 3 compresses English text about as well as 6, at twice the speed.
_ZSTD_LEVEL = 3
_MAGIC_BYTES = 8  # "ARROW1" and two bytes of padding


@dataclass(frozen=True, slots=True)
class Message:
    """Bytes of a file: the offset of the first one, their number, and their XXH3-64."""

    offset: int
    size: int
    xxh3: int


class ArrowWriter:
    """A new, private Arrow file, synced by `finish`; `compress` compresses its buffers with zstd.

    Raises:
        OSError: (from any method) the file exists already, or the disk is full.
    """

    def __init__(self, path: Path, schema: pa.Schema, *, compress: bool = False) -> None:
        self.schema = schema
        self._file = SummedFile(path)
        codec = pa.Codec("zstd", compression_level=_ZSTD_LEVEL) if compress else None
        self._writer = pa.ipc.new_file(self._file, schema, options=pa.ipc.IpcWriteOptions(compression=codec))
        # pyarrow writes the header together with the first batch, which begins after it.
        self._header = _MAGIC_BYTES + schema.serialize().size

    def write(self, batch: pa.RecordBatch) -> Message:
        """Append `batch` and return the bytes of its encapsulated message."""
        start = max(self._header, self._file.tell())
        self._file.start_part(start)
        self._writer.write_batch(batch)
        return Message(start, self._file.tell() - start, self._file.part())

    def finish(self) -> FileSum:
        """Complete the file, sync it and close it."""
        self._writer.close()
        return self._file.finish()

    def abandon(self) -> None:
        """Close the file without completing it."""
        self._file.close()
