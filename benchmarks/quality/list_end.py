"""Measure how much of what a search shows is right, and what its rules for lists lose.

    .venv/bin/python benchmarks/quality/list_end.py [--queries N] [--mode MODE] WORK DATASET...

Each BEIR folder is indexed as `scent eval` does it, below the directory WORK. N of its questions (100) are asked in
four ways: the ten best passages as they rank; the same ended where `scent.core.search.results.cutoff` says; each text
once and few passages of a file, but not ended; and both, as `scent search` shows them. A passage is right if it has
an answer's place or words, or if it or a file with the same text is a relevant document. Intervals are of 95 %.
"""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from measured import indexed

from scent.core.quality.collection import Collection, Query, load_beir, read_corpus, sample_queries
from scent.core.quality.evaluate import WrittenDocument
from scent.core.quality.metrics import Span, estimate
from scent.core.search.ranking.query import Mode
from scent.core.search.searcher import Searcher
from scent.core.types import USUAL_LISTING, WHOLE_RANKING, Hit, Listing

WAYS: Mapping[str, Listing] = {
    "ranking": WHOLE_RANKING,
    "ended": WHOLE_RANKING._replace(cut_off=True),
    "each once": USUAL_LISTING._replace(cut_off=False),
    "shown": USUAL_LISTING,
}

Numbers = npt.NDArray[np.float64]


class Judge(NamedTuple):
    """What tells right passages: the document of each file, and the texts of documents where answers have places."""

    written: Mapping[bytes, WrittenDocument]
    texts: Mapping[str, str]

    def answers_in(self, hit: Hit, query: Query) -> set[int | str]:
        """Which answers of a query a hit gives: their numbers, or the relevant documents."""
        if not query.answers:
            documents = {self.written[path].document for path in (hit.path, *hit.copy_paths)}
            return {document for document in documents if query.relevance.get(document, 0) > 0}
        document, start = self.written[hit.path].document, self.written[hit.path].text_start
        place = Span(document, hit.start - start, hit.end - start)
        text = squeezed(hit.text)
        return {
            number
            for number, answer in enumerate(query.answers)
            if place.overlaps(answer) or squeezed(self.texts[answer.document][answer.start : answer.end]) in text
        }


class Lists(NamedTuple):
    """What the lists of one way have, query by query, each (queries,)."""

    shown: Numbers
    right: Numbers
    recall: Numbers


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--mode", type=Mode, default=Mode.HYBRID)
    parser.add_argument("work", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    options = parser.parse_args()
    print("| collection | answers | shown | right before | right | junk gone | recall@10 | lost by the end ", end="")
    print("| lost by copies and files | lost |")
    print("| --- |" + " --- |" * 9)
    for folder in options.folders:
        collection = sample_queries(load_beir(folder), options.queries)
        index = indexed(collection, options.work)
        with Searcher.open(index) as searcher:
            found = measured(searcher, collection, judge_of(collection, index), options.mode)
        print(row(collection, found), flush=True)


def judge_of(collection: Collection, index: Path) -> Judge:
    """What judges the hits of an index that `scent eval` made of a collection, in a directory beside its files."""
    files = index.parents[2] / "files" / f"{collection.name}.txt"
    written, texts = {}, {}
    for number, document in enumerate(read_corpus(collection.corpus or Path())):
        title = " ".join(document.title.split())
        path = os.fsencode(files.resolve() / f"{number:08}.txt")
        written[path] = WrittenDocument(document.id, len(title) + 2 if title else 0)
        texts[document.id] = document.text
    return Judge(written, texts)


def measured(searcher: Searcher, collection: Collection, judge: Judge, mode: Mode) -> dict[str, Lists]:
    """The lists of each way."""
    lists = {}
    for way, listing in WAYS.items():
        values = []
        for query in collection.queries:
            hits = searcher.search(query.text, mode=mode, listing=listing)
            given = [judge.answers_in(hit, query) for hit in hits]
            values.append((len(hits), sum(map(bool, given)), len(set().union(*given)) / answers_of(query)))
        lists[way] = Lists(*np.array(values, np.float64).T)
    return lists


def answers_of(query: Query) -> int:
    """The number of answers of a query."""
    return len(query.answers) or sum(grade > 0 for grade in query.relevance.values())


def squeezed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def row(collection: Collection, found: Mapping[str, Lists]) -> str:
    """The row of a collection in the table."""
    before, after = found["ranking"], found["shown"]
    part: Callable[[Lists], float] = lambda lists: lists.right.sum() / max(1, lists.shown.sum())  # noqa: E731
    junk = 1 - (after.shown - after.right).sum() / max(1, (before.shown - before.right).sum())
    answers = np.mean([answers_of(query) for query in collection.queries])
    cells: Sequence[str] = [
        collection.name,
        f"{answers:.1f}",
        f"{before.shown.mean():.1f} → {after.shown.mean():.1f}",
        f"{part(before):.2f}",
        f"{part(after):.2f}",
        f"{junk:.2f}",
        f"{before.recall.mean():.3f}",
        *(lost(before, found[way]) for way in ("ended", "each once", "shown")),
    ]
    return f"| {' | '.join(cells)} |"


def lost(before: Lists, after: Lists) -> str:
    """How much recall is lost, with its interval."""
    mean, low, high, _ = (
        getattr(estimate(before.recall - after.recall), name) for name in ("mean", "low", "high", "queries")
    )
    return f"{mean:.3f} ({low:.3f} to {high:.3f})"


if __name__ == "__main__":
    main()
