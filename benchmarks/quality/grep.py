"""Measure how well `scent grep` separates the lines that answer from all others.

    python benchmarks/quality/grep.py            # the log of log_lines.toml
    python benchmarks/quality/grep.py DATASET    # BEIR folders with spans.jsonl: the sentences of documents

For the cosine alone and for the score of `scent grep`, the script prints the average precision over all
pairs of a query and a line, and what thresholds let through; and how many lines pass through the model.
"""

import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from log_stream import log_stream

from scent.arrays import Vectors
from scent.core.chunking.atoms import atoms
from scent.core.embedding.static_table import StaticTable
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.search.sentences.background import Background
from scent.core.search.sentences.scorer import Scorer
from scent.core.search.sentences.sentence_matcher import LEAST_SCORE
from scent.formats.documents.base.document import Block, Document, Kind

_QUERIES = 300
_THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55)


class Lines(NamedTuple):
    """Queries, the lines of each stream, and which lines answer: bool (queries, lines of all streams)."""

    queries: list[str]
    streams: list[list[str]]
    answers: npt.NDArray[np.bool_]


def of_log() -> Lines:
    """The lines of a log of many programs."""
    log = log_stream(2500)
    answers = [[line.event in events for line in log.lines] for events in log.queries.values()]
    return Lines(list(log.queries), [[line.text for line in log.lines]], np.array(answers))


def of_collection(dataset: Path) -> Lines:
    """The sentences of a collection, each document a stream, and a sample of its questions."""
    queries = {each["_id"]: each["text"] for each in _objects(dataset / "queries.jsonl")}
    asked = list(queries)[:: max(1, len(queries) // _QUERIES)]
    rows = {query: row for row, query in enumerate(asked)}
    spans = [span for span in _objects(dataset / "spans.jsonl") if span["query_id"] in rows]
    streams, answers = [], []
    for each in _objects(dataset / "corpus.jsonl"):
        text = each["text"]
        sentences = list(atoms(Document(text, "text", blocks=(Block(Kind.PROSE, 0, len(text)),))))
        streams.append([text[atom.start : atom.end] for atom in sentences])
        here = np.zeros((len(asked), len(sentences)), np.bool_)
        for span in (span for span in spans if span["doc_id"] == each["_id"]):
            start = int(span["start"])
            here[rows[span["query_id"]]] |= [atom.start <= start < atom.end for atom in sentences]
        answers.append(here)
    return Lines([queries[query] for query in asked], streams, np.concatenate(answers, axis=1))


def report(name: str, scores: npt.NDArray[np.float32], answers: npt.NDArray[np.bool_]) -> None:
    """Print how scores (queries, lines) tell `answers` from the rest."""
    order = np.argsort(-scores, axis=None)
    hits = answers.ravel()[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    print(f"{name}: average precision {(precision * hits).sum() / hits.sum():.3f}")
    for least in _THRESHOLDS:
        shown = scores >= least
        right = shown & answers
        print(
            f"  from {least}: precision {right.sum() / max(1, shown.sum()):.2f}, "
            f"recall {right.sum() / hits.sum():.2f}, "
            f"queries answered {right.any(axis=1).mean():.2f}, {shown.sum() / len(scores):.1f} lines a query"
        )


def measure(lines: Lines) -> None:
    """Report on queries and lines."""
    with TextEmbedder.open(None) as embedder:
        asked = np.stack([embedder.query(text) for text in lines.queries])
        texts = (text for stream in lines.streams for text in stream)
        cosines = np.stack(list(embedder.vectors(texts))) @ asked.T
        exact, _ = scores(lines, asked, embedder, None)
        # One query at a time, as people ask: a sentence passes through the model if it may match any of the queries.
        alone = [
            scores(lines._replace(queries=[query]), vector[None], embedder, StaticTable.open())
            for query, vector in zip(lines.queries, asked, strict=True)
        ]
    report("cosine", cosines.T, lines.answers)
    report("scent grep, all lines embedded", exact.T, lines.answers)
    fast = np.concatenate([of_query for of_query, _ in alone], axis=1)
    report("scent grep", fast.T, lines.answers)
    matches, found = exact >= LEAST_SCORE, fast >= LEAST_SCORE
    print(
        f"  embedded {1 - np.mean([estimated.mean() for _, estimated in alone]):.3f} of the lines; of {matches.sum()} "
        f"matches {(matches & found).sum() / matches.sum():.3f} found, {(found & ~matches).sum()} others"
    )


def scores(
    lines: Lines, asked: Vectors, embedder: TextEmbedder, table: StaticTable | None
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """The scores of all lines, (lines, queries), and which are estimates, (lines,)."""
    scorer = Scorer(lines.queries, asked, embedder, table)
    found = [scorer.scores(stream, Background(lines.queries), LEAST_SCORE) for stream in lines.streams]
    return np.concatenate([each for each, _ in found]), np.concatenate([each for _, each in found])


def _objects(file: Path) -> list[dict[str, str]]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def main(datasets: list[Path]) -> None:
    """Measure on collections, or on the log."""
    for name, lines in [(path.name, of_collection(path)) for path in datasets] or [("log", of_log())]:
        number = sum(map(len, lines.streams))
        print(f"{name}: {len(lines.queries)} queries, {number} lines, {lines.answers.sum()} answers")
        measure(lines)


if __name__ == "__main__":
    main([Path(word) for word in sys.argv[1:]])
