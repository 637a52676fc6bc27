"""Draws passages from the texts: chunks as scent cuts them, of several lengths, each source in its share."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from scent.arrays import Integers, Tokens
from scent.core.chunking.chunker import chunk
from scent.core.inference.model import Model
from tools.static_table.packages import Source, files, sources
from tools.static_table.texts import documents

# The lengths of chunks in tokens, and how many of ten texts are cut to each.
_LENGTHS: Final = (24, 24, 60, 60, 60, 60, 120, 120, 200, 200)
# The most tokens that a file gives where there are many, so that a source is a sample of many files.
_PER_FILE: Final = 4_000
_LEAST_TOKENS: Final = 6


def draw(model: Model, work: Path, tokens: int) -> tuple[Tokens, Integers]:
    """The passages of all sources, about `tokens` tokens together, and shuffled, so that any start is a sample.

    Returns their token ids, int32 (tokens,), without special ones, and where each passage ends,
    int64 (passages,). They are kept in `work`, with the number of passages of each source.
    """
    kept = work / f"passages-{tokens}.npz"
    if not kept.exists():
        total = sum(source.share for source in sources())
        found: dict[bytes, tuple[str, Tokens]] = {}
        for source in sources():
            before = len(found)
            for passage in _of_source(source, model, work, int(tokens * source.share / total)):
                found.setdefault(hashlib.sha256(passage.tobytes()).digest(), (source.package, passage))
            print(f"{source.package}: {len(found) - before:,} passages", flush=True)
        drawn = [found[key][1] for key in sorted(found)]
        ends = np.cumsum([len(passage) for passage in drawn])
        names = json.dumps([found[key][0] for key in sorted(found)])
        np.savez(kept, tokens=np.concatenate(drawn), ends=ends, sources=np.array(names))
    with np.load(kept) as arrays:
        return arrays["tokens"], arrays["ends"]


def _of_source(source: Source, model: Model, work: Path, most: int) -> Iterator[Tokens]:
    """Passages of a source with `most` tokens together, or as many as it has."""
    left, found = most, list(files(source, work))
    for file in found:
        left_of_file = max(_PER_FILE, most // len(found))
        for passage in _of_file(file, source, model, work):
            left -= len(passage)
            left_of_file -= len(passage)
            yield passage
            if left <= 0:
                return
            if left_of_file <= 0:
                break


def _of_file(file: Path, source: Source, model: Model, work: Path) -> Iterator[Tokens]:
    for document in documents(file, source.reader, work):
        length = _LENGTHS[hashlib.sha256(document.text.encode(errors="replace")).digest()[0] % len(_LENGTHS)]
        chunked = chunk(document, model.tokenize, length)
        passages = [chunked.tokens[each.first_token : each.last_token] for each in chunked.chunks]
        # Of a long text, some passages from all of it.
        yield from sorted(
            (passage for passage in passages if len(passage) >= _LEAST_TOKENS),
            key=lambda passage: hashlib.sha256(passage.tobytes()).digest(),
        )
