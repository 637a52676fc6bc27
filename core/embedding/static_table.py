"""Vectors of passages from a table of static vectors, thousands of times faster than the model, and less exact.

The table has a vector for each piece of a model's vocabulary. A passage's vector is the weighted sum
of its pieces' vectors, and estimates the vector that the model would give it:

    mean + sum(a[p] * vector[p]) / sqrt(sum(a[p]^2)),    a[p] = weight[p] * sqrt(count[p])

scaled to length one. `tools/static_table` fits the weights, the vectors and the mean to the model's own
vectors; docs/decisions/0022-static-table.md says from which texts, and how close they come.

A vector is a scale times whole numbers from -7 to 7. The file is little-endian: 8 bytes of magic; the
XXH3 checksum (64 bits) of all that follows; the version, the number of pieces and of dims (32 bits
each), and 4 bytes of zeros; the model's SHA-256 (32 bytes); then mean, float32 (dims,); weights and
scales, float32 (pieces,) each; and the whole numbers plus 8, two in a byte, the first in its lower half.
"""

import struct
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import xxhash

import scent
from scent.arrays import Integers, Scores, Tokens, Vector, Vectors
from scent.core.chunking.pooling import normalised
from scent.errors import ModelError
from scent.regular_files import open_regular

BUNDLED: Final = Path(scent.__file__).parent / "models" / "all-MiniLM-L6-v2-static.bin"

_MAGIC: Final = b"SCENTSTV"
_VERSION: Final = 1
_HEADER: Final = struct.Struct("<8sQIIII32s")
_CHECKED_FROM: Final = 16  # the checksum covers all after itself
# How much sharper than inverse document frequencies weights are: see docs/decisions/0022-static-table.md.
POWER: Final = 2.0
# The greatest whole number that is kept, and the parts of a row's greatest number that are tried for it. Smaller ones
# cut off the few greatest numbers for the sake of all others.
_MOST: Final = 7
_PARTS: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
_MAX_BYTES: Final = 1 << 30  # far above that of any vocabulary known


class StaticTable:
    """A table of static vectors. `model_digest` is the SHA-256, in hex, of the model file that it belongs to."""

    def __init__(
        self, model_digest: str, mean: Vector, weights: Scores, scales: Scores, vectors: npt.NDArray[np.int8]
    ) -> None:
        """Use these arrays: `mean` (dims,), `weights` and `scales` (pieces,), `vectors` int8 (pieces, dims).

        Raises:
            ValueError: the number of dims is odd.
        """
        if vectors.shape[1] % 2:
            raise ValueError("a table of static vectors needs an even number of dims")
        self.model_digest = model_digest
        self.pieces, self.dims = vectors.shape
        self._mean, self._weights, self._scales, self._vectors = mean, weights, scales, vectors

    @classmethod
    def open(cls, path: Path = BUNDLED) -> Self:
        """Read the table in a file; takes some 20 ms, in which all of it is checked, and two bytes of memory for one.

        Raises:
            ModelError: the file cannot be read, is damaged, or of a version that this scent does not know.
        """
        try:
            with open_regular(path) as file:
                data = file.read(_MAX_BYTES)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ModelError(f"the table of static vectors {path} cannot be read: {reason}") from error
        return cls(*_parse(data, path))

    def to_bytes(self) -> bytes:
        """The content of a file with this table; equal tables give equal bytes."""
        shape = (_VERSION, self.pieces, self.dims, 0, bytes.fromhex(self.model_digest))
        arrays = (self._mean, self._weights, self._scales)
        halves = (self._vectors + 8).astype(np.uint8)
        packed = halves[:, ::2] | halves[:, 1::2] << 4
        body = b"".join(np.ascontiguousarray(each, "<f4").tobytes() for each in arrays) + packed.tobytes()
        checked = _HEADER.pack(_MAGIC, 0, *shape)[_CHECKED_FROM:] + body
        return _HEADER.pack(_MAGIC, xxhash.xxh3_64_intdigest(checked), *shape) + body

    def vectors(self, passages: Sequence[Tokens]) -> Vectors:
        """The unit vector of each passage, float32 (passages, dims).

        Args:
            passages: the token ids of each passage, int32 (tokens,), without special tokens. A passage
                without tokens has the mean vector.

        Raises:
            ValueError: a passage contains an id that is not in the vocabulary.
        """
        return normalised(self._mean + self.sums(passages))

    def sums(self, passages: Sequence[Tokens]) -> Vectors:
        """The weighted sum of the vectors of each passage's pieces, float32 (passages, dims), without the mean.

        Args and errors: see `vectors`.
        """
        lengths = np.fromiter(map(len, passages), np.int64, len(passages))
        tokens = np.concatenate([np.empty(0, np.int32), *passages])
        if len(tokens) and (tokens.min() < 0 or tokens.max() >= self.pieces):
            raise ValueError("a passage contains an id that is not in the vocabulary")
        # Each piece of each passage once: numbered by passage first, by piece second.
        numbers = np.repeat(np.arange(len(passages)) * self.pieces, lengths) + tokens
        numbers, counts = np.unique(numbers, return_counts=True)
        owners, pieces = np.divmod(numbers, self.pieces)
        amounts = self._weights[pieces] * np.sqrt(counts, dtype=np.float32)
        ends = np.searchsorted(owners, np.arange(len(passages) + 1))
        result = np.empty((len(passages), self.dims), np.float32)
        for row, (start, end) in enumerate(pairwise(ends.tolist())):
            result[row] = self._sum(pieces[start:end], amounts[start:end])
        return result

    def _sum(self, pieces: Integers, amounts: Scores) -> Vector:
        """The weighted sum (dims,) of the vectors of some pieces (n,), whose amounts (n,) are scaled to length one."""
        length = np.sqrt(amounts @ amounts) or 1
        return np.asarray((amounts * self._scales[pieces] / length) @ self._vectors[pieces])


def rarity(having: Integers, passages: int) -> Scores:
    """The inverse document frequency of each piece (pieces,), a part of the greatest one; `having` counts passages."""
    values = np.log((passages + 1) / (having + 0.5)).clip(0.1).astype(np.float32)
    return np.asarray(values / values.max())


def rounded(vectors: Vectors) -> tuple[Scores, npt.NDArray[np.int8]]:
    """Each vector (n, dims) as a scale and whole numbers from -7 to 7: of some scales, the one with the least error."""
    greatest = np.abs(vectors).max(axis=1)
    scales, least = np.ones(len(vectors), np.float32), np.full(len(vectors), np.inf, np.float32)
    whole = np.zeros(vectors.shape, np.int8)
    for part in _PARTS:
        tried = np.where(greatest > 0, greatest * np.float32(part / _MOST), np.float32(1))
        numbers = np.rint(vectors / tried[:, None]).clip(-_MOST, _MOST)
        errors = ((vectors - numbers * tried[:, None]) ** 2).sum(axis=1)
        better = errors < least
        scales[better], least[better], whole[better] = tried[better], errors[better], numbers[better]
    return scales, whole


def _parse(data: bytes, path: Path) -> tuple[str, Vector, Scores, Scores, npt.NDArray[np.int8]]:
    """The parts of a table from the bytes of its file."""
    if len(data) < _HEADER.size or not data.startswith(_MAGIC):
        raise _damaged(path)
    _, checksum, version, pieces, dims, _, digest = _HEADER.unpack(data[: _HEADER.size])
    if version != _VERSION:
        raise ModelError(
            f"{path} is a table of static vectors of version {version}, which this scent cannot read",
            hint="install scent again",
        )
    floats = 4 * (dims + 2 * pieces)
    if not pieces or not dims or dims % 2 or len(data) != _HEADER.size + floats + pieces * dims // 2:
        raise _damaged(path)
    if xxhash.xxh3_64_intdigest(memoryview(data)[_CHECKED_FROM:]) != checksum:
        raise _damaged(path)
    numbers = np.frombuffer(data, "<f4", dims + 2 * pieces, _HEADER.size).copy()  # so that `data` can be freed
    mean, weights, scales = np.split(numbers, [dims, dims + pieces])
    packed = np.frombuffer(data, np.uint8, pieces * dims // 2, _HEADER.size + floats).reshape(pieces, dims // 2)
    vectors = np.empty((pieces, dims), np.int8)
    vectors[:, ::2] = packed & 15
    vectors[:, 1::2] = packed >> 4
    vectors -= 8
    return digest.hex(), mean, weights, scales, vectors


def _damaged(path: Path) -> ModelError:
    return ModelError(f"{path} is not a table of static vectors, or it is damaged", hint="install scent again")
