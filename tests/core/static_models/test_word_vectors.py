"""Files of word vectors: word2vec's two forms, GloVe's text and fastText's `.vec`."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import static_models
from mutations import mutate
from numpy.typing import NDArray
from places import GOLDEN

from scent.core.static_models import word_vectors
from scent.errors import ModelError

Writer = Callable[[Path], Path]


def read(data: bytes) -> dict[bytes, NDArray[np.float32]]:
    parts = list(word_vectors.read(io.BytesIO(data), "words", len(data)))
    return {word: vector for words, vectors in parts for word, vector in zip(words, vectors, strict=True)}


@pytest.mark.parametrize(
    "write", [static_models.write_glove, static_models.write_word2vec, static_models.write_word2vec_binary]
)
def test_every_form_gives_the_words_and_their_vectors(write: Writer, tmp_path: Path) -> None:
    found = read(write(tmp_path / "words").read_bytes())
    expected = static_models.words()
    assert [word.decode() for word in found] == list(expected)
    for word, vector in expected.items():
        np.testing.assert_allclose(found[word.encode()], vector, rtol=1e-6)


def test_what_fasttext_wrote_is_read() -> None:
    found = read((GOLDEN / "fasttext" / "words.vec").read_bytes())
    assert b"</s>" in found
    assert {len(vector) for vector in found.values()} == {8}


def test_a_word_of_glove_may_contain_spaces() -> None:
    assert list(read(b"the 1 2 3\n. . . 4 5 6\nat name@domain.com 7 8 9\n")) == [
        b"the",
        b". . .",
        b"at name@domain.com",
    ]


def test_line_ends_of_windows_and_a_last_line_without_end_are_read() -> None:
    assert list(read(b"the 1 2 3\r\nof 4 5 6\r\nand 7 8 9")) == [b"the", b"of", b"and"]


def test_binary_vectors_may_contain_line_feeds_and_spaces() -> None:
    numbers = np.frombuffer(b"\n \n \n \n ", "<f4", 2)
    assert read(b"1 2\nword " + numbers.tobytes())[b"word"].tobytes() == numbers.tobytes()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"90 3\nthe 1 2 3\nof 4 5 6\n", "too short"),
        (b"3 1\nthe 1\nof 4\n", "it says that it has 3 words, and has 2"),
        (b"the 1 2 3\nof 4 5 6\nand 7 8\n", "line 3 has 2 numbers instead of 3"),
        (b"the 1 2 3\nof 4 5 6\nand 7 x 9\n", "the numbers of 'and' cannot be read"),
        (b"the 1 2 3\nof 4 5 6\nand 7 nan 9\n", "the vector of 'and' has a number that is impossible"),
        (b"the 1 2 3\nof 4 5 6\nand 7 1e99 9\n", "impossible"),
        (b"2 2\nthe 12345678of 1234", "it ends after 1 of its 2 words"),
        (b"1 2\nthe 12345678more than one", "more follows after its 1 words"),
        (b"67108863 16384\nthe 1", "too short"),
        (b"99999999999 5\nthe 1", "not a file of word vectors"),
        (b"only prose here\nand there\n", "not a file of word vectors"),
        (b"1 2 3\n4 5 6\n", "not a file of word vectors"),
        (b"", "not a file of word vectors"),
    ],
)
def test_a_file_that_is_damaged_or_another_says_what_is_wrong(data: bytes, reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        read(data)


def test_damaged_files_never_do_more_than_raise(tmp_path: Path) -> None:
    generator = random.Random(11)  # noqa: S311 - reproducible
    files = [
        static_models.write_glove(tmp_path / "a").read_bytes(),
        static_models.write_word2vec(tmp_path / "b").read_bytes(),
        static_models.write_word2vec_binary(tmp_path / "c").read_bytes(),
    ]
    for number in range(300):
        try:
            found = read(mutate(files[number % 3], generator, files))
        except ModelError:
            continue
        assert all(np.isfinite(vector).all() and np.isfinite(vector @ vector) for vector in found.values())
