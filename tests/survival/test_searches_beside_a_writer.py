"""Processes search while a writer indexes, deletes, merges and collects: each answer is of one whole commit."""

import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from indexes import WORDS
from killed_run import Quiet, profile
from places import SUPPORT

from scent.core.indexing import update
from scent.core.upkeep import maintenance
from scent.formats.index import manifest_file
from scent.formats.index.manifest import Manifest
from scent.formats.index.reader import Reader

QUERIES = ("kettle in the harbour", "winter garden", "the letter about the engine")


def write(corpus: Path, name: str, chance: random.Random) -> None:
    sentences = [" ".join(chance.choices(WORDS, k=10)).capitalize() + "." for _ in range(6)]
    (corpus / name).write_text(f"# Note {name}\n\n" + " ".join(sentences) + "\n")


@contextmanager
def noting_texts(index: Path, generations: dict[int, dict[str, str]]) -> Iterator[None]:
    """Note the texts of all files of each generation, once it is committed."""
    store = manifest_file.store

    def stored(place: Path, contents: Manifest) -> None:
        store(place, contents)
        with Reader.open(index, lexical=False) as reader:
            texts: dict[str, str] = defaultdict(str)
            for segment in reader.segments:
                for row in [row for row, alive in enumerate(segment.alive) if alive]:
                    texts[os.fsdecode(segment.record(row).path)] += "".join(p.text for p in segment.pieces(row))
        generations[contents.generation] = texts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_file, "store", stored)
        yield


def start_readers(index: Path, cache: Path, outputs: Sequence[Path]) -> list[subprocess.Popen[bytes]]:
    """Start processes that search until their stdin is closed; all begin at the same time."""
    script = SUPPORT / "search_loop.py"
    readers = [
        subprocess.Popen(
            [sys.executable, str(script), str(index), str(cache), str(output), *QUERIES],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for output in outputs
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"ready\n"
    for reader in readers:
        assert reader.stdin is not None
        reader.stdin.write(b"\n")
        reader.stdin.flush()
    return readers


def change_and_index(index: Path, corpus: Path, cache: Path, turn: int) -> None:
    """Add, change and delete files, commit each document by itself, and at every third turn forget and collect."""
    chance = random.Random(turn)  # noqa: S311  # the same files each time
    for number in range(3):
        write(corpus, f"{turn}-{number}.md", chance)
    names = sorted(os.listdir(corpus))  # noqa: PTH208  # names are what is needed
    write(corpus, chance.choice(names), chance)
    (corpus / chance.choice(names)).unlink(missing_ok=True)
    update.update(index, [os.fsencode(corpus)], profile(), workers=1, progress=Quiet(), cache=cache, commit_seconds=0)
    if turn % 3 == 2:
        maintenance.forget(index, [os.fsencode(corpus / min(names))])
        maintenance.collect_garbage(index)


def searches(output: Path) -> list[dict[str, Any]]:
    """Return the searches that a reader has finished; it may be writing the next line."""
    lines = output.read_text().split("\n")[:-1] if output.exists() else []
    return [json.loads(line) for line in lines]


def generations_seen(outputs: Sequence[Path]) -> set[int]:
    return {search["generation"] for output in outputs for search in searches(output)}


@pytest.mark.parametrize(("processes", "wanted"), [(3, 4), pytest.param(8, 40, marks=pytest.mark.long)])
def test_readers_get_whole_generations_beside_a_writer_at_work(
    tmp_path: Path, cache: Path, processes: int, wanted: int
) -> None:
    """The writer goes on until the readers have answered from so many generations, and each of them from one."""
    index, corpus = tmp_path / "index", tmp_path / "corpus"
    corpus.mkdir()
    generations: dict[int, dict[str, str]] = {}
    outputs = [tmp_path / f"{number}.jsonl" for number in range(processes)]
    with noting_texts(index, generations):
        for turn in range(2):
            change_and_index(index, corpus, cache, turn)
        readers = start_readers(index, cache, outputs)
        while len(generations_seen(outputs)) < wanted or not all(map(searches, outputs)):
            assert all(reader.poll() is None for reader in readers), "a reader has failed"
            change_and_index(index, corpus, cache, turn := turn + 1)
    for reader in readers:
        _, errors = reader.communicate()  # closes its stdin
        assert (reader.returncode, errors) == (0, b"")
    answers: dict[tuple[int, str], Any] = {}
    every = [search for output in outputs for search in searches(output)]
    for search in every:
        assert search["warnings"] == []
        assert search["hits"]
        texts = generations[search["generation"]]
        for path, start, end, text in search["hits"]:
            assert text == texts[path][start:end]
        # All readers of a generation get the same answer, whatever is written meanwhile.
        assert search["hits"] == answers.setdefault((search["generation"], search["query"]), search["hits"])
    seen = len(generations_seen(outputs))
    print(f"\n{len(every)} searches by {processes} readers of {seen} of {len(generations)} generations")
