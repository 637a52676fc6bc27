"""Reader of DOCX: headings, paragraphs, lists, tables, notes, comments, pictures, formulas and imported parts.

The format is WordprocessingML (ECMA-376).
"""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import with_left_out
from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.office.word import docx_imports, docx_parts
from scent.formats.documents.office.word.docx_text import SKIPPED, ParagraphTexts, Parts, is_drop_cap
from scent.formats.documents.xml.elements import attribute, child, descendants, local_name, relationship_id
from scent.formats.documents.xml.package import Package, is_zip
from scent.formats.documents.xml.package_kinds import holds_ooxml, office_package
from scent.formats.documents.xml.xml_metadata import description_lines, package_metadata

# Elements that only wrap blocks, rows or cells.
_WRAPPERS = frozenset(["sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"])
_PAGE_MARK = "lastRenderedPageBreak"


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document; ReadError if the archive or its XML is damaged."""
    package = office_package(file)
    yield from with_left_out(_documents(package), package.left_out)


def _documents(package: Package, *, is_imported: bool = False) -> Iterator[Document]:
    """The document of an open package; one that another imports imports nothing itself."""
    body = child(package.xml(docx_parts.MAIN), "body")
    metadata = package_metadata(package)
    writer = _Writer(Parts.of(package))
    if body is not None:
        if not is_imported:
            read_package = partial(_documents, is_imported=True)
            writer.texts.imports = docx_imports.imported_documents(package, body, read_package)
        if next(descendants(body, _PAGE_MARK), None) is not None:
            writer.composer.place = "page 1"
        for header in docx_parts.headers_and_footers(package, body, "header"):
            writer.header_or_footer(header)
        writer.blocks(body)
        writer.finish()
        for footer in docx_parts.headers_and_footers(package, body, "footer"):
            writer.header_or_footer(footer)
    writer.composer.set_headings(())
    for line in description_lines(package):
        writer.composer.add(line)
    yield writer.composer.take_document(**metadata._replace(title=metadata.title or writer.title)._asdict())


class _Writer:
    """Writes the body of one document; `texts` gives the texts of its paragraphs."""

    def __init__(self, parts: Parts) -> None:
        self.composer = Composer("docx")
        self.title = ""
        self.texts = ParagraphTexts(parts)
        self._styles = parts.styles
        self._headers: set[str] = set()
        self._drop_cap = ""
        self._page = 1

    def blocks(self, parent: Element) -> None:
        for element in parent:
            name = local_name(element.tag)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                for row in _unwrapped(element, "tr"):
                    self._row(row)
            elif name in _WRAPPERS:
                self.blocks(element)
            elif name == "altChunk":
                self._import(element)

    def _import(self, chunk: Element) -> None:
        for document in self.texts.imports.pop(relationship_id(chunk), ()):
            for block in document.blocks:
                text = document.text[block.start : block.end]
                if block.kind is Kind.HEADING:
                    self.composer.heading(len(block.heading), text)
                else:
                    self.composer.add(text, block.kind)

    def header_or_footer(self, root: Element) -> None:
        """Write a header or footer, unless it was written before or only numbers the pages."""
        text = self.texts.whole_text(root)
        if text not in self._headers and not is_page_number(text):
            self._headers.add(text)
            self.composer.set_headings(())
            self.blocks(root)

    def finish(self) -> None:
        """Write what still waits for a block: a drop cap, and comments that no text refers to."""
        self.composer.add(self._drop_cap)
        self._drop_cap = ""
        for comment in self.texts.unused_comments():
            self.composer.add(comment)

    def _paragraph(self, paragraph: Element) -> None:
        before, marks = _page_marks(paragraph)
        self._count_pages(before)
        properties = child(paragraph, "pPr")
        style = self._style(properties)
        text = self._drop_cap + self.texts.text(paragraph)
        self._drop_cap = ""
        if is_drop_cap(paragraph):
            self._drop_cap = text.strip()
        elif isinstance(style, int):
            if style == docx_parts.TITLE_LEVEL and not self.title:
                self.title = text
            self.composer.heading(style, text)
        elif style == "list" or (properties is not None and child(properties, "numPr") is not None):
            self.composer.item(text)
        elif style == "code":
            self.composer.add(text, Kind.CODE)
        else:
            self.composer.add(text)
        self._write_drawings()
        # A block has one place, so what follows a mark inside of a paragraph counts to its first page.
        self._count_pages(marks - before)

    def _row(self, row: Element) -> None:
        """Write a table row; all of its cells may carry the mark of the same page."""
        cells = list(_unwrapped(row, "tc"))
        marks = [_page_marks(cell) for cell in cells]
        before = max((first for first, _ in marks), default=0)
        self._count_pages(before)
        self.composer.row([self.texts.text(cell) for cell in cells])
        self._write_drawings()
        self._count_pages(max((count for _, count in marks), default=0) - before)

    def _write_drawings(self) -> None:
        for text in self.texts.after:
            self.composer.item(text)
        self.texts.after.clear()

    def _count_pages(self, pages: int) -> None:
        """Count pages as the word processor last rendered them."""
        if pages > 0:
            self._page += pages
            self.composer.place = f"page {self._page}"

    def _style(self, properties: Element | None) -> int | str:
        """The style of a paragraph, as `docx_parts.styles` gives it; empty for body text."""
        if properties is None:
            return ""
        level = child(properties, "outlineLvl")
        if level is not None and attribute(level, "val") in "012345678":
            return int(attribute(level, "val") or 0) + 1
        style = child(properties, "pStyle")
        return self._styles.get(attribute(style, "val"), "") if style is not None else ""


def _unwrapped(parent: Element, name: str) -> Iterator[Element]:
    """The children with this local name, also those in content controls and tracked insertions."""
    for element in parent:
        if local_name(element.tag) == name:
            yield element
        elif local_name(element.tag) in _WRAPPERS:
            yield from _unwrapped(element, name)


def _page_marks(element: Element) -> tuple[int, int]:
    """How many page marks come before the first text of an element, and how many are in all of it."""
    before = count = 0
    has_text = False
    for part in _walk(element):
        if local_name(part.tag) == _PAGE_MARK:
            count += 1
            before += not has_text
        elif local_name(part.tag) == "t" and (part.text or "").strip():
            has_text = True
    return before, count


def _walk(element: Element) -> Iterator[Element]:
    for part in element:
        if local_name(part.tag) not in SKIPPED:
            yield part
            yield from _walk(part)


FORMAT = Format(
    "docx",
    read,
    (".docx", ".docm", ".dotx"),
    sniff=is_zip,
    sniff_file=holds_ooxml(docx_parts.MAIN),
    known_by_content=True,
    family=Family.DOCUMENTS,
    label="DOCX",
    located_by="heading path, page where the file tells",
)
