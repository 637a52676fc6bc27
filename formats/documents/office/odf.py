"""ODT and ODP: texts and slides in the Open Document Format.

Owned here: opening such files, and paragraphs, headings, lists, tables and notes in them.
"""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base.composer import Composer
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format, Reader
from scent.formats.documents.xml.elements import Metadata, attribute, child, children, local, within
from scent.formats.documents.xml.package import Holds, Package, is_zip

_PASSED_OVER = frozenset(
    ["tracked-changes", "annotation", "note-citation", "forms", "sequence-decls", "bookmark-ref", "number"]
)
_MANIFEST = "META-INF/manifest.xml"
_MOST_SPACES = 100
_IN_MATHML = ("mi", "mn", "mo", "mtext")


def read(file: BinaryIO, _skip: int, *, name: str) -> Iterator[Document]:
    """One document. Raises ReadError if its archive or XML is damaged, or it is encrypted."""
    package, content, said = opened(file)
    styles = dict(_parents(content))
    if "styles.xml" in package:
        styles = {**dict(_parents(package.xml("styles.xml"))), **styles}
    writer = _Writer(name, styles, frozenset(_beginning_pages(content)), dict(_formulas(package, content)))
    for body in within(content, "text" if name == "odt" else "presentation"):
        writer.body(body)
        break
    yield writer.composer.document(
        title=said.title or writer.title, author=said.author, date_ns=said.date_ns, language=said.language
    )


def opened(file: BinaryIO) -> tuple[Package, Element, Metadata]:
    """A file of this family, its content, and what it says of itself; raises what `read` raises."""
    package = Package(file)
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise ReadError("it is encrypted with a password")
    return package, package.xml("content.xml"), Metadata.of(package, "meta.xml", "initial-creator")


def _parents(root: Element) -> Iterator[tuple[str, str]]:
    for style in within(root, "style"):
        yield attribute(style, "name"), attribute(style, "parent-style-name")


def _beginning_pages(content: Element) -> Iterator[str]:
    """The styles of paragraphs that stand at the head of a page."""
    for style in within(content, "style"):
        if any(attribute(each, "break-before") == "page" for each in children(style, "paragraph-properties")):
            yield attribute(style, "name")


def _formulas(package: Package, content: Element) -> Iterator[tuple[str, str]]:
    """The text of formulas, which are MathML in members of their own, by what refers to them."""
    for thing in within(content, "object"):
        reference = attribute(thing, "href")
        name = reference.removeprefix("./").rstrip("/") + "/content.xml"
        try:
            root = package.xml(name) if name in package else None
        except ReadError:  # the rest is worth more
            continue
        if root is not None and local(root.tag) == "math":
            yield reference, " ".join(filter(None, ((leaf.text or "").strip() for leaf in within(root, *_IN_MATHML))))


class _Writer:
    """Goes through the body of one document."""

    def __init__(
        self, name: str, parents: dict[str, str], beginning_pages: frozenset[str], formulas: dict[str, str]
    ) -> None:
        self.composer = Composer(name)
        self.title = ""
        self._parents = parents
        self._beginning_pages = beginning_pages
        self._formulas = formulas
        self._slides = 0
        self._page = 1

    def body(self, body: Element) -> None:
        """Write all of it, by pages if the program that saved it noted where they began."""
        if next(within(body, "soft-page-break"), None) is not None:
            self.composer.place = "page 1"
        self.blocks(body)

    def blocks(self, parent: Element) -> None:
        for element in parent:
            if attribute(element, "style-name") in self._beginning_pages:
                self._turn(1)
            match local(element.tag):
                case "h" | "p":
                    self._paragraph(element)
                case "list":
                    self._list(element)
                case "table":
                    for row in within(element, "table-row"):
                        self.composer.row([self._text(cell) for cell in children(row, "table-cell")])
                case "page":
                    self._slide(element)
                case "soft-page-break":
                    self._turn(1)
                case tag if tag not in _PASSED_OVER:
                    self.blocks(element)

    def _paragraph(self, element: Element) -> None:
        text = self._text(element)
        styles = self._ancestry(attribute(element, "style-name"))
        if local(element.tag) == "h":
            level = attribute(element, "outline-level")
            self.composer.heading(int(level) if level.isdigit() else 1, text)
        elif "Title" in styles:
            self.title = self.title or text
            self.composer.heading(0, text)
        elif "Preformatted_20_Text" in styles or "Source_20_Code" in styles:
            self.composer.add(text, Kind.CODE)
        else:
            self.composer.add(text)
        self._turn_within(element)
        # Frames with text of their own stand inside of paragraphs.
        for frame in children(element, "frame"):
            self.blocks(frame)

    def _turn_within(self, paragraph: Element) -> None:
        """Count the pages that begin inside of a paragraph; after it, since a block has one place."""
        self._turn(sum(1 for _ in within(paragraph, "soft-page-break")))

    def _turn(self, pages: int) -> None:
        self._page += pages
        if self.composer.place.startswith("page "):
            self.composer.place = f"page {self._page}"

    def _ancestry(self, style: str) -> set[str]:
        found: set[str] = set()
        while style and style not in found:
            found.add(style)
            style = self._parents.get(style, "")
        return found

    def _list(self, element: Element) -> None:
        for item in children(element, "list-item", "list-header"):
            for part in item:
                if local(part.tag) == "list":
                    self._list(part)
                elif local(part.tag) not in _PASSED_OVER:
                    self.composer.item(self._text(part))

    def _slide(self, page: Element) -> None:
        self._slides += 1
        self.composer.place = f"slide {self._slides}"
        self.composer.path(())
        for frame in within(page, "frame"):
            if attribute(frame, "class") == "title":
                title = self._text(frame)
                self.title = self.title or title
                self.composer.heading(1, title)
        for part in page:
            if local(part.tag) == "notes":
                self._notes(part)
            elif attribute(part, "class") not in {"title", "page-number", "date-time", "footer", "header"}:
                self.blocks(part)

    def _notes(self, notes: Element) -> None:
        for frame in within(notes, "frame"):
            if attribute(frame, "class") == "notes" and (text := self._text(frame).strip()):
                self.composer.add(f"Notes: {text}")

    def _text(self, element: Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for part in element:
            match local(part.tag):
                case "s":
                    count = attribute(part, "c")
                    yield " " * min(int(count) if count.isdigit() else 1, _MOST_SPACES)
                case "tab":
                    yield "\t"
                case "line-break":
                    yield "\n"
                case "note":
                    body = child(part, "note-body")
                    yield f" [{self._text(body).strip()}]" if body is not None else ""
                case "frame" if local(element.tag) in {"p", "h"}:
                    yield from (self._formulas.get(attribute(each, "href"), "") for each in children(part, "object"))
                case tag if tag not in _PASSED_OVER:
                    yield from self._pieces(part)
                    if tag in {"p", "h"}:
                        yield "\n"
            yield part.tail or ""


def package_format(  # noqa: PLR0913, PLR0917 - what a format is, in one line
    name: str, suffixes: tuple[str, ...], kind: str, carries: str, reader: Reader, family: Family = Family.DOCUMENTS
) -> Format:
    """A format of this family, told by what its archive says that it is."""
    holds = Holds("mimetype", f"application/vnd.oasis.opendocument.{kind}".encode())
    return Format(
        name,
        reader,
        suffixes,
        sniff=is_zip,
        holds=holds,
        certain=True,
        family=family,
        label=name.upper(),
        carries=carries,
    )


FORMATS = (
    package_format(
        "odt", (".odt", ".ott"), "text", "heading path, page where the file tells", partial(read, name="odt")
    ),
    package_format("odp", (".odp", ".otp"), "presentation", "slide, its title", partial(read, name="odp")),
)
