r"""Reads what programs write into JSON in place of a text: bytes as a list of numbers, colours as escapes.

`journalctl -o json` writes a message with colours, or one that is not UTF-8, as `[27, 91, 51, 49, ...]`.
Source: systemd, "Journal Export Formats".
"""

import json
import re

from scent.formats.documents.base.terminal_marks import remove_terminal_marks

_OF_THE_JOURNAL = '"__REALTIME_TIMESTAMP"'  # each of its entries has this field
# Fields of the journal have names in upper case.
_BYTES = re.compile(r'("[A-Z_][A-Z0-9_]{0,63}"\s{0,9}:\s{0,9})\[([\d\s,]{1,200000})\]')
_MIN_BYTES = 2
_MAX_BYTE = 255
_MIN_READABLE = 0.8  # share of the characters
# Control sequences of a terminal (ECMA-48), and those that name its window, as JSON has them.
_ESCAPED_MARK = re.compile(
    r"\\u001[bB](?:\[[0-?]{0,40}[ -/]{0,4}[@-~]|\][^\"\\\n]{0,200}(?:\\u0007|\\u001[bB]\\\\)|[()][0-9A-B]|[=>78M])"
)


def resolve_bytes(text: str) -> str:
    """The text of a JSON file with the texts that lists of bytes stand for, on the same lines; without colours."""
    if "\\u001" in text:
        text = _ESCAPED_MARK.sub("", text)
    return _BYTES.sub(_as_text, text) if _OF_THE_JOURNAL in text else text


def _as_text(field: re.Match[str]) -> str:
    numbers = [int(number) for number in re.findall(r"\d{1,4}", field[2])]
    if len(numbers) < _MIN_BYTES or max(numbers) > _MAX_BYTE:
        return field[0]
    value = remove_terminal_marks(bytes(numbers).decode("utf-8", "replace")).replace("\0", " ")
    readable = sum(each.isprintable() or each.isspace() for each in value)
    if readable < _MIN_READABLE * len(value):
        return field[0]
    return f"{field[1]}{json.dumps(value, ensure_ascii=False)}" + "\n" * field[0].count("\n", len(field[1]))
