"""Reads what an XLSX sheet shows beside its cells: text boxes, pictures, charts, headers and footers."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.base.pictures import picture_text
from scent.formats.documents.office.office_xml.drawings import described, drawing_texts, is_drawing, paragraph_text
from scent.formats.documents.office.office_xml.header_codes import header_sections
from scent.formats.documents.xml.elements import attribute, descendants, local_name
from scent.formats.documents.xml.package import Package

_HEADERS = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")
_DRAWING = re.compile(r"/drawings/drawing\d*\.xml$")


def sheet_texts(package: Package, member: str, root: Element) -> list[str]:
    """The texts beside the cells of a sheet, each once; `root` is the sheet's element."""
    texts = [*_headers(root), *_prompts(root)]
    for target in package.relations(member).values():
        if _DRAWING.search(target) and target in package:
            texts += _drawing_texts(package, target)
    return list(dict.fromkeys(text for text in texts if text.strip()))


def _headers(root: Element) -> Iterator[str]:
    for header in descendants(root, *_HEADERS):
        yield from (text for text in header_sections(header.text or "") if not is_page_number(text))


def _prompts(root: Element) -> Iterator[str]:
    """What a sheet says to those who fill in its cells."""
    for each in descendants(root, "dataValidation"):
        for kind in ("prompt", "error"):
            yield ": ".join(filter(None, (attribute(each, f"{kind}Title"), attribute(each, kind))))


def _drawing_texts(package: Package, member: str) -> Iterator[str]:
    root = package.optional_xml(member)
    if root is None:
        return
    for element in descendants(root, "cNvPr", "txBody"):
        if local_name(element.tag) == "cNvPr":
            text = picture_text(*described(element))
            yield f"[{text}]" if text else ""
        else:
            yield "\n".join(map(paragraph_text, descendants(element, "p")))
    for target in package.relations(member).values():
        if is_drawing(target) and target in package:
            yield from drawing_texts(package, target)
