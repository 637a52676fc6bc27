"""A query that is one identifier finds its definition before its uses."""

from pathlib import Path

import pytest
from command import Command

from scent.core.search.ranking.definitions import is_identifier


@pytest.mark.parametrize("query", ["parse_args", "HeldDirectory", " httpServer ", "HTTPServer", "_depth", "utf8Decode"])
def test_names_that_only_programs_have_are_identifiers(query: str) -> None:
    assert is_identifier(query)


@pytest.mark.parametrize("query", ["", "rent", "Lampedusa", "NASA", "F28", "parse_args twice", "snake_", "12_5", "_"])
def test_words_numbers_and_questions_are_not(query: str) -> None:
    assert not is_identifier(query)


def test_the_file_that_defines_a_name_is_before_those_that_use_it(scent: Command) -> None:
    write = scent.directory
    for number in range(4):
        (write / f"use{number}.py").write_text(f"from held import HeldDirectory\n\nHeldDirectory({number}).close()\n")
    members = (f"    def part{n}(self):\n        return self.parts[{n}] + self.offset\n" for n in range(12))
    (write / "held.py").write_text(
        "import os\n\n\nclass HeldDirectory:\n    '''Keeps a folder open.'''\n\n" + "\n".join(members)
    )
    assert scent("index", "-q", ".").code == 0
    found = [Path(each["path"]).name for each in scent("search", "--json", "HeldDirectory").records]
    assert found[0] == "held.py"
    assert len(found) == 5


def test_a_name_with_a_leading_underscore_is_told_from_its_word_and_found_within_a_function(scent: Command) -> None:
    """Words alone know no underscores, so a short `__next__` was before the long function with `_next`."""
    write = scent.directory
    (write / "iterator.py").write_text("class Reader:\n    def __next__(self):\n        return next(self.lines)\n")
    steps = "".join(f"        path = path.joinpath(part{n}).resolve()\n" for n in range(8))
    (write / "paths.py").write_text(
        f"def walk(path):\n    def _next(at):\n{steps}        return at\n    return _next\n"
    )
    (write / "use.py").write_text("from paths import _next\n\n_next(_next(1))\n")
    assert scent("index", "-q", ".").code == 0
    found = [Path(each["path"]).name for each in scent("search", "--json", "_next").records]
    assert found[:2] == ["paths.py", "use.py"]
