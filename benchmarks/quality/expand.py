"""Study of questions that say more: does a search find more if words, or a passage, are added to its question?

    .venv/bin/python benchmarks/quality/expand.py [--queries N] [--writer FILE] WORK DATASET...

For N questions (100) of each collection:

- *RM3*: the words that stand out in the best passages of the first search are searched too (Lavrenko and Croft,
  Relevance-based language models, SIGIR 2001; the mixture is that of Abdul-Jaleel et al., TREC 2004). The best 3 or 10
  passages give 10 words, each by its share of a passage, weighted by the passage's score and by the word's rarity; the
  term coverage is mixed with that of these words. No model is needed.
- *HyDE*: the language model in FILE writes a passage that would answer, whose vector is averaged with the question's
  (Gao et al., Precise zero-shot dense retrieval without relevance labels, ACL 2023).

Printed: nDCG@10 of the search as it is (of spans where answers have places, else of documents), the difference that
each way makes with an interval of 95 % from 2,000 paired draws, and milliseconds of a question. An index that WORK has
is used as it is.
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from measured import index_of, indexed
from second_look import span

from scent.arrays import Rows, Scores
from scent.core.quality.collection import CorpusDocument, Query, load_beir, read_corpus, sample_queries
from scent.core.quality.metrics import ndcg, span_ndcg, span_ranks
from scent.core.search.ranking.query import Mode
from scent.core.search.ranking.query import Query as SearchQuery
from scent.core.search.results.search_depth import CANDIDATES
from scent.core.search.searcher import Searcher
from scent.formats.index.lexical.function_words import function_words
from scent.formats.index.lexical.stemming import terms_of
from scent.formats.index.records import QueryTerm

DRAWS = 2_000
WORDS = 10
Ranked = tuple[Rows, Scores]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--writer", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("datasets", type=Path, nargs="+")
    arguments = parser.parse_args()
    for folder in arguments.datasets:
        collection = sample_queries(load_beir(folder), arguments.queries)
        corpus = list(read_corpus(folder / "corpus.jsonl"))
        index = index_of(collection, arguments.work)
        with Searcher.open(index if index.exists() else indexed(collection, arguments.work)) as searcher:
            ways = hyde_ways(searcher, arguments.writer) if arguments.writer else rm3_ways(searcher)
            report(folder.name, collection.queries, searcher, corpus, ways)


def report(
    name: str,
    queries: Any,  # noqa: ANN401  # a sequence of Query
    searcher: Searcher,
    corpus: list[CorpusDocument],
    ways: dict[str, Callable[[SearchQuery, Mode], Ranked]],
) -> None:
    """Print what each way does to the questions of a collection."""
    rng = np.random.default_rng(1)
    for mode in (Mode.HYBRID, Mode.LEXICAL):
        gains: dict[str, list[float]] = defaultdict(list)
        seconds: dict[str, float] = Counter()
        for query in queries:
            for way, ranked in ways.items():
                state = SearchQuery(query.text, mode, searcher.reader.lexical.query_terms(query.text))
                began = time.perf_counter()
                rows, _ = ranked(state, mode)
                seconds[way] += time.perf_counter() - began
                gains[way].append(gain(searcher, query, rows, corpus))
        base = np.array(gains["as it is"])
        print(f"{name}, {mode}, {len(base)} questions: {base.mean():.3f}")
        for way, values in gains.items():
            difference = np.array(values) - base
            draws = difference[rng.integers(len(difference), size=(DRAWS, len(difference)))].mean(axis=1)
            low, high = np.quantile(draws, [0.025, 0.975])
            time_each = 1000 * seconds[way] / len(base)
            print(f"  {way:28} {difference.mean():+.3f} ({low:+.3f}, {high:+.3f})  {time_each:5.0f} ms", flush=True)


def gain(searcher: Searcher, query: Query, rows: Rows, corpus: list[CorpusDocument]) -> float:
    """NDCG@10 of a ranking."""
    spans = [span(searcher.reader.passage(row), corpus) for row in rows[:30].tolist()]
    if query.answers:
        return float(span_ndcg(span_ranks(spans, query.answers), len(query.answers), 10))
    return float(ndcg(list(dict.fromkeys(each.document for each in spans)), query.relevance, 10))


def rm3_ways(searcher: Searcher) -> dict[str, Callable[[SearchQuery, Mode], Ranked]]:
    """The ways to add words."""

    def way(passages: int, part: float) -> Callable[[SearchQuery, Mode], Ranked]:
        return lambda state, _: rm3(searcher, state, passages, part)

    ways: dict[str, Callable[[SearchQuery, Mode], Ranked]] = {
        "as it is": lambda state, _: searcher.ranker.ranked(state, None, CANDIDATES)
    }
    for passages in (3, 10):
        for part in (0.1, 0.3, 0.5):
            ways[f"{passages} passages, {part} of words"] = way(passages, part)
    return ways


def rm3(searcher: Searcher, state: SearchQuery, passages: int, part: float) -> Ranked:
    """The ranking with the words of the best passages of the first one; `part` of the term coverage is theirs."""
    lexical = searcher.reader.lexical
    rows, scores = searcher.ranker.ranked(state, None, CANDIDATES)
    more = standing_out(searcher, rows[:passages], scores[:passages])
    reader = lexical._reader  # noqa: SLF001  # the study looks inside
    if reader is None or not more or state.weight <= 0:
        return rows, scores
    weight = sum(term.weight for term in more)

    def matching(text: str, k: int, scope: Any = None) -> Ranked:  # noqa: ANN401  # as the method it stands for
        first = dict(zip(*(values.tolist() for values in plain(text, k, scope)), strict=True))
        keys, bm25 = reader.search(more, k)
        live = lexical._rows  # noqa: SLF001
        found, alive = live.rows_of_keys(keys, live.alive)
        other = dict(zip(found.tolist(), bm25[alive].tolist(), strict=True))
        mixed = {
            row: (1 - part) * first.get(row, 0.0) + part * other.get(row, 0.0) / weight * state.weight
            for row in {*first, *other}
        }
        order = sorted(mixed, key=lambda row: (-mixed[row], row))[:k]
        return np.array(order, np.int64), np.array([mixed[row] for row in order], np.float32)

    plain = lexical.matching
    lexical.matching = matching  # type: ignore[method-assign]
    try:
        again = SearchQuery(state.text, state.mode, state.terms)
        again.vector = state.vector
        return searcher.ranker.ranked(again, None, CANDIDATES)
    finally:
        lexical.matching = plain  # type: ignore[method-assign]


def standing_out(searcher: Searcher, rows: Rows, scores: Scores) -> list[QueryTerm]:
    """The words by which passages stand out, weighted by how much they do."""
    reader = searcher.reader.lexical._reader  # noqa: SLF001
    shares: dict[str, float] = defaultdict(float)
    total = float(scores.sum()) or 1.0
    for row, score in zip(rows.tolist(), scores.tolist(), strict=True):
        passage = searcher.reader.passage(row)
        terms = terms_of(passage.text, passage.language)
        for term, count in Counter(terms).items():
            shares[term] += score / total * count / len(terms)
    joining = function_words(list(shares), searcher.reader.languages)
    rarity = {term: reader._rarity((term,)) for term in shares if term not in joining} if reader else {}  # noqa: SLF001
    best = sorted(rarity, key=lambda term: -shares[term] * rarity[term])[:WORDS]
    most = max((shares[term] for term in best), default=1.0)
    return [QueryTerm((term,), rarity[term] * shares[term] / most, term) for term in best]


def hyde_ways(searcher: Searcher, writer: Path) -> dict[str, Callable[[SearchQuery, Mode], Ranked]]:
    """The ways to add a passage that a model imagines, which is kept while the study runs."""
    from scent.core.generation.answering import imagined
    from scent.core.models.generator_file import open_generator

    generator = open_generator(writer, None)
    model = searcher.model.embedder()
    kept: dict[str, npt.NDArray[np.float32]] = {}
    seconds: list[float] = []

    def vector(question: str) -> npt.NDArray[np.float32]:
        if question not in kept:
            began = time.perf_counter()
            passage = imagined(generator, question)
            seconds.append(time.perf_counter() - began)
            print(f"    {question} -> {passage}  ({seconds[-1]:.1f} s)", flush=True)
            kept[question] = np.asarray(model.vectors([passage or question])[0])
        return kept[question]

    def way(part: float) -> Callable[[SearchQuery, Mode], Ranked]:
        def ranked(state: SearchQuery, mode: Mode) -> Ranked:
            if mode is Mode.HYBRID:
                mixed = (1 - part) * np.asarray(searcher.model.vector(state.text)) + part * vector(state.text)
                state.vector = (mixed / np.linalg.norm(mixed)).astype(np.float32)
            return searcher.ranker.ranked(state, None, CANDIDATES)

        return ranked

    plain: Callable[[SearchQuery, Mode], Ranked] = lambda state, _: searcher.ranker.ranked(state, None, CANDIDATES)  # noqa: E731
    return {"as it is": plain} | {f"{part} of HyDE": way(part) for part in (0.2, 0.5)}


if __name__ == "__main__":
    main()
