"""Reader of single mail messages: EML files and the files of a Maildir.

A message becomes a document with its headers, its text and the names of its attachments. Of two
forms of a text, the plain one is preferred to the web page, unless it is a stub. Each attachment is
read like a member of an archive.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from io import BytesIO
from typing import BinaryIO

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.outline import BlockStart, tile, to_label
from scent.formats.documents.base.container_context import SEPARATOR, ContainerContext, MemberErrors
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import with_left_out
from scent.formats.documents.mail.message_parts import (
    MAX_HEADER,
    Attachment,
    MessageParts,
    author,
    content,
    header,
    header_date_ns,
    parse_message,
)

_SHOWN_HEADERS = ("From", "To", "Cc", "Date", "Subject")
# A header with its name, or the continuation of one.
# A blank behind the colon is usual, but not required (RFC 5322); what has slashes there is an address of the web.
_HEADER_LINE = re.compile(rb"([A-Za-z][\w.-]*)[ \t]*:(?!//|:)|[ \t]+\S")
_MAIL_HEADERS = {b"from", b"to", b"subject", b"date", b"message-id", b"received", b"return-path", b"mime-version"}
_MIN_MAIL_HEADERS = 2
_DECLARATIONS = frozenset({b"mime-version", b"content-type"})
_DIVIDED = re.compile(rb"(?i)content-type:\s*multipart/[a-z]")
_IN_FRONT = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t\r]*\n|>?From [^\n]{0,1000}\n){0,20}")
# Programs write at least one of these; a memo that someone typed has none, but perhaps others.
_MACHINE_HEADERS = frozenset(
    ["message-id", "received", "return-path", "mime-version", "content-type", "content-transfer-encoding", "x-mailer"]
)
_MAX_HEADER_LINES = 200
# Plain text below this length is a stub if the web page beside it is this many times longer.
_STUB_CHARACTERS, _STUB_FACTOR = 500, 5
# Plain text with fewer of its words in the web page says something else, such as "see the web page".
_SAME_TEXT, _WORD = 0.5, re.compile(r"\w+")
_SIGNATURES = frozenset(
    [
        "application/pgp-signature",
        "application/pgp-keys",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    ]
)
_QUOTED = re.compile(r"[ \t]*>")


def read(file: BinaryIO, _path: bytes, context: ContainerContext) -> Iterator[Document]:
    """Read a message and its attachments.

    Raises:
        ReadError: the message or an attachment could not be read; raised after all other documents.
    """
    errors = MemberErrors()
    data = file.read(limits.PART_BYTES + 1)
    if len(data) > limits.PART_BYTES:
        errors.add(b"its end", ReadError(f"it is larger than {limits.PART_BYTES >> 20} MB; the rest is left out"))
    message = parse_message(data[_in_front(data) : limits.PART_BYTES])
    yield from with_left_out(message_documents(message, "mail", "", context, errors), errors.left_out)
    errors.raise_if_any()


def message_documents(
    message: Message, name: str, place: str, context: ContainerContext, errors: MemberErrors
) -> Iterator[Document]:
    """A document for a message and those of its attachments, in the format `name`, at `place`.

    A document without author or date of its own gets those of the message. `errors` collects the
    attachments that cannot be read.
    """
    parts = MessageParts(message)
    document = _document(message, parts, name, place)
    yield document
    prefix = place.encode() + b"/" if place else b""
    if parts.error:
        errors.add(prefix + b"its web page", parts.error)
    for part in parts.textless:
        errors.add_textless(prefix + part.encode("utf-8", "replace"))
    for field in _SHOWN_HEADERS:
        if len(str(message.get(field, ""))) > MAX_HEADER:
            errors.left_out.name(f"its long headers are cut after {MAX_HEADER:,} characters", field)
    for attachment in parts.attachments:
        member = prefix + attachment.name.encode("utf-8", "replace")
        for each in errors.collect(member, _attachment_documents(attachment, member, context)):
            yield replace(
                each,
                member=member + SEPARATOR + each.member if each.member else member,
                author=each.author or document.author,
                date_ns=each.date_ns or document.date_ns,
            )


def _attachment_documents(attachment: Attachment, name: bytes, context: ContainerContext) -> Iterator[Document]:
    context.budget.spend_member()
    if attachment.is_message:
        errors = MemberErrors()
        inner = message_documents(attachment.part, "mail", "", context.deeper(), errors)
        yield from with_left_out(inner, errors.left_out)
        errors.raise_if_any()
    elif attachment.part.get_content_type() not in _SIGNATURES:
        yield from replace(context, read_sibling=None).read(BytesIO(content(attachment.part)), name)


def _document(message: Message, parts: MessageParts, name: str, place: str) -> Document:
    headers = {field: header(message, field) for field in _shown_headers(message)}
    head = "".join(f"{field}: {value}\n" for field, value in headers.items() if value)
    head += "".join(f"Attachment: {each.name}\n" for each in parts.attachments if each.name)
    body = parts.plain_text()
    page = parts.web_page() if parts.has_page_beside or len(body) < _STUB_CHARACTERS else None
    if page and not parts.has_page_beside and len(page.text) > _STUB_FACTOR * len(body):
        body = ""
    elif page and not parts.has_page_beside and _says(page.text, body):
        page = None
    text = f"{head}\n{body}\n"
    starts = list(_paragraphs(text, len(head), place))
    if page:
        text = f"{text}\n{page.text.strip()}\n" if body else f"{head}\n{page.text.strip()}\n"
        begin = len(text) - len(page.text.strip()) - 1
        starts += [BlockStart(begin + each.start, each.kind, each.heading, each.keep, place) for each in page.blocks]
    return Document(
        text,
        name,
        to_label(header(message, "Subject")),
        tile(text, [BlockStart(0, Kind.TABLE, keep=True, place=place), *starts]),
        author=author(message),
        date_ns=header_date_ns(header(message, "Date")),
    )


def _shown_headers(message: Message) -> tuple[str, ...]:
    """The headers that people read: all of them, if no mail program wrote any."""
    names = {name.lower(): name for name in message.keys()}  # noqa: SIM118 - a message is no dict
    if names.keys() & _MACHINE_HEADERS:
        return _SHOWN_HEADERS
    return (*_SHOWN_HEADERS, *(name for name in names.values() if name.title() not in _SHOWN_HEADERS))


def _says(page: str, text: str) -> bool:
    """Whether a web page has most words of the plain text beside it: both are forms of one text."""
    words = set(_WORD.findall(text.casefold()))
    return len(words.intersection(_WORD.findall(page.casefold()))) >= _SAME_TEXT * len(words)


def _paragraphs(text: str, body: int, place: str) -> Iterator[BlockStart]:
    """The paragraphs from the character `body` on; quotations are separate, headed "quoted"."""
    at, quoted_before, blank = body, False, True
    for line in text[body:].split("\n"):
        quoted = bool(_QUOTED.match(line))
        if line.strip() and (blank or quoted != quoted_before):
            yield BlockStart(at, Kind.PROSE, ("quoted",) if quoted else (), place=place)
        if line.strip():
            quoted_before = quoted
        blank = not line.strip()
        at += len(line) + 1


def _in_front(data: bytes) -> int:
    """The length of what may stand in front of a message: a mark of the encoding, empty lines, and envelopes."""
    match = _IN_FRONT.match(data)
    return match.end() if match else 0


def _is_message(head: bytes) -> bool:
    """Whether a file begins with mail headers: no other lines, and enough of the common ones.

    A draft names no sender; that it is one shows where the form of its body is declared. Where it says how
    the body is encoded, or divided into parts, that is enough: read as text, nobody could read it.
    """
    names, is_divided = set(), False
    for line in head[_in_front(head) :].split(b"\n")[:_MAX_HEADER_LINES]:
        if not line.strip():
            break
        match = _HEADER_LINE.match(line.rstrip(b"\r"))
        if not match:
            return False
        names.add((match[1] or b"").lower())
        is_divided = is_divided or _DIVIDED.match(line) is not None
    if is_divided or (b"content-transfer-encoding" in names and names & {b"content-type", *_MAIL_HEADERS}):
        return True
    is_sent = bool(names & {b"from", b"received", b"return-path"})
    return len(names & _MAIL_HEADERS) >= _MIN_MAIL_HEADERS and (is_sent or names >= _DECLARATIONS)


FORMAT = Format(
    "mail",
    suffixes=(".eml",),
    sniff=_is_message,
    unpack=read,
    known_by_content=True,
    family=Family.MAIL,
    label="EML, Maildir",
    located_by="subject, sender, date, attachment",
)
