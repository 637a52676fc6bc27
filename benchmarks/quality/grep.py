"""Measure how well `scent grep` separates sentences that answer a question from all others of a stream.

    python benchmarks/quality/grep.py DATASET    # a BEIR folder with spans.jsonl

For the cosine alone and for the score of `scent grep`, the script prints the average precision over all
pairs of a question and a sentence, and what thresholds let through.
"""

import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scent.core.chunking.atoms import atoms
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.search import scoring
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.index.lexical.words import words


def lines(file: Path) -> list[dict[str, str]]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def report(name: str, scores: npt.NDArray[np.float32], answers: npt.NDArray[np.bool_]) -> None:
    """Print how scores (questions, sentences) tell `answers` from the rest."""
    order = np.argsort(-scores, axis=None)
    hits = answers.ravel()[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    print(f"{name}: average precision {(precision * hits).sum() / hits.sum():.3f}")
    for least in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55):
        shown = scores >= least
        right = (shown & answers).sum()
        print(
            f"  from {least}: precision {right / shown.sum():.2f}, recall {right / hits.sum():.2f}, "
            f"{shown.sum() / len(scores):.1f} sentences a question"
        )


def main(dataset: Path) -> None:
    """Measure on a collection."""
    sentences = []
    for each in lines(dataset / "corpus.jsonl"):
        text = each["text"]
        whole = Document(text, "text", blocks=(Block(Kind.PROSE, 0, len(text)),))
        sentences += [(each["_id"], atom.start, atom.end, text[atom.start : atom.end]) for atom in atoms(whole)]
    queries = {each["_id"]: each["text"] for each in lines(dataset / "queries.jsonl")}
    rows = {query: row for row, query in enumerate(queries)}
    answers = np.zeros((len(queries), len(sentences)), np.bool_)
    for span in lines(dataset / "spans.jsonl"):
        for column, (document, start, end, _) in enumerate(sentences):
            if document == span["doc_id"] and start <= int(span["start"]) < end:
                answers[rows[span["query_id"]], column] = True
    with TextEmbedder.open(None) as embedder:
        vectors = np.stack(list(embedder.vectors(text for *_, text in sentences)))
        asked = np.stack([embedder.query(text) for text in queries.values()])
    cosines = asked @ vectors.T
    held = [set(words(text)) for *_, text in sentences]
    wanted = [set(words(text)) for text in queries.values()]
    shares = np.array([[len(want & have) / max(1, len(want)) for have in held] for want in wanted], np.float32)
    print(f"{len(queries)} questions, {len(sentences)} sentences")
    report("cosine", cosines, answers)
    report("scent grep", scoring.hybrid_scores(cosines, shares), answers)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
