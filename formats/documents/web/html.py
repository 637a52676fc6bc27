"""Reader of HTML, both of files and of pages inside EPUB, mail, feeds and MHTML."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.encoding import decode
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.web.main_content import write_main_content
from scent.formats.documents.web.unclosed import MAX_OPEN_ELEMENTS, has_tags, nests_too_deep, unhide

_DECLARED_ENCODING = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_BEGINNING = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:[^-]|-(?!->)){0,4000}-->\s*)*(?:<!doctype\s+html\b|<html[\s>])",
    re.IGNORECASE,
)
_DRAWING_PREFIX = re.compile(r"(</?)svg:(?=[A-Za-z])")
_PHP = re.compile(r"<\?(?:php\b|=)", re.IGNORECASE)
_PHP_CHARACTERS = 64 * 1024
_WORD = re.compile(r"\w")
_SAVED_FROM = re.compile(r"saved from url=\(\d{4}\)(https?://[^\s<>\"]{1,200})")
_DECLARATION_BYTES = 2048
_EMPTY_ELEMENT = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([A-Za-z][\w:-]{0,40})((?:\s[^<>]*)?)/>"
)


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document.

    Raises:
        ReadError: the file is larger, or nested deeper, than the limits allow, or is no page.
        NotTextError: the file is binary, or nothing of what is written in it is text of the page.
    """
    html = decode_html(limits.read_whole(file))
    if _PHP.search(html, 0, _PHP_CHARACTERS):
        raise ReadError("it is a program in PHP")
    if not _BEGINNING.match(html) and not has_tags(html):  # known by its name only
        raise ReadError("it is no web page")
    document = html_document("html", html)
    if not document.blocks and _has_words(html):
        raise NotTextError("it holds no text")
    yield document


def _has_words(html: str) -> bool:
    """Whether anything is written in the body of a page besides its programs."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "title"])
    return tree.body is not None and _WORD.search(tree.body.text()) is not None


def html_document(name: str, html: str, source: str = "") -> Document:
    """Read HTML as a document of the format `name`.

    Places begin with the page's address: `source`, or the address in a browser's "saved from" mark.

    Raises:
        ReadError: the HTML is nested too deep.
    """
    if nests_too_deep(html):
        raise ReadError(f"its HTML is nested more than {MAX_OPEN_ELEMENTS:,} deep")
    html = unhide(html)
    saved = _SAVED_FROM.search(html, 0, _DECLARATION_BYTES)
    composer = Composer(name)
    metadata = write_main_content(composer, html, source or (saved[1] if saved else ""))
    return composer.take_document(**metadata._asdict())


def decode_html(data: bytes, declared: str = "") -> str:
    """Decode a page, and write XHTML (`<a/>`, `<svg:text>`) as HTML needs it (`<a></a>`, `<text>`).

    The encoding comes from the byte order mark, else `declared` (from a header, say), else the
    page's own declaration, else a guess; what is declared counts only if the bytes fit it.

    Raises:
        NotTextError: the data is binary.
    """
    match = _DECLARED_ENCODING.search(data, 0, _DECLARATION_BYTES)
    html = decode.decode_declared(data, declared or (match[1].decode("ascii") if match else ""))
    if html.lstrip()[:5] == "<?xml":
        html = _EMPTY_ELEMENT.sub(r"<\1\2></\1>", _DRAWING_PREFIX.sub(r"\1", html))
    return html


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
