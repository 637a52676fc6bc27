"""Guard against regressions: ratios of whole processes, measured side by side.

    make bench         about 5 minutes on a quiet machine
    make bench-full    the same with more rounds, and the scripts that take longer

The speed of a machine varies, so each round runs both commands of a ratio one after the other. Aims
are ratios of elapsed time. Kept and compared are ratios of processor time, which other work on the
machine affects less: the run fails if a ratio is more than 15 % above the one in kept.json, with its
whole interval.

A wheel is measured, installed with its byte code compiled, as users have it.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grown import FOUND, grow, make_seed
from index_run import copy_text, machine, run

HERE = Path(__file__).parent
KEPT = HERE / "kept.json"
WORSE = 1.15
INTERVAL = 0.95
RESAMPLED = 2_000
# Bytes of text in each timed index run: five seconds or so.
INDEXED = 120_000
AFRESH = 'rm -rf "$0"; exec "$1" index --quiet --index "$0" "$2"'
FIGURES = ("seconds", "processor_seconds")
Results = dict[str, dict[str, dict[str, list[float]]]]


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
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--keep", action="store_true", help="compare with this run from now on")
    parser.add_argument("--seed", type=Path, help="a real index to draw the chunks from (default: one is made)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        place = Path(directory)
        os.environ.update(XDG_CACHE_HOME=str(place / "cache"), XDG_RUNTIME_DIR=str(place), HOME=str(place))
        place.chmod(0o700)
        scent = installed(place / "venv")
        if options.seed:
            (place / "seed").symlink_to(options.seed.absolute())
        ratios = prepared(place, scent, options.chunks, options.files, options.rounds)
        with subprocess.Popen([*scent, "serve"]) as server:
            results = {ratio.name: measured(ratio) for ratio in ratios}
            server.terminate()
    kept = json.loads(KEPT.read_text())["ratios"] if KEPT.exists() else {}
    worse = shown(ratios, results, kept)
    record(options, results)
    return 1 if worse else 0


def installed(venv: Path) -> list[str | Path]:
    """Install a compiled wheel of this checkout, with the libraries of the environment that runs this script."""
    subprocess.run([sys.executable, "-P", "-m", "venv", venv], check=True)
    build = [sys.executable, "-P", "-m", "build", "--wheel", "--no-isolation", "--outdir", venv / "dist", HERE.parent]
    subprocess.run(build, check=True, capture_output=True)
    python = venv / "bin" / "python"
    (wheel,) = (venv / "dist").glob("*.whl")
    subprocess.run([python, "-P", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    site = next((venv / "lib").glob("python*")) / "site-packages"
    # At the end of the path, so that the wheel comes first, and without the .pth files there.
    (site / "libraries.pth").write_text(libraries + "\n")
    return [venv / "bin" / "scent"]


def prepared(place: Path, scent: list[str | Path], chunks: int, files: int, rounds: int) -> list[Ratio]:
    """Make the indexes and the tree, and return the ratios to measure."""
    make_seed(place / "seed", place / "seed-text")
    index, python = place / "index", place / "venv" / "bin" / "python"
    grow(place / "seed", index, chunks)
    tree = small_files(place / "tree", files)
    copy_text(place / "some", INDEXED)
    scanned = place / "scanned"
    subprocess.run([*scent, "index", "--quiet", "--index", scanned, tree], check=True)
    weights = next((place / "cache" / "scent" / "weights").glob("*.gguf"))
    search = [*scent, "search", "--index", index]
    typer = [python, "-P", "-c", "import typer"]
    return [
        Ratio("index run / python, reading, chunking and the bare loop",
              ["sh", "-c", AFRESH, place / "again", *scent, place / "some"],
              [python, HERE / "loop.py", weights, place / "some"], 1.11, max(3, rounds // 2)),
        Ratio("cold search / python, typer, numpy, llama.cpp, one query", [*search, "--cold", FOUND],
              [python, HERE / "floor.py", weights, FOUND], 1.6, rounds),
        Ratio("cold search by words / python, typer, numpy, pyarrow", [*search, "--cold", "--mode", "lexical", FOUND],
              [python, "-P", "-c", "import typer, numpy, pyarrow"], 1.4, rounds),
        Ratio("warm search / python and typer", [*search, FOUND], typer, 2.0, rounds),
        Ratio("help / python and typer", [*scent, "--help"], typer, 2.0, rounds),
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


def measured(ratio: Ratio) -> dict[str, dict[str, list[float]]]:
    """Seconds, and seconds of the processor, of both commands, round by round; one round before does not count."""
    found: dict[str, dict[str, list[float]]] = {figure: {"ours": [], "theirs": []} for figure in FIGURES}
    for number in range(ratio.rounds + 1):
        for side, command in (("ours", ratio.ours), ("theirs", ratio.theirs)):
            done = run([str(word) for word in command])
            for figure in FIGURES:
                if number:
                    found[figure][side].append(done[figure])
    return found


def interval(seconds: dict[str, list[float]]) -> tuple[float, float, float]:
    """Return the median of the rounds' ratios with its 95 % bootstrap interval."""
    ratios = [ours / theirs for ours, theirs in zip(seconds["ours"], seconds["theirs"], strict=True)]
    chance = random.Random(1)  # noqa: S311  # the same interval for the same figures
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(RESAMPLED))
    edge = int(RESAMPLED * (1 - INTERVAL) / 2)
    return statistics.median(ratios), medians[edge], medians[-1 - edge]


def shown(ratios: list[Ratio], results: Results, kept: dict[str, float]) -> list[str]:
    """Print the table, and return the names of ratios that became worse."""
    print(
        f"{'ratio (medians, ms)':61} {'ours':>6} {'theirs':>6} {'ratio':>6} {'95 %':>14} {'aim':>5} "
        f"{'by cpu':>6} {'95 %':>14} {'kept':>5}"
    )
    worse = []
    for ratio in ratios:
        found = results[ratio.name]
        middle, low, high = interval(found["seconds"])
        spent, least, most = interval(found["processor_seconds"])
        ours, theirs = (1000 * statistics.median(found["seconds"][side]) for side in ("ours", "theirs"))
        before = kept.get(ratio.name)
        whole = f"{ours:6.0f} {theirs:6.0f} {middle:6.2f} {f'{low:.2f} to {high:.2f}':>14} {ratio.aim:5.2f}"
        processor = f"{spent:6.2f} {f'{least:.2f} to {most:.2f}':>14}"
        print(f"{ratio.name:61} {whole} {processor} {'' if before is None else f'{before:.2f}':>5}")
        if before is not None and least > before * WORSE:
            worse.append(ratio.name)
    for name in worse:
        print(f"worse by more than 15 %: {name}")
    return worse


def record(options: argparse.Namespace, results: Results) -> None:
    """Write the raw figures to runs/, and with --keep to kept.json."""
    now = datetime.now(UTC)
    figures = {
        "ratios": {name: round(interval(found["processor_seconds"])[0], 4) for name, found in results.items()},
        "options": {"chunks": options.chunks, "files": options.files, "rounds": options.rounds},
        "date": now.isoformat(timespec="seconds"),
        "machine": machine(),
        "raw": results,
    }
    for target in [HERE / "runs" / f"{now:%Y-%m-%d}-bench.json", *([KEPT] if options.keep else [])]:
        target.write_text(json.dumps(figures, indent=1) + "\n")
        print(f"written to {target}")


if __name__ == "__main__":
    sys.exit(main())
