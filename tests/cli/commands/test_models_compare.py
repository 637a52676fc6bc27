"""`scent models compare`: models are measured on the passages of an index, and on questions where there are any."""

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import tiny_models
from command import Command

from scent.cli.output import json_schema
from scent.core.models.source import BUNDLED

THINGS = ("kettle", "roof", "tide", "mutex", "tomato", "loan", "glacier", "ferry", "radiator", "violin")


@pytest.fixture(scope="module")
def scent(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """A command with an index of thirty notes, a copy of the bundled model, and a tiny model of noise."""
    scent = Command.below(tmp_path_factory.mktemp("compare"), cache)
    for number in range(30):
        thing = THINGS[number % len(THINGS)]
        text = f"Note {number} about the {thing}. The {thing} was seen {number} times. " * 3
        (scent.directory / f"{thing}-{number}.txt").write_text(text)
    assert scent("index", ".").code == 0
    models = scent.home / "data" / "scent" / "models"
    models.mkdir(parents=True)
    shutil.copy(BUNDLED, models / "same.gguf")
    tiny_models.bert(models / "noise.gguf")
    questions = [
        {"query": f"where is the {thing}?", "answers": [{"path": f"work/{thing}-{number}.txt"}]}
        for number, thing in enumerate(THINGS)
    ]
    lines = "".join(f"{json.dumps(question)}\n" for question in questions)
    (scent.directory.parent / "questions.jsonl").write_text(lines)
    return scent


def test_models_are_compared_on_the_passages_of_the_index(scent: Command) -> None:
    plot = scent.directory.parent / "sizes.svg"
    done = scent("models", "compare", "bundled", "same", "noise", "--json", "--plot", plot)
    assert (done.code, done.err) == (0, b"")
    bundled, same, noise = done.records
    for record in done.records:
        assert set(record) == {key for key in json_schema.OBJECTS["scent models compare"] if "[" not in key}
        assert (record["passages"], record["queries"], record["ndcg"]) == (30, 30, None)
        assert 0 <= record["isotropy"] <= 1
        assert min(record["intrinsic_dimension"], record["tokens_per_second"], record["memory"]) > 0
        assert [cut["dims"] for cut in record["cuts"]] == sorted({cut["dims"] for cut in record["cuts"]}, reverse=True)
        assert set(record["cuts"][0]) == {"dims", "pca", "overlap", "ndcg"}
    assert (bundled["dims"], noise["dims"]) == (384, tiny_models.WIDTH)
    alike, unlike = bundled["agreement"]
    assert (alike["model"], unlike["model"]) == ("same", "noise")
    assert min(alike["jaccard"], alike["rbo"], alike["cka"]) > 0.99
    assert unlike["jaccard"] < 0.9
    assert unlike["cka"] < 0.9
    assert same["agreement"][0] == {**alike, "model": "bundled"}
    assert bundled["cuts"][0]["overlap"] > bundled["cuts"][-1]["overlap"]
    drawing = ET.parse(plot).getroot()  # noqa: S314 - scent has written it
    assert len(drawing.findall(".//{http://www.w3.org/2000/svg}polyline")) == 6


def test_questions_judge_the_models(scent: Command) -> None:
    questions = scent.directory.parent / "questions.jsonl"
    done = scent("models", "compare", "bundled", "noise", "--judge", questions, "--json")
    assert (done.code, done.err) == (0, b"")
    bundled, noise = done.records
    assert (bundled["queries"], noise["queries"]) == (10, 10)
    assert bundled["ndcg"] > noise["ndcg"] + 0.1
    assert bundled["cuts"][0]["ndcg"] > 0.5


def test_models_are_measured_without_their_last_layers_where_their_files_allow_it(scent: Command) -> None:
    tiny_models.gemma(scent.home / "data" / "scent" / "models" / "whole.gguf")
    done = scent("models", "compare", "noise", "whole", "--layers", "--sample", "20", "--json")
    assert (done.code, done.err) == (0, b"")
    noise, whole = done.records
    (cut,) = noise["layers"]
    assert set(cut) == {"layers", "overlap", "ndcg", "tokens_per_second"}
    assert (cut["layers"], 0 <= cut["overlap"] <= 1) == (1, True)
    assert whole["layers"] == []


def test_tables_are_printed_for_people(scent: Command) -> None:
    done = scent("models", "compare", "bundled", "same", "--sample", "20")
    assert done.code == 0
    text = done.out.decode()
    assert text.splitlines()[0].split() == ["model", "dims", "isotropy", "intrinsic", "dims", "tokens/s", "memory"]
    assert "bundled, same" in text
    assert "20 passages of the index, 20 passages as queries" in text


def test_without_a_name_the_model_of_new_indexes_is_measured(scent: Command) -> None:
    (record,) = scent("models", "compare", "--json", SCENT_MODEL="noise").records
    assert (record["dims"], record["agreement"]) == (tiny_models.WIDTH, [])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["a", "b", "c", "d"], b"scent models compare takes up to 3 models"),
        (["bundled", "bundled"], b"a model is named twice"),
        (["bundled", "bge-m3"], b"the model bge-m3 is not here"),
        (["--index", "nowhere"], b"there is no index"),
        (["--judge", "nothing.jsonl"], b"nothing.jsonl"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(scent: Command, words: list[str], sentence: bytes) -> None:
    failed = scent("models", "compare", *words)
    assert failed.code == 2
    assert failed.out == b""
    assert failed.err.startswith(b"scent: ")
    assert sentence in failed.err
    assert all(line.startswith(b"hint: ") for line in failed.err.splitlines()[1:])


def test_too_few_passages_are_refused(scent: Command) -> None:
    assert scent("index", "--index", "few", "kettle-0.txt").code == 0
    failed = scent("models", "compare", "--index", "few")
    assert failed.code == 2
    assert b"the index has 1 passages, and 20 are needed to compare models" in failed.err


@pytest.mark.parametrize("option", [["--judge", "x"], ["--plot", "x"], ["--sample", "30"], ["--layers"]])
def test_options_of_comparing_belong_to_it_alone(scent: Command, option: list[str]) -> None:
    failed = scent("models", "info", "bundled", *option)
    assert failed.code == 2
    assert b"works only with scent models compare" in failed.err
