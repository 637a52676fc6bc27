"""Reads the front matter of a note: YAML between lines of dashes, or TOML between plus signs.

Title, authors, dates and language are found line by line, without a YAML or TOML parser. The front
matter stays in the text, so that tags and other fields can be searched too.
"""

import re
from typing import NamedTuple

from scent.formats.documents.base.blocks.outline import Lines, to_label
from scent.formats.documents.base.metadata import author_names, parse_date_ns

_ENDS = {"---": ("---", "..."), "+++": ("+++",)}
_MAX_LINES = 500
_MAX_LINE = 1000  # characters of a line that are read
_FIELD = re.compile(r"""["']?([A-Za-z][\w-]*)["']?[ \t]*[:=][ \t]*(.*)$""")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?:name:[ \t]*)?(.+)$")
_COMMENT = re.compile(r"[ \t]#.*")
# The names that tools give to dates; the one that says most about the text comes first.
_DATES = ("date", "updated", "modified", "lastmod", "created", "published")


class FrontMatter(NamedTuple):
    """The metadata at the start of a text; `after` is the number of its lines, 0 if there is none.

    The other fields are those of `Document`.
    """

    after: int = 0
    title: str = ""
    author: str = ""
    date_ns: int = 0
    language: str = ""


def read_front_matter(source: Lines) -> FrontMatter:
    """The front matter at the start of a text; it must end within `_MAX_LINES` lines."""
    ends = _ENDS.get(source.lines[0], ())
    fields: dict[str, list[str]] = {}
    values: list[str] = []  # of the field that was read last
    for number, line in enumerate(source.lines[1:_MAX_LINES] if ends else (), 1):
        if line in ends:
            return _from_fields(number + 1, fields)
        short = line[:_MAX_LINE]
        if field := _FIELD.match(short):
            values = [_unquote(field[2])]
            fields.setdefault(field[1].lower(), values)
        elif item := _ITEM.match(short):
            values.append(_unquote(item[1]))
        elif short[:1].isspace() and values and values[-1] in {"", ">", "|", ">-", "|-"}:
            values.append(short.strip())
    return FrontMatter()


def _from_fields(after: int, fields: dict[str, list[str]]) -> FrontMatter:
    def first(name: str) -> str:
        return next((value for value in fields.get(name, ()) if value.strip(">|-")), "")

    dates = (parse_date_ns(first(name)) for name in _DATES)
    author = author_names(", ".join(value for name in ("author", "authors") for value in fields.get(name, ())))
    language = first("lang") or first("language")
    language = language[:2].lower() if re.fullmatch(r"[A-Za-z]{2}(?:[-_]\w+)?", language) else ""
    return FrontMatter(after, to_label(first("title")), author, next((date for date in dates if date), 0), language)


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"').replace("''", "'")
    return _COMMENT.sub("", value)
