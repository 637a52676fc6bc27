"""The layer after the pooling: applied once to every vector of a text, and missed where a converter left it out."""

from pathlib import Path

import numpy as np
import pytest
import tiny_models

from scent.core.chunking.chunker import ChunkedDocument
from scent.core.config import ChunkSettings, Strategy
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.query_embedder import QueryEmbedder
from scent.core.inference.encoder import Encoder
from scent.core.inference.gguf.card import read_card
from scent.core.inference.model import Model
from scent.core.inference.weights import converter
from scent.core.types import Chunk
from scent.errors import ModelError

TEXT = "how do i find my files by meaning"


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return Model.open_trusted(tiny_models.projected(tmp_path / "tiny.gguf"))


def expected(model: Model, text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """The vector by the definition: the mean of the tokens, then the layer, then length one."""
    (tokens,) = model.tokenize([text])
    with Encoder(model) as encoder:
        (vectors,) = encoder.encode([model.wrap(tokens)])
    weight = tiny_models.values("projection.weight", (tiny_models.WIDENED, tiny_models.WIDTH))
    whole = weight @ vectors.mean(axis=0) + tiny_models.values("projection.bias", (tiny_models.WIDENED,))
    return np.asarray(whole / np.linalg.norm(whole))


@pytest.mark.parametrize("strategy", [Strategy.EARLY, Strategy.LATE])
def test_passages_and_queries_are_projected_once(model: Model, strategy: Strategy) -> None:
    (tokens,) = model.tokenize([TEXT])
    document = ChunkedDocument(tokens, (Chunk(0, 0, 0, len(tokens)),))
    with Embedder(model, ChunkSettings(strategy=strategy, chunk_tokens=64)) as embedder:
        (vectors,) = embedder.documents([document])
    query = QueryEmbedder(model, model.dims)
    assert vectors.shape == (1, tiny_models.WIDENED)
    np.testing.assert_allclose(vectors[0], expected(model, TEXT), atol=1e-5)
    np.testing.assert_allclose(query.vector(TEXT), expected(model, TEXT), atol=1e-5)
    query.close()


def test_copies_of_the_weights_keep_the_projection(model: Model, tmp_path: Path) -> None:
    with converter(tmp_path) as convert:
        copy = convert(model.path, "f16")
        assert copy is not None
        other = Model.open_trusted(copy)
        assert other.dims == model.dims
        assert expected(other, TEXT) @ expected(model, TEXT) > 0.999


def test_a_vocabulary_knows_the_length_of_the_projected_vectors(model: Model) -> None:
    assert Model.open_vocabulary(model.path, model.dims).dims == tiny_models.WIDENED


def test_a_leaf_that_was_converted_without_its_projection_is_refused(tmp_path: Path) -> None:
    path = tiny_models.bert(tmp_path / "some.gguf", general__basename="MDBR Leaf IR")
    with pytest.raises(ModelError, match="without the projection at the end of the model") as caught:
        read_card(path)
    assert caught.value.hint == "get the whole model with: scent models pull mdbr-leaf-ir"


@pytest.mark.parametrize("field", ["weight", "bias"])
def test_a_projection_of_the_wrong_size_is_refused(tmp_path: Path, field: str) -> None:
    path = tiny_models.projected(tmp_path / "tiny.gguf", **{f"scent__projection__{field}": [1.0, 2.0, 3.0]})
    with pytest.raises(ModelError, match="the sizes of its projection do not match"):
        read_card(path)


def test_a_projection_that_only_a_newer_llama_cpp_applies_is_refused(tmp_path: Path) -> None:
    path = tiny_models.bert(tmp_path / "tiny.gguf", tensors={"dense_2.weight": (96, tiny_models.WIDTH)})
    with pytest.raises(ModelError, match=r"a layer that this scent's llama\.cpp does not apply"):
        read_card(path)
