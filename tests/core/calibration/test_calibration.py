"""Cosines of any model on the scale of the bundled one, and the languages that a model reads: measured, not guessed."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import tiny_models
from command import Command
from hypothesis import given
from hypothesis import strategies as st
from multilingual import NAME, needs_package
from notes import default_index

from scent.core.calibration.calibration import (
    BUNDLED,
    BUNDLED_DIGEST,
    Calibration,
    LanguageMeans,
    Means,
    of_manifest,
    restored,
)
from scent.core.calibration.measure import calibrate, known_languages, measure_languages
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.models import catalogue, packaged
from scent.core.models.model_source import BUNDLED as BUNDLED_MODEL
from scent.core.reading.language import language_of
from scent.errors import DamageError
from scent.formats.index import manifest_file

TEXTS = Path(__file__).parents[3] / "core" / "calibration" / "texts"


@cache
def many_languages(directory: Path) -> Path:
    entry = catalogue.entry(NAME)
    assert entry
    return packaged.make(entry, directory).path


@pytest.mark.parametrize("file", sorted(TEXTS.iterdir()), ids=lambda file: file.stem)
def test_a_text_is_pairs_in_its_language(file: Path) -> None:
    pairs = [pair.split("\n") for pair in file.read_text("utf-8").strip().split("\n\n")]
    assert len(pairs) == (16 if file.stem == "en" else 10)
    assert all(len(pair) == 2 and all(pair) for pair in pairs)
    assert language_of(" ".join(answer for _, answer in pairs)) in {file.stem, ""}  # empty: not sure


def test_the_bundled_model_is_what_was_measured_of_it() -> None:
    with TextEmbedder.open(None) as embedder:
        assert embedder.digest == BUNDLED_DIGEST
        measured = calibrate(embedder)
        assert measured == replace(
            BUNDLED,
            query_mean=pytest.approx(BUNDLED.query_mean, abs=0.005),
            answer_mean=pytest.approx(BUNDLED.answer_mean, abs=0.005),
            passage_mean=pytest.approx(BUNDLED.passage_mean, abs=0.005),
        )
        read, means = measure_languages(embedder, ["de", "en", "fr", "ja", "pt", "xx"])
    assert read == {"de": False, "en": True, "fr": False, "ja": False, "pt": False}
    assert means == {}


@pytest.mark.long
def test_the_bundled_model_reads_english_alone() -> None:
    with TextEmbedder.open(None) as embedder:
        read, _ = measure_languages(embedder, known_languages())
    assert [language for language, is_read in read.items() if is_read] == ["en"]


@needs_package
def test_a_model_for_many_languages_reads_them(tmp_path_factory: pytest.TempPathFactory) -> None:
    with TextEmbedder.open(many_languages(tmp_path_factory.mktemp("model"))) as embedder:
        measured, (read, means) = calibrate(embedder), measure_languages(embedder, ["de", "kk", "sw", "th", "zh"])
    assert 0.7 < measured.query_mean < 0.8
    assert measured.others
    assert all(read.values())
    assert means["zh"] == measured.means["zh"]
    assert means["zh"].into.answer < measured.answer_mean - 0.02  # so one scale cannot serve both


@needs_package
@pytest.mark.long
def test_it_reads_every_language_of_the_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    with TextEmbedder.open(many_languages(tmp_path_factory.mktemp("model"))) as embedder:
        read, _ = measure_languages(embedder, known_languages())
    assert all(read.values())


@pytest.mark.parametrize("make", [tiny_models.bert, tiny_models.qwen3, tiny_models.gemma])
def test_a_model_of_random_weights_reads_nothing(make: tiny_models.Maker, tmp_path: Path) -> None:
    with TextEmbedder.open(make(tmp_path / "random.gguf")) as embedder:
        measured = calibrate(embedder)
    assert measured.languages.keys() == known_languages()
    assert not measured.reads("en")
    assert sum(measured.languages.values()) <= 2  # by chance


means = st.floats(-0.9, 0.99)


@given(means, means, means)
def test_a_scale_has_the_bundled_models_values(query: float, answer: float, passage: float) -> None:
    calibration = Calibration(query, answer, passage)
    answers = max(answer, query + 0.1 * (1 - query))
    scores = calibration.query_scores(np.array([-1, query, answers, 1], np.float32))
    assert scores[1:3].tolist() == pytest.approx([BUNDLED.query_mean, BUNDLED.answer_mean], abs=1e-3)
    assert (np.diff(scores) >= 0).all()
    assert -1 <= scores[0] <= scores[3] <= 1
    alike = calibration.passage_scores(np.array([passage, 1], np.float32))
    assert alike.tolist() == pytest.approx([BUNDLED.passage_mean, 1], abs=1e-4)
    assert calibration.passage_score(calibration.passage_cosine(0.5)) == pytest.approx(0.5, abs=1e-4)


def test_a_scale_is_that_of_the_languages_of_the_query_and_of_the_passage() -> None:
    german = LanguageMeans(into=Means(0.3, 0.5), out_of=Means(0.2, 0.4))
    thai = LanguageMeans(into=Means(0.1, 0.2), out_of=Means(0.4, 0.6))
    calibration = Calibration(0.5, 0.8, 0.5, means={"de": german, "th": thai})
    for asked, language, means in (
        ("en", "en", (0.5, 0.8)),
        ("de", "de", (0.5, 0.8)),
        ("en", "de", (0.3, 0.5)),
        ("th", "de", (0.3, 0.5)),
        ("de", "en", (0.2, 0.4)),
        ("fr", "en", (0.3, 0.5)),  # the mean of the others
        ("", "de", (0.5, 0.8)),  # a query of a word or two: in the language of the passage
        ("de", "", (0.5, 0.8)),  # code
        ("fr", "fr", (0.5, 0.8)),
    ):
        scores = calibration.scores_by_language(np.array(means, np.float32), asked, [language] * 2)
        assert scores.tolist() == pytest.approx([BUNDLED.query_mean, BUNDLED.answer_mean], abs=1e-3), (asked, language)
    mixed = calibration.scores_by_language(np.array([0.5, 0.3, 0.1], np.float32), "en", ["en", "de", "th"])
    assert mixed.tolist() == pytest.approx([BUNDLED.query_mean] * 3, abs=1e-3)
    assert restored(json.loads(json.dumps(calibration.values()))) == calibration


def test_the_bundled_models_own_cosines_stay_as_they_are() -> None:
    cosines = np.linspace(-1, 1, 9, dtype=np.float32)
    assert BUNDLED.query_scores(cosines) is cosines
    assert BUNDLED.passage_cosine(0.95) == 0.95


def index_german_and_english(scent: Command, *options: str) -> Path:
    english = "The radiators stay cold in winter. Let the trapped air out with the small key."
    german = "Die Heizkörper bleiben im Winter kalt. Die alten Häuser haben dicke Wände und zugige Fenster."
    for number in range(20):
        (scent.directory / f"{number}.txt").write_text(f"{english} Number {number}.\n", encoding="utf-8")
        (scent.directory / f"d{number}.txt").write_text(f"{german} Nummer {number}.\n", encoding="utf-8")
    assert scent("index", *options, ".").code == 0
    return default_index(scent)


def test_an_index_of_the_bundled_model_needs_no_measuring(scent: Command) -> None:
    index = index_german_and_english(scent)
    assert manifest_file.load(index).calibration is None
    assert of_manifest(manifest_file.load(index)) == BUNDLED


@needs_package
def test_an_index_remembers_what_was_measured_of_its_model(scent: Command, tmp_path: Path) -> None:
    model = many_languages(tmp_path / "models")
    index = index_german_and_english(scent, "--model", str(model))
    measured = of_manifest(manifest_file.load(index))
    assert measured.languages == {"en": True, "de": True, "zh": True}
    assert scent("index").code == 0
    assert of_manifest(manifest_file.load(index)) == measured
    assert scent("search", "--json", "what keeps heaters cold").records[0]["path"].endswith(".txt")
    unrelated = scent("search", "--json", "--explain", "--all", "who composed the symphony").records
    assert max(hit["explain"]["cosine"] for hit in unrelated) < 0.35
    same = scent("similar", "--json", "--pairs", "--min-score", "0.97").records
    assert all(0.97 <= pair["score"] <= 1 for pair in same)


@needs_package
def test_a_question_in_one_language_finds_what_another_one_tells(scent: Command, tmp_path: Path) -> None:
    notes = {
        "de.txt": "Die Miete wird am dritten Werktag des Monats fällig. Die Vermieterin heißt Frau Okafor.",
        "zh.txt": "水龙头滴水通常是因为垫圈坏了。换一个新的垫圈很便宜。",
        "en.txt": "Bread dough rests for an hour before it is shaped, and again before it goes into the oven.",
    }
    for name, text in notes.items():
        (scent.directory / name).write_text(text + "\n", encoding="utf-8")
    assert scent("index", "--model", many_languages(tmp_path / "models"), ".").code == 0
    for question, name in (
        ("On which day of the month do I have to pay the rent?", b"de.txt"),
        ("How do I stop a tap from dripping?", b"zh.txt"),
        ("Wann muss ich den Teig für das Brot ruhen lassen?", b"en.txt"),
    ):
        for mode in ("dense", "hybrid"):
            assert scent("search", "-l", "-k", "1", "--mode", mode, question).lines == [name], (question, mode)


def test_a_model_of_random_weights_is_measured_too_and_words_decide(scent: Command, tmp_path: Path) -> None:
    index = index_german_and_english(scent, "--model", str(tiny_models.bert(tmp_path / "random.gguf")))
    assert not of_manifest(manifest_file.load(index)).reads("en")
    assert scent("search", "--json", "-k", "1", "zugige Fenster").records[0]["path"].endswith(".txt")
    assert len(scent("search", "--json", "--mode", "dense", "--min-score", "-1", "-k", "40", "Fenster").records) > 1


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"query_mean": 2, "answer_mean": 0, "passage_mean": 0},
        {"query_mean": "x", "answer_mean": 0, "passage_mean": 0},
    ],
)
def test_a_calibration_that_cannot_be_right_is_damage(scent: Command, values: dict[str, object]) -> None:
    index = index_german_and_english(scent)
    manifest = manifest_file.load(index)._replace(calibration=values)
    manifest_file.store(index, manifest)
    with pytest.raises(DamageError, match="calibration"):
        of_manifest(manifest)
    for words in (["search", "boiler"], ["status"], ["similar", "0.txt"]):
        said = scent(*words)
        assert (said.code, b"Traceback" in said.err) == (2, False), words
        assert b"calibration in the manifest" in said.err
    assert json.loads(scent("status", "--json").out or b"{}") == {}


def test_an_index_without_a_calibration_gets_one_in_the_next_run(scent: Command, tmp_path: Path) -> None:
    index = index_german_and_english(scent, "--model", str(tiny_models.bert(tmp_path / "random.gguf")))
    measured = manifest_file.load(index).calibration
    assert scent("index").code == 0
    manifest_file.store(index, manifest_file.load(index)._replace(calibration=None))
    assert scent("index").code == 0
    assert manifest_file.load(index).calibration == measured


def test_a_copy_of_the_bundled_model_needs_no_measuring(scent: Command, tmp_path: Path) -> None:
    copy = tmp_path / "copy.gguf"
    copy.write_bytes(BUNDLED_MODEL.read_bytes())
    index = index_german_and_english(scent, "--model", str(copy))
    known = of_manifest(manifest_file.load(index))
    assert (known.query_mean, known.reads("en"), known.reads("de")) == (BUNDLED.query_mean, True, False)
