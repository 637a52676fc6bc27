"""`scent models`: listing, describing and choosing models."""

import shutil
from pathlib import Path

import pytest
from command import Command

from scent.core.inference.families import find_family
from scent.core.models.catalogue import entries
from scent.core.models.conversion.sentence_transformers import DENSE
from scent.core.models.source import BUNDLED


@pytest.fixture
def installed(scent: Command) -> Path:
    file = scent.home / "data" / "scent" / "models" / "mini.gguf"
    file.parent.mkdir(parents=True)
    shutil.copy(BUNDLED, file)
    return file


def marks(scent: Command) -> list[list[bytes]]:
    return [line.split()[:2] for line in scent("models").lines]


def test_the_list_marks_models_in_use_installed_and_to_be_fetched(scent: Command, installed: Path) -> None:
    assert marks(scent)[:2] == [[b"*", b"bundled"], [b"+", b"mini"]]
    assert all(mark == b"-" for mark, _ in marks(scent)[2:])
    assert [name.decode() for _, name in marks(scent)[2:]] == [each.name for each in entries()]
    assert scent("models", "use", "mini").code == 0
    assert scent("config", "get", "model").out == f"{installed}\n".encode()
    assert marks(scent)[:2] == [[b"+", b"bundled"], [b"*", b"mini"]]
    assert scent("models", "use", "bundled").code == 0
    assert scent("config", "get", "model").code == 1


def test_info_describes_a_model_file(scent: Command, installed: Path) -> None:
    lines = scent("models", "info", "mini").lines
    assert f"path\t{installed}".encode() in lines
    assert b"pooling\tmean" in lines
    assert b"trained\t256" in lines


@pytest.mark.usefixtures("installed")
def test_a_name_works_where_a_file_does_and_a_file_wins(scent: Command) -> None:
    assert scent("embed", "--model", "mini", stdin=b"boiler\n").code == 0
    (scent.directory / "mini").write_text("no model")
    assert scent("models", "info", "mini").code == 2


@pytest.mark.usefixtures("installed")
def test_bundled_names_the_bundled_model_wherever_a_model_is_named(scent: Command) -> None:
    note = scent.directory / "boiler.md"
    note.write_text("The boiler hums.\n")
    assert scent("models", "use", "mini").code == 0
    assert scent("models", SCENT_MODEL="bundled").lines[0].split()[:2] == [b"*", b"bundled"]
    assert scent("embed", "--model", "bundled", stdin=b"boiler\n").code == 0
    assert scent("grep", "--model", "bundled", "boiler", note).code == 0
    assert scent("index", "--model", "bundled", note).code == 0
    assert scent("status", "--json").records[0]["settings"]["file"]["path"] is None
    assert scent("config", "set", "model", "bundled").code == 0
    assert marks(scent)[:2] == [[b"*", b"bundled"], [b"+", b"mini"]]
    assert scent("models", "info", "bundled").out == scent("models", "info", BUNDLED).out
    assert b"licence\tApache-2.0" in scent("models", "info", "bundled").lines


def test_a_file_that_is_not_a_model_cannot_be_chosen(scent: Command) -> None:
    (scent.directory / "notes.gguf").write_text("no model")
    assert scent("models", "use", "notes.gguf").code == 2
    assert scent("config", "get", "model").code == 1
    assert b"scent models info takes one MODEL" in scent("models", "info").err


def test_info_describes_a_model_that_is_not_installed(scent: Command) -> None:
    lines = scent("models", "info", "nomic-embed-text-v1.5").lines
    assert b"query prompt\tsearch_query: " in lines
    assert b"matryoshka\t512, 256, 128, 64" in lines
    (facts,) = scent("models", "info", "NOMIC-embed-text-v1.5", "--json").records
    assert (facts["dims"], facts["pooling"], facts["licence"], facts["path"]) == (768, "mean", "Apache-2.0", None)


def test_the_catalogue_is_consistent() -> None:
    names = [entry.name for entry in entries()]
    assert len(set(names)) == len(names) >= 6
    for entry in entries():
        assert entry.pooling in {"mean", "cls", "last"}
        assert all(0 < length < entry.dims for length in entry.matryoshka)
        assert entry.sha256 is None or len(bytes.fromhex(entry.sha256)) == 32
        assert entry.revision == "main" or len(bytes.fromhex(entry.revision)) == 20
        assert entry.family.trained_tokens <= entry.context
        assert entry.sources
        if entry.package:
            assert (entry.repository, entry.file) == ("", "")
            continue
        if entry.parts:
            assert entry.file == ""
            assert all(not sha256 or len(bytes.fromhex(sha256)) == 32 for sha256 in entry.parts.values())
            assert (DENSE in entry.parts) == entry.family.projected
            continue
        assert entry.file.endswith(".gguf")
        # The name that its file carries is what prompts go by; the catalogue's must lead to the same ones.
        assert find_family([entry.file.rpartition("/")[2].removesuffix(".gguf").lower()]) in {
            find_family([]),
            entry.family,
        }


def test_a_misspelled_name_is_corrected_in_a_hint(scent: Command) -> None:
    for words in (["models", "info", "bge-m4"], ["embed", "--model", "bge-m4"], ["models", "pull", "bge-m4"]):
        result = scent(*words)
        assert result.code == 2
        assert b"hint: did you mean 'bge-m3'? run scent models for known names" in result.err


@pytest.mark.usefixtures("installed")
def test_a_name_in_the_configuration_is_that_of_an_installed_model(scent: Command) -> None:
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
