"""A model that its makers publish as safetensors becomes a GGUF file with the same vectors, and nothing else does."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import makers_files
import numpy as np
import pytest
import tiny_models
from gguf import GGUFReader
from places import GOLDEN

from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model
from scent.core.models.conversion.sentence_transformers import CONFIG, DENSE, VOCABULARY, WEIGHTS, Description, convert
from scent.errors import ModelError

ABOUT = Description("mdbr-leaf-ir", "Apache-2.0", "https://example.org", "mean", 256, "query: ", "")
DIMS = 96


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    return makers_files.of_tiny(GGUFReader(tiny_models.bert(tmp_path / "tiny.gguf")), projected=DIMS)


def test_the_bundled_model_comes_out_as_it_went_in(tmp_path: Path) -> None:
    target = tmp_path / "made.gguf"
    convert(makers_files.of_bundled(), replace(ABOUT, name="all-MiniLM-L6-v2"), target)
    model = Model.open_trusted(target)
    texts = json.loads((GOLDEN / "minilm_texts.json").read_text(encoding="utf-8"))[:20]
    inputs = [model.wrap(tokens[:200]) for tokens in model.tokenize(texts)]
    with Encoder(model) as encoder:
        means = np.stack([tokens.mean(axis=0) for tokens in encoder.encode(inputs)])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    reference = np.load(GOLDEN / "minilm_vectors.npz")["vectors"][:20]
    assert (np.sum(means * reference, axis=1) > 0.998).all()


def test_the_same_files_give_the_same_bytes(files: dict[str, bytes], tmp_path: Path) -> None:
    made = []
    for name in ("one.gguf", "two.gguf"):
        convert(files, ABOUT, tmp_path / name)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_the_file_says_how_the_model_is_used(files: dict[str, bytes], tmp_path: Path) -> None:
    convert(files, ABOUT, tmp_path / "made.gguf")
    model = Model.open_trusted(tmp_path / "made.gguf")
    card = model.card
    assert (card.name, card.pooling, card.trained_tokens) == ("mdbr-leaf-ir", "mean", 256)
    assert (card.query_prompt, card.document_prompt) == ("query: ", "")
    assert (model.token_dims, model.dims, card.projected) == (tiny_models.WIDTH, DIMS, DIMS)


Files = dict[str, bytes]
BROKEN: dict[str, Callable[[Files], Files]] = {
    "no vocabulary": lambda files: {**files, VOCABULARY: b"the\n"},
    "no shape": lambda files: {**files, CONFIG: b"[]"},
    "a width below zero": lambda files: {
        **files,
        CONFIG: json.dumps({**json.loads(files[CONFIG]), "hidden_size": -1}).encode(),
    },
    "weights cut short": lambda files: {**files, WEIGHTS: files[WEIGHTS][: len(files[WEIGHTS]) // 2]},
    "the page of a hotel": lambda files: {**files, WEIGHTS: b"<html>log in</html>"},
    "another architecture": lambda files: {
        **files,
        WEIGHTS: makers_files.safetensors({"layers.0.mlp.weight": np.zeros((2, 2), np.float32)}),
    },
    "a layer without a bias": lambda files: {
        **files,
        DENSE: makers_files.safetensors({"linear.weight": np.zeros((4, 4), np.float32)}),
    },
}


@pytest.mark.parametrize("name", BROKEN)
def test_files_of_something_else_are_refused_in_a_sentence(files: Files, name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="are not those of a BERT that scent knows") as caught:
        convert(BROKEN[name](files), ABOUT, tmp_path / "made.gguf")
    assert caught.value.hint
