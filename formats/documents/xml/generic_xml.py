"""Reader of XML files of any schema: text under the path of the elements around it.

Long texts become paragraphs and short ones fields, `name: text`. Attributes and comments are text
too, but for attributes that only lay out or refer. A place is the nearest `id` above, as `#id`.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.blocks.outline import to_label
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import author_names, language_code, parse_date_ns
from scent.formats.documents.web import html
from scent.formats.documents.xml.elements import attribute, child, first_text, is_placed_anew, local_name
from scent.formats.documents.xml.parser import parse_xml

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}<\?xml\s")
_TITLES = ("title", "name", "head", "label")
# Attributes with text for people, which need no name.
_TEXT_ATTRIBUTES = frozenset(
    ["_note", "title", "name", "label", "summary", "description", "value", "text", "content", "alt", "author"]
)
# Attributes that say how an element looks or where it is found.
_NO_TEXT_ATTRIBUTES = frozenset(
    """id idref idrefs lang space base schemaLocation noNamespaceSchemaLocation nil class style align valign
    role rend rendition colname rowsep colsep cols colwidth linkend""".split()  # noqa: SIM905 - a list of words
)
_NOTES = frozenset(["note", "footnote", "fn"])
# Elements that end a line, a column or a page: XHTML and TTML, TEI, JATS and DocBook, DITA, and office formats.
_BREAKS = frozenset(
    ["br", "lb", "cb", "pb", "gb", "break", "sbr", "linebreak", "line-break", "newline", "cr", "tab", "s"]
)
# Elements that stand on lines of their own, also where an element around them has text of its own.
_BLOCKS = frozenset(["p", "para", "simpara", "section", "div", "v", "stanza", "poem", "td", "th", "tr", "li"])
# Elements that hold metadata: DocBook, TEI, RSS, OPML and others.
_METADATA = ("info", "articleinfo", "bookinfo", "teiHeader", "channel", "metadata", "head", "header")
_DATES = ("date", "pubDate", "updated", "created", "dateModified", "dateCreated")
# Namespaces of Office in which a paragraph `p` has runs, each with a piece of text `t` that may end within a word.
_WITH_RUNS = re.compile(r"\{[^}]{0,200}(?:/wordprocessingml/|/wordml|/drawingml/)[^}]{0,200}\}p")
_MAX_HEADINGS = 6
# Feeds contain HTML with escaped tags.
_ESCAPED_HTML = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|img|ul|ol|li|h[1-6]|blockquote|table)\b[^<>]*>", re.IGNORECASE
)
_MAX_FIELD = 200  # characters; a longer text is a paragraph


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document; ReadError if it is damaged or exceeds the limits."""
    root = parse_xml(limits.read_whole(file), with_comments=True)
    for paragraph in [each for each in root.iter() if _has_runs(each)]:
        _join_runs(paragraph)
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


def _has_runs(element: Element) -> bool:
    """Whether an element is a paragraph of Office; the end of its name rules out most at no cost."""
    return isinstance(element.tag, str) and element.tag.endswith("}p") and _WITH_RUNS.fullmatch(element.tag) is not None


def _join_runs(paragraph: Element) -> None:
    """Put the text of all runs of a paragraph of Office into its first one: runs end within words."""
    first: Element | None = None
    pieces: list[str] = []
    for part in _run_parts(paragraph):
        if local_name(part.tag) == "t":
            pieces.append(part.text or "")
            first, part.text = part if first is None else first, None
        else:
            pieces.append("-" if local_name(part.tag) == "noBreakHyphen" else " ")
    if first is not None:
        first.text, first.tag = "".join(pieces), paragraph.tag


def _run_parts(element: Element) -> Iterator[Element]:
    """The texts and breaks in a paragraph of Office, without those of paragraphs within it."""
    for part in element:
        name = local_name(part.tag)
        if name == "t" or (not len(part) and (name in _BREAKS or name in {"noBreakHyphen", "ptab"})):
            yield part
        elif name not in {"p", "tabs"}:  # tab stops are no tabs
            yield from _run_parts(part)


def _title(element: Element | None) -> str:
    title = child(element, *_TITLES)
    return to_label(_own_text(title)) if title is not None and not len(title) else ""


def _write(composer: Composer, element: Element, path: tuple[str, ...], anchor: str) -> None:
    """Write an element and all below it; `path` are the headings above, `anchor` its place."""
    identity = attribute(element, "id")
    if identity and len(identity) <= _MAX_FIELD:
        anchor = "#" + identity
    title = child(element, *_TITLES)
    names, texts = _text_attributes(element), _attribute_texts(element)
    name = names[0] if names and len(names[0]) <= _MAX_FIELD else ""
    own_path = (*path[: _MAX_HEADINGS - 1], _title(element) or to_label(name) or local_name(element.tag))
    own_text = _own_text(element) if _has_elements(element) else ""
    if (texts and _has_elements(element)) or own_text:
        composer.place = anchor
        composer.set_headings(own_path)
        _write_text(composer, element, ", ".join([*texts, own_text] if own_text else texts))
    for part in element:
        composer.place = anchor
        composer.set_headings(own_path)
        if not isinstance(part.tag, str):
            composer.add(" ".join((part.text or "").split()))
        elif part is title and not len(part):
            composer.add(_all_text(part), Kind.HEADING)
        elif not _has_elements(part) or _own_text(part):
            _write_leaf(composer, part)
        else:
            _write(composer, part, own_path, anchor)
    if not _has_elements(element):
        composer.place = anchor
        composer.set_headings(own_path)
        _write_leaf(composer, element)


def _write_leaf(composer: Composer, element: Element) -> None:
    """Write all text in an element as one block, after the text of its attributes, and then its comments."""
    text = _all_text(element)
    texts = _text_attributes(element) if _is_paragraph(element, text) else _attribute_texts(element)
    text = ", ".join([*texts, text] if text else texts)
    if identity := attribute(element, "id"):
        composer.place = "#" + identity[:_MAX_FIELD]
    if text:
        _write_text(composer, element, text)
    for part in element.iter():
        if not isinstance(part.tag, str):
            composer.add(" ".join((part.text or "").split()))


def _all_text(element: Element) -> str:
    """All text in an element; that of escaped HTML without its tags."""
    text = "".join(_pieces(element))
    if not len(element) and _ESCAPED_HTML.search(text):
        return html.html_document("xml", text).text.strip()
    return " ".join(text.split())


def _pieces(element: Element) -> Iterator[str]:
    """The text of an element; notes in it, and elements that nothing divides or are drawn elsewhere, stand apart."""
    yield element.text or ""
    before: Element | None = None
    for part in element:
        if isinstance(part.tag, str):
            is_block = local_name(part.tag) in _BLOCKS
            if (before is not None and not before.tail) or is_placed_anew(part) or is_block:
                yield " "
            if local_name(part.tag).lower() in _BREAKS and not len(part) and not part.text:
                yield "" if attribute(part, "break") == "no" else " "  # TEI: a word goes on
            inner = "".join(_pieces(part))
            yield f" [{inner.strip()}]" if local_name(part.tag) in _NOTES and inner.strip() else inner
            yield " " if is_block else ""
            before = part
        yield part.tail or ""


def _text_attributes(element: Element) -> list[str]:
    """The values of the attributes that people read."""
    return [
        value
        for key, value in element.attrib.items()
        if local_name(key) in _TEXT_ATTRIBUTES and any(map(str.isalpha, value))
    ]


def _attribute_texts(element: Element) -> list[str]:
    """The values of the attributes that people read, then all others as `name: value`."""
    is_empty = not len(element) and not (element.text or "").strip()
    others = (
        (local_name(key), " ".join(value.split()))
        for key, value in element.attrib.items()
        # An element without text may say all that it says by its id.
        if local_name(key) not in _NO_TEXT_ATTRIBUTES or (is_empty and local_name(key) == "id")
    )
    texts = _text_attributes(element)
    return [*texts, *(f"{name}: {value}" for name, value in others if value and value not in texts)]


def _write_text(composer: Composer, element: Element, text: str) -> None:
    """Write text as a paragraph if it is long or the element is one, else as a field."""
    if _is_paragraph(element, text):
        composer.add(text)
    else:
        composer.add(f"{local_name(element.tag)}: {text}", Kind.LIST)


def _is_paragraph(element: Element, text: str) -> bool:
    return len(text) > _MAX_FIELD or local_name(element.tag) in {"p", "para", "simpara"}


def _has_elements(element: Element) -> bool:
    return any(isinstance(part.tag, str) for part in element)


def _own_text(element: Element) -> str:
    """The text of an element beside its children."""
    return " ".join(f"{element.text or ''} {' '.join(part.tail or '' for part in element)}".split())


FORMAT = Format(
    "xml",
    read,
    (".xml", ".rss", ".atom", ".opml", ".dbk", ".tei", ".dita", ".ditamap"),
    sniff=lambda head: _DECLARATION.match(head) is not None,
    family=Family.WEB,
    label="XML",
    located_by="element path, anchor",
)
