"""Rows of a database that are only in its write-ahead log are read, and a change of the log is noticed."""

import io
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from command import Command

from scent.formats.documents.registry import read, read_file


def lines(path: Path) -> list[str]:
    return [line for document in read(path) for line in document.text.splitlines()]


@pytest.fixture
def connection(scent: Command) -> Iterator[sqlite3.Connection]:
    """A connection that writes to notes.db, and whose last rows stay in notes.db-wal."""
    with closing(sqlite3.connect(scent.directory / "notes.db", isolation_level=None)) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE notes (note TEXT)")
        opened.execute("INSERT INTO notes VALUES ('The hedge is cut in June.')")
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.execute("PRAGMA wal_autocheckpoint=0")
        yield opened


def test_rows_in_the_log_are_read_and_nothing_is_written_beside(scent: Command, connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO notes VALUES ('The spare key lies under the flowerpot.')")
    before = {path.name: path.read_bytes() for path in scent.directory.iterdir() if path.suffix != ".db-shm"}
    assert lines(scent.directory / "notes.db") == [
        "Table notes: note",
        "note: The hedge is cut in June.",
        "note: The spare key lies under the flowerpot.",
    ]
    assert {path.name: path.read_bytes() for path in scent.directory.iterdir() if path.suffix != ".db-shm"} == before


def test_a_row_that_only_the_log_has_deleted_is_not_read(scent: Command, connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM notes")
    assert lines(scent.directory / "notes.db") == ["Table notes: note"]


def test_a_log_that_is_torn_or_of_another_database_does_no_harm(scent: Command, connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO notes VALUES ('The spare key lies under the flowerpot.')")
    database, log = scent.directory / "notes.db", scent.directory / "notes.db-wal"
    for name, data in {
        "torn": log.read_bytes()[:-100],
        "noise": os.urandom(10_000),
        "empty": b"",
        "other": log.read_bytes()[:32] + bytes(8_000),
    }.items():
        copy = scent.directory / f"{name}.db"
        copy.write_bytes(database.read_bytes())
        (scent.directory / f"{name}.db-wal").write_bytes(data)
        assert lines(copy)[:2] == ["Table notes: note", "note: The hedge is cut in June."]
    os.mkfifo(scent.directory / "pipe.db-wal")
    (scent.directory / "pipe.db").write_bytes(database.read_bytes())
    assert lines(scent.directory / "pipe.db")[1] == "note: The hedge is cut in June."


def test_a_log_beside_a_database_in_an_archive_is_read(scent: Command, connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO notes VALUES ('The spare key lies under the flowerpot.')")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("notes.db", "notes.db-wal"):
            archive.write(scent.directory / name, f"old/{name}")
    text = "".join(document.text for document in read_file(io.BytesIO(packed.getvalue()), b"old.zip"))
    assert "The spare key lies under the flowerpot." in text


def test_an_index_run_notices_rows_that_come_into_the_log(scent: Command, connection: sqlite3.Connection) -> None:
    os.utime(scent.directory / "notes.db", (1_700_000_000, 1_700_000_000))
    assert scent("index", ".").code == 0
    assert scent("index").code == 0
    connection.execute("INSERT INTO notes VALUES ('The spare key lies under the flowerpot.')")
    assert scent("index").code == 0
    assert b"under the flowerpot" in scent("search", "-k1", "where is the spare key").out


def test_a_search_marks_a_hit_stale_of_which_only_the_log_has_changed(
    scent: Command, connection: sqlite3.Connection
) -> None:
    os.utime(scent.directory / "notes.db", (1_700_000_000, 1_700_000_000))
    assert scent("index", ".").code == 0
    assert scent("search", "when is the hedge cut").code == 0
    connection.execute("DELETE FROM notes")
    found = scent("search", "when is the hedge cut")
    assert (found.code, found.out) == (3, b"")
    assert b"a file that has changed" in found.err
    assert b"the file has changed since" in scent("why", "notes.db").out
    checked = scent("check", "--files")
    assert checked.code == 3
    assert b"/notes.db: it has changed since it was indexed\n" in checked.out
    assert scent("index").code == 0
    assert b"cut in June" not in scent("search", "when is the hedge cut").out
