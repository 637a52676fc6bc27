"""How good a ranking is when the right answers are known. Pure, numpy only.

Owned here: the measures, their names (`ndcg@10`, `span-recall@5`, `token-iou@5`), and the intervals round their means.

Three levels: whole documents, as trec_eval has them; passages against the exact places of the answers (spans); and
how much of what a reader is given is evidence (tokens). A measure is `nan` for a query that has nothing to judge it by.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from scent.errors import UsageError

Values = npt.NDArray[np.float64]

# Bootstrap: with 2,000 resamples the ends of a 95 % interval move by less than a tenth of its width between seeds.
RESAMPLES = 2000
SEED = 20
# What Smith and Troynikov hand to a reader, and so the depth at which token measures can be compared with theirs.
TOKEN_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a document: an answer, or a passage that was found."""

    document: str
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.document == other.document and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a search gave for one query, best first: `documents`, each once, and `passages`."""

    documents: Sequence[str]
    passages: Sequence[Span]


class Level(StrEnum):
    """What a measure counts."""

    DOCUMENT = "document"
    SPAN = "span"
    TOKEN = "token"  # noqa: S105  # a word of text, not a secret


_DOCUMENT_MEASURES = ("ndcg", "recall", "mrr", "success")
_MEASURES = {
    Level.DOCUMENT: _DOCUMENT_MEASURES,
    Level.SPAN: _DOCUMENT_MEASURES,
    Level.TOKEN: ("iou", "precision", "recall"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the first `k` results; its `str` is its name."""

    level: Level
    what: str
    k: int

    def __str__(self) -> str:
        """The name that `measure` reads."""
        return f"{'' if self.level is Level.DOCUMENT else f'{self.level}-'}{self.what}@{self.k}"

    def value(self, ranking: Ranking, relevance: Mapping[str, int], answers: Sequence[Span]) -> float:
        """The measure for one query, from 0 to 1; nan if the query has no judgement of this level."""
        if self.level is Level.TOKEN:
            return float(getattr(evidence(ranking.passages[: self.k], answers), self.what))
        if self.level is Level.SPAN:
            ranks, wanted = span_ranks(ranking.passages[: self.k], answers), len(answers)
        else:
            ranks, wanted = document_ranks(ranking.documents[: self.k], relevance)
        if not wanted:
            return math.nan
        if self.what == "ndcg":
            spans = self.level is Level.SPAN
            return span_ndcg(ranks, wanted, self.k) if spans else ndcg(ranking.documents, relevance, self.k)
        if self.what == "recall":
            return len(ranks) / wanted
        return (1 / ranks[0] if self.what == "mrr" else 1.0) if ranks else 0.0


def measure(name: str) -> Measure:
    """The measure of a name such as `ndcg@10`, `span-mrr@5` or `token-iou@5`.

    Raises UsageError if there is none.
    """
    found = re.fullmatch(r"(?:(span|token|document)-)?([a-z]+)@([1-9][0-9]{0,5})", name)
    level = Level(found[1] or Level.DOCUMENT) if found else Level.DOCUMENT
    if found is None or found[2] not in _MEASURES[level]:
        known = ", ".join(str(Measure(level, what, 10)) for level, names in _MEASURES.items() for what in names)
        raise UsageError(f"there is no measure {name!r}", hint=f"There are {known}, with any number.")
    return Measure(level, found[2], int(found[3]))


def usual_measures(k: int = 10) -> list[Measure]:
    """What is reported unless something else is asked for, success being about the very first result."""
    ranked = [
        Measure(level, what, 1 if what == "success" else k)
        for level in (Level.DOCUMENT, Level.SPAN)
        for what in _MEASURES[level]
    ]
    return [*ranked, *(Measure(Level.TOKEN, what, TOKEN_DEPTH) for what in _MEASURES[Level.TOKEN])]


def document_ranks(documents: Sequence[str], relevance: Mapping[str, int]) -> tuple[list[int], int]:
    """The ranks (from 1, ascending) of the relevant among `documents`, and how many relevant ones there are in all."""
    ranks = [rank for rank, document in enumerate(documents, 1) if relevance.get(document, 0) > 0]
    return ranks, sum(grade > 0 for grade in relevance.values())


def ndcg(documents: Sequence[str], relevance: Mapping[str, int], k: int) -> float:
    """nDCG@k as trec_eval computes it: the gain is the grade itself, the discount log2(rank + 1).

    The ideal has the k highest grades at the top. Grades below 1 gain nothing; nan if there are no others.
    """
    ideal = sorted((grade for grade in relevance.values() if grade > 0), reverse=True)[:k]
    gains = [max(relevance.get(document, 0), 0) for document in documents[:k]]
    return _dcg(enumerate(gains, 1)) / _dcg(enumerate(ideal, 1)) if ideal else math.nan


def span_ranks(passages: Sequence[Span], answers: Sequence[Span]) -> list[int]:
    """For each answer that any passage overlaps, the rank (from 1) of the first that does, ascending."""
    first = (next((rank for rank, found in enumerate(passages, 1) if found.overlaps(answer)), 0) for answer in answers)
    return sorted(rank for rank in first if rank)


def span_ndcg(ranks: Iterable[int], answers: int, k: int) -> float:
    """nDCG@k over answers rather than results, from the ascending `ranks` of `span_ranks`.

    Each answer gains 1, once, at the rank of the first passage that overlaps it. No two answers stand at the same rank:
    where one passage holds several, the further ones count at the ranks that follow, so that a passage with two answers
    is worth as much as two passages with one each. The ideal has all `answers` (as far as k goes) at ranks 1, 2, 3...,
    which a cut into any chunks can reach. With one answer this is the usual nDCG.
    """
    places, last = [], 0
    for rank in ranks:
        last = max(rank, last + 1)
        places.append(last)
    return _dcg((place, 1) for place in places if place <= k) / _dcg(
        (place, 1) for place in range(1, min(answers, k) + 1)
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """How passages and answers cover each other, by characters; each nan if there are no answers.

    `precision` is the part of the passages' characters that are evidence, `recall` the part of the evidence that is in
    the passages, `iou` what they share over what they have together.
    """

    precision: float
    recall: float
    iou: float


def evidence(passages: Sequence[Span], answers: Sequence[Span]) -> Evidence:
    """Token-level precision, recall and IoU.

    The source is Smith and Troynikov, "Evaluating Chunking Strategies for Retrieval" (2024).
    As in their code, a token is a character. Evidence counts once however often it is shown; every character of every
    passage counts as shown, so that repeating a text costs precision.
    """
    wanted = merged(answers)
    total = _size(wanted)
    if not total:
        return Evidence(math.nan, math.nan, math.nan)
    shown = _size(passages)
    shared = sum(
        max(0, min(found.end, answer.end) - max(found.start, answer.start))
        for found in merged(passages)
        for answer in wanted
        if found.document == answer.document
    )
    return Evidence(shared / shown if shown else 0.0, shared / total, shared / (shown + total - shared))


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same characters in spans that neither overlap nor touch, in order."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.document, span.start)):
        if joined and joined[-1].document == span.document and span.start <= joined[-1].end:
            joined[-1] = Span(span.document, joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `queries` queries with its 95 % interval from `low` to `high`; all nan if there are none."""

    mean: float
    low: float
    high: float
    queries: int


def estimate(values: Values) -> Estimate:
    """The mean of one value a query, nan left out, with the percentile interval of a bootstrap over queries.

    Seeded: the same values give the same interval, and values of the same queries are resampled alike. For the
    difference of two settings give the differences query by query: that is the paired bootstrap.
    """
    values = values[~np.isnan(values)]
    if not len(values):
        return Estimate(math.nan, math.nan, math.nan, 0)
    low, high = np.percentile(_resampled(len(values)) @ values, [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high), len(values))


@lru_cache(maxsize=2)
def _resampled(count: int) -> Values:
    """Weights that make of values a mean over a resample: (RESAMPLES, count), each row with the sum 1."""
    drawn = np.random.default_rng(SEED).integers(0, count, (RESAMPLES, count))
    places = drawn + np.arange(RESAMPLES)[:, None] * count
    return np.bincount(places.ravel(), minlength=RESAMPLES * count).reshape(RESAMPLES, count) / count


def _dcg(gains: Iterable[tuple[int, float]]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in gains)


def _size(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)
