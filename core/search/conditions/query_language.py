"""Reads the operators in a query: what a passage must contain, what it must not, and which documents to search. Pure.

The grammar is in scent-search(1). What only looks like an operator stays part of the words: a dash within a word, an
option of a command, a negative number, a time, an address, code, a quote that is not closed.
"""

import re
from typing import NamedTuple

from scent.core.types import Conditions
from scent.errors import UsageError

# A word, or a quoted phrase, with the sign and the name before it.
_WORD = re.compile(
    r"""
    (?<!\S)
    (?P<sign>[+-]?)
    (?:(?P<field>path|title|author|type):)?
    (?:"(?P<quoted>[^"]*)"(?P<stop>[.?!]*)(?!\S) | (?P<plain>[^\s"]\S*))
    """,
    re.VERBOSE,
)
# What + and - may stand before: a word of two or more characters that begins with a letter; a stop may follow.
_SIGNED = re.compile(r"([^\W\d_][\w.'’@#+-]*[\w#+])[.,;:?!]*")
# One character is a word in Chinese and Japanese.
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
# In a command line, what begins with a dash is an option.
_OPTION = re.compile(r"(?<!\S)(?:--\w|-[A-Za-z](?!\S))")
# In code and data, quotes and signs are part of it.
_CODE = re.compile(r'[{};=<>|]|&&|\(\)|":|#include')
# German and its neighbours write "Rechte und -pflichten": behind such a word, a dash stands for what two words share.
_LOOK_BACK = 64  # characters: more would cost a long query quadratic time
_JOINING = re.compile(r"\b(?:und|oder|bzw\.|sowie|and|or|en|of|og|och|eller)\s+\Z", re.IGNORECASE)


class ParsedQuery(NamedTuple):
    """A query as it was understood.

    `text` are the words that rank passages, without the signs of operators. `notes` say which parts were taken as words
    although they may have been meant as operators.
    """

    text: str
    conditions: Conditions = Conditions()
    notes: tuple[str, ...] = ()


class _Operator(NamedTuple):
    """An operator: its sign, the name of a field or nothing, its value, and what of it ranks."""

    sign: str
    field: str
    value: str
    ranks: str


def parse(query: str, *, literal: bool = False) -> ParsedQuery:
    """The words and the operators of a query; with `literal`, all of it are words.

    Raises:
        UsageError: there are only operators that say where to search, or what to leave out.
    """
    if literal:
        return ParsedQuery(query)
    notes: list[str] = []
    found: list[_Operator] = []
    rest: list[str] = []
    words: list[str] = []
    place = 0
    options = _OPTION.search(query) is not None
    for match in _WORD.finditer(query):
        is_shared = options or _JOINING.search(query, max(0, match.start() - _LOOK_BACK), match.start()) is not None
        operator = _operator(match, notes, dashes=not is_shared)
        if operator is None:
            continue
        between = query[place : match.start()]
        rest.append(between)
        words += [between, operator.ranks]
        found.append(operator)
        place = match.end()
    rest.append(query[place:])
    if not found or _CODE.search(" ".join(rest)):
        return ParsedQuery(query, notes=tuple(notes) if not found else ())
    text = " ".join("".join([*words, query[place:]]).split())
    if not text:
        raise _nothing_to_find(found)
    return ParsedQuery(text, _conditions(found), tuple(notes))


def is_exact(query: ParsedQuery) -> bool:
    """Whether a query asks for nothing but texts that a passage must contain."""
    return bool(query.conditions.required) and set(query.text.split()) <= {
        word for text in query.conditions.required for word in text.split()
    }


def _operator(match: re.Match[str], notes: list[str], *, dashes: bool) -> _Operator | None:
    """The operator that a word of the query is; None if it is only a word. A dash may not be one, unless `dashes`."""
    sign, field, quoted, plain = match["sign"], match["field"] or "", match["quoted"], match["plain"]
    if field:
        value = plain if quoted is None else quoted.strip()
        if not value or not _is_value(field, value, notes):
            return None
        return _Operator(sign, field, value, value if field == "title" and sign != "-" else "")
    if quoted is not None:
        return _Operator(sign, "", quoted, "" if sign == "-" else quoted) if _has_words(quoted) else None
    if not sign or (sign == "-" and not dashes):
        return None
    signed = _SIGNED.fullmatch(plain)
    value = signed[1] if signed else plain
    if not signed and not _IDEOGRAPH.fullmatch(plain):
        return None
    return _Operator(sign, "", value, "" if sign == "-" else value)


def _is_value(field: str, value: str, notes: list[str]) -> bool:
    """Whether a field can have this value; a type that does not exist is a word, which a note says."""
    if field != "type":
        return _has_words(value) or (field == "path" and "*" in value)
    from scent.core.files.file_types import formats_of  # knows all readers, which few searches need

    try:
        formats_of([value])
    except UsageError as error:
        near = error.hint if error.hint.startswith("did you mean") else "see scent search --type-list"
        notes.append(f"there is no type '{value}', so type:{value} was searched as words; {near}")
        return False
    return True


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _conditions(operators: list[_Operator]) -> Conditions:
    texts = [each for each in operators if not each.field]
    fields = [each for each in operators if each.field]
    return Conditions(
        required=tuple(each.value for each in texts if each.sign != "-"),
        excluded=tuple(each.value for each in texts if each.sign == "-"),
        fields=tuple((each.field, each.value) for each in fields if each.sign != "-"),
        other_fields=tuple((each.field, each.value) for each in fields if each.sign == "-"),
    )


def _nothing_to_find(operators: list[_Operator]) -> UsageError:
    only = "what to leave out" if all(each.sign == "-" for each in operators) else "where to search"
    hint = "add words to search for: 'heating -draft'; --literal searches for the signs themselves"
    return UsageError(f"the query only says {only}", hint=hint)
