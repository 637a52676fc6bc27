"""Measure how good chance is: the best scores of queries with and without an answer, by number of passages.

    .venv/bin/python benchmarks/quality/no_match.py WORK RAW.json DATASET...

The thresholds of `scent.core.search.no_match` follow from this. Each collection is indexed whole, below
the directory WORK; searches are restricted to so many files drawn at random. The queries are questions
that one of these files answers, questions of the other collections, random words of all collections,
and random letters. The script prints how many of each kind get hits; for the first kind also how many
would if they shared no word with a passage, which leaves the cosine alone. Answers and cosines are
written to RAW.json. Everything random is seeded.
"""

import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from measured import indexed
from nonsense import letters, phrase, words_of

from scent.core.quality.collection import Collection, load_beir, read_corpus
from scent.core.search import no_match
from scent.core.search.ranking.query import Mode
from scent.core.search.searcher import Searcher
from scent.core.types import EVERYTHING

SIZES = (3, 10, 30, 100, 300, 1000, 3000, 5000)
ROUNDS = 4
QUESTIONS = 10

# Whether the search gives a hit, the cosine of the best, and the number of passages that were searched.
Best = tuple[bool, float, int]
Kinds = Mapping[str, Callable[[], str]]


def main(work: Path, raw: Path, folders: Sequence[Path]) -> None:
    """Print a line for each size and kind of question."""
    chance = random.Random(20)  # noqa: S311  # a sample that can be drawn again
    collections = [load_beir(folder) for folder in folders]
    vocabulary = sorted({word for folder in folders for word in words_of(folder)})
    found: dict[str, list[Best]] = defaultdict(list)
    for collection in collections:
        others = [query.text for other in collections if other is not collection for query in other.queries]
        kinds: Kinds = {
            "other subjects": lambda others=others: chance.choice(others),
            "random words": lambda: phrase(chance, lambda: chance.choice(vocabulary)),
            "random letters": lambda: phrase(chance, lambda: letters(chance)),
        }
        index = indexed(collection, work)
        with Searcher.open(index) as searcher:
            for key, best in asked(searcher, collection, index, kinds, chance):
                found[key].append(best)
        raw.write_text(json.dumps(found), encoding="utf-8")
    for size in SIZES:
        report(size, found)


def asked(
    searcher: Searcher, collection: Collection, index: Path, kinds: Kinds, chance: random.Random
) -> Iterator[tuple[str, Best]]:
    """The best of every question of each kind among so many files, by `size kind`."""
    files = index.parents[2] / "files" / f"{collection.name}.txt"
    names = {entry.id: bytes(files / f"{number:08}.txt") for number, entry in enumerate(read_corpus(collection.corpus))}
    answers = {query.text: [id_ for id_, grade in query.relevance.items() if grade > 0] for query in collection.queries}
    for size in SIZES:
        if size > 2 * len(names):
            return
        for _ in range(ROUNDS):
            drawn = sample(chance, list(names), answers, size)
            real = [text for text, ids in answers.items() if not drawn.isdisjoint(ids)]
            queries = [("real", text) for text in chance.sample(real, min(QUESTIONS, len(real)))]
            queries += [(kind, draw()) for kind, draw in kinds.items() for _ in range(QUESTIONS)]
            drawn_files = tuple(names[id_] for id_ in sorted(drawn))
            chunks = searcher.reader.live_chunks(searcher._mask(EVERYTHING, drawn_files))  # noqa: SLF001  # as it counts
            for kind, text in queries:
                (hit, *_) = searcher.search(text, limit=1, files=drawn_files, min_score=-1) or [None]
                cosine = hit.reasons.cosine if hit and hit.reasons.cosine is not None else -1.0
                is_answered = bool(searcher.search(text, limit=1, files=drawn_files))
                yield f"{size} {kind}", (is_answered, cosine, chunks)


def sample(chance: random.Random, ids: Sequence[str], answers: Mapping[str, Sequence[str]], size: int) -> set[str]:
    """So many documents, of which some answer a question."""
    answering = {
        chance.choice(found)
        for found in chance.sample(list(answers.values()), min(len(answers), max(1, size // 3)))
        if found
    }
    rest = [id_ for id_ in ids if id_ not in answering]
    return answering | set(chance.sample(rest, max(0, min(size, len(ids)) - len(answering))))


def report(size: int, found: Mapping[str, Sequence[Best]]) -> None:
    """How many of each kind are answered among so many files."""
    real = found[f"{size} real"]
    silent = [
        no_match.is_by_chance(Mode.HYBRID, [no_match.Candidate(-1, cosine)], chunks) for _, cosine, chunks in real
    ]
    line = f"{size}: {len(real)} real silenced {1 - answered(real):.3f}, sharing no word {float(np.mean(silent)):.3f}"
    for kind in ("other subjects", "random words", "random letters"):
        line += f"; {kind} answered {answered(found[f'{size} {kind}']):.3f}"
    print(line, flush=True)


def answered(best: Iterable[Best]) -> float:
    """The part of them that a search answers."""
    return float(np.mean([is_answered for is_answered, _, _ in best]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(word) for word in sys.argv[3:]])
