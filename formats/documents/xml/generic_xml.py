"""Reader of XML files of any schema: text under the path of the elements around it.

Long texts become paragraphs and short ones fields, `name: text`. Attributes that people read, such
as `title` or `description`, are included. A place is the nearest `id` above, as `#id`.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base import limits
from scent.formats.documents.base.composer import Composer
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import author_names, language_code, parse_date_ns
from scent.formats.documents.base.outline import to_label
from scent.formats.documents.web import html
from scent.formats.documents.xml.elements import attribute, child, first_text, local_name
from scent.formats.documents.xml.parser import parse_xml

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}<\?xml\s")
_TITLES = ("title", "name", "head", "label")
# Attributes with text for people; most others hold numbers, references and styles.
_TEXT_ATTRIBUTES = frozenset(
    ["_note", "title", "name", "label", "summary", "description", "value", "text", "content", "alt", "author"]
)
# Elements that hold metadata: DocBook, TEI, RSS, OPML and others.
_METADATA = ("info", "articleinfo", "bookinfo", "teiHeader", "channel", "metadata", "head", "header")
_DATES = ("date", "pubDate", "updated", "created", "dateModified", "dateCreated")
_MAX_HEADINGS = 6
# Feeds contain HTML with escaped tags.
_ESCAPED_HTML = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|img|ul|ol|li|h[1-6]|blockquote|table)\b[^<>]*>", re.IGNORECASE
)
_MAX_FIELD = 200  # characters; a longer text is a paragraph


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document; ReadError if it is damaged or exceeds the limits."""
    root = parse_xml(limits.read_whole(file))
    composer = Composer("xml")
    _write(composer, root, (), "")
    metadata = child(root, *_METADATA)
    dated = child(metadata if metadata is not None else root, *_DATES)
    yield composer.take_document(
        title=_title(root) or _title(metadata) or to_label(first_text(metadata, "title")),
        author=author_names(first_text(metadata, "author", "creator", "ownerName")),
        date_ns=parse_date_ns(first_text(dated, *_DATES) or first_text(metadata, *_DATES)),
        language=language_code(attribute(root, "lang") or first_text(metadata, "language")),
    )


def _title(element: Element | None) -> str:
    title = child(element, *_TITLES)
    return to_label(_own_text(title)) if title is not None and not len(title) else ""


def _write(composer: Composer, element: Element, path: tuple[str, ...], anchor: str) -> None:
    """Write an element and all below it; `path` are the headings above, `anchor` its place."""
    identity = attribute(element, "id")
    if identity and len(identity) <= _MAX_FIELD:
        anchor = "#" + identity
    title = child(element, *_TITLES)
    texts = _attribute_texts(element)
    name = texts[0] if texts and len(texts[0]) <= _MAX_FIELD else ""
    own_path = (*path[: _MAX_HEADINGS - 1], _title(element) or to_label(name) or local_name(element.tag))
    if texts and len(element):
        composer.place = anchor
        composer.set_headings(own_path)
        _write_text(composer, element, ", ".join(texts))
    for part in element:
        if not isinstance(part.tag, str):
            continue
        composer.place = anchor
        composer.set_headings(own_path)
        if part is title and not len(part):
            composer.add(_own_text(part), Kind.HEADING)
        elif not len(part) or _is_mixed(part):
            _write_leaf(composer, part)
        else:
            _write(composer, part, own_path, anchor)
    if not len(element) or _is_mixed(element):
        composer.place = anchor
        composer.set_headings(own_path)
        _write_leaf(composer, element)


def _write_leaf(composer: Composer, element: Element) -> None:
    """Write all text in an element as one block, after the text of its attributes."""
    text = _own_text(element)
    text = ", ".join([*_attribute_texts(element), text] if text else _attribute_texts(element))
    if identity := attribute(element, "id"):
        composer.place = "#" + identity[:_MAX_FIELD]
    if text:
        _write_text(composer, element, text)


def _own_text(element: Element) -> str:
    """All text in an element; that of escaped HTML without its tags."""
    text = "".join(element.itertext())
    if not len(element) and _ESCAPED_HTML.search(text):
        return html.html_document("xml", text).text.strip()
    return " ".join(text.split())


def _attribute_texts(element: Element) -> list[str]:
    """The values of the attributes that people read."""
    return [
        value
        for key, value in element.attrib.items()
        if local_name(key) in _TEXT_ATTRIBUTES and any(map(str.isalpha, value))
    ]


def _write_text(composer: Composer, element: Element, text: str) -> None:
    """Write text as a paragraph if it is long or the element is one, else as a field."""
    name = local_name(element.tag)
    if len(text) > _MAX_FIELD or name in {"p", "para", "simpara"}:
        composer.add(text)
    else:
        composer.add(f"{name}: {text}", Kind.LIST)


def _is_mixed(element: Element) -> bool:
    """Whether an element has text of its own beside its children."""
    return bool((element.text or "").strip()) or any((part.tail or "").strip() for part in element)


FORMAT = Format(
    "xml",
    read,
    (".xml", ".rss", ".atom", ".opml", ".dbk", ".tei", ".dita", ".ditamap"),
    sniff=lambda head: _DECLARATION.match(head) is not None,
    family=Family.WEB,
    label="XML",
    located_by="element path, anchor",
)
