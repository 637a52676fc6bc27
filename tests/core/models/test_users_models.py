"""`--model FILE` on the real command: embedding models are used as their files say; other files are refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_models
from command import Command
from gguf import PoolingType

SERVED: dict[str, Callable[[Path], Path]] = {
    "mean": tiny_models.bert,
    "cls": lambda path: tiny_models.bert(path, pooling=PoolingType.CLS),
    "last": tiny_models.qwen3,
    "long context": tiny_models.nomic_bert,
    "dense layers": tiny_models.gemma,
    "roberta": tiny_models.roberta,
    "projection": tiny_models.projected,
}


@pytest.fixture
def note(scent: Command) -> Path:
    note = scent.directory / "note.txt"
    note.write_text("The cat sat on the mat. The dog sat in the fog.\n" * 30)
    return note


@pytest.mark.parametrize("kind", SERVED)
def test_a_model_is_used_for_indexing_and_remembered_for_searching(scent: Command, note: Path, kind: str) -> None:
    model = SERVED[kind](scent.directory / "model.gguf")
    indexed = scent("index", "--model", model, "--strategy=early", "--chunk-tokens=32", note)
    assert (indexed.code, indexed.err) == (0, b"")
    (status,) = scent("status", "--json").records
    assert status["settings"]["model"]["pooling"] in {"mean", "cls", "last"}
    assert status["settings"]["file"]["path"] == str(model)
    # Noise reads no language, so that words find the note, and a score of any height counts.
    found = scent("search", "--min-score=-1", "the cat sat on the mat")
    assert (found.code, found.err) == (0, b"")
    assert found.lines[0].startswith(b"note.txt:")


def test_the_late_strategy_is_refused_for_a_model_that_does_not_pool_by_the_mean(scent: Command, note: Path) -> None:
    model = SERVED["cls"](scent.directory / "model.gguf")
    result = scent("index", "--model", model, "--strategy=late", note)
    assert result.code == 2
    assert b"needs a model that pools by the mean" in result.err
    assert b"hint: " in result.err
    assert b"--strategy early" in result.err


def test_an_index_made_with_another_model_is_not_mixed(scent: Command, note: Path) -> None:
    assert scent("index", note).code == 0
    result = scent("index", "--model", tiny_models.bert(scent.directory / "model.gguf"), note)
    assert result.code == 2
    assert b"other settings: model all-MiniLM-L6-v2 (now " in result.err


def test_a_model_file_that_was_removed_or_replaced_is_named(scent: Command, note: Path) -> None:
    model = tiny_models.bert(scent.directory / "model.gguf")
    assert scent("index", "--model", model, "--strategy=early", "--chunk-tokens=32", note).code == 0
    tiny_models.nomic_bert(model)
    replaced = scent("search", "cat")
    assert replaced.code == 2
    assert b"is not the file that the index was made with" in replaced.err
    model.unlink()
    gone = scent("search", "cat")
    assert gone.code == 2
    assert b"model.gguf" in gone.err


def test_a_file_that_is_not_an_embedding_model_is_refused_with_a_reason(scent: Command, note: Path) -> None:
    generative = tiny_models.llama(scent.directory / "llama.gguf")
    truncated = scent.directory / "truncated.gguf"
    truncated.write_bytes(tiny_models.bert(scent.directory / "whole.gguf").read_bytes()[:-5000])
    for model, reason in ((generative, b"embedding"), (truncated, b"truncated.gguf"), (note, b"GGUF")):
        result = scent("index", "--model", model, note)
        assert result.code == 2
        assert reason in result.err
        assert len(result.err.splitlines()) <= 2
    assert not (scent.home / "data/scent/index").exists()
