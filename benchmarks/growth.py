"""Measure how time and memory grow with an index, from ten thousand chunks to millions.

    .venv/bin/python benchmarks/growth.py --sizes 10000 100000 1000000

An index grows in steps (see `grown`). At each step the script measures a search by scan (with --graph
also by graphs), its private memory, the commit of one more document, the rewrite of the largest
segment, and `status`; all in processor time, which other work on the machine affects least. JSON, a
table and a drawing are written to benchmarks/runs/. Growing takes a minute for 100,000 chunks; a graph
takes some minutes for a million.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import recall
from grown import drawn, grow, make_seed, real_documents
from index_run import COMMAND, QUERIES, machine, run

from scent.formats.index.reader import Reader
from scent.formats.index.writer import Writer

HERE = Path(__file__).parent
NEVER = 1 << 40
SIDE = "--side"
SOUGHT = 40
# What is drawn: a panel's title, and in it the names of figures with those of their lines.
PANELS = {
    "a whole search, ms of the processor": {
        "search_ms": "by meaning, scanned",
        "graph_search_ms": "by meaning, graphs",
        "lexical_ms": "by words",
        "status_ms": "scent status",
    },
    "the nearest vectors alone, ms": {"nearest_ms": "scanned", "graph_nearest_ms": "graphs"},
    "writing, s of the processor": {
        "grow_s": "all of it, without graphs",
        "graph_s": "graphs",
        "merge_s": "largest segment again",
        "commit_s": "one more document",
    },
    "private memory of a search, MB": {"private_mb": "scanned", "graph_private_mb": "graphs"},
}
WIDTH, HEIGHT = 400, 320
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"]
DOTTED = 'stroke="#888" stroke-dasharray="2 4"'


def main() -> None:
    """Grow, measure at each size, print the table, and keep all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--graph", action="store_true", help="build a graph at each size as well, and compare")
    parser.add_argument("--directory", type=Path, help="where there is room: 3 kB a chunk, 5 with graphs")
    parser.add_argument("--keep", action="store_true", help="leave the indexes there, and use those that are there")
    parser.add_argument("--seed", type=Path, help="a real index to draw from (default: one of 0.7 MB is made)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.directory) as directory:
        place = options.directory if options.keep else Path(directory)
        if options.seed:
            (place / "seed").symlink_to(options.seed.absolute())
        make_seed(place / "seed", place / "seed-text")
        figures = []
        for size in sorted(options.sizes):
            figures.append(at_size(place, size, graph=options.graph))
            print(figures[-1], flush=True)
    now = datetime.now(UTC)
    kept = {"sizes": figures, "date": now.isoformat(timespec="seconds"), "machine": machine()}
    target = HERE / "runs" / f"{now:%Y-%m-%d}-growth"
    target.with_suffix(".json").write_text(json.dumps(kept, indent=1) + "\n")
    target.with_suffix(".svg").write_text(drawing(figures))
    print(table(figures))
    print(f"written to {target}.json and .svg")


def at_size(place: Path, size: int, *, graph: bool) -> dict[str, float]:
    """An index of `size` chunks below `place`, grown from the largest smaller one there, and its figures."""
    index, changed = place / f"index-{size}", place / "changed"
    figures = {"chunks": size, **grown(place, index, size), **searched(index), "index_mb": megabytes(index)}
    with Reader.open(place / "seed", lexical=False) as reader:
        record, text, chunks, vectors = next(drawn(list(real_documents(reader)), size))
        contents = reader.manifest
    same = {"fingerprint": contents.fingerprint, "settings": contents.settings, "dims": contents.dims}
    linked(index, changed)
    with Writer.open(changed, **same, graph_from=NEVER) as writer:
        added = seconds(lambda: (writer.add(record, text, chunks, vectors), writer.commit()))
        figures["commit_s"] = round(added, 3)
        figures["merge_s"] = round(seconds(lambda: writer.rewrite(0, 1)), 2)
    shutil.rmtree(changed)
    return figures | with_graph(index, same) if graph else figures


def grown(place: Path, index: Path, size: int) -> dict[str, float]:
    """What it took to grow an index, now or when it was kept."""
    costs = index.with_suffix(".json")
    if not costs.exists():
        smaller = [int(found.stem.partition("-")[2]) for found in place.glob("index-*[0-9].json")]
        if smaller:
            linked(place / f"index-{max(smaller)}", index)
        spent = seconds(lambda: grow(place / "seed", index, size, graph_from=NEVER))
        costs.write_text(json.dumps({"grow_s": round(spent, 1)}))
    return dict(json.loads(costs.read_text()))


def with_graph(index: Path, same: dict[str, Any]) -> dict[str, float]:
    """The same searches where every segment has a graph, built now or when it was kept."""
    merged = index.with_name(f"{index.name}-graph")
    costs = merged.with_suffix(".json")
    if not costs.exists():
        linked(index, merged)
        with Writer.open(merged, **same, graph_from=1) as writer:
            segments = range(len(writer.reader.segments))
            spent = seconds(lambda: [writer.rewrite(number, number + 1) for number in segments])
        costs.write_text(json.dumps({"graph_s": round(spent, 1)}))
    named = {f"graph_{name}": value for name, value in searched(merged).items()}
    return {**json.loads(costs.read_text()), **named, "graph_index_mb": megabytes(merged)}


def linked(index: Path, other: Path) -> None:
    """Make another index of the same files by hard links: files that a manifest names are never written again."""
    shutil.copytree(index, other, copy_function=os.link, ignore=shutil.ignore_patterns("writer.*"))


def megabytes(index: Path) -> float:
    """What an index takes on disk."""
    return round(sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6, 1)


def searched(index: Path) -> dict[str, float]:
    """Cold searches as whole processes; the dense side alone, and private memory, as a process sees them."""
    spent = "processor_seconds"
    cold = [run([*COMMAND, "search", "--cold", "--index", str(index), query])[spent] for query in QUERIES]
    words = [*COMMAND, "search", "--cold", "--mode", "lexical", "--index", str(index)]
    lexical = [run([*words, query])[spent] for query in QUERIES]
    status = [run([*COMMAND, "status", "--index", str(index)])[spent] for _ in range(3)]
    inside = subprocess.run([sys.executable, __file__, SIDE, index], check=True, capture_output=True)
    return {
        "search_ms": round(1000 * min(cold)),
        "lexical_ms": round(1000 * min(lexical)),
        "status_ms": round(1000 * min(status)),
        **json.loads(inside.stdout),
    }


def inside(index: Path) -> dict[str, float]:
    """Measure in a process of its own: private memory after a search, and the dense side with its pages in memory."""
    from scent.core.search.searcher import Searcher

    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "scent"
    with Searcher.open(index, cache=cache) as searcher:
        searcher.search(QUERIES[0])
        memory = private_megabytes()
    queries = recall.drawn(np.random.default_rng(0), recall.vectors_of(index.with_name("seed")), SOUGHT)
    with Reader.open(index, lexical=False) as reader:
        spent, found = nearest(reader, queries)
        figures = {"nearest_ms": spent, "private_mb": memory}
        if any(segment.graph for segment in reader.segments):
            for segment in reader.segments:
                segment.__dict__["graph"] = None  # so that it is scanned
            _, exact = nearest(reader, queries)
            shares = [len(np.intersect1d(*pair)) / recall.TOP for pair in zip(found, exact, strict=True)]
            figures["recall_at_10"] = round(statistics.mean(shares), 4)
    return figures


def nearest(reader: Reader, queries: npt.NDArray[np.float32]) -> tuple[float, list[npt.NDArray[np.int64]]]:
    """The median time of a query's candidates in milliseconds, and the ten best for each."""
    reader.nearest(queries[0], recall.CANDIDATES)
    start, found, times = time.process_time(), [], []
    for query in queries:
        found.append(reader.nearest(query, recall.CANDIDATES)[0][: recall.TOP])
        times.append(time.process_time() - start - sum(times))
    return round(1000 * statistics.median(times), 2), found


def private_megabytes() -> float:
    """Memory of this process that is not a mapped file's ; those count as private until another maps them. Linux."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    values = {line.split(":")[0]: int(line.split()[1]) for line in lines if ":" in line}
    return round(values["Anonymous"] / 1e3, 1)


def seconds(work: Callable[[], object]) -> float:
    """How much of the processor's time `work` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def table(figures: list[dict[str, float]]) -> str:
    """The figures in Markdown, a line a size."""
    names = list(figures[0])
    rows = [names, ["---"] * len(names), *([f"{one[name]:,}" for name in names] for one in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def drawing(figures: list[dict[str, float]]) -> str:
    """A panel for each unit: its figures over the number of chunks, both logarithmic, as SVG."""
    body = "\n".join(
        f'<g transform="translate({number * WIDTH} 0)">\n{panel(title, lines, figures)}\n</g>'
        for number, (title, lines) in enumerate(PANELS.items())
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(PANELS)} {HEIGHT}"'
    white = '<rect width="100%" height="100%" fill="white"/>'
    return f'{head} font-family="sans-serif" font-size="11">\n{white}\n{body}\n</svg>\n'


def panel(title: str, lines: dict[str, str], figures: list[dict[str, float]]) -> str:
    """Lines over the number of chunks, each with its name at its end; the dotted one grows as the index does."""
    left, right, top, bottom = 50, WIDTH - 120, 40, HEIGHT - 50
    shown = {name: [(one["chunks"], one[name]) for one in figures if name in one] for name in lines}
    shown = {name: points for name, points in shown.items() if points}
    values = [value for points in shown.values() for _, value in points]
    low, high = np.floor(np.log10(min(values))), np.ceil(np.log10(max(values)))
    first, last = (np.log10(figures[place]["chunks"]) for place in (0, -1))

    def point(chunks: float, value: float) -> tuple[float, float]:
        x = left + (np.log10(chunks) - first) / max(last - first, 1) * (right - left)
        return round(x, 1), round(bottom - (np.log10(value) - low) / max(high - low, 1) * (bottom - top), 1)

    def line(points: list[tuple[float, float]], look: str) -> str:
        return f'<polyline points="{" ".join(f"{x},{y}" for x, y in points)}" fill="none" {look}/>'

    parts = [
        f'<text x="{left}" y="18" font-size="13">{title}</text>',
        f'<text x="{left}" y="{HEIGHT - 4}" fill="#888">chunks; dotted: as much more as there are more of them</text>',
    ]
    for value in 10.0 ** np.arange(low, high + 1):
        _, y = point(figures[0]["chunks"], value)
        parts.append(line([(left, y), (right, y)], 'stroke="#ddd"'))
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{value:,.5g}</text>')
    for one in figures:
        x, _ = point(one["chunks"], 1)
        parts.append(f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{one["chunks"] / 1e6:g} M</text>')
    most = min(last, first + high - low)
    parts.append(line([point(10**first, 10**low), point(10**most, 10 ** (low + most - first))], DOTTED))
    ends = apart({name: point(*points[-1])[1] for name, points in shown.items()})
    for number, (name, points) in enumerate(shown.items()):
        colour = COLOURS[number % len(COLOURS)]
        places = [point(*each) for each in points]
        parts.append(line(places, f'stroke="{colour}" stroke-width="2"'))
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
        parts.append(f'<text x="{right + 10}" y="{ends[name] + 4}" fill="{colour}">{lines[name]}</text>')
    return "\n".join(parts)


def apart(places: dict[str, float]) -> dict[str, float]:
    """Return heights of labels, moved down until none overlaps another."""
    moved: dict[str, float] = {}
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        moved[name] = max(place, *(other + 14 for other in moved.values()), 0)
    return moved


if __name__ == "__main__":
    if sys.argv[1:2] == [SIDE]:
        print(json.dumps(inside(Path(sys.argv[2]))))
    else:
        main()
