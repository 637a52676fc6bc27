"""Joins the lines that a mail program broke within words (RFC 3676, `format=flowed; delsp=yes`).

Without `delsp`, lines end between words, and stay as they are.
"""

import re
from email.message import Message

_SIGNATURE = "-- "
_QUOTED = re.compile(r"(>*) ?(.*)", re.DOTALL)


def is_broken_in_words(part: Message) -> bool:
    """Whether a part says that blanks at the ends of its lines only mark where lines were broken."""
    return _parameter(part, "format") == "flowed" and _parameter(part, "delsp") == "yes"


def joined_lines(text: str) -> str:
    """The text with its paragraphs on one line each; a line is joined only to one that is quoted as deeply."""
    paragraphs: list[list[str]] = []
    depth, is_open = "", False
    for line in text.replace("\r\n", "\n").split("\n"):
        match = _QUOTED.match(line)
        quotes, words = (match[1], match[2]) if match else ("", line)
        if not (is_open and quotes == depth):
            paragraphs.append([f"{quotes} " if quotes else ""])
        is_open, depth = words.endswith(" ") and words != _SIGNATURE, quotes
        paragraphs[-1].append(words[:-1] if is_open else words)
    return "\n".join(map("".join, paragraphs))


def _parameter(part: Message, name: str) -> str:
    value = part.get_param(name)
    return value.lower() if isinstance(value, str) else ""
