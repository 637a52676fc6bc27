"""How text becomes the tokens of a table of words."""

from pathlib import Path

import numpy as np
import pytest
import static_models
from places import GOLDEN

from scent.core.static_models import stored
from scent.core.static_models.words import WordTokenizer


def tokenizer(path: Path) -> WordTokenizer:
    return WordTokenizer(stored.open_table(path, stored.digest(path), None))


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> WordTokenizer:
    names = (
        "the",
        "of",
        "Paris",
        "paris",
        "get",
        "user",
        "name",
        "http",
        "server",
        "größe",
        "हिन्दी",
        "日本",
        "文字",
        "2",
    )
    vectors = {name: [float(number), 1.0, 2.0] for number, name in enumerate(names)}
    return tokenizer(static_models.write_glove(tmp_path_factory.mktemp("words") / "words.txt", vectors))


def tokens(words: WordTokenizer, text: str) -> list[int]:
    (found,) = words.tokenize([text])
    assert found.dtype == np.int32
    return found.tolist()


UNKNOWN = 14


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the name", [0, 6]),
        ("The NAME.", [0, 6]),  # in lower case where the table has no other
        ("Paris paris PARIS", [2, 3, 3]),
        ("getUserName get_user_name", [4, 5, 6, 4, 5, 6]),
        ("HTTPServer2", [7, 8, 13]),
        ("getElephant", [4, UNKNOWN]),
        ("elephant", [UNKNOWN]),
        ("große größe", [UNKNOWN, 9]),
        ("gr\u006f\u0308ße", [9]),  # the same letters, composed otherwise
        ("हिन्दी", [10]),
        ("日本の文字", [11, UNKNOWN, 12]),
        ("-- !! .", []),
        ("", []),
        ("the \ud800 name", [0, 6]),
    ],
)
def test_words_have_the_tokens_of_the_table(words: WordTokenizer, text: str, expected: list[int]) -> None:
    assert tokens(words, text) == expected


def test_several_texts_are_read_each_by_itself(words: WordTokenizer) -> None:
    assert [each.tolist() for each in words.tokenize(["the", "", "of the"])] == [[0], [], [1, 0]]


def test_a_word_is_known_if_the_table_has_all_of_it(words: WordTokenizer) -> None:
    assert words.knows("server")
    assert not any(map(words.knows, ("serverless", "getUserName", "elephant", "")))


def test_a_run_of_letters_that_is_no_word_is_cut(words: WordTokenizer) -> None:
    assert tokens(words, "q" * 1000) == [UNKNOWN] * 16


def test_unknown_words_are_spelled_where_parts_of_words_have_vectors() -> None:
    words = tokenizer(GOLDEN / "fasttext" / "words.bin")
    (index, unheard) = words.tokenize(["index", "unheard"])
    assert len(index) == 1
    assert index[0] < words.unknown
    assert (unheard > words.unknown).all()
    assert unheard.max() < words.size
