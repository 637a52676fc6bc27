"""XML of any kind: the text of its elements under the path of elements around them.

Owned here: which elements are paragraphs, which are fields of a record.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.composer import Composer, language_code
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import date_ns, people
from scent.formats.documents.base.outline import label
from scent.formats.documents.web import webpage
from scent.formats.documents.xml import xml_tree
from scent.formats.documents.xml.elements import attribute, child, first_text, local

_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}<\?xml\s")
_TITLES = ("title", "name", "head", "label")
# Attributes that people read; of the others most are numbers, references and styles.
_READ = frozenset(
    ["_note", "title", "name", "label", "summary", "description", "value", "text", "content", "alt", "author"]
)
_ABOUT = ("info", "articleinfo", "bookinfo", "teiHeader", "channel", "metadata", "head", "header")
_DATES = ("date", "pubDate", "updated", "created", "dateModified", "dateCreated")
_MOST_LABELS = 6
# Feeds hold pages as text, with their tags escaped.
_ESCAPED_PAGE = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|img|ul|ol|li|h[1-6]|blockquote|table)\b[^<>]*>", re.IGNORECASE
)
_LONGEST_FIELD = 200  # characters; what is longer is prose


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """One document. Raises ReadError if it is damaged, defines entities, or is larger than limits allow."""
    data = file.read(limits.PART_BYTES + 1)
    if len(data) > limits.PART_BYTES:
        raise ReadError(f"it is larger than {limits.PART_BYTES >> 20} MB")
    root = xml_tree.parse(data)
    composer = Composer("xml")
    _write(composer, root, (), "")
    about = child(root, *_ABOUT)
    dated = child(about if about is not None else root, *_DATES)
    yield composer.document(
        title=_title(root) or _title(about) or label(first_text(about, "title")),
        author=people(first_text(about, "author", "creator", "ownerName")),
        date_ns=date_ns(first_text(dated, *_DATES) or first_text(about, *_DATES)),
        language=language_code(attribute(root, "lang") or first_text(about, "language")),
    )


def _title(element: Element | None) -> str:
    found = child(element, *_TITLES)
    return label("".join(found.itertext())) if found is not None and not len(found) else ""


def _write(composer: Composer, element: Element, path: tuple[str, ...], anchor: str) -> None:
    """Write an element: as a paragraph if text stands in it directly, else its fields, then what is below it."""
    identity = attribute(element, "id")
    if identity and len(identity) <= _LONGEST_FIELD:
        anchor = "#" + identity
    title = child(element, *_TITLES)
    said = _said(element)
    named = said[0] if said and len(said[0]) <= _LONGEST_FIELD else ""
    inside = (*path[: _MOST_LABELS - 1], _title(element) or label(named) or local(element.tag))
    if said and len(element):
        composer.place = anchor
        composer.path(inside)
        _say(composer, element, ", ".join(said))
    for part in element:
        if not isinstance(part.tag, str):
            continue
        composer.place = anchor
        composer.path(inside)
        if part is title and not len(part):
            composer.add("".join(part.itertext()), Kind.HEADING)
        elif not len(part) or _is_mixed(part):
            _leaf(composer, part)
        else:
            _write(composer, part, inside, anchor)
    if not len(element) or _is_mixed(element):
        composer.place = anchor
        composer.path(inside)
        _leaf(composer, element)


def _leaf(composer: Composer, element: Element) -> None:
    """An element with text: prose if it is a sentence or more, else a field with its name."""
    text = "".join(element.itertext())
    is_page = not len(element) and _ESCAPED_PAGE.search(text)
    text = webpage.document("xml", text).text.strip() if is_page else " ".join(text.split())
    text = ", ".join([*_said(element), text] if text else _said(element))
    if identity := attribute(element, "id"):
        composer.place = "#" + identity[:_LONGEST_FIELD]
    if text:
        _say(composer, element, text)


def _said(element: Element) -> list[str]:
    """What the attributes of an element say to people."""
    return [value for key, value in element.attrib.items() if local(key) in _READ and any(map(str.isalpha, value))]


def _say(composer: Composer, element: Element, text: str) -> None:
    if len(text) > _LONGEST_FIELD or local(element.tag) in {"p", "para", "simpara"}:
        composer.add(text)
    else:
        composer.add(f"{local(element.tag)}: {text}", Kind.LIST)


def _is_mixed(element: Element) -> bool:
    """Whether text stands in an element beside its children."""
    return bool((element.text or "").strip()) or any((part.tail or "").strip() for part in element)


FORMAT = Format(
    "xml",
    read,
    (".xml", ".rss", ".atom", ".opml", ".dbk", ".tei", ".dita", ".ditamap"),
    sniff=lambda head: _XML.match(head) is not None,
    family=Family.WEB,
    label="XML",
    carries="element path, anchor",
)
