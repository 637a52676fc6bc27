"""Mail: single messages, as programs save them and Maildir keeps them, and mailboxes of many (mbox).

Owned here: which parts of a message are its text, and where its headers and quotations stand. The `email` package of
the standard library decodes. Plain text is preferred; attachments are named, not read.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO

from scent.errors import ReadError
from scent.formats.documents import limits
from scent.formats.documents.decode import decode
from scent.formats.documents.document import Document, Kind
from scent.formats.documents.format import Family, Format
from scent.formats.documents.outline import Start, label, tile
from scent.formats.documents.said import nanoseconds

SHOWN = ("From", "To", "Cc", "Date", "Subject")
MOST_PARTS = 200
_LONGEST_HEADER = 1000
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]|[A-Za-z][A-Za-z0-9-]*:\r?$|[ \t]+\S")
_TELLING = {b"from", b"to", b"subject", b"date", b"message-id", b"received", b"return-path", b"mime-version"}
_ENVELOPE = re.compile(rb"From \S+.* \d{2}:\d{2}(?::\d{2})?.* \d{4}\b[^\n]*\n(?:>?From |[A-Za-z][A-Za-z0-9-]*:)")
_LEAST_FIELDS = 3
_TAG = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|<[^<>]{0,2000}>")
_LINE_TAG = re.compile(r"(?i)<(?:br|/?p|/?div|/tr|/li|/h[1-6])\b[^<>]{0,200}>")
_QUOTED = re.compile(r"(?m)^[ \t]*>")


def looks_like_message(head: bytes) -> bool:
    """Whether a file begins with the header of a mail: fields only, and at least three that every mail has."""
    found = set()
    for line in head.split(b"\n")[:200]:
        if not line.strip():
            break
        field = _FIELD.match(line.rstrip(b"\r"))
        if not field:
            return False
        found.add((field[1] or b"").lower())
    return len(found & _TELLING) >= _LEAST_FIELDS and bool(found & {b"from", b"received", b"return-path"})


def _read_message(file: BinaryIO, _skip: int) -> Iterator[Document]:
    yield _document(file.read(limits.PART_BYTES), "mail", "")


def _read_mailbox(file: BinaryIO, _skip: int) -> Iterator[Document]:
    for number, data in enumerate(_messages(file), 1):
        yield _document(data, "mbox", f"message {number}")


def _messages(file: BinaryIO) -> Iterator[bytes]:
    """The messages of an mbox, without their envelope lines; of an overlong one the beginning."""
    held: list[bytes] = []
    size, blank, begun = 0, True, False
    for line in iter(lambda: file.readline(1 << 20), b""):
        if blank and line.startswith(b"From "):
            if begun:
                yield b"".join(held)
            held, size, begun = [], 0, True
        elif size < limits.PART_BYTES:
            held.append(line[1:] if line.lstrip(b">").startswith(b"From ") and line.startswith(b">") else line)
            size += len(line)
        blank = not line.strip()
    if begun:
        yield b"".join(held)


def _document(data: bytes, name: str, place: str) -> Document:
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data)
        plain, attached = _parts(message)
    except RecursionError:
        raise ReadError("its parts lie too deep in each other") from None
    fields = {field: _header(message, field) for field in SHOWN}
    head = "".join(f"{field}: {value}\n" for field, value in fields.items() if value)
    head += "".join(f"Attachment: {each}\n" for each in attached)
    text = f"{head}\n{plain.strip()}\n"
    address = parseaddr(fields["From"])
    return Document(
        text,
        name,
        label(fields["Subject"]),
        tile(text, _starts(text, len(head), place)),
        author=address[0] or address[1],
        date_ns=_date(fields["Date"]),
    )


def _starts(text: str, body: int, place: str) -> Iterator[Start]:
    """The header, then paragraphs; what is quoted from earlier messages stands apart."""
    yield Start(0, Kind.TABLE, keep=True, place=place)
    at, quoted_before, blank = body, False, True
    for line in text[body:].split("\n"):
        quoted = bool(_QUOTED.match(line))
        if line.strip() and (blank or quoted != quoted_before):
            yield Start(at, Kind.PROSE, ("quoted",) if quoted else (), place=place)
        if line.strip():
            quoted_before = quoted
        blank = not line.strip()
        at += len(line) + 1


def _parts(message: Message) -> tuple[str, list[str]]:
    """The text of a message, and the names of what is attached to it."""
    plain, markup, attached = list[str](), list[str](), list[str]()
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        if filename := part.get_filename():
            attached.append(label(_decoded(filename)))
        elif part.get_content_type() == "text/html":
            markup.append(_content(part))
        elif part.get_content_maintype() == "text":
            plain.append(_content(part))
    texts = plain if any(each.strip() for each in plain) else [_without_tags(each) for each in markup]
    return "\n\n".join(texts).replace("\r\n", "\n").replace("\0", ""), attached


def _content(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeError):
        try:
            return decode(data)
        except ReadError:
            return ""


def _without_tags(markup: str) -> str:
    from html import unescape

    return unescape(_TAG.sub("", _LINE_TAG.sub("\n", markup)))


def _header(message: Message, field: str) -> str:
    return _decoded(str(message.get(field, ""))[:_LONGEST_HEADER])


def _decoded(value: str) -> str:
    with suppress(HeaderParseError, LookupError, ValueError):
        value = str(make_header(decode_header(value)))
    return " ".join(value.replace("\0", "").encode("utf-8", "replace").decode().split())


def _date(value: str) -> int:
    try:
        when = parsedate_to_datetime(value)
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0
    return nanoseconds(int(seconds.total_seconds()))


FORMATS = (
    Format(
        "mbox",
        _read_mailbox,
        suffixes=(".mbox",),
        sniff=lambda head: _ENVELOPE.match(head) is not None,
        certain=True,
        family=Family.MAIL,
        label="mbox",
        carries="message, subject, sender, date",
    ),
    Format(
        "mail",
        _read_message,
        suffixes=(".eml",),
        sniff=looks_like_message,
        certain=True,
        family=Family.MAIL,
        label="EML, Maildir",
        carries="subject, sender, date",
    ),
)
