"""Reader of PPTX: titles, text, tables, pictures, charts, comments and speaker notes of slides in order.

The format is PresentationML (ECMA-376).
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import with_left_out
from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.base.pictures import picture_text
from scent.formats.documents.office.office_xml.drawings import described, drawing_texts, is_drawing, paragraph_text
from scent.formats.documents.xml.elements import attribute, child, children, descendants, local_name, relationship_id
from scent.formats.documents.xml.package import Package, is_zip
from scent.formats.documents.xml.package_kinds import holds_ooxml, office_package
from scent.formats.documents.xml.xml_metadata import description_lines, package_metadata

_MAIN = "ppt/presentation.xml"
_TITLES = frozenset(["title", "ctrTitle"])
# Placeholders that repeat on every slide: number, date, footer and header.
_REPEATED = frozenset(["sldNum", "dt", "ftr", "hdr"])
_FOOTERS = frozenset(["ftr", "hdr"])  # those with words; they are written once


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document; ReadError if the archive or its XML is damaged."""
    package = office_package(file)
    metadata = package_metadata(package)
    composer = Composer("pptx")
    footers: dict[str, None] = {}
    for number, name in enumerate(_slides(package), 1):
        composer.place = f"slide {number}"
        composer.set_headings(())
        if (slide := package.optional_xml(name)) is None:
            continue
        title = next((shape for shape in descendants(slide, "sp") if _role(shape) in _TITLES), None)
        if title is not None:
            composer.heading(1, " ".join(_paragraphs(title)))
            composer.title = composer.title or " ".join(_paragraphs(title))
        _write_shapes(composer, slide, title)
        _write_drawings(composer, package, name)
        _write_comments(composer, package, name)
        _write_notes(composer, package, name)
        for shape in descendants(slide, "sp"):
            text = " ".join(_paragraphs(shape)) if _role(shape) in _FOOTERS else ""
            if text not in footers and not is_page_number(text):
                footers[text] = None
                composer.add(text)
    composer.place = ""
    composer.set_headings(())
    for line in description_lines(package):
        composer.add(line)
    yield from with_left_out([composer.take_document(**metadata._asdict())], package.left_out)


def _slides(package: Package) -> Iterator[str]:
    targets = package.relations(_MAIN)
    for number, entry in enumerate(descendants(package.xml(_MAIN), "sldId"), 1):
        if part := package.related_part(targets.get(relationship_id(entry), ""), f"ppt/slides/slide{number}.xml"):
            yield part


def _role(shape: Element) -> str:
    """The type of a placeholder, such as "title"; empty for any other shape."""
    holder = next(descendants(shape, "ph"), None)
    return attribute(holder, "type") or "body" if holder is not None else ""


def _paragraphs(shape: Element) -> Iterator[str]:
    return map(paragraph_text, descendants(shape, "p"))


def _write_shapes(composer: Composer, slide: Element, title: Element | None) -> None:
    """Write texts, tables and descriptions of pictures, all but the title."""
    for shape in descendants(slide, "sp", "tbl", "cNvPr"):
        if local_name(shape.tag) == "cNvPr":
            text = picture_text(*described(shape))
            composer.add(f"[{text}]" if text else "")
        elif shape is not title:
            _write_shape(composer, shape)


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
    for target in package.relations(slide).values():
        if is_drawing(target) and target in package:
            for text in drawing_texts(package, target):
                composer.item(text)


def _write_comments(composer: Composer, package: Package, slide: str) -> None:
    for target in package.relations(slide).values():
        comments = package.optional_xml(target) if target.startswith("ppt/comments/") else None
        if comments is None:
            continue
        # Older programs write `text`, newer ones paragraphs, with the replies behind them.
        for comment in descendants(comments, "text", "txBody"):
            text = "\n".join(_paragraphs(comment)).strip() or (comment.text or "").strip()
            composer.add(f"[{text}]" if text else "")


def _write_notes(composer: Composer, package: Package, slide: str) -> None:
    for target in package.relations(slide).values():
        notes = package.optional_xml(target) if "notesSlide" in target else None
        if notes is None:
            continue
        for shape in descendants(notes, "sp"):
            # Some programs write notes into a text box that is not a placeholder.
            if _role(shape) not in _REPEATED and (text := "\n".join(_paragraphs(shape)).strip()):
                composer.add(f"Notes: {text}")


FORMAT = Format(
    "pptx",
    read,
    (".pptx", ".pptm", ".ppsx"),
    sniff=is_zip,
    sniff_file=holds_ooxml(_MAIN),
    known_by_content=True,
    family=Family.DOCUMENTS,
    label="PPTX",
    located_by="slide, its title",
)
