"""Reads the passages of an index, and remembers those read last: a search looks at a passage more than once."""

from collections.abc import Callable

import numpy as np

from scent.formats.index.global_rows import GlobalRows
from scent.formats.index.records import DocumentRecord, Passage

# So many passages stay in memory, a few kilobytes each.
_REMEMBERED = 64


class Passages:
    """The passages of an index by their global chunk rows."""

    def __init__(self, rows: GlobalRows, record: Callable[[int], DocumentRecord]) -> None:
        """Over all chunks in `rows`; `record` returns the record of the document in a global row."""
        self._rows, self._record = rows, record
        self._remembered: dict[int, Passage] = {}

    def at(self, row: int) -> Passage:
        """The chunk in the global row `row`.

        Raises:
            IndexError: there is no such row.
            DamageError: its text has changed since it was written.
        """
        known = self._remembered.get(row)
        if known is None:
            known = self._remembered[row] = self._read(row)
            if len(self._remembered) > _REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
        return known

    def _read(self, row: int) -> Passage:
        segment, local = self._rows.segment_of_chunk(row)
        chunk, text = segment.chunk(local)
        document = int(self._rows.document_of(np.array([row]))[0])
        record = self._record(document)
        return Passage(
            path=record.path,
            start=chunk.start,
            end=chunk.end,
            first_line=chunk.first_line,
            last_line=chunk.last_line,
            heading=chunk.heading,
            text=text,
            title=record.title,
            format=record.format,
            size=record.size,
            mtime_ns=record.mtime_ns,
            digest=record.digest,
            document=document,
            row=row,
            place=chunk.place,
            sections=chunk.sections,
            author=record.author,
            date_ns=record.date_ns,
            language=record.language,
            member=record.member,
            indexed_ns=record.indexed_ns,
            generated=chunk.generated,
        )
