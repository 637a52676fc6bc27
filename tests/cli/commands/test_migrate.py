"""`scent migrate`: another model for an index, in which one can search all the time."""

import os
import random
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest
import tiny_models
from command import Command
from indexes import WORDS
from multilingual import NAME, needs_package
from notes import default_index
from rounding import same_cosines

from scent.core.calibration.calibration import BUNDLED, of_manifest
from scent.core.indexing.migration import LinearMap
from scent.formats.index import manifest_file
from scent.formats.index.reader import Reader

FILES = 30


@pytest.fixture
def model(tmp_path: Path) -> str:
    return str(tiny_models.bert(tmp_path / "random.gguf"))


@pytest.fixture
def index(scent: Command) -> Path:
    """Thirty notes, of which one was removed again, with the bundled model."""
    words = random.Random(2)  # noqa: S311  # the same notes each time
    for number in range(FILES + 1):
        text = " ".join(words.choices(WORDS, k=12))
        note = scent.directory / f"{number}.md"
        note.write_text(f"# Note {number}\n\nThe {text}.\n\nhello world {number}\n")
        os.utime(note, (1e9, 1e9))  # a file that has just changed is compared by content, and gets another id
    assert scent("index", ".").code == 0
    (scent.directory / f"{FILES}.md").unlink()
    assert scent("index").code == 0
    return default_index(scent)


def stored(index: Path) -> tuple[list[int], np.ndarray]:
    """The keys of the living passages of an index, and their vectors."""
    with Reader.open(index) as reader:
        rows = np.flatnonzero(np.isin(reader.document_of(np.arange(reader.rows)), reader.documents.rows))
        return reader.keys_of(rows).tolist(), reader.vectors_at(rows).astype(np.float32)


def test_the_vectors_are_those_of_a_new_index_and_all_else_stays(scent: Command, index: Path, model: str) -> None:
    keys, _ = stored(index)
    done = scent("migrate", "--model", model)
    assert (done.code, done.out) == (0, b"")
    assert b"provisional vectors of random" in done.err
    after, vectors = stored(index)
    assert after == keys
    assert scent("index", "--index", "fresh", "--model", model, ".").code == 0
    _, fresh = stored(scent.directory / "fresh")
    assert (vectors @ fresh.T).max(axis=1) == same_cosines(np.ones(len(vectors)))
    assert scent("check").code == 0
    assert b"random" in scent("status").out
    assert scent("search", "--mode", "lexical", "--json", "violin").records
    changed = scent("index", "--json").records[0]
    assert (changed["added"], changed["changed"], changed["removed"]) == (0, 0, 0)


def test_with_ready_the_vectors_are_provisional_and_the_next_run_goes_on(
    scent: Command, index: Path, model: str
) -> None:
    assert scent("migrate", "--ready", "--model", model).code == 0
    (state,) = scent("status", "--json").records
    assert (state["exact"], state["chunks"] > 0) == (0, True)
    assert of_manifest(manifest_file.load(index)) != BUNDLED
    assert scent("search", "--json", "--all", "violin and kettle").records
    assert scent("index").code == 0
    (state,) = scent("status", "--json").records
    assert state["exact"] == state["chunks"]


def test_back_to_the_bundled_model_gives_its_vectors_again(scent: Command, index: Path, model: str) -> None:
    keys, vectors = stored(index)
    assert scent("migrate", "--model", model).code == 0
    assert scent("migrate", "-q", "--model", "bundled").code == 0
    after, again = stored(index)
    assert after == keys
    assert np.abs(again - vectors).max() < 0.01  # another batch rounds otherwise
    assert of_manifest(manifest_file.load(index)) == BUNDLED


def test_the_model_that_it_has_is_no_change(scent: Command, index: Path) -> None:
    generation = manifest_file.load(index).generation
    said = scent("migrate")
    assert (said.code, said.out) == (2, b"")
    assert b"uses all-MiniLM-L6-v2 already" in said.err
    assert manifest_file.load(index).generation == generation


def test_without_an_index_there_is_nothing_to_change(scent: Command, model: str) -> None:
    said = scent("migrate", "--model", model)
    assert said.code == 2
    assert b"there is no index" in said.err


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_change_that_is_ended_leaves_an_index_of_one_model(
    scent: Command, model: str, number: signal.Signals
) -> None:
    for delay in (0.3, 0.6, 0.9, 1.2, 1.8):
        with scent.start("migrate", "--model", model) as running:
            try:
                running.communicate(timeout=delay)
            except subprocess.TimeoutExpired:
                os.kill(running.pid, number)
        assert scent("check").code == 0
        assert scent("search", "--json", "--all", "violin").records
        if b"random" in scent("status").out:
            return


def test_a_full_disk_leaves_the_index_as_it_was(scent: Command, index: Path, model: str) -> None:
    before = manifest_file.load(index)
    said = scent.shell(f"ulimit -f 8; scent migrate --model {model}")
    assert said.code == 2
    assert manifest_file.load(index) == before


def test_a_map_is_learnt_from_pairs() -> None:
    chance = np.random.default_rng(3)
    old = chance.standard_normal((500, 16)).astype(np.float32)
    turned = np.linalg.qr(chance.standard_normal((16, 16)))[0].astype(np.float32)
    new = old @ turned + 0.2
    new /= np.linalg.norm(new, axis=1, keepdims=True)
    learnt = LinearMap.learn(old[:400], new[:400])
    assert (learnt(old[400:]) * new[400:]).sum(axis=1).mean() > 0.95


@pytest.mark.usefixtures("index")
@needs_package
def test_a_model_for_many_languages_takes_over(scent: Command) -> None:
    assert scent("models", "use", NAME).code == 0
    refused = scent("index")
    assert refused.code == 2
    assert b"scent migrate" in refused.err
    assert scent("migrate").code == 0
    assert scent("index").code == 0
    assert scent("search", "--json", "--all", "Wo ist die Geige?").records


@needs_package
@pytest.mark.usefixtures("index")
def test_passages_with_more_tokens_than_the_new_model_takes_are_shortened(scent: Command) -> None:
    # In capitals, a word is one token of the bundled model and several of this one.
    loud = scent.directory / "loud.md"
    loud.write_text("THE LANDLORD WRITES ANOTHER LETTER ABOUT RADIATORS AND NEIGHBOURS EVERY WINTER. " * 60)
    os.utime(loud, (1e9, 1e9))
    assert scent("index").code == 0
    assert scent("models", "use", NAME).code == 0
    assert scent("migrate", "--ready").code == 0
    done = scent("index")
    assert (done.code, done.err) == (0, b"")
    (state,) = scent("status", "--json").records
    assert state["exact"] == state["chunks"]
    assert scent("check").code == 0
