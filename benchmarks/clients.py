"""Measure how many searches a server answers for several clients, each a process of `scent search`.

    .venv/bin/python benchmarks/clients.py --seconds 20

One server holds an index of 100,000 chunks; 1, 2, 4 and 8 clients each start one search after
another. For comparison, one process gets as many queries on stdin. The result is written as JSON to
benchmarks/runs/. On a machine with two cores, clients and server share them.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import installed
from grown import grow, make_seed
from index_run import QUERIES, machine, run

HERE = Path(__file__).parent
CLIENTS = (1, 2, 4, 8)
PIPED = 400


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=20, help="for each number of clients")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clients-") as directory:
        place = Path(directory)
        os.environ.update(XDG_CACHE_HOME=str(place / "cache"), XDG_RUNTIME_DIR=str(place), HOME=str(place))
        scent = [str(word) for word in installed(place / "venv")]
        make_seed(place / "seed", place / "seed-text")
        grow(place / "seed", place / "index", options.chunks)
        search = [*scent, "search", "--index", str(place / "index")]
        with subprocess.Popen([*scent, "serve"]) as server:
            time.sleep(3)  # until it listens; then once, so that the index is open
            run([*search, QUERIES[0]])
            figures = {f"{count} clients": asked(search, count, options.seconds) for count in CLIENTS}
            server.terminate()
        figures["one process, many queries"] = piped(search)
    now = datetime.now(UTC)
    kept = {"figures": figures, "date": now.isoformat(timespec="seconds"), "machine": machine()}
    target = HERE / "runs" / f"{now:%Y-%m-%d}-clients.json"
    target.write_text(json.dumps(kept, indent=1) + "\n")
    print(target.read_text(), end="")


def asked(search: list[str], count: int, seconds: float) -> dict[str, Any]:
    """Searches a minute of `count` clients together, and how long each of them took."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    def ask(number: int) -> None:
        while time.perf_counter() < end:
            number += 1
            times.append(run([*search, QUERIES[number % len(QUERIES)]])["seconds"])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(count)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "a_minute": round(60 * len(times) / (time.perf_counter() - start)),
        "median_ms": round(1000 * statistics.median(times)),
        "p95_ms": round(1000 * sorted(times)[int(0.95 * len(times))]),
    }


def piped(search: list[str]) -> dict[str, Any]:
    """Searches a minute of one process that reads its queries, its start included."""
    queries = "".join(f"{query}, number {number}\n" for number in range(PIPED // len(QUERIES)) for query in QUERIES)
    start = time.perf_counter()
    subprocess.run([*search, "--cold", "-"], input=queries, text=True, stdout=subprocess.DEVNULL, check=True)
    return {"a_minute": round(60 * PIPED / (time.perf_counter() - start))}


if __name__ == "__main__":
    main()
