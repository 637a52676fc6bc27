"""SQLite databases: each row is a line at its table and row, and nothing is written next to the file."""

import sqlite3
from io import BytesIO
from pathlib import Path

import pytest

from scent.errors import ReadError
from scent.formats.documents.registry import read, read_file


def test_rows_of_a_database_are_lines_and_nothing_is_written_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE goods (id INTEGER PRIMARY KEY, name TEXT, price REAL, picture BLOB)")
        connection.executemany(
            "INSERT INTO goods VALUES (?, ?, ?, ?)", [(1, "oak\ntable", 120.5, b"x"), (2, "", 3, b"")]
        )
    connection.close()
    before = path.stat()
    text = "".join(document.text for document in read(path))
    assert text == ("Table goods: id, name, price, picture\nid: 1; name: oak table; price: 120.5\nid: 2; price: 3.0\n")
    assert "".join(document.text for document in read_file(BytesIO(path.read_bytes()), b"in a container")) == text
    [document] = read(path)
    assert document.blocks[1].place == "table goods, row 1"
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert [each.name for each in tmp_path.iterdir()] == ["stock.db"]


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)
    with pytest.raises(ReadError, match="damaged database"):
        list(read(tmp_path / "a.db"))


def test_a_database_without_tables_is_an_empty_document(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("CREATE VIEW answer AS SELECT 42")
    connection.close()
    [document] = read(tmp_path / "a.db")
    assert (document.text, document.format) == ("", "sqlite")


def test_text_that_a_program_stores_as_a_blob_is_read(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE messages (body BLOB, picture BLOB)")
        connection.execute(
            "INSERT INTO messages VALUES (?, ?)", ("Bring müsli\nand milk".encode(), b"\x89PNG\r\n\x1a\n")
        )
    connection.close()
    [document] = read(path)
    assert document.text == "Table messages: body, picture\nbody: Bring müsli and milk\n"
    assert document.left_out == "its values that are no text are left out (1 value)"
