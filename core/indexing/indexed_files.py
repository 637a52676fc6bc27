"""The files that an index holds.

Owned here: telling the documents of an index by file.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from scent.arrays import Rows
from scent.core.files.found_files import FileStat, FoundFiles
from scent.core.files.walk import Walked
from scent.core.indexing.diff import Columns, diff
from scent.core.indexing.plan import KnownFile, Plan, plan
from scent.formats.documents.base.extras import awaited, is_installed
from scent.formats.index.reader import Reader
from scent.formats.index.records import DocumentRecord


class Differing(NamedTuple):
    """What a plan has to look at: see `scent.core.indexing.diff.Diff`; `known` by path."""

    files: Sequence[FileStat]
    known: Mapping[bytes, KnownFile]
    standing: frozenset[bytes] = frozenset()
    unchanged: int = 0

    def plan(self, walked: Walked, digest: Callable[[bytes], bytes]) -> Plan:
        """What to do about all that was found; `unchanged` there are only those that it took more than a look to tell.

        Args:
            walked: the walk that found them.
            digest: see `scent.core.indexing.plan.plan`.
        """

        def covers(path: bytes) -> bool:
            return path not in self.standing and walked.covers(path)

        return plan(self.files, self.known, digest, covers, now_ns=walked.started_ns)


class IndexedFiles:
    """The files of one generation, and the documents of each.

    `awaits` are the modules for want of which some could not be read.
    """

    def __init__(self, reader: Reader) -> None:
        """Read the columns that tell files apart; a few ten milliseconds for 100,000 of them."""
        self._reader = reader
        self._documents = documents = reader.documents
        # The places of documents, by file; those of a file in the order of its parts.
        self._order = np.argsort(documents.files, kind="stable")
        self._files, self._starts, self._parts = np.unique(
            documents.files[self._order], return_index=True, return_counts=True
        )
        self._first = self._order[self._starts]
        waiting = self._waiting()
        self.awaits = frozenset(waiting.values())
        there = set(filter(is_installed, self.awaits))
        retried = np.array([file for file, module in waiting.items() if module in there], np.uint64)
        self._retry = np.isin(self._files, retried)

    @cached_property
    def known(self) -> Mapping[bytes, KnownFile]:
        """All files by path; for 100,000 of them that takes a few hundred milliseconds and 60 MB."""
        return self._made(range(len(self._files)))

    def differing(self, found: FoundFiles) -> Differing:
        """What of `found`, each path at most once, is not evidently as it is held."""
        documents, first = self._documents, self._first
        paths = documents.paths
        columns = Columns(
            paths=[paths[place] for place in first.tolist()],
            sizes=documents.sizes[first],
            mtimes=documents.mtimes[first],
            settled=documents.complete[first] & ~self._retry,
        )
        compared = diff(found, columns)
        return Differing(compared.files, self._made(compared.known.tolist()), compared.standing, compared.unchanged)

    def ids(self, known: KnownFile) -> list[int]:
        """The ids of a file's documents, in the order of its parts."""
        ids: list[int] = self._documents.ids[self._places(known)].tolist()
        return ids

    def records(self, known: KnownFile) -> list[tuple[int, DocumentRecord]]:
        """The global rows of a file's documents, in the order of its parts, and what is recorded of each."""
        rows: list[int] = self._documents.rows[self._places(known)].tolist()
        return [
            (row, segment.record(local)) for row in rows for segment, local in [self._reader.place_of_document(row)]
        ]

    def _made(self, numbers: Iterable[int]) -> dict[bytes, KnownFile]:
        """The files with these numbers, by path."""
        documents, made = self._documents, {}
        for number in numbers:
            place = int(self._first[number])
            made[documents.paths[place]] = KnownFile(
                path=documents.paths[place],
                size=int(documents.sizes[place]),
                mtime_ns=int(documents.mtimes[place]),
                digest=documents.digests[place],
                file=int(self._files[number]),
                complete=bool(documents.complete[place]),
                parts=int(self._parts[number]),
                retry=bool(self._retry[number]),
            )
        return made

    def _waiting(self) -> dict[int, str]:
        """The files that could not be read for want of a module, and which."""
        documents = self._documents
        failed = np.flatnonzero(documents.failed).tolist()
        problems = documents.problems if failed else ()
        modules = ((int(documents.files[place]), awaited(problems[place])) for place in failed)
        return {file: module for file, module in modules if module is not None}

    def _places(self, known: KnownFile) -> Rows:
        number = int(np.searchsorted(self._files, np.uint64(known.file)))
        start = self._starts[number]
        return self._order[start : start + self._parts[number]]
