"""The line of a hit is that of the sentence that answers, in every output and for every kind of text."""

import random
from pathlib import Path

import pytest
from command import Command
from indexes import WORDS

from scent.core.library import Index


def filler(seed: int, count: int = 9) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))  # noqa: S311  # the same text each time


ANSWER = "the brass sextant lies in the trunk"
LIST = "# Things\n\n" + "".join(f"- item {number}: {filler(number)}.\n" for number in range(300)) + f"- {ANSWER}\n"
CODE = (
    "import os\n\n\n"
    + "".join(f"def step_{number}(value):\n    return value + {number}\n\n\n" for number in range(20))
    + "class Trunk:\n\n    def open(self, key):\n        if key is None:\n            return None\n"
    + f'        self.log("{ANSWER}")\n        return self.content\n'
)
TABLE = "| thing | place |\n| --- | --- |\n" + "".join(f"| {filler(n, 2)} | {filler(n, 3)} |\n" for n in range(20))
WRAPPED = (
    "Of the shed and what is kept in it, and of the loft, where nobody has\n"
    f"looked for years. As far as I know, {ANSWER},\nand the rest was sold.\n"
)
LONG = f"one\ntwo\n{filler(3, 400)}. Ägäis: {ANSWER}. {filler(4, 200)}.\n"
FILES = {
    "list.md": LIST,
    "trunk.py": CODE,
    "table.md": TABLE + f"| {ANSWER} | loft |\n",
    "mac.txt": f"{filler(5)}.\r{filler(6)}.\r\r{ANSWER}\r{filler(7)}.\r",
    "dos.txt": f"{filler(8)}.\r\n{filler(9)}.\r\n\r\n{ANSWER}\r\n{filler(10)}.\r\n",
    "wrapped.txt": WRAPPED,
    "long.txt": LONG,
    "rows.csv": "number,thing\n" + "".join(f"{n},{filler(n, 3)}\n" for n in range(40)) + f"40,{ANSWER}\n",
    "fenced.md": f"# Hut\n\nTo find it. Run this.\n\n```sh\nfirst --step\nfind . # {ANSWER}\nlast\n```\n",
    "settings.yaml": "shed:\n  place: yard\n  doors: 2\nloft:\n  place: roof\n" + f"  note: {ANSWER}\n",
    "machine.log": "".join(f"2024-01-{n:02} 10:00:00 ok {filler(n, 4)}\n" for n in range(1, 29))
    + f"2024-02-01 {ANSWER}\n",
}


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    base = tmp_path_factory.mktemp("lines")
    scent = Command(base / "work", base / "home", cache)
    for directory in (scent.home, scent.directory):
        directory.mkdir()
    for name, text in FILES.items():
        (scent.directory / name).write_bytes(text.encode())
    assert scent("index", ".").code == 0
    return scent


def lines_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@pytest.mark.parametrize("name", FILES)
def test_every_output_names_the_line_that_answers(things: Command, name: str) -> None:
    line = next(number for number, text in enumerate(lines_of(FILES[name]), 1) if ANSWER in text)
    words = ("search", "brass sextant trunk", name, "-k1")
    (record,) = things(*words, "--json").records
    assert record["line"] == record["sentence"]["line"] == line
    assert things(*words).out.startswith(f"{name}:{line}:".encode())
    assert things(*words, "--vimgrep").out.startswith(f"{name}:{line}:{record['sentence']['column']}:".encode())
    assert things(*words, "--format", "{line}").out == f"{line}\n".encode()
    assert record["start_line"] <= line <= record["end_line"]


@pytest.mark.parametrize("name", FILES)
def test_the_column_is_the_byte_at_which_the_sentence_begins(things: Command, name: str) -> None:
    (record,) = things("search", "brass sextant trunk", name, "-k1", "--json").records
    line, column, text = (record["sentence"][key] for key in ("line", "column", "text"))
    there = lines_of(FILES[name])[line - 1].encode()[column - 1 :].decode()
    assert there.startswith(text.splitlines()[0])


def test_words_that_stand_only_in_a_name_or_a_title_lead_to_the_first_line_of_text(scent: Command) -> None:
    (scent.directory / "sextant.md").write_text(f"---\n\n***\n\n{filler(1)}.\n\n{filler(2)}.\n")
    assert scent("index", ".").code == 0
    assert scent("search", "sextant", "--format", "{line}", "--mode", "lexical").out == b"5\n"


def test_what_is_similar_leads_to_its_first_line_of_text(scent: Command) -> None:
    for name in ("one.txt", "two.txt"):
        (scent.directory / name).write_text(f"====\n\n{filler(1, 30)}.\n{name}\n")
    assert scent("index", ".").code == 0
    (record,) = scent("similar", "one.txt", "--json").records
    assert (record["line"], record["sentence"]["text"]) == (3, "")


@pytest.mark.parametrize("lines", [1, 3, 50, 1000])
def test_a_hit_has_as_many_lines_around_it_as_asked_for(things: Command, lines: int) -> None:
    with Index(things.home / "data" / "scent" / "index", cache=things.cache / "scent") as index:
        (hit,) = index.search("brass sextant trunk", files=[things.directory / "trunk.py"], limit=1, context=lines)
        (bare,) = index.search("brass sextant trunk", files=[things.directory / "trunk.py"], limit=1)
    whole = CODE.split("\n")
    shown = (hit.before + hit.text + hit.after).split("\n")
    first = hit.start_line - hit.before.count("\n")
    assert shown == whole[first - 1 : first - 1 + len(shown)]
    assert first == max(1, hit.start_line - lines)
    assert len(shown) + first - 1 == min(len(whole), hit.end_line + lines)
    assert bare == hit._replace(before="", after="", word_places=())
