"""A check names every damaged file; a repair keeps what is readable and names the files to index again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from indexes import add, content, opened

from scent.errors import DamageError
from scent.formats.index.health.check import check
from scent.formats.index.health.repair import Repaired, repair
from scent.formats.index.reader import Reader
from scent.formats.index.storage.layout import IGNORES

WORDS = ("apple", "berry", "cherry", "damson", "elder", "fig")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return an index of two segments: one with a graph and a removed document, and a file in three parts over both."""
    place = tmp_path / "index"
    with opened(place, graph_from=4) as writer:
        ids = [add(writer, f"/{word}".encode(), [f"the {word} tree ", f"a {word} pie"]) for word in WORDS]
        file = add(writer, b"/long", ["part one "], last=False)
        add(writer, b"/long", ["part two "], part=1, last=False, file=file, offset=9)
        writer.commit()
        writer.remove([ids[2]])
        add(writer, b"/long", ["part three"], part=2, file=file, offset=18)
        add(writer, b"/grape", ["one grape"])
        writer.commit()
    assert check(place) == []
    return place


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def files(index: Path) -> list[Path]:
    return sorted(
        path
        for path in index.rglob("*")
        if path.is_file() and path.name not in {".tantivy-meta.lock", "writer.lock", "writer.json", *IGNORES}
    )


@pytest.mark.parametrize("harm", [flip, cut, Path.unlink])
def test_a_check_names_each_file_that_was_harmed(index: Path, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    names = [path.relative_to(index) for path in files(index)]
    for name in names:
        copy = tmp_path / "copy"
        shutil.copytree(index, copy)
        harm(copy / name)
        assert str(name) in {finding.file for finding in check(copy)}
        shutil.rmtree(copy)
    print(f"{len(names)} files harmed, each named")


@pytest.mark.parametrize("harm", [flip, Path.unlink])
def test_a_repair_leaves_a_sound_index_of_what_was_written_and_names_the_rest(
    index: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    whole = content(index)
    for name in [path.relative_to(index) for path in files(index) if path.name != "manifest.json"]:
        copy = tmp_path / "copy"
        shutil.copytree(index, copy)
        harm(copy / name)
        done = repair(copy)
        assert check(copy) == []
        remaining = content(copy)
        assert set(remaining) <= set(whole)
        gone = {passage[0] for passage in set(whole) - set(remaining)}
        assert gone <= set(done.lost) or done.unnamed
        if name.parts[0] == "lexical" or name.name == "graph.usearch":
            assert (remaining, done.lost, done.unnamed) == (whole, (), 0)
        if b"/long" in {passage[0] for passage in remaining}:
            assert next(p[6] for p in remaining if p[0] == b"/long") == "part one "
        with Reader.open(copy) as reader:
            assert reader.lexical.problem == ""
            assert len(reader.lexical.matching("pie", 100)[0]) == sum("pie" in passage[6] for passage in remaining)
        shutil.rmtree(copy)


def test_a_sound_index_is_not_touched_by_a_repair(index: Path) -> None:
    before = (index / "manifest.json").read_bytes()
    assert repair(index) == Repaired((), (), 0)
    assert (index / "manifest.json").read_bytes() == before


def test_without_its_manifest_an_index_is_not_mended_but_refused(index: Path) -> None:
    (index / "manifest.json").unlink()
    with pytest.raises(DamageError, match=r"manifest\.json is missing"):
        repair(index)
    assert [finding.file for finding in check(index)] == ["manifest.json"]


def test_after_a_repair_lost_documents_can_be_added_again(index: Path) -> None:
    segment = min((index / "segments").iterdir())
    flip(segment / "texts.arrow")
    lost = repair(index).lost
    assert lost
    with opened(index) as writer:
        for path in lost:
            add(writer, path, ["once more"])
        writer.commit()
    assert check(index) == []
