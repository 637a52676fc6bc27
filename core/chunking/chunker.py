"""Cuts documents into chunks of tokens.

The length of a chunk is counted in tokens. In a language that the model was not made for, the same
content takes more tokens (German 1.6 times as many, Chinese one a character). There the length is
counted in characters, so that passages hold about as much content in any language.

llama.cpp gives no map from tokens to characters. Therefore each atom is tokenized by itself and the
ids are joined: so the tokens of any run of atoms are known exactly.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scent.arrays import Tokens
from scent.core.chunking.atoms import Atom, Boundary, atoms, halves
from scent.core.chunking.places import place_range
from scent.core.types import Chunk
from scent.formats.documents.base.document import Document
from scent.formats.index.records import Section

Tokenize = Callable[[Sequence[str]], list[Tokens]]

# The average length of a token in English (XQuAD). A Chinese, Japanese or Korean character counts
# as three of others.
_CHARACTERS_PER_TOKEN = 4.8
_CJK_WEIGHT = 3
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")

# If the chunk so far has this part of its maximum length, the next section starts a new chunk.
_FULL_SECTION = 0.5


@dataclass(frozen=True, slots=True)
class ChunkedDocument:
    """A document's tokens, without special tokens, and the chunks that tile them.

    With `wanted`, only the chunk with this number is to be embedded, in its windows.
    """

    tokens: Tokens
    chunks: tuple[Chunk, ...]
    wanted: int | None = None


class _Piece(NamedTuple):
    """An atom and its tokens; `size` is the length that counts for a chunk, in tokens."""

    atom: Atom
    tokens: Tokens
    size: float


@dataclass(frozen=True, slots=True)
class _Measure:
    """Measures pieces: a chunk has a size of at most `chunk_tokens`, and never more than `max_tokens` tokens."""

    tokenize: Tokenize
    chunk_tokens: int
    max_tokens: int | None

    def piece(self, text: str, atom: Atom, tokens: Tokens) -> _Piece:
        """Measure an atom of `text` that has these tokens."""
        if self.max_tokens is None:
            return _Piece(atom, tokens, len(tokens))
        english_tokens = min(len(tokens), _weighted_length(text[atom.start : atom.end]) / _CHARACTERS_PER_TOKEN)
        # The second value keeps a chunk of size `chunk_tokens` within `max_tokens`.
        return _Piece(atom, tokens, max(english_tokens, len(tokens) * self.chunk_tokens / self.max_tokens))


def chunk(document: Document, tokenize: Tokenize, chunk_tokens: int, max_tokens: int | None = None) -> ChunkedDocument:
    """Cut a document into chunks of at most `chunk_tokens` tokens.

    The chunks tile the text, and their tokens tile the document's tokens. A text without tokens has
    no chunks.

    Args:
        document: The document.
        tokenize: Gives the token ids of each of several texts.
        chunk_tokens: The maximum length of a chunk in English.
        max_tokens: Given if the model was not made for the document's language. Then a chunk has as
            many characters as an English one, and at most so many tokens.
    """
    measure = _Measure(tokenize, chunk_tokens, max_tokens)
    pieces = list(_tokenize_atoms(document.text, atoms(document), measure))
    if not any(len(piece.tokens) for piece in pieces):
        return ChunkedDocument(np.empty(0, np.int32), ())
    chunks: list[Chunk] = []
    token = 0
    for run in _runs(pieces, chunk_tokens):
        length = sum(len(piece.tokens) for piece in run)
        first, last = run[0].atom, run[-1].atom
        place = place_range(first.place, last.place)
        sections = tuple(_inner_sections(run, place))
        chunks.append(Chunk(first.start, last.end, token, token + length, first.heading, place, sections))
        token += length
    return ChunkedDocument(np.concatenate([piece.tokens for piece in pieces]), tuple(chunks))


def _inner_sections(run: Sequence[_Piece], place: str) -> Iterator[Section]:
    """The sections inside a chunk: each starts where the heading or the place changes."""
    current = run[0].atom.heading, place
    for piece in run:
        if (piece.atom.heading, piece.atom.place) != current:
            current = piece.atom.heading, piece.atom.place
            yield Section(piece.atom.start, *current)


def _weighted_length(text: str) -> int:
    """The length of a text in characters, where a CJK character counts as several."""
    return len(text) if text.isascii() else len(text) + (_CJK_WEIGHT - 1) * len(_CJK.findall(text))


def _tokenize_atoms(text: str, atoms: Sequence[Atom], measure: _Measure) -> Iterator[_Piece]:
    """Yield the atoms with their tokens; an atom that is too long for a chunk is cut until it is not.

    An atom is tokenized with the white space before it, which word pieces include, and without the
    white space after it.
    """
    ends = [_end_of_words(text, atom) for atom in atoms]
    starts = [0, *ends[:-1]]
    sources = [text[start:end] for start, end in zip(starts, ends, strict=False)]
    for start, atom, tokens in zip(starts, atoms, measure.tokenize(sources), strict=False):
        yield from _split_to_fit(text, start, measure.piece(text, atom, tokens), measure)


def _split_to_fit(text: str, start: int, piece: _Piece, measure: _Measure) -> Iterator[_Piece]:
    """Halve a piece until each part fits into a chunk. `start` is where the text is tokenized from."""
    if piece.size <= measure.chunk_tokens or piece.atom.end - piece.atom.start == 1:
        yield piece
        return
    for half in halves(text, piece.atom):
        end = _end_of_words(text, half)
        (tokens,) = measure.tokenize([text[start:end]])
        yield from _split_to_fit(text, start, measure.piece(text, half, tokens), measure)
        start = end


def _end_of_words(text: str, atom: Atom) -> int:
    """Where an atom ends without the white space after it."""
    return atom.start + len(text[atom.start : atom.end].rstrip())


def _runs(pieces: Sequence[_Piece], max_size: float) -> Iterator[Sequence[_Piece]]:
    """Divide pieces into runs with a size of at most `max_size`, at the best boundaries."""
    start, size = 0, 0.0
    for position, piece in enumerate(pieces):
        while size and size + piece.size > max_size:
            cut = _best_cut(pieces, start, position)
            yield pieces[start:cut]
            start, size = cut, sum(each.size for each in pieces[cut:position])
        if piece.atom.boundary == Boundary.SECTION and size >= max_size * _FULL_SECTION:
            yield pieces[start:position]
            start, size = position, 0.0
        size += piece.size
    yield pieces[start:]


def _best_cut(pieces: Sequence[_Piece], start: int, end: int) -> int:
    """The best position to end a chunk that starts at `start` and cannot include `end`.

    It is the best boundary in the chunk's second half, the last one if several are equally good.
    """
    best, size = end, sum(piece.size for piece in pieces[start:end])
    size_after = 0.0
    for cut in range(end - 1, start, -1):
        size_after += pieces[cut].size
        if size_after > size / 2:
            break
        if pieces[cut].atom.boundary < pieces[best].atom.boundary:
            best = cut
    return best
