"""Reader of mailboxes, mbox, MMDF and Babyl: each message and each of its attachments is a document."""

import codecs
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, starmap
from typing import BinaryIO, NamedTuple

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.container_context import ContainerContext, MemberErrors
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import with_left_out
from scent.formats.documents.mail.mail import message_documents
from scent.formats.documents.mail.message_parts import parse_message
from scent.formats.documents.mail.old_mailboxes import old_mailbox

# The line before a message ends with the date at which it came in, in the forms of asctime, of
# mail headers or of ISO 8601: "From ada@example.org Mon Jan  6 10:00:00 2025". A sentence that
# begins with "From" does not.
_ENVELOPE = re.compile(
    rb"""From\ (?:\S[^\n]{0,300}?\ )?(?=[^\n]*\b(?:19|20)\d\d\b)
    (?:
      [A-Za-z\x80-\xff]{2,9}\.?,?\ +
      (?:[A-Za-z\x80-\xff]{3,9}\.?\ +\d{1,2}|\d{1,2}\ +[A-Za-z\x80-\xff]{3,9}\.?\ +\d{4}),?
      \ +\d{1,2}:\d\d(?::\d\d)?
      | \d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z?
    )
    (?:\ +[+-]?[\w():/]{1,30}){0,3} (?:\ remote\ from\ \S{1,100})?
    [ \t\r]*\n""",
    re.VERBOSE,
)
_HEADER = re.compile(rb">?From |[!-9;-~]{1,100}:")
# Thunderbird writes no more than this since 2023; such a line of a text is not followed by a header of a mail.
_BARE_ENVELOPE = re.compile(rb"From (?:-|nobody)?[ \t\r]*\n")
_MAIL_HEADER = re.compile(
    rb"""(?:X-Mozilla-[\w-]{1,30}|From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To
    |Content-[A-Z][\w-]{1,30}|Authentication-Results|DKIM-Signature|ARC-[\w-]{1,40}|User-Agent|Reply-To|Status):""",
    re.VERBOSE | re.IGNORECASE,
)
_CONTENT_LENGTH = re.compile(rb"Content-Length:[ \t]*(\d{1,12})[ \t\r]*\n", re.IGNORECASE)
# What may follow the body of a message: the envelope of the next one, or the end.
_AFTER_BODY, _MAX_AFTER = re.compile(rb"(?:\r?\n){0,2}(?:From |\Z)"), 10
_BLANK = re.compile(rb"[ \t\r]*\n")
_HEAD_BYTES = 5000  # that tell a mailbox of another kind
_MAX_LINE_BYTES = 1 << 20  # a longer line is read in pieces


class _Message(NamedTuple):
    """The bytes of a message without its envelope line; `is_cut` if it is larger than `limits.PART_BYTES`."""

    data: bytes
    is_cut: bool


def read(file: BinaryIO, _path: bytes, context: ContainerContext) -> Iterator[Document]:
    """Read all messages and their attachments.

    Raises:
        ReadError: a message or an attachment could not be read; raised after all others.
    """
    errors = MemberErrors()
    yield from with_left_out(_documents(file, context, errors), errors.left_out)
    errors.raise_if_any()


def begins_with(file: BinaryIO, shorter: BinaryIO) -> bool:
    """Whether the first messages of a mailbox are all those of a shorter one; both are read from where they stand."""
    messages = _messages(file)
    return all(next(messages, None) == message for message in _messages(shorter))


def _documents(file: BinaryIO, context: ContainerContext, errors: MemberErrors) -> Iterator[Document]:
    for number, message in enumerate(_messages(file), 1):
        # Each message has limits of its own, because nothing in a mailbox on disk is packed.
        message_context = context if context.depth else ContainerContext(context.read_member)
        place = f"message {number}"
        yield from errors.collect(place.encode(), _message_documents(message, place, message_context, errors))


def _message_documents(
    message: _Message, place: str, context: ContainerContext, errors: MemberErrors
) -> Iterator[Document]:
    yield from message_documents(parse_message(message.data), "mbox", place, context, errors)
    if message.is_cut:
        raise ReadError(f"it is larger than {limits.PART_BYTES >> 20} MB; the rest is left out")


def _messages(file: BinaryIO) -> Iterator[_Message]:
    """The messages of a mailbox at its start."""
    head = file.read(_HEAD_BYTES)
    file.seek(-len(head), io.SEEK_CUR)
    part = old_mailbox(head)
    return starmap(_Message, part(file, limits.PART_BYTES)) if part else _mbox_messages(file)


def _mbox_messages(file: BinaryIO) -> Iterator[_Message]:
    lines: list[bytes] = []
    size, blank, inside, at, ends = 0, True, False, 0, 0
    for line, following in pairwise(chain(iter(lambda: file.readline(_MAX_LINE_BYTES), b""), [b""])):
        if not at:
            line = line.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901  # the first line may have a mark of the encoding
        starts = blank and line.startswith(b"From ") and _begins(line, following)
        if starts and not (inside and at < ends):
            if inside:
                yield _Message(_unescaped(lines), size >= limits.PART_BYTES)
            lines, size, inside, ends = [], 0, True, 0
        elif size < limits.PART_BYTES:
            if inside and not ends and _BLANK.match(line):
                ends = _declared_end(file, lines, at + len(line))
            lines.append(line)
            size += len(line)
        blank = not line.strip()
        at += len(line)
    if inside:
        yield _Message(_unescaped(lines), size >= limits.PART_BYTES)


def _begins(line: bytes, following: bytes) -> bool:
    """Whether a line is the envelope of a message, whose first header is the line that follows."""
    if _BARE_ENVELOPE.fullmatch(line):
        return _MAIL_HEADER.match(following) is not None
    return _ENVELOPE.fullmatch(line) is not None and _HEADER.match(following) is not None


def _declared_end(file: BinaryIO, headers: Sequence[bytes], begin: int) -> int:
    """Where the body ends that begins at byte `begin`, if its headers tell its length and a message may end there.

    Returns `begin` where they do not, or where the length is not true. Programs that write `Content-Length` leave
    lines as they are that look like the beginning of a message.
    """
    match = next(filter(None, map(_CONTENT_LENGTH.match, headers)), None)
    if match is None:
        return begin
    position, end = file.tell(), begin + int(match[1])
    is_inside = end <= file.seek(0, 2)
    file.seek(end)
    is_true = is_inside and _AFTER_BODY.match(file.read(_MAX_AFTER)) is not None
    file.seek(position)
    return end if is_true else begin


def _unescaped(lines: Sequence[bytes]) -> bytes:
    """A message as it was before it was put into the mailbox, where a line "From" became ">From".

    A program that left one such line alone escapes none, and then ">From" is what was written; one that left only
    those alone that follow no blank line escapes the others.
    """
    begin = 0
    while begin < len(lines) and lines[begin].startswith((b"From ", b">From ")):
        begin += 1  # the envelopes of machines that it came through
    body = next((at for at in range(begin, len(lines)) if _BLANK.match(lines[at])), len(lines))
    after_blank = [False, *(not line.strip() for line in lines)]
    left = {after_blank[at] for at in range(body, len(lines)) if lines[at].startswith(b"From ")}
    return b"".join(
        lines[at][1:] if _is_escaped(lines[at]) and True not in left and (after_blank[at] or not left) else lines[at]
        for at in range(begin, len(lines))
    )


def _is_escaped(line: bytes) -> bool:
    return line.startswith(b">") and line.lstrip(b">").startswith(b"From ")


def _sniff(head: bytes) -> bool:
    if old_mailbox(head):
        return True
    head = head.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    line = head[: head.find(b"\n") + 1]
    return _begins(line, head[len(line) :])


FORMAT = Format(
    "mbox",
    suffixes=(".mbox",),
    sniff=_sniff,
    unpack=read,
    known_by_content=True,
    family=Family.MAIL,
    label="mbox, MMDF, Babyl",
    located_by="message, subject, sender, date, attachment",
)
