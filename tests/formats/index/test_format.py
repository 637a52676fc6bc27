"""FORMAT.md agrees with the code, and is enough to read an index with JSON and Arrow alone."""

import json
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import xxhash
from indexes import DIMS, add, content, opened, vector

import scent.formats.index
from scent.formats.index import manifest, manifest_file
from scent.formats.index.segment import schemas
from scent.formats.index.segment.arrow_reader import least_bytes
from scent.formats.index.storage import layout

FORMAT = (Path(scent.formats.index.__path__[0]) / "FORMAT.md").read_text(encoding="utf-8")


def table(heading: str) -> dict[str, str]:
    """Return the first and second column of the table under `heading`."""
    section = re.split(r"\n#+ ", FORMAT.split(f"# {heading}\n", 1)[1])[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.splitlines() if line.startswith("|")]
    return {row[0]: row[1] for row in rows[2:]}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    with opened(tmp_path / "index", graph_from=3) as writer:
        ids = [add(writer, b"/caf\xe9", ["A first passage. ", "A second."], heading=("Top", "Under"))]
        ids.append(add(writer, b"/gone", ["It is removed."]))
        add(writer, b"/empty", [])
        writer.commit()
        add(writer, b"/a\nb", ["x" * 40_000, "y" * 40_000])
        writer.set_roots([b"/\xff"])
        writer.remove([ids[1]])
        writer.commit()
    return tmp_path / "index"


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        (layout.DOCUMENTS, schemas.DOCUMENTS),
        (layout.CHUNKS, schemas.CHUNKS),
        (layout.TEXTS, schemas.TEXTS),
        (layout.BLOCKS, schemas.BLOCKS),
    ],
)
def test_columns_are_those_of_the_schemas(name: str, schema: pa.Schema) -> None:
    assert list(table(name).items()) == [(field.name, str(field.type)) for field in schema]
    assert not any(field.nullable for field in schema)


def test_vectors_are_those_of_the_schema() -> None:
    expected = {field.name: str(field.type) for field in schemas.vectors(DIMS)}
    assert {name: kind.replace("dims", str(DIMS)) for name, kind in table(layout.VECTORS).items()} == expected
    assert f"{schemas.VECTOR_BATCH_BYTES} / (2 dims)" in FORMAT


def test_fields_are_those_of_the_manifest(index: Path) -> None:
    body = json.loads((index / "manifest.json").read_bytes())
    assert set(table("manifest.json")) == set(body)
    assert set(table("A segment")) == set(body["segments"][0])
    assert set(table("The lexical index")) == set(body["lexical"])
    assert manifest_file.MOST_BYTES == 16 << 20


def test_bounds_are_those_of_the_code() -> None:
    bounds = {name: int(most) for name, most in table("Bounds").items()}
    assert bounds == {
        "bytes of manifest.json": manifest_file.MOST_BYTES,
        "characters of a document": schemas.MOST_CHARACTERS,
        "bytes of a block of texts.arrow, unpacked": schemas.MOST_BLOCK_BYTES,
        "bytes of a row of documents.arrow": least_bytes(schemas.DOCUMENTS, schemas.DOCUMENTS_COLUMNS_1),
        "bytes of a row of chunks.arrow": least_bytes(schemas.CHUNKS, schemas.CHUNKS_COLUMNS_1),
    }


def test_versions_are_those_of_the_code() -> None:
    versions = {int(version): int(oldest) for version, oldest in table("Versions").items()}
    assert max(versions) == manifest.FORMAT_VERSION
    assert versions[manifest.FORMAT_VERSION] == manifest.OLDEST_READABLE


def test_every_file_of_an_index_is_in_the_tree(index: Path) -> None:
    tree = FORMAT.split("## Tree", 1)[1].split("\n## ")[0]
    names = {path.name for path in index.rglob("*") if path.is_file()}
    assert names >= {layout.MANIFEST, layout.GRAPH, *layout.SEGMENT_FILES}
    assert {
        name for name in names if name not in tree and not re.fullmatch(r"[0-9a-f]{32}(\.[0-9]+)?\.[a-z]+", name)
    } == set()


def test_an_index_is_read_with_json_and_arrow_alone(index: Path) -> None:
    body = json.loads((index / "manifest.json").read_bytes())
    checksum = body.pop("checksum")
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    assert xxhash.xxh3_64_hexdigest(canonical) == checksum
    assert [root.encode("utf-8", "surrogateescape") for root in body["roots"]] == [b"/\xff"]
    passages = []
    for segment in body["segments"]:
        files = {}
        for name, expected in segment["files"].items():
            data = (index / "segments" / segment["name"] / name).read_bytes()
            assert (len(data), xxhash.xxh3_64_hexdigest(data)) == (expected["size"], expected["xxh3"])
            files[name] = pa.ipc.open_file(data).read_all() if name.endswith(".arrow") else data
            if name in ("texts.arrow", "vectors.arrow"):
                blocks = pa.ipc.open_file(index / "segments" / segment["name"] / "blocks.arrow").read_all().to_pylist()
                for block in blocks:
                    if block["file"] == name:
                        part = data[block["offset"] : block["offset"] + block["size"]]
                        assert xxhash.xxh3_64_intdigest(part) == block["xxh3"]
        documents = files["documents.arrow"].to_pylist()
        texts = files["texts.arrow"].to_pylist()
        vectors = files["vectors.arrow"]["vector"].to_pylist()
        for row, chunk in enumerate(files["chunks.arrow"].to_pylist()):
            piece = texts[chunk["text"]]
            text = piece["text"][chunk["start"] - piece["start"] : chunk["end"] - piece["start"]]
            if chunk["document"] not in segment["dead"]:
                path = documents[chunk["document"]]["path"]
                lines = chunk["first_line"], chunk["last_line"]
                passages.append((path, chunk["start"], chunk["end"], *lines, tuple(chunk["heading"]), text))
                assert np.allclose(np.array(vectors[row], np.float32), vector(text), atol=0.001)
    assert passages == content(index)
    assert len(passages) == 4
