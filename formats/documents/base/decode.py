"""Decodes text files: guesses the encoding, and tells binary files.

Decoding never fails on content and never yields surrogates. Line ends stay as they are, so that
offsets into the text are offsets into the file's characters. A byte order mark is not part of the
text.
"""

import codecs

from scent.errors import NotTextError

# First bytes in which a NUL makes a file binary, as in ripgrep and git; one further on does not.
BINARY_BYTES = 64 * 1024
# makeinfo writes this before its marks for indexes and pictures: a NUL that is common in text.
INFO_COOKIE = b"\0\b"
# Bytes that the encoding is guessed from; more of them cost time and change no guess.
GUESS_BYTES = 16 * 1024
# Bytes that are tried as UTF-16 and UTF-32 without a byte order mark.
UTF16_BYTES = 8 * 1024
# With fewer bytes that are not ASCII there is nothing to guess from, and `FALLBACK` is the
# likeliest encoding.
MIN_NON_ASCII_BYTES = 3
# Share of control codes that makes a file binary: compressed data has a tenth, text in any
# 8-bit encoding less than a hundredth.
MAX_CONTROL_CODES = 0.02
# Share of the non-ASCII bytes that may be invalid in damaged UTF-8; in other encodings nearly all
# of them are invalid.
MAX_INVALID_UTF8 = 0.05

FALLBACK = "cp1252"
# In order of preference, where several fit equally well.
CANDIDATES = (
    *("cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1257", "cp1255", "cp1256", "koi8_r", "cp874"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "mac_roman", "cp850", "cp437", "cp866"),
)

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL_CODES = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\b\x1b\x1a"))
_ASCII = bytes(range(0x80))


class Decoder:
    """Decodes a file piece by piece; the first piece decides whether it is text.

    The encoding is guessed at the first byte that is not ASCII, which may come after megabytes of a
    log.
    """

    def __init__(self) -> None:
        """A decoder at the start of a file."""
        self._started = False
        self._inner: codecs.IncrementalDecoder | None = None

    def feed(self, data: bytes, *, final: bool = False) -> str:
        """The text of the next bytes, up to the last whole character; `final` marks the last bytes.

        Raises:
            NotTextError: the first piece is binary.
        """
        if not self._started:
            self._started = True
            data = self._open(data)
        if self._inner is None and data.isascii():
            return data.decode("ascii")
        inner = self._inner or self._use(_guess(data))
        return inner.decode(data, final)

    def _open(self, data: bytes) -> bytes:
        for mark, encoding in _BYTE_ORDER_MARKS:
            if data.startswith(mark):
                self._use(encoding)
                return data[len(mark) :]
        head = data[:BINARY_BYTES]
        if b"\0" in head and b"\0" in head.replace(INFO_COOKIE, b""):
            encoding = _utf16_or_utf32(head[:UTF16_BYTES])
            if not encoding:
                raise NotTextError("it is a binary file")
            self._use(encoding)
        elif b"\x1b$" in head and _fits(head, "iso2022_jp"):
            self._use("iso2022_jp")
        elif not head.isascii() and not _is_utf8(head) and _share(head, _CONTROL_CODES) > MAX_CONTROL_CODES:
            raise NotTextError("it is a binary file")
        return data

    def _use(self, encoding: str) -> codecs.IncrementalDecoder:
        self._inner = codecs.getincrementaldecoder(encoding)(errors="replace")
        return self._inner


def decode(data: bytes) -> str:
    """The text of all bytes of a file.

    Raises:
        NotTextError: the file is binary.
    """
    return Decoder().feed(data, final=True)


def _guess(data: bytes) -> str:
    """The encoding of bytes that are not all ASCII and have no byte order mark."""
    if _is_utf8(data):
        return "utf-8"
    sample = _non_ascii_lines(data)
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


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, allowing for a character cut at the end and a little damage."""
    if _fits(data, "utf-8"):
        return True
    invalid = data.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}")
    return invalid <= len(data.translate(None, delete=_ASCII)) * MAX_INVALID_UTF8


def _fits(data: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_or_utf32(head: bytes) -> str:
    """The encoding of UTF-16 or UTF-32 without a byte order mark; empty for other bytes."""
    for encoding, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        whole = head[: len(head) - len(head) % unit]
        if not whole or not _fits(whole, encoding):
            continue
        text = whole.decode(encoding, "ignore")
        readable = sum(character.isprintable() or character.isspace() for character in text)
        # Spaces and line ends tell the two byte orders apart, and text from nothing but NULs.
        if readable == len(text) and any(character in " \t\r\n" for character in text):
            return encoding
    return ""


def _non_ascii_lines(data: bytes) -> bytes:
    """The first `GUESS_BYTES` or more of lines that are not ASCII; the encoding is guessed from them."""
    sample = bytearray()
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            sample += line[:GUESS_BYTES]
            if len(sample) >= GUESS_BYTES:
                break
    return bytes(sample)


def _share(data: bytes, of: bytes) -> float:
    return 1 - len(data.translate(None, delete=of)) / len(data)
