"""Compare ways to chunk, embed and weight, on real indexes of BEIR folders: the basis of the defaults.

    .venv/bin/python benchmarks/quality/study.py WORK RAW.json DATASET...

Each collection is indexed as `scent eval` does it, below the directory WORK (and used again), for each
strategy and size of chunks. Then each chunk is scored for each query, one by one, not grouped. The
script prints a Markdown table: nDCG@10 of spans where the positions of the answers are known, else of
documents, with the difference from the default and its 95 % interval (paired bootstrap). All values are
written to RAW.json.
"""

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from measured import indexed

from scent.core.config import ChunkSettings, Strategy
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.quality.collection import Collection, CorpusDocument, Query, load_beir, read_corpus, sample_queries
from scent.core.quality.metrics import Span, estimate, ndcg, span_ndcg, span_ranks
from scent.core.search.ranking import scoring
from scent.core.search.results.search_depth import CANDIDATES
from scent.core.search.sentences.answer import sentences_of
from scent.formats.index.lexical import reader as lexical_reader
from scent.formats.index.reader import Reader

Scores = npt.NDArray[np.float32]
QUERIES = 300
SIZES = (64, 128, 200, 250)
USUAL = ChunkSettings()
NOW = f"as scent does: chunks of {USUAL.chunk_tokens}, early, {scoring.DENSE_WEIGHT} cosine"


@dataclass(frozen=True, slots=True)
class Corpus:
    """One index: where its chunks stand in the collection, what they say, their documents' titles, their vectors."""

    reader: Reader
    spans: Sequence[Span]
    texts: Sequence[str]
    titles: Sequence[str]
    vectors: Scores

    def share(self, query: str) -> Scores:
        """The share of a query's words in each chunk; 0 in those that are no candidate."""
        rows, bm25 = self.reader.lexical.matching(query, CANDIDATES)
        shares = np.zeros(len(self.spans), np.float32)
        shares[rows] = scoring.term_coverage(bm25, sum(word.weight for word in self.reader.lexical.query_terms(query)))
        return shares


def main(work: Path, raw: Path, folders: Sequence[Path]) -> None:
    """Print the table and write the values."""
    values: dict[str, dict[str, list[float]]] = {}
    with (
        TextEmbedder.open(None, work / "cache") as passages,
        TextEmbedder.open(None, work / "cache", query=True) as asked,
    ):
        for folder in folders:
            collection = sample_queries(load_beir(folder), QUERIES)
            queries = np.array(list(asked.vectors(query.text for query in collection.queries)))
            for way, found in ways(collection, folder, work, queries, passages):
                values.setdefault(way, {})[collection.name] = found
                print(f"{collection.name}: {way}: {np.mean(found):.3f}", file=sys.stderr, flush=True)
            raw.write_text(json.dumps(values), encoding="utf-8")
    print(table(values, [folder.name for folder in folders]))


def ways(
    collection: Collection, folder: Path, work: Path, queries: Scores, embedder: TextEmbedder
) -> Iterator[tuple[str, list[float]]]:
    """Every way with each query's value."""
    corpus = list(read_corpus(folder / "corpus.jsonl"))

    def judged(index: Corpus, score: Callable[[int, str], Scores]) -> list[float]:
        return [gain(query, index.spans, score(place, query.text)) for place, query in enumerate(collection.queries)]

    for size in SIZES:
        with opened(collection, corpus, replace(USUAL, chunk_tokens=size), work) as index:
            name = NOW if size == USUAL.chunk_tokens else f"the same, chunks of {size}"
            yield (
                name,
                judged(
                    index, lambda at, text, ix=index: scoring.hybrid_scores(ix.vectors @ queries[at], ix.share(text))
                ),
            )
            if size == USUAL.chunk_tokens:
                yield from of_words(index, judged)
                yield from of_vectors(index, judged, queries, embedder)
    with opened(collection, corpus, replace(USUAL, strategy=Strategy.LATE), work) as index:
        yield "late, cosine alone", judged(index, lambda at, _: index.vectors @ queries[at])
        yield (
            "the same, late",
            judged(index, lambda at, text: scoring.hybrid_scores(index.vectors @ queries[at], index.share(text))),
        )


def of_words(
    index: Corpus, judged: Callable[[Corpus, Callable[[int, str], Scores]], list[float]]
) -> Iterator[tuple[str, list[float]]]:
    """BM25 alone, with function words weighing what they weigh and as scent does."""
    usual = lexical_reader.MOST_WEIGHT
    try:
        lexical_reader.MOST_WEIGHT = math.inf
        yield "BM25 alone", judged(index, lambda _, text: index.share(text))
    finally:
        lexical_reader.MOST_WEIGHT = usual
    yield "BM25 alone, function words weighing little", judged(index, lambda _, text: index.share(text))


def of_vectors(
    index: Corpus,
    judged: Callable[[Corpus, Callable[[int, str], Scores]], list[float]],
    queries: Scores,
    embedder: TextEmbedder,
) -> Iterator[tuple[str, list[float]]]:
    """Other vectors of the same chunks, alone and in the hybrid."""
    documents = [span.document for span in index.spans]
    means = {
        name: index.vectors[[each == name for each in documents]].mean(axis=0) for name in dict.fromkeys(documents)
    }
    mean = np.array([means[name] for name in documents])
    titled = np.array(list(embedder.vectors(map(with_title, index.titles, index.texts))))
    sentences = [[text[a:b] for a, b in sentences_of(text)] for text in index.texts]
    of_sentence = np.array(list(embedder.vectors(each for some in sentences for each in some)))
    starts = np.cumsum([0, *(len(some) for some in sentences[:-1])])
    lapped = np.array(list(embedder.vectors(overlapping(documents, index.texts, sentences))))
    kinds: dict[str, Callable[[int], Scores]] = {
        "early": lambda at: index.vectors @ queries[at],
        "the title before each chunk": lambda at: titled @ queries[at],
        "a sentence of overlap either way": lambda at: lapped @ queries[at],
        ".2 of the document's mean": lambda at: (0.8 * index.vectors + 0.2 * mean) @ queries[at],
        "the best sentence's": lambda at: np.maximum.reduceat(of_sentence @ queries[at], starts),
    }
    for name, cosines in kinds.items():
        yield f"{name}, cosine alone", judged(index, lambda at, _, cosines=cosines: cosines(at))
        if name != "early":
            yield (
                f"the same, {name}",
                judged(index, lambda at, text, cosines=cosines: scoring.hybrid_scores(cosines(at), index.share(text))),
            )


def overlapping(documents: Sequence[str], texts: Sequence[str], sentences: Sequence[Sequence[str]]) -> Iterator[str]:
    """Chunks with the last sentence of the one before and the first of the one after, of the same document."""
    for at, text in enumerate(texts):
        before = sentences[at - 1][-1] if at and documents[at - 1] == documents[at] else ""
        after = sentences[at + 1][0] if at + 1 < len(texts) and documents[at + 1] == documents[at] else ""
        yield before + text + after


def with_title(title: str, text: str) -> str:
    """A chunk with its document's title before it."""
    return f"{title}. {text}" if title else text


class opened:  # noqa: N801  # a context manager
    """The index of a collection with these settings, made where it is not there yet."""

    def __init__(
        self, collection: Collection, corpus: Sequence[CorpusDocument], chunks: ChunkSettings, work: Path
    ) -> None:
        self._reader = Reader.open(indexed(collection, work, chunks))
        self._corpus = corpus

    def __enter__(self) -> Corpus:
        passages = [self._reader.passage(row) for row in range(self._reader.rows)]
        numbers = [int(Path(passage.path.decode()).stem) for passage in passages]
        titles = [" ".join(self._corpus[number].title.split()) for number in numbers]
        before = [len(title) + 2 if title else 0 for title in titles]
        spans = [
            Span(self._corpus[number].id, passage.start - lead, passage.end - lead)
            for number, passage, lead in zip(numbers, passages, before, strict=True)
        ]
        vectors = self._reader.vectors_at(np.arange(self._reader.rows)).astype(np.float32)
        return Corpus(self._reader, spans, [passage.text for passage in passages], titles, vectors)

    def __exit__(self, *_: object) -> None:
        self._reader.close()


def gain(query: Query, spans: Sequence[Span], scores: Scores) -> float:
    """NDCG@10 of a ranking: of spans where the query has any, else of documents."""
    ranked = [spans[place] for place in np.argsort(-scores, kind="stable")[:CANDIDATES]]
    if query.answers:
        return span_ndcg(span_ranks(ranked, query.answers), len(query.answers), 10)
    return ndcg(list(dict.fromkeys(span.document for span in ranked)), query.relevance, 10)


def table(values: dict[str, dict[str, list[float]]], names: Sequence[str]) -> str:
    """The values of every way and collection, and their differences from the way that scent goes."""
    lines = [f"| way | {' | '.join(names)} |", f"| --- |{' --- |' * len(names)}"]
    for way, found in values.items():
        cells = []
        for name in names:
            off = estimate(np.array(found[name]) - np.array(values[NOW][name]))
            apart = "" if way == NOW else f" ({off.mean:+.3f}, {off.low:+.3f} to {off.high:+.3f})"
            cells.append(f"{np.mean(found[name]):.3f}{apart}")
        lines.append(f"| {way} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(word) for word in sys.argv[3:]])
