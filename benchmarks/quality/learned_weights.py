"""Study of learnt weights: do the weights that `scent eval --learn` keeps help questions that it has not seen?

    .venv/bin/python benchmarks/quality/learned_weights.py WORK DATASET...

The questions of each collection are parted at random, four times: from some (40, 100, and as many as half of them),
weights are learnt as `scent eval --learn` does it; the others (at most 120) are searched with the usual weights and
with those that were learnt. Printed: how often weights were kept, the mean gain that cross-validation promised where
they were, and the mean gain on the questions that had no part in it, where they were and where they were not.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from measured import indexed

from scent.core.quality.collection import Query, load_beir, read_corpus, sample_queries
from scent.core.quality.learning import learn, searched
from scent.core.quality.metrics import Span
from scent.core.search.ranking.weights import Weights
from scent.core.search.searcher import Searcher

MOST_QUERIES = 400
SPLITS = 4
TAUGHT = (40, 100, 200)
OTHERS = 120


def main(work: Path, folders: Sequence[Path]) -> None:
    """Print the table."""
    print("| collection | taught by | kept | promised | gain where kept | worst | gain where not kept | weights |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for folder in folders:
        collection = sample_queries(load_beir(folder), MOST_QUERIES)
        index = indexed(collection, work)
        queries = on_files(collection.queries, folder, work / "files" / f"{collection.name}.txt")
        with Searcher.open(index) as searcher:
            for count in TAUGHT:
                if 2 * count <= len(queries):
                    print(row(folder.name, searcher, queries, count), flush=True)


def on_files(queries: Sequence[Query], folder: Path, files: Path) -> list[Query]:
    """The queries with the paths of the files that the documents were written to."""
    paths, offsets = dict[str, str](), dict[str, int]()
    for number, document in enumerate(read_corpus(folder / "corpus.jsonl")):
        title = " ".join(document.title.split())
        paths[document.id] = os.path.realpath(files / f"{number:08}.txt")
        offsets[document.id] = len(title) + 2 if title else 0

    def span(each: Span) -> Span:
        offset = offsets[each.document]
        return Span(paths[each.document], each.start + offset, each.end + offset)

    return [
        Query(
            each.id,
            each.text,
            {paths[document]: grade for document, grade in each.relevance.items() if grade > 0},
            tuple(map(span, each.answers)),
        )
        for each in queries
    ]


def row(name: str, searcher: Searcher, queries: Sequence[Query], count: int) -> str:
    """A row of the table."""
    promised, kept, others, weights = list[float](), list[float](), list[float](), list[str]()
    usual = Weights.usual(searcher.reader.manifest)
    for split in range(SPLITS):
        order = np.random.default_rng(split).permutation(len(queries))
        learning = learn(searcher, [queries[place] for place in order[:count]])
        rest = [queries[place] for place in order[count : count + OTHERS]]
        gains = [searched(searcher, each, learning.learnt) - searched(searcher, each, usual) for each in rest]
        (kept if learning.wins else others).append(float(np.mean(gains)))
        if learning.wins:
            promised.append(learning.gain.mean)
            changed = [
                f"{key} {value:g}" for key, value in learning.learnt._asdict().items() if value != getattr(usual, key)
            ]
            weights.append(", ".join(changed))
    cells = [
        name,
        str(count),
        f"{len(kept)} of {SPLITS}",
        f"{np.mean(promised):+.3f}" if promised else "-",
        f"{np.mean(kept):+.3f}" if kept else "-",
        f"{min(kept):+.3f}" if kept else "-",
        f"{np.mean(others):+.3f}" if others else "-",
        "; ".join(weights),
    ]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
