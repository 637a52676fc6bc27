"""`scent search --type`: only documents of a type, whatever their files are called."""

from pathlib import Path

import pytest
from command import Command

NOTES = {
    "heat.md": "# Heating\n\nLet the trapped air out of the radiator with the small key.\n",
    "heat.py": 'def bleed(radiator):\n    """Let trapped air out of it."""\n    return radiator.open("key")\n',
    "heat.txt": "A radiator with trapped air stays cold until somebody opens it with a key.\n",
    "page": "<!DOCTYPE html><html><body><p>The radiator has trapped air; use the key.</p></body></html>\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    base = tmp_path_factory.mktemp("types")
    scent = Command(base / "work", base / "home", cache)
    for directory in (scent.home, scent.directory):
        directory.mkdir()
    for name, text in NOTES.items():
        (scent.directory / name).write_text(text, encoding="utf-8")
    assert scent("index", ".").code == 0
    return scent


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["-t", "md"], {b"heat.md"}),
        (["--type", "python", "-tmd"], {b"heat.md", b"heat.py"}),
        (["-t", "html"], {b"page"}),
        (["-T", "md", "--type-not=py"], {b"heat.txt", b"page"}),
        (["-t", "md", "-T", "markdown"], set()),
        (["-t", "rust"], set()),
    ],
)
def test_only_documents_of_a_type(library: Command, mode: str, words: list[str], names: set[bytes]) -> None:
    result = library("search", "-l", "--mode", mode, *words, "trapped air radiator")
    assert (result.code, set(result.lines)) == (0 if names else 1, names)


def test_an_unknown_type_is_an_error_that_names_a_near_one(library: Command) -> None:
    result = library("search", "-t", "pyhton", "air")
    assert result.code == 2
    assert b"there is no type 'pyhton'" in result.err
    assert b"python" in result.err


def test_types_are_listed_with_their_formats(library: Command) -> None:
    result = library("search", "--type-list")
    assert result.code == 0
    assert b"mail: mail, mbox" in result.lines
    assert b"py: python" in result.lines
