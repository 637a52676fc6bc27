"""Measure how many of the ten nearest chunks a graph finds, and its time beside a scan: the basis of GRAPH_FROM.

    .venv/bin/python benchmarks/recall.py --seed INDEX --sizes 200000 1000000

Vectors are drawn from a real index (see `grown`). The graph proposes candidates, which are scored in
full as in a search, and compared with the scores of all vectors. Queries are drawn from the same real
vectors, and none of them is among the vectors searched. JSON and a table are written to
benchmarks/runs/. A million vectors take 2 GB and some minutes.
"""

import argparse
import json
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from grown import NOISE, make_seed, real_documents
from index_run import machine

from scent.formats.index.reader import Reader
from scent.formats.index.vectors import graph, scan

HERE = Path(__file__).parent
TOP = 10
CANDIDATES = 200  # what a search asks the dense side for
QUERIES = 200
DRAWN = 50_000


def main() -> None:
    """Draw, build, compare, and keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[200_000])
    parser.add_argument(
        "--seed", type=Path, nargs="+", help="real indexes to draw from (default: one of 0.7 MB is made)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        if not options.seed:
            make_seed(place / "seed", place / "seed-text")
        real = np.concatenate([vectors_of(seed) for seed in options.seed or [place / "seed"]])
        figures = [measured(place / "vectors", real, size) for size in options.sizes]
    now = datetime.now(UTC)
    kept = {"real": len(real), "sizes": figures, "date": now.isoformat(timespec="seconds"), "machine": machine()}
    target = HERE / "runs" / f"{now:%Y-%m-%d}-recall.json"
    target.write_text(json.dumps(kept, indent=1) + "\n")
    print(target.read_text(), end="")


def vectors_of(index: Path) -> npt.NDArray[np.float32]:
    """All vectors of an index, float32 (chunks, dims)."""
    with Reader.open(index, lexical=False) as reader:
        return np.concatenate([vectors for *_, vectors in real_documents(reader)])


def measured(file: Path, real: npt.NDArray[np.float32], size: int) -> dict[str, float]:
    """Recall and times at one size."""
    chance = np.random.default_rng(size)
    with file.open("wb") as out:
        for first in range(0, size, DRAWN):
            drawn(chance, real, min(DRAWN, size - first)).astype(np.float16).tofile(out)
    vectors = np.memmap(file, np.float16, "r", shape=(size, real.shape[1]))
    start = time.perf_counter()
    target = file.with_suffix(".usearch")
    result = graph.build(target, file, [(0, size)], real.shape[1])
    built = time.perf_counter() - start
    index = graph.Graph.open(target, result, size, real.shape[1])
    if index is None:
        raise SystemExit("the graph cannot be opened")
    recalls: list[float] = []
    seconds: dict[str, list[float]] = {"scan": [], "graph": []}
    for query in drawn(chance, real, QUERIES):
        start = time.perf_counter()
        scanned = scan.candidates(scan.approximate_scores(query, [vectors]), CANDIDATES)
        best, _ = scan.best(scanned, scan.exact_scores(query, vectors[scanned]), TOP)
        seconds["scan"].append(time.perf_counter() - start)
        start = time.perf_counter()
        near = np.sort(index.candidates(query, graph.OVERFETCH * CANDIDATES)[0])
        found, _ = scan.best(near, scan.exact_scores(query, vectors[near]), TOP)
        seconds["graph"].append(time.perf_counter() - start)
        recalls.append(len(np.intersect1d(best, found)) / TOP)
    return {
        "vectors": size,
        "recall_at_10": round(statistics.mean(recalls), 4),
        "queries_with_all_ten": round(statistics.mean(recall == 1 for recall in recalls), 3),
        **{f"{name}_ms": round(1000 * statistics.median(values), 2) for name, values in seconds.items()},
        "build_s": round(built, 1),
        "graph_mb": round(target.stat().st_size / 1e6, 1),
    }


def drawn(chance: np.random.Generator, real: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.float32]:
    """Real vectors moved a little, at length one: float32 (count, dims)."""
    noise = NOISE / np.sqrt(real.shape[1]) * chance.standard_normal((count, real.shape[1]), np.float32)
    moved = real[chance.integers(len(real), size=count)] + noise
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


if __name__ == "__main__":
    main()
