"""Reads what Office files before 2007 say about themselves ([MS-OLEPS]): title, author, date and subject."""

import struct
from collections.abc import Iterator, Mapping
from typing import Final

from scent.errors import ReadError
from scent.formats.documents.base.metadata import Metadata, author_names, meaningful_title, seconds_to_ns
from scent.formats.documents.office.binary.compound_file import CompoundFile

_SUMMARY: Final = "\5SummaryInformation"
# Types of properties ([MS-OLEPS] 2.15) and numbers of properties ([MS-OSHARED] 2.3.3.2).
_TEXT, _TIME = 0x1E, 0x40
_CODE_PAGE, _TITLE, _AUTHOR, _CREATED = 1, 2, 4, 12
_DESCRIPTIONS: Final = {6: "Description", 3: "Subject", 5: "Keywords"}
_UTF_8: Final = 65_001
_MAX_PROPERTIES: Final = 100
_MAX_VALUE_BYTES: Final = 1000
# A time is a number of ticks of 100 ns since 1601.
_TICKS_A_SECOND: Final = 10**7
_SECONDS_TO_1970: Final = 11_644_473_600


class PropertySet:
    """The property set of a compound file; empty if it is damaged, so that the text is still read."""

    def __init__(self, compound: CompoundFile) -> None:
        self._values: Mapping[int, bytes] = {}
        try:
            self._values = dict(_properties(compound.stream(_SUMMARY))) if _SUMMARY in compound else {}
        except (ReadError, struct.error):
            return

    def metadata(self) -> Metadata:
        """Title, author and date."""
        ticks = int.from_bytes(self._values.get(_CREATED, b""), "little")
        date_ns = seconds_to_ns(ticks // _TICKS_A_SECOND - _SECONDS_TO_1970) if ticks else 0
        return Metadata(meaningful_title(self._text(_TITLE)), author_names(self._text(_AUTHOR)), date_ns)

    def descriptions(self) -> list[str]:
        """What the file says that it is about, as `description_lines` gives it: "Keywords: bees, honey"."""
        texts = ((label, " ".join(self._text(number).split())) for number, label in _DESCRIPTIONS.items())
        return [f"{label}: {text}" for label, text in texts if text]

    def _text(self, number: int) -> str:
        code_page = int.from_bytes(self._values.get(_CODE_PAGE, b"")[:2], "little")
        try:
            return self._values.get(number, b"").decode("utf-8" if code_page == _UTF_8 else f"cp{code_page}", "replace")
        except LookupError:  # an unknown code page
            return ""


def _properties(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The properties in a stream's first set, as pairs of number and value.

    A value is the bytes of a text, a time (8 bytes) or an integer (2 bytes).
    """
    (begin,) = struct.unpack_from("<I", stream, 44)
    (count,) = struct.unpack_from("<I", stream, begin + 4)
    for index in range(min(count, _MAX_PROPERTIES)):
        number, offset = struct.unpack_from("<II", stream, begin + 8 + 8 * index)
        kind, size = struct.unpack_from("<II", stream, begin + offset)
        value = begin + offset + 4
        if kind == _TEXT:
            yield number, stream[value + 4 : value + 4 + min(size, _MAX_VALUE_BYTES)].rstrip(b"\0")
        else:
            yield number, stream[value : value + (8 if kind == _TIME else 2)]
