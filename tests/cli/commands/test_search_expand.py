"""`scent search --expand hyde`: a model imagines a passage that would answer, and the search is for what is near both.

The models here are scripted: they imagine the same passage for every question.
"""

import os
from pathlib import Path

import pytest
import tiny_models
from command import Command

NOTES = {
    "boiler.txt": "The boiler in the cellar is serviced each autumn.\n",
    "lion.txt": "The lion lives in prides and hunts antelope on the savanna.\n",
    "soup.txt": "Cut the leeks, stew them with potatoes, and add cream.\n",
}
QUESTION = "what is for dinner"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    scent = Command.below(tmp_path_factory.mktemp("expand"), cache)
    for number, (name, text) in enumerate(NOTES.items()):
        (scent.directory / name).write_text(text)
        os.utime(scent.directory / name, (1_600_000_000 + number,) * 2)
    assert scent("index", "-q", *NOTES).code == 0
    tiny_models.scripted(scent.home / "lions.gguf", ["A lion eats antelopes ", "on the savanna."])
    tiny_models.scripted(scent.home / "soups.gguf", ["A soup of leeks ", "and potatoes with cream."])
    return scent


def cosines(scent: Command, *options: str | Path, question: str = QUESTION) -> dict[str, float]:
    records = scent("search", "--json", "--explain", "--all", question, *options).records
    return {Path(record["path"]).stem: record["explain"]["cosine"] for record in records}


def expand(scent: Command, writer: str) -> list[str | Path]:
    return ["--expand", "hyde", "--writer", scent.home / f"{writer}.gguf"]


def test_what_a_model_imagines_moves_the_search_towards_it(library: Command) -> None:
    plain = cosines(library)
    soups, lions = cosines(library, *expand(library, "soups")), cosines(library, *expand(library, "lions"))
    assert soups["soup"] > plain["soup"]
    assert lions["lion"] > plain["lion"]
    assert max(soups, key=lambda name: soups[name]) == "soup"
    assert max(lions, key=lambda name: lions[name]) == "lion"


def test_the_vector_lies_halfway_between_question_and_passage(library: Command) -> None:
    """A passage with the same words as the question changes nothing."""
    same = tiny_models.scripted(library.home / "same.gguf", [QUESTION])
    assert cosines(library, "--expand", "hyde", "--writer", same) == pytest.approx(cosines(library), abs=1e-3)


def test_what_was_imagined_is_told_with_explain_alone(library: Command) -> None:
    told = library("search", "--explain", "--all", QUESTION, *expand(library, "soups"))
    assert b"imagined: A soup of leeks and potatoes with cream." in told.err
    assert library("search", "--all", QUESTION, *expand(library, "soups")).err == b""


def test_each_of_many_queries_is_expanded(library: Command) -> None:
    done = library("search", "-", "--all", "--json", *expand(library, "lions"), stdin=b"dinner\nholidays\n")
    firsts = [Path(record["path"]).stem for record in done.records if record["score"] == max_of(done.records, record)]
    assert firsts == ["lion", "lion"]


def max_of(records: list[dict[str, object]], record: dict[str, object]) -> object:
    return max(float(str(each["score"])) for each in records if each["query"] == record["query"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--expand", "hyde"], "needs a model that writes, and none is chosen"),
        (["--expand", "hyde", "--writer", "missing.gguf"], "missing.gguf"),
        (["--expand", "rm3"], "rm3"),
        (["--expand", "hyde", "--mode", "lexical", "--writer", "x.gguf"], "--mode lexical has none"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(library: Command, words: list[str], message: str) -> None:
    refused = library("search", QUESTION, *words)
    assert refused.code == 2
    assert refused.out == b""
    assert message in refused.err.decode()
    assert b"Traceback" not in refused.err
