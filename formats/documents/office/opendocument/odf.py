"""Readers of ODT and ODP: headings, paragraphs, lists, tables, notes, comments, pictures and slides.

The format is OpenDocument (ISO 26300).
"""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.left_out import with_left_out
from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.base.pictures import picture_text
from scent.formats.documents.office.opendocument import odf_parts
from scent.formats.documents.office.opendocument.package_format import package_format
from scent.formats.documents.xml.elements import attribute, child, children, descendants, local_name
from scent.formats.documents.xml.xml_metadata import description_lines

_SKIPPED = frozenset(["tracked-changes", "note-citation", "forms", "sequence-decls", "bookmark-ref", "number"])
_ROW_GROUPS = frozenset(["table-rows", "table-header-rows", "table-row-group"])
# The families of styles, where they are not those of pieces of text.
_FAMILIES = {"p": "paragraph", "h": "paragraph", "table": "table", "section": "section", "list": "list"}
_PAGE_MARK = "soft-page-break"
_REPEATED = frozenset(["title", "page-number", "date-time", "footer", "header"])
_MAX_SPACES = 100


def read(file: BinaryIO, _skip: int, *, name: str) -> Iterator[Document]:
    """Read one document; ReadError if the file is damaged or encrypted."""
    package, content, metadata = odf_parts.open_package(file)
    common = odf_parts.common_styles(package)
    objects = dict(odf_parts.object_texts(package, content))
    writer = _Writer(name, odf_parts.styles(content, common), objects)
    # Styles of dates have elements of the name `text`, too.
    body = child(child(content, "body"), "text" if name == "odt" else "presentation")
    if body is not None:
        if next(descendants(body, _PAGE_MARK), None) is not None:
            writer.composer.place = "page 1"
        for header in odf_parts.headers_and_footers(common, "header"):
            writer.header_or_footer(header)
        writer.body(body)
        for footer in (*odf_parts.headers_and_footers(common, "footer"), *children(body, "header-decl", "footer-decl")):
            writer.header_or_footer(footer)
    writer.composer.set_headings(())
    for line in description_lines(package, odf_parts.META):
        writer.composer.add(line)
    document = writer.composer.take_document(**metadata._replace(title=metadata.title or writer.title)._asdict())
    yield from with_left_out([document], package.left_out)


class _Writer:
    """Writes the body of one document of the format `name`.

    `styles` and `objects` are those of `odf_parts`.
    """

    def __init__(self, name: str, styles: odf_parts.Styles, objects: dict[str, str]) -> None:
        self.composer = Composer(name)
        self.title = ""
        self._styles = styles
        self._objects = objects
        self._headers: set[str] = set()
        # Text boxes and pictures inside of the paragraph that is being read; None in cells and items,
        # whose text holds theirs.
        self._frames: list[Element] | None = None
        self._slides = 0
        self._page = 1
        self._begin = 0  # the length of the headers before the body

    def body(self, body: Element) -> None:
        self._begin = self.composer.length
        self.composer.set_headings(())
        self.blocks(body)

    def header_or_footer(self, element: Element) -> None:
        """Write a header or footer, unless it was written before or only numbers the pages."""
        text = " ".join(self._text(element).split())
        if text not in self._headers and not is_page_number(text):
            self._headers.add(text)
            self.composer.set_headings(())
            if len(element):
                self.blocks(element)
            else:
                self.composer.add(text)

    def blocks(self, parent: Element) -> None:
        for element in parent:
            if self._is_hidden(element):
                continue
            if self.composer.length > self._begin and attribute(element, "style-name") in self._styles.break_before:
                self._count_pages(1)
            self._block(element)
            if attribute(element, "style-name") in self._styles.break_after:
                self._count_pages(1)

    def _block(self, element: Element) -> None:
        match local_name(element.tag):
            case "h" | "p":
                self._paragraph(element)
            case "list":
                self._list(element)
            case "table":
                self._table(element)
            case "page":
                self._slide(element)
            case "annotation":
                self.composer.add(self._comment(element))
            case tag if tag == _PAGE_MARK:
                self._count_pages(1)
            case tag if tag not in _SKIPPED:
                self.composer.add(_description(element))
                self.blocks(element)

    def _paragraph(self, element: Element) -> None:
        before, marks = _page_marks(element)
        self._count_pages(before)
        outer, self._frames = self._frames, []
        text = self._text(element)
        frames, self._frames = self._frames, outer
        styles = self._with_ancestors(attribute(element, "style-name"))
        if local_name(element.tag) == "h":
            level = attribute(element, "outline-level")
            self.composer.heading(int(level) if level.isdigit() else 1, text)
        elif "Title" in styles:
            self.title = self.title or text
            self.composer.heading(0, text)
        elif "Preformatted_20_Text" in styles or "Source_20_Code" in styles:
            self.composer.add(text, Kind.CODE)
        else:
            self.composer.add(text)
        # A block has one place, so what follows a mark inside of a paragraph counts to its first page.
        self._count_pages(marks - before)
        for frame in frames:
            self.composer.add(_description(frame))
            self.blocks(frame)

    def _table(self, table: Element) -> None:
        for row in table:
            if local_name(row.tag) in _ROW_GROUPS:
                self._table(row)
            elif local_name(row.tag) == _PAGE_MARK:
                self._count_pages(1)
            elif local_name(row.tag) == "table-row":
                cells = list(children(row, "table-cell"))
                marks = [_page_marks(cell) for cell in cells]
                before = max((first for first, _ in marks), default=0)
                self._count_pages(before)
                self.composer.row([self._text(cell) for cell in cells])
                self._count_pages(max((count for _, count in marks), default=0) - before)

    def _count_pages(self, pages: int) -> None:
        if pages > 0:
            self._page += pages
            if self.composer.place.startswith("page "):
                self.composer.place = f"page {self._page}"

    def _with_ancestors(self, style: str) -> set[str]:
        """A style and all that it inherits from."""
        styles: set[str] = set()
        while style and style not in styles:
            styles.add(style)
            style = self._styles.parents.get(style, "")
        return styles

    def _list(self, element: Element) -> None:
        for item in children(element, "list-item", "list-header"):
            for part in item:
                if local_name(part.tag) == "list":
                    self._list(part)
                elif local_name(part.tag) == _PAGE_MARK:
                    self._count_pages(1)
                elif local_name(part.tag) not in _SKIPPED and not self._is_hidden(part):
                    before, marks = _page_marks(part)
                    self._count_pages(before)
                    self.composer.item(self._text(part))
                    self._count_pages(marks - before)

    def _slide(self, page: Element) -> None:
        self._slides += 1
        self.composer.place = f"slide {self._slides}"
        self.composer.set_headings(())
        for frame in descendants(page, "frame"):
            if attribute(frame, "class") == "title":
                title = self._text(frame)
                self.title = self.title or title
                self.composer.heading(1, title)
        for part in page:
            if local_name(part.tag) == "notes":
                self._notes(part)
            elif local_name(part.tag) == "annotation":
                self.composer.add(self._comment(part))
            elif attribute(part, "class") not in _REPEATED:
                self.composer.add(_description(part))
                self._objects_of(part)
                self.blocks(part)

    def _objects_of(self, frame: Element) -> None:
        for each in children(frame, "object"):
            self.composer.add(self._objects.get(attribute(each, "href"), ""))

    def _notes(self, notes: Element) -> None:
        for part in notes:
            if attribute(part, "class") not in _REPEATED and (text := self._text(part).strip()):
                self.composer.add(f"Notes: {text}")

    def _text(self, element: Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for part in element:
            match local_name(part.tag):
                case "s" | "tab" | "line-break":
                    yield _white_space(part)
                case "note":
                    body = child(part, "note-body")
                    yield f" [{self._text(body).strip()}]" if body is not None else ""
                case "annotation":
                    yield self._comment(part)
                case "frame":
                    yield from self._frame(part)
                case tag if tag not in _SKIPPED and not _is_svg(part) and not self._is_hidden(part):
                    yield _description(part)
                    yield from self._pieces(part)
                    if tag in {"p", "h"}:
                        yield "\n"
            yield part.tail or ""

    def _frame(self, frame: Element) -> Iterator[str]:
        yield from (self._objects.get(attribute(each, "href"), "") for each in children(frame, "object"))
        if self._frames is not None:
            self._frames.append(frame)
        else:
            yield _description(frame) + self._text(frame)

    def _comment(self, annotation: Element) -> str:
        """A comment in brackets, without its author and date."""
        text = " ".join(" ".join(map(self._text, children(annotation, "p", "list"))).split())
        return f" [{text}]" if text else ""

    def _is_hidden(self, element: Element) -> bool:
        if attribute(element, "display") == "none":
            return True
        family = _FAMILIES.get(local_name(element.tag), "text")
        return (family, attribute(element, "style-name")) in self._styles.hidden


def _white_space(element: Element) -> str:
    if local_name(element.tag) == "s":
        count = attribute(element, "c")
        return " " * min(int(count) if count.isdigit() else 1, _MAX_SPACES)
    return "\t" if local_name(element.tag) == "tab" else "\n"


def _description(element: Element) -> str:
    """What a picture or shape is said to show, in brackets."""
    text = picture_text(*("".join(each.itertext()) for each in children(element, "title", "desc") if _is_svg(each)))
    return f" [{text}]" if text else ""


def _is_svg(element: Element) -> bool:
    """Whether an element is one of SVG's: `svg:title` describes a picture, `text:title` is a field."""
    return isinstance(element.tag, str) and "svg" in element.tag.partition("}")[0]


def _page_marks(element: Element) -> tuple[int, int]:
    """How many page marks come before the first text of an element, and how many are in all of it."""
    before = count = 0
    has_text = bool((element.text or "").strip())
    for part in element:
        if local_name(part.tag) == _PAGE_MARK:
            first, all_in_part = 1, 1
            part_has_text = False
        else:
            first, all_in_part = _page_marks(part)
            part_has_text = any(map(str.strip, part.itertext()))
        before += 0 if has_text else first
        count += all_in_part
        has_text = has_text or part_has_text or bool((part.tail or "").strip())
    return before, count


FORMATS = (
    package_format(
        "odt", (".odt", ".ott", ".fodt"), "text", "heading path, page where the file tells", partial(read, name="odt")
    ),
    package_format("odp", (".odp", ".otp", ".fodp"), "presentation", "slide, its title", partial(read, name="odp")),
)
