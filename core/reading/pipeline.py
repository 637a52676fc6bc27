"""Reads files and yields their documents, ready to be chunked and recorded.

Trusted formats are read in this process. All others go to the reader processes, which start on
files ahead of time.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scent.clock import now_ns
from scent.core.files.digest import content_digest
from scent.core.files.file_list import FileStat
from scent.core.reading.language import detect_language
from scent.core.reading.pool import ReaderPool, Reading, ReadTask, TransientError
from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import is_trusted, read
from scent.formats.documents.versions import version_of
from scent.formats.index.records import NO_DIGEST, DocumentRecord

# How many files may be waiting, counted from the one being read, while we look for the next that
# needs a reader.
AHEAD = 16


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file to read, without its first `skip_parts` documents: the index has them already.

    These were read when the file had `known_size` bytes with the digest `known_digest`, and with these it must
    still begin.
    """

    stat: FileStat
    skip_parts: int = 0
    known_size: int = 0
    known_digest: bytes = b""

    @property
    def rest(self) -> FileStat:
        """The file with the size of what must be read of it, as far as that is known."""
        known = self.known_size if self.known_size < self.stat.size else 0
        return self.stat._replace(size=self.stat.size - known)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One document of a file, what the index records of it, and what its reader's program attached to it."""

    file: FileToRead
    record: DocumentRecord
    document: Document
    attached: bytes = b""


@dataclass(slots=True)
class _PendingFile:
    """A file that waits for its turn.

    `trusted` is None until the format is known. `task` is set if a reader process has started on
    the file, `error` if starting failed.
    """

    file: FileToRead
    trusted: bool | None = None
    read_ns: int = 0
    digest: bytes = b""
    task: ReadTask | None = None
    error: ReadError | None = None


def read_files(
    files: Iterable[FileToRead], on_failure: Callable[[bytes, str], None], readers: ReaderPool, *, apart: bool = False
) -> Iterator[ReadResult]:
    """Yield the documents of all files, in the order of the files; with `apart`, the readers read the trusted ones too.

    A file that cannot be read, or holds no text, ends with an empty document whose record gives the
    reason. The index keeps that record, so the file is not read again until it changes. A file
    that the user may not read is recorded likewise, without a digest. Other failures that do not
    depend on the content (the file is gone) are passed to `on_failure` as path and reason, and the
    next run tries again.
    """
    for pending in _start_ahead(files, readers, apart=apart):
        try:
            yield from _documents(pending)
        except ReadError as error:
            on_failure(pending.file.stat.path, error.message)


def _start_ahead(files: Iterable[FileToRead], readers: ReaderPool, *, apart: bool) -> Iterator[_PendingFile]:
    """Yield the files in order, and start each one that needs a reader as soon as a reader is free."""
    remaining = (_PendingFile(file, trusted=False if apart else None) for file in files)
    queue: deque[_PendingFile] = deque()
    blocked: _PendingFile | None = None  # the next file, while it waits for a free reader
    while True:
        while len(queue) < AHEAD:
            blocked = blocked or next(remaining, None)
            if blocked is None or not _start(blocked, readers):
                break
            queue.append(blocked)
            blocked = None
        if not queue:
            return
        yield queue.popleft()  # the caller reads it to the end, which frees its reader


def _start(pending: _PendingFile, readers: ReaderPool) -> bool:
    """Start to read a file if it needs a reader; false if no reader is free."""
    path = pending.file.stat.path
    # A change after this moment may be missing in what is read, and shows in the file's ctime.
    pending.read_ns = pending.read_ns or now_ns()
    try:
        if pending.trusted is None:
            pending.trusted = is_trusted(path)
        if pending.trusted:
            return True
        if not readers.free:
            return False
        # Hash before reading: if the file changes in between, the recorded digest is not that of
        # the file, and the next run reads it again.
        pending.digest = _digest(pending.file)
        pending.task = readers.start(path, pending.file.skip_parts, pending.file.stat.size)
    except ReadError as error:
        pending.error = error
    return True


def _documents(pending: _PendingFile) -> Iterator[ReadResult]:
    file = pending.file
    part, digest = file.skip_parts, pending.digest
    try:
        if pending.error is not None:
            raise pending.error
        digest = digest or _digest(file)
        task = pending.task
        here = read(file.stat.path, skip_parts=file.skip_parts, size=file.stat.size)
        for document, attached in task.readings() if task else map(Reading, here):
            record = _record(file.stat, digest, part, document, document.left_out)._replace(indexed_ns=pending.read_ns)
            yield ReadResult(file, record, document, attached)
            part += 1
    except ReadError as error:
        denied = isinstance(error.__cause__, PermissionError)
        gone = isinstance(error.__cause__, OSError) or not digest  # or a pipe or a directory is in its place
        if isinstance(error, TransientError) or (gone and not denied):
            raise
        if denied:  # what was read before it was denied is of no use
            part, digest = 0, NO_DIGEST
        empty = Document("", "")
        record = _record(file.stat, digest, part, empty, error.message)._replace(indexed_ns=pending.read_ns)
        yield ReadResult(file, record._replace(failed=not isinstance(error, NotTextError)), empty)


def _digest(file: FileToRead) -> bytes:
    """The hash of a file's content, up to the size that the walk saw.

    Raises:
        TransientError: The file does not begin any more with what the skipped documents were made of.
        ReadError: It cannot be read.
    """
    path, size = file.stat.path, file.stat.size
    if file.known_digest and content_digest(path, file.known_size) != file.known_digest:
        raise TransientError("it was changed meanwhile; the next run reads it")
    return content_digest(path, size)


def _record(stat: FileStat, digest: bytes, part: int, document: Document, problem: str = "") -> DocumentRecord:
    return DocumentRecord(
        path=stat.path,
        size=stat.size,
        mtime_ns=stat.mtime_ns,
        digest=digest,
        part=part,
        last=document.last,
        format=document.format,
        title=document.title,
        offset=document.offset,
        line=document.line,
        problem=problem,
        author=document.author,
        date_ns=document.date_ns,
        language=detect_language(document),
        member=document.member,
        reader=version_of(document.format, whole=not problem),
    )
