"""Measure how fast each format is read, beside the speed of embedding.

    .venv/bin/python benchmarks/formats.py [DIRECTORY]

Files are read again and again, as an index run reads them: text in this process, everything else in a
reader process. The bundled model embeds text on one thread in the same minute. With a DIRECTORY, the
installed command indexes it as well. Without one, the samples of the tests are read; they are so
small that the fixed cost of a file dominates. Raw figures are written to benchmarks/runs/.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scent.core.chunking.chunker import chunk
from scent.core.config import ChunkSettings
from scent.core.embedding.embedder import Embedder
from scent.core.models import source
from scent.core.reading.pool import ReaderPool
from scent.formats.documents.registry import HEAD_BYTES, detect_format

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "samples"
COMMAND = [sys.executable, "-I", "-m", "scent"]
SECONDS = 0.5  # for each format
EMBEDDED_SECONDS = 8.0
PAGED = ("page ", "slide ")


def main() -> None:
    """Measure, print tables, and keep the raw figures."""
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    embedding = embedded()
    figures: dict[str, Any] = {"embedding_characters_per_second": round(embedding), "formats": {}}
    print(f"embedding, one thread: {embedding:,.0f} characters/s")
    print("| format | files | files/s | pages/s | file, MB/s | text, MB/s | times the embedding rate |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, paths in sorted(by_format(directory or SAMPLES).items()):
        rates = {"files": len(paths), **rate(paths)}
        figures["formats"][name] = {each: round(value, 1) for each, value in rates.items()}
        pages = f"{rates['pages_per_second']:,.0f}" if rates["pages_per_second"] else ""
        print(
            f"| {name} | {len(paths)} | {rates['files_per_second']:,.0f} | {pages} "
            f"| {rates['bytes_per_second'] / 1e6:.2f} | {rates['characters_per_second'] / 1e6:.2f} "
            f"| {rates['characters_per_second'] / embedding:,.0f} |"
        )
    if directory:
        figures["index_run"] = index_run(directory)
        print(json.dumps(figures["index_run"], indent=1))
    stamp = datetime.now(UTC).strftime("%Y-%m-%d")
    target = Path(__file__).parent / "runs" / f"{stamp}-formats{'-directory' if directory else ''}.json"
    target.write_text(json.dumps(figures, indent=1) + "\n")


def by_format(directory: Path) -> dict[str, list[Path]]:
    """The files below a directory by their format."""
    found: dict[str, list[Path]] = {}
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as file:
                found.setdefault(detect_format(file.read(HEAD_BYTES), bytes(path), file).name, []).append(path)
    return found


def rate(paths: list[Path]) -> dict[str, float]:
    """What is read a second, libraries loaded: files, pages (or slides), bytes of the files, characters of text."""
    files = pages = size = characters = 0
    with ReaderPool(1) as readers:
        for path in paths:
            list(readers.documents(bytes(path)))
        begun = time.perf_counter()
        while time.perf_counter() - begun < SECONDS:
            for path in paths:
                places = set()
                for document in readers.documents(bytes(path)):
                    characters += len(document.text)
                    places |= {block.place for block in document.blocks}
                pages += sum(place.startswith(PAGED) for place in places)
                size += path.stat().st_size
                files += 1
        spent = time.perf_counter() - begun
    return {
        "files_per_second": files / spent,
        "pages_per_second": pages / spent,
        "bytes_per_second": size / spent,
        "characters_per_second": characters / spent,
    }


def embedded() -> float:
    """Characters of this repository's pages embedded a second, on one thread, each text once."""
    model = source.load(source.identify(None, None), None)
    texts = sorted(path for path in ROOT.rglob("*.md") if ".venv" not in path.parts)
    characters, begun = 0, time.perf_counter()
    with Embedder(model, ChunkSettings()) as embedder, ReaderPool(1) as readers:
        for path in texts:
            documents = list(readers.documents(bytes(path)))
            list(embedder.documents(chunk(each, model.tokenize, ChunkSettings().chunk_tokens) for each in documents))
            characters += sum(len(each.text) for each in documents)
            if time.perf_counter() - begun > EMBEDDED_SECONDS:
                break
    return characters / (time.perf_counter() - begun)


def index_run(directory: Path) -> dict[str, float]:
    """Return the seconds of an index run over a directory, and of reading it alone with `scent cat` in one process.

    The same texts once more, each in a file of plain text that needs no reader, show what reading adds to a run.
    """
    with tempfile.TemporaryDirectory() as place:
        texts = Path(place, "texts")
        texts.mkdir()
        files = [path for path in sorted(directory.rglob("*")) if path.is_file()]
        for number, path in enumerate(files):
            Path(texts, f"{number}.txt").write_bytes(run(place, "cat", str(path)).stdout)
        begun = time.perf_counter()
        run(place, "cat", *map(str, files))
        read = time.perf_counter() - begun
        seconds = {}
        for name, root in (("index", directory), ("index_of_the_texts", texts)):
            begun = time.perf_counter()
            report = json.loads(run(place, "index", "--json", "--index", f"{place}/{name}", str(root)).stdout)
            seconds[name] = time.perf_counter() - begun
        characters = sum(path.stat().st_size for path in texts.iterdir())
        return {
            "files": len(files),
            "bytes": sum(path.stat().st_size for path in files),
            "bytes_of_text": characters,
            "tokens_of_the_texts": report["tokens"],
            "read_seconds": round(read, 2),
            "index_seconds": round(seconds["index"], 2),
            "index_of_the_texts_seconds": round(seconds["index_of_the_texts"], 2),
        }


def run(place: str, *words: str) -> "subprocess.CompletedProcess[bytes]":
    """The installed command, with a home of its own."""
    home = {"HOME": place, "XDG_CACHE_HOME": f"{place}/cache", "XDG_RUNTIME_DIR": place}
    return subprocess.run([*COMMAND, *words], capture_output=True, check=True, env=os.environ | home)


if __name__ == "__main__":
    main()
