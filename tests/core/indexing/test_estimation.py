"""A model that does not come with scent gets a table of static vectors in the first run that has much to refine."""

import random
from pathlib import Path

import numpy as np
import pytest
import tiny_models
from command import Command
from indexes import assert_same_vectors, vectors
from notes import default_index

from scent.core.embedding.embedder import Embedder
from scent.core.indexing.commits import Commits
from scent.core.indexing.estimation import Estimation
from scent.core.indexing.stop import Stop
from scent.core.models import source
from scent.core.profile import load_profile
from scent.formats.index.health.check import check
from scent.formats.index.reader import Reader
from scent.formats.index.writer import Writer

WORDS = "the a of and to in cat dog sat mat fog on how do i find my files by meaning hello world".split()  # noqa: SIM905


def write(directory: Path, names: range) -> None:
    directory.mkdir(exist_ok=True)
    chosen = random.Random(5)  # noqa: S311  # the same notes each time
    for name in names:
        sentences = [" ".join(chosen.choices(WORDS, k=9)).capitalize() + "." for _ in range(40)]
        (directory / f"{name}.md").write_text(f"# cat {name}\n\n" + " ".join(sentences))


@pytest.fixture
def scent(tmp_path: Path) -> Command:
    """The command, with a cache of its own: tables that others made must not be in it."""
    return Command.below(tmp_path, tmp_path / "cache")


@pytest.fixture
def model(scent: Command) -> Path:
    return tiny_models.bert(scent.directory / "tiny.gguf")


@pytest.fixture
def ready(scent: Command, model: Path) -> Path:
    """An index of which only the first phase is done: its model has no table yet."""
    write(scent.directory / "tree", range(20))
    scent("index", "--ready", "--model", model, "tree")
    return default_index(scent)


def lengths(index: Path) -> list[float]:
    return sorted({round(float(np.linalg.norm(each)), 2) for each in vectors(index).values()})


def estimate(index: Path, cache: Path) -> None:
    """Estimate vectors, as a run does between its phases, and do nothing else."""
    profile = load_profile(index)
    assert profile is not None
    opened = Writer.open(index, fingerprint=profile.fingerprint, settings=profile.settings(), dims=profile.dims)
    with opened as writer, Embedder(source.load(profile.model, cache), profile.chunks, workers=1) as embedder:
        digest = profile.model.identity.digest
        Estimation(writer, embedder, digest, cache, Stop(), Commits(writer, 0.0)).execute()


def test_words_alone_find_passages_until_there_is_a_table(scent: Command, ready: Path) -> None:
    assert lengths(ready) == [0.0]
    assert scent("search", "-l", "--mode", "lexical", "17").out.split() == [b"tree/17.md"]


def test_passages_of_the_first_run_get_estimates_before_they_are_refined(
    scent: Command, ready: Path, tmp_path: Path
) -> None:
    exact = scent.directory / "exact"
    scent("index", f"--index={exact}", "--model", scent.directory / "tiny.gguf", "tree")
    with Reader.open(ready) as reader:
        passages = reader.provisional_chunks()
    estimate(ready, tmp_path / "tables")
    assert lengths(ready) == [1.0]
    with Reader.open(ready) as reader:
        assert reader.provisional_chunks() == passages
    assert check(ready) == []
    truth = vectors(exact)
    cosines = [float(estimated @ truth[place]) for place, estimated in vectors(ready).items()]
    mean = sum(truth.values()) / len(truth)
    assert np.mean(cosines) > np.mean([float(mean @ each) / np.linalg.norm(mean) for each in truth.values()])
    assert scent("index", "--json").records[0]["refined"] == passages
    assert_same_vectors(ready, truth)
    assert check(ready) == []


def test_the_table_serves_the_next_files_and_the_next_index(scent: Command, ready: Path, model: Path) -> None:
    scent("index")
    (table,) = (scent.cache / "scent" / "static").iterdir()
    write(scent.directory / "more", range(3))
    for arguments in (["--index=other", "--model", model, "more"], ["more"]):
        scent("index", "--ready", *arguments)
    assert lengths(ready) == lengths(scent.directory / "other") == [1.0]
    table.write_bytes(b"damaged" * 100)  # it is made again where that is worth it, and missed by nobody
    assert scent("index", "--ready", "--index=third", "--model", model, "more").code == 0
    assert lengths(scent.directory / "third") == [0.0]


def test_little_text_is_not_worth_a_table(scent: Command, model: Path) -> None:
    write(scent.directory / "few", range(1))
    scent("index", "--ready", "--model", model, "few")
    scent("index")
    assert not (scent.cache / "scent" / "static").exists()
