"""`scent models pull NAME` of a model that scent makes of its makers' files, with a hub on the loopback interface."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import hub_server
import makers_files
import pytest
import tiny_models
from command import Command
from gguf import GGUFReader
from hub_server import File, Hub

from scent.core.models.conversion.sentence_transformers import DENSE, WEIGHTS

XS = "snowflake-arctic-embed-xs"
REPOSITORY = f"Snowflake/{XS}"
LEAF = "MongoDB/mdbr-leaf-ir"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    return makers_files.of_tiny(GGUFReader(tiny_models.bert(tmp_path / "tiny.gguf")))


@pytest.fixture
def hub(files: dict[str, bytes]) -> Iterator[Hub]:
    with hub_server.running() as server:
        for name, content in files.items():
            server.files[f"{REPOSITORY}/{name}"] = File(content)
            server.files[f"{LEAF}/{name}"] = File(content)
        yield server


@pytest.fixture
def scent(scent: Command, hub: Hub) -> Command:
    return replace(scent, extra=(("HF_ENDPOINT", hub.endpoint), ("NO_PROXY", "*")))


@pytest.fixture
def models(scent: Command) -> Path:
    return scent.home / "data" / "scent" / "models"


def test_the_files_of_a_models_makers_become_one_model_that_is_used_by_its_name(
    scent: Command, hub: Hub, models: Path
) -> None:
    missing = scent("embed", "--model", XS, stdin=b"x\n")
    assert b"hint: get it with: scent models pull snowflake-arctic-embed-xs" in missing.err
    done = scent("models", "pull", XS)
    assert (done.code, done.err, done.out) == (0, b"", f"{models}/{XS}.gguf\n".encode())
    assert sorted(path.name for path in models.glob("[!.]*")) == [f"{XS}.gguf", f"{XS}.json"]
    assert json.loads((models / f"{XS}.json").read_text())["file"] == WEIGHTS
    (facts,) = scent("models", "info", XS, "--json").records
    assert facts["query_prompt"] == "Represent this sentence for searching relevant passages: "
    assert (facts["pooling"], facts["beir"], facts["trained"]) == ("cls", 50.15, 512)
    note = scent.directory / "note.txt"
    note.write_text("the cat sat on the mat\n")
    assert scent("index", "--model", XS, note).code == 0
    assert scent("search", "cat").lines[0].startswith(b"note.txt:")
    asked = len(hub.requests)
    again = scent("models", "pull", XS)
    assert (again.code, again.out, len(hub.requests)) == (0, done.out, asked)


def test_an_interrupted_fetch_keeps_the_files_that_came(scent: Command, hub: Hub, models: Path) -> None:
    weights = hub.files.pop(f"{REPOSITORY}/{WEIGHTS}")
    failed = scent("models", "pull", XS)
    assert failed.code == 2
    assert f"{REPOSITORY} has no file {WEIGHTS}" in failed.err.decode()
    assert list(models.glob("*.gguf")) == []
    hub.files[f"{REPOSITORY}/{WEIGHTS}"] = weights
    hub.requests.clear()
    assert scent("models", "pull", XS).code == 0
    assert [request.path for request in hub.requests if request.path.startswith("/cdn/")] == [
        f"/cdn/{REPOSITORY}/{WEIGHTS}"
    ]


def test_files_that_make_no_model_are_refused_and_fetched_again(scent: Command, hub: Hub, models: Path) -> None:
    good = hub.files[f"{REPOSITORY}/{WEIGHTS}"]
    hub.files[f"{REPOSITORY}/{WEIGHTS}"] = File(b"\x02\0\0\0\0\0\0\0{}")
    failed = scent("models", "pull", XS)
    assert failed.code == 2
    assert failed.err.startswith(b"scent: ")
    assert len(failed.err.splitlines()) == 2
    assert list(models.rglob("*.gguf")) == []
    hub.files[f"{REPOSITORY}/{WEIGHTS}"] = good
    assert scent("models", "pull", XS).code == 0


def test_a_part_that_is_not_the_one_of_the_catalogue_is_refused(scent: Command, hub: Hub, models: Path) -> None:
    """A mirror that is not to be trusted sends a vocabulary of its own."""
    hub.files[f"{LEAF}/{DENSE}"] = File(b"x")
    failed = scent("models", "pull", "mdbr-leaf-ir")
    assert failed.code == 2
    assert b"vocab.txt than the catalogue lists" in failed.err
    assert list(models.glob("*.gguf")) == []
