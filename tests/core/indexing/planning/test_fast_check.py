"""The fast check: a run that finds what the last one found has nothing to do; every change is still noticed."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Command

from scent.core.files.file_list import FileList, FileStat
from scent.core.files.walk import WalkResult
from scent.core.indexing.planning.fast_check import summarize
from scent.formats.index import manifest_file
from scent.formats.index.manifest import LEXICAL_VERSION
from scent.formats.index.storage.checksum import checksum

LONG_AGO = 1_700_000_000
NAMES = ("a.md", "b.txt", "deep/c.md")


def write(file: Path, text: str, when: int = LONG_AGO) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    os.utime(file, (when, when))


@pytest.fixture
def index(scent: Command) -> Path:
    """An index over `notes` whose last run found nothing changed."""
    for name in NAMES:
        write(scent.directory / "notes" / name, f"The lamp in {name} is lit at dusk.\n")
    run(scent, "notes")
    assert run(scent) == {"unchanged": 3}
    directory = scent.home / "data" / "scent" / "index"
    assert has_fast_check(directory)
    return directory


def run(scent: Command, *words: str) -> dict[str, int]:
    """Index, and return the counts above zero."""
    result = scent("index", "--json", *words)
    assert result.code in {0, 3}
    return {name: count for name, count in result.records[0].items() if count and name in COUNTS}


COUNTS = ("added", "changed", "moved", "touched", "removed", "unchanged")


def has_fast_check(index: Path) -> bool:
    """Return whether the next run can use the fast check."""
    return manifest_file.load(index).seen is not None


def drop_fast_check(index: Path) -> None:
    """Remove the summary of the last walk from an index."""
    manifest_file.store(index, manifest_file.load(index)._replace(seen=None))


def ignore(notes: Path) -> None:
    (notes / ".ignore").write_text("b.txt\n")


def copied_and_removed(notes: Path) -> None:
    write(notes / "new.md", (notes / "a.md").read_text())
    (notes / "a.md").unlink()


CHANGES: dict[str, tuple[Callable[[Path], object], dict[str, int]]] = {
    "new content": (lambda notes: write(notes / "a.md", "The lamp is out.\n"), {"changed": 1, "unchanged": 2}),
    "a new mtime": (lambda notes: os.utime(notes / "a.md", (1, 1)), {"touched": 1, "unchanged": 2}),
    "an mtime later by a nanosecond": (
        lambda notes: os.utime(notes / "a.md", ns=(0, LONG_AGO * 10**9 + 1)),
        {"touched": 1, "unchanged": 2},
    ),
    "one file more": (lambda notes: write(notes / "d.md", "The door is shut.\n"), {"added": 1, "unchanged": 3}),
    "one file less": (lambda notes: (notes / "deep/c.md").unlink(), {"removed": 1, "unchanged": 2}),
    "a new name": (lambda notes: (notes / "a.md").rename(notes / "e.md"), {"moved": 1, "unchanged": 2}),
    "a new name, same mtime": (copied_and_removed, {"moved": 1, "unchanged": 2}),
    "two names exchanged": (
        lambda notes: [
            (notes / "a.md").rename(notes / "x"),
            (notes / "deep/c.md").rename(notes / "a.md"),
            (notes / "x").rename(notes / "deep/c.md"),
        ],
        {"moved": 2, "unchanged": 1},
    ),
    "an ignore rule": (ignore, {"removed": 1, "unchanged": 2}),
    "a root that is gone": (lambda notes: notes.rename(notes.with_name("elsewhere")), {}),
    "nothing": (lambda _: None, {"unchanged": 3}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_after_an_unchanged_run_is_noticed(scent: Command, index: Path, change: str) -> None:
    make, expected = CHANGES[change]
    make(scent.directory / "notes")
    twin = scent.directory / "twin"
    shutil.copytree(index, twin)
    drop_fast_check(twin)
    assert run(scent) == run(scent, "--index", "twin") == expected


@pytest.mark.parametrize("words", [["--hidden"], ["--max-filesize=1"], ["more"], ["notes/a.md"]])
def test_other_options_or_paths_do_not_use_the_fast_check(scent: Command, index: Path, words: list[str]) -> None:
    del index
    write(scent.directory / "notes/.hidden.md", "Under the mat.\n")
    write(scent.directory / "more/f.md", "The stairs creak.\n")
    expected = {
        "--hidden": {"added": 1, "unchanged": 3},
        "--max-filesize=1": {},  # skipped, each with the reason
        "more": {"added": 1},
        "notes/a.md": {"unchanged": 1},
    }
    assert run(scent, *words) == expected[words[0]]


def test_a_file_whose_mtime_does_not_prove_a_change_is_compared_in_every_run(scent: Command, index: Path) -> None:
    """Such as a file with an mtime in the future, or one that was written just now."""
    for text in ("The lamp flickers.\n", "The lamp exploded.\n"):
        write(scent.directory / "notes/a.md", text, when=2 * LONG_AGO)
        assert run(scent) == {"changed": 1, "unchanged": 2}
        for _ in range(2):
            assert run(scent) == {"unchanged": 3}
            assert not has_fast_check(index)


def test_each_run_is_a_generation_that_says_when_it_finished(scent: Command, index: Path) -> None:
    before = manifest_file.load(index)
    assert run(scent) == {"unchanged": 3}
    after = manifest_file.load(index)
    assert after.finished_ns > before.finished_ns
    assert after == before._replace(
        generation=before.generation + 1, finished_ns=after.finished_ns, updated_ns=after.updated_ns
    )


def test_what_was_forgotten_is_read_again(scent: Command, index: Path) -> None:
    assert scent("forget", "--yes", "notes/a.md").code == 0
    assert not has_fast_check(index)
    assert run(scent) == {"added": 1, "unchanged": 2}


def test_a_root_that_is_missing_is_reported_in_every_run(scent: Command, index: Path) -> None:
    del index
    shutil.move(scent.directory / "notes", scent.directory / "away")
    for _ in range(3):
        assert scent("index").code == 3


def test_files_left_by_a_killed_writer_are_removed_by_an_unchanged_run_too(scent: Command, index: Path) -> None:
    left = index / "segments" / "99999999"
    left.mkdir()
    assert run(scent) == {"unchanged": 3}
    assert not left.exists()


@pytest.mark.parametrize("name", ["documents", "chunks", "texts", "blocks", "vectors"])
def test_a_damaged_file_is_noticed_by_an_unchanged_run(scent: Command, index: Path, name: str) -> None:
    (file,) = index.glob(f"segments/*/{name}.arrow")
    for data in (None, file.read_bytes()[:-9]):
        file.unlink() if data is None else file.write_bytes(data)
        result = scent("index")
        assert result.code == 2
        assert f"{name}.arrow".encode() in result.err


def test_a_flipped_bit_in_the_table_of_documents_is_noticed_by_an_unchanged_run(scent: Command, index: Path) -> None:
    (file,) = index.glob("segments/*/documents.arrow")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert scent("index").code == 2


def test_a_manifest_of_an_older_version_is_read_without_the_summary(index: Path) -> None:
    body = json.loads(manifest_file.encode(manifest_file.load(index)))
    del body["seen"], body["checksum"]
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    read = manifest_file.decode(canonical[:-1] + f',"checksum":"{checksum(canonical)}"}}'.encode())
    assert read == manifest_file.load(index)._replace(seen=None)


def walked(*files: FileStat, roots: tuple[bytes, ...] = (b"/r",)) -> WalkResult:
    return WalkResult(files=FileList.from_stats(files), too_large=(), roots=roots, unread=(), gone=(), started_ns=0)


def test_different_walks_have_different_summaries() -> None:
    walks = [
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
    assert len({summarize(each, ()) for each in walks}) == len(walks)


def test_a_lexical_index_of_older_rules_is_built_again_though_no_file_changed(scent: Command, index: Path) -> None:
    contents = manifest_file.load(index)
    assert contents.lexical is not None
    manifest_file.store(index, contents._replace(lexical=contents.lexical._replace(version=1)))
    assert scent("search", "--mode", "lexical", "lamp").code == 0
    assert run(scent) == {"unchanged": 3}
    rebuilt = manifest_file.load(index).lexical
    assert rebuilt is not None
    assert rebuilt.version == LEXICAL_VERSION
    assert rebuilt.name != contents.lexical.name
    assert scent("search", "--mode", "lexical", "lamp").code == 0
    assert has_fast_check(index)
