"""The files of an index, each with its documents.

An index stores documents; a large file has several. This module groups them by file.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import NamedTuple

import numpy as np

from scent.arrays import Mask, Rows
from scent.core.files.file_list import FileStat
from scent.core.files.freshness import changed_beside
from scent.core.files.paths import is_under
from scent.core.files.walk import WalkResult
from scent.core.indexing.planning.diff import IndexedColumns, diff
from scent.core.indexing.planning.left_out import DIRECTORY
from scent.core.indexing.planning.plan import IndexedFile, Plan, make_plan, set_aside_too_large
from scent.errors import ReadError
from scent.formats.documents.base.extras import is_installed, missing_module
from scent.formats.documents.base.files_beside import file_beside
from scent.formats.documents.versions import version_of
from scent.formats.index.global_rows import GlobalRows
from scent.formats.index.reader import Reader
from scent.formats.index.records import NO_DIGEST, DocumentRecord
from scent.formats.index.segment.documents import Documents


class PossibleChanges(NamedTuple):
    """The input of a plan: `scent.core.indexing.planning.diff.Diff`, with the related indexed files by path."""

    candidates: Sequence[FileStat]
    related: Mapping[bytes, IndexedFile]
    unchanged_paths: frozenset[bytes] = frozenset()
    unchanged_count: int = 0

    def make_plan(
        self, walked: WalkResult, digest: Callable[[bytes, int], bytes], missing_roots: Sequence[bytes] = ()
    ) -> Plan:
        """Plan what to do about the files that `walked` found.

        `Plan.unchanged` holds only candidates that proved unchanged; `unchanged_count` has the rest.

        Args:
            walked: The walk that found the candidates.
            digest: See `scent.core.indexing.planning.plan.make_plan`.
            missing_roots: Roots that do not exist, whose files count as gone.
        """
        too_large = {stat.path for stat in walked.too_large}

        def digest_of(path: bytes, size: int) -> bytes:
            if path in too_large:
                raise ReadError(f"{os.fsdecode(path)}: not read, because it is too large")
            return digest(path, size)

        def covers(path: bytes) -> bool:
            return path not in self.unchanged_paths and (walked.covers(path) or is_under(path, missing_roots))

        plan = make_plan(self.candidates, self.related, digest_of, covers, now_ns=walked.started_ns)
        set_aside_too_large(plan, too_large)
        return plan


class IndexedFiles:
    """The files of one generation of an index, and the documents of each.

    `missing_modules` names the Python modules for want of which files could not be read. `denied`
    tells whether there are files or directories that the user was not allowed to read.
    `directories` are the paths of these directories, which have records as files have.
    """

    def __init__(self, reader: Reader) -> None:
        """Group the documents by file; takes some ten milliseconds for 100,000 files."""
        # Documents stay readable through these while the run commits, and removes their segments.
        self._places = GlobalRows(reader.segments)
        self._documents = documents = reader.documents
        # Rows of documents, sorted by file; the documents of one file stay in the order of its parts.
        self._rows = np.argsort(documents.files, kind="stable")
        self._files, self._starts, self._parts = np.unique(
            documents.files[self._rows], return_index=True, return_counts=True
        )
        self._first_rows = self._rows[self._starts]
        modules = self._missing_modules()
        self.missing_modules = frozenset(modules.values())
        installed = set(filter(is_installed, self.missing_modules))
        readable_now = np.array([file for file, module in modules.items() if module in installed], np.uint64)
        self._retry = np.isin(self._files, readable_now)
        # A file that was not read at all has no digest: it was too large, or could not be opened.
        unread = {number for number, row in enumerate(self._first_rows.tolist()) if documents.digests[row] == NO_DIGEST}
        self._too_large = {number for number in unread if not documents.failed[self._first_rows[number]]}
        denied = unread - self._too_large
        self.denied = bool(denied)
        for number in denied:
            self._retry[number] = os.access(documents.paths[int(self._first_rows[number])], os.R_OK)
        first_rows = (int(self._first_rows[number]) for number in denied)
        self.directories = frozenset(documents.paths[row] for row in first_rows if documents.formats[row] == DIRECTORY)
        for number in self._with_file_beside():
            row = int(self._first_rows[number])
            self._retry[number] |= changed_beside(
                documents.paths[row], documents.formats[row], int(documents.read_times[row])
            )
        self._outdated = np.isin(self._files, documents.files[_below_current_version(documents)])
        self._outdated[list(unread)] = False

    @property
    def outdated(self) -> int:
        """The number of files that an older reader read than the one that would read them now."""
        return int(self._outdated.sum())

    @cached_property
    def paths(self) -> frozenset[bytes]:
        """The paths of all files."""
        paths = self._documents.paths
        return frozenset(paths[row] for row in self._first_rows.tolist()) - self.directories

    @cached_property
    def by_path(self) -> Mapping[bytes, IndexedFile]:
        """All files by path; takes a few hundred milliseconds and 60 MB for 100,000 files."""
        return self._select(range(len(self._files)), self._retry)

    def possible_changes(self, walked: WalkResult) -> PossibleChanges:
        """Return the files that a walk found and that may differ from the index."""
        found = walked.found
        retry = self._retry_with_limit({stat.path for stat in walked.too_large})
        documents, first_rows = self._documents, self._first_rows
        paths = documents.paths
        columns = IndexedColumns(
            paths=[paths[row] for row in first_rows.tolist()],
            sizes=documents.sizes[first_rows],
            mtimes=documents.mtimes[first_rows],
            read_times=documents.read_times[first_rows],
            settled=documents.complete[first_rows] & ~(retry | self._outdated),
        )
        result = diff(found, columns)
        related = self._select(result.related.tolist(), retry)
        return PossibleChanges(result.candidates, related, result.unchanged_paths, result.unchanged_count)

    def document_ids(self, file: IndexedFile) -> list[int]:
        """Return the ids of a file's documents, in the order of its parts."""
        ids: list[int] = self._documents.ids[self._rows_of(file)].tolist()
        return ids

    def document_records(self, file: IndexedFile) -> list[tuple[int, DocumentRecord]]:
        """Return the global rows and the records of a file's documents, in the order of its parts."""
        rows: list[int] = self._documents.rows[self._rows_of(file)].tolist()
        return [
            (row, segment.record(local)) for row in rows for segment, local in [self._places.segment_of_document(row)]
        ]

    def _retry_with_limit(self, too_large: AbstractSet[bytes]) -> Mask:
        """Which files to read again: those of `_retry`, and those that the size limit now treats otherwise."""
        if not (too_large or self._too_large):
            return self._retry
        documents, retry = self._documents, self._retry.copy()
        for number, row in enumerate(self._first_rows.tolist()):
            retry[number] |= (documents.paths[row] in too_large) != (number in self._too_large)
        return retry

    def _select(self, numbers: Iterable[int], retry: Mask) -> dict[bytes, IndexedFile]:
        """Return the files at these positions of `_files`, by path."""
        documents, files = self._documents, {}
        formats, format_numbers = documents.format_numbers
        for number in numbers:
            row = int(self._first_rows[number])
            files[documents.paths[row]] = IndexedFile(
                path=documents.paths[row],
                size=int(documents.sizes[row]),
                mtime_ns=int(documents.mtimes[row]),
                digest=documents.digests[row],
                file=int(self._files[number]),
                complete=bool(documents.complete[row]),
                parts=int(self._parts[number]),
                retry=bool(retry[number]),
                read_ns=int(documents.read_times[row]),
                outdated=bool(self._outdated[number]),
                format=formats[format_numbers[row]],
            )
        return files

    def _missing_modules(self) -> dict[int, str]:
        """Return the module that each file needs which could not be read for want of one, by file id."""
        documents = self._documents
        failed = np.flatnonzero(documents.failed).tolist()
        problems = documents.problems if failed else ()
        modules = ((int(documents.files[row]), missing_module(problems[row])) for row in failed)
        return {file: module for file, module in modules if module is not None}

    def _with_file_beside(self) -> list[int]:
        """Return the positions in `_files` of the files of whose content another file may have a part."""
        names, numbers = self._documents.format_numbers
        with_another = [number for number, name in enumerate(names) if file_beside(name, b"") is not None]
        positions: list[int] = np.flatnonzero(np.isin(numbers[self._first_rows], with_another)).tolist()
        return positions

    def _rows_of(self, file: IndexedFile) -> Rows:
        number = int(np.searchsorted(self._files, np.uint64(file.file)))
        start = self._starts[number]
        return self._rows[start : start + self._parts[number]]


def _below_current_version(documents: Documents) -> Mask:
    """Return which documents an older reader read than the one that would read them now, bool (n,)."""
    names, numbers = documents.format_numbers
    current = np.array([version_of(name) for name in names], np.int32)[numbers]
    current[np.fromiter(map(bool, documents.problems), np.bool_, len(documents))] = version_of("", whole=False)
    return documents.readers < current
