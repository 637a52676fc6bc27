"""`scent models`: listing, describing and choosing models."""

import shutil
from pathlib import Path

import pytest
from command import Command

from scent.core.inference.families import find_family
from scent.core.models.catalogue import entries
from scent.core.models.source import BUNDLED


@pytest.fixture
def kept(scent: Command) -> Path:
    file = scent.home / "data" / "scent" / "models" / "mini.gguf"
    file.parent.mkdir(parents=True)
    shutil.copy(BUNDLED, file)
    return file


def marks(scent: Command) -> list[list[bytes]]:
    return [line.split()[:2] for line in scent("models").lines]


def test_list_marks_what_is_used_what_is_here_and_what_can_be_fetched(scent: Command, kept: Path) -> None:
    assert marks(scent)[:2] == [[b"*", b"bundled"], [b"+", b"mini"]]
    assert all(mark == b"-" for mark, _ in marks(scent)[2:])
    assert [name.decode() for _, name in marks(scent)[2:]] == [each.name for each in entries()]
    assert scent("models", "use", "mini").code == 0
    assert scent("config", "get", "model").out == f"{kept}\n".encode()
    assert marks(scent)[:2] == [[b"+", b"bundled"], [b"*", b"mini"]]
    assert scent("models", "use", "bundled").code == 0
    assert scent("config", "get", "model").code == 1


def test_info_tells_what_a_file_is(scent: Command, kept: Path) -> None:
    lines = scent("models", "info", "mini").lines
    assert f"path\t{kept}".encode() in lines
    assert b"pooling\tmean" in lines
    assert b"trained\t256" in lines


@pytest.mark.usefixtures("kept")
def test_a_name_works_where_a_file_does_and_a_file_wins(scent: Command) -> None:
    assert scent("embed", "--model", "mini", stdin=b"boiler\n").code == 0
    (scent.directory / "mini").write_text("no model")
    assert scent("models", "info", "mini").code == 2


def test_what_is_no_model_is_not_used(scent: Command) -> None:
    (scent.directory / "notes.gguf").write_text("no model")
    assert scent("models", "use", "notes.gguf").code == 2
    assert scent("config", "get", "model").code == 1
    assert b"scent models info takes one MODEL" in scent("models", "info").err


def test_info_tells_what_is_known_of_a_model_that_is_not_here(scent: Command) -> None:
    lines = scent("models", "info", "nomic-embed-text-v1.5").lines
    assert b"query prompt\tsearch_query: " in lines
    assert b"matryoshka\t512, 256, 128, 64" in lines
    (facts,) = scent("models", "info", "NOMIC-embed-text-v1.5", "--json").records
    assert (facts["dims"], facts["pooling"], facts["licence"], facts["path"]) == (768, "mean", "Apache-2.0", None)


def test_the_catalogue_makes_sense() -> None:
    names = [entry.name for entry in entries()]
    assert len(set(names)) == len(names) >= 6
    for entry in entries():
        assert entry.pooling in {"mean", "cls", "last"}
        assert all(0 < length < entry.dims for length in entry.matryoshka)
        assert entry.sha256 is None or len(bytes.fromhex(entry.sha256)) == 32
        assert entry.revision == "main" or len(bytes.fromhex(entry.revision)) == 20
        assert entry.family.trained_tokens <= entry.context
        assert entry.file.endswith(".gguf")
        assert entry.sources
        # The name that its file carries is what prompts go by; the catalogue's must lead to the same ones.
        assert find_family([entry.file.rpartition("/")[2].removesuffix(".gguf").lower()]) in {
            find_family([]),
            entry.family,
        }


def test_a_name_that_is_nearly_right_is_put_right(scent: Command) -> None:
    for words in (["models", "info", "bge-m4"], ["embed", "--model", "bge-m4"], ["models", "pull", "bge-m4"]):
        result = scent(*words)
        assert result.code == 2
        assert b"hint: did you mean 'bge-m3'? run scent models for known names" in result.err


@pytest.mark.usefixtures("kept")
def test_a_name_in_the_configuration_is_that_of_a_model_here(scent: Command) -> None:
    config = scent.home / "config" / "scent" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('model = "mini"\n')
    (scent.directory / "mini").write_text("a file of the directory that the command happens to run in")
    assert scent("embed", stdin=b"boiler\n").code == 0
    config.write_text('model = "maxi"\n')
    assert b"there is no model file" in scent("embed", stdin=b"boiler\n").err


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_the_list_fits_a_terminal(scent: Command, columns: int) -> None:
    lines = scent.on_terminal("models", columns=columns).out.decode().splitlines()
    assert len(lines) > len(entries())
    assert max(map(len, lines)) <= columns
