"""PPTX: the text of slides, and what the speaker wanted to say.

Owned here: slides in their order, titles, tables and notes of PresentationML.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base.composer import Composer
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.xml.elements import Metadata, attribute, child, children, local, within
from scent.formats.documents.xml.package import Holds, Package, is_zip

_MAIN = "ppt/presentation.xml"
_TITLES = frozenset(["title", "ctrTitle"])
# Placeholders with what stands on every slide.
_REPEATED = frozenset(["sldNum", "dt", "ftr", "hdr"])
# Members that hold what the charts and the diagrams of a slide say.
_DRAWN = ("ppt/charts/chart", "ppt/diagrams/data")


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """One document. Raises ReadError if its archive or XML is damaged."""
    package = Package(file)
    said = Metadata.of(package)
    composer = Composer("pptx")
    for number, name in enumerate(_slides(package), 1):
        composer.place = f"slide {number}"
        composer.path(())
        slide = package.xml(name)
        title = next((shape for shape in within(slide, "sp") if _role(shape) in _TITLES), None)
        if title is not None:
            composer.heading(1, " ".join(_paragraphs(title)))
            composer.title = composer.title or " ".join(_paragraphs(title))
        for shape in within(slide, "sp", "tbl"):
            if shape is not title:
                _write(composer, shape)
        _drawn(composer, package, name)
        _speaker(composer, package, name)
    yield composer.document(title=said.title, author=said.author, date_ns=said.date_ns, language=said.language)


def _slides(package: Package) -> Iterator[str]:
    targets = package.relations(_MAIN)
    for entry in within(package.xml(_MAIN), "sldId"):
        # Its own id has no namespace and comes first; the relation's has one.
        relation = next((value for key, value in entry.attrib.items() if key.endswith("}id")), "")
        target = targets.get(relation, "")
        if target in package:
            yield target


def _role(shape: Element) -> str:
    """What a shape is a placeholder for; empty if it is none."""
    holder = next(within(shape, "ph"), None)
    return attribute(holder, "type") or "body" if holder is not None else ""


def _paragraphs(shape: Element) -> Iterator[str]:
    for paragraph in within(shape, "p"):
        yield "".join(_pieces(paragraph))


def _pieces(paragraph: Element) -> Iterator[str]:
    for part in paragraph.iter():
        if local(part.tag) == "t":
            yield part.text or ""
        elif local(part.tag) == "br":
            yield "\n"
        elif local(part.tag) == "tab":
            yield "\t"


def _write(composer: Composer, shape: Element) -> None:
    if local(shape.tag) == "tbl":
        for row in children(shape, "tr"):
            composer.row([" ".join(_paragraphs(cell)) for cell in children(row, "tc")])
    elif _role(shape) not in _REPEATED and child(shape, "txBody") is not None:
        texts = [text for text in _paragraphs(shape) if text.strip()]
        for text in texts:
            if len(texts) > 1:
                composer.item(text)
            else:
                composer.add(text)


def _drawn(composer: Composer, package: Package, slide: str) -> None:
    """Write the words of charts and diagrams, each once: of a chart its title and the names in it, not its figures."""
    for target in package.relations(slide).values():
        if not target.startswith(_DRAWN) or target not in package:
            continue
        try:
            root = package.xml(target)
        except ReadError:  # the slide itself is fine
            continue
        names = (value.text or "" for cache in within(root, "strCache") for value in within(cache, "v"))
        for text in dict.fromkeys([*_paragraphs(root), *names]):
            composer.item(text)


def _speaker(composer: Composer, package: Package, slide: str) -> None:
    for target in package.relations(slide).values():
        if "notesSlide" not in target or target not in package:
            continue
        try:
            notes = package.xml(target)
        except ReadError:  # the slide itself was fine
            return
        for shape in within(notes, "sp"):
            # Some programs write notes into a box that is no placeholder.
            if _role(shape) not in _REPEATED and (text := "\n".join(_paragraphs(shape)).strip()):
                composer.add(f"Notes: {text}")


FORMAT = Format(
    "pptx",
    read,
    (".pptx", ".pptm", ".ppsx"),
    sniff=is_zip,
    holds=Holds(_MAIN, b""),
    certain=True,
    family=Family.DOCUMENTS,
    label="PPTX",
    carries="slide, its title",
)
