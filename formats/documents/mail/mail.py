"""Mail: single messages, as programs save them and Maildir keeps them, and mailboxes of many (mbox).

Owned here: which parts of a message are its text, and where its headers, quotations and attachments stand. The `email`
package of the standard library decodes. Plain text is preferred to a web page, unless there is next to none; what is
attached is read as if it lay in an archive.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from io import BytesIO
from itertools import islice
from typing import BinaryIO, NamedTuple

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.container_context import SEPARATOR, ContainerContext, MemberErrors
from scent.formats.documents.base.decode import decode
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import seconds_to_ns
from scent.formats.documents.base.outline import BlockStart, tile, to_label
from scent.formats.documents.web.html import html_document

SHOWN = ("From", "To", "Cc", "Date", "Subject")
MOST_PARTS = 200
_LONGEST_HEADER = 1000
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]|[A-Za-z][A-Za-z0-9-]*:\r?$|[ \t]+\S")
_TELLING = {b"from", b"to", b"subject", b"date", b"message-id", b"received", b"return-path", b"mime-version"}
_ENVELOPE = re.compile(rb"From \S+.* \d{2}:\d{2}(?::\d{2})?.* \d{4}\b[^\n]*\n(?:>?From |[A-Za-z][A-Za-z0-9-]*:)")
_LEAST_FIELDS = 3
# Text beside a web page of so many times its length only says that there is one, or stands below every mail.
_STUB_CHARACTERS, _STUB_SHARE = 500, 5
# What is attached for programs.
_SIGNATURES = frozenset(
    [
        "application/pgp-signature",
        "application/pgp-keys",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    ]
)
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


def _read_message(file: BinaryIO, _path: bytes, context: ContainerContext) -> Iterator[Document]:
    errors = MemberErrors()
    yield from _documents(_parsed(file.read(limits.PART_BYTES)), "mail", "", context, errors)
    errors.raise_if_any()


def _read_mailbox(file: BinaryIO, _path: bytes, context: ContainerContext) -> Iterator[Document]:
    errors = MemberErrors()
    for number, data in enumerate(_messages(file), 1):
        # What is attached to a message is a file of its own, as far as a budget goes: nothing here is packed yet.
        limits_of_message = context if context.depth else ContainerContext(context.read_member)
        yield from _documents(_parsed(data), "mbox", f"message {number}", limits_of_message, errors)
    errors.raise_if_any()


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


def _parsed(data: bytes) -> Message:
    try:
        return BytesParser(policy=policy.compat32).parsebytes(data)
    except RecursionError:
        raise ReadError("its parts lie too deep in each other") from None


def _documents(
    message: Message, name: str, place: str, context: ContainerContext, errors: MemberErrors
) -> Iterator[Document]:
    """A message, and then what is attached to it; a document inside of that which says less is of the same sender."""
    parts = _Parts(message)
    document = _document(message, parts, name, place)
    yield document
    within = place.encode() + b"/" if place else b""
    for part in parts.attached:
        member = within + part.name.encode("utf-8", "replace")
        for each in errors.collect(member, _attached(part, member, context)):
            yield replace(
                each,
                member=member + SEPARATOR + each.member if each.member else member,
                author=each.author or document.author,
                date_ns=each.date_ns or document.date_ns,
            )


def _attached(part: "_Part", name: bytes, context: ContainerContext) -> Iterator[Document]:
    context.budget.spend_member()
    if part.is_message:
        errors = MemberErrors()
        yield from _documents(part.message, "mail", "", context.deeper(), errors)
        errors.raise_if_any()
    elif part.message.get_content_type() not in _SIGNATURES:
        yield from replace(context, read_sibling=None).read(BytesIO(_data(part.message)), name)


def _document(message: Message, parts: "_Parts", name: str, place: str) -> Document:
    fields = {field: _header(message, field) for field in SHOWN}
    head = "".join(f"{field}: {value}\n" for field, value in fields.items() if value)
    head += "".join(f"Attachment: {each.name}\n" for each in parts.attached if each.name)
    body = parts.text()
    page = parts.page() if len(body) < _STUB_CHARACTERS else None
    if page and len(page.text) > _STUB_SHARE * len(body):
        text = f"{head}\n{page.text.strip()}\n"
        starts = [
            BlockStart(len(head) + 1 + each.start, each.kind, each.heading, each.keep, place) for each in page.blocks
        ]
    else:
        text = f"{head}\n{body}\n"
        starts = list(_paragraphs(text, len(head), place))
    address = parseaddr(fields["From"])
    return Document(
        text,
        name,
        to_label(fields["Subject"]),
        tile(text, [BlockStart(0, Kind.TABLE, keep=True, place=place), *starts]),
        author=to_label(address[0] or address[1]),
        date_ns=_date(fields["Date"]),
    )


def _paragraphs(text: str, body: int, place: str) -> Iterator[BlockStart]:
    """The paragraphs of a text from `body` on; what is quoted from earlier messages stands apart."""
    at, quoted_before, blank = body, False, True
    for line in text[body:].split("\n"):
        quoted = bool(_QUOTED.match(line))
        if line.strip() and (blank or quoted != quoted_before):
            yield BlockStart(at, Kind.PROSE, ("quoted",) if quoted else (), place=place)
        if line.strip():
            quoted_before = quoted
        blank = not line.strip()
        at += len(line) + 1


class _Part(NamedTuple):
    """What is attached, under its name: a part, or a message in a part."""

    name: str
    message: Message
    is_message: bool = False


class _Parts:
    """The parts of a message: what is its text, its page, and what is attached."""

    def __init__(self, message: Message) -> None:
        self.attached: list[_Part] = []
        self._plain: list[str] = []
        self._markup: list[str] = []
        for part in islice(_walk(message), MOST_PARTS):
            name = to_label(_decoded(part.get_filename() or ""))
            if part.get_content_maintype() == "message":
                self.attached += [
                    _Part(name or to_label(_header(each, "Subject")) or "message", each, is_message=True)
                    for each in _inner(part)
                ]
            elif name:
                self.attached.append(_Part(name, part))
            elif part.get_content_type() == "text/html":
                self._markup.append(_content(part))
            elif part.get_content_maintype() == "text":
                self._plain.append(_content(part))

    def text(self) -> str:
        return "\n\n".join(self._plain).replace("\r\n", "\n").replace("\0", "").strip()

    def page(self) -> Document | None:
        """The web page of the message, if there is one with text that can be read."""
        if not self._markup:
            return None
        try:
            page = html_document("html", "\n".join(self._markup))
        except ReadError:  # it is nested too deep; the headers of the message are worth more
            return None
        return page if page.blocks else None


def _walk(message: Message) -> Iterator[Message]:
    """The parts that hold no others, but for messages in messages, whose parts are theirs."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = _inner(part)
        if inner and (part is message or part.get_content_maintype() != "message"):
            waiting += reversed(inner)
        else:
            yield part


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _data(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _content(part: Message) -> str:
    data = _data(part)
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeError):
        try:
            return decode(data)
        except ReadError:
            return ""


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
    return seconds_to_ns(int(seconds.total_seconds()))


FORMATS = (
    Format(
        "mbox",
        suffixes=(".mbox",),
        sniff=lambda head: _ENVELOPE.match(head) is not None,
        unpack=_read_mailbox,
        known_by_content=True,
        family=Family.MAIL,
        label="mbox",
        located_by="message, subject, sender, date, attachment",
    ),
    Format(
        "mail",
        suffixes=(".eml",),
        sniff=looks_like_message,
        unpack=_read_message,
        known_by_content=True,
        family=Family.MAIL,
        label="EML, Maildir",
        located_by="subject, sender, date, attachment",
    ),
)
