"""A GPU is used if its vectors are those of the processor; if anything is wrong with it, nothing is lost."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import fake_gpu
import numpy as np
import pytest
from places import SUPPORT

from scent.arrays import Vectors
from scent.core.chunking.chunker import ChunkedDocument, chunk
from scent.core.config import ChunkSettings, Strategy
from scent.core.embedding import gpu
from scent.core.embedding.device import PROCESSOR, Choice, Device
from scent.core.embedding.embedder import Embedder
from scent.core.inference.model import Model
from scent.core.models import source as model_source
from scent.formats.documents.base.document import Block, Document, Kind

DOCUMENTS = 12  # more tokens than two batches of a GPU have


@pytest.fixture(scope="module")
def model(cache: Path) -> Model:
    """The bundled model as an index run uses it."""
    loaded = model_source.load(model_source.identify(None), cache)
    assert isinstance(loaded, Model)
    return loaded


@pytest.fixture(scope="module")
def expected(model: Model) -> dict[Strategy, Vectors]:
    """The vectors of the processor."""
    return {strategy: embedded(model, PROCESSOR, strategy) for strategy in (Strategy.EARLY, Strategy.LATE)}


def documents(model: Model) -> list[ChunkedDocument]:
    texts = [f"Sentence {number} of a text about tides and tables. " * 20 for number in range(DOCUMENTS)]
    blocks = [Document(text, "text", blocks=[Block(Kind.PROSE, 0, len(text))]) for text in texts]
    return [chunk(document, model.tokenizer.tokenize, 100) for document in blocks]


def embedded(model: Model, device: Device, strategy: Strategy = Strategy.EARLY) -> Vectors:
    with Embedder(model, ChunkSettings(strategy, chunk_tokens=100), workers=2, device=device) as embedder:
        return np.concatenate(list(embedder.documents(documents(model))))


@dataclass
class Fake:
    """A machine with a GPU that does a deed; `told` is what the user has been told."""

    patch: pytest.MonkeyPatch
    told: list[tuple[str, str]] = field(default_factory=list)

    def device(self, deed: str, choice: Choice = Choice.GPU, layers: int = -1) -> Device:
        command = (sys.executable, "-P", str(SUPPORT / "fake_gpu.py"), deed)
        self.patch.setattr(gpu.open_gpu, "__kwdefaults__", {"command": command})
        return Device(choice, layers, lambda message, hint: self.told.append((message, hint)))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    return Fake(monkeypatch)


def least_cosine(some: Vectors, others: Vectors) -> float:
    return float(np.sum(some * others, axis=1).min())


@pytest.mark.parametrize(("choice", "strategy"), [(Choice.GPU, Strategy.EARLY), (Choice.AUTO, Strategy.LATE)])
def test_a_gpu_that_gives_the_processors_vectors_is_used_without_a_word(
    model: Model, fake: Fake, expected: dict[Strategy, Vectors], choice: Choice, strategy: Strategy
) -> None:
    settings = ChunkSettings(strategy, chunk_tokens=100)
    with Embedder(model, settings, workers=2, device=fake.device("work", choice)) as embedder:
        vectors = np.concatenate(list(embedder.documents(documents(model))))
        assert embedder._gpu
        assert (embedder._gpu.name, embedder._gpu.alive) == (fake_gpu.NAME, True)
        process = embedder._gpu._process
    assert process.poll() is not None  # it does not outlive the embedder
    assert fake.told == []
    assert least_cosine(vectors, expected[strategy]) > 0.9999


FAILURES = {
    "abort": "its process was killed by SIGABRT",
    "leave": "its process ended with status 7",
    "nan": "it gave a vector that is not a number",
    "few": "its process answered with too many or too few numbers",
    "hang": "its process did not answer for 2 seconds",
}


@pytest.mark.parametrize(("deed", "reason"), FAILURES.items())
def test_a_gpu_that_fails_in_the_middle_costs_nothing_and_is_told_once(
    model: Model, fake: Fake, expected: dict[Strategy, Vectors], deed: str, reason: str
) -> None:
    if deed == "hang":
        fake.patch.setattr(gpu, "_BATCH_SECONDS", 2.0)
    vectors = embedded(model, fake.device(deed))
    assert least_cosine(vectors, expected[Strategy.EARLY]) > 0.9999
    ((message, hint),) = fake.told
    assert message == f"the GPU failed: {reason}, so the CPU is used from here on"
    assert hint


REFUSALS = {
    "crash early": "its process was killed by SIGABRT",
    "garbage": "its process answered with something else than vectors",
    "noise": f"the vectors of {fake_gpu.NAME} are not those of the CPU (cosine ",
}


@pytest.mark.parametrize(("deed", "reason"), REFUSALS.items())
def test_a_gpu_that_is_no_good_is_not_used_and_the_vectors_are_the_processors(
    model: Model, fake: Fake, expected: dict[Strategy, Vectors], deed: str, reason: str
) -> None:
    vectors = embedded(model, fake.device(deed))
    np.testing.assert_array_equal(vectors, expected[Strategy.EARLY])
    ((message, _),) = fake.told
    assert message.startswith(f"the GPU cannot be used: {reason}")
    assert message.endswith(", so the CPU is used")


@pytest.mark.parametrize(("choice", "layers"), [(Choice.CPU, -1), (Choice.GPU, 0)])
def test_no_process_is_started_unless_a_gpu_is_asked_for(model: Model, fake: Fake, choice: Choice, layers: int) -> None:
    device = fake.device("crash early", choice, layers)
    with Embedder(model, ChunkSettings(chunk_tokens=100), device=device) as embedder:
        list(embedder.documents(documents(model)[:1]))
        assert embedder._gpu is None
    assert fake.told == []


def test_a_gpu_is_not_started_for_a_little_text_unless_it_is_insisted_on(model: Model, fake: Fake) -> None:
    with Embedder(model, ChunkSettings(chunk_tokens=100), device=fake.device("crash early", Choice.AUTO)) as embedder:
        list(embedder.documents(documents(model)[:1]))
        assert embedder._gpu is None
    assert fake.told == []


def test_a_process_that_cannot_be_started_is_replaced(model: Model, fake: Fake) -> None:
    device = fake.device("work")
    fake.patch.setattr(gpu.open_gpu, "__kwdefaults__", {"command": ("/nowhere/python",)})
    with Embedder(model, ChunkSettings(chunk_tokens=100), device=device) as embedder:
        assert len(list(embedder.documents(documents(model)[:1]))) == 1
    ((message, _),) = fake.told
    assert message.startswith("the GPU cannot be used: its process cannot be started: No such file or directory")


def test_no_process_is_started_for_queries_alone(model: Model, fake: Fake) -> None:
    with Embedder(model, ChunkSettings(), device=fake.device("crash early")) as embedder:
        embedder.query("where is the tide table?")
    assert fake.told == []
