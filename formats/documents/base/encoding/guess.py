"""Guesses the encoding of bytes that are not ASCII and have no byte order mark.

UTF-8 is proved by the bytes alone. Texts with a few letters of European languages are told by where
these letters stand, Cyrillic and East Asian ones by which letters are common (`scripts.py`);
everything else is left to charset-normalizer.
"""

import codecs
import re

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
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "mac_roman", "cp850", "cp437", "cp866"),
)
# Letters of Western Europe that in cp1252 are no other, as common, letter of a neighbouring
# encoding; š, ž, ý, ð, þ and õ are left to charset-normalizer.
_WESTERN = frozenset("äöüßÄÖÜéèêëÉÈÊàâáåæÀÂÁÅÆçÇîïíìÍÎôóòøÓÔØœŒùûúÙÛÚñÑ")
# Of Czech and Slovak.
_CZECH = frozenset("áäčďéěíĺľňóôřŕšťúůýžÁÄČĎÉĚÍĹĽŇÓÔŘŔŠŤÚŮÝŽ")
_SIGNS = frozenset("„“”\u201a\u2018’\u2013—…«»\u2039\u203a°§€£©®·\u00b4²³½µ\u00d7¿¡•ªº™\xa0\xad")
# Encodings and their letters; the first is taken in which a text has no others, all in their places.
_ALPHABETS = (
    ("cp1252", _WESTERN),
    ("cp1250", frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")),
    ("iso8859_2", frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")),
    ("iso8859_2", _CZECH),
    ("cp1250", _CZECH),
    ("cp1250", frozenset("áéíóöőúüűÁÉÍÓÖŐÚÜŰ")),
    ("cp1254", frozenset("ğışçöüâîûİŞĞÇÖÜ")),
    ("cp1257", frozenset("āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ")),
    ("cp1257", frozenset("ąčęėįšųūžĄČĘĖĮŠŲŪŽ")),
    ("iso8859_15", _WESTERN),
    ("cp850", _WESTERN),
    ("mac_roman", _WESTERN),
    ("cp852", frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")),
    ("cp852", _CZECH),
)
# Letters of which a text in these encodings has one, or else it is in another.
_PROOFS = {
    "cp1250": frozenset("ąęłżĄĘŁŻěřůĚŘŮčďťňľű"),
    "iso8859_2": frozenset("ąęłżĄĘŁŻěřůĚŘŮčďťňľ"),
    "cp1254": frozenset("ğışİŞ"),
    "cp1257": frozenset("āīļņųėū"),
    "iso8859_15": frozenset("œŒ€"),
    "cp852": frozenset("ąęłżĄĘŁŻěřůĚŘŮčďťňľ"),
}
# Signs that may stand between two letters.
_IN_WORDS = frozenset("’\u2018\u2013—·\u00b4…\xad\xa0")
# Most letters of a Western word are ASCII; in Greek or Cyrillic, read as cp1252, few are.
_MAX_SHARE, _MAX_CENTRAL_EUROPEAN_SHARE = 0.4, 0.6
_SIGN_IN_WORD = re.compile(r"[^\W\d_]([^\w\s\x00-\x7f])[^\W\d_]")
_CAPITAL_IN_WORD = re.compile(r"[a-zäöüßéèêàáâçñ][ÄÖÜÉÈÊÀÁÂÅÆÇÍÎÓÔØÙÛÚÑŒ]|[a-z][A-Z][äöüéèêàáâçñ]")
_OPENING_AFTER_WORD = re.compile(r"[^\W\d_][„\u201a](?:\W|$)")
# What œ of ISO 8859-15 looks like.
_FRACTION_BEFORE_WORD = re.compile(r"[¼½¾][^\W\d_]")
# What ß of another encoding looks like.
_NOT_SHARP_S = re.compile(r"[ao]á|[a-z]{2}[ºª]")
_ASCII = bytes(range(0x80))


def guess_encoding(data: bytes) -> str:
    """The likeliest encoding of bytes that are not all ASCII and have no byte order mark."""
    if is_utf8(data):
        return "utf-8"
    sample = _non_ascii_lines(data)
    if found := next((name for name, letters in _ALPHABETS if _is_written_in(sample, name, letters)), ""):
        return found
    if len(sample.translate(None, delete=_ASCII)) < MIN_NON_ASCII_BYTES:
        return FALLBACK
    if found := script_encoding(sample):
        return found
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


def _is_written_in(sample: bytes, encoding: str, alphabet: frozenset[str]) -> bool:
    """Whether in this encoding all non-ASCII characters are of an alphabet, or signs, in their places."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    others = [character for character in text if character > "\x7f"]
    letters = sum(character in alphabet for character in others)
    if not all(character in alphabet or character in _SIGNS for character in others):
        return False
    most = _MAX_SHARE if alphabet is _WESTERN else _MAX_CENTRAL_EUROPEAN_SHARE
    if len(others) >= MIN_NON_ASCII_BYTES and letters > most * sum(map(str.isalpha, text)):
        return False
    return (
        all(match[1] in _IN_WORDS for match in _SIGN_IN_WORD.finditer(text))
        and not _CAPITAL_IN_WORD.search(text)
        and not _OPENING_AFTER_WORD.search(text)
        and not _NOT_SHARP_S.search(text)
        and not _FRACTION_BEFORE_WORD.search(text)
        and (encoding not in _PROOFS or not _PROOFS[encoding].isdisjoint(text))
    )


def _non_ascii_lines(data: bytes) -> bytes:
    """The first `GUESS_BYTES` or more of lines that are not ASCII; the encoding is guessed from them."""
    sample = bytearray()
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            sample += line[:GUESS_BYTES]
            if len(sample) >= GUESS_BYTES:
                break
    return bytes(sample)
