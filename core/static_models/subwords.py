"""Parts of words as fastText uses them, so that words which are not in its vocabulary have vectors too.

A part is a run of `shortest` to `longest` characters of `<WORD>`. Its vector is that of a bucket, which the FNV-1a hash
of its bytes chooses. Sources: `Dictionary::computeSubwords` and `Dictionary::hash` in fastText's `src/dictionary.cc`,
and Bojanowski et al., "Enriching Word Vectors with Subword Information" (arXiv 1607.04606).

A word that has no token of its own is spelled by several, three bytes each, so that its vector can be made from the
tokens alone. Such a token is the first spelling token plus: the bytes, the last in the lowest bits; their number, 1 to
3, from bit 24; and bit 26 where a word begins.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from scent.arrays import Integers, Tokens

# How many tokens there are to spell with.
SPELLINGS: Final = 1 << 27

_BEGINS: Final = 1 << 26
_BYTES: Final = 3
# The rest of a longer word is not spelled.
_MAX_BYTES: Final = 96
_CONTINUES, _OF_TWO_BITS = 0x80, 0xC0  # how UTF-8 marks bytes that are not a character's first
_OFFSET, _PRIME = np.uint32(2166136261), np.uint32(16777619)


class Parts(NamedTuple):
    """Which parts of words have vectors: their lengths in characters, and the number of buckets."""

    shortest: int
    longest: int
    buckets: int


def buckets(words: Sequence[bytes], parts: Parts) -> tuple[Integers, Integers]:
    """The buckets of all parts of some words in UTF-8, and the number of the word that each belongs to: (n,) each."""
    if not words or not parts.buckets:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    data = np.frombuffer(b"".join(b"<%b>" % word for word in words), np.uint8)
    starts = np.flatnonzero((data & _OF_TWO_BITS) != _CONTINUES)
    sizes = np.diff(starts, append=len(data))  # of each character
    word_ends = np.cumsum([len(word) + 2 for word in words])
    owners = np.searchsorted(word_ends, starts, "right")
    lasts = np.searchsorted(starts, word_ends) - 1  # the last character of each word
    firsts = np.concatenate([[0], lasts[:-1] + 1])
    hashes = np.full(len(starts), _OFFSET)
    signed = data.view(np.int8).astype(np.int32).view(np.uint32)  # fastText's bytes have signs
    found, of = [], []
    at = np.arange(len(starts))
    for length in range(1, parts.longest + 1):
        ends = at + length - 1
        at = at[ends <= lasts[owners[at]]]
        ends = at + length - 1
        for byte in range(int(sizes[ends].max(initial=0))):
            some = sizes[ends] > byte
            here = at[some]
            hashes[here] = (hashes[here] ^ signed[starts[ends[some]] + byte]) * _PRIME
        if length >= parts.shortest:
            is_edge = (length == 1) & ((at == firsts[owners[at]]) | (ends == lasts[owners[at]]))
            found.append(hashes[at[~is_edge]] % np.uint32(parts.buckets))
            of.append(owners[at[~is_edge]])
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    numbers, places = np.concatenate(found).astype(np.int64), np.concatenate(of)
    order = np.argsort(places, kind="stable")
    return numbers[order], places[order]


def spelled(word: bytes, first: int) -> list[int]:
    """The tokens that spell a word in UTF-8; `first` is the first spelling token."""
    word = word[:_MAX_BYTES]
    tokens = []
    for start in range(0, len(word), _BYTES):
        part = word[start : start + _BYTES]
        begins = 0 if start else _BEGINS
        tokens.append(first + begins + (len(part) << 24) + int.from_bytes(part, "big"))
    return tokens


def words_of(tokens: Tokens, first: int) -> tuple[list[bytes], Integers]:
    """The words that tokens (n,) spell, and where in `tokens` each begins: (words,). Other tokens are passed over."""
    places = np.flatnonzero(tokens >= first)
    numbers = (tokens[places] - first).astype(np.int64)
    begins = (numbers & _BEGINS) != 0
    if len(begins):
        begins |= np.diff(places, prepend=-2) > 1  # whatever an index says, a word does not go on after another token
    words: list[bytes] = []
    for number, is_first in zip(numbers.tolist(), begins.tolist(), strict=True):
        part = (number & 0xFFFFFF).to_bytes(_BYTES, "big")[_BYTES - (number >> 24 & _BYTES) :]
        if is_first:
            words.append(part)
        else:
            words[-1] += part
    return words, places[begins]


def means(vectors: npt.NDArray[np.float32], rows: Integers, owners: Integers, count: int) -> npt.NDArray[np.float32]:
    """The mean of the vectors in `rows` (n,) for each of `count` owners, ascending (n,): float32 (count, dims)."""
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    if len(rows):
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        sums[owners[starts]] = np.add.reduceat(vectors[rows], starts, axis=0)
    numbers = np.bincount(owners, minlength=count).astype(np.float32)
    return np.asarray(sums / np.maximum(numbers, 1)[:, None])
