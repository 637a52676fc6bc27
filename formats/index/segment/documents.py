"""The live documents of an index as columns, each converted from Arrow when it is first used."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scent.arrays import Integers, Keys, Mask, Rows


class Documents:
    """Columns over all live documents in the order of their ids, with one value for each document.

    Sizes, times and digests are those of the document's file.

    Args:
        table: documents.arrow of all segments.
        rows: its live rows, which are global document rows (n,).
    """

    def __init__(self, table: pa.Table, rows: Rows) -> None:
        self._table = table
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def ids(self) -> Keys:
        """The documents' ids, uint64 (n,), ascending."""
        return np.asarray(self._table["id"].to_numpy()[self.rows], np.uint64)

    @cached_property
    def files(self) -> Keys:
        """The id of the first document of the same version of each one's file, uint64 (n,)."""
        return np.asarray(self._table["file"].to_numpy()[self.rows], np.uint64)

    @cached_property
    def parts(self) -> npt.NDArray[np.int32]:
        """The number of each document among its file's, int32 (n,)."""
        return np.asarray(self._table["part"].to_numpy()[self.rows], np.int32)

    @cached_property
    def complete(self) -> Mask:
        """Whether the last part of each document's file is in the index, bool (n,).

        If not, a run was cut short.
        """
        last = self._table["last"].to_numpy()[self.rows]
        return np.isin(self.files, self.files[last])

    @cached_property
    def latest(self) -> Rows:
        """The row of the last document of each one's file, int64 (n,), which tells what holds for the whole file.

        The documents before it may have been read when the file was shorter.
        """
        latest = self.rows.copy()
        last = self._table["last"].to_numpy()[self.rows]
        of_many = np.flatnonzero((self.parts > 0) | ~last)
        order = of_many[np.argsort(self.files[of_many], kind="stable")]
        files = self.files[order]
        latest[order] = self.rows[order[np.searchsorted(files, files, "right") - 1]]
        return latest

    @cached_property
    def paths(self) -> list[bytes]:
        """Absolute paths."""
        return self._values("path")

    @cached_property
    def sizes(self) -> Integers:
        """The files' sizes in bytes, int64 (n,)."""
        return np.asarray(self._table["size"].to_numpy()[self.latest], np.int64)

    @cached_property
    def mtimes(self) -> Integers:
        """The files' modification times in nanoseconds since 1970, int64 (n,)."""
        return np.asarray(self._table["mtime_ns"].to_numpy()[self.latest], np.int64)

    @cached_property
    def read_times(self) -> Integers:
        """When each file was read, in nanoseconds since 1970, int64 (n,)."""
        return np.asarray(self._table["indexed_ns"].to_numpy()[self.latest], np.int64)

    @cached_property
    def digests(self) -> list[bytes]:
        """The files' digests, 32 bytes each."""
        return list(self._table["digest"].to_numpy()[self.latest].tolist())

    @cached_property
    def formats(self) -> list[str]:
        """The formats that the documents were read as."""
        return self._values("format")

    @cached_property
    def format_numbers(self) -> tuple[list[str], Integers]:
        """All formats, and the number of each document's format among them, int64 (n,)."""
        # Not Arrow's `dictionary_encode`, which imports all of pyarrow.compute: a tenth of a short index run.
        numbers = {name: number for number, name in enumerate(dict.fromkeys(self.formats))}
        return list(numbers), np.fromiter(map(numbers.__getitem__, self.formats), np.int64, len(self.formats))

    @cached_property
    def chunks(self) -> Integers:
        """The number of chunks of each, int64 (n,)."""
        return np.asarray(self._table["chunks"].to_numpy()[self.rows], np.int64)

    @cached_property
    def problems(self) -> list[str]:
        """Why each could not be read; empty for those that were read."""
        return self._values("problem")

    @cached_property
    def failed(self) -> Mask:
        """Whether the problem of each is a failure, not only that there is nothing to read, bool (n,)."""
        return np.asarray(self._table["failed"].to_numpy()[self.rows], np.bool_)

    @cached_property
    def readers(self) -> npt.NDArray[np.int32]:
        """The version of the reader that read each, int32 (n,); 0: that of scent 0.1.0."""
        return np.asarray(self._table["reader"].to_numpy()[self.rows], np.int32)

    @cached_property
    def languages(self) -> list[str]:
        """The language of each (ISO 639-1); empty where it is not known."""
        return self._values("language")

    @cached_property
    def titles(self) -> list[str]:
        """The title of each; empty where it has none."""
        return self._values("title")

    @cached_property
    def authors(self) -> list[str]:
        """The author of each; empty where it does not say."""
        return self._values("author")

    @cached_property
    def dates(self) -> Integers:
        """Each document's own date in nanoseconds since 1970, int64 (n,); 0 where it has none."""
        return np.asarray(self._table["date_ns"].to_numpy()[self.rows], np.int64)

    @cached_property
    def members(self) -> list[bytes]:
        """The path of each inside of a container; empty outside of one."""
        return self._values("member")

    def _values(self, column: str) -> list[Any]:
        # Not by `to_pylist`, which first makes an Arrow object for each value.
        return list(self._table[column].to_numpy()[self.rows].tolist())
