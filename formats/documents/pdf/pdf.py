"""Reader of PDF: the text layer, page by page, with comments, metadata and bookmarks, by PDFium."""

import ctypes
import re
from collections.abc import Iterator
from contextlib import closing
from itertools import islice, takewhile
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.blocks.outline import Headings, to_label
from scent.formats.documents.base.clean_text import clean_text
from scent.formats.documents.base.container_context import ReaderFailureError
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.extras import requires_extra
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import LeftOut, with_left_out
from scent.formats.documents.base.metadata import Metadata, author_names, language_code, meaningful_title, parse_date_ns
from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.pdf.annotations import annotation_texts, picture_texts
from scent.formats.documents.pdf.lines import (
    Line,
    body_size,
    join_drop_caps,
    page_lines,
)
from scent.formats.documents.pdf.paragraphs import title_key, write_page
from scent.formats.documents.pdf.running_titles import RunningTitle, split_running_titles

if TYPE_CHECKING:
    import pypdfium2

# Pages in one document: enough to recognise running titles, few enough to lose little when a run is
# interrupted.
_PAGES = 20
# A file begins with its version, perhaps after other bytes, and goes on with an object.
_HEADER, _OBJECT = re.compile(rb"%PDF-\d"), re.compile(rb"\b\d{1,10}\s{1,9}\d{1,5}\s{1,9}obj\b")
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)?(\d\d)?(\d\d)?(\d\d)?")
_HEADER_BYTES = 8
_WRONG_PASSWORD = 4
_MAX_ATTACHMENTS = 1_000
_MAX_BOOKMARKS, _MAX_BOOKMARK_DEPTH = 5_000, 8
_MAX_TITLE = 200  # characters
_MAX_DESCRIPTION = 4_000
_NO_DESCRIPTION = frozenset(["unspecified", "none"])  # as programs fill in
_TITLE_SIZE = 1.15  # times the letter height of body text
_SAME_SIZE = 0.98
_MAX_LANGUAGE_BYTES = 100
_MAX_FORM_DEPTH = 3  # of forms in each other, in which pictures are looked for


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read a document for every `_PAGES` pages.

    Raises:
        NotTextError: no page has text.
        ReadError: the file is damaged or needs a password.
        MissingExtraError: PDFium is not installed.
    """
    with requires_extra("pdf"):
        import pypdfium2
    try:
        pdf = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", 0) == _WRONG_PASSWORD:
            raise ReadError("it is encrypted with a password") from error
        raise _damaged(file) from error
    left_out = LeftOut()
    try:
        for number in range(min(pdf.count_attachments(), _MAX_ATTACHMENTS)):
            left_out.name("its attached files are left out", to_label(pdf.get_attachment(number).get_name()))
        if pdf.get_formtype() == pypdfium2.raw.FORMTYPE_ACRO_FORM:  # the library cannot load others
            pdf.init_forms()
        yield from with_left_out(_documents(pdf, left_out), left_out)
    finally:
        pdf.close()


def _damaged(file: BinaryIO) -> ReadError:
    """The error for a damaged file: whatever of it is read as text is told of where PDF begins at its first byte."""
    file.seek(0)
    is_certain = _HEADER.match(file.read(_HEADER_BYTES)) is not None
    return (ReaderFailureError if is_certain else ReadError)("it is a damaged PDF")


def _documents(pdf: "pypdfium2.PdfDocument", left_out: LeftOut) -> Iterator[Document]:
    metadata, description = _metadata(pdf), _description_lines(pdf)
    composer, bookmarks = Composer("pdf"), _Bookmarks(pdf)
    has_text, titles_written = False, set[str]()
    for first in range(0, len(pdf), _PAGES):
        read_pages = [_read_page(pdf, number, left_out) for number in range(first, min(first + _PAGES, len(pdf)))]
        pages, titles = split_running_titles([page.lines for page in read_pages])
        body = body_size(pages)
        if not has_text and not metadata.title:
            metadata = metadata._replace(title=_largest_text(pages, body))
        for number, lines in enumerate(pages, first + 1):
            composer.place = f"page {number}"
            bookmarks.write_page(composer, list(join_drop_caps(lines, body)), number - 1, body)
            for text in read_pages[number - 1 - first].beside:
                composer.add(f"[{text}]")
            _write_running_titles(composer, titles[number - 1 - first], titles_written)
        if first + _PAGES >= len(pdf) and (has_text or composer.length):
            composer.set_headings(())
            for line in description:
                composer.add(line)
        if composer.length:
            has_text = True
            yield composer.take_document(**metadata._asdict())
    if not has_text:
        raise NotTextError("it has no text layer" if len(pdf) else "it has no pages")


class _Bookmarks:
    """The bookmarks of a file, by the page that they point to; they become headings."""

    def __init__(self, pdf: "pypdfium2.PdfDocument") -> None:
        self._by_page: dict[int, list[tuple[int, str]]] = {}
        self._path = Headings()
        for mark in islice(pdf.get_toc(max_depth=_MAX_BOOKMARK_DEPTH), _MAX_BOOKMARKS):
            target, title = mark.get_dest(), to_label(clean_text(mark.get_title()))
            page = target.get_index() if target else None
            if title and page is not None:
                self._by_page.setdefault(page, []).append((mark.level, title))

    def write_page(self, composer: Composer, lines: list[Line], page: int, body: float) -> None:
        """Write a page, by number from 0; `body` as in `paragraphs.write_page`.

        Bookmarks before the first one whose title is a line of the page apply to all of the page.
        """
        marks = self._by_page.get(page, [])
        line_keys = {title_key(line.text) for line in lines} if marks else set[str]()
        not_shown = list(takewhile(lambda mark: title_key(mark[1]) not in line_keys, marks))
        for level, title in not_shown:
            self._path.open(level, title)
        if not_shown:
            composer.set_headings(self._path.path)
        for level, title in marks[len(not_shown) :]:
            self._path.open(level, title)
        # Their levels are 1 and more, below those of headings in larger letters.
        write_page(composer, lines, body, {title_key(title): level + 1 for level, title in marks})


class _Page(NamedTuple):
    """The lines of a page, and the texts beside them: descriptions of pictures, comments, form fields."""

    lines: list[Line]
    beside: list[str]


def _read_page(pdf: "pypdfium2.PdfDocument", number: int, left_out: LeftOut) -> _Page:
    """Read a page by its number from 0; a damaged one is empty, so that the others are still read."""
    import pypdfium2

    place = f"page {number + 1}"
    try:
        with closing(pdf[number]) as page:
            beside = [*picture_texts(page, place, left_out), *annotation_texts(page, place, left_out)]
            lines = list(page_lines(page))
            if not lines and not beside and _has_picture(page):
                left_out.name("its pages of pictures without text are left out", place)
            return _Page(lines, beside)
    except pypdfium2.PdfiumError:
        left_out.damage("its damaged pages are left out", place)
        return _Page([], [])


def _has_picture(page: "pypdfium2.PdfPage") -> bool:
    """Whether there is a picture on a page, such as that of a scan."""
    from pypdfium2 import raw

    return next(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=_MAX_FORM_DEPTH), None) is not None


def _write_running_titles(composer: Composer, titles: list[RunningTitle], written: set[str]) -> None:
    """Write the running titles of a page that no page before it has."""
    for title in titles:
        if title.pattern not in written and not is_page_number(title.text):
            written.add(title.pattern)
            composer.add(title.text)


def _largest_text(pages: list[list[Line]], body: float) -> str:
    """The lines of the first page with its largest letters, if those are larger than body text."""
    first = pages[0] if pages else []
    largest = max((line.size for line in first), default=0.0)
    if largest <= body * _TITLE_SIZE:
        return ""
    text = " ".join(line.text for line in first if line.size > largest * _SAME_SIZE)
    return text if len(text) <= _MAX_TITLE and sum(map(str.isalpha, text)) > 3 else ""  # noqa: PLR2004 - letters


def _metadata(pdf: "pypdfium2.PdfDocument") -> Metadata:
    fields = pdf.get_metadata_dict()
    title, author = meaningful_title(fields.get("Title", "")), author_names(fields.get("Author", ""))
    return Metadata(title, author, _date(fields.get("CreationDate", "")), _language(pdf))


def _description_lines(pdf: "pypdfium2.PdfDocument") -> list[str]:
    """What the metadata say that the file is about."""
    fields = pdf.get_metadata_dict()
    lines = {name: clean_text(fields.get(name, ""))[:_MAX_DESCRIPTION] for name in ("Subject", "Keywords")}
    return [f"{name}: {text}" for name, text in lines.items() if text and text.lower() not in _NO_DESCRIPTION]


def _date(text: str) -> int:
    match = _DATE.match(text)
    if not match:
        return 0
    year, month, day, hour, minute, second = (part or "00" for part in match.groups())
    return parse_date_ns(f"{year}-{month}-{day if day != '00' else '01'} {hour}:{minute}:{second}")


def _language(pdf: "pypdfium2.PdfDocument") -> str:
    from pypdfium2 import raw

    size = raw.FPDFCatalog_GetLanguage(pdf.raw, None, 0)
    if not 0 < size < _MAX_LANGUAGE_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(pdf.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return language_code(buffer.raw.decode("utf-16-le", "replace").rstrip("\0"))


def _is_pdf(head: bytes) -> bool:
    """Whether a file begins with a header of PDF, or has it behind a few lines of text, and then an object.

    An archive whose first member is a PDF file has NULs before it.
    """
    header = _HEADER.search(head[:1024])
    return header is not None and b"\0" not in head[: header.start()] and _OBJECT.search(head) is not None


FORMAT = Format(
    "pdf",
    read,
    (".pdf",),
    sniff=_is_pdf,
    known_by_content=True,
    family=Family.DOCUMENTS,
    label="PDF",
    located_by="page, heading",
    extra="pdf",
)
