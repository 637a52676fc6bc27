"""Study of a second look: are the best passages of a search ranked better by more evidence about them?

    .venv/bin/python benchmarks/quality/second_look.py [--queries N] [--second MODEL] WORK DATASET...

For each question (150 of each collection) the best 30 passages of the hybrid search are looked at again:

- *MaxSim*: for each token of the question, its best cosine with a token of the passage, both from the index's own
  model; the mean of all, or the mean weighted by how rare the token's word is (Khattab and Zaharia, ColBERT, SIGIR
  2020);
- *sentence*: the best cosine of the question with a sentence of the passage, pooled from the same token vectors;
- *second*: the cosine by another model, MODEL, or the score if it is a reranker, on the scale of all models, as
  `scent search --rerank` has it;
- *feedback*: the cosine with the question's vector moved towards the mean of the best three passages' (Rocchio).

Each is added with some weight to the first score, or has a part of the cosine's weight, or is standardised with
the mean and the spread of its 30 values and mixed with the first score. Printed: nDCG@10 of spans where answers have
places, else of documents, for each way, and its difference from the first ranking with an interval of 95 %. The
evidence is kept in WORK/second_look and used again.
"""

import argparse
import pickle
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from measured import indexed

from scent.core import directories
from scent.core.embedding.model_vectors import prompt_tokens
from scent.core.inference.embedding_model import EmbeddingModel
from scent.core.models import source as model_source
from scent.core.quality.collection import CorpusDocument, Query, load_beir, read_corpus, sample_queries
from scent.core.quality.metrics import Span, ndcg, span_ndcg, span_ranks
from scent.core.search.ranking.query import Mode
from scent.core.search.ranking.query import Query as SearchQuery
from scent.core.search.ranking.second_look import Look, open_second_look
from scent.core.search.results.search_depth import CANDIDATES
from scent.core.search.searcher import Searcher
from scent.core.search.sentences.answer import sentences_of
from scent.formats.index.records import Passage

Values = npt.NDArray[np.float64]
BEST = 30
DRAWS = 2_000
FEEDBACK = 3  # passages


@dataclass
class Evidence:
    """What is known of the best passages (n,) of a question."""

    query: Query
    spans: list[Span]
    first: Values
    parts: dict[str, Values] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


class Tokens:
    """Token vectors of texts by one model, each text passed through it once."""

    def __init__(self, model: EmbeddingModel) -> None:
        """Pass nothing through it yet."""
        self.model = model
        self._encoder: Any = model.encoder(512)
        self._kept: dict[str, npt.NDArray[np.float16]] = {}

    def of_passage(self, text: str) -> npt.NDArray[np.float32]:
        """Unit vectors (tokens, dims) of a passage's tokens, without special ones."""
        if text not in self._kept:
            self._kept[text] = self._vectors([text], self.model.document_prompt).astype(np.float16)
        return self._kept[text].astype(np.float32)

    def of_question(self, pieces: list[str]) -> npt.NDArray[np.float32]:
        """The same of a question in pieces, with the prompt of questions."""
        return self._vectors(pieces, self.model.query_prompt)

    def lengths(self, pieces: list[str]) -> list[int]:
        """How many tokens each piece has."""
        return [len(each) for each in self.model.tokenizer.tokenize(pieces)]

    def _vectors(self, pieces: list[str], prompt: str) -> npt.NDArray[np.float32]:
        before = len(self.model.prefix) + len(prompt_tokens(self.model, prompt))
        vectors = self._raw(pieces, prompt)
        return unit(vectors[before : len(vectors) - len(self.model.suffix)])

    def _raw(self, pieces: list[str], prompt: str) -> npt.NDArray[np.float32]:
        model = self.model
        text = np.concatenate([prompt_tokens(model, prompt), *model.tokenizer.tokenize(pieces)])
        text = text[: 512 - len(model.prefix) - len(model.suffix)]
        (vectors,) = self._encoder.encode([np.concatenate([model.prefix, text, model.suffix])])
        return np.asarray(vectors)


def unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Vectors of length one."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("--second", default="")
    parser.add_argument("work", type=Path)
    parser.add_argument("datasets", type=Path, nargs="+")
    arguments = parser.parse_args()
    columns = {}
    for folder in arguments.datasets:
        kept = (
            arguments.work / "second_look" / f"{folder.name}-{arguments.queries}-{Path(arguments.second).stem}.pickle"
        )
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(gathered(folder, arguments.work, arguments.queries, arguments.second)))
        columns[folder.name] = pickle.loads(kept.read_bytes())  # noqa: S301  # our own file
    table(columns)


def gathered(folder: Path, work: Path, queries: int, second: str) -> list[Evidence]:
    """The evidence for every question of a collection, from a real index of it."""
    collection = sample_queries(load_beir(folder), queries)
    corpus = list(read_corpus(folder / "corpus.jsonl"))
    index = indexed(collection, work)
    own = Tokens(model_source.load(model_source.identify(None)))
    other = open_second_look(second, directories.cache()) if second else None
    result = []
    with Searcher.open(index) as searcher:
        for number, query in enumerate(collection.queries):
            result.append(evidence(query, searcher, own, other, corpus))
            if number % 25 == 0:
                print(folder.name, number, flush=True)
    return result


def evidence(
    query: Query, searcher: Searcher, own: Tokens, other: Look | None, corpus: list[CorpusDocument]
) -> Evidence:
    """What is known of the best passages of a question."""
    reader = searcher.reader
    state = SearchQuery(query.text, Mode.HYBRID, reader.lexical.query_terms(query.text))
    rows, scores = searcher.ranker.ranked(state, None, CANDIDATES)
    rows, scores = rows[:BEST], scores[:BEST]
    passages = [reader.passage(row) for row in rows.tolist()]
    found = Evidence(query, [span(each, corpus) for each in passages], scores.astype(np.float64))
    found.parts["cosine"] = np.array([state.cosines.get(row, 0.0) for row in rows.tolist()])
    found.parts["coverage"] = np.array([state.coverages.get(row, 0.0) for row in rows.tolist()])
    began = time.perf_counter()
    pieces = query.text.split()
    weight_of = {word.word: word.weight for word in state.terms}
    lengths = own.lengths(pieces)
    weights = np.concatenate(
        [np.full(length, weight_of_piece(piece, weight_of)) for piece, length in zip(pieces, lengths, strict=True)]
    )
    asked = own.of_question(pieces)
    weights = weights[: len(asked)]
    vector = np.asarray(state.vector)
    plain, rare, best_sentence = [], [], []
    for passage in passages:
        tokens = own.of_passage(passage.text)
        most = (asked @ tokens.T).max(axis=1) if len(tokens) else np.zeros(len(asked))
        plain.append(most.mean())
        rare.append((most * weights).sum() / max(weights.sum(), 1e-9))
        best_sentence.append(sentence_cosine(own, passage.text, tokens, vector))
    found.seconds["tokens"] = time.perf_counter() - began
    found.parts |= {"maxsim": np.array(plain), "maxsim rare": np.array(rare), "sentence": np.array(best_sentence)}
    vectors = reader.vectors_at(rows).astype(np.float32)
    for part in (0.2, 0.4):
        moved = unit((1 - part) * vector + part * vectors[:FEEDBACK].mean(axis=0))
        found.parts[f"feedback {part}"] = np.asarray(vectors @ moved, dtype=np.float64)
    if other is not None:
        began, keys = time.perf_counter(), reader.keys_of(rows).tolist()
        second = other.scores(query.text, keys, lambda place: passages[place].text, np.inf)
        found.parts["second"] = second.astype(np.float64)
        found.seconds["second"] = time.perf_counter() - began
    return found


def weight_of_piece(piece: str, weights: dict[str, float]) -> float:
    """The weight of the word that a piece of a question is."""
    word = "".join(letter for letter in piece.lower() if letter.isalnum() or letter in "'-")
    return weights.get(word, weights.get(word.strip("'-"), 1.0))


def sentence_cosine(own: Tokens, text: str, tokens: npt.NDArray[np.float32], vector: npt.NDArray[np.float32]) -> float:
    """The best cosine of a vector with a sentence of a passage, pooled from its token vectors."""
    parts = [text[start:end] for start, end in sentences_of(text)]
    ends = np.cumsum([0, *own.lengths(parts)])
    best = [tokens[a:b].mean(axis=0) for a, b in pairwise(ends.tolist()) if b > a and len(tokens[a:b])]
    return float((unit(np.array(best)) @ vector).max()) if best else 0.0


def span(passage: Passage, corpus: list[CorpusDocument]) -> Span:
    """Where a passage is in its document, without the title."""
    entry = corpus[int(Path(passage.path.decode()).stem)]
    title = " ".join(entry.title.split())
    before = len(title) + 2 if title else 0
    return Span(entry.id, passage.start - before, passage.end - before)


def gain(each: Evidence, scores: Values) -> float:
    """NDCG@10 of a ranking: of spans where the query has any, else of documents."""
    ranked = [each.spans[place] for place in np.argsort(-scores, kind="stable")]
    if each.query.answers:
        return float(span_ndcg(span_ranks(ranked, each.query.answers), len(each.query.answers), 10))
    return float(ndcg(list(dict.fromkeys(span.document for span in ranked)), each.query.relevance, 10))


def standardised(values: Values) -> Values:
    """Values with the mean 0 and the deviation 1."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)


def ways() -> dict[str, Any]:
    """Every way of ranking, by name."""
    result: dict[str, Any] = {}
    for part in ("maxsim", "maxsim rare", "sentence", "second", "feedback 0.2", "feedback 0.4"):
        for weight in (0.1, 0.2, 0.3, 0.5, 1.0):
            result[f"{weight} of the cosine's weight to {part}"] = lambda each, part=part, weight=weight: (
                each.first + weight * (each.parts[part] - each.parts["cosine"])
            )
            result[f"+ {weight} {part}"] = lambda each, part=part, weight=weight: each.first + weight * each.parts[part]
        for share in (0.2, 0.4, 0.6, 1.0):
            result[f"{share} of {part}, standardised"] = lambda each, part=part, share=share: (
                (1 - share) * standardised(each.first) + share * standardised(each.parts[part])
            )
    return result


def table(columns: dict[str, list[Evidence]]) -> None:
    """Print the table."""
    rng = np.random.default_rng(1)
    base = {name: np.array([gain(each, each.first) for each in some]) for name, some in columns.items()}
    print("| way |", " | ".join(columns), "| mean |")
    print("| first |", " | ".join(f"{values.mean():.3f}" for values in base.values()), "|")
    for name, way in ways().items():
        cells, means = [], []
        for collection, some in columns.items():
            if name.split()[-1] == "second" and "second" not in some[0].parts:
                cells.append("-")
                continue
            try:
                values = np.array([gain(each, way(each)) for each in some])
            except KeyError:
                cells.append("-")
                continue
            difference = values - base[collection]
            draws = difference[rng.integers(len(difference), size=(DRAWS, len(difference)))].mean(axis=1)
            low, high = np.quantile(draws, [0.025, 0.975])
            means.append(difference.mean())
            cells.append(f"{difference.mean():+.3f} ({low:+.3f}, {high:+.3f})")
        print(f"| {name} |", " | ".join(cells), f"| {np.mean(means) if means else 0:+.4f} |", flush=True)
    for name, some in columns.items():
        print(name, {part: round(float(np.mean([each.seconds[part] for each in some])), 2) for part in some[0].seconds})


if __name__ == "__main__":
    main()
