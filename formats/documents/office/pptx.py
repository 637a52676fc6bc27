"""Reader of PPTX: titles, text, tables, charts and speaker notes of slides in order.

The format is PresentationML (ECMA-376).
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base.composer import Composer
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.xml.elements import attribute, child, children, descendants, local_name, relationship_id
from scent.formats.documents.xml.package import Package, has_member, is_zip
from scent.formats.documents.xml.xml_metadata import package_metadata

_MAIN = "ppt/presentation.xml"
_TITLES = frozenset(["title", "ctrTitle"])
# Placeholders that repeat on every slide: number, date, footer and header.
_REPEATED = frozenset(["sldNum", "dt", "ftr", "hdr"])
# Members with the text of charts and diagrams.
_DRAWINGS = ("ppt/charts/chart", "ppt/diagrams/data")


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document; ReadError if the archive or its XML is damaged."""
    package = Package(file)
    metadata = package_metadata(package)
    composer = Composer("pptx")
    for number, name in enumerate(_slides(package), 1):
        composer.place = f"slide {number}"
        composer.set_headings(())
        slide = package.xml(name)
        title = next((shape for shape in descendants(slide, "sp") if _role(shape) in _TITLES), None)
        if title is not None:
            composer.heading(1, " ".join(_paragraphs(title)))
            composer.title = composer.title or " ".join(_paragraphs(title))
        for shape in descendants(slide, "sp", "tbl"):
            if shape is not title:
                _write_shape(composer, shape)
        _write_drawings(composer, package, name)
        _write_notes(composer, package, name)
    yield composer.take_document(**metadata._asdict())


def _slides(package: Package) -> Iterator[str]:
    targets = package.relations(_MAIN)
    for entry in descendants(package.xml(_MAIN), "sldId"):
        target = targets.get(relationship_id(entry), "")
        if target in package:
            yield target


def _role(shape: Element) -> str:
    """The type of a placeholder, such as "title"; empty for any other shape."""
    holder = next(descendants(shape, "ph"), None)
    return attribute(holder, "type") or "body" if holder is not None else ""


def _paragraphs(shape: Element) -> Iterator[str]:
    for paragraph in descendants(shape, "p"):
        yield "".join(_pieces(paragraph))


def _pieces(paragraph: Element) -> Iterator[str]:
    for part in paragraph.iter():
        if local_name(part.tag) == "t":
            yield part.text or ""
        elif local_name(part.tag) == "br":
            yield "\n"
        elif local_name(part.tag) == "tab":
            yield "\t"


def _write_shape(composer: Composer, shape: Element) -> None:
    if local_name(shape.tag) == "tbl":
        for row in children(shape, "tr"):
            composer.row([" ".join(_paragraphs(cell)) for cell in children(row, "tc")])
    elif _role(shape) not in _REPEATED and child(shape, "txBody") is not None:
        texts = [text for text in _paragraphs(shape) if text.strip()]
        for text in texts:
            if len(texts) > 1:
                composer.item(text)
            else:
                composer.add(text)


def _write_drawings(composer: Composer, package: Package, slide: str) -> None:
    """Write the texts of charts and diagrams, each once; a chart's numbers are left out."""
    for target in package.relations(slide).values():
        if not target.startswith(_DRAWINGS) or target not in package:
            continue
        try:
            root = package.xml(target)
        except ReadError:  # the slide is still read
            continue
        names = (value.text or "" for cache in descendants(root, "strCache") for value in descendants(cache, "v"))
        for text in dict.fromkeys([*_paragraphs(root), *names]):
            composer.item(text)


def _write_notes(composer: Composer, package: Package, slide: str) -> None:
    for target in package.relations(slide).values():
        if "notesSlide" not in target or target not in package:
            continue
        try:
            notes = package.xml(target)
        except ReadError:  # the slide is still read
            return
        for shape in descendants(notes, "sp"):
            # Some programs write notes into a text box that is not a placeholder.
            if _role(shape) not in _REPEATED and (text := "\n".join(_paragraphs(shape)).strip()):
                composer.add(f"Notes: {text}")


FORMAT = Format(
    "pptx",
    read,
    (".pptx", ".pptm", ".ppsx"),
    sniff=is_zip,
    sniff_file=has_member(_MAIN),
    known_by_content=True,
    family=Family.DOCUMENTS,
    label="PPTX",
    located_by="slide, its title",
)
