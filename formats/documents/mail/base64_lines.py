"""Decodes lines of base64 as mails have them: damaged, cut off, or with other lines behind. Pure."""

import binascii
import re

_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,3}")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_DAMAGE = re.compile(rb"[^A-Za-z0-9+/=]+")
_LEAST_WHOLE = 0.9  # of the characters of a damaged line
_BASE64_UNIT = 4  # characters


def from_base64(raw: bytes, *, keep_rest: bool) -> bytes:
    """What base64 stands for, as far as it goes; with `keep_rest`, then the lines behind it.

    A server may have put lines there, such as the footer of a mailing list. Text that only claims to
    be base64 is returned as it is.
    """
    lines = [line.strip() for line in raw.split(b"\n")]
    first = next((line for line in lines if line), b"")
    end, ended = 0, False
    for at, line in enumerate(lines):
        if not line:
            continue
        # All lines but the last one are equally long.
        if not _is_base64(line, behind=bool(end)) or (ended and len(line) != len(first)):
            break
        end, ended = at + 1, len(line) != len(first) or not lines[at + 1 : at + 2] or not lines[at + 1]
    if not end:
        return raw
    packed = _NOT_BASE64.split(b"".join(_undamaged(line, len(first)) for line in lines[:end]))
    data = b"".join(
        binascii.a2b_base64(each[: _whole(each)] + b"=" * (-_whole(each) % _BASE64_UNIT)) for each in packed
    )
    rest = b"\n".join(lines[end:]).strip()
    return data + b"\n\n" + rest if keep_rest and rest else data


def _undamaged(line: bytes, length: int) -> bytes:
    """A line of base64 without the characters that do not belong there.

    If they took the place of others, all lines behind would shift: a full line keeps its `length`.
    """
    if len(line) == length:
        return _DAMAGE.sub(lambda damage: b"I" * len(damage[0]), line)
    clean = _DAMAGE.sub(b"", line)
    return clean.ljust(length, b"I") if len(line) > length else clean


def _is_base64(line: bytes, *, behind: bool) -> bool:
    """Whether a line is base64; one `behind` such a line may be damaged (RFC 2045 has other characters passed over)."""
    if _BASE64_LINE.fullmatch(line):
        return True
    is_word = b" " not in line and b"\t" not in line
    return behind and is_word and len(_DAMAGE.sub(b"", line)) >= _LEAST_WHOLE * len(line)


def _whole(packed: bytes) -> int:
    """How many characters of base64 stand for whole bytes: one alone at the end does not."""
    return len(packed) - (len(packed) % _BASE64_UNIT == 1)
