"""How good chance is: the best scores of questions with and without an answer, by the size of the index.

    .venv/bin/python benchmarks/quality/silence.py RAW.json DATASET...

Owned here: small indexes. Paragraphs of all collections (of those that have none, documents) are drawn at random, so
many of one collection at a time, indexed, and asked: questions that one of them answers, questions of the other
collections, random words of all the collections, and random letters. Prints the quantiles of the best score, hybrid and
by meaning alone, that a least score has to lie between (`scent.core.fusion`). Every score goes to RAW.json. Seeded.
"""

import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from nonsense import letters, phrase, words_of

from scent.core import Index, fusion
from scent.core.quality.collection import entries, open_beir

SIZES = (3, 10, 30)
ROUNDS = 6
QUESTIONS = 10
MODES = ("hybrid", "dense")


def main(raw: Path, folders: Sequence[Path]) -> None:
    """Print a line for each size and kind of question."""
    chance = random.Random(20)  # noqa: S311  # a sample that can be drawn again
    pieces = {folder.name: list(paragraphs(folder)) for folder in folders}
    questions = {name: [query for _, asked in some for query in asked] for name, some in pieces.items()}
    vocabulary = sorted({word for folder in folders for word in words_of(folder)})
    scores: dict[str, list[float]] = defaultdict(list)
    for size in SIZES:
        for name, some in pieces.items():
            for _ in range(ROUNDS):
                drawn = sample(chance, some, size)
                others = [query for other, asked in questions.items() if other != name for query in asked]
                kinds = {
                    "real": sorted({query for _, asked in drawn for query in asked}),
                    "other subjects": others,
                    "random words": [phrase(chance, lambda: chance.choice(vocabulary)) for _ in range(QUESTIONS)],
                    "random letters": [phrase(chance, lambda: letters(chance)) for _ in range(QUESTIONS)],
                }
                for key, score in best([text for text, _ in drawn], kinds, chance):
                    scores[f"{size} {key}"].append(score)
            raw.write_text(json.dumps(scores), encoding="utf-8")
        report(size, scores)


def sample(chance: random.Random, some: Sequence[tuple[str, list[str]]], size: int) -> list[tuple[str, list[str]]]:
    """So many paragraphs, of which one at least answers a question."""
    answering = chance.choice([piece for piece in some if piece[1]])
    return [answering, *chance.sample(some, min(size, len(some)) - 1)]


def best(
    texts: Sequence[str], kinds: Mapping[str, Sequence[str]], chance: random.Random
) -> Iterator[tuple[str, float]]:
    """The best score of up to ten questions of each kind in each mode, by `kind, mode`."""
    with TemporaryDirectory() as place, Index(Path(place) / "index") as index:
        notes = Path(place) / "notes"
        notes.mkdir()
        for number, text in enumerate(texts):
            (notes / f"{number}.txt").write_text(text, encoding="utf-8")
        index.update(notes)
        for kind, asked in kinds.items():
            for query in chance.sample(asked, min(QUESTIONS, len(asked))):
                for mode in MODES:
                    hits = index.search(query, limit=1, mode=mode, min_score=-1)
                    yield f"{kind}, {mode}", hits[0].score if hits else -1.0


def paragraphs(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The paragraphs (or documents) of a collection, each with the questions that it answers."""
    collection = open_beir(folder)
    asked: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for query in collection.queries:
        for span in query.answers[:1]:
            asked[span.document].append((query.text, span.start))
        if not query.answers:
            for document, grade in query.relevance.items():
                asked[document] += [(query.text, -1)] * (grade > 0)
    for entry in entries(folder / "corpus.jsonl"):
        start = 0
        parts = entry.text.split("\n\n") if any(place >= 0 for _, place in asked[entry.id]) else [entry.text]
        for part in parts:
            end = start + len(part) + 2
            if part.strip():
                yield part, [text for text, place in asked[entry.id] if place < 0 or start <= place < end]
            start = end


def report(size: int, scores: Mapping[str, Sequence[float]]) -> None:
    """The quantiles of a size, beside the least scores that scent takes."""
    for mode, least in zip(MODES, (fusion.least_hybrid(size), fusion.least_dense(size)), strict=True):
        real = np.array(scores[f"{size} real, {mode}"])
        low = " ".join(f"{100 * part:.0f} % {np.quantile(real, part):.2f}" for part in (0.01, 0.05))
        line = f"{size}, {mode}, least {least:.2f}: real {low}, silenced {np.mean(real < least):.3f}"
        for kind in ("other subjects", "random words", "random letters"):
            found = np.array(scores[f"{size} {kind}, {mode}"])
            high = " ".join(f"{100 * part:.0f} % {np.quantile(found, part):.2f}" for part in (0.5, 0.95))
            line += f"; {kind} {high}, answered {np.mean(found >= least):.3f}"
        print(line, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(word) for word in sys.argv[2:]])
