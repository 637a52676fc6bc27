"""A run makes those vectors exact first whose documents searches have found meanwhile."""

import os
import time
from pathlib import Path

import numpy as np
import pytest
from command import Command
from notes import default_index

from scent.core.indexing import found_documents
from scent.formats.index.manifest import Manifest
from scent.formats.index.reader import Reader

NOTES = {
    "boiler": "The boiler makes a noise when it is cold outside.",
    "garden": "The roses by the wall were planted in spring.",
    "shed": "The shed has a new roof of red tiles.",
}


@pytest.fixture
def index(scent: Command) -> Path:
    """An index of provisional vectors, with a segment for each note."""
    for name, text in NOTES.items():
        (scent.directory / f"{name}.md").write_text(text)
        time.sleep(2.1)  # a file that was modified just before is compared again, and moves to the newest segment
        assert scent("index", "--ready", ".").code == 0
    return default_index(scent)


def exact(index: Path) -> set[str]:
    """The notes with exact vectors."""
    with Reader.open(index) as reader:
        rows = np.flatnonzero(np.isin(reader.document_of(np.arange(reader.rows)), reader.documents.rows))
        passages = [reader.passage(row) for row in rows[~reader.provisional(rows)].tolist()]
    return {Path(os.fsdecode(each.path)).stem for each in passages}


def test_without_a_search_the_newest_come_first(scent: Command, index: Path) -> None:
    assert scent("index", "--budget=0.01s").code == 0
    assert exact(index) == {"shed"}


def test_what_a_search_has_found_comes_first(scent: Command, index: Path) -> None:
    assert scent("search", "path:boiler.md a noisy boiler").code == 0
    assert exact(index) == set()
    assert scent("index", "--budget=0.01s").code == 0
    assert exact(index) == {"boiler"}
    assert scent("index").code == 0
    assert exact(index) == set(NOTES)


def test_a_note_of_what_was_found_that_is_damaged_or_of_another_index_is_left_alone(tmp_path: Path) -> None:
    index = Manifest(1, "stand-in", {}, 16, created_ns=7)
    found_documents.remember(tmp_path, index, [3, 1, 3])
    found_documents.remember(tmp_path, index, [1, 2])
    assert found_documents.read(tmp_path, index) == [1, 2, 3]
    assert found_documents.read(tmp_path, index._replace(created_ns=8)) == []
    (file,) = (tmp_path / "found").iterdir()
    for damage in (b"", b"{}", b"7", b'[-1, "x", null, 2, 1e9]', b"\xff", b"[" * 10_000):
        file.write_bytes(damage)
        assert set(found_documents.read(tmp_path, index)) <= {2}
    found_documents.remember(tmp_path, index, range(1, 5000))
    assert len(found_documents.read(tmp_path, index)) == 1000
    found_documents.remember(Path("/proc/none"), index, [1])
    found_documents.forget(tmp_path, index)
    found_documents.forget(tmp_path, index)
    assert found_documents.read(tmp_path, index) == []
