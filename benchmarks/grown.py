"""Grow a small real index into an index of any size for benchmarks: real passages and vectors, repeated with noise.

    .venv/bin/python benchmarks/grown.py INDEX --chunks 100000 [--seed SEED_INDEX]

This takes a minute instead of the hours that embedding takes. The grown index has the sizes, the words
and the neighbourhoods of the real one; it says nothing about quality.
"""

import argparse
import os
import subprocess
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from index_run import COMMAND, copy_text

from scent.core.indexing.vector_reuse import text_hashes
from scent.formats.index.reader import Reader
from scent.formats.index.records import ChunkRecord, DocumentRecord
from scent.formats.index.writer import Writer

# How far a drawn vector lies from the real one: neighbours in the bundled model's space have a cosine of .6 to .8.
NOISE = 0.6
# A query to which the usual seed has answers; where there are none, a search has less to do.
FOUND = "capture what a test writes to standard output"
# When the seed's files were written: long ago, so that a search believes their times and need not read them.
WRITTEN_NS = 1_700_000_000_000_000_000
# A run commits about so often: 32 MB of text and vectors.
COMMIT_CHUNKS = 25_000

Real = tuple[DocumentRecord, list[str], list[tuple[str, ...]], npt.NDArray[np.float32]]
Drawn = tuple[DocumentRecord, str, list[ChunkRecord], npt.NDArray[np.float32]]


def main() -> None:
    """Grow an index from a seed index, which is made first if there is none."""
    parser = argparse.ArgumentParser()
    parser.add_argument("index", type=Path)
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--seed", type=Path, help="a real index to draw from (default: one of 0.7 MB, made beside)")
    options = parser.parse_args()
    seed = options.seed or options.index.parent / "seed"
    make_seed(seed, options.index.parent / "seed-text")
    grow(seed, options.index, options.chunks)


def make_seed(seed: Path, text: Path, megabytes: float = 0.7) -> None:
    """Index some real text with the installed command, unless that has been done."""
    if not (seed / "manifest.json").exists():
        copy_text(text, int(megabytes * 1e6))
        for file in text.rglob("*"):
            os.utime(file, ns=(WRITTEN_NS, WRITTEN_NS))
        subprocess.run([*COMMAND, "index", "--quiet", "--index", seed, text], check=True)


def grow(seed: Path, index: Path, chunks: int, *, graph_from: int | None = None) -> None:
    """Add documents to `index` until it holds `chunks` chunks; commits and merges as a run does."""
    with Reader.open(seed, lexical=False) as reader:
        contents = reader.manifest
        documents = list(real_documents(reader))
    more = {} if graph_from is None else {"graph_from": graph_from}
    with Writer.open(
        index, fingerprint=contents.fingerprint, settings=contents.settings, dims=contents.dims, **more
    ) as writer:
        writer.set_roots(contents.roots)
        added = uncommitted = writer.reader.live_chunks()
        for record, text, records, vectors in drawn(documents, added):
            if added >= chunks:
                break
            writer.add(record, text, records, vectors)
            added += len(records)
            if added - uncommitted >= COMMIT_CHUNKS:
                writer.commit()
                uncommitted = added
        writer.merge()
        writer.commit(finished=True)


def real_documents(reader: Reader) -> Iterator[Real]:
    """Yield each document with chunks: its record, and the texts, headings and vectors of its chunks."""
    for source in reader.segments:
        for row in np.flatnonzero(source.alive & (source.chunk_counts > 0)).tolist():
            pieces, chunks = source.pieces(row), source.chunk_records(row)
            starts = [piece.start for piece in pieces]
            texts = [pieces[bisect_right(starts, chunk.start) - 1].text_of(chunk) for chunk in chunks]
            vectors = source.document_vectors(row).astype(np.float32)
            yield source.record(row), texts, [chunk.heading for chunk in chunks], vectors


def drawn(documents: list[Real], start: int) -> Iterator[Drawn]:
    """Documents without end: a real one each, its chunks in another order, its vectors moved a little."""
    chance = np.random.default_rng(start)
    while True:
        record, texts, headings, vectors = documents[int(chance.integers(len(documents)))]
        order = chance.permutation(len(texts)).tolist()
        moved = vectors[order] + NOISE / np.sqrt(vectors.shape[1]) * chance.standard_normal(vectors.shape, np.float32)
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
        chunks, place, line = [], 0, 1
        for number in order:
            end, last = place + len(texts[number]), line + texts[number].count("\n")
            chunks.append(ChunkRecord(place, end, line, last, headings[number]))
            place, line = end, last
        text = "".join(texts[number] for number in order)
        hashes = text_hashes(text, [(chunk.start, chunk.end) for chunk in chunks])
        hashed = [chunk._replace(text_hash=each) for chunk, each in zip(chunks, hashes, strict=True)]
        yield record._replace(file=0, part=0, last=True, offset=0, line=1), text, hashed, moved


if __name__ == "__main__":
    main()
