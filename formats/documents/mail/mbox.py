"""Reader of mbox mailboxes: each message and each of its attachments is a document."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from scent.formats.documents.base import limits
from scent.formats.documents.base.container_context import ContainerContext, MemberErrors
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.mail.mail import message_documents
from scent.formats.documents.mail.message_parts import parse_message

# The line before a message, and the beginning of its first header.
_ENVELOPE = re.compile(rb"From \S+.* \d{2}:\d{2}(?::\d{2})?.* \d{4}\b[^\n]*\n(?:>?From |[A-Za-z][A-Za-z0-9-]*:)")
_MAX_LINE_BYTES = 1 << 20  # a longer line is read in pieces


def read(file: BinaryIO, _path: bytes, context: ContainerContext) -> Iterator[Document]:
    """Read all messages and their attachments.

    Raises:
        ReadError: a message or an attachment could not be read.
    """
    errors = MemberErrors()
    for number, data in enumerate(_messages(file), 1):
        # Each message has limits of its own, because nothing in a mailbox on disk is packed.
        message_context = context if context.depth else ContainerContext(context.read_member)
        yield from message_documents(parse_message(data), "mbox", f"message {number}", message_context, errors)
    errors.raise_if_any()


def _messages(file: BinaryIO) -> Iterator[bytes]:
    """The messages without envelope lines; one larger than `limits.PART_BYTES` is cut."""
    lines: list[bytes] = []
    size, blank, inside = 0, True, False
    for line in iter(lambda: file.readline(_MAX_LINE_BYTES), b""):
        if blank and line.startswith(b"From "):
            if inside:
                yield b"".join(lines)
            lines, size, inside = [], 0, True
        elif size < limits.PART_BYTES:
            # A line ">From" was "From" before it was put into the mailbox.
            is_escaped = line.startswith(b">") and line.lstrip(b">").startswith(b"From ")
            lines.append(line[1:] if is_escaped else line)
            size += len(line)
        blank = not line.strip()
    if inside:
        yield b"".join(lines)


FORMAT = Format(
    "mbox",
    suffixes=(".mbox",),
    sniff=lambda head: _ENVELOPE.match(head) is not None,
    unpack=read,
    known_by_content=True,
    family=Family.MAIL,
    label="mbox",
    located_by="message, subject, sender, date, attachment",
)
