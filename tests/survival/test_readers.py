"""Eight processes search while a writer indexes, deletes, merges and collects: none fails, waits or sees half a run."""

import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from indexes import WORDS
from killed_run import Quiet, profile
from places import SUPPORT

from scent.core.indexing import maintenance, update
from scent.formats.index import manifest
from scent.formats.index.manifest import Manifest
from scent.formats.index.reader import Reader

READERS = 8
QUERIES = ("kettle in the harbour", "winter garden", "the letter about the engine")


def write(corpus: Path, name: str, chance: random.Random) -> None:
    sentences = [" ".join(chance.choices(WORDS, k=10)).capitalize() + "." for _ in range(6)]
    (corpus / name).write_text(f"# Note {name}\n\n" + " ".join(sentences) + "\n")


@contextmanager
def remembered(index: Path, generations: dict[int, dict[str, str]]) -> Iterator[None]:
    """Note for each generation, once it is committed, which files it holds and their texts."""
    store = manifest.store

    def stored(place: Path, contents: Manifest) -> None:
        store(place, contents)
        with Reader.open(index, lexical=False) as reader:
            texts: dict[str, str] = defaultdict(str)
            for segment in reader.segments:
                for row in [row for row, alive in enumerate(segment.alive) if alive]:
                    texts[os.fsdecode(segment.record(row).path)] += "".join(p.text for p in segment.pieces(row))
        generations[contents.generation] = texts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest, "store", stored)
        yield


def started(index: Path, cache: Path, outputs: list[Path], seconds: float) -> list[subprocess.Popen[str]]:
    """Processes that search in a loop, all begun at the same time."""
    script = SUPPORT / "search_loop.py"
    readers = [
        subprocess.Popen(
            [sys.executable, str(script), str(index), str(cache), str(output), str(seconds), *QUERIES],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for output in outputs
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    for reader in readers:
        assert reader.stdin is not None
        reader.stdin.write("\n")
        reader.stdin.flush()
    return readers


def work(index: Path, corpus: Path, cache: Path, turn: int) -> None:
    """Add, change and delete files, bring the index up to date document by document, and collect now and then."""
    chance = random.Random(turn)  # noqa: S311  # the same files each time
    for number in range(3):
        write(corpus, f"{turn}-{number}.md", chance)
    names = sorted(os.listdir(corpus))  # noqa: PTH208  # names are what is wanted
    write(corpus, chance.choice(names), chance)
    (corpus / chance.choice(names)).unlink(missing_ok=True)
    update.update(index, [os.fsencode(corpus)], profile(), workers=1, progress=Quiet(), cache=cache, commit_seconds=0)
    if turn % 3 == 2:
        maintenance.forget(index, [os.fsencode(corpus / min(names))])
        maintenance.collect_garbage(index)


def results(output: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.read_text().splitlines()]


@pytest.mark.parametrize("seconds", [6, pytest.param(60, marks=pytest.mark.long)])
def test_readers_get_whole_generations_beside_a_writer_at_work(tmp_path: Path, cache: Path, seconds: float) -> None:
    index, corpus = tmp_path / "index", tmp_path / "corpus"
    corpus.mkdir()
    generations: dict[int, dict[str, str]] = {}
    outputs = [tmp_path / f"{number}.jsonl" for number in range(READERS)]
    with remembered(index, generations):
        for turn in range(2):
            work(index, corpus, cache, turn)
        readers = started(index, cache, outputs, seconds)
        while any(reader.poll() is None for reader in readers):
            work(index, corpus, cache, turn := turn + 1)
    for reader in readers:
        _, errors = reader.communicate()
        assert (reader.returncode, errors) == (0, "")
    searches = [search for output in outputs for search in results(output)]
    answers: dict[tuple[int, str], Any] = {}
    for search in searches:
        assert search["warnings"] == []
        assert search["hits"]
        texts = generations[search["generation"]]
        for path, start, end, text in search["hits"]:
            assert text == texts[path][start:end]
        # Whoever asks a generation gets the same answer, whatever is being written meanwhile.
        assert search["hits"] == answers.setdefault((search["generation"], search["query"]), search["hits"])
    seen = {generation for generation, _ in answers}
    assert len(seen) > 3
    print(f"\n{len(searches)} searches by {READERS} readers of {len(seen)} of {len(generations)} generations")
