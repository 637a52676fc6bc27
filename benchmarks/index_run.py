"""Index real text with the installed command, and measure time, memory, size and cold searches.

    .venv/bin/python benchmarks/index_run.py --megabytes 10

The text is the sources and documentation of the packages installed beside scent. Each figure is of a
whole process, as the operating system accounts for it. The result is written as JSON to
benchmarks/runs/.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-I", "-m", "scent"]
READABLE = {".py", ".md", ".rst", ".txt", ".pyi", ".h"}
# Of a processor: what products of matrices are made of.
INSTRUCTIONS = ("avx", "amx", "fma", "f16c", "bf16", "asimd", "i8mm", "sve")
QUERIES = [
    "keep two programs from writing to the same file at once",
    "draw a straight line through noisy measurements",
    "how is colour switched off when output is not a terminal",
    "parse a date written in words",
    "what happens when a certificate has expired",
]


def main() -> None:
    """Measure, print a summary, and keep the raw figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--repeat", type=int, default=3, help="cold searches of each query and mode")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        files = copy_text(place / "text", int(options.megabytes * 1e6))
        figures = measure(place, options.repeat)
    figures |= {"files": files, "date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}
    stamp = datetime.now(UTC).strftime("%Y-%m-%d")
    target = Path(__file__).parent / "runs" / f"{stamp}-index_run-{options.megabytes:g}MB.json"
    target.write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps({name: value for name, value in figures.items() if name != "searches"}, indent=1))
    print(f"written to {target}")


def copy_text(target: Path, size: int) -> int:
    """Copy readable files of the installed packages, in the order of their names, until `size` bytes are there."""
    packages = Path(next(path for path in sys.path if path.endswith("site-packages")))
    copied = count = 0
    for file in sorted(packages.rglob("*")):
        if copied >= size:
            break
        if file.suffix in READABLE and file.is_file() and "tests" not in file.parts:
            place = target / file.relative_to(packages)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
            copied += file.stat().st_size
            count += 1
    return count


def measure(place: Path, repeat: int) -> dict[str, Any]:
    """Run the command over the copied text."""
    index, text = place / "index", place / "text"
    base = [*COMMAND, "index", "--index", str(index), "--json"]
    first = run([*base, str(text)])
    again = run(base)
    some = min(text.rglob("*.py"))
    some.write_text(some.read_text() + "\n# One more line.\n")
    changed = run(base)
    searches = [
        {"query": query, "mode": mode, **run([*COMMAND, "search", "--index", str(index), "--mode", mode, query])}
        for mode in ("hybrid", "lexical")
        for query in QUERIES
        for _ in range(repeat)
    ]
    for one in searches:
        del one["output"]  # passages of other people's files
    report = json.loads(first.pop("output"))
    again.pop("output"), changed.pop("output")
    return {
        "bytes": report["bytes"],
        "chunks": report["chunks"],
        "tokens": report["tokens"],
        "tokens_per_second": round(report["tokens"] / first["seconds"]),
        "kilobytes_per_second": round(report["bytes"] / first["seconds"] / 1000, 1),
        "index_bytes": sum(file.stat().st_size for file in index.rglob("*") if file.is_file()),
        "index": first,
        "again": again,
        "one_changed": changed,
        "cold_search_median_s": {
            mode: round(statistics.median(one["seconds"] for one in searches if one["mode"] == mode), 3)
            for mode in ("hybrid", "lexical")
        },
        "searches": searches,
    }


def run(command: list[str]) -> dict[str, Any]:
    """Run a process; return its seconds, processor seconds, peak resident megabytes, and output."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        sys.exit(f"{command} ended with {process.returncode}")
    scale = 1 if sys.platform == "darwin" else 1024
    return {
        "seconds": round(time.perf_counter() - start, 3),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "peak_megabytes": round(usage.ru_maxrss * scale / 1e6, 1),
        "output": output,
    }


def machine() -> dict[str, Any]:
    """Describe the machine; on Linux with the processor and its relevant instruction sets."""
    facts: dict[str, str] = {}
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(errors="replace").splitlines():
            name, _, value = line.partition(":")
            facts.setdefault(name.strip(), value.strip())
    flags = facts.get("flags", facts.get("Features", "")).split()
    return {
        "processor": facts.get("model name", platform.processor()),
        "instructions": sorted(flag for flag in flags if flag.startswith(INSTRUCTIONS)),
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "load": os.getloadavg(),
    }


if __name__ == "__main__":
    main()
