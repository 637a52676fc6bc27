"""Measure what it costs to check whether the files of ten hits have changed.

    .venv/bin/python benchmarks/freshness.py

This runs `scent.core.files.freshness` alone, over real files in the page cache, and writes JSON to
benchmarks/runs/. A search pays this once. A file with a new mtime and the same size must be read
whole, so its size decides.
"""

import json
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from index_run import machine

from scent.core.files.digest import content_digest
from scent.core.files.freshness import staleness

HITS = 10
REPEAT = 300


def main() -> None:
    """Measure each way in which files may have fared, print the figures, and keep them."""
    figures = {
        f"{state}, {size // 1000} kB each": measured(state, size)
        for state, size in (
            ("unchanged", 20_000),
            ("unchanged", 1_000_000),
            ("changed in size", 20_000),
            ("deleted", 20_000),
            ("touched", 20_000),
            ("touched", 1_000_000),
        )
    }
    now = datetime.now(UTC)
    kept = {"hits": HITS, "milliseconds": figures, "date": now.isoformat(timespec="seconds"), "machine": machine()}
    target = Path(__file__).parent / "runs" / f"{now:%Y-%m-%d}-freshness.json"
    target.write_text(json.dumps(kept, indent=1) + "\n")
    print(target.read_text(), end="")


def measured(state: str, size: int) -> dict[str, float]:
    """Milliseconds for ten files of `size` bytes that have fared so since they were indexed."""
    with tempfile.TemporaryDirectory() as directory:
        files = [Path(directory) / str(number) for number in range(HITS)]
        known = []
        for file in files:
            file.write_bytes(os.urandom(size))
            status = file.stat()
            known.append((os.fsencode(file), status.st_size, status.st_mtime_ns, content_digest(os.fsencode(file))))
            spoil(file, state)
        times = []
        for _ in range(REPEAT):
            begun = time.perf_counter()
            answers = {staleness(*one) for one in known}
            times.append(1000 * (time.perf_counter() - begun))
        expected = {"unchanged": "", "touched": "", "changed in size": "changed", "deleted": "missing"}
        if answers != {expected[state]}:
            raise AssertionError(answers)
    return {
        "median": round(statistics.median(times), 4),
        "p95": round(statistics.quantiles(times, n=20)[-1], 4),
        "most": round(max(times), 4),
    }


def spoil(file: Path, state: str) -> None:
    """Bring a file into this state."""
    match state:
        case "touched":
            os.utime(file, (1, 1))
        case "deleted":
            file.unlink()
        case "changed in size":
            with file.open("ab") as end:
                end.write(b"!")


if __name__ == "__main__":
    main()
