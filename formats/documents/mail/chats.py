"""Reader of chats exported as JSON or JSON lines: each message is a block under its sender.

Finds the messages in exports of Slack, Discord (DiscordChatExporter), Telegram, Messenger, Google
Chat, ChatGPT, Claude and anything built alike. A day of a conversation is a document. Each line of
a file of JSON lines becomes one line of text, so that line numbers are those of the file.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final, NamedTuple

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.outline import BlockStart, tile, to_label
from scent.formats.documents.base.container_context import ContainerContext
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.mail.chat_fields import other_fields, text_of
from scent.formats.documents.mail.chat_messages import (
    SENDER_KEYS,
    TEXT_KEYS,
    TIME_KEYS,
    Message,
    Participants,
    is_event,
    is_label,
    message_from_record,
)
from scent.formats.documents.mail.chat_programs import is_message, is_of_program, is_plain_message

# The keys of a conversation's messages, of a file's conversations, and of the name of either.
_MESSAGE_KEYS: Final = ("messages", "chat_messages", "mapping")
_CONVERSATION_KEYS: Final = ("chats", "list", "conversations")
_TITLE_KEYS: Final = ("title", "name", "channel")
_MAX_DEPTH: Final = 4
_MAX_LINE_BYTES: Final = 4 << 20
_DOCUMENT_CHARACTERS: Final = 64 * 1024  # a day with more is split
_SAMPLE_LINES: Final = 20
_MIN_SHARE: Final = 4  # one record in this many must be a message


class _Entry(NamedTuple):
    """The text of one message or of one line of JSON lines, and the messages in it."""

    text: str
    messages: Sequence[Message]


def read(file: BinaryIO, path: bytes, context: ContainerContext) -> Iterator[Document]:
    """Read a document for each day of each conversation.

    Raises:
        ReadError: the file is too large, damaged or nested too deep.
    """
    participants = Participants(path, context)
    if _is_json_lines(file):
        yield from _days("", _line_entries(file, participants))
        return
    for title, entries in _conversations(_load_json(file), participants):
        yield from _days(title or participants.channel, entries)


def _days(title: str, entries: Iterable[_Entry]) -> Iterator[Document]:
    """The documents of one conversation."""
    pending, size, day = list[_Entry](), 0, ""
    for entry in entries:
        entry_day = entry.messages[0].when[:10] if entry.messages else day
        # What stands before the first message is in its document.
        if pending and ((day and entry_day != day) or size >= _DOCUMENT_CHARACTERS):
            yield _document(title, pending)
            pending, size = [], 0
        pending.append(entry)
        size += len(entry.text)
        day = entry_day
    yield _document(title, pending)


def _document(title: str, entries: Sequence[_Entry]) -> Document:
    """A document of some entries; its date is that of the last message."""
    starts, size, number = list[BlockStart](), 0, 0
    for text, messages in entries:
        at = size
        for each in messages:
            number += 1
            starts.append(BlockStart(at, Kind.PROSE, (each.sender,), place=each.when or f"message {number}"))
            at += len(_text(each)) + 1
        size += len(text)
    senders = dict.fromkeys(each.sender for _, messages in entries for each in messages)
    date = max((each.date_ns for _, messages in entries for each in messages), default=0)
    text = "".join(each.text for each in entries)
    return Document(
        text, "chat", to_label(title), tile(text, starts), author=to_label(", ".join(senders)), date_ns=date
    )


def _text(message: Message) -> str:
    return f"{message.sender}: {message.text}"


def _load_json(file: BinaryIO) -> Any:  # noqa: ANN401 - any JSON value
    data = limits.read_whole(file)
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise ReadError("its JSON is damaged or nested too deep") from None


def _conversations(value: object, participants: Participants, depth: int = 0) -> Iterator[tuple[str, Sequence[_Entry]]]:
    """The title and entries of each conversation in a JSON value.

    What is outside of any conversation has entries without messages.
    """
    if isinstance(value, list):
        if entries := _entries(value, participants):
            yield "", entries
            return
        for each in value:
            if isinstance(each, Mapping) and depth < _MAX_DEPTH:
                yield from _conversations(each, participants, depth + 1)
            else:
                yield "", _other_entries(text_of(each))
    elif isinstance(value, Mapping):
        key = next((key for key in _MESSAGE_KEYS if isinstance(value.get(key), list | dict)), "")
        entries = _entries(value.get(key, []), participants)
        inner = [name for name in _CONVERSATION_KEYS if isinstance(value.get(name), list | dict) and depth < _MAX_DEPTH]
        title_key, title = _title(value, participants)
        used = {
            *inner,
            *([key] if entries else ()),
            *([title_key] if entries and is_label(value.get(title_key)) else ()),
        }
        shown = title if entries else ""
        if entries := [*_other_entries(other_fields(value, used, shown, of_program=bool(entries))), *entries]:
            yield title, entries
        for name in inner:
            yield from _conversations(value[name], participants, depth + 1)


def _title(value: Mapping[str, Any], participants: Participants) -> tuple[str, str]:
    """The key and the text of a conversation's title; empty if it has none."""
    titles = ((key, participants.name(value.get(key))) for key in _TITLE_KEYS)
    return next(((key, title) for key, title in titles if title), ("", ""))


def _entries(records: Iterable[object], participants: Participants) -> Sequence[_Entry]:
    """An entry for each record, as a message or as other text; empty if most records are no messages.

    Plain messages, which no program is told by, must be all that there is. Records by name are those of a program.
    """
    is_tree = isinstance(records, Mapping)
    read = [
        (each, message_from_record(each, participants) if isinstance(each, Mapping) else None)
        for each in (records.values() if isinstance(records, Mapping) else records)
    ]
    number = sum(message is not None for _, message in read)
    is_plain = any(message and _is_plain(record) for record, message in read)
    if not number or number * (1 if is_plain else _MIN_SHARE) < len(read):
        return []
    entries = list[_Entry]()
    for record, message in read:
        if message:
            entries.append(_Entry(f"{_text(message)}\n", [message]))
        elif not (isinstance(record, Mapping) and is_event(record)):
            of_program = is_tree or (isinstance(record, Mapping) and is_of_program(record))
            entries += _other_entries(text_of(record, of_program=of_program))
    return entries


def _is_plain(record: object) -> bool:
    return isinstance(record, Mapping) and is_plain_message(record) and not is_message(record)


def _other_entries(text: str) -> Sequence[_Entry]:
    return [_Entry(f"{text}\n", [])] if text else []


def _has_messages(conversations: Iterable[tuple[str, Sequence[_Entry]]]) -> bool:
    return any(entry.messages for _, entries in conversations for entry in entries)


def _is_json_lines(file: BinaryIO) -> bool:
    """Whether the first line is an object by itself and another line follows."""
    file.seek(0)
    first, second = file.readline(_MAX_LINE_BYTES), file.readline(16)
    file.seek(0)
    return bool(second.strip()) and isinstance(_parse_line(first), dict)


def _parse_line(line: bytes) -> object:
    """The JSON value in a line; None if it is damaged."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _line_entries(file: BinaryIO, participants: Participants) -> Iterator[_Entry]:
    """An entry of one line of text for each line of the file."""
    while line := file.readline(_MAX_LINE_BYTES):
        yield _line_entry(line, participants)


def _line_entry(line: bytes, participants: Participants) -> _Entry:
    """The messages of a line, and its other text; a damaged line is given as it is."""
    record = _parse_line(line)
    if record is None:
        return _Entry(" ".join(line.decode("utf-8", "replace").split()) + "\n", [])
    if isinstance(record, Mapping) and (message := message_from_record(record, participants)):
        entries: Sequence[_Entry] = [_Entry("", [message])]
    else:
        conversations = _conversations(record, participants)
        entries = [entry for title, some in conversations for entry in (*_other_entries(title), *some)]
    texts, messages = list[str](), list[Message]()
    for entry in sorted(entries, key=lambda entry: not entry.messages):  # places count from the first message
        messages += [each._replace(text=" ".join(each.text.split())) for each in entry.messages]
        texts += [] if entry.messages else [" ".join(entry.text.split())]
    return _Entry(" ".join([*map(_text, messages), *texts]) + "\n", messages)


def _sniff(head: bytes) -> bool:
    """Whether a file begins like JSON and has keys for a sender, a time and a text."""
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in {b"{", b"["} and all(
        each.search(head) for each in _KEY_PATTERNS
    )


def _holds(file: BinaryIO) -> bool:
    """Whether there are messages in the file."""
    participants = Participants()
    try:
        if _is_json_lines(file):
            lines = islice(iter(lambda: file.readline(_MAX_LINE_BYTES), b""), _SAMPLE_LINES)
            records = [record for line in lines if (record := _parse_line(line)) is not None]
            return _has_messages(_conversations(records, participants))
        return _has_messages(_conversations(_load_json(file), participants))
    except ReadError:
        return False


def _key_pattern(keys: Sequence[str]) -> re.Pattern[bytes]:
    return re.compile(rf'"(?:{"|".join(keys)})"\s{{0,20}}:'.encode())


_KEY_PATTERNS: Final = (_key_pattern(SENDER_KEYS), _key_pattern((*TIME_KEYS, "role")), _key_pattern(TEXT_KEYS))

FORMAT = Format(
    "chat",
    sniff=_sniff,
    sniff_file=_holds,
    unpack=read,
    family=Family.MAIL,
    label="chats of Slack, Discord, Telegram, Messenger, ChatGPT, Claude and the like, as JSON or JSON lines",
    located_by="sender, time, line",
)
