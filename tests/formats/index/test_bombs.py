"""A crafted index with right checksums is refused by the file's name; it takes no memory, and nothing crashes."""

import json
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from indexes import add, opened
from places import SUPPORT

from scent.errors import DamageError, FormatError
from scent.formats.index import manifest_file
from scent.formats.index.segment import schemas
from scent.formats.index.segment.arrow_reader import ArrowReader
from scent.formats.index.segment.arrow_writer import ArrowWriter
from scent.formats.index.storage import layout
from scent.formats.index.storage.checksum import checksum, checksum_file, checksum_number

DRIVER = """
import pathlib, sys, index_probe, pyarrow
index_probe.read([pathlib.Path(sys.argv[1])])
print(pyarrow.default_memory_pool().max_memory())
"""
MOST_TAKEN = 1 << 20
HUGE = 1 << 40


@pytest.fixture
def index(tmp_path: Path) -> Path:
    with opened(tmp_path / "index") as writer:
        for word in ("apple", "berry"):
            add(writer, f"/{word}".encode(), [f"the {word} tree ", f"a {word} pie"], heading=("Top", "Under"))
        writer.commit()
    return tmp_path / "index"


def segment(index: Path) -> Path:
    (directory,) = (index / layout.SEGMENTS).iterdir()
    return directory


def rows(index: Path, name: str) -> pa.RecordBatch:
    with pa.OSFile(str(segment(index) / name)) as file:
        return pa.ipc.open_file(file).read_all().combine_chunks().to_batches()[0]


def put(index: Path, name: str, batch: pa.RecordBatch, *, packed: bool = False) -> None:
    """Replace a segment's file by one that holds `batch`, and correct all checksums."""
    path = segment(index) / name
    path.unlink()
    file = ArrowWriter(path, batch.schema, compress=packed)
    message = file.write(batch)
    file.finish()
    if name == layout.TEXTS:
        note(index, offset=message.offset, size=message.size, xxh3=message.xxh3, rows=batch.num_rows)
    sign(index)


def note(index: Path, **changes: int) -> None:
    """Change the row of blocks.arrow about the only block of texts.arrow."""
    blocks = rows(index, layout.BLOCKS).to_pylist()
    for block in blocks:
        if block["file"] == layout.TEXTS:
            block.update(changes)
    put(index, layout.BLOCKS, pa.RecordBatch.from_pylist(blocks, schemas.BLOCKS))


def sign(index: Path, **changes: int) -> None:
    """Correct the checksums in the manifest, and change its entry of the segment."""
    contents = manifest_file.load(index)
    files = {name: checksum_file(segment(index) / name) for name in contents.segments[0].files}
    entry = contents.segments[0]._replace(files=files, **changes)
    manifest_file.store(index, contents._replace(segments=(entry,)))


def changed(batch: pa.RecordBatch, column: str, values: pa.Array) -> pa.RecordBatch:
    place = batch.schema.get_field_index(column)
    return pa.RecordBatch.from_arrays(
        [values if number == place else array for number, array in enumerate(batch.columns)], schema=batch.schema
    )


def text_that_unpacks_to_a_hundred_megabytes(index: Path) -> str:
    batch = rows(index, layout.TEXTS)
    texts = pa.array(["x" * (100 << 20)] * 1 + ["y"] * (batch.num_rows - 1), pa.large_utf8())
    put(index, layout.TEXTS, changed(batch, "text", texts), packed=True)
    return layout.TEXTS


def text_that_says_it_unpacks_to_a_terabyte(index: Path) -> str:
    batch = rows(index, layout.TEXTS)
    texts = pa.array(["x" * 10_000] * batch.num_rows, pa.large_utf8())
    put(index, layout.TEXTS, changed(batch, "text", texts), packed=True)
    path = segment(index) / layout.TEXTS
    data = path.read_bytes()
    # The buffer of text is the last one; what stands before it may hold the same number, as an offset.
    before, size, after = data.rpartition((10_000 * batch.num_rows).to_bytes(8, "little"))
    data = before + HUGE.to_bytes(len(size), "little") + after
    path.write_bytes(data)
    block = next(block for block in rows(index, layout.BLOCKS).to_pylist() if block["file"] == layout.TEXTS)
    note(index, xxh3=checksum_number(data[block["offset"] : block["offset"] + block["size"]]))
    return layout.TEXTS


def texts_whose_offsets_lead_far_away(index: Path) -> str:
    batch = rows(index, layout.TEXTS)
    offsets = pa.array([0, HUGE, 100], pa.int64()).buffers()[1]
    texts = pa.LargeStringArray.from_buffers(batch.num_rows, offsets, pa.py_buffer(b"x" * 100))
    put(index, layout.TEXTS, changed(batch, "text", texts))
    return layout.TEXTS


def packed_documents(index: Path) -> str:
    put(index, layout.DOCUMENTS, rows(index, layout.DOCUMENTS), packed=True)
    return layout.DOCUMENTS


def packed_blocks(index: Path) -> str:
    put(index, layout.BLOCKS, rows(index, layout.BLOCKS), packed=True)
    return layout.BLOCKS


def paths_whose_offsets_lead_far_away(index: Path) -> str:
    batch = rows(index, layout.DOCUMENTS)
    offsets = pa.array([0, (1 << 31) - 1, 100], pa.int32()).buffers()[1]
    paths = pa.Array.from_buffers(pa.binary(), batch.num_rows, [None, offsets, pa.py_buffer(b"x" * 100)])
    put(index, layout.DOCUMENTS, changed(batch, "path", paths))
    return layout.DOCUMENTS


def headings_whose_offsets_lead_far_away(index: Path) -> str:
    batch = rows(index, layout.CHUNKS)
    offsets = pa.array([0, (1 << 31) - 1, 2, 2, 2], pa.int32()).buffers()[1]
    kind = batch.schema.field("heading").type
    inner = pa.array(["a", "b"], pa.utf8())
    headings = pa.Array.from_buffers(kind, batch.num_rows, [None, offsets], children=[inner])
    put(index, layout.CHUNKS, changed(batch, "heading", headings))
    return layout.CHUNKS


def headings_that_are_null(index: Path) -> str:
    batch = rows(index, layout.CHUNKS)
    kind = batch.schema.field("heading").type
    headings = pa.array([[None]] * batch.num_rows, pa.list_(pa.utf8()))
    inner = headings.flatten()
    nulls = pa.Array.from_buffers(kind, batch.num_rows, headings.buffers()[:2], children=[inner])
    put(index, layout.CHUNKS, changed(batch, "heading", nulls))
    return layout.CHUNKS


def a_document_of_two_billion_pieces(index: Path) -> str:
    batch = rows(index, layout.CHUNKS)
    put(index, layout.CHUNKS, changed(batch, "text", pa.array([0, (1 << 31) - 1, 1, 1], pa.int32())))
    return layout.CHUNKS


def more_documents_than_fit(index: Path) -> str:
    sign(index, documents=(1 << 31) - 1)
    return layout.DOCUMENTS


def more_chunks_than_fit(index: Path) -> str:
    batch = rows(index, layout.DOCUMENTS)
    first, most = (1 << 31) - 4, (1 << 31) - 1
    put(index, layout.DOCUMENTS, changed(batch, "chunks", pa.array([first, most - first], pa.int32())))
    put(index, layout.DOCUMENTS, changed(rows(index, layout.DOCUMENTS), "first_chunk", pa.array([0, first])))
    sign(index, chunks=most)
    return layout.CHUNKS


BOMBS = (
    text_that_unpacks_to_a_hundred_megabytes,
    text_that_says_it_unpacks_to_a_terabyte,
    texts_whose_offsets_lead_far_away,
    packed_documents,
    packed_blocks,
    paths_whose_offsets_lead_far_away,
    headings_whose_offsets_lead_far_away,
    headings_that_are_null,
    a_document_of_two_billion_pieces,
    more_documents_than_fit,
    more_chunks_than_fit,
)


def read(index: Path) -> tuple[dict[str, str], int]:
    """Read all of `index` in a process of limited memory; return its report and the bytes that Arrow used."""
    command = [sys.executable, "-c", DRIVER, str(index)]
    done = subprocess.run(command, cwd=SUPPORT, stdout=subprocess.PIPE, timeout=60, check=True)
    report, taken = done.stdout.splitlines()
    return json.loads(report), int(taken)


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.__name__)
def test_a_bomb_is_refused_by_name_before_it_takes_memory(index: Path, bomb: Callable[[Path], str]) -> None:
    name = bomb(index)
    report, taken = read(index)
    assert f"/{name} " in report["error"]
    assert taken < MOST_TAKEN


@pytest.mark.parametrize("inner", [b"[" * 100_000 + b"]" * 100_000, b"[" + b"[]," * 5_000_000 + b"0]"])
def test_a_manifest_of_nothing_but_lists_is_refused(index: Path, inner: bytes) -> None:
    data = (index / layout.MANIFEST).read_bytes()
    (index / layout.MANIFEST).write_bytes(data.replace(b'"dead":[]', b'"dead":' + inner))
    with pytest.raises(DamageError, match=r"manifest\.json"):
        manifest_file.load(index)


@pytest.mark.parametrize("flips", [60, pytest.param(2_000, marks=pytest.mark.long)])
def test_bytes_flipped_under_right_checksums_never_crash_a_reader(index: Path, tmp_path: Path, flips: int) -> None:
    chance = random.Random(flips)  # noqa: S311  # places, not secrets
    places = [tmp_path / str(number) for number in range(flips)]
    for place in places:
        shutil.copytree(index, place)
        path = segment(place) / chance.choice(layout.SEGMENT_FILES)
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        if path.name == layout.TEXTS:
            block = next(block for block in rows(place, layout.BLOCKS).to_pylist() if block["file"] == layout.TEXTS)
            note(place, xxh3=checksum_number(data[block["offset"] : block["offset"] + block["size"]]))
        sign(place)
    command = [sys.executable, str(SUPPORT / "index_probe.py"), "read", *map(str, places)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    lines = done.stdout.splitlines()
    assert done.returncode == 0, (places[len(lines)], done.stderr[-2_000:])
    reported = sum(bool(json.loads(line)["error"]) for line in lines)
    print(f"{flips} bytes flipped under right checksums, {reported} reported to the reader")


def test_a_batch_is_validated_before_any_row_of_it_is_given_and_none_beside_it(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("text", pa.utf8(), nullable=False)])
    offsets = pa.py_buffer(struct.pack("<3i", 0, 1, 2))
    file = ArrowWriter(tmp_path / "file.arrow", schema)
    for letters in (b"ab", b"c\xff", b"ef"):
        column = pa.Array.from_buffers(pa.utf8(), 2, [None, offsets, pa.py_buffer(letters)])
        file.write(pa.record_batch([column], schema=schema))
    file.finish()
    rows = ArrowReader(pa.py_buffer((tmp_path / "file.arrow").read_bytes()), schema)
    assert len(rows) == 6
    assert rows.table(1, 1)["text"].to_pylist() == ["b"]
    assert rows.table(4, 2)["text"].to_pylist() == ["e", "f"]
    assert rows.table(2, 0)["text"].to_pylist() == []
    for first, count in ((2, 1), (1, 2), (3, 3), (0, 6)):
        with pytest.raises(ValueError, match="UTF8"):
            rows.table(first, count)


def places_in(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401  # any JSON value
    """The keys that lead to each value in a JSON value."""
    names = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for name in names:
        yield (*place, name)
        yield from places_in(value[name], (*place, name))


@pytest.mark.parametrize("value", [None, True, -1, 1.5, 1 << 64, "x", "..", [], {}, [1.5], {"a": 1}], ids=repr)
def test_any_value_in_a_manifest_of_another_type_is_right_or_damage(index: Path, value: object) -> None:
    body = json.loads((index / layout.MANIFEST).read_bytes())
    del body["checksum"]
    body["root_marks"] = [{"path": "/a", "device": 1, "inode": 2, "missing_since_ns": 0}]
    body["roots"] = ["/a"]
    body["calibration"] = {"query_mean": 0.1}
    body["weights"] = {"meaning": 0.7}
    body["seen"] = {"digest": "1", "awaits": ["a"], "readers": ""}
    text = json.dumps(body)
    refused = 0
    for *keys, last in places_in(body):
        changed = holder = json.loads(text)
        for key in keys:
            holder = holder[key]
        holder[last] = value
        canonical = json.dumps(changed, sort_keys=True, separators=(",", ":")).encode()
        data = canonical[:-1] + f',"checksum":"{checksum(canonical)}"}}'.encode()
        try:
            manifest_file.encode(manifest_file.decode(data))
        except (DamageError, FormatError):
            refused += 1
    assert refused > 20
