"""`scent similar` and `scent export`: what an index holds, compared with itself and handed on."""

import os
import shutil
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from command import Command
from notes import indexed_notes

NOTES = {
    "boiler.md": "# Heating\n\nWhen the radiator stays cold, let the trapped air out with the small key.\n",
    "copy.md": "# Heating\n\nWhen the radiator stays cold, let the trapped air out with the small key.\n",
    "warm.txt": "Radiators that are not warm have air in them; open the valve with a key.\n",
    "garden.txt": "In March we sow tomatoes on the window sill and keep the seedlings warm.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    return indexed_notes(tmp_path_factory.mktemp("library"), cache, NOTES)


def test_a_file_finds_what_is_like_it_and_not_itself(library: Command) -> None:
    result = library("similar", "-l", "boiler.md")
    assert (result.code, result.err) == (0, b"")
    assert result.lines == [b"copy.md", b"warm.txt"]
    assert library("similar", "-l", "--all", "boiler.md").lines == [b"copy.md", b"warm.txt", b"garden.txt"]
    (best,) = library("similar", "--json", "-k1", "boiler.md").records
    assert best["score"] == pytest.approx(1, abs=2e-3)


def test_lines_of_a_file_stand_for_its_passages(library: Command) -> None:
    assert library("similar", "-lk1", "boiler.md:3").lines == [b"copy.md"]
    assert library("similar", "-lk1", "boiler.md:1-3").lines == [b"copy.md"]
    assert b"holds no text there" in library("similar", "boiler.md:99").err


def test_a_text_on_standard_input_is_enough(library: Command) -> None:
    assert library("similar", "-lk1", stdin=b"seedlings are sown in spring").lines == [b"garden.txt"]
    assert library("similar", "-lk1", "-", stdin=b"seedlings are sown in spring").lines == [b"garden.txt"]


def test_a_least_score_may_leave_nothing(library: Command) -> None:
    assert library("similar", "--min-score", "0.99", "garden.txt").code == 1


def test_pairs_are_the_near_duplicates_with_both_places(library: Command) -> None:
    (line,) = library("similar", "--pairs").lines
    score, first, second, text = line.split(b"\t")
    assert (score, first, second) == (b"1.000", b"boiler.md:1", b"copy.md:1")
    assert text.startswith(b"# Heating When the radiator")
    records = library("similar", "--pairs", "--min-score", "-1", "--json").records
    assert len(records) == 6
    assert [each["score"] for each in records] == sorted((each["score"] for each in records), reverse=True)
    assert list(records[0]["first"]) == ["path", "start_line", "end_line", "text"]
    assert len(library("similar", "--pairs", "--min-score", "-1", "-k2").lines) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.md"], b"no such file or directory: nowhere.md"),
        (
            [__file__],
            b"add it with: scent index " + os.fsencode(__file__) + b"; only compare it with: scent similar < ",
        ),
        (["boiler.md:0"], b"is not a range of lines"),
        (["boiler.md:9-3"], b"is not a range of lines"),
        (["--pairs", "boiler.md"], b"--pairs cannot be combined"),
        (["-"], b"there is no text on standard input"),
        (["--json", "-l", "boiler.md"], b"--json cannot be combined with -l"),
        (["--pairs", "--vimgrep"], b"--pairs cannot be combined"),
    ],
)
def test_a_wrong_request_is_one_sentence(library: Command, words: list[str], said: bytes) -> None:
    result = library("similar", *words)
    assert (result.code, result.out) == (2, b"")
    assert said in result.err
    assert b"Traceback" not in result.err


def test_a_table_in_no_directory_names_the_directory(library: Command) -> None:
    result = library("export", "-o", "nowhere/x.npy")
    assert (result.code, result.err) == (2, b"scent: no such directory: %s/nowhere\n" % bytes(library.directory))


def test_export_holds_every_live_passage_and_its_vector(library: Command, tmp_path: Path) -> None:
    records = library("export").records
    assert sorted(Path(each["path"]).name for each in records) == sorted(NOTES)
    for each in records:
        text = Path(each["path"]).read_text(encoding="utf-8")
        assert each["text"] == text[each["start"] : each["end"]]
        assert np.linalg.norm(each["vector"]) == pytest.approx(1, abs=2e-3)
    keys = [
        "path",
        "start_line",
        "end_line",
        "start",
        "end",
        "heading",
        "place",
        "title",
        "format",
        "generated",
        "text",
        "vector",
    ]
    assert list(records[0]) == keys
    assert library("export", "-o", tmp_path / "notes.parquet").code == 0
    table = pq.read_table(tmp_path / "notes.parquet")
    assert table.column_names == [keys[0], "path_bytes", *keys[1:]]
    assert table["text"].to_pylist() == [each["text"] for each in records]
    assert np.allclose(np.stack(table["vector"].to_pylist()), [each["vector"] for each in records], atol=1e-6)
    assert library("export", "--dtype", "float16", "-o", tmp_path / "notes.npy").code == 0
    assert np.allclose(np.load(tmp_path / "notes.npy"), np.stack(table["vector"].to_pylist()), atol=1e-3)


def test_what_was_forgotten_is_not_exported(library: Command, tmp_path: Path) -> None:
    scent = Command(tmp_path / "work", tmp_path / "home", library.cache)
    scent.home.mkdir()
    shutil.copytree(library.directory, scent.directory)
    assert scent("index", ".").code == 0
    assert scent("forget", "--yes", "copy.md").code == 0
    assert sorted(Path(each["path"]).name for each in scent("export").records) == sorted(set(NOTES) - {"copy.md"})
    assert scent("export", "--index", "none").code == 2
