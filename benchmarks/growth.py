"""How time and memory grow with an index: from ten thousand chunks to millions.

    .venv/bin/python benchmarks/growth.py --sizes 10000 100000 1000000

Owned here: one index that grows in steps (see `grown`), and at each step: a search by scan (with --graph, by a graph as
well), its private memory, one more document committed, a merge of all, and status; all in the processor's time, which
what else the machine does moves least. Written as JSON, as a table and as a drawing to benchmarks/runs/. Growing takes
a minute for 100,000 chunks, a graph some minutes for a million.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from grown import drawn, grow, make_seed, real_documents
from index_run import COMMAND, QUERIES, machine, run

from scent.formats.index.reader import Reader
from scent.formats.index.writer import Writer

HERE = Path(__file__).parent
NEVER = 1 << 40
SIDE = "--side"
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
    parser.add_argument("--directory", type=Path, help="where there is room: 3 kB a chunk, twice while merging")
    parser.add_argument("--seed", type=Path, help="a real index to draw from (default: one of 0.7 MB is made)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.directory) as directory:
        place = Path(directory)
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
    """Grow the index to `size` chunks and measure it."""
    index = place / "index"
    grow_s = seconds(lambda: grow(place / "seed", index, size, graph_from=NEVER))
    figures = {"chunks": size, "grow_s": round(grow_s, 1), **searched(index)}
    with Reader.open(place / "seed", lexical=False) as reader:
        document = next(drawn(list(real_documents(reader)), size))
        contents = reader.manifest
    same = {"fingerprint": contents.fingerprint, "settings": contents.settings, "dims": contents.dims}
    with Writer.open(index, **same, graph_from=NEVER) as writer:
        record, text, chunks, vectors = document
        figures["commit_ms"] = round(
            1000 * seconds(lambda: (writer.add(record, text, chunks, vectors), writer.commit()))
        )
        figures["merge_s"] = round(seconds(lambda: writer.rewrite(0, len(writer.reader.segments))), 2)
    if graph:
        with Writer.open(index, **same, graph_from=1) as writer:
            figures["graph_s"] = round(seconds(lambda: writer.rewrite(0, len(writer.reader.segments))), 1)
        figures |= {f"graph_{name}": value for name, value in searched(index).items()}
        with Writer.open(index, **same, graph_from=NEVER) as writer:
            writer.rewrite(0, len(writer.reader.segments))
    figures["index_mb"] = round(sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6, 1)
    return figures


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
    """In a process of its own: the dense side with its pages in memory, and private memory after a whole search."""
    from scent.core.search import Searcher

    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "scent"
    with Searcher.open(index, cache=cache) as searcher:
        searcher.search(QUERIES[0])
        memory = private_megabytes()
    with Reader.open(index, lexical=False) as reader:
        query = reader.segments[0].vectors_at(np.array([reader.rows // 2 % reader.segments[0].entry.chunks]))[0]
        query = query.astype(np.float32) / np.linalg.norm(query.astype(np.float32))
        reader.nearest(query, 200)
        times = [seconds(lambda: reader.nearest(query, 200)) for _ in range(9)]
    return {"nearest_ms": round(1000 * min(times), 2), "private_mb": memory}


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
