"""Chats that programs export as JSON or JSON lines: messages by their sender and time.

Owned here: where messages lie in the exports of Slack, Discord (DiscordChatExporter), Telegram, Messenger, Google
Chat, ChatGPT, Claude and whatever is built alike, and documents of them. A file of JSON lines is read line for line,
so that its lines are those of the text.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final, NamedTuple

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.container_context import ContainerContext
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.outline import BlockStart, tile, to_label
from scent.formats.documents.mail.chat_messages import SENDERS, TEXTS, TIMES, Message, People, message

# The keys under which a conversation keeps its messages, a file its conversations, and either its name.
_MESSAGES: Final = ("messages", "chat_messages", "mapping")
_WITHIN: Final = ("chats", "list", "conversations")
_TITLES: Final = ("title", "name", "channel")
_DEEPEST: Final = 4
_LONGEST_LINE: Final = 4 << 20
_PART: Final = 64 * 1024
_SAMPLE_LINES: Final = 20
_LEAST_SHARE: Final = 4  # one record in so many must be a message


class _Told(NamedTuple):
    """Messages that stand together, a line of a file of lines or one message, and the text that is made of them."""

    text: str
    messages: Sequence[Message]


def _read(file: BinaryIO, path: bytes, context: ContainerContext) -> Iterator[Document]:
    """A document for every day of every conversation, or for as many lines."""
    people = People(path, context)
    if _is_lines(file):
        yield from _days("", _lines(file, people))
        return
    for title, messages in _conversations(_whole(file), people):
        yield from _days(title or people.channel, (_Told(f"{_line(each)}\n", [each]) for each in messages))


def _days(title: str, told: Iterable[_Told]) -> Iterator[Document]:
    held, size, day = list[_Told](), 0, ""
    for each in told:
        begins = each.messages[0].when[:10] if each.messages else day
        if held and (begins != day or size >= _PART):
            yield _document(title, held)
            held, size = [], 0
        held.append(each)
        size += len(each.text)
        day = begins
    yield _document(title, held)


def _document(title: str, told: Sequence[_Told]) -> Document:
    """Messages under their sender at their time; the document is of the time of the last."""
    starts, size, number = list[BlockStart](), 0, 0
    for text, messages in told:
        at = size
        for each in messages:
            number += 1
            starts.append(BlockStart(at, Kind.PROSE, (each.sender,), place=each.when or f"message {number}"))
            at += len(_line(each)) + 1
        size += len(text)
    senders = dict.fromkeys(each.sender for _, messages in told for each in messages)
    date = max((each.date_ns for _, messages in told for each in messages), default=0)
    text = "".join(each.text for each in told)
    return Document(
        text, "chat", to_label(title), tile(text, starts), author=to_label(", ".join(senders)), date_ns=date
    )


def _line(message: Message) -> str:
    return f"{message.sender}: {message.text}"


def _whole(file: BinaryIO) -> Any:  # noqa: ANN401 - what JSON holds
    data = file.read(limits.PART_BYTES + 1)
    if len(data) > limits.PART_BYTES:
        raise ReadError(f"it is larger than {limits.PART_BYTES >> 20} MB")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise ReadError("its JSON is damaged or nested too deep") from None


def _conversations(value: object, people: People, depth: int = 0) -> Iterator[tuple[str, Sequence[Message]]]:
    """The conversations in what a file holds, each with its title."""
    if isinstance(value, list):
        if messages := _messages(value, people):
            yield "", messages
        elif depth < _DEEPEST:
            for each in value:
                if isinstance(each, Mapping):
                    yield from _conversations(each, people, depth + 1)
    elif isinstance(value, Mapping):
        held = next((value[key] for key in _MESSAGES if isinstance(value.get(key), list | dict)), None)
        records = list(held.values()) if isinstance(held, dict) else held or []
        if messages := _messages(records, people):
            yield next(filter(None, (people.name(value.get(key)) for key in _TITLES)), ""), messages
        for key in _WITHIN if depth < _DEEPEST else ():
            yield from _conversations(value.get(key), people, depth + 1)


def _messages(records: Iterable[object], people: People) -> Sequence[Message]:
    """The messages among records; none where most of the records are something else."""
    listed = [each for each in records if isinstance(each, Mapping)]
    found = [said for each in listed if (said := message(each, people))]
    return found if len(found) * _LEAST_SHARE >= len(listed) else []


def _is_lines(file: BinaryIO) -> bool:
    """Whether the first line is an object by itself, and not the last."""
    file.seek(0)
    first, second = file.readline(_LONGEST_LINE), file.readline(16)
    file.seek(0)
    return bool(second.strip()) and isinstance(_object(first), dict)


def _object(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _lines(file: BinaryIO, people: People) -> Iterator[_Told]:
    """The messages of each line, on one line; a line that holds none is empty."""
    while line := file.readline(_LONGEST_LINE):
        record = _object(line)
        said = message(record, people) if isinstance(record, Mapping) else None
        found = [said] if said else [each for _, some in _conversations(record, people) for each in some]
        found = [each._replace(text=" ".join(each.text.split())) for each in found]
        if found or line.endswith(b"\n"):
            yield _Told(" ".join(map(_line, found)) + "\n", found)


def _sniff(head: bytes) -> bool:
    """Whether a file begins as JSON does and has keys of all that a message says."""
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in {b"{", b"["} and all(
        each.search(head) for each in _TELLING
    )


def _holds(file: BinaryIO) -> bool:
    people = People()
    try:
        if _is_lines(file):
            records = [_object(line) for line in islice(iter(lambda: file.readline(_LONGEST_LINE), b""), _SAMPLE_LINES)]
            return bool(_messages(records, people)) or any(True for _ in _conversations(records, people))
        return any(True for _ in _conversations(_whole(file), people))
    except ReadError:
        return False


def _telling(keys: Sequence[str]) -> re.Pattern[bytes]:
    return re.compile(rf'"(?:{"|".join(keys)})"\s{{0,20}}:'.encode())


_TELLING: Final = (_telling(SENDERS), _telling((*TIMES, "role")), _telling(TEXTS))

FORMAT = Format(
    "chat",
    sniff=_sniff,
    sniff_file=_holds,
    unpack=_read,
    family=Family.MAIL,
    label="chats of Slack, Discord, Telegram, Messenger, ChatGPT, Claude and the like, as JSON or JSON lines",
    located_by="sender, time, line",
)
