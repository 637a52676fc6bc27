"""Tells why a file is in an index or not: how and when it was read, or what leaves it out."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from scent.core.files.freshness import MISSING, staleness
from scent.core.files.paths import canonical, is_under
from scent.core.files.rules import rule_against
from scent.core.indexing.planning.left_out import DIRECTORY
from scent.core.profile import Profile
from scent.formats.index.reader import Reader


class Answer(NamedTuple):
    """What an index knows of a file.

    Attributes:
        path: Canonical path of the file.
        indexed: Whether the index has passages of it. Of a directory: whether files below it are
            indexed.
        why: What the index did with it, or what leaves it out; a sentence without subject, such as
            "left out because it is hidden".
        read_ns: When it was read, in nanoseconds since 1970; 0 if it was not.
    """

    path: bytes
    indexed: bool
    why: str
    read_ns: int = 0


def answers(index: Path, paths: Sequence[bytes]) -> Iterator[Answer]:
    """Yield one answer for each of `paths`, which need not exist.

    Raises:
        NoIndexError: There is no index.
        FormatError: A newer scent wrote it.
        DamageError: A file is damaged.
        OSError: A file of the index cannot be read.
    """
    with Reader.open(index, lexical=False) as reader:
        question = _Question(index, reader)
        for path in paths:
            yield question.answer(canonical(path))


class _Question:
    """What all answers need of an index."""

    def __init__(self, index: Path, reader: Reader) -> None:
        self._index = os.path.realpath(os.fsencode(index))
        self._reader = reader
        self._documents = reader.documents
        self._roots = reader.manifest.roots
        self._walk = Profile.from_manifest(reader.manifest).walk
        self._rows: dict[bytes, list[int]] = {}
        for row, path in enumerate(self._documents.paths):
            self._rows.setdefault(path, []).append(row)
        failed = np.flatnonzero(self._documents.failed).tolist()
        self._closed = {  # directories that could not be looked into
            self._documents.paths[row]: self._documents.problems[row]
            for row in failed
            if self._documents.formats[row] == DIRECTORY
        }

    def answer(self, path: bytes) -> Answer:
        """The answer for a canonical path."""
        if (rows := self._rows.get(path)) is not None:
            return self._recorded(path, rows)
        count = sum(is_under(each, [path]) for each in self._rows) if os.path.isdir(path) else 0
        if count:
            return Answer(path, indexed=True, why=f"a directory with {_count(count, 'file')} in the index")
        return Answer(path, indexed=False, why=self._reason(path))

    def _recorded(self, path: bytes, rows: Sequence[int]) -> Answer:
        """The answer for a path of which the index has a record."""
        documents, first = self._documents, rows[0]
        problem = "; ".join(dict.fromkeys(filter(None, (documents.problems[row] for row in rows))))
        chunks, read_ns = int(documents.chunks[rows].sum()), int(documents.read_times[first])
        if problem and not chunks:
            return Answer(path, indexed=False, why=f"left out because {problem}", read_ns=read_ns)
        size, mtime_ns = int(documents.sizes[first]), int(documents.mtimes[first])
        why = f"indexed as {documents.formats[first]} with {_count(chunks, 'passage')}"
        if generated := sum(map(self._generated, rows)):
            why += f", {generated:,} of them made by a program"
        if problem:
            why += f", but not all of it: {problem}"
        elif not documents.complete[first]:
            why += ", but only in part: a run was stopped"
        state = staleness(path, size, mtime_ns, documents.digests[first], read_ns, documents.formats[first])
        if state:
            why += f"; {_absence(path)}" if state == MISSING else "; the file has changed since"
        return Answer(path, indexed=True, why=why, read_ns=read_ns)

    def _generated(self, row: int) -> int:
        """How many passages of a document a program made."""
        segment, local = self._reader.place_of_document(int(self._documents.rows[row]))
        return sum(chunk.generated for chunk in segment.chunk_records(local))

    def _reason(self, path: bytes) -> str:
        """Why the index has no record of a path."""
        for directory, problem in self._closed.items():
            if is_under(path, [directory]):
                return f"left out because of {os.fsdecode(directory)}: {problem}"
        if not os.path.lexists(path):
            return "not indexed, and there is no such file"
        if is_under(path, [self._index]):
            return "left out because it belongs to the index"
        root = max((root for root in self._roots if is_under(path, [root])), key=len, default=None)
        return "left out because it is outside of what the index covers" if root is None else self._rule(path, root)

    def _rule(self, path: bytes, root: bytes) -> str:
        """What keeps a walk of `root` from finding a path below it."""
        rule = rule_against(path, root, self._walk) if path != root else None
        if rule is not None:
            about = "" if rule.path == path else f"of {os.fsdecode(rule.path)}: "
            return f"left out because {about}{rule.reason}"
        if os.path.isdir(path):
            return "a directory without a file in the index"
        return (
            "not seen yet; read it with: scent index"
            if os.path.isfile(path)
            else "left out because it is no regular file"
        )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _absence(path: bytes) -> str:
    """Why an indexed file is not found: it is gone, or a directory above it is closed."""
    try:
        os.stat(path)
    except PermissionError as error:
        return f"it cannot be looked at now: {error.strerror}"
    except OSError:
        pass
    return "the file is gone since"
