"""The encoder gives the published vectors, however its inputs are packed, and prints nothing."""

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import tiny_models
from gguf import GGMLQuantizationType, PoolingType
from numpy.typing import NDArray
from places import GOLDEN

from scent.arrays import Tokens, Vectors
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model
from scent.core.models.source import BUNDLED

TEXTS: list[str] = json.loads((GOLDEN / "minilm_texts.json").read_text(encoding="utf-8"))

# On fewer tokens the rounding of 8-bit weights does not average out: 0.998 was measured, and 1.00000 with F32 weights.
FEW_TOKENS = 6
# llama.cpp does not divide Hangul syllables as BERT's tokenizer does, so it reads Korean as unknown words.
HANGUL = range(0xAC00, 0xD7A4)


@pytest.fixture(scope="module")
def bundled() -> Model:
    return Model.open_trusted(BUNDLED)


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """The bundled model with its weights written as F16.

    With 8-bit weights llama.cpp also rounds the values between layers to 8 bits, so that a difference in the
    last bit of a float, which the rest of a batch can make, becomes half a percent. This model shows what
    holds up to the rounding of floats.
    """
    path = tmp_path_factory.mktemp("models") / "half.gguf"
    return Model.open_trusted(tiny_models.unquantized(BUNDLED, path, GGMLQuantizationType.F16))


@pytest.fixture(scope="module", params=["bert", "cls", "roberta", "nomic", "qwen3", "gemma"])
def tiny(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Model:
    """One model of each supported architecture."""
    path = tmp_path_factory.mktemp("models") / f"{request.param}.gguf"
    make = {
        "bert": tiny_models.bert,
        "cls": lambda path: tiny_models.bert(path, pooling=PoolingType.CLS),
        "roberta": tiny_models.roberta,
        "nomic": tiny_models.nomic_bert,
        "qwen3": tiny_models.qwen3,
        "gemma": tiny_models.gemma,
    }[request.param]
    return Model.open_trusted(make(path))


def cosines(some: Vectors, others: Vectors) -> NDArray[np.float32]:
    """The cosine of each row with its counterpart."""
    norms = np.linalg.norm(some, axis=-1) * np.linalg.norm(others, axis=-1)
    return np.asarray((some * others).sum(axis=-1) / norms)


def windows(model: Model, longest: int = 256) -> list[Tokens]:
    """The golden texts as the model is given them."""
    room = longest - len(model.prefix) - len(model.suffix)
    return [model.wrap(tokens[:room]) for tokens in model.tokenize(TEXTS)]


def means(encoder: Encoder, inputs: Sequence[Tokens]) -> Vectors:
    """The mean vector of each input, one a row."""
    return np.stack([tokens.mean(axis=0) for tokens in encoder.encode(inputs)])


def test_early_vectors_equal_those_of_sentence_transformers(bundled: Model) -> None:
    reference = np.load(GOLDEN / "minilm_vectors.npz")["vectors"]
    inputs = windows(bundled)
    with Encoder(bundled) as encoder:
        vectors = means(encoder, inputs)
    for text, tokens, cosine in zip(TEXTS, inputs, cosines(vectors, reference), strict=True):
        if not any(ord(character) in HANGUL for character in text):
            assert cosine > (0.999 if len(tokens) >= FEW_TOKENS else 0.997), text


# With 8-bit weights, 0.9992 was measured with AVX-512, and 0.9987 without.
@pytest.mark.parametrize(("model", "least"), [("half", 0.9999), ("bundled", 0.998)])
def test_token_vectors_of_a_packed_batch_equal_those_of_the_text_alone(
    model: str, least: float, request: pytest.FixtureRequest
) -> None:
    loaded: Model = request.getfixturevalue(model)
    inputs = windows(loaded)
    with Encoder(loaded) as encoder:
        for packed, tokens in zip(encoder.encode(inputs), inputs, strict=True):
            (alone,) = encoder.encode([tokens])
            assert cosines(packed, alone).min() > least


@pytest.mark.parametrize(("model", "least"), [("half", 0.99999), ("bundled", 0.999)])
def test_vectors_depend_on_neither_order_nor_packing_nor_the_number_of_encoders(
    model: str, least: float, request: pytest.FixtureRequest
) -> None:
    loaded: Model = request.getfixturevalue(model)
    inputs = windows(loaded)
    with Encoder(loaded) as one, Encoder(loaded, batch_tokens=1024) as large, Encoder(loaded) as other:
        usual = means(one, inputs)
        backwards = means(large, inputs[::-1])[::-1]
        with ThreadPoolExecutor() as threads:
            even, odd = threads.map(means, (one, other), (inputs[::2], inputs[1::2]))
    apart = np.empty_like(usual)
    apart[::2], apart[1::2] = even, odd
    assert cosines(usual, backwards).min() > least
    assert cosines(usual, apart).min() > least


def test_the_same_batch_gives_the_same_bits(bundled: Model) -> None:
    inputs = windows(bundled)
    with Encoder(bundled) as some, Encoder(bundled) as other:
        pairs = zip(some.encode(inputs), other.encode(inputs), strict=True)
        assert all(np.array_equal(one, two) for one, two in pairs)


def test_every_kind_of_model_gives_packed_what_it_gives_alone(tiny: Model) -> None:
    inputs = [model_input for model_input in windows(tiny) if len(model_input)]
    with Encoder(tiny) as encoder:
        for packed, tokens in zip(encoder.encode(inputs), inputs, strict=True):
            (alone,) = encoder.encode([tokens])
            assert packed.shape == (len(tokens), tiny.dims)
            assert cosines(packed, alone).min() > 0.9999


def test_the_projections_of_embeddinggemma_act_once(tmp_path: Path) -> None:
    whole = Model.open_trusted(tiny_models.gemma(tmp_path / "whole.gguf"))
    # A file without them is rejected; here it is the reference, loaded with the card of the other file.
    bare = Model(tiny_models.gemma(tmp_path / "bare.gguf", dense=False), whole.card)
    inputs = [whole.wrap(tokens) for tokens in whole.tokenize(["the cat sat", "how do i find my files"])]
    second = tiny_models.values("dense_2.weight", (tiny_models.WIDENED, tiny_models.WIDTH))
    third = tiny_models.values("dense_3.weight", (tiny_models.WIDTH, tiny_models.WIDENED))
    with Encoder(whole) as encoder, Encoder(bare) as reference:
        for finished, raw in zip(encoder.encode(inputs), reference.encode(inputs), strict=True):
            np.testing.assert_allclose(finished, raw @ second.T @ third.T, rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize(
    "sequence",
    [np.zeros(513, np.int32), np.array([40_000], np.int32), np.array([-1], np.int32), np.zeros((2, 2), np.int32)],
)
def test_what_would_abort_the_process_is_refused_before_c_sees_it(bundled: Model, sequence: Tokens) -> None:
    with Encoder(bundled, batch_tokens=1024) as encoder, pytest.raises(ValueError, match="a sequence"):
        encoder.encode([sequence])


def test_a_closed_encoder_says_so(bundled: Model) -> None:
    encoder = Encoder(bundled)
    encoder.close()
    encoder.close()
    with pytest.raises(ValueError, match="closed"):
        encoder.encode([bundled.prefix])


def test_an_empty_sequence_has_no_vectors(bundled: Model) -> None:
    with Encoder(bundled) as encoder:
        none, some = encoder.encode([np.empty(0, np.int32), bundled.prefix])
        (alone,) = encoder.encode([np.empty(0, np.int32)])
    assert (none.shape, some.shape, alone.shape) == ((0, 384), (1, 384), (0, 384))


def test_more_sequences_than_a_context_holds_are_run_in_several_batches(bundled: Model) -> None:
    with Encoder(bundled, batch_tokens=1024) as encoder:
        vectors = encoder.encode([bundled.wrap(np.empty(0, np.int32))] * 600)
    assert len(vectors) == 600
    assert cosines(np.concatenate(vectors[:1] * 600), np.concatenate(vectors)).min() > 0.9999


PROGRAM = """
import sys
from pathlib import Path
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model
assert "llama_cpp" not in sys.modules
model = Model.open_trusted(Path(sys.argv[1]))
with Encoder(model) as encoder:
    encoder.encode([model.wrap(model.tokenize(["hello"])[0])])
assert not any("chat_format" in name for name in sys.modules)
import llama_cpp
assert llama_cpp.Llama and llama_cpp.llama_n_ctx
"""


def test_nothing_native_is_printed_and_the_whole_package_can_still_be_imported() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM, BUNDLED], capture_output=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
