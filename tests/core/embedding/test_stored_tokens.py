"""Tokens that an index from somebody else holds are checked before a model reads them."""

import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from command import Command

from scent.formats.index import manifest_file
from scent.formats.index.segment.arrow_writer import ArrowWriter
from scent.formats.index.storage import layout
from scent.formats.index.storage.checksum import checksum_file


def replace_tokens(index: Path, tokens: list[int]) -> None:
    """Give each chunk of an index other tokens, under right checksums."""
    (file,) = index.glob(f"{layout.SEGMENTS}/*/{layout.TOKENS}")
    with pa.OSFile(str(file)) as opened:
        table = pa.ipc.open_file(opened).read_all()
    file.unlink()
    writer = ArrowWriter(file, table.schema)
    column = pa.array([tokens] * table.num_rows, table.schema.field(0).type)
    writer.write(pa.RecordBatch.from_arrays([column], schema=table.schema))
    writer.finish()
    contents = manifest_file.load(index)
    (entry,) = contents.segments
    files = entry.files | {layout.TOKENS: checksum_file(file)}
    manifest_file.store(index, contents._replace(segments=(entry._replace(files=files),)))


@pytest.mark.parametrize("tokens", [[-1], [1 << 30], [2000] * 5000], ids=["negative", "unknown", "too many"])
def test_tokens_that_no_model_reads_are_damage_and_the_advice_helps(scent: Command, tokens: list[int]) -> None:
    index = scent.directory / "index"
    (scent.directory / "a.md").write_text("The kettle is on the shelf.\n")
    assert scent("index", "--ready", "--index=index", "a.md").code == 0
    replace_tokens(index, tokens)
    checked = scent("check", "--index=index")
    assert checked.code == 2
    assert checked.out == b"tokens.arrow: holds tokens that the index's model cannot read\n"
    assert checked.err.startswith(b"hint: remove the index and index again")
    done = scent("index", "--index=index")
    assert done.code == 2
    assert done.err.decode().splitlines() == [
        "scent: tokens.arrow holds tokens that the index's model cannot read",
        "hint: remove the index and index again; that does not touch your own files",
    ]
    shutil.rmtree(index)
    assert scent("index", "--index=index", "a.md").code == 0
    assert b"kettle" in scent("search", "--index=index", "kettle").out
