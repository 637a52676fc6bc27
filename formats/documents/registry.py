"""Which format a file is of, and the one entry to reading it.

Owned here: the table of formats and how one is chosen. A new format is a module with a `FORMAT` and a line in the
table.
"""

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import BinaryIO

from scent.errors import NotTextError, ReadError
from scent.formats.documents import containers
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Format
from scent.formats.documents.base.joined_parts import join_parts
from scent.formats.documents.code import code
from scent.formats.documents.data import arrow_tables, csv_rows, json_keys, sqlite_tables, toml_keys, yaml_keys
from scent.formats.documents.mail import chats, mail, whatsapp
from scent.formats.documents.manuals import info, man
from scent.formats.documents.office import docx, epub, odf, ods, pptx, rtf, xls, xlsx
from scent.formats.documents.pdf import pdf
from scent.formats.documents.text import asciidoc, latex, markdown, notebook, org, plain_text, rst, subtitles
from scent.formats.documents.web import webpage
from scent.formats.documents.xml import xml_text

# What comes first is asked first. Plain text is what remains.
FORMATS: tuple[Format, ...] = (
    pdf.FORMAT,
    docx.FORMAT,
    pptx.FORMAT,
    xlsx.FORMAT,
    xls.FORMAT,
    *odf.FORMATS,
    ods.FORMAT,
    epub.FORMAT,
    rtf.FORMAT,
    *webpage.FORMATS,
    xml_text.FORMAT,
    *mail.FORMATS,
    whatsapp.FORMAT,
    chats.FORMAT,
    sqlite_tables.FORMAT,
    *arrow_tables.FORMATS,
    markdown.FORMAT,
    rst.FORMAT,
    org.FORMAT,
    asciidoc.FORMAT,
    latex.FORMAT,
    notebook.FORMAT,
    man.FORMAT,
    info.FORMAT,
    *subtitles.FORMATS,
    *code.FORMATS,
    *containers.FORMATS,
    *csv_rows.FORMATS,
    *json_keys.FORMATS,
    yaml_keys.FORMAT,
    *toml_keys.FORMATS,
    plain_text.FORMAT,
)

# How much of a file a format may see to recognise it.
HEAD_BYTES = 64 * 1024

_BY_ENDING = {ending: each for each in reversed(FORMATS) for ending in (*each.suffixes, *each.names)}


def read(path: bytes | str | os.PathLike[str] | os.PathLike[bytes], *, skip_parts: int = 0) -> Iterator[Document]:
    """The documents of a file, one after another, so that a large one never is in memory as a whole.

    `skip_parts` leaves out that many documents, for a run that goes on where another stopped. An empty file is one
    document without text.

    Raises:
        NotTextError: the file is binary, and no format reads it; a `ReadError` that calls for no more than a note.
        ReadError: it cannot be opened or read. Both are raised when the first document is asked for, or any later one.
    """
    name = os.fsencode(path)
    try:
        with _open(name) as file:
            yield from read_file(file, name, skip_parts=skip_parts)
    except OSError as error:
        raise ReadError(f"it cannot be read: {error.strerror or error}") from error


def read_file(
    file: BinaryIO, name: bytes, *, skip_parts: int = 0, inside: containers.ContainerContext | None = None
) -> Iterator[Document]:
    """As `read`, from a seekable binary file at its start; `name` helps to tell its format.

    `inside` says where it lies if that is in another file.
    """
    head = file.read(HEAD_BYTES)
    file.seek(0)
    found = recognise(head, name, file)
    file.seek(0)
    if found.unpack:
        unpacked = found.unpack(file, name, inside or containers.ContainerContext())
        yield from islice(join_parts(_or_damaged(unpacked)), skip_parts, None)
        return
    if not found.is_text:
        yield from islice(join_parts(_or_damaged(found.read(file, 0))), skip_parts, None)
        return
    try:
        yield from found.read(file, skip_parts)
    except NotTextError:
        named = _by_name(name)
        if named is not None and named.certain:
            raise ReadError(f"it is named as if it were {named.label or named.name}, but is damaged or none") from None
        raise


def damaged(error: Exception) -> ReadError:
    """What is said of a file about which a parser raised something of its own."""
    return ReadError(f"it is damaged, or of a kind that cannot be read ({type(error).__name__})")


def _or_damaged(documents: Iterator[Document]) -> Iterator[Document]:
    """The documents of a reader, which may raise whatever its parser does: it is about this file, or this member."""
    try:
        yield from documents
    except (ReadError, MemoryError, OSError):
        raise
    except Exception as error:
        raise damaged(error) from error


def recognise(head: bytes, name: bytes = b"", file: BinaryIO | None = None) -> Format:
    """The format of a file by its first bytes (and the rest of `file`), or, where they say nothing, by its name."""
    for each in FORMATS:
        if each.sniff and each.sniff(head) and (each.holds is None or (file is not None and each.holds(file))):
            return each
    found = _by_name(name)
    return plain_text.FORMAT if found is None or found.certain else found


def is_trusted(path: bytes) -> bool:
    """Whether a file is read by nothing but scanners of text, so that any process may read it.

    Raises:
        ReadError: it cannot be opened or read.
    """
    try:
        with _open(path) as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise ReadError(f"it cannot be read: {error.strerror or error}") from error
    for each in FORMATS:
        if each.sniff and each.sniff(head):
            if each.holds is not None:
                return False  # to look inside is to parse it already
            return each.is_text
    return recognise(head, path).is_text


def _by_name(name: bytes) -> Format | None:
    base = os.fsdecode(os.path.basename(name)).lower()  # noqa: PTH119  (a path of bytes, which pathlib does not take)
    return next((_BY_ENDING[ending] for ending in (base, *_suffixes(base)) if ending in _BY_ENDING), None)


def _suffixes(base: str) -> Iterator[str]:
    """The endings of a file name, the longest first: .tar.gz, then .gz."""
    suffixes = PurePosixPath(base).suffixes
    return ("".join(suffixes[first:]) for first in range(len(suffixes)))


def _open(path: bytes) -> BinaryIO:
    # Without O_NONBLOCK the opening of a named pipe waits for somebody to write to it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise ReadError("it is a directory" if stat.S_ISDIR(mode) else "it is not a regular file")
    return os.fdopen(descriptor, "rb")
