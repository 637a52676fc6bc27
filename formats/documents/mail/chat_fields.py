"""The text in the fields of JSON records that are not shown as messages, so that nothing of them is lost.

In what a chat program writes, that for itself is left out: ids, addresses of pictures, colours and counts.
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
# Senders, of which only texts of several words are kept: the name that is shown is one of several.
_SENDERS: Final = frozenset({"user_profile", "bot_profile", "author", "creator", "sender", "from", "user"})
# What a language model gives to a program that it calls.
_INPUTS: Final = frozenset(["input", "arguments"])
# Marks that people set on a message.
_MARKS: Final = "reactions"
# A key of several words that ends like this is of a picture or of the program; `url` alone is what is talked about.
_ADDRESSES: Final = frozenset({"url", "urls", "uri"})
_SPEAKING: Final = frozenset(
    [
        *("title", "text", "description", "name", "fallback", "summary", "caption", "value", "topic"),
        *("body", "content", "extracted_content", "prompt", "thinking", "category", "nickname"),
    ]
)
# What most messages of ChatGPT have.
_USUAL: Final = frozenset({("status", "finished_successfully"), ("recipient", "all"), ("weight", "1.0")})
_WORD_START: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_OF_TIMES: Final = frozenset(
    ["at", "am", "pm", "utc", "gmt", "sept", *_DAYS, *_MONTHS, *(name[:3] for name in (*_DAYS, *_MONTHS))]
)
_MAX_COMPARED: Final = 1000  # texts that are looked for in what is shown


def other_fields(record: Mapping[str, Any], used: Collection[str] = (), shown: str = "", *, of_program: bool) -> str:
    """`key: value; key: value` of all fields but those with the keys `used`; empty if there are none.

    Args:
        record: the fields.
        used: keys of fields that stand elsewhere.
        shown: text that stands elsewhere; values that are in it are left out.
        of_program: whether a chat program wrote the record. What it writes for itself is left out.
    """
    skipped = {*used, *([_MARKS] if of_program else ())}
    fields = list[str]()
    compared = iter(range(_MAX_COMPARED))
    for top, key, value in _leaves({name: each for name, each in record.items() if name not in skipped}):
        text = clean_text(value)
        if not text or (of_program and _is_for_programs(top, key, text)):
            continue
        if shown and next(compared, None) is not None and text in shown:
            continue
        fields.append(f"{key if key == top else f'{top} {key}'}: {text}")
    return "; ".join(fields)


def text_of(value: object, *, of_program: bool = False) -> str:
    """The text of any JSON value, as `other_fields` gives it."""
    if isinstance(value, Mapping):
        return other_fields(value, of_program=of_program)
    return other_fields({"": value}, of_program=of_program).removeprefix(": ")


def is_time(text: str) -> bool:
    """Whether a text is a date or a time, and says nothing else."""
    return parse_date_ns(text) != 0 and _OF_TIMES.issuperset(_LETTERS.findall(text.lower()))


def _leaves(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The texts and numbers in a record at any depth, with the key of the record and their own key."""
    stack = [(str(key), str(key), value) for key, value in reversed(list(record.items()))]
    while stack:
        top, key, value = stack.pop()
        if isinstance(value, Mapping):
            top = key if key in _INPUTS else top
            stack += [(top, str(name), each) for name, each in reversed(list(value.items()))]
        elif isinstance(value, list):
            stack += [(top, key, each) for each in reversed(value)]
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield top, key, str(value)


def _is_for_programs(top: str, key: str, text: str) -> bool:
    if (key, text) in _USUAL:
        return True
    *others, last = _WORD_START.sub("_", key).lower().split("_")
    if last in {"at", "date", "time", "timestamp"} and is_time(text):
        return True
    if any(map(str.isspace, text)):
        return False
    if last in _FOR_PROGRAMS or top in _SENDERS or (last in _ADDRESSES and any(others)):
        return True
    # A sentence of Chinese, Japanese or Thai is a single word here; what programs write is ASCII.
    return top in _OF_PROGRAMS and key not in _SPEAKING and text.isascii()
