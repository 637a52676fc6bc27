"""`--and`, `--unlike`, `--like` and `--instruction`, by the real command."""

import os
from pathlib import Path

import pytest
import tiny_models
from command import Command

NOTES = {
    "animal.txt": "The jaguar is a large cat of the Americas. It hunts caiman and tapir at night.\n",
    "car.txt": "The Jaguar E-Type is a sports car from Coventry. Its engine has six cylinders.\n",
    "service.txt": "The boiler in the cellar is serviced each autumn. Call Mr. Meier when it drips.\n",
    "purchase.txt": "The boiler was bought in 2009 and runs on gas.\n",
    "plumber.txt": "Mr. Meier is the plumber. Call him for the sink.\n",
    "lion.txt": "The lion lives in prides and hunts antelope on the savanna.\n",
    "soup.txt": "Cut the leeks,\nstew them with potatoes,\nand add cream.\n\nThe jaguar hunts at night.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    scent = Command.below(tmp_path_factory.mktemp("combined"), cache)
    for number, (name, text) in enumerate(NOTES.items()):
        (scent.directory / name).write_text(text)
        os.utime(scent.directory / name, (1_600_000_000 + number,) * 2)
    assert scent("index", "-q", ".").code == 0
    return scent


def paths(scent: Command, *words: str) -> list[str]:
    return [line.decode() for line in scent("search", "-l", *words).lines]


def test_and_wants_passages_that_answer_both(library: Command) -> None:
    assert set(paths(library, "boiler")) == {"service.txt", "purchase.txt"}
    assert paths(library, "boiler", "--and", "whom to call") == ["service.txt"]
    assert paths(library, "whom to call", "--and", "boiler") == ["service.txt"]


def test_the_score_of_and_is_the_lowest_of_all(library: Command) -> None:
    texts = ("boiler", "call the plumber", "autumn")
    alone = [
        {record["path"]: record["score"] for record in library("search", "--json", "--all", text).records}
        for text in texts
    ]
    both = library("search", "--json", "--all", texts[0], "--and", texts[1], "--and", texts[2]).records
    for record in both:
        assert record["score"] == pytest.approx(min(scores[record["path"]] for scores in alone), abs=1e-5)


def test_nothing_matches_if_one_of_both_has_no_answer(library: Command) -> None:
    assert library("search", "--mode", "lexical", "boiler", "--and", "Lisbon").code == 1
    assert library("search", "boiler", "--and", "xylophone sonata in E minor", "--all").code == 0


def test_unlike_puts_what_it_means_further_down(library: Command) -> None:
    assert paths(library, "jaguar", "--all", "--unlike", "sports cars")[-1] != "animal.txt"
    scores = {
        words: {record["path"]: record["score"] for record in library("search", "--json", "--all", *words).records}
        for words in (("jaguar",), ("jaguar", "--unlike", "sports cars"))
    }
    before, after = scores.values()
    loss = {Path(name).name: before[name] - after[name] for name in before}
    assert max(loss, key=lambda name: loss[name]) == "car.txt"
    assert min(loss.values()) >= 0


def test_like_raises_what_is_like_a_file_and_leaves_that_file_out(library: Command) -> None:
    found = paths(library, "hunts", "--all", "--like", "lion.txt")
    assert found[0] == "animal.txt"
    assert "lion.txt" not in found


def test_like_may_name_lines_of_a_file(library: Command) -> None:
    assert paths(library, "night", "--like", "soup.txt:5")[0] == "animal.txt"
    assert library("search", "night", "--like", "soup.txt:9-3").err.startswith(b"scent: 'soup.txt:9-3' is not a range")
    assert b"holds no text there" in library("search", "night", "--like", "soup.txt:99").err


def test_operators_in_the_query_hold_with_other_texts(library: Command) -> None:
    found = paths(library, "boiler -gas", "--and", "an appliance in the cellar")
    assert found[0] == "service.txt"
    assert "purchase.txt" not in found
    assert paths(library, "hunts path:a*.txt", "--like", "lion.txt") == ["animal.txt"]


def test_a_lexical_search_combines_words(library: Command) -> None:
    assert paths(library, "--mode", "lexical", "boiler", "--and", "gas") == ["purchase.txt"]
    assert paths(library, "--mode", "dense", "a wild cat", "--and", "eating reptiles")[0] == "animal.txt"


def test_a_file_that_the_index_does_not_hold_is_no_example(library: Command) -> None:
    result = library("search", "boiler", "--like", "missing.txt")
    assert (result.code, result.out) == (2, b"")
    assert b"no such file or directory: " in result.err
    assert b"--and" in library("search", "boiler", "--and", " ").err


def test_an_instruction_needs_a_model_that_takes_one(library: Command, tmp_path: Path) -> None:
    refused = library("search", "boiler", "--instruction", "Find a manual")
    assert (refused.code, refused.out) == (2, b"")
    assert refused.err.startswith(b"scent: all-MiniLM-L6-v2 was trained without instructions\nhint: ")

    model = tiny_models.qwen3(tmp_path / "qwen3.gguf", general__name="Qwen3 Embedding 0.6B")
    index = tmp_path / "index"
    assert library("index", "-q", "--index", str(index), "--model", str(model), "soup.txt").code == 0
    search = ("search", "--index", str(index), "--all", "--json", "cream and leeks")
    usual, other = (library(*search, *more).records[0]["score"] for more in ((), ("--instruction", "Find a cow")))
    assert usual != other
