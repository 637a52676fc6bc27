"""Measures of a ranking against known answers, such as `ndcg@10`, `span-recall@5` and `token-iou@5`.

There are three levels. *Document* measures judge whole documents, as trec_eval does. *Span* measures
judge passages by the exact positions of the answers. *Token* measures judge how much of the shown
text is evidence. A measure is nan for a query without judgements of its level.

Means come with 95 % bootstrap intervals.
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

# One value for each query, (queries,); nan where a query is not judged.
Values = npt.NDArray[np.float64]

# With 2,000 bootstrap resamples, the ends of a 95 % interval differ between seeds by less than a tenth of its width.
RESAMPLES = 2000
SEED = 20
# The number of passages that Smith and Troynikov show a reader, so that token measures compare with theirs.
TOKEN_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a document: an answer or a hit."""

    document: str
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Return whether the spans share at least one character."""
        return self.document == other.document and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Ranking:
    """The result of a query, best first: `documents`, each once, and `passages`."""

    documents: Sequence[str]
    passages: Sequence[Span]


class Level(StrEnum):
    """What a measure judges."""

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
    """A measure of the first `k` results, such as nDCG of spans; `str` gives its name."""

    level: Level
    metric: str
    k: int

    def __str__(self) -> str:
        """Return the name that `parse_measure` reads."""
        return f"{'' if self.level is Level.DOCUMENT else f'{self.level}-'}{self.metric}@{self.k}"

    def value(self, ranking: Ranking, relevance: Mapping[str, int], answers: Sequence[Span]) -> float:
        """Return the measure for one query, from 0 to 1; nan if the query has no judgement of this level."""
        if self.level is Level.TOKEN:
            return float(getattr(evidence(ranking.passages[: self.k], answers), self.metric))
        if self.level is Level.SPAN:
            ranks, relevant = span_ranks(ranking.passages[: self.k], answers), len(answers)
        else:
            ranks, relevant = document_ranks(ranking.documents[: self.k], relevance)
        if not relevant:
            return math.nan
        if self.metric == "ndcg":
            spans = self.level is Level.SPAN
            return span_ndcg(ranks, relevant, self.k) if spans else ndcg(ranking.documents, relevance, self.k)
        if self.metric == "recall":
            return len(ranks) / relevant
        return (1 / ranks[0] if self.metric == "mrr" else 1.0) if ranks else 0.0


def parse_measure(name: str) -> Measure:
    """Return the measure of a name such as `ndcg@10`, `span-mrr@5` or `token-iou@5`.

    Raises:
        UsageError: There is no such measure.
    """
    match = re.fullmatch(r"(?:(span|token|document)-)?([a-z]+)@([1-9][0-9]{0,5})", name)
    level = Level(match[1] or Level.DOCUMENT) if match else Level.DOCUMENT
    if match is None or match[2] not in _MEASURES[level]:
        known = ", ".join(str(Measure(level, metric, 10)) for level, metrics in _MEASURES.items() for metric in metrics)
        raise UsageError(f"there is no measure {name!r}", hint=f"use one of {known}, with any number")
    return Measure(level, match[2], int(match[3]))


def default_measures(k: int = 10) -> list[Measure]:
    """Return the measures that are reported by default; success judges the first result only."""
    ranked = [
        Measure(level, metric, 1 if metric == "success" else k)
        for level in (Level.DOCUMENT, Level.SPAN)
        for metric in _MEASURES[level]
    ]
    return [*ranked, *(Measure(Level.TOKEN, metric, TOKEN_DEPTH) for metric in _MEASURES[Level.TOKEN])]


def document_ranks(documents: Sequence[str], relevance: Mapping[str, int]) -> tuple[list[int], int]:
    """Return the ranks (from 1, ascending) of the relevant `documents`, and the number of all relevant documents."""
    ranks = [rank for rank, document in enumerate(documents, 1) if relevance.get(document, 0) > 0]
    return ranks, sum(grade > 0 for grade in relevance.values())


def ndcg(documents: Sequence[str], relevance: Mapping[str, int], k: int) -> float:
    """Return nDCG@k as trec_eval computes it: the gain is the grade, the discount log2(rank + 1).

    The ideal ranking has the k highest grades at the top. Grades below 1 gain nothing; if there are
    no others, the result is nan.
    """
    ideal = sorted((grade for grade in relevance.values() if grade > 0), reverse=True)[:k]
    gains = [max(relevance.get(document, 0), 0) for document in documents[:k]]
    return _dcg(enumerate(gains, 1)) / _dcg(enumerate(ideal, 1)) if ideal else math.nan


def span_ranks(passages: Sequence[Span], answers: Sequence[Span]) -> list[int]:
    """Return, for each answer that a passage overlaps, the rank (from 1) of the first such passage, ascending."""
    first = (next((rank for rank, each in enumerate(passages, 1) if each.overlaps(answer)), 0) for answer in answers)
    return sorted(rank for rank in first if rank)


def span_ndcg(ranks: Iterable[int], answers: int, k: int) -> float:
    """Return nDCG@k over answers rather than results, from the ascending `ranks` of `span_ranks`.

    Each answer gains 1, once, at the rank of the first passage that overlaps it. If a passage holds
    several answers, the further ones count at the following ranks, so that a passage with two answers
    is worth as much as two passages with one each. The ideal ranking has the answers at ranks 1, 2,
    3 and so on, up to k; chunks of any size can reach it. With one answer this is the usual nDCG.
    """
    distinct, last = [], 0
    for rank in ranks:
        last = max(rank, last + 1)
        distinct.append(last)
    return _dcg((rank, 1) for rank in distinct if rank <= k) / _dcg((rank, 1) for rank in range(1, min(answers, k) + 1))


@dataclass(frozen=True, slots=True)
class Evidence:
    """How passages and answers cover each other, in characters; all nan if there are no answers.

    Attributes:
        precision: The share of the passages' characters that are evidence.
        recall: The share of the evidence that is in the passages.
        iou: The intersection of passages and evidence over their union.
    """

    precision: float
    recall: float
    iou: float


def evidence(passages: Sequence[Span], answers: Sequence[Span]) -> Evidence:
    """Return token-level precision, recall and IoU.

    Source: Smith and Troynikov, "Evaluating Chunking Strategies for Retrieval" (2024). As in their
    code, a token is a character. Evidence counts once, however often it is shown; every character of
    every passage counts as shown, so that repeated text costs precision.
    """
    evidence_spans = merge_spans(answers)
    total = _size(evidence_spans)
    if not total:
        return Evidence(math.nan, math.nan, math.nan)
    shown = _size(passages)
    shared = sum(
        max(0, min(passage.end, answer.end) - max(passage.start, answer.start))
        for passage in merge_spans(passages)
        for answer in evidence_spans
        if passage.document == answer.document
    )
    return Evidence(shared / shown if shown else 0.0, shared / total, shared / (shown + total - shared))


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Return the same characters as spans that neither overlap nor touch, sorted."""
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
    """Return the mean of one value a query, without nan, with the percentile interval of a bootstrap over queries.

    The bootstrap is seeded: equal values give equal intervals. For the difference of two settings,
    pass the difference for each query: that is the paired bootstrap.
    """
    values = values[~np.isnan(values)]
    if not len(values):
        return Estimate(math.nan, math.nan, math.nan, 0)
    low, high = np.percentile(_resampling_weights(len(values)) @ values, [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high), len(values))


@lru_cache(maxsize=2)
def _resampling_weights(count: int) -> Values:
    """Return the weights of values in each resample, (RESAMPLES, count); each row has the sum 1."""
    drawn = np.random.default_rng(SEED).integers(0, count, (RESAMPLES, count))
    cells = drawn + np.arange(RESAMPLES)[:, None] * count
    return np.bincount(cells.ravel(), minlength=RESAMPLES * count).reshape(RESAMPLES, count) / count


def _dcg(gains: Iterable[tuple[int, float]]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in gains)


def _size(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)
