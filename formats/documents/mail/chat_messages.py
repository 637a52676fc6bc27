"""Reads one message of an exported chat from its JSON record: sender, time and text."""

import html
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.outline import MAX_LABEL, to_label
from scent.formats.documents.base.clean_text import clean_text
from scent.formats.documents.base.container_context import ContainerContext
from scent.formats.documents.base.metadata import parse_date_ns, seconds_to_ns
from scent.formats.documents.mail.chat_fields import is_time, other_fields
from scent.formats.documents.mail.chat_programs import ROLES, is_message, is_plain_message

_T = TypeVar("_T")

# The keys that programs use; more specific ones come first.
SENDER_KEYS: Final = (
    *(
        "user_profile",
        "bot_profile",
        "sender_name",
        "sender",
        "from",
        "author",
        "user",
        "creator",
        "username",
        "nick",
        "role",
    ),
    "from_id",
)
TIME_KEYS: Final = (
    *("date", "timestamp", "timestamp_ms", "ts", "time", "datetime", "created_at", "create_time", "createdAt"),
    *("created_date", "sent_at", "date_unixtime"),
)
TEXT_KEYS: Final = ("text", "content", "body", "message", "parts")
_NAME_KEYS: Final = ("nickname", "real_name", "display_name", "name", "username", "login", "role", "email", "id")
_ATTACHMENT_KEYS: Final = ("attachments", "files")
_ATTACHMENT_NAME_KEYS: Final = ("title", "fileName", "file_name", "name", "text", "fallback")
# Slack's subtypes for joining and leaving.
_EVENTS: Final = frozenset({"channel_join", "channel_leave", "group_join", "group_leave"})
_SLACK_REFERENCE: Final = re.compile(r"<([@#!]?)([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")
_SLACK_ID: Final = re.compile(r"[UWB][A-Z0-9]{5,14}")
_SLACK_DAY: Final = re.compile(rb"\d{4}-\d\d-\d\d\.json")
_SLACK_USERS: Final = b"users.json"
_MAX_ATTACHMENTS: Final = 1000
_MAX_NAME: Final = 1000  # characters
_MAX_DEPTH: Final = 4
# Times from 1973 to 5138 in seconds since 1970. A larger number is in milli- or microseconds.
_MIN_SECONDS, _MAX_SECONDS = 1e8, 1e11
_MAX_TIME: Final = 1e18


class Message(NamedTuple):
    """A message; `when` is its time as people write it, `date_ns` in nanoseconds since 1970.

    They are empty and 0 if the time is unknown.
    """

    sender: str
    when: str
    date_ns: int
    text: str


class Participants:
    """Resolves the names of people in a file; `channel` is the Slack channel, else empty.

    Slack exports a directory for each channel with a file for each day, and next to the directories
    a list of users, which gives names to their ids.
    """

    def __init__(self, path: bytes = b"", context: ContainerContext | None = None) -> None:
        """The participants in the file at `path`; no list of users is opened without `context`."""
        folder, base = os.path.split(path)
        self.channel = to_label(os.path.basename(folder).decode(errors="replace")) if _SLACK_DAY.fullmatch(base) else ""  # noqa: PTH119
        self._users_path = os.path.join(os.path.dirname(folder), _SLACK_USERS)  # noqa: PTH118, PTH120
        self._context = context
        self._names: dict[str, str] | None = None

    def name(self, value: object) -> str:
        """The name that a value holds or refers to; empty if there is none."""
        if isinstance(value, Mapping):
            names = [value[key] for key in _NAME_KEYS if isinstance(value.get(key), str) and value[key].strip()]
            # Discord: the name on a server, and that by which the person is known everywhere.
            is_known = "nickname" in value and value.get("name") in names[1:]
            value = _with_name(names[0], value["name"]) if is_known else next(iter(names), "")
        if not isinstance(value, str):
            return ""
        if _SLACK_ID.fullmatch(value):
            value = self._slack_names().get(value, value)
        return to_label(clean_text(value[:_MAX_NAME]))

    def _slack_names(self) -> dict[str, str]:
        """Slack's names by user id; empty if the list of users is missing or damaged."""
        if self._names is None:
            self._names = {}
            with suppress(ReadError, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
                for each in json.loads(self._users_file()):
                    profile = each.get("profile") or {}
                    self._names[each["id"]] = each.get("real_name") or profile.get("real_name") or each["name"]
        return self._names

    def _users_file(self) -> bytes:
        if self._context is None:
            raise ReadError("its list of users is not opened")
        if self._context.depth:
            if self._context.read_sibling is None:
                raise ReadError("its list of users is not in the same archive")
            return self._context.read_sibling(self._users_path)
        with Path(os.fsdecode(self._users_path)).open("rb") as file:
            return file.read(limits.PART_BYTES)


def message_from_record(record: Mapping[str, Any], participants: Participants) -> Message | None:
    """Read the message in a record or under its key `message`; None if it is not one, or has no text.

    Fields that a message does not show follow its text.
    """
    if {"sender_name", "timestamp_ms"} <= record.keys():
        record = {key: _repaired(value) for key, value in record.items()}
    hidden: Mapping[str, Any] = {}  # fields of the record that the message inside has as well
    if isinstance(inner := record.get("message"), Mapping):
        around = {key: value for key, value in record.items() if key != "message"}
        hidden = {key: value for key, value in around.items() if key in inner and inner[key] != value}
        record = {**around, **inner}
    if not (is_message(record) or is_plain_message(record)) or is_event(record):
        return None
    sender_key, sender = _first((key, participants.name(record.get(key))) for key in SENDER_KEYS)
    time_key, date = _first((key, _time_ns(record.get(key))) for key in TIME_KEYS)
    if not sender or not (date or sender in ROLES):
        return None
    text_key, text = _first((key, _text(record.get(key), key)) for key in TEXT_KEYS)
    if "ts" in record:  # Slack
        text = html.unescape(_SLACK_REFERENCE.sub(lambda match: _reference_text(match, participants), text))
    text = clean_text("\n".join([text, *_attachment_names(record)]))
    used = {
        "id",
        *([sender_key] if is_label(record.get(sender_key)) else ()),
        *([time_key] if date and (not isinstance(time := record[time_key], str) or _is_shown(time)) else ()),
        *([text_key] if isinstance(record.get(text_key), str) else ()),
        *(["user"] if "ts" in record else ()),  # an id, beside a name
    }
    shown, of_program = f"{sender}\n{text}", is_message(record)
    others = [
        other_fields(fields, used if fields is record else (), shown, of_program=of_program)
        for fields in (record, hidden)
    ]
    text = "\n".join(filter(None, (text, *others)))
    return Message(sender, _shown_time(date), date, text) if text else None


def _with_name(nickname: str, name: str) -> str:
    return nickname if name.casefold() in nickname.casefold() else f"{nickname} ({name})"


def _repaired(value: object, depth: int = 0) -> object:
    """A value of Messenger or Instagram, which write each byte of UTF-8 as a character of its own."""
    if isinstance(value, str) and not value.isascii():
        with suppress(UnicodeError):
            return value.encode("latin-1").decode("utf-8")
    if isinstance(value, list) and depth < _MAX_DEPTH:
        return [_repaired(each, depth + 1) for each in value]
    if isinstance(value, Mapping) and depth < _MAX_DEPTH:
        return {key: _repaired(each, depth + 1) for key, each in value.items()}
    return value


def _is_shown(time: str) -> bool:
    """Whether a time in a record says no more than the time that is shown."""
    return _number(time) is not None or is_time(time)


def is_label(value: object) -> bool:
    """Whether a value is a text that a label shows as a whole."""
    return isinstance(value, str) and len(value) <= MAX_LABEL


def is_event(record: Mapping[str, Any]) -> bool:
    """Whether a record says only that somebody joined or left a channel."""
    return str(record.get("subtype", "")) in _EVENTS


def _first(values: Iterable[tuple[str, _T]]) -> tuple[str, _T]:
    """The first key with a value that is not empty; the last one if none has any."""
    found = list(values)
    return next((each for each in found if each[1]), found[-1])


def _text(value: object, key: str = "", depth: int = 0) -> str:
    """The text in a value with this key: a string, a list of pieces, or an object with a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and depth < _MAX_DEPTH:
        # Telegram's pieces are of one sentence; those of a language model stand apart.
        between = "" if key != "parts" and any(isinstance(each, str) for each in value) else "\n"
        return between.join(filter(None, (_text(each, depth=depth + 1) for each in value)))
    if isinstance(value, Mapping) and depth < _MAX_DEPTH:
        return next(filter(None, (_text(value.get(key), key, depth + 1) for key in TEXT_KEYS)), "")
    return ""


def _reference_text(match: re.Match[str], participants: Participants) -> str:
    """What Slack shows for a reference to a person, a channel or an address."""
    mark, target, shown = match.groups()
    return mark.replace("!", "@") + (participants.name(target) if mark == "@" and not shown else shown or target)


def _attachment_names(record: Mapping[str, Any]) -> Iterator[str]:
    for key in _ATTACHMENT_KEYS:
        attachments = record.get(key)
        for each in attachments[:_MAX_ATTACHMENTS] if isinstance(attachments, list) else ():
            if isinstance(each, Mapping):
                names = (each[key] for key in _ATTACHMENT_NAME_KEYS if isinstance(each.get(key), str))
                name = next(filter(None, names), "")
                if name:
                    yield f"[{name}]"


def _time_ns(value: object) -> int:
    """A time, as text or as a number, in nanoseconds since 1970; 0 if it is none."""
    number = _number(value)
    if number is None:
        return parse_date_ns(value) if isinstance(value, str) else 0
    while number > _MAX_SECONDS:
        number /= 1000
    return seconds_to_ns(int(number)) if number > _MIN_SECONDS else 0


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    with suppress(ValueError, OverflowError):
        number = float(value)
        return number if number < _MAX_TIME else 0.0  # infinity, too
    return None


def _shown_time(date: int) -> str:
    return f"{datetime.fromtimestamp(date // 10**9, UTC):%Y-%m-%d %H:%M}" if date else ""
