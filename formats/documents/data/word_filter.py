"""Leaves out the bulk of data that nobody searches: long runs of plain numbers, and encoded bytes.

Numbers take as long to embed as sentences, and nobody finds a passage by the mean of its digits. Of
a run of blocks of nothing but numbers, only the first characters are kept. Words, codes, dates and
amounts of money are what people look for: a block with one of them is always kept.
"""

import re
from collections.abc import Iterator, Sequence

from scent.formats.documents.base.blocks.outline import BlockStart
from scent.formats.documents.base.left_out import LeftOut

# Characters kept of a run in data that is not a table, such as a list of numbers in JSON.
MAX_WORDLESS = 4096
# Characters kept of a run of rows: a year of daily figures, which a table of numbers alone may be.
MAX_WORDLESS_ROWS = 64 * 1024
# In base64 and the like, letters appear between other signs by chance, up to twice per this many
# characters.
_CHARACTERS_A_WORD = 100
# Two or more letters, or one character of an East Asian script. Values such as null and true, and
# units of time, are no words.
_NO_WORD = r"(?:nan|null|none|nil|inf|na|true|false|am|pm|utc|gmt)\b"
_WORD = rf"(?<![\w+/=])(?!{_NO_WORD})[^\W\d_]{{2,40}}(?![\w+/=])|[\u3040-\u9fff\uac00-\ud7af]"
# Digits with a letter (SN0045871X, 7f3e9a10-22b1), several groups of digits (dates, telephone
# numbers), an integer that is no quantity (0042, 20240105), or money. Not 1e-5.
_CODE = r"""(?<![\w+/=.-])(?:
    (?![\d.,]{1,40}+(?:e[-+]?\d+)?(?![\w+/=-]))(?=[\w./:\#-]{0,63}\d)(?=[\w./:\#-]{0,63}[^\W\d_])[\w./:\#-]{2,64}
    |\d{1,10}(?:[-/:\#]\d{1,10}){1,7} | \d{1,4}\.\d{1,2}\.\d{1,4} | 0\d{1,40} | \d{8,40}
    )(?![\w+/=])
    |[$£€¥₹]\ ?\d|\d\ ?[$£€¥₹]"""
_SAYS_SOMETHING = re.compile(f"{_WORD}|{_CODE}", re.IGNORECASE | re.VERBOSE)
_LOOKED_AT = 20_000  # characters
_BULK = "its long runs of numbers and encoded data are left out"


def has_words(text: str) -> bool:
    """Whether a text has words, codes, dates or amounts, rather than only numbers and encoded bytes."""
    if len(text) <= _CHARACTERS_A_WORD:
        return _SAYS_SOMETHING.search(text) is not None
    looked_at = text[:_LOOKED_AT]
    enough = len(looked_at) // _CHARACTERS_A_WORD
    return any(number >= enough for number, _ in enumerate(_SAYS_SOMETHING.finditer(looked_at), 1))


class WordFilter:
    """Chooses what to keep; a run without words goes on from part to part.

    `left_out` counts the rows that `keeps_row` refused, `left_out_characters` what `spans` did not keep.
    """

    def __init__(self, most: int = MAX_WORDLESS) -> None:
        """A filter that keeps the first `most` characters of each run without words."""
        self.left_out = self.left_out_characters = 0
        self._most = most
        self._wordless = 0  # characters in the current run of blocks without words

    def keeps_row(self, cells: Sequence[str]) -> bool:
        """Whether to keep the next row of a table, given its cells; a row is kept whole, an empty one never."""
        if not any(cells):
            return False
        row = " ".join(cells)
        # A row is asked cell by cell too: a code beside a long text or many numbers counts.
        if has_words(row) or any(map(has_words, cells)):
            self._wordless = 0
            return True
        room = self._most - self._wordless
        self._wordless += len(row) + 1
        self.left_out += room <= 0
        return room > 0

    def note(self, left_out: LeftOut) -> None:
        """Note in `left_out` what was not kept."""
        left_out.count(_BULK, "row", self.left_out)
        left_out.count(_BULK, "character", self.left_out_characters)

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
                self.left_out_characters += after - start.at - room
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
        room = max(0, min(len(block), self._most - self._wordless))
        self._wordless += len(block)
        return room
