"""A model file without its last layers is that of a smaller model; where layers depend on their number, none is cut."""

from pathlib import Path

import numpy as np
import pytest
import tiny_models

from scent.core.inference.encoder import Encoder
from scent.core.inference.gguf.header import read_header
from scent.core.inference.gguf.layers import cuttable_layers, write_first_layers
from scent.core.inference.model import Model
from scent.core.models.source import BUNDLED


def vectors(path: Path) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    model = Model.open_trusted(path)
    (tokens,) = model.tokenizer.tokenize(["the cat sat on the mat"])
    with Encoder(model) as encoder:
        (found,) = encoder.encode([model.wrap(tokens)])
    return np.asarray(found)


def test_all_layers_give_the_same_vectors_and_fewer_give_others(tmp_path: Path) -> None:
    assert cuttable_layers(BUNDLED) == 6
    whole, half = tmp_path / "whole.gguf", tmp_path / "half.gguf"
    write_first_layers(BUNDLED, whole, 6)
    write_first_layers(BUNDLED, half, 3)
    np.testing.assert_array_equal(vectors(whole), vectors(BUNDLED))
    assert vectors(half).shape == vectors(BUNDLED).shape
    assert np.isfinite(vectors(half)).all()
    assert not np.allclose(vectors(half), vectors(BUNDLED), atol=0.01)
    header = read_header(half)
    assert header.number("bert.block_count") == cuttable_layers(half) == 3
    assert sum(name.startswith("blk.") for name in header.tensors) == 3 * 16
    assert half.stat().st_size < BUNDLED.stat().st_size


@pytest.mark.parametrize(
    "make", [tiny_models.qwen3, tiny_models.nomic_bert, tiny_models.roberta, tiny_models.projected]
)
def test_other_models_can_be_cut_too(tmp_path: Path, make: tiny_models.Maker) -> None:
    path = make(tmp_path / "tiny.gguf")
    assert cuttable_layers(path) == tiny_models.LAYERS
    write_first_layers(path, tmp_path / "one.gguf", 1)
    assert np.isfinite(vectors(tmp_path / "one.gguf")).all()


def test_what_cannot_be_cut_has_no_layers(tmp_path: Path) -> None:
    assert cuttable_layers(tiny_models.gemma(tmp_path / "gemma.gguf")) == 0
    uneven = tiny_models.qwen3(tmp_path / "uneven.gguf", qwen3__attention__head_count_kv=[4, 4])
    assert cuttable_layers(uneven) == 0
    (tmp_path / "table.txt").write_text("no model")
    assert cuttable_layers(tmp_path / "table.txt") == cuttable_layers(tmp_path) == 0
