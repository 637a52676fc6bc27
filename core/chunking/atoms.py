"""Cuts a document into atoms: the smallest pieces, such as sentences and lines, that a chunk never divides."""

from collections.abc import Iterator
from typing import NamedTuple

from scent.core.chunking.sentences import lines, sentences
from scent.formats.documents.base.document import Block, Document, Kind

# Longer atoms are cut: tokenizers take more than linear time for long runs without spaces.
MAX_ATOM_CHARACTERS = 1000


class Atom(NamedTuple):  # not a dataclass: there is one for each line, and these take a third of the time to make
    """A piece of a document's text, from `start` to `end` (characters, end exclusive), with the white space after it.

    `boundary` is one of the constants of `Boundary`: what kind of boundary is before the atom.
    `heading` and `place` are those of its block.
    """

    start: int
    end: int
    heading: tuple[str, ...]
    boundary: int
    place: str = ""


class Boundary:
    """Kinds of boundaries before an atom, from the best place to end a chunk to the worst."""

    SECTION = 0  # a heading or a definition starts
    BLOCK = 1  # a paragraph, a list or a table starts
    SENTENCE = 2  # a sentence, a line or a row starts
    KEEP = 3  # the block before asked to stay with this one
    WORD = 4  # an atom that was too long is cut here


def atoms(document: Document) -> list[Atom]:
    """The atoms of a document, in order. They tile its text, as its blocks do."""
    result: list[Atom] = []
    previous: Block | None = None
    for block in document.blocks:
        boundary = _boundary(previous, block)
        for start, end in _spans(document.text, block):
            for cut_start, cut_end in _shorten(document.text, start, end):
                result.append(Atom(cut_start, cut_end, block.heading, boundary, block.place))
                boundary = Boundary.WORD
            boundary = Boundary.SENTENCE
        previous = block
    return result


def halves(text: str, atom: Atom) -> tuple[Atom, Atom]:
    """Cut an atom of at least two characters in two near its middle, at white space if possible."""
    cut = _cut_position(text, atom.start, atom.end, (atom.start + atom.end) // 2)
    return atom._replace(end=cut), atom._replace(start=cut, boundary=Boundary.WORD)


def _boundary(previous: Block | None, block: Block) -> int:
    if previous is None:
        return Boundary.SECTION
    if previous.keep:
        return Boundary.KEEP
    if block.kind is Kind.HEADING or block.heading != previous.heading:
        return Boundary.SECTION
    return Boundary.BLOCK


def _spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Lines of code and tables; sentences of everything else, and items of lists. They tile the block."""
    if block.kind is Kind.CODE or block.kind is Kind.TABLE:
        return lines(text, block.start, block.end)
    return sentences(text, block.start, block.end, of_list=block.kind is Kind.LIST)


def _shorten(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a span into spans of at most `MAX_ATOM_CHARACTERS`."""
    while end - start > MAX_ATOM_CHARACTERS:
        cut = _cut_position(text, start, start + MAX_ATOM_CHARACTERS, start + MAX_ATOM_CHARACTERS)
        yield start, cut
        start = cut
    yield start, end


def _cut_position(text: str, start: int, end: int, target: int) -> int:
    """A position after `start` and at most `end`, where the text is cut.

    It is after a line end in the second half of `text[start:target]`, else after white space there,
    else at `target`.
    """
    earliest = start + (target - start) // 2
    line_end = text.rfind("\n", earliest, target)
    if line_end >= 0:
        return line_end + 1
    position = target
    while position > earliest and not text[position - 1].isspace():
        position -= 1
    return position if position > max(start, earliest) else min(max(target, start + 1), end)
