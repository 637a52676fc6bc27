"""Few sentences of a stream pass through the model, and these are the ones that match."""

from collections.abc import Iterator

import numpy as np
import pytest

from scent.core.embedding.static_table import StaticTable
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.search.sentences.background import Background
from scent.core.search.sentences.scorer import Scorer
from scent.core.search.sentences.sentence_matcher import LEAST_SCORE

QUERIES = ["the disk is failing", "who opened a session"]
ORDINARY = [
    "cron[{n}]: job {n} started",
    "ntpd: clock synchronised to 192.0.2.{n}",
    "postfix/smtp[{n}]: 4F2A9{n}: removed",
    "systemd[1]: Reached target Timers {n}.",
]
TELLING = {
    17: "smartd[811]: the hard drive is failing, replace the disk",
    40: "sshd[99]: session opened for user anna",
}
PROSE = [
    "Sow tomatoes in March.",
    "The disk of the old laptop is failing, so I bought a new one.",
    "Trains to the coast leave at noon.",
    "Die Festplatte des alten Rechners macht seit gestern seltsame Geräusche.",
]


@pytest.fixture(scope="module")
def embedder() -> Iterator[TextEmbedder]:
    with TextEmbedder.open(None, workers=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def lines() -> list[str]:
    log = [f"Nov 24 10:00:{n:02d} host {TELLING.get(n) or ORDINARY[n % len(ORDINARY)].format(n=n)}" for n in range(60)]
    return [*log, *PROSE]


def scorer(embedder: TextEmbedder, table: StaticTable | None) -> Scorer:
    return Scorer(QUERIES, np.stack([embedder.query(query) for query in QUERIES]), embedder, table)


def test_the_same_lines_match_as_when_all_are_embedded(embedder: TextEmbedder, lines: list[str]) -> None:
    exact, none = scorer(embedder, None).scores(lines, Background(QUERIES), LEAST_SCORE)
    fast, estimated = scorer(embedder, StaticTable.open()).scores(lines, Background(QUERIES), LEAST_SCORE)
    assert not none.any()
    assert np.array_equal(exact >= LEAST_SCORE, fast >= LEAST_SCORE)
    assert {17, 40, 61} <= set(np.flatnonzero((exact >= LEAST_SCORE).any(axis=1)).tolist())
    assert estimated.mean() > 0.8
    assert not (fast[estimated] >= LEAST_SCORE).any()


@pytest.mark.parametrize("size", [1, 7, 50])
def test_a_line_has_the_same_score_however_the_lines_before_it_came(
    embedder: TextEmbedder, lines: list[str], size: int
) -> None:
    whole, estimated = scorer(embedder, StaticTable.open()).scores(lines, Background(QUERIES), LEAST_SCORE)
    background, pieces = Background(QUERIES), scorer(embedder, StaticTable.open())
    parts = [pieces.scores(lines[at : at + size], background, LEAST_SCORE) for at in range(0, len(lines), size)]
    assert np.allclose(
        np.concatenate([scores for scores, _ in parts]), whole, atol=0.01
    )  # 8-bit weights depend on the batch
    assert np.array_equal(np.concatenate([each for _, each in parts]), estimated)


def test_a_low_least_score_embeds_every_line(embedder: TextEmbedder, lines: list[str]) -> None:
    _, estimated = scorer(embedder, StaticTable.open()).scores(lines, Background(QUERIES), -1)
    assert not estimated.any()
