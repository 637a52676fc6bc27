"""What a reranker makes of passages: how many it reads in its time, and what it remembers."""

import itertools
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tiny_models

from scent.core.inference.reranker_loading import open_trusted
from scent.core.search.ranking.pair_look import PairLook

TEXTS = ["the cat sat on the mat", "a dog in the fog", "hello world", "how do i find my files", "the mat", "the fog"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.cross_encoder(tmp_path_factory.mktemp("rerankers") / "model.gguf")


@pytest.fixture
def look(file: Path, cache: Path) -> Iterator[PairLook]:
    with PairLook(str(file), cache) as opened:
        yield opened


def keys() -> list[int]:
    return list(range(len(TEXTS)))


def test_passages_rank_as_the_model_ranks_them(look: PairLook, file: Path) -> None:
    scores = look.scores("the cat", keys(), TEXTS.__getitem__, 60)
    with open_trusted(file) as reranker:
        plain = [reranker.score("the cat", text) for text in TEXTS]
    assert np.argsort(scores).tolist() == np.argsort(plain).tolist()
    assert (scores.dtype, scores.shape) == (np.float32, (len(TEXTS),))


def test_the_order_of_passages_has_no_influence(look: PairLook, file: Path, cache: Path) -> None:
    scores = look.scores("the cat", keys(), TEXTS.__getitem__, 60)
    with PairLook(str(file), cache) as another:
        again = another.scores("the cat", keys()[::-1], TEXTS[::-1].__getitem__, 60)
    np.testing.assert_array_equal(scores, again[::-1])


def test_passages_are_read_while_there_is_time(look: PairLook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that goes on by a second whenever somebody looks."""
    monkeypatch.setattr(time, "monotonic", itertools.count().__next__)
    assert len(look.scores("the cat", keys(), TEXTS.__getitem__, 0)) == 0
    some = look.scores("the cat", keys(), TEXTS.__getitem__, 3)
    assert 0 < len(some) < len(TEXTS)
    # What it has read costs nothing, and it goes on from there.
    more = look.scores("the cat", keys(), TEXTS.__getitem__, 3)
    assert len(more) > len(some)
    np.testing.assert_array_equal(some, more[: len(some)])


def test_passages_are_read_once_for_a_query(look: PairLook) -> None:
    read = list[int]()

    def text_of(at: int) -> str:
        read.append(at)
        return TEXTS[at]

    for _ in range(2):
        look.scores("the cat", keys(), text_of, 60)
    assert read == keys()
    look.scores("a dog", keys(), text_of, 60)
    assert read == keys() * 2


def test_an_interrupted_look_can_go_on(look: PairLook) -> None:
    def text_of(at: int) -> str:
        if at == 4:
            signal.raise_signal(signal.SIGINT)
        return TEXTS[at]

    with pytest.raises(KeyboardInterrupt):
        look.scores("the cat", keys(), text_of, 60)
    assert len(look.scores("the cat", keys(), TEXTS.__getitem__, 60)) == len(TEXTS)
