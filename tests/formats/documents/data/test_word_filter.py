"""Long runs of plain numbers are left out, except for their beginning; words, codes, dates and amounts never."""

import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from data_documents import documents

from scent.formats.documents.data.word_filter import MAX_WORDLESS_ROWS, has_words
from scent.formats.documents.registry import read


def test_most_of_a_long_run_of_numbers_is_left_out() -> None:
    text = (
        "seconds,volts,amperes\n"
        + "".join(f"{n},{n * 7 % 11}.5,0.{n}\n" for n in range(100_000))
        + "end of the measurement,,\n"
    )
    found = documents(text, "a.csv")
    assert sum(len(each.text) for each in found) < 1.1 * MAX_WORDLESS_ROWS
    assert [each.last for each in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].text.endswith("end of the measurement,,\n")
    assert found[-1].blocks[-1].place == "row 100002"
    for each in found:
        assert text.startswith(each.text, each.offset)
        assert each.line == text.count("\n", 0, each.offset) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,2,3", False),
        ("99999,3.5,-0.123,NaN,true", False),
        ("1,250.00;1.5e10;2E-5", False),
        ("2024-01-01T00:00:00Z,NaN,true,1e-5", True),
        ("9f8a-deadb33f_22", True),
        ("SN0045871X", True),
        ("A4", True),
        ("0042", True),
        ("4006381333931", True),
        ("05.01.2024;12.50", True),
        ("10:30", True),
        ("€ 12.50", True),
        ("7,木", True),
        ("12,oak", True),
        ("[0.1, 0.2], " * 100, False),
        ("aGVsbG8rd29ybGQ/" * 100, False),
        ("a sentence, and another. " * 40, True),
    ],
)
def test_words_are_told_from_numbers_and_encoded_bytes(text: str, *, expected: bool) -> None:
    assert has_words(text) is expected


def ledger(rows: int) -> list[str]:
    """Rows of a code, a date and an amount, far more than is kept of plain numbers."""
    return [f"INV-{2000 + row},2024-{row % 12 + 1:02}-{row % 28 + 1:02},{row * 7 % 1000}.50" for row in range(rows)]


def test_every_row_of_codes_dates_and_amounts_is_kept() -> None:
    rows = ledger(6_000)
    text = "\n".join(["no,on,sum", *rows, ""])
    assert "".join(each.text for each in documents(text, "ledger.csv")) == text


def test_rows_of_numbers_that_are_left_out_of_a_database_are_counted(tmp_path: Path) -> None:
    rows = 20_000
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE readings (volts REAL)")
        connection.executemany("INSERT INTO readings VALUES (?)", ((row % 97 / 8,) for row in range(rows)))
    connection.close()
    pq.write_table(pa.table({"volts": [row % 97 / 8 for row in range(rows)]}), tmp_path / "a.parquet")
    for name in ("a.db", "a.parquet"):
        *lines, last = "".join(each.text for each in read(tmp_path / name)).splitlines()
        kept = sum(line.startswith("volts: ") for line in lines)
        assert 5_000 < kept < rows
        assert last == f"({rows - kept:,} rows of numbers are left out)"
