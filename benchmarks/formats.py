"""How fast each format is read, beside how fast what is read can be embedded.

    .venv/bin/python benchmarks/formats.py

Owned here: reading the samples of the tests again and again, as an index run reads them (text in this process, all
else by a reader of its own), and the rate at which the bundled model embeds text in the same minute on one thread. Raw
figures go to benchmarks/runs/.
"""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scent.core.chunk import chunk
from scent.core.config import ChunkSettings
from scent.core.embed import Embedder
from scent.core.model import source
from scent.core.readers import Readers
from scent.formats.documents.registry import HEAD_BYTES, recognise

SAMPLES = Path(__file__).parent.parent / "tests" / "samples"
SECONDS = 0.5  # for each format
EMBEDDED_SECONDS = 8.0


def main() -> None:
    """Measure, print a table, and keep the raw figures."""
    embedding = embedded()
    figures: dict[str, Any] = {"embedding_characters_per_second": embedding, "formats": {}}
    print(f"embedding, one thread: {embedding:,.0f} characters/s")
    print("| format | files/s | text, MB/s | times the embedding rate |\n| --- | --- | --- | --- |")
    for name, paths in sorted(samples().items()):
        files, characters = rate(paths)
        figures["formats"][name] = {"files_per_second": round(files, 1), "characters_per_second": round(characters)}
        print(f"| {name} | {files:,.0f} | {characters / 1e6:.2f} | {characters / embedding:,.0f} |")
    stamp = datetime.now(UTC).strftime("%Y-%m-%d")
    target = Path(__file__).parent / "runs" / f"{stamp}-formats.json"
    target.write_text(json.dumps(figures, indent=1) + "\n")


def samples() -> dict[str, list[Path]]:
    """The samples of the tests by their format."""
    found: dict[str, list[Path]] = {}
    for path in sorted(SAMPLES.rglob("*")):
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as file:
                found.setdefault(recognise(file.read(HEAD_BYTES), bytes(path), file).name, []).append(path)
    return found


def rate(paths: list[Path]) -> tuple[float, float]:
    """Files and characters of text a second, libraries loaded."""
    files = characters = 0
    with Readers(1) as readers:
        for path in paths:
            list(readers.documents(bytes(path)))
        begun = time.perf_counter()
        while time.perf_counter() - begun < SECONDS:
            for path in paths:
                characters += sum(len(document.text) for document in readers.documents(bytes(path)))
                files += 1
        spent = time.perf_counter() - begun
    return files / spent, characters / spent


def embedded() -> float:
    """Characters of the text samples embedded a second, on one thread."""
    model = source.load(source.source(None, None), None)
    texts = [SAMPLES / "text" / name for name in ("guide.md", "letter.txt", "manual.rst")]
    characters, begun = 0, time.perf_counter()
    with Embedder(model, ChunkSettings()) as embedder, Readers(1) as readers:
        while time.perf_counter() - begun < EMBEDDED_SECONDS:
            documents = [document for path in texts for document in readers.documents(bytes(path))] * 30
            list(embedder.documents(chunk(each, model.tokenize, ChunkSettings().chunk_tokens) for each in documents))
            characters += sum(len(each.text) for each in documents)
    return characters / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
