"""Measure how often a search gives nothing where it should answer, and hits where it should give nothing.

    .venv/bin/python benchmarks/quality/nonsense.py WORK DATASET...

Each BEIR folder is indexed as `scent eval` does it, below the directory WORK. Then the search runs the
queries that the index can answer (no hit is a wrong silence), and three kinds that it cannot (any hit
is wrong): words of random letters, random words of all collections, and the queries of the other
collections. The random ones are seeded.
"""

import random
import re
import string
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from measured import indexed

from scent.core.quality.collection import Collection, load_beir, read_corpus, sample_queries
from scent.core.search.searcher import Searcher

QUERIES = 150


def main(work: Path, folders: Sequence[Path]) -> None:
    """Print the table."""
    collections = [sample_queries(load_beir(folder), QUERIES) for folder in folders]
    chance = random.Random(20)  # noqa: S311  # a sample that can be drawn again
    vocabulary = sorted({word for folder in folders for word in words_of(folder)})
    print("| collection | chunks | wrong silences | random letters | random words | other subjects |")
    print("| --- | --- | --- | --- | --- | --- |")
    for collection in collections:
        others = [query.text for other in collections if _stem(other) != _stem(collection) for query in other.queries]
        kinds: list[Iterable[str]] = [
            [phrase(chance, lambda: letters(chance)) for _ in range(QUERIES)],
            [phrase(chance, lambda: chance.choice(vocabulary)) for _ in range(QUERIES)],
            chance.sample(others, min(QUERIES, len(others))),
        ]
        index, chunks = index_and_size(collection, work)
        with Searcher.open(index) as searcher:
            silences = 1 - _answered(searcher, (query.text for query in collection.queries))
            hits = [_answered(searcher, kind) for kind in kinds]
        print(
            f"| {collection.name} | {chunks} |",
            " | ".join(f"{rate:.3f}" for rate in (silences, *hits)),
            "|",
            flush=True,
        )


def _answered(searcher: Searcher, queries: Iterable[str]) -> float:
    found = [bool(searcher.search(query, limit=1)) for query in queries]
    return sum(found) / len(found) if found else 0.0


def index_and_size(collection: Collection, work: Path) -> tuple[Path, int]:
    """The index of a collection, and its number of chunks."""
    index = indexed(collection, work)
    with Searcher.open(index) as searcher:
        return index, searcher.reader.live_chunks()


def _stem(collection: Collection) -> str:
    """Collections of one text in several languages ask the same."""
    return collection.name.partition("-")[0]


def phrase(chance: random.Random, word: Callable[[], str]) -> str:
    """Two to six words."""
    return " ".join(word() for _ in range(chance.randint(2, 6)))


def letters(chance: random.Random) -> str:
    """Four to nine letters, as if they were a word."""
    return "".join(chance.choices(string.ascii_lowercase, k=chance.randint(4, 9)))


def words_of(folder: Path) -> set[str]:
    """The words of a collection's documents."""
    return {
        word for entry in read_corpus(folder / "corpus.jsonl") for word in re.findall(r"[a-z]{4,}", entry.text.lower())
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(word) for word in sys.argv[2:]])
