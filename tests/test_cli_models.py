"""`scent models`: what is here, what a file is, and using it."""

import shutil
from pathlib import Path

import pytest
from command import Command

from scent.core.model.source import BUNDLED


@pytest.fixture
def kept(scent: Command) -> Path:
    file = scent.home / "data" / "scent" / "models" / "mini.gguf"
    file.parent.mkdir(parents=True)
    shutil.copy(BUNDLED, file)
    return file


def test_list_marks_what_is_used(scent: Command, kept: Path) -> None:
    assert scent("models").lines == [b"* bundled", b"  mini"]
    assert scent("models", "use", "mini").code == 0
    assert scent("config", "get", "model").out == f"{kept}\n".encode()
    assert scent("models", "list").lines == [b"  bundled", b"* mini"]
    assert scent("models", "use", "bundled").code == 0
    assert scent("config", "get", "model").code == 1


def test_info_tells_what_a_file_is(scent: Command, kept: Path) -> None:
    lines = scent("models", "info", "mini").lines
    assert f"file\t{kept}".encode() in lines
    assert b"pooling\tmean" in lines
    assert b"trained\t256 tokens" in lines


@pytest.mark.usefixtures("kept")
def test_a_name_works_where_a_file_does_and_a_file_wins(scent: Command) -> None:
    assert scent("embed", "--model", "mini", stdin=b"boiler\n").code == 0
    (scent.directory / "mini").write_text("no model")
    assert scent("models", "info", "mini").code == 2


def test_what_is_no_model_is_not_used(scent: Command) -> None:
    (scent.directory / "notes.gguf").write_text("no model")
    assert scent("models", "use", "notes.gguf").code == 2
    assert scent("config", "get", "model").code == 1
    assert b"it is said so: scent models info MODEL" in scent("models", "info").err
