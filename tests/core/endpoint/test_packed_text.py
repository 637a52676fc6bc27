"""The tokens of a model on a server give the text back, whatever it is, and are about as many as real ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.core.endpoint.packed_text import PackedText, unpack


@given(st.lists(st.text(st.characters(codec=None)), max_size=4))
def test_texts_come_back_alone_and_together(texts: list[str]) -> None:
    texts = [text for text in texts if not text.isspace()]
    packed = PackedText().tokenize(texts)
    assert [unpack(tokens) for tokens in packed] == texts
    together = np.concatenate([np.empty(0, np.int32), *packed])
    assert unpack(together) == "".join(texts)
    assert together.dtype == np.int32
    assert not len(together) or (together.min() >= 0 and together.max() < PackedText.size)


@pytest.mark.parametrize("text", ["", " ", "\n\t  \u2003"])
def test_white_space_alone_has_no_tokens(text: str) -> None:
    (tokens,) = PackedText().tokenize([text])
    assert not len(tokens)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("The heating makes a noise like a kettle. " * 20, 3.9, 4),  # characters for each token
        ("Größere Wörter für übermütige Bärenjäger. " * 20, 2.5, 4),
        ("Отопление шумит, как чайник на плите. " * 20, 1.9, 2.1),
        ("暖房がやかんのような音を立てる。" * 20, 1, 2),
    ],
)
def test_a_token_stands_for_about_as_much_as_a_real_one(text: str, least: float, most: float) -> None:
    (tokens,) = PackedText().tokenize([text])
    assert least <= len(text) / len(tokens) <= most


@given(st.integers(0, (1 << 31) - 1))
def test_a_number_that_nothing_was_packed_into_is_no_error(number: int) -> None:
    assert unpack(np.array([number], np.int32))
