"""Guesses the encoding of bytes that are not ASCII and have no byte order mark.

UTF-8 is proved by the bytes alone. Texts with a few letters of European languages are told by where
these letters stand, Cyrillic and East Asian ones by which letters are common (`scripts.py`);
everything else is left to charset-normalizer.
"""

import codecs
import re

from scent.formats.documents.base.encoding.latin import latin_encoding
from scent.formats.documents.base.encoding.scripts import script_encoding

# Bytes that the encoding is guessed from; more of them cost time and change no guess.
GUESS_BYTES = 16 * 1024
# Share of the non-ASCII bytes that may be invalid in damaged UTF-8; in other encodings nearly all
# of them are invalid.
MAX_INVALID_UTF8 = 0.05
# With fewer bytes that are not ASCII there is nothing to guess from.
MIN_NON_ASCII_BYTES = 3

FALLBACK = "cp1252"
# In order of preference, where several fit equally well.
CANDIDATES = (
    *("cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1257", "cp1255", "cp1256", "koi8_r", "cp874"),
    *("cp932", "euc_jp", "gb18030", "big5hkscs", "cp949", "mac_roman", "cp850", "cp437", "cp866"),
)
_ASCII = bytes(range(0x80))
# A tag is no text, and its letters are Latin in every language. One that holds other letters stays.
_TAG = re.compile(rb"<[/?!]?[A-Za-z][^<>\x80-\xff]{0,1000}>")


def guess_encoding(data: bytes) -> str:
    """The likeliest encoding of bytes that are not all ASCII and have no byte order mark."""
    if is_utf8(data):
        return "utf-8"
    sample = _TAG.sub(b" ", _non_ascii_lines(data))
    if found := latin_encoding(sample) or script_encoding(sample):
        return found
    if len(sample.translate(None, delete=_ASCII)) < MIN_NON_ASCII_BYTES:
        return FALLBACK
    # Imported only where it is needed: importing it takes longer than reading most files.
    from charset_normalizer import from_bytes

    matches = list(from_bytes(sample, cp_isolation=list(CANDIDATES)))
    if not matches:
        return FALLBACK
    best = matches[0]
    equal = {
        name
        for match in matches
        if (match.chaos, match.coherence) == (best.chaos, best.coherence)
        for name in match.could_be_from_charset
    }
    return min(equal, key=lambda name: CANDIDATES.index(name) if name in CANDIDATES else len(CANDIDATES))


def is_utf8(data: bytes) -> bool:
    """Whether bytes that are not ASCII are UTF-8, allowing for a character cut at the end and a little damage."""
    text = data.decode("utf-8", "replace")
    if fits(data, "utf-8") and not text.rstrip("\N{REPLACEMENT CHARACTER}").isascii():
        return True
    return text.count("\N{REPLACEMENT CHARACTER}") <= len(data.translate(None, delete=_ASCII)) * MAX_INVALID_UTF8


def fits(data: bytes, encoding: str) -> bool:
    """Whether the bytes, which may end within a character, are valid in an encoding."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _non_ascii_lines(data: bytes) -> bytes:
    """The first `GUESS_BYTES` or more of lines that are not ASCII; the encoding is guessed from them."""
    sample = bytearray()
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            sample += line[:GUESS_BYTES]
            if len(sample) >= GUESS_BYTES:
                break
    return bytes(sample)
