"""Where a document may be cut: its atoms, the smallest pieces that a chunk never divides.

Owned here: which places each block may be cut at, and cutting what is too long. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scent.core.chunking.sentences import lines, sentences
from scent.formats.documents.base.document import Block, Document, Kind

# No atom is longer than this many characters: tokenizers take more than linear time over unbroken runs.
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of text from `start` to `end` (characters, end exclusive), white space after it included.

    `boundary` says how little the place before the atom asks to be cut: see the constants of `Boundary`.
    """

    start: int
    end: int
    heading: tuple[str, ...]
    boundary: int
    place: str = ""


class Boundary:
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
        boundary = _boundary(before, block)
        for start, end in _pieces(document.text, block):
            for cut_start, cut_end in _shorten(document.text, start, end):
                found.append(Atom(cut_start, cut_end, block.heading, boundary, block.place))
                boundary = Boundary.WORD
            boundary = Boundary.SENTENCE
        before = block
    return found


def halves(text: str, atom: Atom) -> tuple[Atom, Atom]:
    """An atom of at least two characters, cut in two near its middle: at white space if there is any."""
    cut = _near(text, atom.start, atom.end, (atom.start + atom.end) // 2)
    return replace(atom, end=cut), replace(atom, start=cut, boundary=Boundary.WORD)


def _boundary(before: Block | None, block: Block) -> int:
    if before is None:
        return Boundary.SECTION
    if before.keep:
        return Boundary.KEPT
    if block.kind is Kind.HEADING or block.heading != before.heading:
        return Boundary.SECTION
    return Boundary.BLOCK


def _pieces(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Sentences of prose, items and sentences of lists, lines of everything else; they tile the block."""
    if block.kind is Kind.CODE or block.kind is Kind.TABLE:
        return lines(text, block.start, block.end)
    return sentences(text, block.start, block.end, of_list=block.kind is Kind.LIST)


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
