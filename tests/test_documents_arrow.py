"""Parquet and Arrow files are read by their rows."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scent.errors import ReadError
from scent.formats.documents.registry import read

TABLE = pa.table({"name": ["oak table", None, "pine shelf"], "price": [120, 1, 30], "vector": [[0.5], [1.0], [2.0]]})


def written(directory: Path, kind: str, table: pa.Table = TABLE) -> Path:
    path = directory / f"goods.{kind}"
    if kind == "parquet":
        pq.write_table(table, path)
    else:
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
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


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_lists_and_structs_that_hold_text_are_read_and_vectors_are_not(tmp_path: Path, kind: str) -> None:
    rows = {
        "chat": [[{"role": "user", "content": "prune a quince"}, {"role": "tool", "content": None}], None],
        "tags": [["orchard", "winter"], []],
        "by": [{"name": "Bo", "vector": [0.5, 1.0]}, {"name": None, "vector": [2.0]}],
        "of": pa.array([[("soil", "loam")], []], pa.map_(pa.string(), pa.string())),
    }
    path = written(tmp_path, kind, pa.table(rows))
    assert [document.text for document in read(path)] == [
        "chat: role: user, content: prune a quince, role: tool; tags: orchard, winter; by: name: Bo; of: soil, loam\n"
    ]
