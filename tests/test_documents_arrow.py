"""Parquet and Arrow files are read by their rows."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scent.errors import ReadError
from scent.formats.documents.registry import read

TABLE = pa.table({"name": ["oak table", None, "pine shelf"], "price": [120, 1, 30], "vector": [[0.5], [1.0], [2.0]]})


def written(directory: Path, kind: str) -> Path:
    path = directory / f"goods.{kind}"
    if kind == "parquet":
        pq.write_table(TABLE, path)
    else:
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, TABLE.schema) as writer:
            writer.write_table(TABLE)
    return path


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_a_row_is_a_line_under_the_names_of_its_columns(tmp_path: Path, kind: str) -> None:
    [document] = read(written(tmp_path, kind))
    assert document.format == kind
    assert document.text == "name: oak table; price: 120\nname: pine shelf; price: 30\n"
    assert [block.place for block in document.blocks] == ["row 1", "row 3"]


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_a_file_cut_off_is_said_to_be_damaged(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ReadError, match="damaged"):
        list(read(path))
