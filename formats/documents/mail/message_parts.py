"""Parses a mail message and sorts its MIME parts into plain text, web pages and attachments."""

import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.mime.application import MIMEApplication
from email.parser import BytesParser
from email.policy import Compat32
from email.utils import parseaddr, parsedate_to_datetime
from mimetypes import guess_extension
from typing import Any, NamedTuple

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.outline import to_label
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.encoding.decode import decode, decode_declared
from scent.formats.documents.base.metadata import seconds_to_ns
from scent.formats.documents.mail.base64_lines import from_base64
from scent.formats.documents.mail.flowed import is_broken_in_words, joined_lines
from scent.formats.documents.mail.signed_data import signed_content
from scent.formats.documents.mail.uuencoded import parted
from scent.formats.documents.web.html import html_document

# Parts that are files of a format of their own, though they have no name.
_SUFFIXES = {
    **dict.fromkeys(("text/calendar", "application/ics"), ".ics"),
    **dict.fromkeys(("text/vcard", "text/x-vcard", "text/directory"), ".vcf"),
}
_COMMENT = re.compile(r"\([^()]{0,200}\)")
# A line that goes on in the next one, and the blanks that a server put behind it (RFC 2045, 6.7).
_PADDED_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
# Of message/..., those that hold a message; the others hold reports, which look like headers.
_MESSAGES = frozenset({"rfc822", "global", "news", "partial", "external-body"})
# Signatures, keys, and the part that says how the next one is encrypted.
_NOT_READ = re.compile("application/(?:pgp-.*|.*signature|.*pkix.*)")
_PKCS7 = re.compile("application/(?:x-)?pkcs7-mime")
_HEADERS_END = re.compile(rb"\n[ \t]*\r?\n")
_SPACED_COLON = re.compile(rb"^([!-9;-~]{1,100})[ \t]+:", re.MULTILINE)
MAX_HEADER = 64 * 1024  # characters; the rest is left out
_MAX_PARAMETERS = 16_000  # characters of a header in which parameters are looked for


class Attachment(NamedTuple):
    """An attached file, or a message inside of the message."""

    name: str
    part: Message
    is_message: bool = False


class MessageParts:
    """The parts of a message; `attachments` are in the order of the message.

    `textless` has the types of parts without name and text, such as pictures, and `error` says why
    the web page could not be read. `has_page_beside` says that the web page is no other form of the
    plain text.
    """

    def __init__(self, message: Message) -> None:
        self.attachments: list[Attachment] = []
        self.textless: list[str] = []
        self.error: ReadError | None = None
        self._plain: list[str] = []
        self._html: list[str] = []
        self.has_page_beside = False
        for number, (part, is_alternative) in enumerate(_leaves(message)):
            if number == limits.MEMBERS:
                self.textless.append(f"whatever follows its first {limits.MEMBERS:,} parts")
                break
            self._add(part, is_alternative=is_alternative)
        self.has_page_beside = self.has_page_beside and bool(self._plain)
        self._plain += _around_parts(message)

    def _add(self, part: Message, *, is_alternative: bool) -> None:
        name = to_label(_decode_header(part.get_filename() or ""))
        if part.get_content_maintype() == "message" and part.get_content_subtype() not in _MESSAGES:
            self._plain += ["\n".join([*_header_lines(each), _own_text(each)]) for each in _subparts(part)]
        elif part.get_content_maintype() == "message":
            self.attachments += [
                Attachment(name or to_label(header(each, "Subject")) or "message", each, is_message=True)
                for each in _messages(part)
            ]
        elif name:
            self.attachments.append(Attachment(name, part))
        elif (suffix := _SUFFIXES.get(part.get_content_type())) is not None:
            self.attachments.append(Attachment(f"attachment{suffix}", part))
        elif part.get_content_type() == "text/html":
            self._add_text(part, self._html)
            self.has_page_beside = self.has_page_beside or not is_alternative
        # Several parts that nothing divides are one.
        elif part.get_content_maintype() in {"text", "multipart"}:
            self._add_text(part, self._plain)
        elif _NOT_READ.search(part.get_content_type()):
            return
        elif part.get_content_maintype() == "application":
            suffix = guess_extension(part.get_content_type()) or ""
            self.attachments.append(Attachment(f"attachment{suffix}", part))
        else:
            self.textless.append(part.get_content_type())

    def _add_text(self, part: Message, texts: list[str]) -> None:
        """Add the text of a part, in its declared encoding or else a guessed one; files in it are attachments."""
        text, files = parted(content(part))
        self.attachments += [Attachment(_file_name(name), MIMEApplication(data)) for name, data in files]
        try:
            decoded = decode_declared(text, part.get_content_charset() or "")
        except ReadError:
            self.textless.append(part.get_content_type())
        else:
            texts.append(joined_lines(decoded) if is_broken_in_words(part) else decoded)

    def plain_text(self) -> str:
        """The plain text of the message; empty if there is none."""
        return "\n\n".join(self._plain).replace("\r\n", "\n").replace("\0", "").strip()

    def web_page(self) -> Document | None:
        """The web page of the message, if it has one with text."""
        if not self._html:
            return None
        try:
            page = html_document("html", "\n".join(self._html))
        except ReadError as error:  # nested too deep; the headers are still read
            self.error = error
            return None
        return page if page.blocks else None


class _MailMessage(Message):
    """A message whose parameters are decoded as all other text is.

    The `email` package itself decodes them with any codec of Python's that a mail names: some take
    quadratic time, some raise errors, and some make lone surrogates.
    """

    def get_param(
        self,
        param: str,
        failobj: Any = None,  # noqa: ANN401
        header: str = "content-type",
        unquote: bool = True,  # noqa: FBT001, FBT002
    ) -> Any:  # noqa: ANN401
        """A parameter of a header, such as the charset or the file name, as text."""
        if len(str(self.get(header, ""))) > _MAX_PARAMETERS:
            return failobj
        value = super().get_param(param, failobj, header, unquote)
        if not isinstance(value, tuple):
            return value
        charset, _, text = value
        try:
            return decode_declared(text.encode("raw-unicode-escape"), charset or "")
        except ReadError:
            return failobj


class _RawHeaders(Compat32):
    """Reads headers in raw UTF-8, as RFC 6532 has them, or in any other encoding."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """The value of a header as text; the parser keeps bytes that are not ASCII as surrogates."""
        if value.isascii():
            return value
        try:
            return decode(value.encode("utf-8", "surrogateescape"))
        except (ReadError, UnicodeError):
            return str(super().header_fetch_parse(name, value))


def parse_message(data: bytes) -> Message:
    """Parse a message; ReadError if its parts are nested too deep."""
    try:
        return BytesParser(_MailMessage, policy=_RawHeaders()).parsebytes(_without_blanks_before_colons(data))
    except RecursionError:
        raise ReadError("its parts are nested too deep") from None


def _without_blanks_before_colons(data: bytes) -> bytes:
    """The same message; old programs write "From : Ada" (RFC 822), which ends the headers for the parser."""
    if data[:1] in {b"\r", b"\n"}:
        return data  # it has no headers
    end = _HEADERS_END.search(data)
    headers = data[: end.start()] if end else data
    return _SPACED_COLON.sub(rb"\1:", headers) + data[len(headers) :]


def header(message: Message, name: str) -> str:
    """A header, decoded, on one line; empty if it is missing."""
    return _decode_header(str(message.get(name, ""))[:MAX_HEADER])


def header_date_ns(value: str) -> int:
    """The date in a `Date` header in nanoseconds since 1970; 0 if there is none."""
    try:
        when = parsedate_to_datetime(value)
        since = (when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0
    return seconds_to_ns(int(since.total_seconds()))


def _transfer_encoding(part: Message) -> str:
    """The transfer encoding that a part declares, without comments (RFC 2045) and the quotes of some programs."""
    return _COMMENT.sub("", header(part, "Content-Transfer-Encoding")).strip("\"'; \t").lower()


def _raw(part: Message) -> bytes:
    """The bytes of a part as they stand in the message.

    `get_payload` would decode those beyond ASCII in whatever the part declares.
    """
    payload = part._payload  # type: ignore[attr-defined]  # noqa: SLF001  # there is no other way to them
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def content(part: Message) -> bytes:
    """The decoded content of a part; text that only claims to be base64 is given as it is."""
    if part.is_multipart():
        return b""
    encoding = _transfer_encoding(part)
    if encoding == "base64":
        return from_base64(_raw(part), keep_rest=part.get_content_maintype() == "text")
    if encoding == "quoted-printable":
        return binascii.a2b_qp(_PADDED_BREAK.sub(b"=", _raw(part)))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def author(message: Message) -> str:
    """The name in the `From` header, or else the address there; empty if there is neither."""
    try:
        name, address = parseaddr(header(message, "From"))
    except RecursionError:  # brackets in each other
        return ""
    return to_label(name or address)


def _leaves(message: Message) -> Iterator[tuple[Message, bool]]:
    """The parts without parts of their own, and whether each is one of several forms of the same text.

    An attached message counts as one part.
    """
    stack = [(message, False)]
    while stack:
        part, is_alternative = stack.pop()
        subparts = _subparts(part)
        if subparts and part.get_content_maintype() != "message":
            is_alternative = is_alternative or part.get_content_type() == "multipart/alternative"
            stack += [(each, is_alternative) for each in reversed(subparts)]
        elif _PKCS7.fullmatch(part.get_content_type()) and (signed := signed_content(content(part))):
            stack.append((parse_message(signed), is_alternative))
        else:
            yield part, is_alternative


def _around_parts(message: Message) -> list[str]:
    """The text before and behind the parts of a message, without the word on MIME for old programs."""
    texts = [text for text in (message.preamble, message.epilogue) if text and "mime" not in text.lower()]
    with suppress(ReadError):
        return [decode(text.encode("utf-8", "surrogateescape")).strip() for text in texts if text.strip()]
    return []


def _file_name(name: bytes) -> str:
    with suppress(ReadError):
        return to_label(decode(name)) or "attachment"
    return "attachment"


def _header_lines(part: Message) -> Iterator[str]:
    return (f"{name}: {header(part, name)}" for name in dict.fromkeys(part.keys()))


def _own_text(part: Message) -> str:
    with suppress(ReadError):
        return decode(_raw(part))
    return ""


def _subparts(part: Message) -> list[Message]:
    # Asked for a part that is not one of several, `get_payload` would decode it in whatever it declares.
    return [each for each in part.get_payload() if isinstance(each, Message)] if part.is_multipart() else []


def _messages(part: Message) -> list[Message]:
    """The messages in a part; RFC 2046 forbids base64 for them, but some programs use it."""
    messages = _subparts(part)
    if _transfer_encoding(part) != "base64" or len(messages) != 1 or messages[0].keys():
        return messages
    with suppress(ReadError):
        return [parse_message(from_base64(_raw(messages[0]), keep_rest=True))]
    return messages


def _decode_header(value: str) -> str:
    with suppress(HeaderParseError, ReadError, ValueError):
        value = "".join(_header_piece(piece, charset) for piece, charset in decode_header(value))
    return " ".join(value.replace("\0", "").encode("utf-8", "replace").decode().split())


def _header_piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    return decode_declared(piece, charset) if charset else piece.decode("raw-unicode-escape")
