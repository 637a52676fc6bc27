"""A file that writes no text is refused with a sentence that says why: without a crash, and without output from C."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_models
from damaged_headers import Mutation, damaged, mutated, mutations
from gguf import PoolingType
from hypothesis import HealthCheck, given, settings

from scent.core.inference.gguf.generator_card import read_generator_card
from scent.core.inference.probe import probe_generator
from scent.core.models import gguf_file, trust
from scent.core.models.generator_file import open_generator
from scent.errors import ModelError

REFUSALS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "an embedding model": (tiny_models.bert, "is an embedding model: it makes vectors, and writes no text"),
    "a causal embedding model": (tiny_models.qwen3, "is an embedding model"),
    "a cross-encoder": (tiny_models.cross_encoder, "is a reranker: it scores pairs of texts, and writes no text"),
    "a generative reranker": (tiny_models.generative_reranker, "is a reranker"),
    "an encoder": (lambda path: tiny_models.bert(path, pooling=None), "is an encoder (bert)"),
    "an encoder without pooling": (
        lambda path: tiny_models.bert(path, pooling=PoolingType.NONE),
        "is an encoder (bert)",
    ),
    "a template that nobody knows": (
        lambda path: tiny_models.writer(path, "{{ messages }}"),
        "has a chat template that llama.cpp does not know",
    ),
    "hardly any context": (
        lambda path: tiny_models.writer(path, qwen3__context_length=64),
        "reads 64 tokens at most, too few",
    ),
    "no tokenizer": (lambda path: tiny_models.writer(path, tokenizer__ggml__model="none"), "has no tokenizer"),
    "no heads": (lambda path: tiny_models.writer(path, qwen3__attention__head_count=0), "is damaged"),
    "more layers than tensors": (lambda path: tiny_models.writer(path, qwen3__block_count=3), "cannot be loaded"),
    "no model": (lambda path: damaged(path, b"Dear all"), "is not a GGUF file"),
    "no file": (lambda path: path, "there is no model file"),
}


@pytest.mark.parametrize(("make", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_file_that_writes_no_text_is_refused_in_a_sentence(
    make: Callable[[Path], Path], sentence: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ModelError) as refused:
        open_generator(make(tmp_path / "model.gguf"), tmp_path / "cache")
    assert sentence in refused.value.message
    assert "\n" not in refused.value.message
    assert refused.value.hint
    assert capfd.readouterr() == ("", "")


def test_a_model_that_writes_text_makes_no_vectors(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a generative qwen3 model"):
        gguf_file.open_file(tiny_models.writer(tmp_path / "model.gguf"))


@pytest.mark.parametrize("part", [20, 200, 5_000, 20_000, -1])
def test_a_file_cut_short_anywhere_is_refused(part: int, tmp_path: Path) -> None:
    whole = tiny_models.writer(tmp_path / "whole.gguf").read_bytes()
    with pytest.raises(ModelError, match="is cut short"):
        open_generator(damaged(tmp_path / "part.gguf", whole[:part]), None)


def test_what_makes_llama_cpp_crash_ends_another_process(tmp_path: Path) -> None:
    path = tiny_models.writer(tmp_path / "model.gguf", qwen3__rope__dimension_count=7)
    with pytest.raises(ModelError, match=r"makes llama\.cpp crash"):
        open_generator(path, tmp_path / "cache")


def test_a_file_is_tried_once_and_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = list[Path]()
    monkeypatch.setattr(trust, "probe_generator", lambda path: (tried.append(path), probe_generator(path)))
    path, cache = tiny_models.writer(tmp_path / "model.gguf"), tmp_path / "cache"
    for _ in range(2):
        open_generator(path, cache).close()
    assert len(tried) == 1
    path.unlink()
    tiny_models.writer(path, general__description="another")
    os.utime(path, (1_600_000_000,) * 2)
    open_generator(path, cache).close()
    assert len(tried) == 2


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.writer(tmp_path_factory.mktemp("sound") / "sound.gguf")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=mutations())
def test_every_damaged_header_is_read_or_refused(sound: Path, changes: list[Mutation]) -> None:
    path = damaged(sound.with_name("judged.gguf"), mutated(sound.read_bytes(), changes))
    try:
        card = read_generator_card(path)
    except ModelError:
        return
    assert card.context_tokens >= 1
    assert 1 <= card.token_bytes <= 1 << 26
