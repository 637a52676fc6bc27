"""Collects the documents that the next commit marks as dead."""

from collections.abc import Sequence

import numpy as np

from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.segment.reader import Segment


class PendingRemovals:
    """Rows that will be dead, in the committed `segments` and in the one being written.

    The documents of the segment being written have the ids from `first_pending` on.
    """

    def __init__(self, segments: Sequence[Segment], first_pending: int) -> None:
        self._segments = segments
        self._first_pending = first_pending
        self._dead: dict[str, set[int]] = {}
        self._pending: set[int] = set()

    def __bool__(self) -> bool:
        """Tell whether any committed document will be dead."""
        return bool(self._dead)

    def add(self, number: int) -> bool:
        """Remove the document with this id, if there is one.

        Return whether it has entries in the lexical index.
        """
        if number >= self._first_pending:
            self._pending.add(number - self._first_pending)
            return True
        for segment in self._segments:
            row = int(np.searchsorted(segment.ids, np.uint64(number)))
            if row < len(segment.ids) and int(segment.ids[row]) == number and segment.alive[row]:
                self.add_row(segment, row)
                return bool(segment.chunk_counts[row])
        return False

    def add_row(self, segment: Segment, row: int) -> None:
        """Remove the document in `row` of a committed segment."""
        self._dead.setdefault(segment.entry.name, set()).add(row)

    def apply(self, entry: SegmentEntry) -> SegmentEntry:
        """Return the `entry` of a committed segment with its new dead rows."""
        more = self._dead.get(entry.name)
        return entry._replace(dead=tuple(sorted({*entry.dead, *more}))) if more else entry

    def apply_to_pending(self, entry: SegmentEntry) -> SegmentEntry:
        """Return the `entry` of the segment that was being written, with its dead rows."""
        return entry._replace(dead=tuple(sorted(self._pending)))
