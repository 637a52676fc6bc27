"""Build the map by which SentencePiece normalizes text before it is cut into pieces (`precompiled_charsmap`).

The map says which run of characters is replaced by which text; the longest run that begins at a place
wins. Its form, as SentencePiece writes it and llama.cpp reads it (`normalizer.cc`, `llama-vocab.cpp`):

    uint32    length of the trie in bytes
    uint32[]  the trie: a double array as Darts-clone lays it out, whose keys are UTF-8
    bytes     the replacements in UTF-8, each ended by a zero byte; a key's value is where its own begins

A unit of the double array has the byte that leads to it (bits 0 to 7), whether a key ends at it
(bit 8), and the distance to its children (bits 10 to 30): that of byte `b` is at
`place ^ distance ^ b`, and the value of a key at `place ^ distance` (its base), with bit 31 set.

All numbers are little-endian. Pure.
"""

import unicodedata
from collections.abc import Mapping
from itertools import islice, product
from typing import Final

import numpy as np

_HAS_VALUE: Final = 1 << 8
# No byte leads to a unit that has this bit: it has a value, or is free.
_NO_LABEL: Final = 1 << 31
_DISTANCE_BITS: Final = 10
# A larger distance needs another form, which no map of this size has.
_MAX_UNITS: Final = 1 << 21
_BYTES: Final = 256
# Free units are given up where there are more than this many: the search for places would take longer.
_MOST_FREE: Final = 1_024

# Composed characters that Unicode has added since 14, the version of Python 3.11, are all above: so
# every Python makes the same map.
_LAST_CHARACTER: Final = 0xFFFF
_HALF_WIDTH_KANA: Final = range(0xFF66, 0xFFA0)
_VOICED: Final = "\u3099\u309a"

_Node = dict[int, "_Node"]


def with_compositions(characters: Mapping[str, str]) -> dict[str, str]:
    """Add to the replacements of single characters those of a letter followed by its marks, and of Hangul's parts.

    Args:
        characters: what replaces a character, as NFKC would. It decides about each character by itself.

    Returns:
        the same, and the composed character for each sequence that stands for it in Unicode's form NFD, with kana
        also in half width.
    """
    runs = dict(characters)
    half_width: dict[str, list[str]] = {}
    for code in _HALF_WIDTH_KANA:
        if whole := characters.get(chr(code)):
            half_width.setdefault(whole, []).append(chr(code))
    for code in range(_LAST_CHARACTER + 1):
        character = chr(code)
        parts = unicodedata.normalize("NFD", character)
        if len(parts) == 1 or character in characters or unicodedata.normalize("NFC", character) != character:
            continue
        runs[parts] = character
        if parts[-1] in _VOICED:
            runs |= dict.fromkeys(
                map("".join, product(*([part, *half_width.get(part, ())] for part in parts))), character
            )
    return runs


def characters_map(runs: Mapping[str, str]) -> bytes:
    """The bytes of the map that replaces each run of characters, a key of `runs`, by its value; there must be one.

    Raises:
        ValueError: there are too many runs for the form, or one of the texts has a zero character.
    """
    pool = bytearray()
    places: dict[str, int] = {}
    for text in sorted(set(runs.values())):
        places[text] = len(pool)
        pool += text.encode() + b"\0"
    if any("\0" in text for pair in runs.items() for text in pair):
        raise ValueError("a map of characters cannot have the character zero")
    array = _DoubleArray({run.encode(): places[text] for run, text in runs.items()})
    trie = np.array(array.units, "<u4").tobytes()
    return len(trie).to_bytes(4, "little") + trie + bytes(pool)


class _DoubleArray:
    """The double array of a trie: see the module. Unit 0 is the root; no two nodes may have the same base."""

    def __init__(self, values: Mapping[bytes, int]) -> None:
        """Lay out the trie of the keys of `values`.

        Raises:
            ValueError: it has more units than the form allows.
        """
        self.units: list[int] = []
        self._values = values
        self._free: dict[int, None] = {}  # in order
        self._bases = {0}  # a zero character would lead back to the root
        self._grow()
        self.units[0] = 0
        del self._free[0]
        root: _Node = {}
        for key in sorted(values):
            node = root
            for byte in key:
                node = node.setdefault(byte, {})
        waiting = [(root, 0, b"")]
        while waiting:
            waiting.extend(self._place_children(*waiting.pop()))
        if len(self.units) > _MAX_UNITS:
            raise ValueError(f"a map of characters cannot have {len(self.units)} units")

    def _place_children(self, node: _Node, place: int, key: bytes) -> list[tuple[_Node, int, bytes]]:
        """Give a unit to the value of a node, which is in unit `place`, and to each of its children."""
        value = self._values.get(key)
        base = self._find_base([*([] if value is None else [0]), *node])
        self.units[place] |= (place ^ base) << _DISTANCE_BITS
        if value is not None:
            self.units[place] |= _HAS_VALUE
            self.units[base] = _NO_LABEL | value
        for byte in node:
            self.units[base ^ byte] = byte
        return [(child, base ^ byte, key + bytes([byte])) for byte, child in node.items()]

    def _find_base(self, labels: list[int]) -> int:
        """Take the free units whose places are a new base, exclusive or with each of the labels; return the base."""
        for place in self._free:
            base = place ^ labels[0]
            if base not in self._bases and all(base ^ label in self._free for label in labels):
                break
        else:
            base = len(self.units)
            self._grow()
        self._bases.add(base)
        for label in labels:
            del self._free[base ^ label]
        return base

    def _grow(self) -> None:
        start = len(self.units)
        self.units += [_NO_LABEL] * _BYTES
        self._free |= dict.fromkeys(range(start, start + _BYTES))
        for place in list(islice(self._free, max(0, len(self._free) - _MOST_FREE))):
            del self._free[place]
