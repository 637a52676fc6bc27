"""Reader of SVG: titles, descriptions and the text that is drawn."""

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import language_code, meaningful_title
from scent.formats.documents.xml.elements import attribute, children, is_placed_anew, local_name
from scent.formats.documents.xml.parser import parse_xml

# The declaration, comments and the document type, in any order before the root.
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,1000}(?:(?:<\?[^>]{0,400}>|<!--(?:[^-]|-(?!->)){0,4000}-->"
    rb"|<!DOCTYPE\s[^\[>]{0,1000}(?:\[[^\]]{0,8000}\]\s{0,100})?>)\s{0,1000}){0,20}<(?:\w{1,20}:)?svg[\s>]"
)
_MAX_ID = 200  # characters
# Elements whose text is not shown, or says nothing about the picture.
_NO_TEXT = frozenset(["style", "script", "metadata"])
# Text, also that which flows: the drafts of SVG 1.2 that Inkscape wrote, and SVG Tiny 1.2.
_TEXTS = frozenset(["text", "textArea", "flowPara", "flowSpan"])
_BREAKS = frozenset(["flowLine", "tbreak"])


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document; ReadError if it is damaged or exceeds the limits."""
    root = parse_xml(limits.read_whole(file))
    composer = Composer("svg")
    write_drawing(composer, root)
    title = next((" ".join("".join(each.itertext()).split()) for each in children(root, "title")), "")
    yield composer.take_document(title=meaningful_title(title), language=language_code(attribute(root, "lang")))


def write_drawing(composer: Composer, element: Element, source: str = "") -> None:
    """Write what is said of a drawing, and the text in it. Places are `source`#id, or that of the composer."""
    identity = attribute(element, "id")
    place = f"{source}#{identity}" if 0 < len(identity) <= _MAX_ID else composer.place
    for part in _chosen(element) if local_name(element.tag) == "switch" else element:
        name = local_name(part.tag)
        composer.place = place
        if name in {"title", "desc"}:
            composer.add("".join(part.itertext()))
        elif name in _TEXTS:
            composer.add("".join(_pieces(part)))
        elif name == "foreignObject":
            composer.add(" ".join(_shown(part)))
        elif name and name not in _NO_TEXT:
            write_drawing(composer, part, source)


def _chosen(switch: Element) -> Iterator[Element]:
    """Of several forms of a drawing those in a language, and the one that is shown otherwise."""
    for form in switch:
        yield form
        if local_name(form.tag) and not attribute(form, "systemLanguage"):
            break


def _shown(element: Element) -> Iterator[str]:
    """The texts in a part of a page inside of a drawing, without its style sheets and programs."""
    yield element.text or ""
    for part in element:
        if local_name(part.tag) not in {"", *_NO_TEXT}:
            yield from _shown(part)
        yield part.tail or ""


def _pieces(element: Element) -> Iterator[str]:
    """The text of an element; parts that are placed anew stand apart."""
    yield element.text or ""
    for part in element:
        if is_placed_anew(part):
            yield " "
        if local_name(part.tag) in {"title", "desc"}:
            yield " "
        yield from _pieces(part)
        if local_name(part.tag) in _BREAKS:
            yield " "
        yield part.tail or ""


def _is_svg(file: BinaryIO) -> bool:
    """Whether all of a file is XML with the root `svg`: a text may begin with a picture."""
    try:
        return local_name(parse_xml(limits.read_whole(file)).tag) == "svg"
    except ReadError:
        return False


FORMAT = Format(
    "svg",
    read,
    sniff=lambda head: _BEGINNING.match(head) is not None,
    sniff_file=_is_svg,
    family=Family.WEB,
    label="SVG",
    located_by="anchor",
)
