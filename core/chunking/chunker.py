"""From a document to chunks of tokens.

Owned here: how many atoms make a chunk, and which tokens are a chunk's. Pure, given a tokenizer.

A chunk's length is counted in tokens. Of a language that the model does not read it takes more of them to say the same
(German 1.6 times as many, Chinese one a character); there, length is counted in characters, so that passages say as
much in any language.

llama.cpp has no map from tokens to characters. Atoms are therefore tokenized one by one and their ids joined, so that
the tokens of every run of atoms are known exactly, never estimated.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scent.arrays import Tokens
from scent.core.chunking.atoms import Atom, Boundary, atoms, halves
from scent.core.chunking.places import place_range
from scent.core.types import Chunk
from scent.formats.documents.base.document import Document
from scent.formats.index.records import Section

Tokenize = Callable[[Sequence[str]], list[Tokens]]

# English has so many characters a token (XQuAD); a Chinese, Japanese or Korean one says as much as three of those.
_CHARACTERS = 4.8
_DENSE_CHARACTER = 3
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")

# A section that fills this part of a chunk is a chunk: the next section does not join it.
_FULL_SECTION = 0.5


@dataclass(frozen=True, slots=True)
class ChunkedDocument:
    """A document ready for the model.

    `tokens`, int32 (n,), without special tokens, and the chunks that share them out.
    """

    tokens: Tokens
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """An atom with its tokens; `size` is how much of a chunk it fills, in tokens."""

    atom: Atom
    tokens: Tokens
    size: float


@dataclass(frozen=True, slots=True)
class _Cutter:
    """How long a chunk is: `usual` tokens, or as much text in up to `most` where the model does not read it."""

    tokenize: Tokenize
    usual: int
    most: int | None

    def piece(self, text: str, atom: Atom, tokens: Tokens) -> _Piece:
        """The piece of an atom of `text` and its tokens."""
        if self.most is None:
            return _Piece(atom, tokens, len(tokens))
        said = min(len(tokens), _said(text[atom.start : atom.end]) / _CHARACTERS)
        # No less than its part of `most`: then a chunk of `usual` in size has no more than `most` tokens.
        return _Piece(atom, tokens, max(said, len(tokens) * self.usual / self.most))


def chunk(document: Document, tokenize: Tokenize, usual: int, most: int | None = None) -> ChunkedDocument:
    """Cut a document into chunks of at most `usual` tokens.

    Where `most` is given, the model does not read the document's language: its chunks are as long as English ones, and
    have up to `most` tokens.

    The chunks tile the text and their token spans tile the tokens. A text without a single token has no chunks.
    """
    cutter = _Cutter(tokenize, usual, most)
    pieces = list(_tokenized(document.text, atoms(document), cutter))
    if not any(len(piece.tokens) for piece in pieces):
        return ChunkedDocument(np.empty(0, np.int32), ())
    chunks: list[Chunk] = []
    token = 0
    for run in _runs(pieces, usual):
        size = sum(len(piece.tokens) for piece in run)
        first, last = run[0].atom, run[-1].atom
        place = place_range(first.place, last.place)
        turns = tuple(_turns(run, place))
        chunks.append(Chunk(first.start, last.end, token, token + size, first.heading, place, turns))
        token += size
    return ChunkedDocument(np.concatenate([piece.tokens for piece in pieces]), tuple(chunks))


def _turns(run: Sequence[_Piece], place: str) -> Iterator[Section]:
    """What each part of a chunk stands under and where, if it is not what is said of the whole chunk."""
    said = run[0].atom.heading, place
    for piece in run:
        if (piece.atom.heading, piece.atom.place) != said:
            said = piece.atom.heading, piece.atom.place
            yield Section(piece.atom.start, *said)


def _said(text: str) -> int:
    """How long a text is, in letters."""
    return len(text) if text.isascii() else len(text) + (_DENSE_CHARACTER - 1) * len(_DENSE.findall(text))


def _tokenized(text: str, found: Sequence[Atom], cutter: _Cutter) -> Iterator[_Piece]:
    """Atoms with their tokens; one that is too long for a chunk is cut at words until none is.

    An atom is tokenized with the white space *before* it, as word pieces carry it, and without the white space after
    it.
    """
    begins = [0, *(_stripped(text, atom) for atom in found[:-1])]
    sources = [text[begin : _stripped(text, atom)] for begin, atom in zip(begins, found, strict=False)]
    for begin, atom, tokens in zip(begins, found, cutter.tokenize(sources), strict=False):
        yield from _fitted(text, begin, cutter.piece(text, atom, tokens), cutter)


def _fitted(text: str, begin: int, piece: _Piece, cutter: _Cutter) -> Iterator[_Piece]:
    if piece.size <= cutter.usual or piece.atom.end - piece.atom.start == 1:
        yield piece
        return
    for half in halves(text, piece.atom):
        (tokens,) = cutter.tokenize([text[begin : _stripped(text, half)]])
        yield from _fitted(text, begin, cutter.piece(text, half, tokens), cutter)
        begin = _stripped(text, half)


def _stripped(text: str, atom: Atom) -> int:
    """Where the atom ends without the white space after it."""
    end = atom.end
    while end > atom.start and text[end - 1].isspace():
        end -= 1
    return end


def _runs(pieces: Sequence[_Piece], most: float) -> Iterator[Sequence[_Piece]]:
    """Runs of pieces of at most `most` in size each, cut where the text offers it best."""
    start, size = 0, 0.0
    for place, piece in enumerate(pieces):
        while size and size + piece.size > most:
            cut = _best_cut(pieces, start, place)
            yield pieces[start:cut]
            start, size = cut, sum(kept.size for kept in pieces[cut:place])
        if piece.atom.boundary == Boundary.SECTION and size >= most * _FULL_SECTION:
            yield pieces[start:place]
            start, size = place, 0.0
        size += piece.size
    yield pieces[start:]


def _best_cut(pieces: Sequence[_Piece], start: int, place: int) -> int:
    """Where a chunk that began at `start` and cannot take in `place` ends best.

    At the weakest bond in its later half.
    """
    best, size = place, sum(piece.size for piece in pieces[start:place])
    kept = 0.0
    for cut in range(place - 1, start, -1):
        kept += pieces[cut].size
        if kept > size / 2:
            break
        if pieces[cut].atom.boundary < pieces[best].atom.boundary:
            best = cut
    return best
