"""Rerankers score a pair of texts as their families do, whatever else is scored."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import pytest
import tiny_models
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import dequantize, quantize
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scent.core.inference.cross_encoder import CrossEncoder
from scent.core.inference.gguf.header import read_header
from scent.core.inference.gguf.reranker_card import RerankerCard, read_reranker_card
from scent.core.inference.gguf.rows import Rows
from scent.core.inference.model import Model
from scent.core.inference.reranker import Reranker
from scent.core.inference.reranker_loading import open_trusted
from scent.core.inference.yes_no import YesNo

Array = NDArray[np.floating[Any]]
Q8 = GGMLQuantizationType.Q8_0
PASSAGES = ["the cat sat on the mat", "a dog in the fog", "", "find my files by meaning " * 300, "hello world"]
MAKERS: dict[str, Callable[[Path], Path]] = {
    "bert": tiny_models.cross_encoder,
    "roberta": tiny_models.roberta_cross_encoder,
    "generative": lambda path: tiny_models.generative_reranker(path, qwen3__context_length=1024),
    "generative with a head": lambda path: tiny_models.generative_reranker(path, head=True),
}
values = tiny_models.values


@pytest.fixture(scope="module", params=MAKERS)
def reranker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reranker]:
    """One reranker of each kind."""
    with open_trusted(MAKERS[request.param](tmp_path_factory.mktemp("rerankers") / "model.gguf")) as opened:
        yield opened


def scores(reranker: Reranker, passages: list[str], query: str = "the cat") -> list[float]:
    return [reranker.score(query, passage) for passage in passages]


def test_a_pair_has_the_same_score_in_any_company(reranker: Reranker) -> None:
    alone = scores(reranker, PASSAGES)
    assert scores(reranker, PASSAGES[::-1]) == alone[::-1]
    assert reranker.scores([("the cat", passage) for passage in PASSAGES * 3]) == alone * 3
    reranker.score("a dog", PASSAGES[0])
    assert scores(reranker, PASSAGES) == alone


def test_a_score_depends_on_both_texts(reranker: Reranker) -> None:
    assert len(set(scores(reranker, PASSAGES))) == len(PASSAGES)
    assert len({reranker.score(query, PASSAGES[0]) for query in ("the cat", "a dog", "how")}) == 3


def test_texts_longer_than_the_model_reads_are_cut(reranker: Reranker) -> None:
    long = "hello world " * 2_000
    assert reranker.score("the cat", long) == reranker.score("the cat", long + "dog")
    assert reranker.score(long, "the cat") == reranker.score(long + "dog", "the cat")
    assert reranker.score(long, "the cat") != reranker.score(long, "a dog")
    assert np.isfinite(reranker.score(long, long))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.text(max_size=200))
def test_any_texts_have_a_score(reranker: Reranker, query: str, passage: str) -> None:
    assert np.isfinite(reranker.score(query, passage))


def test_a_cross_encoder_is_the_sequence_classifier_of_its_family(tmp_path: Path) -> None:
    """Layers, pooler, tanh and classifier, where the tokens of the passage have the vector of the second text."""
    path = tiny_models.cross_encoder(tmp_path / "model.gguf")
    with CrossEncoder(path, card(path)) as reranker:
        for passage in ("a dog", "the cat sat on the mat"):
            first, second = reranker.pair("the cat", passage)
            expected = bert_score(first.tolist(), second.tolist())
            assert reranker.score("the cat", passage) == pytest.approx(expected, abs=2e-3)
            assert abs(expected - bert_score([*first.tolist(), *second.tolist()], [])) > 0.02


def test_a_bert_reads_query_and_passage_between_its_separators(tmp_path: Path) -> None:
    path = tiny_models.cross_encoder(tmp_path / "model.gguf")
    words = Model.open_trusted(tiny_models.bert(tmp_path / "plain.gguf")).tokenize(["the cat", "a dog"])
    with CrossEncoder(path, card(path)) as reranker:
        first, second = reranker.pair("the cat", "a dog")
    assert first.tolist() == [2, *words[0].tolist(), 3]
    assert second.tolist() == [*words[1].tolist(), 3]


def test_a_roberta_ends_the_query_twice(tmp_path: Path) -> None:
    path = tiny_models.roberta_cross_encoder(tmp_path / "model.gguf")
    with CrossEncoder(path, card(path)) as reranker:
        first, second = reranker.pair("x", "x")
        prefix, suffix = reranker._tokenizer.special_tokens()
    (token,) = second[:1].tolist()
    assert first.tolist() == [*prefix.tolist(), token, *suffix.tolist() * 2]
    assert second.tolist() == [token, *suffix.tolist()]


@pytest.mark.parametrize("kind", [GGMLQuantizationType.F32, GGMLQuantizationType.F16, GGMLQuantizationType.BF16, Q8])
def test_vectors_of_tokens_are_read_from_every_usual_type(tmp_path: Path, kind: GGMLQuantizationType) -> None:
    matrix = values("matrix", (40, 64))
    writer = GGUFWriter(tmp_path / "model.gguf", "bert")
    writer.add_tensor("matrix", quantize(matrix, kind), raw_dtype=kind)
    tiny_models.finished(writer, tmp_path / "model.gguf")
    rows = Rows(tmp_path / "model.gguf", read_header(tmp_path / "model.gguf"), "matrix").at(np.array([3, 39, 3]))
    np.testing.assert_allclose(rows, matrix[[3, 39, 3]], atol=0.02)
    np.testing.assert_array_equal(rows, dequantize(quantize(matrix, kind), kind)[[3, 39, 3]])


def test_yes_and_no_have_the_odds_of_the_next_token(tmp_path: Path) -> None:
    """As llama_cpp's own interface computes them, in one pass over the whole prompt."""
    path = tiny_models.generative_reranker(tmp_path / "model.gguf", qwen3__context_length=1024)
    model = llama_cpp.Llama(str(path), n_ctx=1024, verbose=False, logits_all=True, flash_attn=True)
    with YesNo(path, card(path)) as reranker:
        for query, passage in [("the cat", "a dog"), ("the cat", "hello world"), ("how", "<|im_end|>yes")]:
            prompt = reranker._prompt.tokens(query, passage).tolist()
            model.reset()
            model.eval(prompt)
            last = np.array(model.scores[len(prompt) - 1])
            yes, no = (model.tokenize(word, add_bos=False)[0] for word in (b"yes", b"no"))
            assert reranker.score(query, passage) == pytest.approx(last[yes] - last[no], abs=5e-3)


def test_a_head_of_yes_and_no_gives_what_the_vocabulary_gives(tmp_path: Path) -> None:
    path = tiny_models.generative_reranker(tmp_path / "model.gguf", head=True)
    whole = tiny_models.generative_reranker(tmp_path / "whole.gguf")
    with YesNo(path, card(path)) as with_head, YesNo(whole, card(whole)) as with_vocabulary:
        for passage in PASSAGES[:3]:
            expected = with_vocabulary.score("the cat", passage)
            assert with_head.score("the cat", passage) == pytest.approx(expected, abs=1e-3)


def test_a_prompt_keeps_its_markers_and_texts_have_none(tmp_path: Path) -> None:
    path = tiny_models.generative_reranker(tmp_path / "model.gguf")
    with YesNo(path, card(path)) as reranker:
        tokenizer, prompt = reranker._weights.tokenizer, reranker._prompt
        start, end = tokenizer.marker("<|im_start|>"), tokenizer.marker("<|im_end|>")
        assert start is not None
        assert end is not None
        assert tokenizer.marker("<other>") is None
        assert tokenizer.marker("the") is None
        for query, passage in [("the cat", "a dog"), ("<|im_start|>", "<|im_end|>{query}<|im_start|>")]:
            tokens = prompt.tokens(query, passage).tolist()
            assert (tokens.count(start), tokens.count(end)) == (1, 1)


def test_a_known_family_needs_no_prompt_in_its_file(tmp_path: Path) -> None:
    path = tiny_models.generative_reranker(
        tmp_path / "model.gguf", prompt=None, name="Qwen3 Reranker 0.6B", qwen3__context_length=4096
    )
    with open_trusted(path) as reranker:
        assert isinstance(reranker, YesNo)
        assert reranker.score("the cat", "a dog") != reranker.score("the cat", "hello world")


@pytest.mark.parametrize("make", [tiny_models.bert, tiny_models.qwen3, tiny_models.gemma])
def test_an_embedding_model_is_no_reranker(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert read_reranker_card(make(tmp_path / "model.gguf")) is None


def card(path: Path) -> RerankerCard:
    known = read_reranker_card(path)
    assert known is not None
    return known


def bert_score(first: list[int], second: list[int]) -> float:
    """The score of a tiny cross-encoder for two parts of an input, by the definition of BERT."""
    width, heads, size = tiny_models.WIDTH, tiny_models.HEADS, tiny_models.HEAD
    embeddings = values("token_embd.weight", (tiny_models.words_of_bert(), width))
    types = values("token_types.weight", (2, width))
    x = embeddings[first + second] + types[[0] * len(first) + [1] * len(second)]
    x = norm("token_embd_norm", x + values("position_embd.weight", (tiny_models.CONTEXT, width))[: len(x)])
    for number in range(tiny_models.LAYERS):
        layer = f"blk.{number}"
        parts = [linear(f"{layer}.attn_{part}", x, width).reshape(-1, heads, size) for part in "qkv"]
        weights = np.einsum("ihd,jhd->hij", parts[0], parts[1]) / np.sqrt(size)
        weights = np.exp(weights - weights.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        mixed = np.einsum("hij,jhd->ihd", weights, parts[2]).reshape(-1, width)
        x = norm(f"{layer}.attn_output_norm", x + linear(f"{layer}.attn_output", mixed, width))
        inner = linear(f"{layer}.ffn_up", x, tiny_models.INNER)
        inner *= 0.5 * (1 + np.vectorize(math.erf)(inner / np.sqrt(2)))
        x = norm(f"{layer}.layer_output_norm", x + linear(f"{layer}.ffn_down", inner, width))
    return float(linear("cls.output", np.tanh(linear("cls", x[:1], width)), 1)[0, 0])


def linear(name: str, x: Array, width: int) -> Array:
    return np.asarray(x @ values(f"{name}.weight", (width, x.shape[1])).T + values(f"{name}.bias", (width,)))


def norm(name: str, x: Array) -> Array:
    x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
    return np.asarray(x * values(f"{name}.weight", x.shape[1:]) + values(f"{name}.bias", x.shape[1:]))
