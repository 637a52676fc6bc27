"""Compare ways to combine cosines and BM25 into one ranking, over BEIR folders.

    .venv/bin/python benchmarks/quality/fusion.py WORK DATASET...

These are the alternatives to `scent.core.search.ranking.scoring`. Each is tried on the candidates of a real
index: the 200 nearest chunks and the 200 best by BM25 for each query. The index of each collection is
made below the directory WORK, and used again. The script prints for each way span nDCG@10 where the
positions of the answers are known, else document nDCG@10; chunks are ranked one by one, not grouped.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from measured import indexed

from scent.core.config import ChunkSettings
from scent.core.embedding.embedder import Embedder
from scent.core.models import source as model_source
from scent.core.quality.collection import CorpusDocument, Query, load_beir, read_corpus, sample_queries
from scent.core.quality.metrics import Span, ndcg, span_ndcg, span_ranks
from scent.core.search.results.search_depth import CANDIDATES
from scent.formats.index.reader import Reader

Scores = npt.NDArray[np.float64]
QUERIES = 400


@dataclass(frozen=True, slots=True)
class Candidates:
    """What both sides propose for a query: cosines, BM25, the weight of the query's words, and where each chunk is."""

    query: Query
    cosines: Scores
    bm25: Scores
    weight: float
    spans: Sequence[Span]


def main(work: Path, folders: Sequence[Path]) -> None:
    """Print the table."""
    ways = all_ways()
    columns = {folder.name: gathered(folder, work) for folder in folders}
    print("| way |", " | ".join(columns), "|")
    print("| --- |", " | ".join("---" for _ in columns), "|")
    for name, way in ways.items():
        values = (np.mean([gain(each, way(each)) for each in some]) for some in columns.values())
        print(f"| {name} |", " | ".join(f"{value:.3f}" for value in values), "|", flush=True)


def all_ways() -> dict[str, Callable[[Candidates], Scores]]:
    """Every way of ranking that is compared, by name."""
    ways: dict[str, Callable[[Candidates], Scores]] = {
        "cosine alone": lambda each: each.cosines,
        "BM25 alone": lambda each: each.bm25,
        "reciprocal ranks, k = 60": lambda each: reciprocal(each.cosines) + reciprocal(each.bm25),
    }
    for part in (0.4, 0.5, 0.6, 0.7):
        ways[f"scaled to 0…1 for each query, {part} dense"] = lambda each, part=part: (
            part * scaled(each.cosines) + (1 - part) * scaled(each.bm25)
        )
    for power in (1.0, 1.3, 1.6):
        for part in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7):
            ways[f"cosine and share of the words' weight to the power of {power}, {part} dense"] = (
                lambda each, part=part, power=power: (
                    part * each.cosines + (1 - part) * (each.bm25 / (each.weight or 1)) ** power
                )
            )
    return ways


def scaled(scores: Scores) -> Scores:
    """Scores moved and stretched to 0…1 over the candidates."""
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def reciprocal(scores: Scores) -> Scores:
    """1 / (60 + rank), 0 for what was not found."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return np.where(scores != 0, 1 / (60 + ranks), 0)


def gain(each: Candidates, scores: Scores) -> float:
    """NDCG@10 of a ranking: of spans where the query has any, else of documents."""
    ranked = [each.spans[place] for place in np.argsort(-scores, kind="stable")]
    if each.query.answers:
        return span_ndcg(span_ranks(ranked, each.query.answers), len(each.query.answers), 10)
    return ndcg(list(dict.fromkeys(span.document for span in ranked)), each.query.relevance, 10)


def gathered(folder: Path, work: Path) -> list[Candidates]:
    """The candidates of every query of a collection, from a real index of it."""
    collection = sample_queries(load_beir(folder), QUERIES)
    index = indexed(collection, work)
    corpus = list(read_corpus(folder / "corpus.jsonl"))
    model = model_source.load(model_source.identify(None))
    with Reader.open(index) as reader, Embedder(model, ChunkSettings()) as embedder:
        return [candidates(query, reader, embedder, corpus) for query in collection.queries]


def candidates(query: Query, reader: Reader, embedder: Embedder, corpus: Sequence[CorpusDocument]) -> Candidates:
    """What both sides of the index propose for one query."""
    vector = embedder.query(query.text)
    near, _ = reader.nearest(vector, CANDIDATES)
    found, bm25 = reader.lexical.matching(query.text, CANDIDATES)
    rows = np.union1d(near, found)
    lexical = np.zeros(len(rows))
    lexical[np.searchsorted(rows, found)] = bm25
    spans = []
    for row in rows.tolist():
        passage = reader.passage(row)
        entry = corpus[int(Path(passage.path.decode()).stem)]
        title = " ".join(entry.title.split())
        before = len(title) + 2 if title else 0
        spans.append(Span(entry.id, passage.start - before, passage.end - before))
    cosines = reader.scores(vector, rows).astype(np.float64)
    return Candidates(
        query, cosines, lexical, sum(word.weight for word in reader.lexical.query_terms(query.text)), spans
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(word) for word in sys.argv[2:]])
