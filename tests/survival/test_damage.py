"""A damaged index: a search shows nothing false, `check` names the file, and `check --repair` repairs it."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from command import Command
from indexes import assert_same_vectors, vectors

from scent.formats.index.health.check import check

TEXTS = {
    "boiler.md": "# Heating\n\nThe boiler knocks at night, and the pressure falls below one bar.\n",
    "garden.md": "# Spring\n\nSow peas under glass; the apricot is to be pruned after it has flowered.\n",
    "letter.md": "# To the landlord\n\nThe window in the kitchen does not close, and rain comes in.\n",
}


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x55
    replace(file, bytes(data))


def truncate(file: Path) -> None:
    replace(file, file.read_bytes()[:-9])


def replace(file: Path, data: bytes) -> None:
    file.unlink()  # lexical files may be hard links
    file.write_bytes(data)


HARMS: Mapping[str, Callable[[Path], None]] = {"flipped": flip, "truncated": truncate, "deleted": Path.unlink}


@pytest.fixture
def index(scent: Command) -> Path:
    """An index of two segments."""
    notes = scent.directory / "notes"
    notes.mkdir()
    for name, text in TEXTS.items():
        (notes / name).write_text(text)
        if name != "boiler.md":
            assert scent("index", "notes", "--index=index").code == 0
    return scent.directory / "index"


def kinds(index: Path) -> dict[str, Path]:
    """Return a file of each kind that the manifest names."""
    files = [file for file in sorted(index.rglob("*")) if file.is_file() and file.name[0] != "."]
    kept = [file for file in files if file.parent != index and file.suffix != ".lock"]
    return {
        file.relative_to(index).parts[0] + (file.suffix if file.suffix != ".arrow" else file.name): file
        for file in kept
    }


def test_a_damaged_file_is_named_and_repaired_and_lost_files_are_read_again(scent: Command, index: Path) -> None:
    expected = vectors(index)
    chosen = kinds(index)
    assert len(chosen) >= 10
    counts = {"searches failed": 0, "repaired": 0, "read again": 0}
    whole = scent.directory / "whole"
    index.rename(whole)
    for number, file in enumerate(chosen.values()):
        shutil.copytree(whole, index)
        name, harm = file.relative_to(index), list(HARMS)[number % len(HARMS)]
        HARMS[harm](index / name)
        searched = scent("search", "--json", "--index=index", "what knocks at night")
        assert searched.code in {0, 2}, (name, harm, searched)
        assert b"Traceback" not in searched.err
        assert (searched.code == 2) <= (searched.err.startswith(b"scent: ")), (name, searched.err)
        assert all(hit["text"] in Path(hit["path"]).read_text() for hit in searched.records), name
        checked = scent("check", "--index=index")
        assert checked.code == 2, (name, harm)
        assert str(name).encode() + b": " in checked.out, (name, harm)
        repaired = scent("check", "--repair", "--index=index")
        assert repaired.code in {0, 3}, (name, harm, repaired)
        assert (repaired.code == 3) == (b"must be read again" in repaired.err)
        assert check(index) == []
        if repaired.code == 3:
            assert scent("index", "--index=index").code == 0
        assert_same_vectors(index, expected)
        counts["searches failed"] += searched.code == 2
        counts["repaired"] += repaired.code == 0
        counts["read again"] += repaired.code == 3
        shutil.rmtree(index)
    assert counts["repaired"]
    assert counts["read again"]
    print(f"\n{len(chosen)} files damaged: {counts}")


def test_with_a_damaged_manifest_every_command_fails_with_a_hint(scent: Command, index: Path) -> None:
    whole = (index / "manifest.json").read_bytes()
    commands = (["search", "boiler"], ["status"], ["index"], ["check", "--repair"], ["gc"])
    for number, words in enumerate(commands):
        list(HARMS.values())[number % len(HARMS)](index / "manifest.json")
        done = scent(*words, "--index=index")
        assert done.code == 2, words
        assert b"Traceback" not in done.err
        assert b"hint: " in done.err, (words, done.err)
        (index / "manifest.json").write_bytes(whole)
