"""Compare scent's passages with chunks of a fixed length: ranking, and evidence shown.

    .venv/bin/python benchmarks/quality/fixed.py WORK DATASET...

The other chunks have 200 tokens each, without overlap, and end wherever that is. Both kinds are indexed
and searched by scent's own code; neighbouring fixed chunks are not joined. The script prints span
nDCG@10, token IoU@5 with its precision and recall, and the difference between the two with a 95 %
interval (paired bootstrap).
"""

import re
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from measured import Silent

from scent.core.chunking import chunker as chunking
from scent.core.chunking.chunker import ChunkedDocument, Tokenize
from scent.core.quality.collection import Collection, load_beir
from scent.core.quality.evaluate import Outcome, Setting, evaluate
from scent.core.quality.metrics import parse_measure
from scent.core.search.ranking.query import Mode
from scent.core.search.results import grouping
from scent.core.types import Chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scent.formats.documents.base.document import Document

TOKENS = 200
MEASURES = [
    parse_measure("span-ndcg@10"),
    parse_measure("token-iou@5"),
    parse_measure("token-precision@5"),
    parse_measure("token-recall@5"),
]
_WORD = re.compile(r"\s*\S+\s*\Z|\s*\S+")


def main(work: Path, folders: Sequence[Path]) -> None:
    """Print a line for each collection, way and mode."""
    for folder in folders:
        collection = load_beir(folder)
        ours = outcomes(collection, work / "scent")
        with fixed_chunks():
            theirs = outcomes(collection, work / "fixed")
        for mode in (Mode.HYBRID, Mode.DENSE):
            print(f"{collection.name}, scent, {mode}: {said(ours[mode])}", flush=True)
            print(f"{collection.name}, fixed {TOKENS}, {mode}: {said(theirs[mode])}", flush=True)
            print(f"  scent by default less this: {apart(ours[Mode.HYBRID], theirs[mode])}", flush=True)


def outcomes(collection: Collection, work: Path) -> dict[Mode, Outcome]:
    """What comes of the collection's queries in each mode."""
    settings = [Setting(mode=Mode.HYBRID), Setting(mode=Mode.DENSE)]
    found = evaluate(collection, settings, MEASURES, work, cache=work / "cache", progress=Silent())
    return {outcome.setting.mode: outcome for outcome in found}


@contextmanager
def fixed_chunks() -> "Iterator[None]":
    """Let indexing cut at every so many tokens, and searching join nothing."""
    chunk, longest = chunking.chunk, grouping.LONGEST_RUN
    chunking.chunk, grouping.LONGEST_RUN = cut, 1
    try:
        yield
    finally:
        chunking.chunk, grouping.LONGEST_RUN = chunk, longest


def cut(document: "Document", tokenize: Tokenize, *_: int) -> ChunkedDocument:
    """A document in chunks of 200 tokens, or of as many words as fit into those."""
    ends = [match.end() for match in _WORD.finditer(document.text)]
    starts = [0, *ends[:-1]]
    tokens = tokenize([document.text[a:b] for a, b in zip(starts, ends, strict=True)])
    chunks: list[Chunk] = []
    start = first = last = 0
    for a, b, ids in zip(starts, ends, tokens, strict=True):
        if last > first and last + len(ids) - first > TOKENS:
            chunks.append(Chunk(start, a, first, last))
            start, first = a, last
        last += len(ids)
        if b == ends[-1]:
            chunks.append(Chunk(start, b, first, last))
    return ChunkedDocument(np.concatenate(tokens) if tokens else np.empty(0, np.int32), tuple(chunks))


def said(outcome: Outcome) -> str:
    """The means of an outcome's measures."""
    return ", ".join(f"{name} {each.mean:.4f}" for name, each in outcome.estimates().items())


def apart(ours: Outcome, theirs: Outcome) -> str:
    """How much more `ours` has than `theirs`, with intervals."""
    found = ours.differences(theirs).items()
    return ", ".join(f"{name} {each.mean:+.4f} ({each.low:+.4f} to {each.high:+.4f})" for name, each in found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(word) for word in sys.argv[2:]])
