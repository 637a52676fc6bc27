"""Measure `--and`, `--unlike` and `--like` on questions with two constraints, made from judged collections.

    .venv/bin/python benchmarks/quality/algebra.py [--pairs N] WORK DATASET...

Two questions of a collection make a case (200 of each kind, drawn with a seed):

- *both*: their relevant documents have exactly one in common, which answers both. It is to come first.
- *not*: the second question shares one relevant document with the first, which has another one besides. That one is to
  come first, and the shared one is not wanted. Where a question has one relevant document, the query is both questions,
  the second one is not wanted, and the document of the first is to come first.
- *like*: a question with two relevant documents, and one of them as an example: the other one is to come first.

Printed: the mean reciprocal rank of the document that is to come first (among ten), with an interval of 95 %, for each
way of combining the scores, and how often the one that is not wanted is above it.
"""

import argparse
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from measured import indexed

from scent.core.quality.collection import Collection, load_beir, read_corpus
from scent.core.search.ranking.query import Mode, Query
from scent.core.search.results.search_depth import CANDIDATES
from scent.core.search.searcher import Searcher

Values = npt.NDArray[np.float64]
Scores = dict[str, float]
DRAWS = 2_000
TEN = 10
PAIR = 2
MOST_QUERIES = 1_500  # of more, there are too many pairs


@dataclass(frozen=True)
class Case:
    """Two texts, the document that is to come first, and the one that is not wanted, or is the example."""

    first: str
    second: str
    target: str
    other: str = ""


class Documents:
    """Scores of documents, each by its best passage, for any text; and the cosines of documents with one."""

    def __init__(self, searcher: Searcher, ids: Sequence[str]) -> None:
        self._searcher = searcher
        self._kept: dict[str, Scores] = {}
        rows = range(searcher.reader.rows)
        self._names = [ids[int(Path(searcher.reader.passage(row).path.decode()).stem)] for row in rows]

    def scores(self, text: str) -> Scores:
        """The scores of the documents among the candidates, and what their vectors alone give the others."""
        if text not in self._kept:
            reader, ranker = self._searcher.reader, self._searcher.ranker
            query = Query(text, Mode.HYBRID, reader.lexical.query_terms(text))
            ranking = ranker.ranked(query, None, CANDIDATES)
            rows = np.arange(reader.rows)
            self._kept[text] = self._best(rows, ranker.scores_at(query, ranking, rows))
        return self._kept[text]

    def near(self, document: str) -> Scores:
        """The cosines of documents with the mean of one's passages, on the bundled model's scale."""
        reader = self._searcher.reader
        rows = np.arange(reader.rows)
        own = [row for row in rows.tolist() if self._names[row] == document]
        vector = reader.vectors_at(np.array(own)).astype(np.float32).mean(axis=0)
        vector /= np.linalg.norm(vector)
        cosines = self._searcher.ranker.calibration.passage_scores(reader.scores(vector, rows))
        return self._best(rows, cosines)

    def _best(self, rows: npt.NDArray[np.int64], scores: npt.NDArray[np.float32]) -> Scores:
        best: Scores = {}
        for row, score in zip(rows.tolist(), scores.tolist(), strict=True):
            name = self._names[row]
            best[name] = max(best.get(name, -9.0), score)
        return best


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("work", type=Path)
    parser.add_argument("datasets", type=Path, nargs="+")
    arguments = parser.parse_args()
    print("| collection | cases | way | reciprocal rank | not wanted above |\n| --- | --- | --- | --- | --- |")
    for folder in arguments.datasets:
        collection = load_beir(folder)
        index = indexed(collection, arguments.work)
        ids = [entry.id for entry in read_corpus(folder / "corpus.jsonl")]
        with Searcher.open(index) as searcher:
            documents = Documents(searcher, ids)
            for name, (cases, ways) in kinds(collection, arguments.pairs).items():
                for way, combine in ways.items() if cases else ():
                    print(
                        f"| {collection.name} | {len(cases)} {name} | {way} | {judged(cases, combine, documents)} |",
                        flush=True,
                    )


Way = Callable[[Case, Documents], Scores]


def kinds(collection: Collection, most: int) -> dict[str, tuple[list[Case], dict[str, Way]]]:
    """The cases of each kind, and the ways to answer them."""
    queries = [each for each in collection.queries if each.relevance]
    relevant = {each.text: {name for name, grade in each.relevance.items() if grade > 0} for each in queries}
    rng = np.random.default_rng(1)
    pairs = list(itertools.permutations(relevant, 2)) if len(relevant) <= MOST_QUERIES else []
    rng.shuffle(pairs)
    both, without, like = [], [], []
    for one, two in pairs:
        shared, rest = relevant[one] & relevant[two], relevant[one] - relevant[two]
        if len(shared) == 1:
            both.append(Case(one, two, next(iter(shared))))
            if len(rest) == 1:
                without.append(Case(one, two, next(iter(rest)), next(iter(shared))))
        elif not shared and len(relevant[one]) == len(relevant[two]) == 1:
            without.append(Case(f"{one} {two}", two, next(iter(relevant[one])), next(iter(relevant[two]))))
    for text, names in relevant.items():
        if len(names) == PAIR:
            like += [Case(text, "", *order) for order in itertools.permutations(sorted(names))]
    return {
        "both": (both[:most], ways_of_both()),
        "not": (without[:most], ways_of_not()),
        "like": (like[:most], ways_of_like()),
    }


def joined(case: Case, documents: Documents, way: Callable[[float, float], float]) -> Scores:
    """The scores of two texts, combined."""
    first, second = documents.scores(case.first), documents.scores(case.second)
    return {name: way(first[name], second[name]) for name in first}


def ways_of_both() -> dict[str, Way]:
    """How to combine the scores of two texts that must both be answered."""
    return {
        "the first alone": lambda case, documents: documents.scores(case.first),
        "one query of both": lambda case, documents: documents.scores(f"{case.first} {case.second}"),
        "the least": lambda case, documents: joined(case, documents, min),
        "the mean": lambda case, documents: joined(case, documents, lambda a, b: (a + b) / 2),
        "the product": lambda case, documents: joined(case, documents, lambda a, b: max(a, 0) * max(b, 0)),
    }


def ways_of_not() -> dict[str, Way]:
    """How to combine the scores of two texts of which the second is not wanted."""
    ways: dict[str, Way] = {"the query alone": lambda case, documents: documents.scores(case.first)}
    for part in (0.2, 0.3, 0.5, 0.7, 1.0):
        ways[f"less {part}"] = lambda case, documents, part=part: joined(
            case, documents, lambda a, b: a - part * max(b, 0)
        )
    ways["times one less the other"] = lambda case, documents: joined(
        case, documents, lambda a, b: a * (1 - min(max(b, 0), 1))
    )
    return ways


def ways_of_like() -> dict[str, Way]:
    """How to combine the scores of a text and an example."""

    def way(part: float) -> Way:
        def scores(case: Case, documents: Documents) -> Scores:
            first, near = documents.scores(case.first), documents.near(case.other)
            return {name: (1 - part) * first[name] + part * near[name] for name in first if name != case.other}

        return scores

    return {f"{part} of the example": way(part) for part in (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)}


def judged(cases: Sequence[Case], combine: Way, documents: Documents) -> str:
    """The mean reciprocal rank with its interval, and how often what is not wanted is above."""
    ranks, above = [], []
    for case in cases:
        scores = combine(case, documents)
        ranked = sorted(scores, key=lambda name: -scores[name])
        rank = ranked.index(case.target) + 1 if case.target in ranked else 99
        ranks.append(1 / rank if rank <= TEN else 0.0)
        if case.other in scores:
            above.append(scores[case.other] >= scores[case.target])
    values = np.array(ranks)
    draws = values[np.random.default_rng(1).integers(len(values), size=(DRAWS, len(values)))].mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return (
        f"{values.mean():.3f} ({low:.3f} to {high:.3f}) | {np.mean(above):.2f}"
        if above
        else (f"{values.mean():.3f} ({low:.3f} to {high:.3f}) | ")
    )


if __name__ == "__main__":
    main()
