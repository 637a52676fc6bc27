"""From a document to chunks of tokens.

Owned here: how many atoms make a chunk, and which tokens are a chunk's. Not here: where text may be cut
(`scent.core.atoms`), what the tokens go through (`scent.core.windows`). Pure, given a tokenizer.

llama.cpp has no map from tokens to characters. Atoms are therefore tokenized one by one and their ids joined, so that
the tokens of every run of atoms are known exactly, never estimated.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scent.core.atoms import Atom, Bond, atoms, halves
from scent.core.places import spanning
from scent.core.types import Chunk
from scent.formats.documents.document import Document

Tokens = npt.NDArray[np.int32]
Tokenize = Callable[[Sequence[str]], list[Tokens]]

# A section that fills this part of a chunk is a chunk: the next section does not join it.
_FULL_SECTION = 0.5


@dataclass(frozen=True, slots=True)
class Chunked:
    """A document ready for the model.

    `tokens`, int32 (n,), without special tokens, and the chunks that share them out.
    """

    tokens: Tokens
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    atom: Atom
    tokens: Tokens


def chunk(document: Document, tokenize: Tokenize, most: int) -> Chunked:
    """Cut a document into chunks of at most `most` tokens.

    The chunks tile the text and their token spans tile the tokens. A text without a single token has no chunks.
    """
    pieces = list(_tokenized(document.text, atoms(document), tokenize, most))
    if not any(len(piece.tokens) for piece in pieces):
        return Chunked(np.empty(0, np.int32), ())
    chunks: list[Chunk] = []
    token = 0
    for run in _runs(pieces, most):
        size = sum(len(piece.tokens) for piece in run)
        first, last = run[0].atom, run[-1].atom
        place = spanning(first.place, last.place)
        chunks.append(Chunk(first.start, last.end, token, token + size, first.heading, place))
        token += size
    return Chunked(np.concatenate([piece.tokens for piece in pieces]), tuple(chunks))


def _tokenized(text: str, found: Sequence[Atom], tokenize: Tokenize, most: int) -> Iterator[_Piece]:
    """Atoms with their tokens; one of more than `most` tokens is cut at words until none is.

    An atom is tokenized with the white space *before* it, as word pieces carry it, and without the white space after
    it.
    """
    begins = [0, *(_stripped(text, atom) for atom in found[:-1])]
    sources = [text[begin : _stripped(text, atom)] for begin, atom in zip(begins, found, strict=False)]
    for begin, atom, tokens in zip(begins, found, tokenize(sources), strict=False):
        yield from _fitted(text, begin, _Piece(atom, tokens), tokenize, most)


def _fitted(text: str, begin: int, piece: _Piece, tokenize: Tokenize, most: int) -> Iterator[_Piece]:
    if len(piece.tokens) <= most or piece.atom.end - piece.atom.start == 1:
        yield piece
        return
    for half in halves(text, piece.atom):
        (tokens,) = tokenize([text[begin : _stripped(text, half)]])
        yield from _fitted(text, begin, _Piece(half, tokens), tokenize, most)
        begin = _stripped(text, half)


def _stripped(text: str, atom: Atom) -> int:
    """Where the atom ends without the white space after it."""
    end = atom.end
    while end > atom.start and text[end - 1].isspace():
        end -= 1
    return end


def _runs(pieces: Sequence[_Piece], most: int) -> Iterator[Sequence[_Piece]]:
    """Runs of pieces of at most `most` tokens each, cut where the text offers it best."""
    start, size = 0, 0
    for place, piece in enumerate(pieces):
        while size and size + len(piece.tokens) > most:
            cut = _best_cut(pieces, start, place)
            yield pieces[start:cut]
            start, size = cut, sum(len(kept.tokens) for kept in pieces[cut:place])
        if piece.atom.bond == Bond.SECTION and size >= most * _FULL_SECTION:
            yield pieces[start:place]
            start, size = place, 0
        size += len(piece.tokens)
    yield pieces[start:]


def _best_cut(pieces: Sequence[_Piece], start: int, place: int) -> int:
    """Where a chunk that began at `start` and cannot take in `place` ends best.

    At the weakest bond in its later half.
    """
    best, size = place, sum(len(piece.tokens) for piece in pieces[start:place])
    kept = 0
    for cut in range(place - 1, start, -1):
        kept += len(pieces[cut].tokens)
        if kept > size / 2:
            break
        if pieces[cut].atom.bond < pieces[best].atom.bond:
            best = cut
    return best
