"""Short notes to index, the same in each run of the tests."""

import os
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

from command import Command
from indexes import WORDS


def write_notes(directory: Path, numbers: Iterable[int]) -> None:
    """Write `NUMBER.md` for each number, with an mtime long ago; files that exist stay as they are."""
    directory.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        file = directory / f"{number}.md"
        if file.exists():
            continue
        chosen = random.Random(number)  # noqa: S311  # the same text each time
        sentences = [" ".join(chosen.choices(WORDS, k=12)).capitalize() + f" {number}." for _ in range(8)]
        file.write_text(f"# Note {number}\n\n" + " ".join(sentences) + "\n")
        os.utime(file, (1_700_000_000, 1_700_000_000))


def indexed_notes(base: Path, cache: Path, notes: Mapping[str, str]) -> Command:
    """Write `notes`, texts by name, into a new directory below `base`, and index it with a command of its own."""
    scent = Command.below(base, cache)
    for name, text in notes.items():
        (scent.directory / name).write_text(text, encoding="utf-8")
    assert scent("index", ".").code == 0
    return scent


def write_endless_file(file: Path) -> None:
    """Write a file that takes minutes to embed, so that no run over it ends before a test wants it to."""
    chosen = random.Random(7)  # noqa: S311  # the same text each time
    words = chosen.choices(WORDS, k=400_000)
    lines = (" ".join(words[start : start + 12]).capitalize() + f" {start}.\n" for start in range(0, len(words), 12))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(lines))


def default_index(scent: Command) -> Path:
    """Return the index directory that the command uses if none is named."""
    return scent.home / "data" / "scent" / "index"
