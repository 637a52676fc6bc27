"""`scent.core` as a library: what a program in Python can do with an index."""

import inspect
import os
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import scent.core
from scent.core import Hit, Index, Scope
from scent.errors import NoIndexError, ScentError, UsageError

NOTES = {
    "boiler.md": "When the radiator stays cold, let the trapped air out with the small key.\n",
    "garden.txt": "In March we sow tomatoes on the window sill and keep the seedlings warm.\n",
}


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    for name, text in NOTES.items():
        (tmp_path / "notes" / name).write_text(text)
    return tmp_path / "notes"


@pytest.fixture
def index(tmp_path: Path, cache: Path) -> Iterator[Index]:
    with Index(tmp_path / "index", cache=cache / "scent") as opened:
        yield opened


def names(hits: list[Hit]) -> list[str]:
    return [Path(os.fsdecode(hit.path)).name for hit in hits]


def test_an_index_is_made_searched_and_followed(index: Index, notes: Path) -> None:
    with pytest.raises(NoIndexError):
        index.search("radiator")
    assert index.update(notes).added == 2
    assert names(index.search("a cold radiator"))[0] == "boiler.md"
    assert names(index.search("a cold radiator", mode="lexical")) == ["boiler.md"]
    assert index.search("quantum chromodynamics") == []
    assert len(index.search("quantum chromodynamics", min_score=-1)) == 2
    (notes / "violin.md").write_text("The violin needs a new string.\n")
    assert index.update().added == 1
    assert names(index.search("violin", limit=1)) == ["violin.md"]


def test_a_search_can_be_narrowed_and_says_what_it_left_out(index: Index, notes: Path) -> None:
    index.update(str(notes))
    assert names(index.search("tomatoes", scope=Scope(globs=("*.md",)), min_score=-1)) == ["boiler.md"]
    assert names(index.search("tomatoes", scope=Scope(formats=("text",)))) == ["garden.txt"]
    assert index.search("tomatoes", scope=Scope(author="nobody")) == []
    assert index.warnings == ["nothing in the index matches the filters"]
    (notes / "garden.txt").write_text("Something else.\n")
    assert "garden.txt" not in names(index.search("tomatoes"))
    assert [hit.stale != "" for hit in index.search("tomatoes", stale="show", limit=1)] == [True]


def test_texts_become_vectors_of_the_index_or_of_the_bundled_model(index: Index, notes: Path) -> None:
    before = index.embed(["a cold radiator", "tomatoes", "two words " * 400])
    assert (before.dtype, before.shape) == (np.dtype(np.float32), (3, 384))
    assert np.linalg.norm(before, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    index.update(notes)
    assert index.embed(["a cold radiator"]) == pytest.approx(before[:1], abs=1e-3)
    assert index.embed([], query=True).shape == (0, 384)


def test_trouble_is_one_of_the_errors_of_scent(index: Index, notes: Path) -> None:
    for wrong in (index.update, lambda: index.update(notes / "nowhere")):
        with pytest.raises(UsageError):
            wrong()
    index.update(notes)
    with pytest.raises(ScentError):
        index.search("x", scope=Scope(globs=("[",)))
    with pytest.raises(UsageError, match="no such mode: sparse"):
        index.search("x", mode="sparse")
    with pytest.raises(UsageError, match="no such type of numbers: float3"):
        next(index.export(dtype="float3"))


def test_an_update_warns_if_it_finds_no_gpu(index: Index, notes: Path) -> None:
    index.update(notes, device="gpu")
    assert index.warnings == ["llama.cpp finds no GPU here, so the CPU is used"]
    with pytest.raises(UsageError, match="device is 'cuda'"):
        index.update(notes, device="cuda")


def test_a_limit_of_zero_gives_no_hits(index: Index, notes: Path) -> None:
    index.update(notes)
    assert index.search("tomatoes", limit=0) == []


@pytest.mark.parametrize("name", scent.core.__all__)
def test_what_is_offered_is_documented_and_typed(name: str) -> None:
    offered = getattr(scent.core, name)
    assert offered.__doc__
    for method_name, method in inspect.getmembers(offered, inspect.isfunction):
        if not method_name.startswith("_"):
            assert method.__doc__, method_name
            assert "return" in method.__annotations__, method_name
    assert typing.get_type_hints(Index.__init__)


def test_nothing_heavy_is_loaded_before_it_is_used() -> None:
    program = "import sys; from scent.core import Index, Scope, Hit; Index('x'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & {"numpy", "pyarrow", "tantivy", "llama_cpp", "ignore"} == set()


def test_an_error_of_the_system_is_a_sentence(tmp_path: Path, notes: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with Index(tmp_path / "file" / "index") as below_a_file:
        with pytest.raises(ScentError, match="file exists: ") as raised:
            below_a_file.update(notes)
        assert isinstance(raised.value.__cause__, OSError)
    with Index(tmp_path / ("x" * 300)) as too_long:
        for call in (lambda: too_long.update(notes), lambda: too_long.search("x"), lambda: list(too_long.export())):
            with pytest.raises(ScentError, match="file name too long: "):
                call()


def test_whether_there_is_an_index_can_be_asked(index: Index, notes: Path) -> None:
    with pytest.raises(NoIndexError):
        index.check_exists()
    index.update(notes)
    index.check_exists()
