"""Readers of ODT and ODP: headings, paragraphs, lists, tables, notes and slides.

The format is OpenDocument (ISO 26300). `open_package` and `package_format` serve ODS as well.
"""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base.composer import Composer
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format, Reader
from scent.formats.documents.base.metadata import Metadata
from scent.formats.documents.xml.elements import attribute, child, children, descendants, local_name
from scent.formats.documents.xml.package import Package, has_member, is_zip
from scent.formats.documents.xml.xml_metadata import package_metadata

_SKIPPED = frozenset(
    ["tracked-changes", "annotation", "note-citation", "forms", "sequence-decls", "bookmark-ref", "number"]
)
_MANIFEST = "META-INF/manifest.xml"
_MAX_SPACES = 100
_MATHML_LEAVES = ("mi", "mn", "mo", "mtext")


def read(file: BinaryIO, _skip: int, *, name: str) -> Iterator[Document]:
    """Read one document; ReadError if the file is damaged or encrypted."""
    package, content, metadata = open_package(file)
    parents = dict(_parent_styles(content))
    if "styles.xml" in package:
        parents = {**dict(_parent_styles(package.xml("styles.xml"))), **parents}
    writer = _Writer(name, parents, frozenset(_page_break_styles(content)), dict(_formulas(package, content)))
    for body in descendants(content, "text" if name == "odt" else "presentation"):
        writer.body(body)
        break
    yield writer.composer.take_document(**metadata._replace(title=metadata.title or writer.title)._asdict())


def open_package(file: BinaryIO) -> tuple[Package, Element, Metadata]:
    """Open an OpenDocument file: package, content and metadata; raises as `read` does."""
    package = Package(file)
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise ReadError("it is encrypted with a password")
    return package, package.xml("content.xml"), package_metadata(package, "meta.xml", "initial-creator")


def _parent_styles(root: Element) -> Iterator[tuple[str, str]]:
    """The name of each style and of the style that it inherits from."""
    for style in descendants(root, "style"):
        yield attribute(style, "name"), attribute(style, "parent-style-name")


def _page_break_styles(content: Element) -> Iterator[str]:
    """The names of styles that begin a new page."""
    for style in descendants(content, "style"):
        if any(attribute(each, "break-before") == "page" for each in children(style, "paragraph-properties")):
            yield attribute(style, "name")


def _formulas(package: Package, content: Element) -> Iterator[tuple[str, str]]:
    """The text of formulas by the link to them. A formula is MathML in a member of its own."""
    for each in descendants(content, "object"):
        reference = attribute(each, "href")
        name = reference.removeprefix("./").rstrip("/") + "/content.xml"
        try:
            root = package.xml(name) if name in package else None
        except ReadError:  # the text around it is still read
            continue
        if root is not None and local_name(root.tag) == "math":
            yield (
                reference,
                " ".join(filter(None, ((leaf.text or "").strip() for leaf in descendants(root, *_MATHML_LEAVES)))),
            )


class _Writer:
    """Writes the body of one document of the format `name`.

    `parents` maps a style to the one that it inherits from, `page_break_styles` are the styles that
    begin a page, and `formulas` maps a link to the formula's text.
    """

    def __init__(
        self, name: str, parents: dict[str, str], page_break_styles: frozenset[str], formulas: dict[str, str]
    ) -> None:
        self.composer = Composer(name)
        self.title = ""
        self._parents = parents
        self._page_break_styles = page_break_styles
        self._formulas = formulas
        self._slides = 0
        self._page = 1

    def body(self, body: Element) -> None:
        """Write the body; places are pages if the file marks page breaks."""
        if next(descendants(body, "soft-page-break"), None) is not None:
            self.composer.place = "page 1"
        self.blocks(body)

    def blocks(self, parent: Element) -> None:
        for element in parent:
            if attribute(element, "style-name") in self._page_break_styles:
                self._count_pages(1)
            match local_name(element.tag):
                case "h" | "p":
                    self._paragraph(element)
                case "list":
                    self._list(element)
                case "table":
                    for row in descendants(element, "table-row"):
                        self.composer.row([self._text(cell) for cell in children(row, "table-cell")])
                case "page":
                    self._slide(element)
                case "soft-page-break":
                    self._count_pages(1)
                case tag if tag not in _SKIPPED:
                    self.blocks(element)

    def _paragraph(self, element: Element) -> None:
        text = self._text(element)
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
        # Counted after the paragraph, because a block has one place.
        self._count_pages(sum(1 for _ in descendants(element, "soft-page-break")))
        # Text boxes are frames inside of paragraphs.
        for frame in children(element, "frame"):
            self.blocks(frame)

    def _count_pages(self, pages: int) -> None:
        self._page += pages
        if self.composer.place.startswith("page "):
            self.composer.place = f"page {self._page}"

    def _with_ancestors(self, style: str) -> set[str]:
        """A style and all that it inherits from."""
        styles: set[str] = set()
        while style and style not in styles:
            styles.add(style)
            style = self._parents.get(style, "")
        return styles

    def _list(self, element: Element) -> None:
        for item in children(element, "list-item", "list-header"):
            for part in item:
                if local_name(part.tag) == "list":
                    self._list(part)
                elif local_name(part.tag) not in _SKIPPED:
                    self.composer.item(self._text(part))

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
            elif attribute(part, "class") not in {"title", "page-number", "date-time", "footer", "header"}:
                self.blocks(part)

    def _notes(self, notes: Element) -> None:
        for frame in descendants(notes, "frame"):
            if attribute(frame, "class") == "notes" and (text := self._text(frame).strip()):
                self.composer.add(f"Notes: {text}")

    def _text(self, element: Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for part in element:
            match local_name(part.tag):
                case "s":
                    count = attribute(part, "c")
                    yield " " * min(int(count) if count.isdigit() else 1, _MAX_SPACES)
                case "tab":
                    yield "\t"
                case "line-break":
                    yield "\n"
                case "note":
                    body = child(part, "note-body")
                    yield f" [{self._text(body).strip()}]" if body is not None else ""
                case "frame" if local_name(element.tag) in {"p", "h"}:
                    yield from (self._formulas.get(attribute(each, "href"), "") for each in children(part, "object"))
                case tag if tag not in _SKIPPED:
                    yield from self._pieces(part)
                    if tag in {"p", "h"}:
                        yield "\n"
            yield part.tail or ""


def package_format(  # noqa: PLR0913, PLR0917 - the fields of a format
    name: str, suffixes: tuple[str, ...], kind: str, located_by: str, reader: Reader, family: Family = Family.DOCUMENTS
) -> Format:
    """A format of OpenDocument, recognised by the media type in its archive, which ends in `kind`."""
    sniff_file = has_member("mimetype", f"application/vnd.oasis.opendocument.{kind}".encode())
    return Format(
        name,
        reader,
        suffixes,
        sniff=is_zip,
        sniff_file=sniff_file,
        known_by_content=True,
        family=family,
        label=name.upper(),
        located_by=located_by,
    )


FORMATS = (
    package_format(
        "odt", (".odt", ".ott"), "text", "heading path, page where the file tells", partial(read, name="odt")
    ),
    package_format("odp", (".odp", ".otp"), "presentation", "slide, its title", partial(read, name="odp")),
)
