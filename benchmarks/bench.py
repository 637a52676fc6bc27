"""The benchmarks that guard against regressions: ratios of whole processes, taken side by side.

    make bench         about 6 minutes
    make bench-full    the same with more rounds, and the scripts that take longer

Owned here: which ratios, their intervals, and the comparison with the run that is kept in kept.json. A machine is never
as fast twice, so each round runs both commands of a ratio one after the other, and what is kept and compared is their
ratio. A ratio that is worse than the kept one by more than 15 %, interval and all, fails the run.

What is measured is a wheel, installed with its byte code compiled, as users have it.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grown import FOUND, grow, make_seed
from index_run import machine

HERE = Path(__file__).parent
KEPT = HERE / "kept.json"
WORSE = 1.15
INTERVAL = 0.95
RESAMPLED = 2_000


@dataclass(frozen=True)
class Ratio:
    """`ours` over `theirs`, seconds of whole processes; the aim is to be at most `aim`."""

    name: str
    ours: Sequence[str | Path]
    theirs: Sequence[str | Path]
    aim: float
    rounds: int


def main() -> int:
    """Measure all ratios, print them side by side with the kept ones, and keep the raw figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=20_000, help="of the tree in which nothing has changed")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--keep", action="store_true", help="compare with this run from now on")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        place = Path(directory)
        os.environ.update(XDG_CACHE_HOME=str(place / "cache"), XDG_RUNTIME_DIR=str(place), HOME=str(place))
        place.chmod(0o700)
        scent = installed(place / "venv")
        ratios = prepared(place, scent, options.chunks, options.files, options.rounds)
        with subprocess.Popen([*scent, "serve"]) as server:
            results = {ratio.name: measured(ratio) for ratio in ratios}
            server.terminate()
    kept = json.loads(KEPT.read_text())["ratios"] if KEPT.exists() else {}
    worse = shown(ratios, results, kept)
    record(options, results)
    return 1 if worse else 0


def installed(venv: Path) -> list[str | Path]:
    """Install a wheel of this checkout, compiled, beside the libraries of the environment that runs this."""
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", venv / "dist", HERE.parent]
    subprocess.run(build, check=True, capture_output=True)
    python = venv / "bin" / "python"
    (wheel,) = (venv / "dist").glob("*.whl")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    site = next((venv / "lib").glob("python*")) / "site-packages"
    # At the end of the path, so that the wheel comes first, and without the .pth files there.
    (site / "libraries.pth").write_text(libraries + "\n")
    return [venv / "bin" / "scent"]


def prepared(place: Path, scent: list[str | Path], chunks: int, files: int, rounds: int) -> list[Ratio]:
    """Make the indexes and the tree, and say what is compared."""
    make_seed(place / "seed", place / "seed-text")
    index, python = place / "index", place / "venv" / "bin" / "python"
    grow(place / "seed", index, chunks)
    tree = small_files(place / "tree", files)
    scanned = place / "scanned"
    subprocess.run([*scent, "index", "--quiet", "--index", scanned, tree], check=True)
    weights = next((place / "cache" / "scent" / "weights").glob("*.gguf"))
    search = [*scent, "search", "--index", index]
    bare = [python, "-c", "import numpy, pyarrow"]
    return [
        Ratio("cold search / python, numpy, llama.cpp and one query", [*search, "--cold", FOUND],
              [python, HERE / "floor.py", weights, FOUND], 1.6, rounds),
        Ratio("cold search by words / python, numpy and pyarrow", [*search, "--cold", "--mode", "lexical", FOUND],
              bare, 1.35, rounds),
        Ratio("warm search / cold search", [*search, FOUND], [*search, "--cold", FOUND], 0.3, rounds),
        Ratio("help / python and typer", [*scent, "--help"], [python, "-c", "import typer"], 2.0, rounds),
        Ratio("nothing changed / git status", [*scent, "index", "--quiet", "--index", scanned],
              ["git", "-C", tree, "status", "--porcelain"], 4.0, max(3, rounds // 3)),
    ]  # fmt: skip


def small_files(tree: Path, count: int) -> Path:
    """A git repository of `count` files of nothing to embed but a line in each hundredth."""
    for number in range(count):
        file = tree / f"{number // 1000:03d}" / f"{number:06d}.txt"
        if number % 1000 == 0:
            file.parent.mkdir(parents=True)
        file.write_text(f"Note {number} is about the garden.\n" if number % 100 == 0 else "")
    for words in (
        ["init", "--quiet"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", "-C", tree, *words], check=True)
    return tree


def measured(ratio: Ratio) -> dict[str, list[float]]:
    """Seconds of both commands, round by round; one round before that does not count."""
    seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
    for number in range(ratio.rounds + 1):
        for side, command in (("ours", ratio.ours), ("theirs", ratio.theirs)):
            start = time.perf_counter()
            done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
            if done.returncode not in {0, 1}:
                sys.exit(f"{command} ended with {done.returncode}")
            if number:
                seconds[side].append(time.perf_counter() - start)
    return seconds


def interval(seconds: dict[str, list[float]]) -> tuple[float, float, float]:
    """The median of the rounds' ratios, and between what it lies in 95 of 100 resamplings."""
    ratios = [ours / theirs for ours, theirs in zip(seconds["ours"], seconds["theirs"], strict=True)]
    chance = random.Random(1)  # noqa: S311  # the same interval for the same figures
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(RESAMPLED))
    edge = int(RESAMPLED * (1 - INTERVAL) / 2)
    return statistics.median(ratios), medians[edge], medians[-1 - edge]


def shown(ratios: list[Ratio], results: dict[str, dict[str, list[float]]], kept: dict[str, float]) -> list[str]:
    """Print the table, and return what has become worse."""
    print(f"{'ratio (medians, ms)':54} {'ours':>6} {'theirs':>6} {'ratio':>6} {'95 %':>14} {'aim':>5} {'kept':>5}")
    worse = []
    for ratio in ratios:
        seconds = results[ratio.name]
        middle, low, high = interval(seconds)
        ours, theirs = (1000 * statistics.median(seconds[side]) for side in ("ours", "theirs"))
        before = kept.get(ratio.name)
        print(
            f"{ratio.name:54} {ours:6.0f} {theirs:6.0f} {middle:6.2f} {f'{low:.2f} to {high:.2f}':>14} "
            f"{ratio.aim:5.2f} {'' if before is None else f'{before:.2f}':>5}"
        )
        if before is not None and low > before * WORSE:
            worse.append(ratio.name)
    for name in worse:
        print(f"worse by more than 15 %: {name}")
    return worse


def record(options: argparse.Namespace, results: dict[str, dict[str, list[float]]]) -> None:
    """Write the raw figures to runs/, and to kept.json if they are to be the measure."""
    now = datetime.now(UTC)
    figures = {
        "ratios": {name: round(interval(seconds)[0], 4) for name, seconds in results.items()},
        "options": vars(options),
        "date": now.isoformat(timespec="seconds"),
        "machine": machine(),
        "seconds": results,
    }
    for target in [HERE / "runs" / f"{now:%Y-%m-%d}-bench.json", *([KEPT] if options.keep else [])]:
        target.write_text(json.dumps(figures, indent=1) + "\n")
        print(f"written to {target}")


if __name__ == "__main__":
    sys.exit(main())
