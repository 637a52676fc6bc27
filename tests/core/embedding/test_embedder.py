"""Chunk vectors of the real model: early and late agree where they must, and only the text decides a vector."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from scent.arrays import Vectors
from scent.core.chunking.chunker import ChunkedDocument, chunk
from scent.core.config import ChunkSettings, Strategy
from scent.core.embedding.embedder import Embedder
from scent.core.inference.model import Model
from scent.core.models import source as model_source
from scent.errors import UsageError
from scent.formats.documents.base.document import Block, Document, Kind

SENTENCES = [
    "The kettle whistles before the water boils over.",
    "She mended the roof with slates from the old barn.",
    "Compilers turn source text into machine instructions.",
    "The tide table for March hangs beside the door.",
    "A mutex lets one thread at a time into the critical section.",
    "He forgot to water the tomatoes, and they withered.",
    "Interest on the loan is due on the first of each month.",
    "Glaciers carve valleys in the shape of the letter U.",
]


def document(text: str) -> Document:
    return Document(text, "text", blocks=[Block(Kind.PROSE, 0, len(text))] if text else [])


def long_text(seed: int, sentences: int = 60) -> str:
    order = np.random.default_rng(seed).integers(0, len(SENTENCES), sentences)
    return " ".join(f"{SENTENCES[place]} ({number})" for number, place in enumerate(order))


@pytest.fixture(scope="module")
def model(cache: Path) -> Model:
    """The bundled model as an index run uses it: from the copy with 16-bit weights."""
    return model_source.load(model_source.identify(None), cache)


def vectors(model: Model, texts: Sequence[str], settings: ChunkSettings, *, workers: int = 1) -> list[Vectors]:
    with Embedder(model, settings, workers=workers) as embedder:
        return list(embedder.documents(chunked(model, text, settings) for text in texts))


def chunked(model: Model, text: str, settings: ChunkSettings) -> ChunkedDocument:
    return chunk(document(text), model.tokenize, settings.chunk_tokens)


def cosines(some: Vectors, others: Vectors) -> Vectors:
    return np.asarray(np.sum(some * others, axis=1))


@pytest.mark.parametrize("strategy", [Strategy.LATE, Strategy.BLEND])
def test_a_document_of_one_chunk_has_the_same_vector_as_early(model: Model, strategy: Strategy) -> None:
    early = np.concatenate(vectors(model, SENTENCES, ChunkSettings(Strategy.EARLY)))
    late = np.concatenate(vectors(model, SENTENCES, ChunkSettings(strategy)))
    assert cosines(early, late).min() > 0.9999


def test_late_vectors_depend_on_the_text_around_them_and_early_ones_do_not(model: Model) -> None:
    settings = ChunkSettings(Strategy.LATE, chunk_tokens=32)
    alone = "It was founded in 1237 and burnt down twice."
    berlin = f"Berlin is the capital of Germany, a city on the Spree. {alone}"
    bread = f"Bread is made of flour and water, and baked in an oven. {alone}"

    def last(text: str, strategy: Strategy) -> Vectors:
        return vectors(model, [text], ChunkSettings(strategy, settings.chunk_tokens // 2))[0][-1:]

    assert cosines(last(berlin, Strategy.EARLY), last(bread, Strategy.EARLY))[0] > 0.9999
    assert cosines(last(berlin, Strategy.LATE), last(bread, Strategy.LATE))[0] < 0.95


@pytest.mark.parametrize("strategy", Strategy)
def test_vectors_do_not_depend_on_order_packing_or_workers(model: Model, strategy: Strategy) -> None:
    texts = [long_text(seed, 5 + 12 * seed) for seed in range(8)]
    settings = ChunkSettings(strategy, chunk_tokens=64)
    together = vectors(model, texts, settings)
    for other in (
        vectors(model, texts, settings, workers=3),
        vectors(model, texts[::-1], settings)[::-1],
        [vectors(model, [text], settings)[0] for text in texts],
    ):
        for some, same in zip(together, other, strict=True):
            assert cosines(some, same).min() > 0.99999


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_gives_the_same_bits(model: Model, workers: int) -> None:
    texts = [long_text(seed, 40) for seed in range(6)]
    settings = ChunkSettings(Strategy.LATE, chunk_tokens=64)
    one, many = vectors(model, texts, settings), vectors(model, texts, settings, workers=workers)
    assert all(some.tobytes() == same.tobytes() for some, same in zip(one, many, strict=True))


def test_all_vectors_have_length_one_and_come_in_the_order_of_the_documents(model: Model) -> None:
    texts = ["", *SENTENCES, "", long_text(1), " \n "]
    embedded = vectors(model, texts, ChunkSettings(Strategy.BLEND, chunk_tokens=32), workers=2)
    assert [len(some) > 0 for some in embedded] == [bool(text.strip()) for text in texts]
    assert np.abs(np.linalg.norm(np.concatenate(embedded), axis=1) - 1).max() < 1e-6


def test_a_blend_lies_between_early_and_late(model: Model) -> None:
    text = long_text(3)
    early, late, blend = (vectors(model, [text], ChunkSettings(strategy, 64))[0] for strategy in Strategy)
    assert (cosines(blend, early) > cosines(late, early)).all()
    assert (cosines(blend, late) > cosines(early, late)).all()


def test_matryoshka_truncation_keeps_the_first_numbers_at_length_one(model: Model) -> None:
    whole = vectors(model, SENTENCES, ChunkSettings(Strategy.EARLY))[0]
    short = vectors(model, SENTENCES, ChunkSettings(Strategy.EARLY, dims=64))[0]
    assert short.shape == (1, 64)
    assert np.allclose(short, whole[:, :64] / np.linalg.norm(whole[:, :64]), atol=1e-6)


def test_a_query_finds_the_sentence_that_says_it_in_other_words(model: Model) -> None:
    settings = ChunkSettings(Strategy.LATE)
    with Embedder(model, settings) as embedder:
        passages = np.concatenate(
            list(embedder.documents(chunked(model, sentence, settings) for sentence in SENTENCES))
        )
        assert int((passages @ embedder.query("mutual exclusion of concurrent programs")).argmax()) == 4
        assert int((passages @ embedder.query("plants died of thirst")).argmax()) == 5
        assert np.isfinite(embedder.query("word " * 5000)).all()
        assert np.isfinite(embedder.query("")).all()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (ChunkSettings(chunk_tokens=300), "chunks of 300 tokens are too long"),
        (ChunkSettings(window_tokens=512), "longer than the 256"),
        (ChunkSettings(chunk_tokens=128, window_tokens=64), "chunks of 128 tokens are too long: at most 64 fit"),
        (ChunkSettings(dims=1000), "384 dimensions, fewer than 1000"),
    ],
)
def test_settings_that_the_model_does_not_support_are_refused_with_a_way_out(
    model: Model, settings: ChunkSettings, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence) as refused:
        Embedder(model, settings)
    assert refused.value.hint.startswith("use --")


def test_the_chunks_of_a_long_document_contain_each_of_its_tokens_once(model: Model) -> None:
    text = long_text(5, 300)
    whole = chunked(model, text, ChunkSettings(chunk_tokens=128))
    assert np.array_equal(whole.tokens, model.tokenize([text])[0])
    assert all(some.last_token == other.first_token for some, other in pairwise(whole.chunks))


class Counting(Embedder):
    """An embedder that counts the windows that it runs through the model."""

    windows = 0

    def _run(self, inputs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  # as its base
        self.windows += len(inputs)
        return super()._run(inputs)


@pytest.mark.parametrize("strategy", list(Strategy))
@pytest.mark.parametrize("apart", [0, 40])
def test_the_same_text_is_embedded_once_and_has_the_same_vector(model: Model, strategy: Strategy, apart: int) -> None:
    settings = ChunkSettings(strategy=strategy, chunk_tokens=32)
    text = long_text(1, 12)
    texts = [text, *(long_text(seed, 30) for seed in range(2, 2 + apart)), text]
    with Counting(model, settings) as once:
        first, *_, last = once.documents(chunked(model, each, settings) for each in texts)
    with Counting(model, settings) as alone:
        (vector,) = alone.documents([chunked(model, text, settings)])
    assert np.array_equal(first, last)
    assert cosines(first, vector).min() > 0.99999
    if not apart:
        assert once.windows == alone.windows
