"""Study of the weight of words: should the query decide how much its words count beside the vectors?

    .venv/bin/python benchmarks/quality/word_weight.py [--queries N] WORK DATASET...

For each question (150 of each collection) the candidates of the hybrid search are ranked again with other weights of
the words: one weight for all, or one that depends on what is known of the query before it is ranked: how rare its
rarest word is, how many words tell something, how much of the query any passage holds, how the scores of both sides
are spread. Printed: nDCG@10 of spans where answers have places, else of documents, of words alone, of vectors alone
and of the hybrid; then each way's difference from the hybrid with an interval of 95 %. Candidates are kept in
WORK/word_weight and used again.
"""

import argparse
import math
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from measured import indexed
from second_look import span

from scent.core.quality.collection import CorpusDocument, Query, load_beir, read_corpus, sample_queries
from scent.core.quality.metrics import Span, ndcg, span_ndcg, span_ranks
from scent.core.search.ranking import scoring
from scent.core.search.ranking.query import Mode
from scent.core.search.ranking.query import Query as SearchQuery
from scent.core.search.results.search_depth import CANDIDATES
from scent.core.search.searcher import Searcher

Values = npt.NDArray[np.float64]
DRAWS = 2_000


@dataclass
class Candidates:
    """What is known of the candidates (n,) of a question, and of the question."""

    query: Query
    spans: list[Span]
    cosines: Values
    coverages: Values
    exact: Values
    foreign: npt.NDArray[np.bool_]
    words: list[tuple[float, bool]]  # the weight of each, and whether it tells something
    chunks: int


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("work", type=Path)
    parser.add_argument("datasets", type=Path, nargs="+")
    arguments = parser.parse_args()
    columns = {}
    for folder in arguments.datasets:
        kept = arguments.work / "word_weight" / f"{folder.name}-{arguments.queries}.pickle"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(gathered(folder, arguments.work, arguments.queries)))
        columns[folder.name] = pickle.loads(kept.read_bytes())  # noqa: S301  # our own file
    table(columns)


def gathered(folder: Path, work: Path, queries: int) -> list[Candidates]:
    """The candidates for every question of a collection, from a real index of it."""
    collection = sample_queries(load_beir(folder), queries)
    index = indexed(collection, work)
    corpus = list(read_corpus(folder / "corpus.jsonl"))
    with Searcher.open(index) as searcher:
        return [candidates(query, searcher, corpus) for query in collection.queries]


def candidates(query: Query, searcher: Searcher, corpus: list[CorpusDocument]) -> Candidates:
    """What is known of the candidates of a question."""
    reader = searcher.reader
    state = SearchQuery(query.text, Mode.HYBRID, reader.lexical.query_terms(query.text))
    rows, _ = searcher.ranker.ranked(state, None, CANDIDATES)
    known = rows.tolist()
    return Candidates(
        query,
        [span(reader.passage(row), corpus) for row in known],
        *(np.array([of.get(row, 0.0) for row in known]) for of in (state.cosines, state.coverages, state.exact)),
        np.broadcast_to(searcher.ranker.foreign(rows), rows.shape),
        [(word.weight, word.tells) for word in state.terms],
        reader.live_chunks(),
    )


def gain(each: Candidates, scores: Values) -> float:
    """NDCG@10 of a ranking: of spans where the query has any, else of documents."""
    ranked = [each.spans[place] for place in np.argsort(-scores, kind="stable")]
    if each.query.answers:
        return float(span_ndcg(span_ranks(ranked, each.query.answers), len(each.query.answers), 10))
    return float(ndcg(list(dict.fromkeys(each_span.document for each_span in ranked)), each.query.relevance, 10))


def hybrid(each: Candidates, dense: float, power: float = scoring.COVERAGE_POWER) -> Values:
    """The scores of the hybrid with this weight of the cosine, as scent has them otherwise."""
    part = np.where(each.foreign, scoring.FOREIGN_WEIGHT, dense)
    power_of = np.where(each.foreign, 1.0, power)
    scores = part * each.cosines + (1 - part) * np.maximum(each.coverages, 0) ** power_of
    return np.asarray(scores + scoring.EXACT_WEIGHT * each.exact**scoring.EXACT_POWER)


def rarest(each: Candidates) -> float:
    """How rare the rarest word of a query is: 0 to about 1."""
    return max((weight for weight, _ in each.words), default=0.0) / math.log(max(2, each.chunks))


def ways() -> dict[str, Callable[[Candidates], Values]]:
    """Every way of ranking, by name."""
    result: dict[str, Callable[[Candidates], Values]] = {}
    for dense in (0.5, 0.6, 0.7, 0.75, 0.8):
        result[f"{dense} for the cosine"] = lambda each, dense=dense: hybrid(each, dense)
    for power in (0.7, 1.0, 1.6):
        result[f"share of words to the power of {power}"] = lambda each, power=power: hybrid(each, 0.65, power)
    for low, high in ((0.2, 1.2), (0.4, 1.0), (0.4, 1.2), (0.6, 1.0)):
        for at in (0.7, 0.8, 0.9):
            result[f".35 x rarest / {at}, {low} to {high}"] = lambda each, low=low, high=high, at=at: hybrid(
                each, 1 - 0.35 * float(np.clip(rarest(each) / at, low, high))
            )
    for at in (0.5, 0.6, 0.7, 0.8):
        for low in (0.2, 0.5):
            result[f".35 x most coverage / {at}, {low} to 1"] = lambda each, at=at, low=low: hybrid(
                each, 1 - 0.35 * float(np.clip(most(each) / at, low, 1))
            )
    for at in (0.1, 0.15, 0.2, 0.3):
        for low in (0.2, 0.5):
            result[f".35 x gap of coverage / {at}, {low} to 1.2"] = lambda each, at=at, low=low: hybrid(
                each, 1 - 0.35 * float(np.clip(gap(each) / at, low, 1.2))
            )
    return result


def most(each: Candidates) -> float:
    """The most of the query's words that a passage has."""
    return float(min(1, each.coverages.max(initial=0)))


def gap(each: Candidates) -> float:
    """How far the passage with most of the words is before the tenth."""
    best = np.sort(each.coverages)[::-1]
    return float(best[0] - best[min(9, len(best) - 1)]) if len(best) else 0.0


def table(columns: dict[str, list[Candidates]]) -> None:
    """Print both tables."""
    rng = np.random.default_rng(1)
    base = {name: np.array([gain(each, hybrid(each, 0.65)) for each in some]) for name, some in columns.items()}
    words = {name: np.mean([gain(each, each.coverages) for each in some]) for name, some in columns.items()}
    dense = {name: np.mean([gain(each, each.cosines) for each in some]) for name, some in columns.items()}
    print("| way |", " | ".join(columns), "| mean | worst |")
    for name, values in (("words", words), ("vectors", dense), ("hybrid", {n: v.mean() for n, v in base.items()})):
        print(
            f"| {name} |",
            " | ".join(f"{values[each]:.3f}" for each in columns),
            f"| {np.mean(list(values.values())):.4f} |",
        )
    for name, way in ways().items():
        cells, means = [], []
        for collection, some in columns.items():
            difference = np.array([gain(each, way(each)) for each in some]) - base[collection]
            draws = difference[rng.integers(len(difference), size=(DRAWS, len(difference)))].mean(axis=1)
            low, high = np.quantile(draws, [0.025, 0.975])
            means.append(difference.mean())
            cells.append(f"{difference.mean():+.3f} ({low:+.3f}, {high:+.3f})")
        print(f"| {name} |", " | ".join(cells), f"| {np.mean(means):+.4f} | {min(means):+.3f} |", flush=True)


if __name__ == "__main__":
    main()
