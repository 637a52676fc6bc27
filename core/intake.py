"""From files that must be read to documents that are ready for the model.

Owned here: what is recorded of a file, and files that cannot be read. Not here: formats (`scent.formats.documents`),
and what becomes of a document (`scent.core.indexing`).
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scent.core.digest import digest_file
from scent.core.plan import Known
from scent.core.walk import FileStat
from scent.errors import NotTextError, ReadError
from scent.formats.documents.document import Document
from scent.formats.documents.registry import read
from scent.formats.index.records import DocumentRecord


@dataclass(frozen=True, slots=True)
class Work:
    """A file to read: what the plan saw of it, what the index holds of it, and how many parts of that stay."""

    stat: FileStat
    known: Known | None = None
    keep: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a file, with what is recorded of it."""

    work: Work
    record: DocumentRecord
    document: Document


def items(works: Iterable[Work], failed: Callable[[bytes, str], None]) -> Iterator[Item]:
    """The documents of all files, in order; a file that cannot be read is told to `failed` and passed over.

    A file that holds no text at all gives one document without any, whose record says why: so it is remembered, and not
    read again until it changes.
    """
    for work in works:
        try:
            yield from _documents(work)
        except ReadError as error:
            failed(work.stat.path, error.message)


def _documents(work: Work) -> Iterator[Item]:
    # The digest is taken before the text: should the file change in between, its digest will not be the recorded one,
    # and the next run reads it again.
    digest = digest_file(work.stat.path)
    try:
        for part, document in enumerate(read(work.stat.path, skip_parts=work.keep), start=work.keep):
            yield Item(work, _record(work, digest, part, document), document)
    except NotTextError as error:
        nothing = Document("", "")
        yield Item(work, _record(work, digest, work.keep, nothing, error.message), nothing)


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
        language=document.language,
        member=document.member,
    )
