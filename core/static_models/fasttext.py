"""Reads fastText's own files (`.bin`), which have vectors of words and of parts of words.

Little-endian: a magic number and a version (int32 each); 12 settings (int32 each) and one float64; the numbers of
entries, words and labels (int32 each), of tokens and of pruned parts (int64 each); for each entry its bytes, a zero,
how often it was seen (int64) and its kind (a byte; 0 is a word); a byte that says whether the vectors are quantized;
the numbers of vectors and of dims (int64 each); and the vectors, float32: of the words, then of the buckets. What
follows is not needed. Sources: `FastText::saveModel`, `Args::save`, `Dictionary::save` and `DenseMatrix::save` in the
`src` of fastText 0.9.2.
"""

import mmap
import struct
from typing import BinaryIO, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from scent.arrays import Integers, Vectors
from scent.core.static_models.subwords import Parts, buckets, means
from scent.core.static_models.word_vectors import MAX_DIMS
from scent.errors import ModelError

MAGIC: Final = struct.pack("<i", 793_712_314)
_VERSIONS: Final = (11, 12)
_HEADER: Final = struct.Struct("<4si12id3i2q")
_SHAPE: Final = struct.Struct("<?qq")
_SUPERVISED: Final = 3
_END_OF_SENTENCE: Final = b"</s>"
_MAX_ENTRY: Final = 1 << 12
_MAX_PART: Final = 64
_BLOCK: Final = 1 << 20


class FastTextFile(NamedTuple):
    """What a file holds: words (n) and how often each was seen (n,), and vectors (n + buckets, dims), mapped."""

    words: list[bytes]
    counts: Integers
    parts: Parts
    vectors: npt.NDArray[np.float32]

    def word_vectors(self, first: int, last: int) -> Vectors:
        """The vectors of some words, each the mean of its own and those of its parts: (words, dims)."""
        words = self.words[first:last]
        last = first + len(words)
        numbers, owners = buckets([b"" if word == _END_OF_SENTENCE else word for word in words], self.parts)
        inside = np.array([word != _END_OF_SENTENCE for word in words], np.bool_)[owners]  # it has no parts
        rows = np.concatenate([np.arange(first, last), len(self.words) + numbers[inside]])
        owners = np.concatenate([np.arange(last - first), owners[inside]])
        order = np.argsort(owners, kind="stable")
        return means(self.vectors, rows[order], owners[order], last - first)


def dims(start: bytes, name: str) -> int:
    """The length of the vectors of a file that starts with these bytes; `name` is what errors call it.

    Raises:
        ModelError: it cannot be right.
    """
    length = int(struct.unpack_from("<i", start, 8)[0]) if len(start) >= _HEADER.size else 0
    if not 0 < length <= MAX_DIMS:
        raise _damaged(name, "its header has impossible numbers")
    return length


def read(file: BinaryIO, name: str, size: int) -> FastTextFile:
    """Read the words of a file of `size` bytes, and map its vectors; `name` is what errors call it.

    Raises:
        ModelError: the file is damaged, quantized or a classifier.
        OSError: it cannot be read.
    """
    try:
        magic, version, *settings = _HEADER.unpack(file.read(_HEADER.size))
    except struct.error:
        raise _damaged(name, "it ends within its header") from None
    width, _, _, _, _, _, _, model, bucket_count, shortest, longest, _, _ = settings[:13]
    entries, word_count, labels, _, pruned = settings[13:]
    if magic != MAGIC or version not in _VERSIONS:
        raise ModelError(f"{name} is of a version of fastText that scent does not know", hint="use its .vec file")
    if model == _SUPERVISED or labels:
        raise ModelError(
            f"{name} is a fastText classifier, whose vectors tell labels apart and not what words mean",
            hint="use vectors that were trained with fasttext skipgram or cbow",
        )
    if pruned > 0:
        raise _quantized(name)
    parts = Parts(shortest, longest, bucket_count if longest > 0 else 0)
    possible = 0 < width <= MAX_DIMS and 0 < word_count == entries and 0 <= parts.shortest <= max(0, parts.longest)
    if not (possible and parts.longest <= _MAX_PART and bucket_count >= 0 and 4 * width * word_count <= size):
        raise _damaged(name, "its header has impossible numbers")
    words, counts = _entries(file, name, word_count)
    quantized, rows, columns = _shape(file, name)
    if quantized:
        raise _quantized(name)
    place = file.tell()
    if columns != width or rows != word_count + bucket_count or place + 4 * rows * width > size:
        raise _damaged(name, f"it has no {word_count:,} words and {bucket_count:,} buckets of {width} numbers")
    mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    vectors = np.frombuffer(mapped, "<f4", rows * width, place).reshape(rows, width)
    return FastTextFile(words, counts, parts, vectors)


def _entries(file: BinaryIO, name: str, count: int) -> tuple[list[bytes], Integers]:
    """The words, and how often each was seen."""
    words: list[bytes] = []
    counts = []
    data, at = b"", 0
    while len(words) < count:
        end = data.find(b"\0", at, at + _MAX_ENTRY)
        if end < 0 or end + 10 > len(data):
            if end < 0 and len(data) - at > _MAX_ENTRY:
                raise _damaged(name, "a word is too long")
            more = file.read(_BLOCK)
            if not more:
                raise _damaged(name, f"it ends after {len(words):,} of its {count:,} words")
            data, at = data[at:] + more, 0
            continue
        seen, kind = struct.unpack_from("<qb", data, end + 1)
        if kind != 0 or seen < 0:
            raise _damaged(name, "its words have impossible numbers")
        words.append(data[at:end])
        counts.append(seen)
        at = end + 10
    file.seek(at - len(data), 1)
    return words, np.array(counts, np.int64)


def _shape(file: BinaryIO, name: str) -> tuple[bool, int, int]:
    try:
        quantized, rows, columns = _SHAPE.unpack(file.read(_SHAPE.size))
    except struct.error:
        raise _damaged(name, "it ends before its vectors") from None
    if not quantized and not (0 < rows <= 1 << 40 and 0 < columns <= MAX_DIMS):
        raise _damaged(name, "its vectors have an impossible shape")
    return quantized, rows, columns


def _quantized(name: str) -> ModelError:
    return ModelError(f"{name} is a quantized fastText model, which scent does not read", hint="use the .bin file")


def _damaged(name: str, reason: str) -> ModelError:
    return ModelError(f"{name} is damaged: {reason}", hint="download or copy the file again")
