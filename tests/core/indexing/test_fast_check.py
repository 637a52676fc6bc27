"""A run that sees what the last one saw knows at a glance that it has nothing to do; what differs is met as ever."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Command

from scent.core.files.file_list import FileList, FileStat
from scent.core.files.walk import WalkResult
from scent.core.indexing.fast_check import summarize
from scent.formats.index import manifest_file
from scent.formats.index.storage.checksum import checksum

LONG_AGO = 1_700_000_000
NAMES = ("a.md", "b.txt", "deep/c.md")


def write(file: Path, text: str, when: int = LONG_AGO) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    os.utime(file, (when, when))


@pytest.fixture
def index(scent: Command) -> Path:
    """An index over `notes` of whose files the last run has seen that none had changed."""
    for name in NAMES:
        write(scent.directory / "notes" / name, f"The lamp in {name} is lit at dusk.\n")
    run(scent, "notes")
    assert run(scent) == {"unchanged": 3}
    directory = scent.home / "data" / "scent" / "index"
    assert at_a_glance(directory)
    return directory


def run(scent: Command, *words: str) -> dict[str, int]:
    """What became of the files, without what is none."""
    result = scent("index", "--json", *words)
    assert result.code in {0, 3}
    return {name: count for name, count in result.records[0].items() if count and name in COUNTS}


COUNTS = ("added", "changed", "moved", "touched", "removed", "unchanged")


def at_a_glance(index: Path) -> bool:
    """Whether the next run need not ask what the index holds, if it finds the same files."""
    return manifest_file.load(index).seen is not None


def forgets(index: Path) -> None:
    """Make an index one in which no run has said what it saw."""
    manifest_file.store(index, manifest_file.load(index)._replace(seen=None))


def ignore(notes: Path) -> None:
    (notes / ".ignore").write_text("b.txt\n")


def copied_and_removed(notes: Path) -> None:
    write(notes / "new.md", (notes / "a.md").read_text())
    (notes / "a.md").unlink()


CHANGES: dict[str, tuple[Callable[[Path], object], dict[str, int]]] = {
    "another content": (lambda notes: write(notes / "a.md", "The lamp is out.\n"), {"changed": 1, "unchanged": 2}),
    "another time": (lambda notes: os.utime(notes / "a.md", (1, 1)), {"touched": 1, "unchanged": 2}),
    "the time by a nanosecond": (
        lambda notes: os.utime(notes / "a.md", ns=(0, LONG_AGO * 10**9 + 1)),
        {"touched": 1, "unchanged": 2},
    ),
    "one more": (lambda notes: write(notes / "d.md", "The door is shut.\n"), {"added": 1, "unchanged": 3}),
    "one less": (lambda notes: (notes / "deep/c.md").unlink(), {"removed": 1, "unchanged": 2}),
    "another name": (lambda notes: (notes / "a.md").rename(notes / "e.md"), {"moved": 1, "unchanged": 2}),
    "another name, same time": (copied_and_removed, {"moved": 1, "unchanged": 2}),
    "two names exchanged": (
        lambda notes: [
            (notes / "a.md").rename(notes / "x"),
            (notes / "deep/c.md").rename(notes / "a.md"),
            (notes / "x").rename(notes / "deep/c.md"),
        ],
        {"moved": 2, "unchanged": 1},
    ),
    "a rule": (ignore, {"removed": 1, "unchanged": 2}),
    "a tree that is gone": (lambda notes: notes.rename(notes.with_name("elsewhere")), {}),
    "nothing": (lambda _: None, {"unchanged": 3}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_met_after_a_standstill(scent: Command, index: Path, change: str) -> None:
    make, expected = CHANGES[change]
    make(scent.directory / "notes")
    twin = scent.directory / "twin"
    shutil.copytree(index, twin)
    forgets(twin)
    assert run(scent) == run(scent, "--index", "twin") == expected


@pytest.mark.parametrize("words", [["--hidden"], ["--max-filesize=1"], ["more"], ["notes/a.md"]])
def test_what_is_asked_differently_is_no_standstill(scent: Command, index: Path, words: list[str]) -> None:
    del index
    write(scent.directory / "notes/.hidden.md", "Under the mat.\n")
    write(scent.directory / "more/f.md", "The stairs creak.\n")
    expected = {
        "--hidden": {"added": 1, "unchanged": 3},
        "--max-filesize=1": {"removed": 3},
        "more": {"added": 1},
        "notes/a.md": {"unchanged": 1},
    }
    assert run(scent, *words) == expected[words[0]]


def test_a_file_whose_time_cannot_tell_of_a_change_is_read_in_every_run(scent: Command, index: Path) -> None:
    """One of the future, as one that has only just been written."""
    for text in ("The lamp flickers.\n", "The lamp exploded.\n"):
        write(scent.directory / "notes/a.md", text, when=2 * LONG_AGO)
        assert run(scent) == {"changed": 1, "unchanged": 2}
        for _ in range(2):
            assert run(scent) == {"unchanged": 3}
            assert not at_a_glance(index)


def test_each_run_is_a_generation_that_says_when_it_finished(scent: Command, index: Path) -> None:
    before = manifest_file.load(index)
    assert run(scent) == {"unchanged": 3}
    after = manifest_file.load(index)
    assert after.finished_ns > before.finished_ns
    assert after == before._replace(
        generation=before.generation + 1, finished_ns=after.finished_ns, updated_ns=after.updated_ns
    )


def test_what_was_forgotten_is_read_again(scent: Command, index: Path) -> None:
    assert scent("forget", "notes/a.md").code == 0
    assert not at_a_glance(index)
    assert run(scent) == {"added": 1, "unchanged": 2}


def test_a_place_that_cannot_be_looked_into_is_named_in_every_run(scent: Command, index: Path) -> None:
    del index
    shutil.move(scent.directory / "notes", scent.directory / "away")
    for _ in range(3):
        assert scent("index").code == 3


def test_what_a_killed_writer_left_goes_in_a_standstill_too(scent: Command, index: Path) -> None:
    left = index / "segments" / "99999999"
    left.mkdir()
    assert run(scent) == {"unchanged": 3}
    assert not left.exists()


@pytest.mark.parametrize("name", ["documents", "chunks", "texts", "blocks", "vectors"])
def test_damage_is_met_in_a_standstill_as_in_any_run(scent: Command, index: Path, name: str) -> None:
    (file,) = index.glob(f"segments/*/{name}.arrow")
    for data in (None, file.read_bytes()[:-9]):
        file.unlink() if data is None else file.write_bytes(data)
        result = scent("index")
        assert result.code == 2
        assert f"{name}.arrow".encode() in result.err


def test_a_flipped_bit_among_what_tells_files_apart_is_met(scent: Command, index: Path) -> None:
    (file,) = index.glob("segments/*/documents.arrow")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert scent("index").code == 2


def test_a_manifest_without_the_field_is_read_as_one_of_before(index: Path) -> None:
    body = json.loads(manifest_file.encode(manifest_file.load(index)))
    del body["seen"], body["checksum"]
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    read = manifest_file.decode(canonical[:-1] + f',"checksum":"{checksum(canonical)}"}}'.encode())
    assert read == manifest_file.load(index)._replace(seen=None)


def walked(*files: FileStat, roots: tuple[bytes, ...] = (b"/r",)) -> WalkResult:
    return WalkResult(files=FileList.from_stats(files), too_large=(), roots=roots, unread=(), gone=(), started_ns=0)


def test_no_two_outcomes_of_a_walk_are_seen_as_one() -> None:
    outcomes = [
        walked(),
        walked(roots=()),
        walked(roots=(b"/r", b"/s")),
        walked(FileStat(b"/r/a", 1, 2)),
        walked(FileStat(b"/r/a", 2, 1)),
        walked(FileStat(b"/r/b", 1, 2)),
        walked(FileStat(b"/r/a", 1, 2), roots=(b"/r", b"/r/a")),
        walked(FileStat(b"/r/a", 1, 2), FileStat(b"/r/b", 1, 2)),
        walked(FileStat(b"/r/a", 1, 2), FileStat(b"/r/b", 2, 2)),
        walked(FileStat(b"/r/a", -1, -2)),
    ]
    assert len({summarize(outcome, ()) for outcome in outcomes}) == len(outcomes)
