"""From files that must be read to documents that are ready for the model.

Owned here: what is recorded of a file, and files that cannot be read.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scent.core.files.digest import digest_file
from scent.core.files.found_files import FileStat
from scent.core.reading.language import language
from scent.core.reading.pool import Readers, Reading, TransientError
from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import is_trusted, read
from scent.formats.index.records import DocumentRecord

# How far ahead a file is looked for that needs a reader.
AHEAD = 16


@dataclass(frozen=True, slots=True)
class Work:
    """A file to read; the index already has its first `keep` parts."""

    stat: FileStat
    keep: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a file, with what is recorded of it."""

    work: Work
    record: DocumentRecord
    document: Document


@dataclass(slots=True)
class _Begun:
    """A file whose turn comes: read by a reader that has begun with it, or else when it comes."""

    work: Work
    trusted: bool | None = None
    digest: bytes = b""
    reading: Reading | None = None
    problem: ReadError | None = None


def items(works: Iterable[Work], failed: Callable[[bytes, str], None], readers: Readers) -> Iterator[Item]:
    """The documents of all files, in order.

    A file that cannot be read, or holds no text, gives a last document without any, whose record says why: so it is
    remembered, and not read again until it changes. Only what lies outside of a file (it is gone, it is forbidden) is
    told to `failed` and tried again next time.
    """
    for begun in _ahead(works, readers):
        try:
            yield from _documents(begun)
        except ReadError as error:
            failed(begun.work.stat.path, error.message)


def _ahead(works: Iterable[Work], readers: Readers) -> Iterator[_Begun]:
    """The files in order, those that need a reader begun with as soon as one is free."""
    coming = map(_Begun, works)
    waiting: deque[_Begun] = deque()
    held: _Begun | None = None
    while True:
        while len(waiting) < AHEAD:
            held = held or next(coming, None)
            if held is None or not _begin(held, readers):
                break
            waiting.append(held)
            held = None
        if not waiting:
            return
        yield waiting.popleft()  # whoever takes it reads it to the end, which frees its reader


def _begin(begun: _Begun, readers: Readers) -> bool:
    """Begin with a file if it needs a reader; false if it must wait for one."""
    path = begun.work.stat.path
    try:
        if begun.trusted is None:
            begun.trusted = is_trusted(path)
        if begun.trusted:
            return True
        if not readers.free:
            return False
        # The digest is taken before the text: should the file change in between, its digest will not be the recorded
        # one, and the next run reads it again.
        begun.digest = digest_file(path)
        begun.reading = readers.begin(path, begun.work.keep)
    except ReadError as error:
        begun.problem = error
    return True


def _documents(begun: _Begun) -> Iterator[Item]:
    if begun.problem is not None:
        raise begun.problem
    work = begun.work
    digest = begun.digest or digest_file(work.stat.path)
    part = work.keep
    try:
        found = begun.reading.documents() if begun.reading else read(work.stat.path, skip_parts=work.keep)
        for document in found:
            yield Item(work, _record(work, digest, part, document), document)
            part += 1
    except ReadError as error:
        if isinstance(error, TransientError) or isinstance(error.__cause__, OSError):
            raise
        nothing = Document("", "")
        record = _record(work, digest, part, nothing, error.message)
        yield Item(work, record._replace(failed=not isinstance(error, NotTextError)), nothing)


def _record(work: Work, digest: bytes, part: int, document: Document, problem: str = "") -> DocumentRecord:
    return DocumentRecord(
        path=work.stat.path,
        size=work.stat.size,
        mtime_ns=work.stat.mtime_ns,
        digest=digest,
        part=part,
        last=document.last,
        format=document.format,
        title=document.title,
        offset=document.offset,
        line=document.line,
        problem=problem,
        indexed_ns=time.time_ns(),
        author=document.author,
        date_ns=document.date_ns,
        language=language(document),
        member=document.member,
    )
