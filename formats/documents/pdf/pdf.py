"""PDF: the text layer, page by page.

Owned here: opening a file with PDFium, and what it says of itself. Lines and paragraphs are made in `pdf_page`.
"""

import ctypes
import re
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import TYPE_CHECKING, BinaryIO

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.composer import Composer, language_code, plain, worthy
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.extras import needs
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import date_ns, people
from scent.formats.documents.base.outline import Headings, label
from scent.formats.documents.pdf.page import Line, body_size, compose, key, lines, without_margins

if TYPE_CHECKING:
    import pypdfium2

# Pages that become one document: enough to see what is repeated on each, few enough to lose little when a run ends.
PAGES = 20
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)?(\d\d)?(\d\d)?(\d\d)?")
_WRONG_PASSWORD = 4
_MOST_BOOKMARKS, _DEEPEST_BOOKMARK = 5_000, 8


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """A document for every `PAGES` pages.

    Raises:
        NotTextError: no page has text.
        ReadError: it is damaged, or asks for a password.
        MissingExtraError: PDFium is not installed.
    """
    with needs("pdf"):
        import pypdfium2
    try:
        pdf = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", 0) == _WRONG_PASSWORD:
            raise ReadError("it is encrypted with a password") from error
        raise ReadError("it is a damaged PDF") from error
    try:
        yield from _documents(pdf)
    finally:
        pdf.close()


def _documents(pdf: "pypdfium2.PdfDocument") -> Iterator[Document]:
    said = pdf.get_metadata_dict()
    title, author = worthy(said.get("Title", "")), people(said.get("Author", ""))
    when, language = _date(said.get("CreationDate", "")), _language(pdf)
    composer, bookmarks = Composer("pdf"), _Bookmarks(pdf)
    found = False
    for first in range(0, len(pdf), PAGES):
        pages = [_lines(pdf, number) for number in range(first, min(first + PAGES, len(pdf)))]
        pages = without_margins(pages)
        size = body_size(pages)
        if not found and not title:
            title = _largest(pages, size)
        for number, page in enumerate(pages, first + 1):
            composer.place = f"page {number}"
            bookmarks.compose(composer, page, number - 1, size)
        if composer.length:
            found = True
            yield composer.document(title=title, author=author, date_ns=when, language=language)
    if not found:
        raise NotTextError("it has no text layer" if len(pdf) else "it has no pages")


class _Bookmarks:
    """The outline that a file has of itself."""

    def __init__(self, pdf: "pypdfium2.PdfDocument") -> None:
        self._by_page: dict[int, list[tuple[int, str]]] = {}
        self._path = Headings()
        for mark in islice(pdf.get_toc(max_depth=_DEEPEST_BOOKMARK), _MOST_BOOKMARKS):
            target, title = mark.get_dest(), label(plain(mark.get_title()))
            page = target.get_index() if target else None
            if title and page is not None:
                self._by_page.setdefault(page, []).append((mark.level, title))

    def compose(self, composer: Composer, lines: list[Line], page: int, size: float) -> None:
        """Write a page. What its bookmarks say before the first that is a line there, the page stands under."""
        marks = self._by_page.get(page, [])
        shown = {key(line.text) for line in lines} if marks else set[str]()
        hidden = list(takewhile(lambda mark: key(mark[1]) not in shown, marks))
        for level, title in hidden:
            self._path.enter(level, title)
        if hidden:
            composer.path(self._path.path)
        for level, title in marks[len(hidden) :]:
            self._path.enter(level, title)
        # Below what larger letters say, and in the order of their own levels.
        compose(composer, lines, size, {key(title): level + 1 for level, title in marks})


def _lines(pdf: "pypdfium2.PdfDocument", number: int) -> list[Line]:
    import pypdfium2

    try:
        page = pdf[number]
    except pypdfium2.PdfiumError:  # a damaged page costs itself, not the others
        return []
    try:
        return list(lines(page))
    except pypdfium2.PdfiumError:
        return []
    finally:
        page.close()


def _largest(pages: list[list[Line]], size: float) -> str:
    """The lines of the first page that stand in its largest letters, if they are larger than the text."""
    first = pages[0] if pages else []
    largest = max((line.size for line in first), default=0.0)
    if largest <= size * 1.15:
        return ""
    text = " ".join(line.text for line in first if line.size > largest * 0.98)
    return text if len(text) <= 200 and sum(map(str.isalpha, text)) > 3 else ""  # noqa: PLR2004 - a title is that long


def _date(text: str) -> int:
    match = _DATE.match(text)
    if not match:
        return 0
    year, month, day, hour, minute, second = (part or "00" for part in match.groups())
    return date_ns(f"{year}-{month}-{day if day != '00' else '01'} {hour}:{minute}:{second}")


def _language(pdf: "pypdfium2.PdfDocument") -> str:
    from pypdfium2 import raw

    size = raw.FPDFCatalog_GetLanguage(pdf.raw, None, 0)
    if not 0 < size < 100:  # noqa: PLR2004 - bytes; a tag is short
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(pdf.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return language_code(buffer.raw.decode("utf-16-le", "replace").rstrip("\0"))


FORMAT = Format(
    "pdf",
    read,
    (".pdf",),
    sniff=lambda head: b"%PDF-" in head[:1024],
    certain=True,
    family=Family.DOCUMENTS,
    label="PDF",
    carries="page, heading",
    extra="pdf",
)
