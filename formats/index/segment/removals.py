"""Which documents the next commit makes dead.

Owned here: from document ids to rows of segments.
"""

from collections.abc import Sequence

import numpy as np

from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.segment.segment_reader import Segment


class Removals:
    """Rows that are to be dead, of the committed `segments` and of the one that is being written.

    The latter's documents have the ids from `first_pending` on.
    """

    def __init__(self, segments: Sequence[Segment], first_pending: int) -> None:
        self._segments = segments
        self._first_pending = first_pending
        self._dead: dict[str, set[int]] = {}
        self._pending: set[int] = set()

    def __bool__(self) -> bool:
        """Whether any committed document is to be dead."""
        return bool(self._dead)

    def add(self, number: int) -> bool:
        """Note the document with this id, if there is one; says whether it has words to be removed."""
        if number >= self._first_pending:
            self._pending.add(number - self._first_pending)
            return True
        for segment in self._segments:
            row = int(np.searchsorted(segment.ids, np.uint64(number)))
            if row < len(segment.ids) and int(segment.ids[row]) == number:
                if not segment.alive[row]:
                    return False
                self._dead.setdefault(segment.entry.name, set()).add(row)
                return bool(segment.chunk_counts[row])
        return False

    def applied(self, entry: SegmentEntry) -> SegmentEntry:
        """A committed segment's `entry` with its new dead rows."""
        more = self._dead.get(entry.name)
        return entry._replace(dead=tuple(sorted({*entry.dead, *more}))) if more else entry

    def applied_to_pending(self, entry: SegmentEntry) -> SegmentEntry:
        """The `entry` of the segment that was being written, with its dead rows."""
        return entry._replace(dead=tuple(sorted(self._pending)))
