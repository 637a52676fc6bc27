"""How time and memory grow with an index: from ten thousand chunks to millions.

    .venv/bin/python benchmarks/growth.py --sizes 10000 100000 1000000

Owned here: one index that grows in steps (see `grown`), and at each step: a search by scan (with --graph, by graphs as
well), its private memory, one more document committed, the largest segment written anew, and status; all in the
processor's time, which what else the machine does moves least. Written as JSON, as a table and as a drawing to
benchmarks/runs/. Growing takes a minute for 100,000 chunks, a graph some minutes for a million.
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
UNITS = {
    "nearest_ms": "ms",
    "search_ms": "ms",
    "lexical_ms": "ms",
    "status_ms": "ms",
    "commit_ms": "ms",
    "merge_s": "s",
    "private_mb": "MB",
}


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
        figures["commit_ms"] = round(1000 * added)
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
    """Another index of the same files: none that a manifest names is ever written to."""
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
    """In a process of its own: private memory after a whole search, and the dense side with its pages in memory."""
    from scent.core.search import Searcher

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
    """Each figure over the number of chunks, both logarithmic, as SVG; a line of slope one is the dotted one."""
    width, height, edge = 640, 420, 60
    names = [name for name in UNITS if name in figures[0]]
    sizes = np.log10([one["chunks"] for one in figures])
    values = {name: np.log10([max(one[name], 0.01) for one in figures]) for name in names}
    low, high = np.floor(min(map(np.min, values.values()))), np.ceil(max(map(np.max, values.values())))
    first, span = sizes[0], max(sizes[-1] - sizes[0], 1)

    def point(size: float, value: float) -> str:
        x = edge + (size - first) / span * (width - 3 * edge)
        return f"{x:.1f},{height - edge - (value - low) / (high - low) * (height - 2 * edge):.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="serif" font-size="11">'
    ]
    for decade in range(int(low), int(high) + 1):
        (x, y), (right, _) = point(first, decade).split(","), point(first + span, decade).split(",")
        parts.append(
            f'<line x1="{x}" y1="{y}" x2="{right}" y2="{y}" stroke="#ddd"/><text x="8" y="{y}">{10.0**decade:g}</text>'
        )
    for size in sizes:
        x = point(size, low).split(",")[0]
        parts.append(f'<text x="{x}" y="{height - edge + 18}" text-anchor="middle">{10**size:,.0f}</text>')
    parts.append(
        f'<polyline points="{point(first, low)} {point(first + span, low + span)}" fill="none" stroke="#999"'
        ' stroke-dasharray="2 4"/>'
    )
    for number, name in enumerate(names):
        colour = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"][number % 6]
        points = [point(size, value) for size, value in zip(sizes, values[name], strict=True)]
        x, y = points[-1].split(",")
        parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        label = f"{name.rpartition('_')[0]}, {UNITS[name]}"
        parts.append(f'<text x="{float(x) + 6}" y="{y}" fill="{colour}">{label}</text>')
    parts.append(f'<text x="{width / 2}" y="{height - 12}" text-anchor="middle">chunks</text></svg>')
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    if sys.argv[1:2] == [SIDE]:
        print(json.dumps(inside(Path(sys.argv[2]))))
    else:
        main()
