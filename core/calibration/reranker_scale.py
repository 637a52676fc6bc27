"""Puts the scores of a reranker on the scale of the bundled model's cosines, so that the two can be added.

Rerankers differ more than embedding models: one gives -11 to a passage that has nothing to do with the query and +9 to
its answer, another -0.2 and 0.1. The mean of unrelated passages and that of answers, in a small text that comes along,
become the means of the bundled model's cosines. It is measured once for a model, and remembered in the cache.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from scent.arrays import Scores
from scent.core import cache_files
from scent.core.calibration.calibration import BUNDLED
from scent.json_files import read_json

# So many questions are asked, each of its answer and of another's. A generative reranker takes a second for each.
_QUESTIONS: Final = 8
# A reranker whose answers are above unrelated passages less often tells too little: its file may lack a part of the
# head, or be for another language. A model of noise has 0.5.
_TELLS: Final = 0.8
_LEAST: Final = 1e-6

PairScores = Callable[[Sequence[tuple[str, str]]], list[float]]


class RerankerScale(NamedTuple):
    """What was measured of a reranker.

    `unrelated` and `answer` are the mean scores of a question with another's answer and with its own, `spread` the
    standard deviation of both together, and `order` how likely a score of an answer is above one of the others.
    """

    unrelated: float
    answer: float
    spread: float
    order: float

    @property
    def tells(self) -> bool:
        """Whether the reranker tells answers from other passages."""
        return self.order >= _TELLS

    def cosines(self, scores: Scores) -> Scores:
        """Scores of the reranker on the scale of the bundled model's cosines, from -1 to 1: float32 of any shape.

        A hyperbolic tangent through both means: it keeps the order also of scores far beyond them.
        """
        distance = max(self.answer - self.unrelated, self.spread, _LEAST)
        parts = (np.asarray(scores, np.float64) - self.unrelated) / distance
        low, high = np.arctanh([BUNDLED.query_mean, BUNDLED.answer_mean])
        return np.asarray(np.tanh(low + parts * (high - low)), np.float32)


def find_or_measure(scores: PairScores, digest: str, cache: Path | None) -> RerankerScale:
    """The scale of the reranker with this SHA-256; `scores` gives its scores of queries with passages.

    Raises:
        ModelError: the model could not be run.
    """
    file = cache / "calibration" / f"{digest}-reranker.json" if cache else None
    if file and (known := _remembered(file)):
        return known
    measured = measure(scores)
    if file:
        with suppress(OSError):  # a cache that cannot be written: it is measured again next time
            cache_files.replace(file, json.dumps(measured._asdict()).encode())
    return measured


def measure(scores: PairScores) -> RerankerScale:
    """Score some questions with their own answers and with others."""
    text = files(__package__).joinpath("texts", "en.txt").read_text("utf-8")
    questions, answers = zip(*(pair.split("\n") for pair in text.strip().split("\n\n")[:_QUESTIONS]), strict=True)
    pairs = [*zip(questions, answers, strict=True), *zip(questions, answers[1:] + answers[:1], strict=True)]
    own, others = np.split(np.array(scores(pairs)), 2)
    return RerankerScale(
        unrelated=float(others.mean()),
        answer=float(own.mean()),
        spread=float(np.std([own, others])),
        order=float((own[:, None] > others[None]).mean()),
    )


def _remembered(file: Path) -> RerankerScale | None:
    """The scale in a file; None if there is none, or it is damaged."""
    try:
        content = read_json(file)
        scale = RerankerScale(**{name: float(value) for name, value in dict(content).items()})
    except (OSError, ValueError, TypeError):
        return None
    return scale if all(map(np.isfinite, scale)) else None
