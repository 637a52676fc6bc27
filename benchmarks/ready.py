"""Measure how soon a tree can be searched, beside how long embedding all of it takes.

    .venv/bin/python benchmarks/ready.py --megabytes 100 --rounds 1 --peers ~/.cache/scent-bench

The tree is the sources and documentation of packages from the package registry (`PACKAGES`), fetched
below --cache. Measured are `scent index --ready` over the tree, with the memory of all its processes
together; a plain onnxruntime pipeline with the same weights over --sample kilobytes of it, from whose
rate follows when it would finish (with --peers, the cache of `peers.py`); and cold searches of a smaller
tree when it is only ready, and when all its vectors are exact.
"""

import argparse
import json
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import peers
from index_run import COMMAND, QUERIES, machine, run

PACKAGES = {
    "ansible-core": "2.21.5",
    "django": "6.1.3",
    "matplotlib": "3.9.4",
    "mypy": "2.4.1",
    "networkx": "3.7",
    "pandas": "3.1.1",
    "scikit-learn": "1.9.1",
    "sphinx": "9.2.0",
    "sqlalchemy": "2.0.58",
    "sympy": "1.9",
    "twisted": "26.10.0",
}
READABLE = set("c cpp css h html ipynb js md po py pyi pyx rst txt yml".split())  # noqa: SIM905
LEAST, MOST = 200, 400_000  # bytes of a file


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--sample", type=int, default=240, help="kilobytes that the pipeline embeds (%(default)s)")
    parser.add_argument(
        "--finished", type=float, default=2, help="megabytes of the tree that is finished (%(default)s)"
    )
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "scent-bench")
    parser.add_argument("--peers", type=Path, help="the cache of peers.py; without it, no pipeline is measured")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ready-") as directory:
        place = Path(directory)
        files = tree(options.cache / "packages", place / "tree", options.megabytes * 1e6)
        figures: dict[str, Any] = {"files": len(files), "bytes": sum(file.stat().st_size for file in files)}
        figures["ready"] = [ready(place / "tree", place / "index") for _ in range(options.rounds)]
        print(json.dumps(figures, indent=1), flush=True)
        if options.peers:
            chosen = sample(files, place / "sample", options.sample * 1000)
            figures["pipeline"] = pipeline(options.peers, place, chosen, figures["bytes"])
            print(json.dumps(figures["pipeline"], indent=1), flush=True)
        sample(files, place / "small", int(options.finished * 1e6))
        figures["searches"] = searches(place / "small", place / "small-index")
        print(json.dumps(figures["searches"], indent=1), flush=True)
    now = datetime.now(UTC)
    target = Path(__file__).parent / "runs" / f"{now:%Y-%m-%d}-ready.json"
    target.write_text(json.dumps(figures | {"date": now.isoformat(timespec="seconds"), "machine": machine()}, indent=1))
    print(f"written to {target}")


def tree(cache: Path, target: Path, size: float) -> list[Path]:
    """Unpack readable files of the packages below `target`, until they have `size` bytes."""
    files, total = [], 0
    for name, version in PACKAGES.items():
        with tarfile.open(fetched(cache, name, version)) as archive:
            for member in archive:
                path = target / member.name
                data = archive.extractfile(member)
                readable = path.suffix[1:] in READABLE and ".." not in path.parts and LEAST < member.size < MOST
                if data is None or not readable or total >= size:
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data.read())
                files.append(path)
                total += member.size
    return files


def fetched(cache: Path, name: str, version: str) -> Path:
    """The source archive of a package, fetched if it is not in the cache."""
    cache.mkdir(parents=True, exist_ok=True)
    page = f"https://pypi.org/simple/{name}/"
    known = next(cache.glob(f"{name.replace('-', '[-_]')}-{version}.tar.gz"), None)
    if known is None:
        with urllib.request.urlopen(page) as answer:
            links = re.findall(r'href="([^"#]+)', answer.read().decode())
        link = next(link for link in links if link.endswith(f"-{version}.tar.gz"))
        known = cache / link.rsplit("/", 1)[1]
        with urllib.request.urlopen(urllib.parse.urljoin(page, link)) as answer:  # noqa: S310  # of that page
            known.write_bytes(answer.read())
    return known


def sample(files: list[Path], target: Path, size: int) -> Path:
    """Copy some files, drawn by chance, until they have `size` bytes."""
    target.mkdir()
    chosen, total = random.Random(1).sample(files, len(files)), 0  # noqa: S311  # the same files each time
    for number, file in enumerate(chosen):
        if total >= size:
            break
        shutil.copyfile(file, target / f"{number}-{file.name}")
        total += file.stat().st_size
    return target


def ready(text: Path, index: Path) -> dict[str, float]:
    """Seconds until a tree can be searched, also of the processors, and megabytes of all processes at their peak."""
    start, used_before = time.perf_counter(), processor_seconds()
    with subprocess.Popen([*COMMAND, "index", "--ready", "--json", "--index", index, text], stdout=-1) as process:
        watch = Memory(process.pid)
        output = process.stdout.read() if process.stdout else b""
    seconds = time.perf_counter() - start
    shutil.rmtree(index)
    return {
        "seconds": round(seconds, 1),
        "processor_seconds": round(processor_seconds() - used_before, 1),
        "peak_megabytes": watch.peak(),
        "passages": json.loads(output)["chunks"],
    }


def processor_seconds() -> float:
    """Seconds of the processors that the processes started so far, and those that they started, have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Memory:
    """The proportional memory of a process and those it started, looked at five times a second while it runs."""

    def __init__(self, process: int) -> None:
        """Begin to look."""
        self._process, self._most = process, 0.0
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def peak(self) -> float:
        """The most megabytes, once the process has ended."""
        self._thread.join()
        return round(self._most, 1)

    def _look(self) -> None:
        while sizes := [size for each in self._family() if (size := pss(each)) is not None]:
            self._most = max(self._most, sum(sizes) / 1000)
            time.sleep(0.2)

    def _family(self) -> list[int]:
        try:
            children = Path(f"/proc/{self._process}/task/{self._process}/children").read_text().split()
        except OSError:
            return []
        return [self._process, *map(int, children)]


def pss(process: int) -> float | None:
    """The proportional memory of a process in kilobytes, or None if it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return next((float(line.split()[1]) for line in lines if line.startswith("Pss:")), None)


def pipeline(cache: Path, place: Path, text: Path, size: int) -> dict[str, float]:
    """When a pipeline with onnxruntime and float32 weights finishes `size` bytes, at the rate of some of them."""
    python, _, exported = peers.prepared(cache)
    some = sum(file.stat().st_size for file in text.iterdir())
    done = run([str(python), str(peers.SIDES), "onnx_index", str(exported), "model", str(text), str(place / "vectors")])
    return {"bytes": some, "seconds": done["seconds"], "all_seconds": round(done["seconds"] * size / some)}


def searches(text: Path, index: Path) -> dict[str, Any]:
    """Cold searches of a tree that is ready, and of the same when all is exact: in turn, seconds."""
    finished = index.with_name("finished")
    base = [*COMMAND, "index", "--quiet", "--index"]
    subprocess.run([*base, str(index), "--ready", str(text)], check=True)
    subprocess.run([*base, str(finished), str(text)], check=True)
    times: dict[str, list[float]] = {"ready": [], "exact": []}
    for query in QUERIES * 3:
        for name, place in (("ready", index), ("exact", finished)):
            times[name].append(run([*COMMAND, "search", "--cold", "--index", str(place), query])["seconds"])
    pairs = zip(times["ready"], times["exact"], strict=True)
    return {**times, "ratio": round(statistics.median(one / other for one, other in pairs), 2)}


if __name__ == "__main__":
    sys.exit(main())
