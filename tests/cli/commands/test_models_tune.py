"""`scent models tune`: what it measures and chooses, and that an index stays valid afterwards."""

import hashlib
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import tiny_models
from command import Command

from scent.cli.output import json_schema
from scent.core.embedding import tune as tuning
from scent.core.embedding.tune import tune, tune_if_new
from scent.core.inference import weights
from scent.core.inference.weights import Tuning
from scent.core.models import source
from scent.core.models.source import BUNDLED
from scent.core.system import has_bfloat16
from scent.errors import ModelError

DIGEST = hashlib.sha256(BUNDLED.read_bytes()).hexdigest()
WORDS = b"the kettle sings\nhow to bleed a radiator\na mutex lets one thread at a time in\nrent\n"


@pytest.fixture
def scent(scent: Command, tmp_path: Path) -> Command:
    """The command with its own cache, so that tests do not share a tuning."""
    return replace(scent, cache=tmp_path / "cache")


def vectors(scent: Command, text: bytes = WORDS) -> np.ndarray:  # type: ignore[type-arg]
    return np.array([record["vector"] for record in scent("embed", stdin=text).records])


def copies(scent: Command) -> list[str]:
    """The kinds of weights in the cache, and `json` for what is remembered."""
    names = (
        file.name.partition("-")[2] for file in (scent.cache / "scent" / "weights").iterdir() if file.suffix != ".sum"
    )
    return sorted(name.partition(".")[2] if name.endswith(".json") else name for name in names)


@pytest.mark.long
def test_every_way_is_measured_and_the_best_one_chosen(scent: Command) -> None:
    model = tiny_models.bert(scent.directory / "tiny.gguf")
    done = scent("models", "tune", model, "--json")
    assert (done.code, done.err) == (0, b"")
    ways = done.records
    assert {(way["kind"], way["packed"]) for way in ways} == {
        (kind, packed) for kind in ("", "f16", "bf16", "q8_0") for packed in (True, False)
    }  # the file's own weights are f32 already
    (chosen,) = (way for way in ways if way["chosen"])
    fitting = [way for way in ways if way["cosine"] >= 0.999 and way["steady"] >= 0.99999]
    assert chosen in fitting
    assert chosen["tokens_per_second"] * 1.05 >= max(way["tokens_per_second"] for way in fitting)
    exact = next(way for way in ways if (way["kind"], way["packed"]) == ("", False))
    assert exact["cosine"] == pytest.approx(1, abs=1e-6)
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    cache = scent.cache / "scent"
    assert weights.read_tuning(digest, cache) == Tuning(chosen["kind"], chosen["packed"])
    assert copies(scent) == sorted(["json", *([f"{chosen['kind']}.gguf"] if chosen["kind"] else [])])
    assert scent("embed", "--model", model, stdin=b"the cat\n").code == 0


def test_a_way_is_chosen_and_its_copy_made(tmp_path: Path) -> None:
    model = tiny_models.bert(tmp_path / "tiny.gguf")
    cache = tmp_path / "cache"
    ways = tune(source.identify(model), cache, seconds=0.01)
    (best,) = (way for way in ways if way.chosen)
    assert list(asdict(best)) == list(json_schema.OBJECTS["scent models tune"])
    digest = source.identify(model).identity.digest
    assert weights.read_tuning(digest, cache) == Tuning(best.kind, best.packed)
    loaded = source.load(source.identify(model), cache)
    assert loaded.packed == best.packed
    assert loaded.path == (cache / "weights" / f"{digest[:32]}-{best.kind}.gguf" if best.kind else model)


@pytest.mark.long
def test_the_bundled_models_ways_give_the_same_vectors(tmp_path: Path) -> None:
    ways = tune(source.identify(None), tmp_path, seconds=0.01)
    assert {way.kind for way in ways} == {"", "f32", "f16", "bf16"}
    assert all(way.exact_enough for way in ways if way.kind in {"f32", "f16"})
    assert all(way.cosine >= 0.999 for way in ways)
    assert not any(way.exact_enough for way in ways if way.kind == "" and way.packed)  # 8 bits, and others in the batch
    assert sum(way.chosen for way in ways) == 1


@pytest.mark.parametrize("kind", ["", "bf16", "q8_0"])
def test_the_tuning_is_used_and_changes_vectors_by_less_than_a_thousandth(scent: Command, kind: str) -> None:
    cache = scent.cache / "scent"
    usual = vectors(scent)
    assert copies(scent) == ["f16.gguf"]
    weights.save_tuning(DIGEST, cache, Tuning(kind, packed=False))
    tuned = vectors(scent)
    assert copies(scent) == sorted(["json", *([f"{kind}.gguf"] if kind else [])])
    assert np.sum(usual * tuned, axis=1).min() >= 0.999
    alone = vectors(scent, WORDS.splitlines()[0])  # one at a time, so that nothing else can matter
    assert np.array_equal(alone[0], tuned[0])


def test_reset_removes_the_tuning_and_the_copies(scent: Command) -> None:
    weights.save_tuning(DIGEST, scent.cache / "scent", Tuning("q8_0"))
    assert scent("embed", stdin=WORDS).code == 0
    assert copies(scent) == ["json", "q8_0.gguf"]
    reset = scent("models", "tune", "--reset")
    assert (reset.code, reset.out) == (0, b"")
    assert reset.err.endswith(b" MB freed\n")
    assert copies(scent) == []


def test_an_index_stays_valid_after_tuning(scent: Command) -> None:
    notes = scent.directory / "notes"
    notes.mkdir()
    for number, line in enumerate(WORDS.decode().splitlines()):
        (notes / f"{number}.txt").write_text(line)
    assert scent("index", "notes").code == 0
    weights.save_tuning(DIGEST, scent.cache / "scent", Tuning("bf16", packed=False))
    (again,) = scent("index", "--json").records
    assert (again["unchanged"] + again["touched"], again["added"], again["tokens"]) == (4, 0, 0)
    (notes / "new.txt").write_text("let the air out of the heating")
    assert scent("index", "--json").records[0]["added"] == 1
    assert scent("search", "-l", "-k", "1", "the heating stays cold").lines == [b"notes/new.txt"]
    assert scent("search", "-l", "-k", "1", "water boils in it").code in {0, 1}
    assert scent("check").code == 0


def test_the_tuning_of_another_processor_is_ignored_and_kept(scent: Command) -> None:
    """A home directory on two machines."""
    cache = scent.cache / "scent"
    weights.save_tuning(DIGEST, cache, Tuning("bf16"))
    assert scent("embed", stdin=WORDS).code == 0
    (record,) = cache.glob("weights/*.json")
    elsewhere = record.rename(record.with_name(f"{DIGEST[:32]}-00000000.json"))
    assert weights.read_tuning(DIGEST, cache) is None
    vectors(scent)
    assert copies(scent) == ["bf16.gguf", "f16.gguf", "json"]
    weights.save_tuning(DIGEST, cache, Tuning("", packed=False))
    assert copies(scent) == ["bf16.gguf", "json", "json"]
    elsewhere.rename(record).write_text("{")  # nor does what is damaged
    assert vectors(scent).shape == (4, 384)


def test_a_model_that_gives_no_numbers_is_named_and_nothing_is_chosen(tmp_path: Path) -> None:
    model = tiny_models.bert(tmp_path / "large.gguf")
    content = bytearray(model.read_bytes())
    content[-64 * 4 :] = np.full(64, 3e38, np.float32).tobytes()  # the last norm's bias
    model.write_bytes(content)
    with pytest.raises(ModelError, match="vectors that are not numbers"):
        tune(source.identify(model), tmp_path / "cache", seconds=0.01)
    assert not list((tmp_path / "cache" / "weights").iterdir())


def test_types_of_weights_without_room_on_disk_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room for a copy, the model runs as it is."""
    model = tiny_models.bert(tmp_path / "tiny.gguf")
    real = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: real._replace(free=1))
    ways = tune(source.identify(model), tmp_path / "cache", seconds=0.01)
    assert {way.kind for way in ways} == {""}


def test_options_of_other_actions_are_refused(scent: Command) -> None:
    assert b"--reset works only with scent models tune" in scent("models", "list", "--reset").err
    assert b"--force works only with scent models remove" in scent("models", "tune", "--force").err


def test_a_large_run_tunes_a_new_model_first_and_a_small_one_does_not(scent: Command) -> None:
    """If the processor has instructions for bfloat16; otherwise there is no choice."""
    notes = scent.directory / "notes"
    notes.mkdir()
    (notes / "short.txt").write_text("The kettle sings.")
    assert scent("index", "notes").code == 0
    assert copies(scent) == ["f16.gguf"]
    (notes / "long.txt").write_text("The kettle sings.\n\n" * 8_000)  # 150 kB that are embedded once
    assert scent("index").code == 0
    chosen = weights.read_tuning(DIGEST, scent.cache / "scent")
    assert chosen in ([Tuning("f16"), Tuning("bf16")] if has_bfloat16() else [None])
    assert scent("search", "-l", "-k", "1", "water boils in it").code in {0, 1}


def test_a_new_model_is_tuned_only_where_there_is_a_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = source.identify(tiny_models.bert(tmp_path / "tiny.gguf"))
    cache, digest = tmp_path / "cache", model.identity.digest
    monkeypatch.setattr(tuning, "has_bfloat16", lambda: False)
    tune_if_new(model, cache)
    assert not cache.exists()
    monkeypatch.setattr(tuning, "has_bfloat16", lambda: True)
    tune_if_new(model, None)
    tune_if_new(model, cache)
    found = weights.read_tuning(digest, cache)
    assert found is not None
    assert found.kind in {"f16", "bf16"}
    weights.save_tuning(digest, cache, Tuning("q8_0"))
    tune_if_new(model, cache)
    assert weights.read_tuning(digest, cache) == Tuning("q8_0")


def test_a_cache_that_cannot_be_written_leaves_it_untuned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "has_bfloat16", lambda: True)
    cache = tmp_path / "cache"
    cache.write_text("a file where the directory should be")
    tune_if_new(source.identify(tiny_models.bert(tmp_path / "tiny.gguf")), cache)


def test_of_equally_fast_ways_the_default_is_chosen_and_then_the_packed_one() -> None:
    def chosen(**rates: float) -> str:
        ways = [
            tuning.TuneResult(kind, packed == "packed", rate, cosine=1, steady=1)
            for kind, packed, rate in ((*name.split("_"), rate) for name, rate in rates.items())
        ]
        best = tuning._best(ways, Tuning("f16"), "the model")
        return f"{best.kind}_{'packed' if best.packed else 'single'}"

    assert chosen(f16_packed=100, f16_single=104, bf16_packed=103) == "f16_packed"
    assert chosen(f16_packed=100, bf16_single=144, bf16_packed=140) == "bf16_packed"
    assert chosen(f16_packed=100, bf16_single=144, bf16_packed=130) == "bf16_single"
    assert chosen(f32_single=100, f32_packed=101) == "f32_packed"
