"""Reads the text of charts and diagrams (SmartArt) in files of Office: DOCX, PPTX and XLSX."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from scent.formats.documents.office.number_formats import is_date_format
from scent.formats.documents.office.sheets import date_from_serial
from scent.formats.documents.xml.elements import attribute, child, children, descendants, local_name
from scent.formats.documents.xml.package import Package

# Parts of the names of members that are charts (chart1.xml, chartEx1.xml) and diagrams.
_MEMBERS = ("/charts/chart", "/diagrams/data")
_BREAKS = {"br": "\n", "tab": "\t"}
_MAX_SERIAL_DIGITS = 7


def is_drawing(member: str) -> bool:
    """Whether a member of a package is a chart or a diagram."""
    return any(part in f"/{member}" for part in _MEMBERS)


def drawing_texts(package: Package, member: str) -> list[str]:
    """The texts of a chart or diagram, each once: titles, names of series, categories, boxes.

    The values of a chart are left out. A missing or damaged member has no texts, so that the file
    around it is still read.
    """
    root = package.optional_xml(member)
    if root is None:
        return []
    texts = (" ".join(text.split()) for text in (*map(paragraph_text, descendants(root, "p")), *_names(root)))
    return list(dict.fromkeys(filter(None, texts)))


def paragraph_text(paragraph: Element) -> str:
    """The text of a paragraph of DrawingML."""
    return "".join(
        (part.text or "") if local_name(part.tag) == "t" else _BREAKS.get(local_name(part.tag), "")
        for part in paragraph.iter()
    )


def _names(root: Element) -> Iterator[str]:
    """The names of series and categories in a chart."""
    for cache in descendants(root, "strCache", "multiLvlStrCache"):
        yield from (value.text or "" for value in descendants(cache, "v"))
    for categories in descendants(root, "cat"):  # years and dates are numbers
        for cache in descendants(categories, "numCache", "numLit"):
            code = child(cache, "formatCode")
            is_date = is_date_format((code.text if code is not None else "") or "")
            yield from (_category(value.text or "", is_date=is_date) for value in descendants(cache, "v"))
    for dimension in descendants(root, "strDim"):  # a chartEx
        yield from (point.text or "" for point in descendants(dimension, "pt"))
    for text in descendants(root, "txData"):
        yield from (value.text or "" for value in children(text, "v"))


def _category(text: str, *, is_date: bool) -> str:
    whole = text.strip().partition(".")[0]
    if is_date and whole.isascii() and whole.isdigit() and len(whole) <= _MAX_SERIAL_DIGITS:
        return date_from_serial(float(whole)) or text
    return text


def described(element: Element) -> tuple[str, str]:
    """The title and the description of a picture or shape, as its properties give them."""
    return attribute(element, "title"), attribute(element, "descr") or attribute(element, "alt")
