r"""Decodes text files: guesses the encoding, checks what is declared, and tells binary files.

Decoding never fails on content and never yields surrogates. Each character stays where it is, so
that offsets into the text are offsets into the file's characters; a "\r" in a file without "\n" is
a line end and becomes "\n". A byte order mark is not part of the text.
"""

import codecs
import re

from scent.errors import NotTextError
from scent.formats.documents.base.encoding.guess import MAX_INVALID_UTF8, fits, guess_encoding, is_utf8
from scent.formats.documents.base.encoding.names import codec_name

# First bytes in which NULs can make a file binary, as in ripgrep and git; those further on do not.
BINARY_BYTES = 64 * 1024
# makeinfo writes this before its marks for indexes and pictures: a NUL that is common in text.
INFO_COOKIE = b"\0\b"
# Bytes that are tried as UTF-16 and UTF-32 without a byte order mark.
UTF16_BYTES = 8 * 1024
# Share of control codes that makes a file binary: compressed data has a tenth, text in any
# 8-bit encoding less than a hundredth.
MAX_CONTROL_CODES = 0.02
# Runs of NULs in a text, at least and per byte of text: what a power cut leaves. Lists of names that
# end with NULs have more.
MAX_NUL_RUNS, MAX_NUL_SHARE = 2, 0.01
# A text with NULs that is not UTF-8 must be so many bytes long, and no larger a share of it non-ASCII.
MIN_LEGACY_BESIDE_NULS, MAX_NON_ASCII_BESIDE_NULS = 64, 0.15

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_ASCII_PER_NULS = 8  # bytes of ASCII for each run of NULs, at least, in what is no UTF-16
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL_CODES = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\b\x1b\x1a"))
_ASCII = bytes(range(0x80))
_NON_ASCII = bytes(range(0x80, 0x100))
# Chinese characters of HZ (RFC 1843), and how many bytes of them no other text has.
_HZ, _MIN_HZ = re.compile(rb"~\{((?:[\x21-\x77][\x21-\x7e])+)~\}"), 8
_MAX_CUT = 3  # bytes of a character that a piece may end within
_NULS = re.compile(rb"\0+")


class Decoder:
    """Decodes a file piece by piece; the first piece decides whether it is text.

    The encoding is guessed at the first byte that is not ASCII, which may come after megabytes of a
    log.
    """

    def __init__(self) -> None:
        """A decoder at the start of a file."""
        self._started = False
        self._inner: codecs.IncrementalDecoder | None = None
        self._undecided = b""  # the last bytes, from which no encoding can be told yet
        self._has_nuls = False
        # Whether a "\r" alone ends a line; None until the first line end.
        self._cr_ends_lines: bool | None = None
        self._held = ""  # a final "\r" that may be half of "\r\n"

    def feed(self, data: bytes, *, final: bool = False) -> str:
        """The text of the next bytes, up to the last whole character; `final` marks the last bytes.

        Raises:
            NotTextError: the first piece is binary.
        """
        return self._with_line_ends(self._decode(data, final=final), final=final)

    def _decode(self, data: bytes, *, final: bool) -> str:
        if not self._started:
            self._started = True
            data = self._open(data)
        if self._has_nuls:
            data = data.replace(b"\0", b" ")
        if self._inner is None:
            data, self._undecided = self._undecided + data, b""
            if not final and data[:-_MAX_CUT].isascii():
                # The first character that is not ASCII may go on in the next bytes.
                known = len(data.rstrip(_NON_ASCII))
                data, self._undecided = data[:known], data[known:]
            if data.isascii():
                return data.decode("ascii")
        inner = self._inner or self._use(guess_encoding(data))
        return inner.decode(data, final)

    def _with_line_ends(self, text: str, *, final: bool) -> str:
        r"""The same text; each "\r" is "\n" in a file that has no other line ends."""
        if self._cr_ends_lines is False or not (text or self._held):
            return text
        text, self._held = self._held + text, ""
        if self._cr_ends_lines is None and "\n" in text:
            self._cr_ends_lines = False
            return text
        if text.endswith("\r") and not final:
            text, self._held = text[:-1], "\r"
        if self._cr_ends_lines is None and "\r" in text:
            self._cr_ends_lines = True
        return text.replace("\r\n", "\n\n").replace("\r", "\n") if self._cr_ends_lines and "\r" in text else text

    def _open(self, data: bytes) -> bytes:
        for mark, encoding in _BYTE_ORDER_MARKS:
            if data.startswith(mark):
                self._use(encoding)
                return data[len(mark) :]
        head = data[:BINARY_BYTES]
        if b"\0" in head and b"\0" in head.replace(INFO_COOKIE, b""):
            if not _has_few_nuls(head) and (encoding := _utf16_or_utf32(head[:UTF16_BYTES])):
                self._use(encoding)
            elif _is_text_with_nuls(head):
                self._has_nuls = True
            else:
                raise NotTextError("it is a binary file")
        elif encoding := _switching_encoding(head):
            self._use(encoding)
        elif not head.isascii() and not is_utf8(head) and _share(head, _CONTROL_CODES) > MAX_CONTROL_CODES:
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


def decode_declared(data: bytes, declared: str) -> str:
    """The text of bytes that come with the name of an encoding, which need not be true.

    A byte order mark counts first. Bytes that are UTF-8, and not only ASCII, are UTF-8. Otherwise
    the declared encoding counts if the bytes fit it, with little damage; else it is guessed.

    Raises:
        NotTextError: the declared encoding does not fit, and the bytes are binary.
    """
    codec = codec_name(declared)
    if not codec.startswith(("iso2022", "hz")) and _switching_encoding(data[:BINARY_BYTES]):
        return decode(data)
    if codec and not data.startswith(tuple(mark for mark, _ in _BYTE_ORDER_MARKS)):
        text = data.decode("utf-8" if not data.isascii() and _is_valid_utf8(data) else codec, "replace")
        damage = text.count("\N{REPLACEMENT CHARACTER}") - data.count("\N{REPLACEMENT CHARACTER}".encode())
        if damage <= MAX_INVALID_UTF8 * len(data.translate(None, delete=_ASCII)):
            return text.encode("utf-8", "replace").decode() if codec == "utf-7" else text
    return decode(data)


def _switching_encoding(head: bytes) -> str:
    """The encoding of bytes that look like ASCII, or UTF-8, but switch to East Asian characters and back; or empty."""
    if b"\x1b$)C" in head:
        return "iso2022_kr" if fits(head, "iso2022_kr") else ""
    if b"\x1b$" in head:
        return "iso2022_jp" if fits(head, "iso2022_jp") else ""
    runs = _HZ.findall(head)
    return "hz" if len(b"".join(runs)) >= _MIN_HZ and fits(head, "hz") else ""


def _is_valid_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _has_few_nuls(head: bytes) -> bool:
    """Whether bytes are ASCII but for a few NULs, which UTF-16 of most scripts has at every other byte."""
    rest, runs = _NULS.subn(b"", head)
    return rest.isascii() and len(rest) > _ASCII_PER_NULS * runs and not _share(rest, _CONTROL_CODES)


def _is_text_with_nuls(head: bytes) -> bool:
    """Whether bytes are a text but for a few NULs, or runs of them."""
    rest, runs = _NULS.subn(b"", head)
    if not rest or runs > max(MAX_NUL_RUNS, MAX_NUL_SHARE * len(rest)) or _share(rest, _CONTROL_CODES):
        return False
    if b"\x1a" in rest or b"\x1b" in rest:
        return False
    is_long = len(rest) >= MIN_LEGACY_BESIDE_NULS
    return _is_valid_utf8(rest) or (is_long and 1 - _share(rest, _ASCII) <= MAX_NON_ASCII_BESIDE_NULS)


def _utf16_or_utf32(head: bytes) -> str:
    """The encoding of UTF-16 or UTF-32 without a byte order mark; empty for other bytes."""
    for encoding, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        whole = head[: len(head) - len(head) % unit]
        if not whole or not fits(whole, encoding):
            continue
        text = whole.decode(encoding, "ignore")
        readable = sum(character.isprintable() or character.isspace() for character in text)
        # Spaces and line ends tell the two byte orders apart, and text from nothing but NULs.
        if readable == len(text) and any(character in " \t\r\n" for character in text):
            return encoding
    return ""


def _share(data: bytes, of: bytes) -> float:
    return 1 - len(data.translate(None, delete=of)) / len(data)
