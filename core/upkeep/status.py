"""Describe an index: what it covers, its size, its last run, and the files that changed since."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scent.arrays import Rows
from scent.core.files.digest import content_digest
from scent.core.files.file_list import FileStat
from scent.core.files.walk import walk
from scent.core.indexing.planning.indexed_files import IndexedFiles
from scent.core.indexing.planning.left_out import DIRECTORY
from scent.core.indexing.planning.plan import IndexedFile
from scent.core.indexing.report import Unread
from scent.core.indexing.unread import unread_passages
from scent.core.profile import Profile
from scent.errors import ReadError
from scent.formats.index.reader import Reader
from scent.formats.index.segment.documents import Documents
from scent.formats.index.storage.lock import Writer, writer


@dataclass(frozen=True, slots=True)
class PendingChanges:
    """How many files were added, changed and removed since the last run, by size and mtime alone."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index at one generation.

    Attributes:
        index: The index directory.
        generation: The number of the last commit.
        roots: The files and directories that the index covers.
        files: Number of files in the index.
        skipped: Number of these files that are left out: they hold no text, are too large, or are
            read in part.
        failed: Number of these files that could not be read, and of directories that could not be
            looked into.
        documents: Number of documents; a large file has several.
        chunks: Number of chunks.
        segments: Number of segments.
        size: Size on disk, in bytes.
        finished_ns: When a run last finished, in nanoseconds since 1970 (0: never).
        updated_ns: When anything was last committed, in nanoseconds since 1970. It is later than
            `finished_ns` if a run was stopped or is active, or if files were forgotten since.
        writer: The process that writes to the index now; None if there is none.
        unfinished: Number of files of which only the first parts are in the index.
        provisional: Number of chunks that have provisional vectors.
        generated: Number of chunks whose text a program made, rather than a person.
        generated_files: Number of files with such chunks.
        outdated: Number of files that the next run reads again, because their readers have improved.
        unread: The chunks in languages that the model does not read.
        server: The address of the server that has the model; empty if it is in a file.
        learnt: The weights of scores that the index has learnt, by name.
        settings: The settings of the index, as `Profile.settings` gives them.
    """

    index: Path
    generation: int
    roots: tuple[bytes, ...]
    files: int
    skipped: int
    failed: int
    documents: int
    chunks: int
    segments: int
    size: int
    finished_ns: int
    updated_ns: int
    writer: Writer | None
    unfinished: int
    provisional: int
    generated: int
    generated_files: int
    outdated: int
    unread: Unread
    server: str
    learnt: Mapping[str, float]
    settings: Mapping[str, Any]


def read_status(index: Path) -> Status:
    """Read the state of the index in the directory `index`.

    Raises:
        NoIndexError: There is no index.
        FormatError: A newer scent wrote it.
        DamageError: A file is damaged.
        OSError: A file cannot be read.
    """
    with Reader.open(index, lexical=False) as reader:
        contents, documents = reader.manifest, reader.documents
        profile = Profile.from_manifest(contents)  # checks the settings
        generated = _generated_documents(reader)
        first_parts = documents.parts == 0
        return Status(
            index=index,
            generation=contents.generation,
            roots=contents.roots,
            files=int(first_parts.sum()) - documents.formats.count(DIRECTORY),
            skipped=len({path for path, _ in _left_out(documents)}),
            failed=int(documents.failed.sum()),
            documents=len(documents),
            chunks=reader.live_chunks(),
            segments=len(contents.segments),
            size=disk_size(index),
            finished_ns=contents.finished_ns,
            updated_ns=contents.updated_ns,
            writer=writer(index),
            unfinished=len(np.unique(documents.files[~documents.complete])),
            provisional=reader.provisional_chunks(),
            generated=len(generated),
            generated_files=len(np.unique(documents.files[np.isin(documents.rows, generated)])),
            outdated=IndexedFiles(reader).outdated,
            unread=unread_passages(reader),
            server=profile.model.address,
            learnt=contents.weights or {},
            settings=contents.settings,
        )


def _generated_documents(reader: Reader) -> Rows:
    """The global document row of each live chunk whose text a program made, int64 (n,)."""
    rows = np.flatnonzero(reader.generated(np.arange(reader.rows)))
    of_documents = reader.document_of(rows)
    return of_documents[np.isin(of_documents, reader.documents.rows)]


def failed_files(index: Path) -> list[tuple[bytes, str]]:
    """Return the files that could not be read, or only in part, and the directories, with the reason, by path.

    Raises what `read_status` raises.
    """
    with Reader.open(index, lexical=False) as reader:
        documents = reader.documents
        rows = np.flatnonzero(documents.failed).tolist()
        return sorted((documents.paths[row], documents.problems[row]) for row in rows)


def skipped_files(index: Path) -> list[tuple[bytes, str]]:
    """Return the files of which all or a part is left out although they can be read, with the reason, by path.

    Raises what `read_status` raises.
    """
    with Reader.open(index, lexical=False) as reader:
        return sorted(set(_left_out(reader.documents)))


def _left_out(documents: Documents) -> Iterator[tuple[bytes, str]]:
    """The path and the problem of each document that has one, but could be read."""
    rows = np.flatnonzero(~documents.failed).tolist()
    return ((documents.paths[row], documents.problems[row]) for row in rows if documents.problems[row])


def pending_changes(index: Path, warn: Callable[[str], None]) -> PendingChanges:
    """Walk everything that the index covers and count what differs by size and time.

    A moved file counts as added and as removed, and a touched file as changed: only its content
    would tell. Content is compared only of files whose size and time are the same, but which changed
    so shortly before they were read that they may have changed again. `warn` is called with a
    sentence for each place that could not be looked into.
    Raises what `read_status` raises.
    """
    with Reader.open(index, lexical=False) as reader:
        profile, indexed = Profile.from_manifest(reader.manifest), IndexedFiles(reader)
        walked = walk(reader.manifest.roots, profile.walk, warn, exclude=[os.fsencode(index)])
        changes = indexed.possible_changes(walked)
        unclear = {stat.path for stat in changes.candidates if _is_unclear(stat, changes.related.get(stat.path))}

        def digest(path: bytes, size: int) -> bytes:
            if path not in unclear:
                raise ReadError(f"{os.fsdecode(path)}: not read, because that takes long")
            return content_digest(path, size)

        plan = changes.make_plan(walked, digest)
    removed = sum(file.path not in indexed.directories for file in plan.removed)
    changed = len(plan.changed) + len(plan.grown) + len(plan.resumed)
    return PendingChanges(len(plan.added), changed, removed)


def disk_size(directory: Path) -> int:
    """Return the size of all files below `directory`, in bytes."""
    total = 0
    for file in directory.rglob("*"):
        with suppress(FileNotFoundError):  # an index run may remove files meanwhile
            total += file.lstat().st_size
    return total


def _is_unclear(stat: FileStat, before: IndexedFile | None) -> bool:
    """Whether a file has the size and the time that were recorded (see `plan.stat_to_record`)."""
    return before is not None and before.size == stat.size and stat.mtime_ns - before.mtime_ns in {0, 1}
