"""Reads the text of charts and diagrams (SmartArt) in files of Office: DOCX, PPTX and XLSX."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from scent.formats.documents.office.number_formats import date_from_serial, is_date_format
from scent.formats.documents.office.office_xml.escapes import unescaped
from scent.formats.documents.office.office_xml.formulas import formula_text
from scent.formats.documents.xml.elements import attribute, child, children, descendants, local_name
from scent.formats.documents.xml.package import Package

# Parts of the names of members that are charts (chart1.xml, chartEx1.xml) and diagrams.
_MEMBERS = ("/charts/chart", "/diagrams/data")
_BREAKS = {"br": "\n", "tab": "\t"}
_MAX_SERIAL_DIGITS = 7
_MAX_VALUES = 50  # of a series; those of longer ones are seen as a curve, not read
_CACHES = ("strCache", "numCache", "strLit", "numLit", "lvl")
_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{0,30})?(?:[eE][-+]?\d{1,3})?")
_MAX_DIGITS = 14


def is_drawing(member: str) -> bool:
    """Whether a member of a package is a chart or a diagram."""
    return any(part in f"/{member}" for part in _MEMBERS)


def drawing_texts(package: Package, member: str) -> list[str]:
    """The texts of a chart or diagram, each once: titles, names of series, categories, boxes.

    A series of few values is a line with them, "Eggs: Monday 4; Tuesday 6"; the values of longer
    ones are left out. A missing or damaged member has no texts, so that the file around it is still
    read.
    """
    root = package.optional_xml(member)
    if root is None:
        return []
    texts = (" ".join(text.split()) for text in (*map(paragraph_text, descendants(root, "p")), *_names(root)))
    return list(dict.fromkeys(filter(None, texts)))


def paragraph_text(paragraph: Element) -> str:
    """The text of a paragraph of DrawingML, with its formulas."""
    return "".join(_pieces(paragraph))


def _pieces(element: Element) -> Iterator[str]:
    for part in element:
        name = local_name(part.tag)
        if name == "t":
            yield unescaped(part.text or "")
        elif name == "oMath":
            yield formula_text(part)
        elif name in _BREAKS:
            yield _BREAKS[name]
        else:
            yield from _pieces(part)


def _names(root: Element) -> Iterator[str]:
    """The names of series and categories in a chart, and the series of few values."""
    lines = {id(series): line for series in descendants(root, "ser") if (line := _series_line(series))}
    yield from lines.values()
    written = {id(part) for series in descendants(root, "ser") if id(series) in lines for part in series.iter()}
    for cache in descendants(root, "strCache", "multiLvlStrCache", "strLit"):
        if id(cache) not in written:
            yield from (value.text or "" for value in descendants(cache, "v"))
    for categories in descendants(root, "cat"):  # years and dates are numbers
        if id(categories) not in written:
            yield from _points(categories).values()
    for dimension in descendants(root, "strDim"):  # a chartEx
        yield from (point.text or "" for point in descendants(dimension, "pt"))
    for text in descendants(root, "tx", "txData"):
        if id(text) not in written:
            yield from (value.text or "" for value in children(text, "v"))


def _series_line(series: Element) -> str:
    """The name of a series with its categories and values; empty if there are none or many."""
    values = _points(child(series, "val", "yVal"))
    if not 0 < len(values) <= _MAX_VALUES:
        return ""
    title = child(series, "tx")
    names = (
        [*_points(title).values(), *((each.text or "").strip() for each in children(title, "v"))]
        if title is not None
        else []
    )
    categories = _points(child(series, "cat", "xVal"))
    pairs = (f"{categories.get(number, '')} {value}".strip() for number, value in values.items())
    return ": ".join((*filter(None, names), "; ".join(pairs)))


def _points(data: Element | None) -> dict[str, str]:
    """The points of an axis or series that are not empty, by number; several levels of a category are joined."""
    points: dict[str, str] = {}
    for cache in descendants(data, *_CACHES) if data is not None else ():
        code = child(cache, "formatCode")
        is_date = is_date_format((code.text if code is not None else "") or "")
        is_number = local_name(cache.tag).startswith("num")
        for place, point in enumerate(children(cache, "pt")):
            value = child(point, "v")
            text = ((value.text if value is not None else "") or "").strip()
            number = attribute(point, "idx") or str(place)
            if text:
                text = _number_text(text, is_date=is_date) if is_number else text
                points[number] = f"{text} {points[number]}" if number in points else text
    return points


def _number_text(text: str, *, is_date: bool) -> str:
    """A date in ISO 8601, a number without the digits that only rounding adds."""
    if not _NUMBER.fullmatch(text):
        return text
    whole = text.partition(".")[0]
    if is_date and whole.isdigit() and len(whole) <= _MAX_SERIAL_DIGITS:
        return date_from_serial(float(whole)) or text
    return f"{float(text):.12g}" if len(text) > _MAX_DIGITS else text


def described(element: Element) -> tuple[str, str]:
    """The title and the description of a picture or shape, as its properties give them."""
    return attribute(element, "title"), attribute(element, "descr") or attribute(element, "alt")
