"""Indexes that earlier versions wrote are opened, searched and written to."""

import shutil
from pathlib import Path

import pytest
from indexes import add, content, opened, vector
from places import COMPAT

from scent.formats.index import manifest
from scent.formats.index.health.check import check
from scent.formats.index.health.repair import repair
from scent.formats.index.reader import Reader

# The current version is frozen when it is released: until then its fields may still change.
VERSIONS = [f"v{number}" for number in range(manifest.OLDEST_READABLE, manifest.FORMAT_VERSION)]


@pytest.fixture(params=VERSIONS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copytree(COMPAT / request.param, tmp_path / "index"))


def test_a_frozen_index_is_sound_and_says_what_was_written(index: Path) -> None:
    assert check(index) == []
    passages = content(index)
    assert passages[0] == (b"/notes/caf\xe9.md", 0, 23, 1, 1, ("Kitchen", "Drinks"), "Coffee is ground late. ")
    assert [p[1:3] for p in passages if p[0] == b"/notes/long.txt"] == [(0, 16), (16, 33), (33, 41)]
    assert len(passages) == 10
    assert b"/notes/gone.txt" not in {passage[0] for passage in passages}


def test_a_frozen_index_is_searched_by_meaning_and_by_words(index: Path) -> None:
    with Reader.open(index) as reader:
        rows, scores = reader.nearest(vector("Tree number 3. "), 1)
        assert scores[0] == pytest.approx(1, abs=0.001)
        assert reader.passage(int(rows[0])).text == "Tree number 3. "
        rows, _ = reader.lexical.matching("ground coffees", 1)
        assert reader.passage(int(rows[0])).text == "Coffee is ground late. "
        assert reader.lexical.problem == ""


def test_a_frozen_index_is_written_to(index: Path) -> None:
    with opened(index) as writer:
        add(writer, b"/new", ["Something new."])
        writer.commit()
        writer.rewrite(0, len(writer.reader.segments))
    assert len(content(index)) == 11
    assert check(index) == []
    with Reader.open(index) as reader:
        assert reader.manifest.format == manifest.FORMAT_VERSION


def test_a_frozen_index_is_repaired(index: Path) -> None:
    before = content(index)
    (texts,) = (path for path in sorted(index.glob("segments/*/texts.arrow"))[-1:])
    data = bytearray(texts.read_bytes())
    data[len(data) // 2] ^= 0xFF
    texts.write_bytes(data)
    lost = set(repair(index).lost)
    assert lost
    assert check(index) == []
    # Of a lost file, parts in other segments stay: the next run goes on after them.
    kept = [passage for passage in content(index) if passage[0] not in lost]
    assert kept == [passage for passage in before if passage[0] not in lost]


def test_columns_that_a_frozen_index_lacks_read_as_zero(index: Path) -> None:
    with Reader.open(index) as reader:
        assert set(reader.documents.readers.tolist()) == {0}
        assert not any(reader.passage(row).generated for row in reader.nearest(vector("x"), 10)[0].tolist())


def test_a_lexical_index_of_older_rules_is_searched_until_it_is_built_again(index: Path) -> None:
    with Reader.open(index) as reader:
        assert reader.manifest.lexical is not None
        assert reader.manifest.lexical.version == 1
    with opened(index) as writer:
        writer.merge()
    with Reader.open(index) as reader:
        assert reader.manifest.lexical is not None
        assert (reader.manifest.lexical.version, reader.manifest.lexical.entries) == (manifest.LEXICAL_VERSION, 10)
        assert reader.lexical.matching("ground coffees", 1)[0].size == 1
    assert check(index) == []
