"""What fzf is answered, without fzf: lists with keys, passages around their answers, messages instead of errors."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Command

from scent.cli.output.render import Style
from scent.cli.picking import client, fzf
from scent.cli.picking.session import LINES_AROUND, Found, Session
from scent.core.library import Index

LONG = "\n".join(f"Line {number} of the log has nothing to say." for number in range(1, 60))
LONG += "\nThe zeppelin lands at noon.\n" + "\n".join(f"Line {number} follows." for number in range(61, 90)) + "\n"


@pytest.fixture
def session(scent: Command, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    (scent.directory / "long.txt").write_text(LONG)
    (scent.directory / "short.md").write_text("# Flat\n\nThe rent is due in May.\n")
    assert scent("index", "--index", "index", ".").code == 0
    monkeypatch.chdir(scent.directory)
    with Index(scent.directory / "index", cache=scent.cache) as index:

        def search(query: str) -> Found:
            return Found(index.search(query, context=LINES_AROUND), index.warnings)

        yield Session(search, lambda *_: None, Style(os.fsencode(scent.directory), terminal=True), "Enter opens")


def test_each_passage_has_a_key_that_no_other_list_has(session: Session) -> None:
    keys = []
    for _ in range(2):
        message, line = session.answer(["list", "rent", "", ""]).splitlines()
        assert message == b"-\tEnter opens"
        key, _, text = line.partition(b"\t")
        assert text == b"short.md:3: The rent is due in May."
        keys.append(key.decode())
    assert len(set(keys)) == 2
    assert {session.hit(key) for key in keys} == {session.hit(keys[0])}  # fzf may still show the older list
    assert session.hit("99") is session.hit("-") is session.hit("") is None


def test_an_empty_query_lists_nothing_and_says_what_to_do(session: Session) -> None:
    assert session.answer(["list", "  ", "", ""]) == b"-\ttype what to look for; Enter opens\n"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("-rent", b"the query"),
        ("rent \udcff", b"the query is not valid UTF-8"),
        ("title:nowhere rent", b"nothing matches"),
        ("zeppelim", b"no 'zeppelim'; searched 'zeppelin'"),
    ],
)
def test_what_the_user_should_know_is_the_first_line(session: Session, query: str, message: bytes) -> None:
    first = session.answer(["list", query, "", ""]).splitlines()[0]
    assert first.startswith(b"-\t")
    assert message in first


@pytest.mark.parametrize("lines", [5, 10, 24, 200])
@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_the_line_that_answers_is_in_view_at_any_size_and_all_that_follows_can_be_reached(
    session: Session, columns: int, lines: int
) -> None:
    key = session.list("when does the zeppelin land").splitlines()[1].split(b"\t")[0].decode()
    rows = session.answer(["preview", key, str(columns), str(lines)]).decode().splitlines()
    assert rows[0] == "long.txt"
    view = "\n".join(rows[:lines])
    assert re.search(r"^60:The zeppelin", view, re.MULTILINE)
    numbers = [int(match[1]) for row in rows if (match := re.match(r"([0-9]+)[:-]", row))]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert numbers[-1] >= 80
    assert all(len(row) <= columns for row in rows)


def test_without_a_picker_the_client_prints_nothing(tmp_path: Path) -> None:
    for environ in ({client.SOCKET: str(tmp_path / "none")}, {client.SOCKET: ""}):
        done = subprocess.run(
            [sys.executable, "-I", "-S", client.__file__, "list", "rent"], env=environ, capture_output=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_options_are_those_that_the_version_has() -> None:
    old, new = (fzf.Fzf("fzf", version).words("a", colour=True, columns=80) for version in ((0, 29), (0, 62)))
    assert "up,60%,border-bottom" in old
    assert "right,50%,border-left,<60(up,60%,border-bottom)" in new
    assert ("--with-shell" in old, "--with-shell" in new) == (False, True)
