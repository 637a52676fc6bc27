"""Bytes to text, for files that do not say how they are encoded.

Owned here: which encoding a file is read in, and what counts as binary. Decoding never fails on content and never
yields surrogates; line ends are left as they are, so that offsets into the text are offsets into the file's characters.
A byte order mark is not part of the text.
"""

import codecs

from scent.errors import NotTextError

# As far as ripgrep and git look, in kind: a NUL byte further on does not make a file binary.
BINARY_BYTES = 64 * 1024
# What makeinfo puts before the marks of an index and of a picture: the one NUL that text holds by custom.
INFO_COOKIE = b"\0\b"
# Enough for a guess to settle; what the guess costs grows with it.
GUESS_BYTES = 16 * 1024
# Enough to see whether all of it reads as UTF-16 or UTF-32.
WIDE_BYTES = 8 * 1024
# A guess on fewer telling bytes than this is no better than a coin; Western text is then the likeliest.
LEAST_TELLING_BYTES = 3
# Compressed or encrypted bytes hold one control code in ten; no text in an 8-bit encoding comes near a hundredth.
MOST_CONTROL_CODES = 0.02
# Of the bytes that are not ASCII, the share that may be damage in UTF-8; in another encoding nearly all of them are.
MOST_DAMAGED_UTF8 = 0.05

FALLBACK = "cp1252"
# In order of preference where two fit equally well.
CANDIDATES = (
    *("cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1257", "cp1255", "cp1256", "koi8_r", "cp874"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "mac_roman", "cp850", "cp437", "cp866"),
)

# The longer marks first: that of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL_CODES = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\b\x1b\x1a"))
_ASCII = bytes(range(0x80))


class Decoder:
    """Decodes a file piece by piece; the first piece decides whether it is text at all.

    As long as all bytes are ASCII the encoding stays open, since a telling byte may come only after megabytes of a log.
    """

    def __init__(self) -> None:
        """A decoder for a file of which nothing has been read."""
        self._started = False
        self._inner: codecs.IncrementalDecoder | None = None

    def feed(self, data: bytes, *, final: bool = False) -> str:
        """The text of the next bytes, up to the last whole character; `final` says that these are the file's last.

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
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                self._use(encoding)
                return data[len(mark) :]
        head = data[:BINARY_BYTES]
        if b"\0" in head and b"\0" in head.replace(INFO_COOKIE, b""):
            wide = _wide(head[:WIDE_BYTES])
            if not wide:
                raise NotTextError("it is a binary file")
            self._use(wide)
        elif b"\x1b$" in head and _fits(head, "iso2022_jp"):
            self._use("iso2022_jp")
        elif not head.isascii() and not _is_utf8(head) and _share(head, _CONTROL_CODES) > MOST_CONTROL_CODES:
            raise NotTextError("it is a binary file")
        return data

    def _use(self, encoding: str) -> codecs.IncrementalDecoder:
        self._inner = codecs.getincrementaldecoder(encoding)(errors="replace")
        return self._inner


def decode(data: bytes) -> str:
    """The text of a whole file's bytes.

    Raises:
        NotTextError: they are binary.
    """
    return Decoder().feed(data, final=True)


def _guess(data: bytes) -> str:
    """The encoding of bytes that are not all ASCII and carry no mark."""
    if _is_utf8(data):
        return "utf-8"
    sample = _telling(data)
    if len(sample.translate(None, delete=_ASCII)) < LEAST_TELLING_BYTES:
        return FALLBACK
    # Loaded only for the few files that need it: it takes longer to import than most files take to read.
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
    """Whether the bytes are UTF-8, a character cut at the end and a little damage aside."""
    if _fits(data, "utf-8"):
        return True
    damaged = data.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}")
    return damaged <= len(data.translate(None, delete=_ASCII)) * MOST_DAMAGED_UTF8


def _fits(data: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _wide(head: bytes) -> str:
    """Which of UTF-16 and UTF-32 bytes without a mark are, if they clearly are one of them; else an empty string."""
    for encoding, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        whole = head[: len(head) - len(head) % unit]
        if not whole or not _fits(whole, encoding):
            continue
        text = whole.decode(encoding, "ignore")
        readable = sum(character.isprintable() or character.isspace() for character in text)
        # NULs alone would fit; and the spaces and line ends of any text are what tells the two byte orders apart.
        if readable == len(text) and any(character in " \t\r\n" for character in text):
            return encoding
    return ""


def _telling(data: bytes) -> bytes:
    """The lines that are not ASCII, up to a length: what a guess can go by in a text that is mostly ASCII."""
    sample = bytearray()
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            sample += line[:GUESS_BYTES]
            if len(sample) >= GUESS_BYTES:
                break
    return bytes(sample)


def _share(data: bytes, of: bytes) -> float:
    return 1 - len(data.translate(None, delete=of)) / len(data)
