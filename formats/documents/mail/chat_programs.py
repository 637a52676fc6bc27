"""Tells messages of chat programs from other JSON records, by the structure that each program gives them.

A sender, a time and a text alone do not make a message: issues, log entries and articles have them.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

# Senders of messages to and from language models.
ROLES: Final = frozenset(["user", "assistant", "system", "human", "tool", "developer", "model"])
_SLACK_TIME: Final = re.compile(r"\d{9,11}\.\d{6}")
_SLACK_SENDERS: Final = frozenset({"user", "user_profile", "username", "bot_id", "bot_profile"})
_DISCORD: Final = frozenset(
    {"isPinned", "timestampEdited", "mentions", "embeds", "attachments", "reactions", "channel_id", "stickers"}
)
_TELEGRAM: Final = frozenset({"text_entities", "date_unixtime", "from_id"})
# Keys that nobody but a chat program writes.
_MARKS_OF_PROGRAMS: Final = _TELEGRAM | {"isPinned", "timestampEdited", "client_msg_id", "actor_id"}
# A record of nothing but a sender, a time and a text, as scripts and small programs write it.
_PLAIN: Final = (
    frozenset({"sender", "sender_name", "from", "author", "nick"}),
    frozenset({"date", "timestamp", "timestamp_ms", "ts", "time", "datetime", "created_at", "createdAt", "sent_at"}),
    frozenset({"text", "content", "body"}),
)


def is_plain_message(record: Mapping[str, Any]) -> bool:
    """Whether a record is nothing but a sender, a time and a text, and perhaps an id."""
    return len(record.keys() - {"id"}) == len(_PLAIN) and all(record.keys() & names for names in _PLAIN)


def is_message(record: Mapping[str, Any]) -> bool:
    """Whether a record has the structure of a message of a known program."""
    keys = record.keys()
    return any(
        (
            _is_of_language_model(record),
            _is_of_slack(record),
            {"timestamp", "content"} <= keys and _is_object(record, "author") and len(keys & _DISCORD) > 1,
            {"date", "from", "text"} <= keys and bool(keys & _TELEGRAM),
            {"sender_name", "timestamp_ms"} <= keys,  # Messenger, Instagram
            "created_date" in keys and _is_object(record, "creator"),  # Google Chat
        )
    )


def is_of_program(record: Mapping[str, Any]) -> bool:
    """Whether a chat program wrote a record, be it a message or something else that happened."""
    return is_message(record) or not record.keys().isdisjoint(_MARKS_OF_PROGRAMS)


def _is_of_language_model(record: Mapping[str, Any]) -> bool:
    """Whether a record is of ChatGPT, of Claude, or of a programming interface like theirs."""
    author = record.get("author")
    return (
        (_is_role(record.get("role")) and not record.keys().isdisjoint({"content", "parts", "tool_calls"}))
        or (_is_role(record.get("sender")) and {"created_at", "text"} <= record.keys())
        or (isinstance(author, Mapping) and _is_role(author.get("role")) and "content" in record)
    )


def _is_of_slack(record: Mapping[str, Any]) -> bool:
    time = record.get("ts")
    return (
        isinstance(time, str)
        and _SLACK_TIME.fullmatch(time) is not None
        and "text" in record
        and not record.keys().isdisjoint(_SLACK_SENDERS)
    )


def _is_role(value: object) -> bool:
    return isinstance(value, str) and value in ROLES


def _is_object(record: Mapping[str, Any], key: str) -> bool:
    return isinstance(record.get(key), Mapping)
