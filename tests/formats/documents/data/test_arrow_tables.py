"""Parquet and Arrow files, and Arrow's streams, are read by their rows."""

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from mutations import mutate

from scent.core.reading.pool import ReaderPool
from scent.errors import NotTextError, ReadError
from scent.formats.documents.registry import read

TABLE = pa.table({"name": ["oak table", None, "pine shelf"], "price": [120, 1, 30], "vector": [[0.5], [1.0], [2.0]]})

MUTATIONS = 150
# The beginnings of the reasons for which a damaged file may be refused.
REASONS = ("it is ", "its name says Arrow", "reading it takes more memory")


def write_table(directory: Path, kind: str, table: pa.Table = TABLE) -> Path:
    path = directory / f"goods.{kind}"
    if kind == "parquet":
        pq.write_table(table, path)
    else:
        open_writer = pa.ipc.new_stream if kind == "arrows" else pa.ipc.new_file
        with pa.OSFile(str(path), "wb") as file, open_writer(file, table.schema) as writer:
            writer.write_table(table)
    return path


@pytest.mark.parametrize("kind", ["parquet", "arrow", "arrows"])
def test_a_row_is_a_line_under_the_names_of_its_columns(tmp_path: Path, kind: str) -> None:
    [document] = read(write_table(tmp_path, kind))
    assert document.format == kind.removesuffix("s")
    assert document.text == "name: oak table; price: 120\nprice: 1\nname: pine shelf; price: 30\n"
    assert [block.place for block in document.blocks] == ["row 1", "row 2", "row 3"]


@pytest.mark.parametrize("kind", ["parquet", "arrow", "arrows"])
def test_a_truncated_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = write_table(tmp_path, kind)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ReadError, match="damaged"):
        list(read(path))


@pytest.mark.parametrize("kind", ["parquet", "arrow", "arrows"])
def test_lists_and_structs_that_hold_text_are_read_and_vectors_are_not(tmp_path: Path, kind: str) -> None:
    rows = {
        "chat": [[{"role": "user", "content": "prune a quince"}, {"role": "tool", "content": None}], None],
        "tags": [["orchard", "winter"], []],
        "by": [{"name": "Bo", "vector": [0.5, 1.0]}, {"name": None, "vector": [2.0]}],
        "of": pa.array([[("soil", "loam")], []], pa.map_(pa.string(), pa.string())),
    }
    path = write_table(tmp_path, kind, pa.table(rows))
    assert [document.text for document in read(path)] == [
        "chat: role: user, content: prune a quince, role: tool; tags: orchard, winter; by: name: Bo; of: soil, loam\n"
    ]


def test_two_columns_of_one_name_are_both_read(tmp_path: Path) -> None:
    table = pa.table([["oak"], ["pine"]], names=["wood", "wood"])
    for kind in ("arrow", "arrows"):
        assert [document.text for document in read(write_table(tmp_path, kind, table))] == ["wood: oak; wood: pine\n"]


def test_a_stream_is_recognised_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    path = write_table(tmp_path, "arrows").rename(tmp_path / "from-a-pipe")
    assert [document.format for document in read(path)] == ["arrow"]
    path.write_bytes(b"\xff" * 4 + bytes(4096))
    with pytest.raises(NotTextError):
        list(read(path))


def test_a_stream_without_rows_has_no_text_and_one_without_its_end_mark_is_whole(tmp_path: Path) -> None:
    assert [document.text for document in read(write_table(tmp_path, "arrows", TABLE.slice(0, 0)))] == [""]
    path = write_table(tmp_path, "arrows")
    path.write_bytes(path.read_bytes()[:-8])
    assert [document.text for document in read(path)] == [
        "name: oak table; price: 120\nprice: 1\nname: pine shelf; price: 30\n"
    ]


@pytest.mark.parametrize("kind", ["parquet", "arrow", "arrows"])
def test_text_in_columns_of_bytes_is_read_and_other_columns_of_bytes_are_named(tmp_path: Path, kind: str) -> None:
    rows = {
        "name": [b"oak table", None, b"Erlenst\xc3\xbchle"],
        "picture": [b"\x89PNG\r\n", b"\x89PNG", None],
        "code": pa.array([b"AB", b"CD", b"EF"], pa.binary(2)),
        "digest": pa.array([b"\xff\0"] * 3, pa.binary(2)),
    }
    [document] = read(write_table(tmp_path, kind, pa.table(rows)))
    assert document.text == "name: oak table; code: AB\ncode: CD\nname: Erlenstühle; code: EF\n"
    assert document.left_out == "its columns without text are left out (picture and 1 more)"


@pytest.mark.parametrize("codec", [None, "zstd"])
def test_a_stream_damaged_anywhere_is_read_or_refused_with_a_reason(tmp_path: Path, codec: str | None) -> None:
    words = pa.array(["oak", "pine", "oak"]).dictionary_encode()
    table = TABLE.append_column("wood", words).append_column("tags", pa.array([["a"], None, ["b", "c"]]))
    path = tmp_path / "goods.arrows"
    with pa.OSFile(str(path), "wb") as file:
        options = pa.ipc.IpcWriteOptions(compression=codec)
        with pa.ipc.new_stream(file, table.schema, options=options) as writer:
            writer.write_table(table, max_chunksize=2)
    whole, rng = path.read_bytes(), random.Random(7)  # noqa: S311 - reproducible, not secret
    damaged = [whole[:size] for size in range(1, len(whole), 16)] + [
        mutate(whole, rng, [whole]) for _ in range(MUTATIONS)
    ]
    with ReaderPool(1, seconds=20) as readers:
        for data in damaged:
            path.write_bytes(data)
            reason = refusal(readers, path)
            assert not reason or reason.startswith(REASONS), data


def refusal(readers: ReaderPool, path: Path) -> str:
    """The reason for which a file is refused; empty if it is read."""
    try:
        list(readers.documents(bytes(path)))
    except ReadError as error:
        return error.message
    return ""
