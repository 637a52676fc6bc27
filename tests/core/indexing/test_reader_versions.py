"""Files that an older reader read are read again, though nothing of them changed; a passage keeps its vector."""

import os
import re
from pathlib import Path

import numpy as np
import pytest
from command import Command
from indexes import vectors

from scent.formats.documents.versions import VERSIONS, all_versions, version_of
from scent.formats.index import manifest_file
from scent.formats.index.writer import Writer

LONG_AGO = 1_700_000_000
NAMES = ("harbour.md", "mill.txt", "tide.csv")


@pytest.fixture
def index(scent: Command) -> Path:
    """An index in which every document was read by the readers of scent 0.1.0, and nothing else is to do."""
    notes = scent.directory / "notes"
    notes.mkdir()
    for name in NAMES:
        (notes / name).write_text(f"place,depth\nthe quay of {name},twelve feet\n")
    (notes / "plan.bin").write_bytes(bytes(range(256)) * 8)
    for path in notes.iterdir():  # a file modified within two seconds is compared again, which ends the fast check
        os.utime(path, (LONG_AGO, LONG_AGO))
    for _ in range(3):
        assert scent("index", "notes").code == 0
    directory = scent.home / "data" / "scent" / "index"
    set_readers(directory, 0)
    return directory


def set_readers(index: Path, version: int) -> None:
    """Write all documents anew as if the readers of this version had read them."""
    before = manifest_file.load(index)
    with Writer.open(index, fingerprint=before.fingerprint, settings=before.settings, dims=before.dims) as writer:
        documents = writer.reader.documents
        for row, number in zip(documents.rows.tolist(), documents.ids.tolist(), strict=True):
            segment, local = writer.reader.place_of_document(row)
            writer.add_copy(row, segment.record(local)._replace(reader=version, file=0))
            writer.remove([number])
        writer.commit(finished=True)


def run(scent: Command) -> dict[str, int]:
    result = scent("index", "--json")
    assert result.code == 0, result.err
    return {name: value for name, value in result.records[0].items() if isinstance(value, int) and value}


def outdated(scent: Command) -> int:
    count: int = scent("status", "--json").records[0]["outdated"]
    return count


def test_files_of_an_older_reader_are_read_again_without_embedding_and_only_once(scent: Command, index: Path) -> None:
    before = vectors(index)
    assert outdated(scent) == 4
    assert re.search(rb"(?m)^read again: +4 \(readers improved; read them with: scent index\)$", scent("status").out)
    counts = run(scent)
    assert counts["reread"] == 4  # three that were read, and one that was skipped
    assert not counts.keys() & {"added", "changed", "unchanged", "tokens", "chunks"}
    assert outdated(scent) == 0
    assert run(scent)["unchanged"] == 4
    after = vectors(index)
    assert after.keys() == before.keys()
    assert all(np.array_equal(after[place], before[place]) for place in before)


@pytest.mark.usefixtures("index")
def test_a_run_says_that_files_were_read_again(scent: Command) -> None:
    assert b"4 files read again (their readers have improved)" in scent.on_terminal("index").out


@pytest.mark.usefixtures("index")
def test_a_search_before_that_run_finds_what_the_index_has(scent: Command) -> None:
    assert b"mill.txt" in scent("search", "-l", "the quay of mill.txt").out


@pytest.mark.usefixtures("index")
def test_a_file_that_changed_as_well_counts_as_changed(scent: Command) -> None:
    (scent.directory / "notes" / "mill.txt").write_text("The mill was sold.\n")
    counts = run(scent)
    assert (counts["reread"], counts["changed"]) == (3, 1)


@pytest.mark.usefixtures("index")
def test_a_file_that_moved_as_well_is_read_with_its_vectors(scent: Command) -> None:
    mill = scent.directory / "notes" / "mill.txt"
    mill.rename(mill.with_name("old mill.txt"))
    counts = run(scent)
    assert (counts["added"], counts["removed"], counts["reread"], counts.get("tokens", 0)) == (1, 1, 3, 0)


def test_a_raised_version_ends_the_fast_check(scent: Command, index: Path) -> None:
    for _ in range(2):
        run(scent)
    current = manifest_file.load(index)
    assert current.seen is not None
    assert current.seen.readers == all_versions()
    set_readers(index, 0)
    manifest_file.store(index, manifest_file.load(index)._replace(seen=current.seen._replace(readers="1 text:0")))
    assert run(scent)["reread"] == 4


def test_a_file_of_a_newer_reader_stays(scent: Command, index: Path) -> None:
    set_readers(index, 2**31 - 1)
    assert outdated(scent) == 0
    assert "reread" not in run(scent)


def test_only_the_formats_whose_reader_has_improved_are_read_again(scent: Command, index: Path) -> None:
    set_readers(index, version_of("no such format"))
    improved = sum(name in VERSIONS for name in ("markdown", "text", "csv"))
    assert improved
    assert run(scent)["reread"] == improved + 1  # and the one that was skipped, which any reader may read now


def test_a_file_too_large_is_not_read_again(scent: Command) -> None:
    (scent.directory / "long.txt").write_text("The rope is long.\n" * 500)
    assert scent("index", "--max-filesize", "2K", ".").code == 3
    assert outdated(scent) == 0
