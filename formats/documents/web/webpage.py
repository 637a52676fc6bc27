"""Web pages as files: HTML as a server or "save as" leaves it, and MHTML.

Owned here: in which encoding a page is, and where it was saved from.
"""

import codecs
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import BinaryIO

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base import decode, limits
from scent.formats.documents.base.composer import Composer, worthy
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import date_ns
from scent.formats.documents.web import main_content

_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:[^-]|-(?!->)){0,4000}-->\s*)*(?:<!doctype\s+html\b|<html[\s>])",
    re.IGNORECASE,
)
_PROGRAM = re.compile(rb"<\?(?:php\b|=)", re.IGNORECASE)
_SAVED_FROM = re.compile(r"saved from url=\(\d{4}\)(https?://[^\s<>\"]{1,200})")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARATION_BYTES = 2048
# What pages mean by these names is more than what the names mean; every browser reads them so.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_EMPTY_ELEMENT = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([A-Za-z][\w:-]{0,40})((?:\s[^<>]*)?)/>"
)
_LONGEST_SOURCE = 200
# A parser of HTML looks through all open elements again and again: 100,000 of them take a minute, 5,000 no time.
_MOST_OPEN = 5_000
_NESTING = re.compile(
    r"<(/?)(?:div|span|section|article|main|blockquote|table|ul|ol|dl|font|center|b|i|em|strong|small|big|u|form|nav)\b",
    re.IGNORECASE,
)


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """One document. Raises ReadError if it is larger or deeper than limits allow, NotTextError if it is binary."""
    yield document("html", text(_limited(file)))


def document(name: str, html: str, source: str = "") -> Document:
    """A page as a document of the format `name`, saved from `source`."""
    if _nests_too_deep(html):
        raise ReadError(f"its HTML is nested more than {_MOST_OPEN:,} deep")
    saved = _SAVED_FROM.search(html, 0, _DECLARATION_BYTES)
    composer = Composer(name)
    about = main_content.write(composer, html, source or (saved[1] if saved else ""))
    return composer.document(title=about.title, author=about.author, date_ns=about.date_ns, language=about.language)


def _nests_too_deep(html: str) -> bool:
    """Whether more elements may be open at once than any page has; those that close by themselves are not counted."""
    depth = 0
    for match in _NESTING.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > _MOST_OPEN:
            return True
    return False


def text(data: bytes, declared: str = "") -> str:
    """The text of a page: by its mark, by what was `declared` for it, by what it declares, or else by what it looks.

    Elements that XHTML closes at once are closed as HTML has them.
    """
    html = _decoded(data, declared)
    return _EMPTY_ELEMENT.sub(r"<\1\2></\1>", html) if html.lstrip()[:5] == "<?xml" else html


def _decoded(data: bytes, declared: str) -> str:
    if not data.startswith(_MARKS):
        found = _DECLARED.search(data, 0, _DECLARATION_BYTES)
        name = declared or (found[1].decode("ascii") if found else "")
        try:
            codec = codecs.lookup(name).name if name else ""
            # A declaration that can be read as ASCII is not in UTF-16, whatever it says.
            if codec and not codec.startswith("utf-16"):
                return data.decode(_MEANT.get(codec, codec), "replace")
        except (LookupError, ValueError):  # a name that nobody knows, or that is no text encoding
            pass
    return decode.decode(data)


def _limited(file: BinaryIO) -> bytes:
    data = file.read(limits.PART_BYTES + 1)
    if len(data) > limits.PART_BYTES:
        raise ReadError(f"it is larger than {limits.PART_BYTES >> 20} MB")
    return data


def read_mhtml(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """One document, of the page that the file was made for.

    Raises:
        NotTextError: it holds no page.
        ReadError: it is larger than limits allow.
    """
    message = email.message_from_bytes(_limited(file), policy=email.policy.default)
    pages = (part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"})
    part = next(pages, None)
    payload = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(payload, bytes):
        raise NotTextError("it holds no web page")
    source = _header(message, "Snapshot-Content-Location") or _header(part, "Content-Location")
    page = document("mhtml", text(payload, part.get_content_charset("")), source[:_LONGEST_SOURCE].split("#")[0])
    title = page.title or worthy(_header(message, "Subject"))
    yield replace(page, title=title, date_ns=page.date_ns or date_ns(_header(message, "Date")))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):  # what Python's parser of headers raises on odd ones
        return ""


def _is_page(head: bytes) -> bool:
    """Whether this is a page and no PHP that writes one: read as a page, all that it does would be lost."""
    return _PAGE.match(head.removeprefix(codecs.BOM_UTF8)) is not None and not _PROGRAM.search(head)


def _is_mhtml(head: bytes) -> bool:
    headers = re.split(rb"\r?\n\r?\n", head[:8192], maxsplit=1)[0].lower()
    return (
        b"multipart/related" in headers
        and b"text/html" in headers
        and b"mime-version:" in headers
        and (b"snapshot-content-location:" in headers or b"saved by" in headers)
    )


FORMATS = (
    Format(
        "html",
        read,
        (".html", ".htm", ".xhtml", ".shtml"),
        sniff=_is_page,
        family=Family.WEB,
        label="HTML",
        carries="heading path, anchor",
    ),
    Format(
        "mhtml",
        read_mhtml,
        (".mhtml", ".mht"),
        sniff=_is_mhtml,
        family=Family.WEB,
        label="MHTML",
        carries="heading path, address and anchor",
    ),
)
