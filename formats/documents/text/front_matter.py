"""The fields before the text of a note: YAML between lines of dashes, TOML between lines of plus signs.

Owned here: title, authors and date, found in lines. Tags and all other fields stay in the text, where they are found as
words.
"""

import re
from typing import NamedTuple

from scent.formats.documents.base.metadata import author_names, parse_date_ns
from scent.formats.documents.base.outline import Lines, to_label

_ENDS = {"---": ("---", "..."), "+++": ("+++",)}
_MOST_LINES = 500
_LONGEST = 1000
_FIELD = re.compile(r"""["']?([A-Za-z][\w-]*)["']?[ \t]*[:=][ \t]*(.*)$""")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?:name:[ \t]*)?(.+)$")
_COMMENT = re.compile(r"[ \t]#.*")
# What the tools call a date, the one that says most of the text first.
_DATES = ("date", "updated", "modified", "lastmod", "created", "published")


class FrontMatter(NamedTuple):
    """The number of lines that the fields take, 0 if there are none, and what they say."""

    after: int = 0
    title: str = ""
    author: str = ""
    date_ns: int = 0
    language: str = ""


def front_matter(source: Lines) -> FrontMatter:
    """The fields at the start of a text; a block of them that does not end within 500 lines is none."""
    ends = _ENDS.get(source.text[0], ())
    fields: dict[str, list[str]] = {}
    latest: list[str] = []
    for number, line in enumerate(source.text[1:_MOST_LINES] if ends else (), 1):
        if line in ends:
            return _made(number + 1, fields)
        short = line[:_LONGEST]
        if field := _FIELD.match(short):
            latest = [_unquoted(field[2])]
            fields.setdefault(field[1].lower(), latest)
        elif item := _ITEM.match(short):
            latest.append(_unquoted(item[1]))
        elif short[:1].isspace() and latest and latest[-1] in {"", ">", "|", ">-", "|-"}:
            latest.append(short.strip())
    return FrontMatter()


def _made(after: int, fields: dict[str, list[str]]) -> FrontMatter:
    def first(name: str) -> str:
        return next((value for value in fields.get(name, ()) if value.strip(">|-")), "")

    dates = (parse_date_ns(first(name)) for name in _DATES)
    author = author_names(", ".join(value for name in ("author", "authors") for value in fields.get(name, ())))
    language = first("lang") or first("language")
    language = language[:2].lower() if re.fullmatch(r"[A-Za-z]{2}(?:[-_]\w+)?", language) else ""
    return FrontMatter(after, to_label(first("title")), author, next((date for date in dates if date), 0), language)


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"').replace("''", "'")
    return _COMMENT.sub("", value)
