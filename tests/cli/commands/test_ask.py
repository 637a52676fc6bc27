"""`scent ask`: the answer of a model on this machine, each sentence with its place, by the real command.

The models here are scripted: they answer every question with the same pieces of text.
"""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import tiny_models
from command import COMMAND, Command, Result

NOTES = {
    "flat.md": "# Flat\n\nThe rent is due on the third working day. The landlord is Ms. Okafor.\n",
    "boiler.md": "# Boiler\n\nThe boiler was repaired in May by Mr. Lind.\n\x1b[31mIt had lost pressure.\n",
    "garden.md": "# Garden\n\nPlant the tulips in October, 15 cm deep.\n",
}
QUESTION = "who is the landlord of the flat and when is the rent due"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    scent = Command.below(tmp_path_factory.mktemp("ask"), cache)
    for number, (name, text) in enumerate(NOTES.items()):
        (scent.directory / name).write_text(text)
        os.utime(scent.directory / name, (1_600_000_000 + number,) * 2)
    assert scent("index", "-q", *NOTES).code == 0
    return scent


def ask(scent: Command, pieces: list[str], *options: str, question: str = QUESTION) -> Result:
    model = scent.directory / "writer.gguf"
    model.unlink(missing_ok=True)
    return scent("ask", "--writer", str(tiny_models.scripted(model, pieces)), *options, question)


def test_each_sentence_names_its_passage_and_the_places_follow(library: Command) -> None:
    done = ask(library, ["The landlord is ", "Ms. Okafor [1]. ", "The rent is due on the third ", "working day. [1]"])
    assert done.code == 0
    assert done.out.decode() == (
        "The landlord is Ms. Okafor. [1] The rent is due on the third working day. [1]\n\n[1] flat.md:3\n"
    )
    assert done.err == b""


def test_a_sentence_without_a_citation_gets_the_passage_with_its_words(library: Command) -> None:
    done = ask(library, ["The landlord is Ms. Okafor. ", "She paints boats."])
    assert done.out.decode() == "The landlord is Ms. Okafor. [1] She paints boats. [?]\n\n[1] flat.md:3\n"


def test_a_number_that_no_passage_has_is_no_citation(library: Command) -> None:
    done = ask(library, ["She paints boats [7]."])
    assert done.out.decode().startswith("She paints boats. [?]\n\n[1] flat.md:3\n")
    assert b"no sentence names a passage; these are all that the model was given" in done.err


def test_a_search_that_finds_nothing_loads_no_model(library: Command) -> None:
    broken = library.directory / "broken.gguf"
    tiny_models.writer(broken, qwen3__rope__dimension_count=7)  # would crash llama.cpp
    done = library("ask", "--writer", str(broken), "quantum chromodynamics of gluons")
    assert (done.code, done.out, done.err) == (1, b"", b"scent: not in your files\n")


def test_a_model_may_say_that_the_passages_do_not_answer(library: Command) -> None:
    done = ask(library, ["NOT IN ", "THE FILES."])
    assert (done.code, done.out) == (1, b"[1] flat.md:3\n")
    assert done.err == b"scent: not in your files, says the model of these passages\n"


def test_without_a_writer_the_way_to_one_is_said(library: Command) -> None:
    done = library("ask", QUESTION)
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith(b"scent: scent ask needs a model that writes, and none is chosen\nhint: fetch any chat")


def test_the_writer_is_chosen_once_by_its_name(library: Command) -> None:
    models = library.home / "data" / "scent" / "models"
    models.mkdir(parents=True)
    tiny_models.scripted(models / "mine.gguf", ["The landlord is Ms. Okafor [1]."])
    assert library("config", "set", "writer", "mine").code == 0
    try:
        assert library("ask", QUESTION).out.startswith(b"The landlord is Ms. Okafor. [1]\n")
        assert library("ask", QUESTION, SCENT_WRITER="elsewhere.gguf").code == 2
    finally:
        assert library("config", "unset", "writer").code == 0


@pytest.mark.parametrize(
    ("writer", "message"),
    [
        ("bundled", "is an embedding model: it makes vectors, and writes no text"),
        ("missing.gguf", "there is no model file"),
        ("flat.md", "is not a GGUF file"),
        ("https://localhost/v1#x", "a writer is a file on this machine"),
    ],
)
def test_what_cannot_write_is_refused_in_a_sentence(library: Command, writer: str, message: str) -> None:
    done = library("ask", "--writer", writer, QUESTION)
    assert (done.code, done.out) == (2, b"")
    assert message in done.err.decode()


def test_json_has_the_answer_its_sentences_and_the_passages(library: Command) -> None:
    (record,) = ask(library, ["The landlord is Ms. Okafor. ", "She paints\nboats [1]."], "--json").records
    assert record["question"] == QUESTION
    assert record["answer"] == "The landlord is Ms. Okafor. She paints\nboats."
    assert [(sentence["text"], sentence["citations"], sentence["cited_by"]) for sentence in record["sentences"]] == [
        ("The landlord is Ms. Okafor.", [1], "words"),
        ("She paints", [], ""),
        ("boats.", [1], "writer"),
    ]
    assert record["sentences"][0]["support"] == 1
    assert record["ended"] == "end"
    assert record["hits"][0]["number"] == 1
    assert record["hits"][0]["path"].endswith("flat.md")


def test_what_a_model_writes_cannot_harm_a_terminal(library: Command) -> None:
    done = ask(library, ["The landlord\x1b[2J is\u202e Ms. Okafor."])
    assert b"\\x1b[2J is\\u202e" in done.out


def test_filters_and_paths_narrow_the_passages(library: Command) -> None:
    pieces = ["The boiler was repaired in May by Mr. Lind [1]."]
    done = ask(library, pieces, "--all", "-g", "boiler*")
    assert b"[1] boiler.md:3\n" in done.out
    model = str(library.directory / "writer.gguf")
    done = library("ask", "--writer", model, "--all", QUESTION, "boiler.md")
    assert b"[1] boiler.md:3\n" in done.out
    done = ask(library, pieces, "--all", "-k", "2", "--passages")
    assert done.out.count(b".md:") == 2


def test_an_answer_ends_at_its_limit_and_says_so(library: Command) -> None:
    pieces = [f"word{number} " for number in range(40)]
    done = ask(library, pieces, "--max-tokens", "5")
    assert done.out.startswith(b"word0 word1 word2 word3 word4 [?]\n")
    assert b"the answer was cut; --max-tokens allows a longer one" in done.err
    assert ask(library, pieces, "--budget", "tomorrow").code == 2


def test_an_answer_that_goes_round_in_circles_ends(library: Command) -> None:
    sentence = "The landlord is Ms. Okafor. "
    done = ask(library, [sentence, f" {sentence}", "And so on."])
    assert done.out.startswith(b"The landlord is Ms. Okafor. [1]\n\n")


def test_bad_requests_are_refused(library: Command) -> None:
    assert b"the question is missing" in library("ask").err
    assert b"the query is empty" in library("ask", " ").err
    assert b"a question of several words needs quotes" in ask(library, ["x"], "who", question="is").err


def test_an_interrupt_ends_the_answer_at_once(library: Command, tmp_path: Path) -> None:
    """While the model writes: it has more to say than a pipe holds that nobody reads, so it cannot end by itself."""
    pieces = [f"Boat {number} has been in the harbour of the northern town since spring. " for number in range(3_000)]
    model = tiny_models.scripted(tmp_path / "writer.gguf", pieces)
    command = [*COMMAND, "ask", "--writer", str(model), "--max-tokens", "4000", QUESTION]
    run = subprocess.Popen(
        command, cwd=library.directory, env=library.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdout
    assert run.stdout.read(10)  # the first sentence has come
    run.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = run.communicate(timeout=60)
    assert run.returncode == 130, (out, err)
    assert err == b""
    assert time.monotonic() - began < 30


WRITER = os.environ.get("CHAT_MODEL_FOR_TESTS", "")


@pytest.mark.skipif(not WRITER, reason="CHAT_MODEL_FOR_TESTS names no GGUF file of a real language model")
def test_a_real_model_answers_from_the_passages(library: Command) -> None:
    """A small one is not clever; but it writes words, ends, and does the same again."""
    first = library("ask", "--writer", WRITER, "--budget", "5m", "who repaired the boiler")
    assert first.code == 0
    assert b"Lind" in first.out
    assert b"[1] boiler.md:3\n" in first.out
    assert library("ask", "--writer", WRITER, "--budget", "5m", "who repaired the boiler").out == first.out
