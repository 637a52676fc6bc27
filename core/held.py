"""The files that an index holds.

Owned here: telling the documents of an index by file. Not here: what is to be done about a file (`scent.core.plan`).
"""

from collections.abc import Sequence

import numpy as np

from scent.core.plan import Known
from scent.formats.documents.extras import awaited, is_installed
from scent.formats.index.reader import Reader
from scent.formats.index.records import DocumentRecord


class Held:
    """The files of one generation, and the documents of each. `known` has them by path, as the plan wants them.

    `awaits` are the modules for want of which some could not be read.
    """

    def __init__(self, reader: Reader) -> None:
        """Read the columns that tell files apart; a few hundred milliseconds for 100,000 of them."""
        self._reader = reader
        self._documents = documents = reader.documents
        files, first, parts = np.unique(documents.files, return_index=True, return_counts=True)
        self._first = dict(zip(files.tolist(), first.tolist(), strict=True))
        self._parted = {file: np.flatnonzero(documents.files == file).tolist() for file in files[parts > 1].tolist()}
        columns = (
            first.tolist(),
            documents.sizes[first].tolist(),
            documents.mtimes[first].tolist(),
            files.tolist(),
            documents.complete[first].tolist(),
            parts.tolist(),
        )
        problems = documents.problems if documents.failed.any() else ()
        waiting = {
            int(documents.files[place]): module
            for place in np.flatnonzero(documents.failed).tolist()
            if (module := awaited(problems[place])) is not None
        }
        self.awaits = frozenset(waiting.values())
        there = set(filter(is_installed, self.awaits))
        retried = {file for file, module in waiting.items() if module in there}
        self.known: dict[bytes, Known] = {}
        for place, size, mtime, file, complete, count in zip(*columns, strict=True):
            path = documents.paths[place]
            self.known[path] = Known(
                path, size, mtime, documents.digests[place], file, complete, count, retry=file in retried
            )

    def ids(self, known: Known) -> list[int]:
        """The ids of a file's documents, in the order of its parts."""
        return [int(self._documents.ids[place]) for place in self._places(known)]

    def records(self, known: Known) -> list[tuple[int, DocumentRecord]]:
        """The global rows of a file's documents, in the order of its parts, and what is recorded of each."""
        rows = [int(self._documents.rows[place]) for place in self._places(known)]
        return [
            (row, segment.record(local)) for row in rows for segment, local in [self._reader.place_of_document(row)]
        ]

    def _places(self, known: Known) -> Sequence[int]:
        return self._parted.get(known.file) or [self._first[known.file]]
