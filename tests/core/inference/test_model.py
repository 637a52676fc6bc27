"""The tokenizer reads any text, and an input gets the special tokens that the model file asks for."""

import time
from pathlib import Path

import numpy as np
import pytest
import tiny_models
from hypothesis import given, settings
from hypothesis import strategies as st

from scent.core.inference.model import Model
from scent.core.models.source import BUNDLED


@pytest.fixture(scope="module")
def bundled() -> Model:
    return Model.open_trusted(BUNDLED)


def test_special_tokens_go_round_an_input_as_the_file_says(tmp_path: Path, bundled: Model) -> None:
    assert (bundled.prefix.tolist(), bundled.suffix.tolist()) == ([101], [102])
    causal = Model.open_trusted(tiny_models.qwen3(tmp_path / "qwen3.gguf"))
    assert causal.prefix.tolist() == []
    assert len(causal.suffix) == 1
    assert bundled.wrap(bundled.tokenize(["hydrogen"])[0]).tolist() == [101, 9732, 102]


def test_a_vocabulary_alone_gives_the_same_tokens(tmp_path: Path, bundled: Model) -> None:
    for whole in (bundled, Model.open_trusted(tiny_models.qwen3(tmp_path / "qwen3.gguf"))):
        vocabulary = Model.open_vocabulary(whole.path, whole.dims)
        texts = ["hydrogen", "Die Häuser", "return self._known[run]  # 乌兹别克语"]
        assert [ids.tolist() for ids in vocabulary.tokenize(texts)] == [ids.tolist() for ids in whole.tokenize(texts)]
        assert vocabulary.wrap(vocabulary.tokenize(["a"])[0]).tolist() == whole.wrap(whole.tokenize(["a"])[0]).tolist()
        assert (vocabulary.dims, vocabulary.context_tokens) == (whole.dims, whole.context_tokens)


def test_the_bundled_model_is_never_given_more_than_it_was_trained_on(bundled: Model) -> None:
    assert (bundled.trained_tokens, bundled.context_tokens, bundled.dims) == (256, 512, 384)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_becomes_tokens_of_the_vocabulary(bundled: Model, texts: list[str]) -> None:
    tokens = bundled.tokenize(texts)
    assert len(tokens) == len(texts)
    for ids in tokens:
        assert ids.dtype == np.int32
        assert not ((ids < 0) | (ids >= bundled.vocabulary_size)).any()


_TEXT = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("♦ \n\t\x0c\u2003\x01\u0301ab.")))


@settings(max_examples=300, deadline=None)
@given(st.lists(_TEXT, min_size=2))
def test_texts_have_the_same_tokens_together_and_alone(bundled: Model, texts: list[str]) -> None:
    together = [ids.tolist() for ids in bundled.tokenize(texts)]
    assert together == [bundled.tokenize([text])[0].tolist() for text in texts]


def test_special_tokens_in_a_text_are_text(bundled: Model) -> None:
    (ids,) = bundled.tokenize(["[CLS] and [SEP] and [MASK]"])
    assert not {101, 102, 103} & set(ids.tolist())


def test_a_nul_does_not_end_a_text(bundled: Model) -> None:
    with_nul, plain = bundled.tokenize(["one\0two three", "two three"])
    assert with_nul[-1] == plain[-1]


def test_a_word_of_100_000_characters_is_tokenized_fast(bundled: Model) -> None:
    start = time.thread_time()
    (ids,) = bundled.tokenize(["x" * 100_000])
    assert len(ids) > 10_000
    assert time.thread_time() - start < 5
