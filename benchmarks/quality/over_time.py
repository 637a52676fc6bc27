"""Measure and draw how well a collection can be searched over the time since its index run began.

    .venv/bin/python benchmarks/quality/over_time.py WORK OUTPUT.svg DATASET

For scent: when the index is ready, with provisional vectors, and when all are exact. For a tool that embeds documents
in their order, with the same model at the same rate: when a part of them is embedded, of which alone it can find any.
nDCG@10 of the documents; the figures are printed, and drawn in OUTPUT.
"""

import argparse
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from scent.cli.output.progress import Silence
from scent.core import directories
from scent.core.quality.collection import Collection, load_beir, sample_queries
from scent.core.quality.evaluate import Setting, evaluate
from scent.core.quality.metrics import parse_measure

NDCG = parse_measure("ndcg@10")
PARTS = (0.1, 0.25, 0.5, 0.75, 1.0)
WIDTH, HEIGHT, MARGIN = 640, 360, 48
Point = tuple[float, float]


def main() -> None:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("work", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("dataset", type=Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    collection = sample_queries(load_beir(options.dataset), options.queries)
    ordered = [(0.0, 0.0), *(point(part(collection, share, options.work), options.work) for share in PARTS)]
    ready = point(collection, options.work, ready=True)
    ours = [(ready[0], 0.0), ready, (ready[0] + ordered[-1][0], ordered[-1][1])]
    for name, points in (("in order", ordered), ("scent", ours)):
        print(name, *(f"{seconds:.1f} s: {value:.3f}" for seconds, value in points), sep="\n  ")
    options.output.write_text(drawing(collection.name, {"scent": ours, "documents in order": ordered}))


def part(collection: Collection, share: float, work: Path) -> Collection:
    """The collection with only the first documents."""
    if collection.corpus is None or share == 1:
        return collection
    lines = collection.corpus.read_text(encoding="utf-8").splitlines(keepends=True)
    shorter = work / f"{collection.name}-{share:g}.jsonl"
    shorter.write_text("".join(islice(lines, round(share * len(lines)))), encoding="utf-8")
    return replace(collection, name=shorter.stem, corpus=shorter)


def point(collection: Collection, work: Path, *, ready: bool = False) -> Point:
    """The seconds that the index takes, and how well it ranks then."""
    one = replace(collection, queries=collection.queries[:1])
    began = time.monotonic()
    values(one, work, ready=ready)
    seconds = time.monotonic() - began
    return seconds, values(collection, work, ready=ready)


def values(collection: Collection, work: Path, *, ready: bool) -> float:
    """The mean nDCG@10 of a search of the collection; its index is made if it is not there."""
    outcomes = evaluate(
        collection, [Setting()], [NDCG], work, cache=directories.cache(), progress=Silence(), ready=ready
    )
    return float(np.nanmean(next(iter(outcomes)).values[NDCG]))


def drawing(name: str, lines: dict[str, list[Point]]) -> str:
    """The picture of some lines as SVG."""
    most = max(seconds for points in lines.values() for seconds, _ in points)

    def at(point: Point) -> str:
        x = MARGIN + point[0] / most * (WIDTH - 2 * MARGIN)
        return f"{x:.1f},{HEIGHT - MARGIN - point[1] * (HEIGHT - 2 * MARGIN):.1f}"

    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for value in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = at((0.0, value)).split(",")
        parts.append(f'<text x="{MARGIN - 6}" y="{y}" text-anchor="end">{value:g}</text>')
        parts.append(f'<path d="M{x},{y} H{WIDTH - MARGIN}" stroke="#ddd"/>')
    for number, (label, points) in enumerate(lines.items()):
        colour = ("#0a6", "#c40")[number]
        path = " L".join(map(at, points))
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT / 2 + 20 * number}" fill="{colour}">{label}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}">seconds since the start, to {most:.0f}</text>')
    parts.append(f'<text x="{MARGIN}" y="20">nDCG@10, {name}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
    return f'{head} font-size="12">\n' + "\n".join(parts) + "\n</svg>\n"


if __name__ == "__main__":
    main()
