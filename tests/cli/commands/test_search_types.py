"""`--type` and `--glob` select documents by format and path, in searches and in `scent grep`."""

from pathlib import Path

import pytest
from command import Command
from notes import indexed_notes

NOTES = {
    "heat.md": "# Heating\n\nLet the trapped air out of the radiator with the small key.\n",
    "heat.py": 'def bleed(radiator):\n    """Let trapped air out of it."""\n    return radiator.open("key")\n',
    "heat.txt": "A radiator with trapped air stays cold until somebody opens it with a key.\n",
    "page": "<!DOCTYPE html><html><body><p>The radiator has trapped air; use the key.</p></body></html>\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    return indexed_notes(tmp_path_factory.mktemp("types"), cache, NOTES)


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


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["-g", "*.md"], {b"heat.md"}),
        (["-g", "*.{md,py}", "--glob=!heat.py"], {b"heat.md"}),
        (["-g", "!*.*"], {b"page"}),
        (["--iglob", "HEAT.*", "-g", "!*.md"], {b"heat.md", b"heat.py", b"heat.txt"}),
        (["-g", "heat.*", "-T", "text", "-T", "md"], {b"heat.py"}),
        (["-g", "/deep/*"], set()),
    ],
)
def test_only_files_whose_path_matches_a_glob(library: Command, words: list[str], names: set[bytes]) -> None:
    result = library("search", "-l", *words, "trapped air radiator")
    assert (result.code, set(result.lines)) == (0 if names else 1, names)
    alike = library("similar", "-l", *words, stdin=b"trapped air in a radiator")
    assert (alike.code, set(alike.lines)) == (0 if names else 1, names)


def test_a_glob_is_seen_from_here_and_elsewhere_from_what_is_indexed(library: Command) -> None:
    top, name = library.directory.parent, library.directory.name
    assert library("search", "-lg", f"{name}/*.md", "radiator", cwd=top).lines == [b"work/heat.md"]
    assert library("search", "-lg", "/heat.md", "radiator", cwd=top).code == 1
    assert library("search", "-lg", "/heat.md", "radiator", cwd=library.home).code == 0


def test_a_glob_that_makes_no_sense_is_an_error(library: Command) -> None:
    result = library("search", "-g", "*.{md", "radiator")
    assert (result.code, result.out) == (2, b"")
    assert result.err.startswith(b"scent: the glob '*.{md' is malformed: ")


def test_pairs_are_those_among_the_files_that_match(library: Command) -> None:
    every = library("similar", "--pairs", "--min-score", "0", "--json").records
    some = library("similar", "--pairs", "--min-score", "0", "--json", "-g", "!*.py", "-T", "html").records
    assert some == [
        pair for pair in every if {Path(pair[side]["path"]).suffix for side in ("first", "second")} <= {".md", ".txt"}
    ]
    assert some


def test_grep_walks_only_what_a_glob_names(library: Command) -> None:
    assert library("grep", "-l", "-g", "*.md", "radiator air", ".").lines == [b"heat.md"]
    assert library("grep", "-l", "-g", "!*.md", "--iglob", "!PAGE", "radiator air").lines == [b"heat.py", b"heat.txt"]
    assert library("grep", "-l", "-g", "*.md", "radiator air", "heat.txt").lines == [b"heat.txt"]


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


def test_the_end_of_a_files_name_is_a_type_too(scent: Command) -> None:
    (scent.directory / "note.eml").write_text(
        "From: ann@example.org\nSubject: Rent\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n\nDue on the third.\n"
    )
    (scent.directory / "note.txt").write_text("The rent is due on the third.\n")
    assert scent("index", "-q", ".").code == 0
    for words in (["-t", "eml", "rent"], ["rent type:eml"]):
        assert [line.partition(b":")[0] for line in scent("search", *words).lines] == [b"note.eml"]
