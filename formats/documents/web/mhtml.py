"""Reader of MHTML, the web archives of browsers: MIME messages whose first HTML part is the page."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import BinaryIO

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import meaningful_title, parse_date_ns
from scent.formats.documents.web.html import decode_html, html_document

_MAX_ADDRESS = 200  # characters
_HEADER_BYTES = 8192


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document: the page that was saved.

    Raises:
        ReadError: there is no page in the file, or it is larger, or nested deeper, than the limits allow.
    """
    message = email.message_from_bytes(limits.read_whole(file), policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    if not parts:
        raise ReadError("it holds no web page")
    title, date_ns = "", parse_date_ns(_header(message, "Date"))
    for number, part in enumerate(parts):
        source = _header(part, "Content-Location") or ("" if number else _header(message, "Snapshot-Content-Location"))
        if not number:
            source = _header(message, "Snapshot-Content-Location") or source
        page = _page(part, source)
        title = title or page.title or meaningful_title(_header(message, "Subject"))
        if page.blocks or not number:
            yield replace(page, title=title, date_ns=page.date_ns or date_ns)


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
    headers = re.split(rb"\r?\n\r?\n", head[:_HEADER_BYTES], maxsplit=1)[0].lower()
    return (
        b"multipart/related" in headers
        and b"text/html" in headers
        and b"mime-version:" in headers
        and (b"snapshot-content-location:" in headers or b"saved by" in headers)
    )


FORMAT = Format(
    "mhtml",
    read,
    (".mhtml", ".mht"),
    sniff=_is_mhtml,
    family=Family.WEB,
    label="MHTML",
    located_by="heading path, address and anchor",
)
