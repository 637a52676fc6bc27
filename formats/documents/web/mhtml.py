"""Reader of MHTML, the web archives of browsers: MIME messages whose first HTML part is the page."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import BinaryIO

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import meaningful_title, parse_date_ns
from scent.formats.documents.web.html import decode_html, html_document

_MAX_ADDRESS = 200  # characters
_HEADER_BYTES = 8192
_END = re.compile(rb"\r?\n\r?\n")
_SENT = re.compile(rb"^(?:from|to|received|return-path):", re.MULTILINE)


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document: the page that was saved.

    Raises:
        ReadError: there is no page in the file, or it is larger, or nested deeper, than the limits allow.
        NotTextError: no page has text.
    """
    message = email.message_from_bytes(limits.read_whole(file), policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    if not parts:
        raise ReadError("it holds no web page")
    has_text, title, date_ns = False, "", parse_date_ns(_header(message, "Date"))
    for number, part in enumerate(parts):
        source = _header(part, "Content-Location") or ("" if number else _header(message, "Snapshot-Content-Location"))
        if not number:
            source = _header(message, "Snapshot-Content-Location") or source
        page = _page(part, source)
        title = title or page.title or meaningful_title(_header(message, "Subject"))
        if page.blocks:
            has_text = True
            yield replace(page, title=title, date_ns=page.date_ns or date_ns)
    if not has_text:
        raise NotTextError("it holds no text")


def _page(part: EmailMessage, source: str) -> Document:
    payload = part.get_payload(decode=True)
    html = decode_html(payload if isinstance(payload, bytes) else b"", part.get_content_charset(""))
    return html_document("mhtml", html, source[:_MAX_ADDRESS].split("#", maxsplit=1)[0])


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):  # Python's parser on malformed headers
        return ""


def _is_mhtml(head: bytes) -> bool:
    """Whether a browser saved a file, or another program a page with its pictures (Word, Confluence), unsent."""
    headers = _END.split(head[:_HEADER_BYTES].lstrip(b"\r\n"), maxsplit=1)[0].lower()
    if b"multipart/related" not in headers or b"mime-version:" not in headers:
        return False
    if b"text/html" in headers and (b"snapshot-content-location:" in headers or b"saved by" in headers):
        return True
    return not _SENT.search(headers) and b"\ncontent-location:" in head.lower() and b"text/html" in head.lower()


FORMAT = Format(
    "mhtml",
    read,
    (".mhtml", ".mht"),
    sniff=_is_mhtml,
    family=Family.WEB,
    label="MHTML",
    located_by="heading path, address and anchor",
)
