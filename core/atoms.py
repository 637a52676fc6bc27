"""Where a document may be cut: its atoms, the smallest pieces that a chunk never divides.

Owned here: the places between sentences, lines and words, found in text alone. Not here: how many atoms make a chunk
(`scent.core.chunk`). Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scent.formats.documents.document import Block, Document, Kind

# No atom is longer than this many characters: tokenizers take more than linear time over unbroken runs.
LONGEST = 1000

# A sentence ends at a full stop and its like, with what closes around it, before white space; in scripts that write no
# spaces, straight after it.
_SENTENCE_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s)|[。！？｡।॥][」』”’）】]*""")
# Full stops that end no sentence: titles, "e.g.", initials, and numbers that head a list.
_NO_END = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|\d{1,3}|[Mm]rs?|[Dd]rs?|[Pp]rof|[Ss]t|vs|cf|etc|[Ff]igs?|[Ee]qs?|[Nn]os?|al|[ei]\.[eg])\.$"
)
_LINE = re.compile(r"[^\n]*\n[^\S\n]*(?:\n\s*)?|[^\n]+\Z")
_ITEM = re.compile(r"\n(?=[^\S\n]*(?:[-*+•]|\d{1,3}[.)])[^\S\n])")


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of text from `start` to `end` (characters, end exclusive), white space after it included.

    `bond` says how little the place before the atom asks to be cut: see the constants of `Bond`.
    """

    start: int
    end: int
    heading: tuple[str, ...]
    bond: int
    place: str = ""


class Bond:
    """How strongly an atom holds to the one before it, from a place made to be cut to one that should not be."""

    SECTION = 0  # a heading or a definition begins here
    BLOCK = 1  # a paragraph, a list, a table begins here
    SENTENCE = 2  # a sentence, a line or a row begins here
    KEPT = 3  # the block before asked to stay with this one
    WORD = 4  # an atom too long for itself was cut here


def atoms(document: Document) -> list[Atom]:
    """The atoms of a document, in order; they tile its text as its blocks do."""
    found: list[Atom] = []
    before: Block | None = None
    for block in document.blocks:
        bond = _bond(before, block)
        for start, end in _pieces(document.text, block):
            for cut_start, cut_end in _shorten(document.text, start, end):
                found.append(Atom(cut_start, cut_end, block.heading, bond, block.place))
                bond = Bond.WORD
            bond = Bond.SENTENCE
        before = block
    return found


def sentences(text: str, *, of_lines: bool = False) -> list[tuple[int, int]]:
    """Where the sentences of a passage stand (its lines, for text that is made of them); they tile it."""
    block = Block(Kind.CODE if of_lines else Kind.LIST, 0, len(text))
    return list(_pieces(text, block))


def halves(text: str, atom: Atom) -> tuple[Atom, Atom]:
    """An atom of at least two characters, cut in two near its middle: at white space if there is any."""
    cut = _near(text, atom.start, atom.end, (atom.start + atom.end) // 2)
    return replace(atom, end=cut), replace(atom, start=cut, bond=Bond.WORD)


def _bond(before: Block | None, block: Block) -> int:
    if before is None:
        return Bond.SECTION
    if before.keep:
        return Bond.KEPT
    if block.kind is Kind.HEADING or block.heading != before.heading:
        return Bond.SECTION
    return Bond.BLOCK


def _pieces(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Sentences of prose, items and sentences of lists, lines of everything else; they tile the block."""
    if block.kind is Kind.CODE or block.kind is Kind.TABLE:
        yield from _tiles((match.end() for match in _LINE.finditer(text, block.start, block.end)), block)
        return
    ends = [
        _after_space(text, match.end(), block.end)
        for match in _SENTENCE_END.finditer(text, block.start, block.end)
        if not _NO_END.search(text, max(block.start, match.start() - 8), match.end())
    ]
    if block.kind is Kind.LIST:
        ends = sorted({*ends, *(match.end() for match in _ITEM.finditer(text, block.start, block.end))})
    yield from _tiles(iter(ends), block)


def _tiles(ends: Iterator[int], block: Block) -> Iterator[tuple[int, int]]:
    start = block.start
    for end in ends:
        if start < end < block.end:
            yield start, end
            start = end
    if start < block.end:
        yield start, block.end


def _after_space(text: str, place: int, limit: int) -> int:
    while place < limit and text[place].isspace():
        place += 1
    return place


def _shorten(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = _near(text, start, start + LONGEST, start + LONGEST)
        yield start, cut
        start = cut
    yield start, end


def _near(text: str, start: int, end: int, wanted: int) -> int:
    """A place to cut after `start`, at most `end`.

    In the half before `wanted`, after a line, else a word, else at `wanted`.
    """
    earliest = start + (wanted - start) // 2
    line = text.rfind("\n", earliest, wanted)
    if line >= 0:
        return line + 1
    place = wanted
    while place > earliest and not text[place - 1].isspace():
        place -= 1
    return place if place > max(start, earliest) else min(max(wanted, start + 1), end)
