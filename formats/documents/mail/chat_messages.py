"""What a message in an exported chat says: its sender, its time and its text, by the keys that programs use.

Owned here: one message as JSON has it, and the names of people.
"""

import html
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.clean_text import clean_text
from scent.formats.documents.base.container_context import ContainerContext
from scent.formats.documents.base.metadata import parse_date_ns, seconds_to_ns
from scent.formats.documents.base.outline import to_label

# The keys that programs use; those that say more stand before others.
SENDERS: Final = (
    *("user_profile", "sender_name", "sender", "from", "author", "user", "creator", "username", "nick", "role"),
    "from_id",
)
TIMES: Final = (
    *("date", "timestamp", "timestamp_ms", "ts", "time", "datetime", "created_at", "create_time", "createdAt"),
    *("created_date", "sent_at", "date_unixtime"),
)
TEXTS: Final = ("text", "content", "body", "message", "parts")
_NAMES: Final = ("nickname", "real_name", "display_name", "name", "username", "login", "role", "email", "id")
_ATTACHED: Final = ("attachments", "files")
_ATTACHED_NAMES: Final = ("title", "fileName", "file_name", "name", "text", "fallback")
# A message of these needs no date: nobody else writes so.
ROLES: Final = frozenset(["user", "assistant", "system", "human", "tool", "developer", "model"])
# What Slack notes of who came and went.
_NOTES: Final = ("channel_", "group_")
_SLACK: Final = re.compile(r"<([@#!]?)([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")
_SLACK_ID: Final = re.compile(r"[UWB][A-Z0-9]{5,14}")
_SLACK_DAY: Final = re.compile(rb"\d{4}-\d\d-\d\d\.json")
_SLACK_USERS: Final = b"users.json"
_MOST_ATTACHED: Final = 10
_MOST_TEXT: Final = 100_000
_DEEPEST: Final = 4
# Seconds since 1970 are more since 1973, and fewer until 5138; larger numbers count thousandths or millionths.
_LEAST_SECONDS, _MOST_SECONDS = 1e8, 1e11


class Message(NamedTuple):
    """A message: who sent it, when as people write it, when in nanoseconds since 1970 (0: not said), and its text."""

    sender: str
    when: str
    date_ns: int
    text: str


class People:
    """The names of people by what stands for them in a file; `channel` is where the file says its messages are from.

    Slack keeps names in a file of its own, one directory further up.
    """

    def __init__(self, path: bytes = b"", context: ContainerContext | None = None) -> None:
        """For the file at `path`; without a `context`, no other file is opened for names."""
        folder, base = os.path.split(path)
        self.channel = to_label(os.path.basename(folder).decode(errors="replace")) if _SLACK_DAY.fullmatch(base) else ""  # noqa: PTH119
        self._listed = os.path.join(os.path.dirname(folder), _SLACK_USERS)  # noqa: PTH118, PTH120
        self._context = context
        self._names: dict[str, str] | None = None

    def name(self, value: object) -> str:
        """The name in, or behind, the value of a key; empty if there is none."""
        if isinstance(value, Mapping):
            value = next((value[key] for key in _NAMES if isinstance(value.get(key), str) and value[key].strip()), "")
        if not isinstance(value, str):
            return ""
        if _SLACK_ID.fullmatch(value):
            value = self._known().get(value, value)
        return to_label(clean_text(value[:_MOST_TEXT]))

    def _known(self) -> dict[str, str]:
        if self._names is None:
            self._names = {}
            with suppress(ReadError, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
                for each in json.loads(self._listing()):
                    profile = each.get("profile") or {}
                    self._names[each["id"]] = each.get("real_name") or profile.get("real_name") or each["name"]
        return self._names

    def _listing(self) -> bytes:
        if self._context is None:
            raise ReadError("its list of names is not looked for")
        if self._context.depth:
            if self._context.read_sibling is None:
                raise ReadError("it lies in no archive that has its list of names")
            return self._context.read_sibling(self._listed)
        with Path(os.fsdecode(self._listed)).open("rb") as file:
            return file.read(limits.PART_BYTES)


def message(record: Mapping[str, Any], people: People) -> Message | None:
    """The message in a record; None if it is none, or says nothing.

    One that is wrapped, as in ChatGPT's exports, is taken out.
    """
    if isinstance(inner := record.get("message"), Mapping):
        record = {**record, **inner}
    if str(record.get("subtype", "")).startswith(_NOTES):
        return None
    sender = next(filter(None, (people.name(record.get(key)) for key in SENDERS)), "")
    when, date = next((found for key in TIMES if (found := _moment(record.get(key)))[1]), ("", 0))
    if not sender or not (date or sender in ROLES):
        return None
    text = next(filter(None, (_text(record.get(key)) for key in TEXTS)), "")
    if "ts" in record:
        text = html.unescape(_SLACK.sub(lambda found: _said(found, people), text))
    text = clean_text("\n".join([text, *_attached(record)])[:_MOST_TEXT])
    return Message(sender, when, date, text) if text else None


def _text(value: object, depth: int = 0) -> str:
    """A text, also where it is parted by how it looks, or one of several kinds of content."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and depth < _DEEPEST:
        between = "" if any(isinstance(each, str) for each in value) else "\n"
        return between.join(filter(None, (_text(each, depth + 1) for each in value)))
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return next(filter(None, (_text(value.get(key), depth + 1) for key in TEXTS)), "")
    return ""


def _said(found: re.Match[str], people: People) -> str:
    """What Slack shows in the place of a reference: to somebody, a channel, an address."""
    mark, target, shown = found.groups()
    return mark.replace("!", "@") + (people.name(target) if mark == "@" and not shown else shown or target)


def _attached(record: Mapping[str, Any]) -> Iterator[str]:
    for key in _ATTACHED:
        listed = record.get(key)
        for each in listed[:_MOST_ATTACHED] if isinstance(listed, list) else ():
            if isinstance(each, Mapping):
                name = next((each[key] for key in _ATTACHED_NAMES if isinstance(each.get(key), str) and each[key]), "")
                if name:
                    yield f"[{name}]"


def _moment(value: object) -> tuple[str, int]:
    """A time as people write it, and in nanoseconds since 1970; 0 if it is none."""
    number = _number(value)
    if number is None:
        date = parse_date_ns(value) if isinstance(value, str) else 0
        return _shown(date), date
    while number > _MOST_SECONDS:
        number /= 1000
    date = seconds_to_ns(int(number)) if number > _LEAST_SECONDS else 0
    return _shown(date), date


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    with suppress(ValueError, OverflowError):
        number = float(value)
        return number if number < 1e18 else 0.0  # noqa: PLR2004 - past all counts of millionths; infinity, too
    return None


def _shown(date: int) -> str:
    return f"{datetime.fromtimestamp(date // 10**9, UTC):%Y-%m-%d %H:%M}" if date else ""
