"""`scent search --good` and `--bad`, `scent eval --learn` and `--unlearn`: scores learn what a person thinks."""

import json
import os
from pathlib import Path

import pytest
from command import Command

from scent.cli.output import json_schema

THINGS = (
    *("ladder", "kettle", "passport", "drill", "umbrella", "tent", "guitar", "toaster", "sledge", "microscope"),
    *("telescope", "vase", "scooter", "globe", "trumpet", "blender", "compass", "lantern", "typewriter", "suitcase"),
    *("hammock", "anvil", "wheelbarrow", "accordion"),
)
PLACES = (
    *("attic", "cellar", "garage", "shed", "hallway", "kitchen", "bathroom", "study", "balcony", "pantry", "workshop"),
    *("barn", "chapel", "loft", "stable", "greenhouse", "library", "nursery", "laundry", "porch", "tower", "vault"),
    *("studio", "cabin"),
)
YEAR = 31_536_000


def write(scent: Command, name: str, text: str, year: int) -> None:
    path = scent.directory / name
    path.write_text(text)
    os.utime(path, (1_300_000_000 + year * YEAR,) * 2)


def index(scent: Command, notes: dict[str, str]) -> None:
    for name, text in notes.items():
        write(scent, name, text, 1)
    assert scent("index", "-q", ".").code == 0


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """Notes on where things are: each of an old one, which has the query's words, and of a new one."""
    scent = Command.below(tmp_path_factory.mktemp("learning"), cache)
    for number, (thing, place) in enumerate(zip(THINGS, PLACES, strict=True)):
        other = PLACES[number - 7]
        write(
            scent,
            f"{thing}-then.txt",
            f"We keep the {thing} in the {place}, behind the door on the left.\n",
            number % 5,
        )
        moved = f"Since spring we keep the {thing} in the {other} upstairs, no longer where it was before.\n"
        write(scent, f"{thing}-now.txt", moved, 8 + number % 5)
    assert scent("index", "-q", ".").code == 0
    return scent


def question(thing: str) -> str:
    return f"where do we keep the {thing}"


def paths(scent: Command, thing: str) -> list[str]:
    return [Path(record["path"]).name for record in scent("search", "--json", "--all", question(thing)).records]


def judge_all(scent: Command) -> None:
    for thing in THINGS[1:]:
        found = paths(scent, thing)
        good, bad = (str(found.index(f"{thing}-{name}.txt") + 1) for name in ("now", "then"))
        result = scent("search", "--all", question(thing), "--good", good, "--bad", bad)
        assert (result.code, result.out) == (0, b"")


def test_an_index_learns_that_new_files_answer_and_goes_back(library: Command) -> None:
    before = paths(library, THINGS[0])
    assert before[:2] == ["ladder-then.txt", "ladder-now.txt"]
    too_few = library("eval", "--learn")
    assert too_few.code == 2
    assert b"nothing has been judged yet" in too_few.err
    judge_all(library)

    learnt = library("eval", "--learn", "--json")
    assert learnt.code == 0, learnt.err
    (record,) = learnt.records
    assert set(record) == {key for key in json_schema.OBJECTS["scent eval --learn"] if "." not in key}
    assert record["kept"]
    assert record["questions"] == len(THINGS) - 1
    assert record["gain"]["low"] > 0
    assert record["learnt"]["fresh"] > 0 == record["usual"]["fresh"]
    assert b"fresh" in library("status").out
    # No judgement was about the first thing.
    assert paths(library, THINGS[0])[:2] == ["ladder-now.txt", "ladder-then.txt"]

    shown = library("eval", "--learn").out.decode()
    assert "new files" in shown
    assert "kept with the index; scent eval --unlearn goes back" in shown

    # What was learnt outlives runs that change the index.
    write(library, "garden.txt", "The roses are cut in March.\n", 3)
    assert library("index", "-q", ".").code == 0
    assert library("gc", "-q").code in {0, 1}
    assert paths(library, THINGS[0])[:2] == ["ladder-now.txt", "ladder-then.txt"]

    assert library("eval", "--unlearn").code == 0
    assert paths(library, THINGS[0])[:2] == before[:2]
    again = library("eval", "--unlearn")
    assert (again.code, again.err) == (1, b"scent: the index has learnt nothing\n")


def test_judgements_are_lines_that_their_owner_can_read(scent: Command) -> None:
    index(scent, {"lease.txt": "The rent is due on the third.\n", "moon.txt": "The moon is far away.\n"})
    assert scent("search", "when is the rent due", "--good", "1").code == 0
    file = scent.home / "data/scent/judgements.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    (line,) = file.read_text().splitlines()
    answer = {
        "path": str(scent.directory / "lease.txt"),
        "start": 0,
        "end": 29,
        "text": "The rent is due on the third.",
    }
    assert json.loads(line) == {"query": "when is the rent due", "answers": [answer]}


def test_a_search_alone_notes_nothing(scent: Command) -> None:
    index(scent, {"lease.txt": "The rent is due on the third.\n"})
    assert scent("search", "when is the rent due").code == 0
    assert not (scent.home / "data/scent/judgements.jsonl").exists()


def test_the_file_of_judgements_is_a_setting(scent: Command) -> None:
    index(scent, {"lease.txt": "The rent is due on the third.\n"})
    assert scent("config", "set", "judgements", scent.directory / "mine.jsonl").code == 0
    (scent.directory / "mine.jsonl").write_text(
        '{"query": "a line without an end", "answers": [{"path": "lease.txt"}]}'
    )
    assert scent("search", "when is the rent due", "--bad", "1").code == 0
    lines = [json.loads(line) for line in (scent.directory / "mine.jsonl").read_text().splitlines()]
    assert [line["query"] for line in lines] == ["a line without an end", "when is the rent due"]
    assert "wrong" in lines[1]


def test_operators_are_not_part_of_a_judged_question(scent: Command) -> None:
    index(scent, {"lease.txt": "The rent is due on the third.\n"})
    assert scent("search", "when is the rent due type:txt", "--good", "1").code == 0
    (line,) = (scent.home / "data/scent/judgements.jsonl").read_text().splitlines()
    assert json.loads(line)["query"] == "when is the rent due"
    refused = scent("search", "type:txt +rent", "--good", "1")
    assert refused.code in {0, 2}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["search", "rent", "--good", "2"], "there is no result 2: 1 result"),
        (["search", "rent", "--good", "1", "--bad", "1"], "result 1 cannot be both good and bad"),
        (["search", "rent", "--good", "1", "--json"], "--good and --bad print nothing"),
        (["search", "rent", "--good", "1", "-o", "1"], "--good and --bad print nothing"),
        (["eval", "--learn", "--vary", "mode=dense"], "--learn is about the index as it is"),
        (["eval", "--learn", "--unlearn"], "--learn is about the index as it is"),
        (["eval", "--unlearn", "--judge", "x"], "--unlearn is about the index as it is"),
        (["eval", "--index", ".", "--judge", "x", "."], "--index goes with --learn and --unlearn"),
        (
            ["eval", "--learn", "--judge", "few.jsonl"],
            "20 judged questions are needed, and the index has passages of 1",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(scent: Command, words: list[str], message: str) -> None:
    index(scent, {"lease.txt": "The rent is due on the third.\n"})
    (scent.directory / "few.jsonl").write_text('{"query": "rent", "answers": [{"path": "lease.txt"}]}\n')
    refused = scent(*words)
    assert refused.code == 2
    assert refused.out == b""
    assert message in refused.err.decode()


def test_a_judgement_finds_its_text_again_and_one_whose_text_is_gone_is_left_out(scent: Command) -> None:
    index(scent, {"lease.txt": "The rent is due on the third.\n", "moon.txt": "The moon is far away.\n"})
    assert scent("search", "when is the rent due", "--good", "1").code == 0
    assert scent("search", "how far is the moon", "--good", "1").code == 0
    (scent.directory / "lease.txt").write_text("A lease in two parts.\n\nThe rent is due on the third.\n")
    (scent.directory / "moon.txt").write_text("Cheese, they say.\n")
    file = scent.home / "data/scent/judgements.jsonl"
    measured = scent("eval", "--judge", file, scent.directory, "--metric", "span-success@1", "--json")
    assert b"1 passage left out, whose text is no longer in its file" in measured.err
    assert measured.records[0]["measures"]["span-success@1"]["mean"] == 1
    assert measured.records[0]["measures"]["span-success@1"]["queries"] == 1
