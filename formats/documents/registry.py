"""Tells the format of a file and reads it: the table of all formats, and `read`.

To add a format:

1. Write a module in the folder it belongs to (`text`, `office`, `data`, ...) with a `FORMAT`. For text,
   call `text_format` with a function from a string to an `Outline`: see `text/org.py`. For anything
   else, make a `Format` whose reader yields documents from an open file: see `office/rich_text/rtf.py`.
2. Add it to `FORMATS` below. The order matters where two formats accept the same first bytes.
3. Put a sample below `tests/samples`, and a question about it in
   `tests/formats/documents/test_every_file.py`. `make generate` adds it to docs/formats.md.

`base/format.py` explains the fields of a `Format`, `base/document.py` what a reader returns.
"""

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import BinaryIO

from scent.errors import MissingExtraError, NotTextError, ReadError
from scent.formats.documents import containers
from scent.formats.documents.base.blocks.outline import paragraphs, tile
from scent.formats.documents.base.container_context import ContainerContext, ReaderFailureError, parser_error
from scent.formats.documents.base.document import Document, without_surrogates
from scent.formats.documents.base.format import Format
from scent.formats.documents.base.joined_parts import join_parts
from scent.formats.documents.base.unread_formats import unread_file
from scent.formats.documents.code import code
from scent.formats.documents.data import (
    arrow_tables,
    csv_rows,
    escaped_strings,
    json_keys,
    sqlite_tables,
    toml_keys,
    yaml_keys,
)
from scent.formats.documents.data.json_content import json_format
from scent.formats.documents.mail import chats, mail, mbox, whatsapp
from scent.formats.documents.manuals import info, man
from scent.formats.documents.office import epub, pptx
from scent.formats.documents.office.binary import doc, ppt
from scent.formats.documents.office.opendocument import odf, ods
from scent.formats.documents.office.rich_text import rtf
from scent.formats.documents.office.spreadsheets import xls, xlsx
from scent.formats.documents.office.word import docx
from scent.formats.documents.pdf import pdf
from scent.formats.documents.text import (
    asciidoc,
    ass_subtitles,
    bibtex,
    calendars,
    gedcom,
    latex,
    ldif,
    markdown,
    notebook,
    org,
    plain_text,
    rst,
    subtitles,
)
from scent.formats.documents.web import html, mhtml
from scent.formats.documents.xml import generic_xml, svg
from scent.regular_files import first_bytes, open_regular

# Asked in this order. Plain text comes last: it takes whatever no other format claims.
FORMATS: tuple[Format, ...] = (
    pdf.FORMAT,
    docx.FORMAT,
    pptx.FORMAT,
    xlsx.FORMAT,
    xls.FORMAT,
    doc.FORMAT,
    ppt.FORMAT,
    *odf.FORMATS,
    ods.FORMAT,
    epub.FORMAT,
    rtf.FORMAT,
    html.FORMAT,
    mhtml.FORMAT,
    svg.FORMAT,
    generic_xml.FORMAT,
    mbox.FORMAT,
    mail.FORMAT,
    whatsapp.FORMAT,
    chats.FORMAT,
    *calendars.FORMATS,
    ldif.FORMAT,
    sqlite_tables.FORMAT,
    *arrow_tables.FORMATS,
    markdown.FORMAT,
    rst.FORMAT,
    org.FORMAT,
    asciidoc.FORMAT,
    latex.FORMAT,
    bibtex.FORMAT,
    gedcom.FORMAT,
    notebook.FORMAT,
    man.FORMAT,
    info.FORMAT,
    *subtitles.FORMATS,
    ass_subtitles.FORMAT,
    *code.FORMATS,
    *containers.FORMATS,
    *csv_rows.FORMATS,
    *json_keys.FORMATS,
    yaml_keys.FORMAT,
    *toml_keys.FORMATS,
    *escaped_strings.FORMATS,
    plain_text.FORMAT,
)

# How many of a file's first bytes a format sees to recognise it.
HEAD_BYTES = 64 * 1024

_FORMAT_OF = {each.name: each for each in FORMATS}
_BY_ENDING = {ending: each for each in reversed(FORMATS) for ending in (*each.suffixes, *each.names)}


def read(
    path: bytes | str | os.PathLike[str] | os.PathLike[bytes], *, skip_parts: int = 0, size: int = 0
) -> Iterator[Document]:
    """The documents of a file one after another, so that no large file is in memory as a whole.

    The first `skip_parts` documents are left out, for a run that continues where another stopped.
    With a `size`, a text file is read as if it had only so many bytes. An empty file is one document
    without text.

    Raises, when the first or any later document is asked for:
        NotTextError: the file is binary, and no format reads it; a reason to skip it, not a
        failure.
        ReadError: it cannot be opened or read.
    """
    name = os.fsencode(path)
    try:
        with _open(name) as file:
            yield from read_file(file, name, skip_parts=skip_parts, size=size)
    except OSError as error:
        raise ReadError(f"it cannot be read: {error.strerror or error}") from error


def read_file(
    file: BinaryIO, name: bytes, *, skip_parts: int = 0, size: int = 0, context: ContainerContext | None = None
) -> Iterator[Document]:
    """The documents of a seekable binary file at its start; `name` helps to tell its format.

    `context` is given for a file inside another; the rest is as in `read`, which raises the same.
    """
    head = file.read(HEAD_BYTES)
    file.seek(0)
    detected = detect_format(head, name, file)
    file.seek(0)
    skip = skip_parts if detected.is_text else 0
    if size and detected.is_text:
        file = first_bytes(file, size)
    context = context or ContainerContext(_read_member)
    start = partial(detected.documents, file, name, context, skip)
    if detected.is_text:
        yield from _read_text(detected, start(), file, name)
        return
    documents = _with_parser_errors(start)
    try:
        first = list(islice(documents, 1))
    except (MissingExtraError, NotTextError):
        raise
    except ReadError as error:
        yield from _read_as_text(file, name, context, skip_parts, error)
    else:
        yield from islice(join_parts(chain(first, documents)), skip_parts, None)


def _read_member(file: BinaryIO, name: bytes, context: ContainerContext) -> Iterator[Document]:
    return read_file(file, name, context=context)


def _read_as_text(
    file: BinaryIO, name: bytes, context: ContainerContext, skip: int, error: ReadError
) -> Iterator[Document]:
    """The documents of a file that its reader can make nothing of, if it is text.

    Raises:
        ReadError: it is binary; `error` is what the reader raised. Or it is text on which the reader
            failed, rather than refused it; raised behind the documents.
    """
    named = _format_by_name(name)
    text = named if named is not None and named.is_text else plain_text.FORMAT
    file.seek(0)
    documents = text.documents(file, name, context, skip)
    try:
        first = list(islice(documents, 1))
    except NotTextError:
        raise error from error.__cause__
    yield from chain(first, documents)
    if isinstance(error, ReaderFailureError):
        raise ReadError(f"it is read as plain text, because {error.message}")


def _read_text(detected: Format, documents: Iterator[Document], file: BinaryIO, name: bytes) -> Iterator[Document]:
    """The documents of a text file.

    Raises:
        NotTextError: the file is binary.
        ReadError: the file is binary, and its name claims a format that `sniff` should have
            recognised. Or the reader failed, and the rest is read as plain text; raised behind that.
    """
    end = 0
    try:
        for document in documents:
            yield document
            end = document.offset + len(document.text)
    except NotTextError:
        named = _format_by_name(name)
        if named is not None and named.known_by_content:
            label = named.label or named.name
            raise ReadError(f"its name says {label}, but it is damaged or not {label}") from None
        file.seek(0)
        if reason := unread_file(file.read(HEAD_BYTES), name):
            raise NotTextError(reason) from None
        raise
    except (ReadError, MemoryError, OSError):
        raise
    except Exception as error:
        if detected is plain_text.FORMAT:
            raise parser_error(error) from error
        yield from _plain_text_from(end, file, name)
        raise ReadError(f"it is read as plain text, because {parser_error(error).message}") from error


def _plain_text_from(begin: int, file: BinaryIO, name: bytes) -> Iterator[Document]:
    """The documents of a text file as plain text, from the character `begin` on."""
    file.seek(0)
    for document in plain_text.FORMAT.documents(file, name, ContainerContext(_read_member), 0):
        skip = max(0, begin - document.offset)
        if skip < len(document.text) or not begin:
            text = document.text[skip:]
            line = document.line + document.text.count("\n", 0, skip)
            blocks = tile(text, paragraphs(text)) if skip else document.blocks
            yield replace(document, text=text, blocks=blocks, offset=document.offset + skip, line=line)


def _with_parser_errors(start: Callable[[], Iterator[Document]]) -> Iterator[Document]:
    """The documents of a reader, as text that can be written; whatever its parser raises becomes a ReadError."""
    try:
        yield from map(without_surrogates, start())
    except (ReadError, MemoryError, OSError):
        raise
    except Exception as error:
        raise parser_error(error) from error


def detect_format(head: bytes, name: bytes = b"", file: BinaryIO | None = None) -> Format:
    """The format of a file, told by its first `HEAD_BYTES` bytes and `file`, or else by its name."""
    for each in FORMATS:
        if _sniffs(each, head) and (each.sniff_file is None or (file is not None and each.sniff_file(file))):
            return each
    by_name = _format_of_text(name)
    return _FORMAT_OF.get(json_format(head, HEAD_BYTES), by_name) if by_name is plain_text.FORMAT else by_name


def _format_of_text(name: bytes) -> Format:
    """The format of a file whose content tells none."""
    named = _format_by_name(name)
    return plain_text.FORMAT if named is None or named.known_by_content else named


def _sniffs(each: Format, head: bytes) -> bool:
    r"""Whether a format accepts a file by its first bytes; text in which "\r" ends lines is seen with "\n"."""
    if each.sniff is None:
        return False
    return each.sniff(head.replace(b"\r", b"\n") if each.is_text and b"\n" not in head else head)


def is_read_alike(name: str, path: bytes, other: bytes) -> bool:
    """Whether a file that was read as the format `name` would be read alike under another path."""
    # A container's members are named after it.
    known = _FORMAT_OF.get(name)
    return known is not None and known.is_text and _format_of_text(path) is _format_of_text(other)


def is_trusted(path: bytes) -> bool:
    """Whether only scent's own text scanners read this file, so that any process may read it.

    Raises:
        ReadError: it cannot be opened or read.
    """
    try:
        with _open(path) as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise ReadError(f"it cannot be read: {error.strerror or error}") from error
    for each in FORMATS:
        if _sniffs(each, head):
            if each.sniff_file is not None:
                return False  # `sniff_file` would already run a parser
            return each.is_text
    return detect_format(head, path).is_text


def _format_by_name(name: bytes) -> Format | None:
    base = os.fsdecode(os.path.basename(name)).lower()  # noqa: PTH119  (a path of bytes, which pathlib does not take)
    return next((_BY_ENDING[ending] for ending in (base, *_suffixes(base)) if ending in _BY_ENDING), None)


def _suffixes(base: str) -> Iterator[str]:
    """The suffixes of a file name, the longest first: .tar.gz, then .gz."""
    suffixes = PurePosixPath(base).suffixes
    return ("".join(suffixes[first:]) for first in range(len(suffixes)))


def _open(path: bytes) -> BinaryIO:
    try:
        return open_regular(path)
    except IsADirectoryError:
        raise ReadError("it is a directory") from None
    except OSError as error:
        if error.errno == errno.EINVAL:
            raise ReadError("it is not a regular file") from None
        raise
