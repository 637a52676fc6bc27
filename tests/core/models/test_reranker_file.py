"""A file that cannot rank is refused with a sentence that says why: without a crash, and without output from C."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_models
from damaged_headers import Mutation, damaged, mutated, mutations
from gguf import PoolingType
from hypothesis import HealthCheck, given, settings

from scent.core.inference.gguf.reranker_card import read_reranker_card
from scent.core.inference.probe import probe_reranker
from scent.core.models import trust
from scent.core.models.reranker_file import is_reranker, open_reranker
from scent.errors import ModelError

WIDTH = tiny_models.WIDTH


def rank(path: Path, **options: object) -> Path:
    return tiny_models.bert(path, pooling=PoolingType.RANK, **options)


REFUSALS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "no head": (rank, "has no layer that gives a score"),
    "no pooler": (lambda path: tiny_models.cross_encoder(path, pooler=False), "without the pooler of its head"),
    "a pooler alone": (
        lambda path: rank(path, tensors={"cls.weight": (WIDTH, WIDTH), "cls.bias": (WIDTH,)}),
        "without the pooler of its head",
    ),
    "a classifier in the pooler's place": (
        lambda path: rank(path, tensors={"cls.weight": (1, WIDTH), "cls.bias": (1,)}),
        "without the pooler of its head",
    ),
    "three classes": (
        lambda path: tiny_models.cross_encoder(path, classes=3, bert__classifier__output_labels=["a", "b", "c"]),
        "sorts pairs of texts into 3 classes",
    ),
    "other width": (
        lambda path: rank(path, tensors={"cls.weight": (32, 32), "cls.bias": (32,), "cls.output.weight": (1, 32)}),
        "is damaged: its head does not read vectors of 64 numbers",
    ),
    "a smaller pooler": (
        lambda path: rank(
            path, tensors={"cls.weight": (32, WIDTH), "cls.bias": (32,), "cls.output.weight": (1, WIDTH)}
        ),
        "cannot be loaded",
    ),
    "a layer that llama.cpp does not know": (
        lambda path: tiny_models.cross_encoder(path, extra={"pooler.dense.weight": (WIDTH, WIDTH)}),
        "cannot be loaded",
    ),
    "generative": (tiny_models.llama, "is a generative llama model without a prompt"),
    "no prompt": (lambda path: tiny_models.generative_reranker(path, prompt=None), "without a prompt"),
    "a causal classifier": (
        lambda path: tiny_models.generative_reranker(path, head=True, prompt=None),
        "without a prompt",
    ),
    "a prompt without a passage": (
        lambda path: tiny_models.generative_reranker(path, prompt="{query}?"),
        "does not name {query} and {document}",
    ),
    "no yes and no": (
        lambda path: tiny_models.qwen3(path, pooling=None, tokenizer__chat_template__rerank=tiny_models.PROMPT),
        "has no single tokens for yes and no",
    ),
    "a head of other words": (
        lambda path: tiny_models.generative_reranker(
            path, head=True, qwen3__classifier__output_labels=["true", "false"]
        ),
        "does not say yes or no",
    ),
    "a prompt longer than its context": (
        lambda path: tiny_models.generative_reranker(path, qwen3__context_length=64),
        "too few for its own prompt",
    ),
    "no tokenizer": (lambda path: tiny_models.cross_encoder(path, tokenizer__ggml__model="none"), "has no tokenizer"),
    "no heads": (lambda path: tiny_models.cross_encoder(path, bert__attention__head_count=0), "is damaged"),
    "more layers than tensors": (lambda path: tiny_models.cross_encoder(path, bert__block_count=3), "cannot be loaded"),
}


@pytest.mark.parametrize(("make", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_file_that_cannot_rank_is_refused_in_a_sentence(
    make: Callable[[Path], Path], sentence: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ModelError) as refused:
        open_reranker(make(tmp_path / "model.gguf"), tmp_path / "cache")
    assert sentence in refused.value.message
    assert "\n" not in refused.value.message
    assert refused.value.hint
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("part", [20, 200, 5_000, 20_000, -1])
def test_a_file_cut_short_anywhere_is_refused(part: int, tmp_path: Path) -> None:
    whole = tiny_models.cross_encoder(tmp_path / "whole.gguf").read_bytes()
    with pytest.raises(ModelError, match="is cut short"):
        open_reranker(damaged(tmp_path / "part.gguf", whole[:part]), None)


def test_what_makes_llama_cpp_crash_ends_another_process(tmp_path: Path) -> None:
    path = tiny_models.gemma(tmp_path / "model.gguf", layers=2, prompt=tiny_models.PROMPT)
    with pytest.raises(ModelError, match=r"makes llama\.cpp crash"):
        open_reranker(path, tmp_path / "cache")


def test_a_file_is_tried_once_and_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = list[Path]()
    monkeypatch.setattr(trust, "probe_reranker", lambda path: (tried.append(path), probe_reranker(path)))
    path, cache = tiny_models.cross_encoder(tmp_path / "model.gguf"), tmp_path / "cache"
    for _ in range(2):
        with open_reranker(path, cache)[0] as reranker:
            assert reranker.score("the cat", "a dog")
    assert len(tried) == 1
    path.unlink()
    tiny_models.cross_encoder(path, general__description="another")
    os.utime(path, (1_600_000_000,) * 2)
    open_reranker(path, cache)[0].close()
    assert len(tried) == 2


def test_what_was_tried_as_a_reranker_was_not_tried_as_an_embedding_model(tmp_path: Path) -> None:
    """One file may be both; a note that somebody else could have written counts for neither."""
    path, cache = tiny_models.cross_encoder(tmp_path / "model.gguf"), tmp_path / "cache"
    open_reranker(path, cache)[0].close()
    assert not (cache / "tried").exists()
    (record,) = (cache / "tried-rerankers").iterdir()
    assert json.loads(record.read_text())[0] == str(path)
    with pytest.raises(ModelError, match="is a reranker"):
        trust.ensure_tried(path, cache)


def test_a_place_that_is_no_such_file_is_no_reranker(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("Dear all")
    assert not is_reranker(tmp_path / "text")
    assert not is_reranker(tmp_path / "missing")
    assert not is_reranker(tiny_models.bert(tmp_path / "model.gguf"))
    assert is_reranker(tiny_models.cross_encoder(tmp_path / "model.gguf"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.generative_reranker(tmp_path_factory.mktemp("sound") / "sound.gguf", head=True)


@settings(max_examples=300, deadline=None)
@given(changes=mutations())
def test_every_damaged_header_is_read_or_refused(sound: Path, changes: list[Mutation]) -> None:
    path = damaged(sound.with_name("judged.gguf"), mutated(sound.read_bytes(), changes))
    try:
        card = read_reranker_card(path)
    except ModelError:
        return
    assert card is None or card.context_tokens >= 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=mutations())
def test_a_damaged_header_that_was_tried_can_be_opened(sound: Path, changes: list[Mutation]) -> None:
    path = damaged(sound.with_name("opened.gguf"), mutated(sound.read_bytes(), changes))
    try:
        reranker, _ = open_reranker(path, None)
    except ModelError:
        return
    with reranker:
        reranker.score("the cat", "a dog " * 50)
