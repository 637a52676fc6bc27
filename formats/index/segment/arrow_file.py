"""An Arrow IPC file that is written batch by batch, where it is known which bytes each batch became.

Owned here: the bookkeeping round pyarrow's writer.
"""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from scent.formats.index.storage.checksum import FileSum, SummedFile

# Level 3 packs English text about as tightly as 6 does, at twice its speed.
_ZSTD_LEVEL = 3
_MAGIC_BYTES = 8  # "ARROW1" and two bytes of padding


@dataclass(frozen=True, slots=True)
class Message:
    """Bytes of a file: where they start, how many they are, and their XXH3-64."""

    offset: int
    size: int
    xxh3: int


class ArrowFile:
    """A new, private Arrow file, synced when it is finished; `compress` packs its buffers with zstd.

    Raises:
        OSError: (from any method) the file exists already, or the disk is full.
    """

    def __init__(self, path: Path, schema: pa.Schema, *, compress: bool = False) -> None:
        self.schema = schema
        self._file = SummedFile(path)
        codec = pa.Codec("zstd", compression_level=_ZSTD_LEVEL) if compress else None
        self._writer = pa.ipc.new_file(self._file, schema, options=pa.ipc.IpcWriteOptions(compression=codec))
        # pyarrow writes the header together with the first batch, which starts behind it.
        self._header = _MAGIC_BYTES + schema.serialize().size

    def write(self, batch: pa.RecordBatch) -> Message:
        """Append `batch` and return the place of its encapsulated message."""
        start = max(self._header, self._file.tell())
        self._file.start_part(start)
        self._writer.write_batch(batch)
        return Message(start, self._file.tell() - start, self._file.part())

    def finish(self) -> FileSum:
        """End the file, sync it and close it."""
        self._writer.close()
        return self._file.finish()

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.close()
