"""Reader of HTML, both of files and of pages inside EPUB, mail, feeds and MHTML."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.encoding import decode
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.web.main_content import write_main_content
from scent.formats.documents.web.unclosed import has_tags, unhide

_DECLARED_ENCODING = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_BEGINNING = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:[^-]|-(?!->)){0,4000}-->\s*)*(?:<!doctype\s+html\b|<html[\s>])",
    re.IGNORECASE,
)
_PHP = re.compile(r"<\?(?:php\b|=)", re.IGNORECASE)
_PHP_CHARACTERS = 64 * 1024
_SAVED_FROM = re.compile(r"saved from url=\(\d{4}\)(https?://[^\s<>\"]{1,200})")
_DECLARATION_BYTES = 2048
_EMPTY_ELEMENT = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([A-Za-z][\w:-]{0,40})((?:\s[^<>]*)?)/>"
)
# An HTML parser searches its open elements again and again: 100,000 of them take a minute, 5,000 no
# noticeable time.
_MAX_OPEN_ELEMENTS = 5_000
# Elements that stay open until they are closed.
_NESTING_TAG = re.compile(
    r"<(/?)(?:div|span|section|article|main|blockquote|table|ul|ol|dl|font|center|b|i|em|strong|small|big|u|form|nav)\b",
    re.IGNORECASE,
)


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document.

    Raises:
        ReadError: the file is larger, or nested deeper, than the limits allow, or is no page.
        NotTextError: the file is binary.
    """
    html = decode_html(limits.read_whole(file))
    if _PHP.search(html, 0, _PHP_CHARACTERS):
        raise ReadError("it is a program in PHP")
    if not _BEGINNING.match(html) and not has_tags(html):  # known by its name only
        raise ReadError("it is no web page")
    yield html_document("html", html)


def html_document(name: str, html: str, source: str = "") -> Document:
    """Read HTML as a document of the format `name`.

    Places begin with the page's address: `source`, or the address in a browser's "saved from" mark.

    Raises:
        ReadError: the HTML is nested too deep.
    """
    if _nests_too_deep(html):
        raise ReadError(f"its HTML is nested more than {_MAX_OPEN_ELEMENTS:,} deep")
    html = unhide(html)
    saved = _SAVED_FROM.search(html, 0, _DECLARATION_BYTES)
    composer = Composer(name)
    metadata = write_main_content(composer, html, source or (saved[1] if saved else ""))
    return composer.take_document(**metadata._asdict())


def _nests_too_deep(html: str) -> bool:
    depth = 0
    for match in _NESTING_TAG.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > _MAX_OPEN_ELEMENTS:
            return True
    return False


def decode_html(data: bytes, declared: str = "") -> str:
    """Decode a page, and expand empty XHTML elements (`<a/>`) to `<a></a>`, as HTML needs them.

    The encoding comes from the byte order mark, else `declared` (from a header, say), else the
    page's own declaration, else a guess; what is declared counts only if the bytes fit it.

    Raises:
        NotTextError: the data is binary.
    """
    match = _DECLARED_ENCODING.search(data, 0, _DECLARATION_BYTES)
    html = decode.decode_declared(data, declared or (match[1].decode("ascii") if match else ""))
    return _EMPTY_ELEMENT.sub(r"<\1\2></\1>", html) if html.lstrip()[:5] == "<?xml" else html


def _is_html(head: bytes) -> bool:
    """Whether a file is an HTML page. PHP is not: reading it as HTML would lose all its code."""
    text = head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return _BEGINNING.match(text) is not None and not _PHP.search(text)


FORMAT = Format(
    "html",
    read,
    (".html", ".htm", ".xhtml", ".shtml"),
    sniff=_is_html,
    family=Family.WEB,
    label="HTML",
    located_by="heading path, anchor",
)
