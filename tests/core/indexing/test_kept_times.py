"""A changed file that keeps its size and its mtime is noticed: its ctime tells."""

import os
from pathlib import Path

import pytest
from command import Command

from scent.core.indexing.planning.compare import UNNOTICED, differing_files

OLD = "The wedding is on the fourth of June, in the old chapel.\n"
NEW = "The wedding is on the first of March, in the new chapel.\n"
LONG_AGO = (1_600_000_000, 1_600_000_000)


@pytest.fixture
def note(scent: Command) -> Path:
    """An indexed note of known mtime, beside another."""
    for name, text in {"wedding.md": OLD, "other.md": "The hedge is cut in autumn.\n"}.items():
        (scent.directory / name).write_text(text)
        os.utime(scent.directory / name, LONG_AGO)
    assert scent("index", ".").code == 0
    assert scent("index").code == 0  # so that the next run could end early
    return scent.directory / "wedding.md"


def overwrite(note: Path) -> None:
    note.write_text(NEW)
    os.utime(note, LONG_AGO)


def replace(note: Path) -> None:
    copy = note.with_name("copy")
    copy.write_text(NEW)
    os.utime(copy, LONG_AGO)
    copy.replace(note)


@pytest.mark.parametrize("change", [overwrite, replace])
def test_the_search_marks_it_and_the_next_run_reads_it(scent: Command, note: Path, change: object) -> None:
    assert callable(change)
    assert len(NEW) == len(OLD)
    change(note)
    found = scent("search", "when is the wedding")
    assert found.code == 3
    assert b"June" not in found.out
    record = scent("index", "--json").records[0]
    assert (record["changed"], record["unchanged"]) == (1, 1)
    found = scent("search", "when is the wedding")
    assert found.code == 0
    assert b"March" in found.out
    assert scent("index", "--json").records[0]["unchanged"] == 2


def test_a_new_mode_alone_costs_one_comparison(scent: Command, note: Path) -> None:
    note.chmod(0o600)
    assert b"June" in scent("search", "when is the wedding").out
    record = scent("index", "--json").records[0]
    assert (record["changed"], record["tokens"], record["touched"]) == (0, 0, 1)
    assert scent("index", "--json").records[0]["unchanged"] == 2


def test_check_files_compares_contents(scent: Command, note: Path) -> None:
    assert scent("check", "--files").code == 0
    overwrite(note)
    differing = scent("check", "--files", "--json")
    assert differing.code == 3
    assert [Path(each["path"]).name for each in differing.records] == ["wedding.md"]
    note.unlink()
    assert b"wedding.md: it is missing" in scent("check", "--files").out
    assert scent("check").code == 0


def test_check_files_finds_what_a_run_cannot(scent: Command, note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overwrite(note)
    # As if the file had been indexed after its last change: a disk that returns other bytes leaves no trace.
    monkeypatch.setattr("scent.core.indexing.planning.compare.changed_since", lambda *_: False)
    ((path, what),) = differing_files(scent.home / "data" / "scent" / "index")
    assert (path, what) == (os.fsencode(note), UNNOTICED)
