"""DOCX: the text of a word processor's document.

Owned here: paragraphs with their styles, lists, tables and notes of WordprocessingML.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base.composer import Composer
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.xml.elements import Metadata, attribute, child, children, local, within
from scent.formats.documents.xml.package import Holds, Package, is_zip

_TITLE_LEVEL = 0
# What is not text of the document: what was removed, codes of fields, and a second form of the same content.
_PASSED_OVER = frozenset(["del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "sectPr", "tblPr"])
# What parts of a formula stand in a line: indices, powers, and what a fraction is divided by.
_IN_FORMULAS = {"sub": "_", "sup": "^", "den": "/"}
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MAIN = "word/document.xml"


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """One document. Raises ReadError if its archive or XML is damaged."""
    package = Package(file)
    body = child(package.xml(_MAIN), "body")
    said = Metadata.of(package)
    writer = _Writer(_styles(package), _notes(package))
    if body is not None:
        if next(within(body, "lastRenderedPageBreak"), None) is not None:
            writer.composer.place = "page 1"
        writer.blocks(body)
    yield writer.composer.document(
        title=said.title or writer.title, author=said.author, date_ns=said.date_ns, language=said.language
    )


class _Writer:
    """Goes through the body of one document."""

    def __init__(self, styles: dict[str, int | str], notes: dict[str, str]) -> None:
        self.composer = Composer("docx")
        self.title = ""
        self._styles = styles
        self._notes = notes
        self._page = 1

    def blocks(self, parent: Element) -> None:
        for element in parent:
            match local(element.tag):
                case "p":
                    self._paragraph(element)
                case "tbl":
                    for row in within(element, "tr"):
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
        # Where a word processor last began a page; counted after, since such a mark mostly stands inside.
        turned = sum(1 for _ in within(paragraph, "lastRenderedPageBreak"))
        if turned:
            self._page += turned
            self.composer.place = f"page {self._page}"

    def _style(self, properties: Element | None) -> int | str:
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
            name = local(part.tag)
            if name == "t":
                yield part.text or ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name in {"footnoteReference", "endnoteReference"}:
                note = self._notes.get(name[:-9] + attribute(part, "id"), "")
                yield f" [{note}]" if note else ""
            elif name == "chr":  # the sign of a sum or an integral
                yield attribute(part, "val")
            elif name in _IN_FORMULAS and (text := self._text(part)):
                yield _IN_FORMULAS[name] + (text if len(text) == 1 else f"{{{text}}}")
            elif name not in _PASSED_OVER:
                yield from self._pieces(part)
                if name == "p":
                    yield "\n"


def _styles(package: Package) -> dict[str, int | str]:
    """What each style makes of a paragraph: a heading of a level, an item ("list"), or "code"."""
    found: dict[str, int | str] = {}
    if "word/styles.xml" not in package:
        return found
    for style in within(package.xml("word/styles.xml"), "style"):
        name = child(style, "name")
        known = attribute(name, "val").lower() if name is not None else ""
        level = next(within(style, "outlineLvl"), None)
        if known.startswith("heading ") and known[8:].isdigit():
            found[attribute(style, "styleId")] = int(known[8:])
        elif known == "title":
            found[attribute(style, "styleId")] = _TITLE_LEVEL
        elif level is not None and attribute(level, "val") in {*"012345678"}:
            found[attribute(style, "styleId")] = int(attribute(level, "val")) + 1
        elif known.startswith("list") and not known.startswith("list of"):
            found[attribute(style, "styleId")] = "list"
        elif "code" in known or "preformatted" in known:
            found[attribute(style, "styleId")] = "code"
    return found


def _notes(package: Package) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in ("footnote", "endnote"):
        name = f"word/{kind}s.xml"
        if name in package:
            for note in within(package.xml(name), kind):
                text = " ".join("".join(part.text or "" for part in within(note, "t")).split())
                found[kind + attribute(note, "id")] = text
    return found


FORMAT = Format(
    "docx",
    read,
    (".docx", ".docm", ".dotx"),
    sniff=is_zip,
    holds=Holds(_MAIN, b""),
    certain=True,
    family=Family.DOCUMENTS,
    label="DOCX",
    carries="heading path, page where the file tells",
)
