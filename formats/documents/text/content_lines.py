r"""Reads the lines of calendars and address books: `NAME;PARAMETER=value:value`, folded and escaped.

The syntax is that of RFC 5545 (iCalendar), RFC 6350 and RFC 2425 (vCard), with the quoted-printable
values of vCard 2.1.
"""

import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scent.errors import NotTextError
from scent.formats.documents.base.encoding.decode import decode_declared

_PROPERTY = re.compile(
    r"""(?:[\w-]{1,60}\.)?  (?P<name>[A-Za-z][\w-]{0,60})
    (?P<parameters>(?:;[^;:"]*(?:"[^"]*"[^;:"]*)*)*) : (?P<value>.*)""",
    re.VERBOSE | re.DOTALL,
)
_PARAMETER = re.compile(r';(?:([\w-]+)=)?("[^"]*"|[^;:"]*)')
_ESCAPE = re.compile(r"\\([\\;,:nN])")
_DIVIDER = re.compile(r"(?<!\\)((?:\\\\)*);")
_QUOTED_PRINTABLE = "QUOTED-PRINTABLE"
_BASE64 = frozenset(["B", "BASE64"])


@dataclass(frozen=True, slots=True)
class Property:
    """A line of such a file, unfolded, or a line that is none, whose `name` is empty.

    `lines` is how many lines it has in the file. Names are in upper case; the parameter `TYPE` has
    also those that stand without a name.
    """

    name: str
    parameters: dict[str, list[str]]
    value: str
    lines: int = 1

    @property
    def text(self) -> str:
        r"""The value as people read it; a line end in it is "\n"."""
        return _unescaped(self.value)

    @property
    def parts(self) -> list[str]:
        """The parts of a value that semicolons divide, such as those of an address, without empty ones."""
        parts = _DIVIDER.sub("\\1\0", self.value).split("\0")
        return [text for part in parts if (text := _unescaped(part).strip())]

    def parameter(self, name: str) -> str:
        """The first value of a parameter; empty if it has none."""
        return next(iter(self.parameters.get(name, ())), "")


def properties(lines: Sequence[str]) -> Iterator[Property]:
    """The properties on these lines; together they have as many lines."""
    at = 0
    while at < len(lines):
        pieces, end = [lines[at].rstrip("\r")], at + 1
        is_quoted = _QUOTED_PRINTABLE in lines[at][:200].upper()
        while end < len(lines) and (lines[end][:1] in {" ", "\t"} or (is_quoted and pieces[-1].endswith("="))):
            line = lines[end].rstrip("\r")
            if is_quoted and pieces[-1].endswith("="):
                pieces[-1] = pieces[-1][:-1]
            else:
                line = line[1:]
            pieces.append(line)
            end += 1
        yield _property("".join(pieces), end - at)
        at = end


def _property(line: str, lines: int) -> Property:
    match = _PROPERTY.fullmatch(line)
    if match is None:
        return Property("", {}, line, lines)
    parameters: dict[str, list[str]] = {}
    for name, value in _PARAMETER.findall(match["parameters"]):
        values = [value.strip('"')] if name.upper() != "TYPE" and value.startswith('"') else value.strip('"').split(",")
        parameters.setdefault(name.upper() or "TYPE", []).extend(values)
    return Property(match["name"].upper(), parameters, _decoded(match["value"], parameters), lines)


def _decoded(value: str, parameters: dict[str, list[str]]) -> str:
    """A value without its encoding. What is in base64 is text only if a charset is named; else it is a picture."""
    encodings = {each.upper() for each in (*parameters.get("ENCODING", ()), *parameters.get("TYPE", ()))}
    charset = next(iter(parameters.get("CHARSET", ())), "")
    if _QUOTED_PRINTABLE in encodings:
        return decode_declared(quopri.decodestring(value.encode()), charset or "utf-8")
    if charset and not encodings.isdisjoint(_BASE64):
        try:
            return decode_declared(binascii.a2b_base64(value), charset)
        except (ValueError, NotTextError):
            return value
    return value


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda escape: "\n" if escape[1] in "nN" else escape[1], text).replace("\r\n", "\n")
