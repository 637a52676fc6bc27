"""Text files that hold data rather than prose: what their formats share.

Owned here: reading a text of records in parts without parting a record, and leaving out what holds no words.

Numbers would flood an index: measurements take as long to embed as sentences do, and nobody finds a passage by a mean
of digits. Of a run of data without words only the first `MOST_WORDLESS` characters are read; the document ends there,
and the next begins, at its own offset and line, where words do.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Protocol

from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.joined_parts import end_parts
from scent.formats.documents.base.outline import Start, tile
from scent.formats.documents.base.parts import parts

# About 30 rows of ten numbers: enough to see what a table is of, and to find it by a number that stands at its head.
MOST_WORDLESS = 4096
# In base64 and the like, letters stand between signs by chance, once or twice in so many characters.
_CHARACTERS_A_WORD = 100
# What stands for a missing or a truth value says as little as a number.
_WORD = re.compile(
    r"(?<![\w+/=])(?!(?:nan|null|none|nil|inf|na|true|false|am|pm|utc|gmt)\b)[^\W\d_]{2,40}(?![\w+/=])|[\u3040-\u9fff\uac00-\ud7af]",
    re.IGNORECASE,
)
_LOOKED_AT = 20_000


class Scanner(Protocol):
    """What finds the records of one text, given in pieces; `title` is known after the first."""

    title: str

    def scan(self, text: str, *, final: bool) -> tuple[Sequence[Start], int]:
        """Where blocks begin in the next piece, the first at 0, and how many of its characters are read with that.

        What is left comes again at the head of the next piece; nothing may be left of the last one, which is `final`.
        """


def has_words(text: str) -> bool:
    """Whether `text` holds words at all, rather than numbers, identifiers and encoded bytes."""
    if len(text) <= _CHARACTERS_A_WORD:
        return _WORD.search(text) is not None
    looked_at = text[:_LOOKED_AT]
    enough = len(looked_at) // _CHARACTERS_A_WORD
    return any(number >= enough for number, _ in enumerate(_WORD.finditer(looked_at), 1))


def record_format(  # noqa: PLR0913 - what a format is, in one line
    name: str,
    scanner: Callable[[], Scanner],
    *,
    suffixes: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    label: str = "",
    carries: str = "line, key path",
    decode: Callable[[str], str] | None = None,
) -> Format:
    """A format whose files are text in records. `decode` reads escapes as the characters they stand for."""

    def read(file: BinaryIO, skip: int) -> Iterator[Document]:
        # Every part is scanned, also those that are skipped: records are counted from the file's beginning.
        return end_parts(_documents(file, name, scanner(), decode), skip, Document("", name))

    return Format(name, read, suffixes, names, is_text=True, family=Family.DATA, label=label, carries=carries)


def _documents(file: BinaryIO, name: str, scanner: Scanner, decode: Callable[[str], str] | None) -> Iterator[Document]:
    telling = _Telling()
    rest, offset, line = "", 0, 1
    for part in parts(file):
        text = rest + (decode(part.text) if decode else part.text)
        starts, end = scanner.scan(text, final=part.last)
        rest = text[end:]
        for first, last, own in telling.spans(text, starts, end):
            piece = text[first:last]
            blocks = tile(piece, (start._replace(at=start.at - first) for start in own))
            yield Document(
                piece, name, scanner.title, blocks, offset + first, line + text.count("\n", 0, first), last=False
            )
        offset += end
        line += text.count("\n", 0, end)


class _Telling:
    """Which stretches of a text are read; the run of data without words at hand goes on from part to part."""

    def __init__(self) -> None:
        self._wordless = 0

    def spans(self, text: str, starts: Sequence[Start], end: int) -> Iterator[tuple[int, int, Sequence[Start]]]:
        """Stretches of `text[:end]`, without gaps inside, each with the blocks that begin there."""
        begin, first = 0, 0
        for number, start in enumerate(starts):
            after = starts[number + 1].at if number + 1 < len(starts) else end
            room = self._room(text[start.at : after])
            if room < after - start.at:
                if start.at + room > begin:
                    yield begin, start.at + room, starts[first : number + (room > 0)]
                begin, first = after, number + 1
        if begin < end:
            yield begin, end, starts[first:]

    def _room(self, block: str) -> int:
        """How many characters of the next block are read."""
        if has_words(block):
            self._wordless = 0
            return len(block)
        room = max(0, min(len(block), MOST_WORDLESS - self._wordless))
        self._wordless += len(block)
        return room
