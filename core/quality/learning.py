"""Learns from judged questions how much each kind of evidence should count in the scores of an index.

There are few judgements and few weights, so the fit is plain: each weight in turn takes the best of a few values, until
none gains any more. Whether that helps is told by questions that had no part in it (cross-validation), searched as
`scent search` searches them. Only a gain that is certain beyond its interval is worth keeping.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from scent.arrays import Mask, Rows, Scores
from scent.core.quality.collection import Query
from scent.core.quality.judged import judged_id
from scent.core.quality.metrics import Estimate, Span, estimate
from scent.core.search.ranking import scoring
from scent.core.search.ranking.query import Mode, column
from scent.core.search.ranking.query import Query as SearchQuery
from scent.core.search.ranking.weights import Weights
from scent.core.search.results.search_depth import CANDIDATES
from scent.core.search.searcher import Searcher
from scent.core.types import WHOLE_RANKING
from scent.errors import UsageError
from scent.formats.index import manifest_file
from scent.formats.index.locked_index import replace_weights
from scent.formats.index.reader import Reader

# Fewer questions than so many tell nothing about weights.
FEWEST: Final = 20
_DEPTH: Final = 10
_FOLDS: Final = 5
_SEED: Final = 12
_SWEEPS: Final = 3
# A value of a weight that gains less than this on the questions it is fitted to gains nothing elsewhere.
_LEAST_GAIN: Final = 0.002
# Few questions must not move a weight far: 0.95 for meaning was learnt by chance, and lost .04 on other questions.
_MEANING: Final = (-0.25, -0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2)
_VALUES: Final[Mapping[str, Sequence[float]]] = {
    "exact": (0.2, 0.4, 0.6, 0.8, 1.0),
    "names": (0.0, 0.25, 0.5, 0.75, 1.0),
    "fresh": (0.0, 0.02, 0.05, 0.1, 0.2),
    "language": (0.0, 0.02, 0.05, 0.1, 0.2),
}


@dataclass(frozen=True, slots=True)
class Learning:
    """What the judgements of an index teach.

    Attributes:
        usual: the weights that hold where nothing has been learnt.
        learnt: those that fit the judgements best.
        questions: how many questions were used.
        unknown: how many were left out, because the index has none of the passages that were judged.
        before: the measure on these questions, searched with the usual weights.
        after: the same, each question searched with weights that were fitted to other questions.
        gain: the difference, question by question.
        better: how many questions gain so.
        worse: how many lose.
    """

    usual: Weights
    learnt: Weights
    questions: int
    unknown: int
    before: Estimate
    after: Estimate
    gain: Estimate
    better: int
    worse: int

    @property
    def changes(self) -> dict[str, float]:
        """The learnt weights that are not the usual ones, by name."""
        usual = self.usual._asdict()
        return {name: weight for name, weight in self.learnt._asdict().items() if weight != usual[name]}

    @property
    def wins(self) -> bool:
        """Whether the learnt weights are better beyond the interval."""
        return self.learnt != self.usual and self.gain.low > 0


class Signals(NamedTuple):
    """What is known about the candidates of a question, each (n,), and how they were judged.

    `rest` is what their scores have beside the parts that weights apply to. Of each judged passage, (judged, n), `hits`
    says which candidates show it; `good` says whether it answers, (judged,).
    """

    cosines: Scores
    coverages: Scores
    foreign: Mask
    in_text: Scores
    in_names: Scores
    fresh: Scores
    language: Scores
    rest: Scores
    hits: Mask
    good: Mask

    def scores(self, weights: Weights) -> Scores:
        """The scores of the candidates with some weights (n,)."""
        hybrid = scoring.hybrid_scores(self.cosines, self.coverages, self.foreign, dense_weight=weights.meaning)
        exact = weights.exact_bonus(self.in_text, self.in_names)
        signals = np.float32(weights.fresh) * self.fresh + np.float32(weights.language) * self.language
        return np.asarray(hybrid + exact + signals + self.rest, np.float32)

    def value(self, weights: Weights) -> float:
        """The measure of the ranking with some weights."""
        best = np.argsort(-self.scores(weights), kind="stable")[:_DEPTH]
        shown = self.hits[:, best]
        places = np.where(shown.any(axis=1), shown.argmax(axis=1), _DEPTH)
        return measure(places, self.good)


def measure(places: npt.NDArray[np.int64], good: Mask) -> float:
    """nDCG@10 where a passage that was judged wrong has the gain -1: from -1 to 1.

    Args:
        places: the places of the judged passages in the list, counted from 0 (judged,); 10 or more: not shown.
        good: whether each answers (judged,).
    """
    discounts = np.where(places < _DEPTH, 1 / np.log2(places + 2.0), 0.0)
    most = int(good.sum()) or len(good)
    ideal = sum(1 / math.log2(place + 2) for place in range(min(most, _DEPTH)))
    return float((discounts[good].sum() - discounts[~good].sum()) / ideal)


def learn(searcher: Searcher, queries: Sequence[Query], progress: Callable[[str], None] = lambda _: None) -> Learning:
    """Fit the weights of an index to judged questions, and tell whether they help; `progress` gets what is being done.

    Raises:
        UsageError: there are too few questions whose judged passages the index has.
        ModelError, DamageError: as `Searcher.search`.
    """
    usual = Weights.usual(searcher.reader.manifest)
    held, signals = list[Query](), list[Signals]()
    progress(f"looking at {len(queries):,} questions")
    for query in queries:
        if found := _signals(searcher, query):
            held.append(query)
            signals.append(found)
    if len(held) < FEWEST:
        raise UsageError(
            f"{FEWEST} judged questions are needed, and the index has passages of {len(held)} of {len(queries)}",
            hint="judge more results with: scent search QUERY --good N; index the files that answer",
        )
    before, after = np.zeros((2, len(held)))
    progress("searching for each with weights that were fitted to others")
    for part in _folds(len(held)):
        inside = set(part)
        fitted = fit([each for place, each in enumerate(signals) if place not in inside], usual)
        for place in part:
            before[place] = searched(searcher, held[place], usual)
            after[place] = searched(searcher, held[place], fitted) if fitted != usual else before[place]
    gain = after - before
    return Learning(
        usual,
        fit(signals, usual),
        questions=len(held),
        unknown=len(queries) - len(held),
        before=estimate(before),
        after=estimate(after),
        gain=estimate(gain),
        better=int((gain > 0).sum()),
        worse=int((gain < 0).sum()),
    )


def keep(index: Path, learning: Learning, *, wait: float = 0) -> None:
    """Keep what was learnt with the index, where every search finds it.

    Raises:
        LockedError: another process is writing to the index.
        OSError: the disk is full; the index stays as it was.
    """
    replace_weights(index, learning.changes, wait=wait)


def forget(index: Path, *, wait: float = 0) -> bool:
    """Forget what was learnt, and return whether there was anything.

    Raises:
        NoIndexError: there is no index.
        LockedError, OSError: as `keep`.
    """
    if manifest_file.load(index).weights is None:
        return False
    replace_weights(index, None, wait=wait)
    return True


def fit(signals: Sequence[Signals], start: Weights) -> Weights:
    """The weights that rank the judged passages of some questions best, found from `start` by one weight at a time."""
    best, value = start, _mean(signals, start)
    choices = {"meaning": [round(start.meaning + each, 2) for each in _MEANING], **_VALUES}
    for _ in range(_SWEEPS):
        before = best
        for name, values in choices.items():
            tried = [
                best._replace(**{name: each}) for each in sorted(values, key=lambda v: abs(v - getattr(best, name)))
            ]
            gains = [_mean(signals, each) for each in tried]
            if max(gains) > value + _LEAST_GAIN:
                best, value = tried[int(np.argmax(gains))], max(gains)
        if best == before:
            break
    return best


def _mean(signals: Sequence[Signals], weights: Weights) -> float:
    return math.fsum(each.value(weights) for each in signals) / len(signals)


def _folds(count: int) -> list[list[int]]:
    """The places of questions, parted at random, the same way each time."""
    order = np.random.default_rng(_SEED).permutation(count)
    return [order[first::_FOLDS].tolist() for first in range(_FOLDS)]


def searched(searcher: Searcher, query: Query, weights: Weights) -> float:
    """The measure of a real search with some weights."""
    before = searcher.ranker.weights
    searcher.ranker.weights = weights
    try:
        hits = searcher.search(query.text, limit=_DEPTH, listing=WHOLE_RANKING)
    finally:
        searcher.ranker.weights = before
    judged, good = _judged(query)
    shown = [Span(judged_id(hit.path, hit.member, query.relevance), hit.start, hit.end) for hit in hits]
    places = [next((place for place, span in enumerate(shown) if span.overlaps(each)), _DEPTH) for each in judged]
    return measure(np.array(places, np.int64), good)


def _judged(query: Query) -> tuple[list[Span], Mask]:
    """The passages that were judged for a question, whole files as well, and whether each answers."""
    with_spans = {span.document for span in query.answers}
    whole = [Span(document, 0, 1 << 62) for document in query.relevance if document not in with_spans]
    judged = [*query.answers, *whole, *query.wrong]
    return judged, np.arange(len(judged)) < len(judged) - len(query.wrong)


def _signals(searcher: Searcher, query: Query) -> Signals | None:
    """What is known about the candidates of a question; None if none of them was judged."""
    reader, ranker = searcher.reader, searcher.ranker
    state = SearchQuery(query.text, Mode.HYBRID, reader.lexical.query_terms(query.text))
    rows, scores = ranker.ranked(state, None, CANDIDATES)
    judged, good = _judged(query)
    hits = _shown(reader, rows, judged, query)
    if not hits.any():
        return None

    cosines, coverages, exact, named = (
        column(each, rows.tolist()) for each in (state.cosines, state.coverages, state.exact, state.named)
    )
    result = Signals(
        cosines,
        coverages,
        np.broadcast_to(ranker.foreign(rows), rows.shape),
        exact - named,
        named,
        ranker.freshness(rows),
        ranker.in_query_language(state, rows),
        np.zeros(len(rows), np.float32),
        hits,
        good,
    )
    return result._replace(rest=scores - result.scores(ranker.weights))


def _shown(reader: Reader, rows: Rows, judged: Sequence[Span], query: Query) -> Mask:
    """Which of some chunks (n,) show each judged passage: (judged, n)."""
    documents = {span.document for span in judged}
    of_rows = reader.document_of(rows).tolist()
    names = {row: judged_id(*reader.file_of(row), query.relevance) for row in set(of_rows)}
    hits = np.zeros((len(judged), len(rows)), np.bool_)
    for place, (row, document) in enumerate(zip(rows.tolist(), of_rows, strict=True)):
        if names[document] in documents:
            passage = reader.passage(row)
            span = Span(names[document], passage.start, passage.end)
            hits[:, place] = [span.overlaps(each) for each in judged]
    return hits
