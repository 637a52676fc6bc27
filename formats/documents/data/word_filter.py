"""Leaves out data without words, such as tables of measurements.

Numbers take as long to embed as sentences, and nobody finds a passage by the mean of its digits. Of
a run of blocks without words, only the first `MAX_WORDLESS` characters are kept.
"""

import re
from collections.abc import Iterator, Sequence

from scent.formats.documents.base.outline import BlockStart

# About 30 rows of ten numbers: enough to show what a table holds.
MAX_WORDLESS = 4096
# In base64 and the like, letters appear between other signs by chance, up to twice per this many
# characters.
_CHARACTERS_A_WORD = 100
# Two or more letters, or one character of an East Asian script. Values such as null and true, and
# units of time, are no words.
_WORD = re.compile(
    r"(?<![\w+/=])(?!(?:nan|null|none|nil|inf|na|true|false|am|pm|utc|gmt)\b)[^\W\d_]{2,40}(?![\w+/=])|[\u3040-\u9fff\uac00-\ud7af]",
    re.IGNORECASE,
)
_LOOKED_AT = 20_000  # characters


def has_words(text: str) -> bool:
    """Whether a text has words, rather than only numbers, identifiers and encoded bytes."""
    if len(text) <= _CHARACTERS_A_WORD:
        return _WORD.search(text) is not None
    looked_at = text[:_LOOKED_AT]
    enough = len(looked_at) // _CHARACTERS_A_WORD
    return any(number >= enough for number, _ in enumerate(_WORD.finditer(looked_at), 1))


class WordFilter:
    """Chooses the spans of a text to keep; a run without words goes on from part to part."""

    def __init__(self) -> None:
        self._wordless = 0  # characters in the current run of blocks without words

    def spans(
        self, text: str, starts: Sequence[BlockStart], end: int
    ) -> Iterator[tuple[int, int, Sequence[BlockStart]]]:
        """The spans of `text[:end]` to keep: first character, last (exclusive), and blocks inside.

        `starts` are the beginnings of all blocks, the first at 0.
        """
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
        """How many characters of the next block are kept."""
        if has_words(block):
            self._wordless = 0
            return len(block)
        room = max(0, min(len(block), MAX_WORDLESS - self._wordless))
        self._wordless += len(block)
        return room
