"""An index run first makes all files searchable, then makes their vectors exact; it may end at any moment between."""

import json
import os
import random
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from command import Command
from indexes import WORDS, assert_same_vectors, vectors
from notes import default_index
from rounding import same_cosines

from scent.formats.index.health.check import check
from scent.formats.index.reader import Reader

FILES = 24
LONG_AGO = 1_700_000_000


def write(directory: Path, names: range, words: int = 120, seed: int = 3) -> None:
    """Write notes of invented sentences, each with one of its own."""
    directory.mkdir(exist_ok=True)
    chosen = random.Random(seed)  # noqa: S311  # the same notes each time
    for name in names:
        sentences = [" ".join(chosen.choices(WORDS, k=8)).capitalize() + "." for _ in range(words // 8)]
        note = directory / f"{name}.md"
        note.write_text(f"# Note {name}\n\nThe kettle{name} is here.\n\n" + " ".join(sentences))
        os.utime(note, (LONG_AGO, LONG_AGO))  # what was modified within two seconds is compared by its content


@pytest.fixture
def tree(scent: Command) -> Path:
    """Some notes, fewer than a run needs to have two phases by itself."""
    write(scent.directory / "tree", range(FILES))
    return scent.directory / "tree"


@pytest.fixture
def at_once(scent: Command, tree: Path) -> Path:
    """The index of the tree, made with exact vectors at once."""
    report = scent("index", "--index=at-once", "--json", tree).records[0]
    assert (report["refined"], report["provisional"]) == (0, 0)
    return scent.directory / "at-once"


def status(scent: Command) -> dict[str, int]:
    return json.loads(scent("status", "--json").out)


def test_a_run_that_is_only_to_be_ready_leaves_all_vectors_to_the_next_one(
    scent: Command, tree: Path, at_once: Path
) -> None:
    ready = scent("index", "--ready", "--json", tree).records[0]
    assert ready["added"] == FILES
    assert (ready["refined"], ready["tokens"], ready["provisional"]) == (0, 0, ready["chunks"])
    assert status(scent)["exact"] == 0
    assert check(default_index(scent)) == []
    again = scent("index", "--ready", "--json").records[0]
    assert (again["unchanged"], again["provisional"]) == (FILES, ready["chunks"])
    refined = scent("index", "--json").records[0]
    assert (refined["unchanged"], refined["refined"], refined["provisional"]) == (FILES, ready["chunks"], 0)
    assert status(scent)["exact"] == ready["chunks"]
    assert check(default_index(scent)) == []
    assert_same_vectors(default_index(scent), vectors(at_once))
    assert scent("index", "--json").records[0]["refined"] == 0


def test_weights_are_loaded_only_for_exact_vectors(scent: Command, tree: Path) -> None:
    """Their copy for this processor is made when they are loaded first."""
    fresh = replace(scent, cache=scent.directory / "cache")
    copies = fresh.cache / "scent" / "weights"
    assert fresh("index", "--ready", "--quiet", tree).code == 0
    assert not copies.exists()
    assert fresh("index", "--quiet").code == 0
    assert list(copies.iterdir())


def test_a_run_over_many_files_is_ready_first_and_exact_at_its_end(scent: Command) -> None:
    directory = scent.directory / "many"
    write(directory, range(1), words=12_000)
    for name in ("b", "c", "d"):  # the same sentences, which are embedded once
        (directory / f"{name}.md").write_text(f"{(directory / '0.md').read_text()}\n\nThis is {name}.")
    done = scent("index", "--json", "--progress", directory)
    assert done.records[0]["refined"] == done.records[0]["chunks"] > 100
    assert done.records[0]["provisional"] == 0
    assert b"ready to search: " in done.err


def test_a_search_ranks_as_it_will_when_all_vectors_are_exact(scent: Command, tree: Path) -> None:
    queries = ["kettle17", "where is kettle3", "the kettle11 of the harbour"]
    scent("index", "--ready", tree)
    before = [scent("search", "--json", query).records for query in queries]
    scent("index")
    after = [scent("search", "--json", query).records for query in queries]
    for first, second in zip(before, after, strict=True):
        assert first[0]["path"] == second[0]["path"]
        assert first[0]["score"] == same_cosines(second[0]["score"])


def test_runs_killed_while_they_refine_lose_nothing(scent: Command, tree: Path, at_once: Path) -> None:
    assert scent("index", "--ready", tree).code == 0
    chosen, kills, exact = random.Random(5), 0, 0  # noqa: S311  # the same moments each time
    for _ in range(5):
        process = scent.start("index")
        time.sleep(chosen.uniform(0.1, 0.6))
        process.kill()
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
        assert check(default_index(scent)) == []
        state = status(scent)
        assert state["exact"] >= exact
        exact = state["exact"]
        assert scent("search", "kettle17").code == 0
    assert scent("index").code == 0
    assert_same_vectors(default_index(scent), vectors(at_once))
    print(f"\nkills survived: {kills}")


def test_an_interrupted_run_keeps_what_it_refined(scent: Command, tree: Path) -> None:
    process = scent.start("index", "--json", tree)
    while process.poll() is None:
        time.sleep(0.02)
        with_index = (default_index(scent) / "manifest.json").exists()
        if with_index and status(scent).get("exact", 0) > 0:
            process.send_signal(signal.SIGINT)
            break
    out, _ = process.communicate()
    report = json.loads(out)
    state = status(scent)
    assert state["exact"] == state["chunks"] - report["provisional"]
    assert scent("index", "--json").records[0]["provisional"] == 0


def test_files_that_change_or_go_between_the_phases_are_treated_as_ever(scent: Command, tree: Path) -> None:
    scent("index", "--ready", tree)
    (tree / "0.md").unlink()
    (tree / "1.md").write_text("# One\n\nThis note has changed, and tells of a lighthouse.\n")
    (tree / "2.md").rename(tree / "moved.md")
    report = scent("index", "--json").records[0]
    assert (report["removed"], report["changed"], report["moved"], report["provisional"]) == (1, 1, 1, 0)
    assert scent("search", "--json", "lighthouse").records[0]["path"] == str(tree / "1.md")
    assert scent("search", "--json", "kettle2").records[0]["path"] == str(tree / "moved.md")
    assert check(default_index(scent)) == []


def test_nothing_provisional_is_exported_or_compared(scent: Command, tree: Path) -> None:
    scent("index", "--ready", tree)
    for words in (("export", "-o", "out.parquet"), ("similar", "--pairs")):
        done = scent(*words)
        assert done.code == 2
        assert b"passages have no exact vectors yet" in done.err
        assert b"scent index" in done.err
    assert not (scent.directory / "out.parquet").exists()
    scent("index")
    assert scent("export", "-o", "out.parquet").code == 0


def test_passages_like_those_of_a_file_are_found_before_they_are_exact(scent: Command) -> None:
    notes = {
        "rent": "The rent is due on the third working day of the month.",
        "flat": "We pay for the apartment at the beginning of each month.",
        "bees": "The bees swarmed in May, and we gave the second hive a new queen.",
    }
    for name, text in notes.items():
        (scent.directory / f"{name}.md").write_text(f"# {name}\n\n{text}\n")
    scent("index", "--ready", ".")
    before = scent("similar", "--json", "--all", "rent.md").records
    scent("index")
    after = scent("similar", "--json", "--all", "rent.md").records
    assert [hit["path"] for hit in before] == [hit["path"] for hit in after]
    assert [hit["score"] for hit in before] == same_cosines([hit["score"] for hit in after])


def test_a_vector_that_was_never_made_is_not_kept_for_an_edited_file(scent: Command, tree: Path) -> None:
    scent("index", "--ready", tree)
    with (tree / "3.md").open("a") as file:
        file.write("\nOne more line.\n")
    scent("index")
    with Reader.open(default_index(scent)) as reader:
        live = np.flatnonzero(np.isin(reader.document_of(np.arange(reader.rows)), reader.documents.rows))
        lengths = np.linalg.norm(reader.vectors_at(live).astype(np.float32), axis=1)
    assert np.abs(lengths - 1).max() < 0.01


def test_runs_with_hardly_any_time_get_everything_done_in_the_end(scent: Command, tree: Path) -> None:
    """A long file among short ones keeps nothing out, and each run gets at least one document further."""
    for name in range(4, FILES):
        (tree / f"{name}.md").unlink()
    (tree / "0.md").write_text((tree / "0.md").read_text() * 40)
    reports = [scent("index", "--budget=0.01s", "--json", tree).records[0]]
    while reports[-1]["stopped"] and len(reports) < 20:
        reports.append(scent("index", "--budget=0.01s", "--json").records[0])
        before, after = reports[-2:]
        done = (before["left"] + before["provisional"]) - (after["left"] + after["provisional"])
        assert after["added"] or after["refined"] or not after["stopped"], done
    assert reports[-1]["stopped"] is None
    assert status(scent)["files"] == 4
    assert status(scent)["exact"] == status(scent)["chunks"]
    assert check(default_index(scent)) == []
