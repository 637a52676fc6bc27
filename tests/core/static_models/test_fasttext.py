"""fastText's own files: the vectors of known and of unknown words are those that fastText gives.

fastText wrote `golden/fasttext` (skipgram, 8 dims, 400 buckets, parts of 2 to 4 characters) from pages of this project.
The vectors in its `vectors.json` have length one.
"""

import json
import random
import struct
from pathlib import Path

import numpy as np
import pytest
from mutations import mutate
from places import GOLDEN

from scent.core.static_models import fasttext, subwords
from scent.core.static_models.subwords import Parts
from scent.errors import ModelError
from scent.regular_files import open_regular

WORDS = GOLDEN / "fasttext" / "words.bin"
VECTORS = json.loads((GOLDEN / "fasttext" / "vectors.json").read_text(encoding="utf-8"))


def read(path: Path) -> fasttext.FastTextFile:
    with open_regular(path) as file:
        return fasttext.read(file, path.name, path.stat().st_size)


@pytest.mark.parametrize("word", VECTORS)
def test_a_word_has_the_vector_that_fasttext_gives(word: str) -> None:
    content = read(WORDS)
    if word.encode() in content.words:
        row = content.words.index(word.encode())
        (vector,) = content.word_vectors(row, row + 1)
    else:
        numbers, owners = subwords.buckets([word.encode()], content.parts)
        (vector,) = subwords.means(content.vectors[len(content.words) :], numbers, owners, 1)
    np.testing.assert_allclose(vector / np.linalg.norm(vector), VECTORS[word], atol=2e-6)


def test_the_words_come_with_how_often_they_were_seen() -> None:
    content = read(WORDS)
    assert (
        len(content.words)
        == len(content.counts)
        == len((GOLDEN / "fasttext" / "words.vec").read_bytes().split(b"\n")) - 2
    )
    assert content.counts[1:].tolist() == sorted(content.counts[1:].tolist(), reverse=True)


def test_a_word_is_spelled_by_tokens_and_read_back() -> None:
    words = ["a", "ab", "abc", "abcd", "größe", "日本語の文字", "x" * 96]
    spelled = [subwords.spelled(word.encode(), 1000) for word in words]
    tokens = np.array([7, *spelled[0], 8, *(token for each in spelled[1:] for token in each), 9], np.int32)
    found, places = subwords.words_of(tokens, 1000)
    assert [word.decode() for word in found] == words
    assert places[:2].tolist() == [1, 3]
    assert tokens.max() < 1000 + subwords.SPELLINGS


def test_spelling_tokens_in_no_order_are_words_too() -> None:
    tokens = np.random.default_rng(1).integers(0, 1000 + subwords.SPELLINGS, 500).astype(np.int32)
    found, places = subwords.words_of(tokens, 1000)
    assert len(found) == len(places)
    numbers, owners = subwords.buckets(found, Parts(1, 6, 50))
    assert len(numbers) == len(owners)
    assert numbers.max() < 50
    assert np.isfinite(subwords.means(np.ones((50, 3), np.float32), numbers, owners, len(found))).all()


def _with(data: bytes, at: int, form: str, value: float) -> bytes:
    return data[:at] + struct.pack(form, value) + data[at + struct.calcsize(form) :]


@pytest.mark.parametrize(
    ("at", "form", "value", "reason"),
    [
        (4, "<i", 99, "a version of fastText"),
        (8, "<i", 0, "impossible numbers"),
        (8, "<i", 1 << 30, "impossible numbers"),
        (36, "<i", 3, "classifier"),
        (40, "<i", 1 << 30, "buckets of 8 numbers"),
        (40, "<i", -1, "impossible numbers"),
        (48, "<i", 1 << 20, "impossible numbers"),
        (68, "<i", 1 << 30, "impossible numbers"),
    ],
)
def test_a_header_that_cannot_be_right_is_refused(at: int, form: str, value: int, reason: str, tmp_path: Path) -> None:
    (tmp_path / "words.bin").write_bytes(_with(WORDS.read_bytes(), at, form, value))
    with pytest.raises(ModelError, match=reason):
        read(tmp_path / "words.bin")


def test_a_file_that_is_cut_off_is_damaged_wherever_it_ends(tmp_path: Path) -> None:
    data = WORDS.read_bytes()
    for length in [*range(4, 200, 7), *range(200, len(data) // 2, 997)]:
        (tmp_path / "words.bin").write_bytes(data[:length])
        with pytest.raises(ModelError, match="damaged"):
            read(tmp_path / "words.bin")


def test_damaged_files_never_do_more_than_raise(tmp_path: Path) -> None:
    generator, data = random.Random(3), WORDS.read_bytes()  # noqa: S311 - reproducible
    for _ in range(200):
        (tmp_path / "words.bin").write_bytes(mutate(data, generator, [data]))
        try:
            content = read(tmp_path / "words.bin")
        except ModelError:
            continue
        with np.errstate(all="ignore"):
            content.word_vectors(0, 50)
