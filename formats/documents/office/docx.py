"""Reader of DOCX: headings, paragraphs, lists, tables, notes and formulas.

The format is WordprocessingML (ECMA-376).
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base.composer import Composer
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.xml.elements import attribute, child, children, descendants, local_name
from scent.formats.documents.xml.package import Package, has_member, is_zip
from scent.formats.documents.xml.xml_metadata import package_metadata

_TITLE_LEVEL = 0
# Elements without text of their own: deleted text, field codes, properties, and fallbacks that
# repeat other content.
_SKIPPED = frozenset(["del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "sectPr", "tblPr"])
# What is written before a subscript, a superscript and a denominator in a formula.
_FORMULA_MARKS = {"sub": "_", "sup": "^", "den": "/"}
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MAIN = "word/document.xml"


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document; ReadError if the archive or its XML is damaged."""
    package = Package(file)
    body = child(package.xml(_MAIN), "body")
    metadata = package_metadata(package)
    writer = _Writer(_styles(package), _notes(package))
    if body is not None:
        if next(descendants(body, "lastRenderedPageBreak"), None) is not None:
            writer.composer.place = "page 1"
        writer.blocks(body)
    yield writer.composer.take_document(**metadata._replace(title=metadata.title or writer.title)._asdict())


class _Writer:
    """Writes the body of one document.

    `styles` are those of `_styles`, `notes` those of `_notes`.
    """

    def __init__(self, styles: dict[str, int | str], notes: dict[str, str]) -> None:
        self.composer = Composer("docx")
        self.title = ""
        self._styles = styles
        self._notes = notes
        self._page = 1

    def blocks(self, parent: Element) -> None:
        for element in parent:
            match local_name(element.tag):
                case "p":
                    self._paragraph(element)
                case "tbl":
                    for row in descendants(element, "tr"):
                        cells = children(row, "tc", "sdt")
                        self.composer.row([self._text(cell) for cell in cells])
                case "sdt" | "sdtContent" | "ins" | "customXml" | "smartTag":
                    self.blocks(element)

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "pPr")
        style = self._style(properties)
        text = self._text(paragraph)
        if isinstance(style, int):
            if style == _TITLE_LEVEL and not self.title:
                self.title = text
            self.composer.heading(style, text)
        elif style == "list" or (properties is not None and child(properties, "numPr") is not None):
            self.composer.item(text)
        elif style == "code":
            self.composer.add(text, Kind.CODE)
        else:
            self.composer.add(text)
        # Pages as the word processor last rendered them. They are counted after the paragraph,
        # because a break is usually inside of it and a block has one place.
        breaks = sum(1 for _ in descendants(paragraph, "lastRenderedPageBreak"))
        if breaks:
            self._page += breaks
            self.composer.place = f"page {self._page}"

    def _style(self, properties: Element | None) -> int | str:
        """The style of a paragraph, as `_styles` gives it; empty for body text."""
        if properties is None:
            return ""
        level = child(properties, "outlineLvl")
        if level is not None and attribute(level, "val") in "012345678":
            return int(attribute(level, "val") or 0) + 1
        style = child(properties, "pStyle")
        return self._styles.get(attribute(style, "val"), "") if style is not None else ""

    def _text(self, element: Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Element) -> Iterator[str]:
        for part in element:
            name = local_name(part.tag)
            if name == "t":
                yield part.text or ""
            elif name in _CHARACTERS:
                yield _CHARACTERS[name]
            elif name in {"footnoteReference", "endnoteReference"}:
                note = self._notes.get(name[:-9] + attribute(part, "id"), "")
                yield f" [{note}]" if note else ""
            elif name == "chr":  # the symbol of a sum or an integral
                yield attribute(part, "val")
            elif name in _FORMULA_MARKS and (text := self._text(part)):
                yield _FORMULA_MARKS[name] + (text if len(text) == 1 else f"{{{text}}}")
            elif name not in _SKIPPED:
                yield from self._pieces(part)
                if name == "p":
                    yield "\n"


def _styles(package: Package) -> dict[str, int | str]:
    """The known styles by id: a heading's level, "list" or "code"."""
    styles: dict[str, int | str] = {}
    if "word/styles.xml" not in package:
        return styles
    for style in descendants(package.xml("word/styles.xml"), "style"):
        name = child(style, "name")
        label = attribute(name, "val").lower() if name is not None else ""
        level = next(descendants(style, "outlineLvl"), None)
        if label.startswith("heading ") and label[8:].isdigit():
            styles[attribute(style, "styleId")] = int(label[8:])
        elif label == "title":
            styles[attribute(style, "styleId")] = _TITLE_LEVEL
        elif level is not None and attribute(level, "val") in {*"012345678"}:
            styles[attribute(style, "styleId")] = int(attribute(level, "val")) + 1
        elif label.startswith("list") and not label.startswith("list of"):
            styles[attribute(style, "styleId")] = "list"
        elif "code" in label or "preformatted" in label:
            styles[attribute(style, "styleId")] = "code"
    return styles


def _notes(package: Package) -> dict[str, str]:
    """Footnotes and endnotes by kind and id, "footnote2"."""
    notes: dict[str, str] = {}
    for kind in ("footnote", "endnote"):
        name = f"word/{kind}s.xml"
        if name in package:
            for note in descendants(package.xml(name), kind):
                text = " ".join("".join(part.text or "" for part in descendants(note, "t")).split())
                notes[kind + attribute(note, "id")] = text
    return notes


FORMAT = Format(
    "docx",
    read,
    (".docx", ".docm", ".dotx"),
    sniff=is_zip,
    sniff_file=has_member(_MAIN),
    known_by_content=True,
    family=Family.DOCUMENTS,
    label="DOCX",
    located_by="heading path, page where the file tells",
)
