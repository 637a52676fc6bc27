"""The text in the fields of JSON records that are not shown as messages, so that nothing of them is lost.

What programs write for themselves is left out: ids, addresses of pictures, colours and counts.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from scent.formats.documents.base.clean_text import clean_text
from scent.formats.documents.base.metadata import parse_date_ns

# The last words of keys whose values, where they are a single word, are for programs.
_FOR_PROGRAMS: Final = frozenset(
    [
        *(
            "id",
            "ids",
            "uuid",
            "guid",
            "url",
            "urls",
            "uri",
            "hash",
            "slug",
            "seq",
            "type",
            "kind",
            "parent",
            "children",
        ),
        *(
            "ts",
            "at",
            "ms",
            "date",
            "time",
            "timestamp",
            "unixtime",
            "locale",
            "unread",
            "users",
            "team",
            "discriminator",
        ),
        *("size", "bytes", "count", "width", "height", "color", "colour", "avatar", "icon"),
    ]
)
# Fields of programs, of which only texts of several words, titles and names are kept.
_OF_PROGRAMS: Final = frozenset(
    [
        *("metadata", "user_profile", "bot_profile", "author", "creator", "embeds", "attachments", "files", "mentions"),
        *(
            "edited",
            "replies",
            "reply_users",
            "content",
            "parts",
            "participants",
            "magic_words",
            "annotations",
            "guild",
        ),
        *("channel", "dateRange", "stickers", "roles"),
    ]
)
# Copies of a message's text, and marks that people set on it.
_COPIES: Final = frozenset({"blocks", "text_entities", "reactions"})
_SPEAKING: Final = frozenset(
    ["title", "text", "description", "name", "fallback", "summary", "caption", "value", "topic"]
)
# What most messages of ChatGPT have.
_USUAL: Final = frozenset({("status", "finished_successfully"), ("recipient", "all"), ("weight", "1.0")})
_WORD_START: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MAX_COMPARED: Final = 1000  # texts that are looked for in what is shown


def other_fields(record: Mapping[str, Any], used: Collection[str] = (), shown: str = "") -> str:
    """`key: value; key: value` of all fields but those with the keys `used`; empty if there are none.

    Values that are in the text `shown` are left out.
    """
    skipped = {*used, *(_COPIES if shown else ())}
    fields = list[str]()
    compared = iter(range(_MAX_COMPARED))
    for top, key, value in _leaves({name: each for name, each in record.items() if name not in skipped}):
        text = clean_text(value)
        if (
            not text
            or _is_for_programs(top, key, text)
            or (shown and next(compared, None) is not None and text in shown)
        ):
            continue
        fields.append(f"{key if key == top else f'{top} {key}'}: {text}")
    return "; ".join(fields)


def text_of(value: object) -> str:
    """The text of any JSON value, as `other_fields` gives it."""
    return other_fields(value) if isinstance(value, Mapping) else other_fields({"": value}).removeprefix(": ")


def _leaves(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The texts and numbers in a record at any depth, with the key of the record and their own key."""
    stack = [(str(key), str(key), value) for key, value in reversed(list(record.items()))]
    while stack:
        top, key, value = stack.pop()
        if isinstance(value, Mapping):
            stack += [(top, str(name), each) for name, each in reversed(list(value.items()))]
        elif isinstance(value, list):
            stack += [(top, key, each) for each in reversed(value)]
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield top, key, str(value)


def _is_for_programs(top: str, key: str, text: str) -> bool:
    if (key, text) in _USUAL:
        return True
    last = _WORD_START.sub("_", key).lower().rpartition("_")[2]
    if last in {"at", "date", "time", "timestamp"} and parse_date_ns(text):
        return True
    if any(map(str.isspace, text)):
        return False
    return last in _FOR_PROGRAMS or (top in _OF_PROGRAMS and key not in _SPEAKING)
