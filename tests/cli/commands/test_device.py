"""`--device` on the real command: a GPU where it is good, the processor everywhere else, and a word if they differ."""

import json
import os
from pathlib import Path

import fake_gpu
import numpy as np
import pytest
import tiny_models
from command import Command

NO_GPU = b"scent: llama.cpp finds no GPU here, so the CPU is used\n"


@pytest.fixture
def note(scent: Command) -> Path:
    note = scent.directory / "note.txt"
    note.write_text("The kettle whistles before the water boils over.\n\nThe tide table hangs beside the door.\n")
    os.utime(note, (10**9, 10**9))
    return note


def vectors(scent: Command) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.array([record["vector"] for record in scent("export").records], np.float32)


def test_without_a_gpu_the_processor_is_used_and_the_way_to_one_is_told(scent: Command, note: Path) -> None:
    indexed = scent("index", "--device=gpu", note)
    assert indexed.code == 0
    sentence, hint = indexed.err.splitlines(keepends=True)
    assert sentence == NO_GPU
    assert hint.startswith(b"hint: docs/install.md says how to install llama.cpp for a GPU")
    assert scent("search", "--mode=dense", "boiling water").lines[0].startswith(b"note.txt:1:")


def test_another_model_is_told_of_a_missing_gpu_too(scent: Command, note: Path) -> None:
    assert scent("index", note).code == 0
    model = tiny_models.bert(scent.directory / "tiny.gguf")
    migrated = scent("migrate", "--quiet", "--device=gpu", "--model", model)
    assert migrated.code == 0
    assert NO_GPU in migrated.err


@pytest.mark.parametrize("words", [[], ["--device=cpu"], ["--device=auto"]])
def test_who_does_not_insist_on_a_gpu_is_told_nothing(scent: Command, note: Path, words: list[str]) -> None:
    indexed = scent("index", *words, note)
    assert (indexed.code, indexed.err) == (0, b"")


def test_the_variable_and_the_settings_choose_as_the_option_does(scent: Command) -> None:
    plain = scent("embed", stdin=b"hello\n")
    for told in (
        scent("embed", "--device=gpu", stdin=b"hello\n"),
        scent("embed", stdin=b"hello\n", SCENT_DEVICE="gpu"),
    ):
        assert (told.code, told.out) == (0, plain.out)
        assert told.err.startswith(NO_GPU)
    assert scent("config", "set", "device", "gpu").code == 0
    assert scent("embed", stdin=b"hello\n").err.startswith(NO_GPU)
    assert scent("embed", "--device=cpu", stdin=b"hello\n").err == b""
    assert scent("config", "set", "gpu_layers", "0").code == 0
    assert scent("embed", stdin=b"hello\n").err == b""


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"SCENT_DEVICE": "cuda"}, b"SCENT_DEVICE: 'cuda' is not one of auto, cpu, gpu"),
        ({"SCENT_GPU_LAYERS": "many"}, b"SCENT_GPU_LAYERS: 'many' is not a whole number of at least 0"),
    ],
)
def test_other_values_are_refused(scent: Command, environ: dict[str, str], sentence: bytes) -> None:
    failed = scent("embed", stdin=b"x\n", **environ)
    assert (failed.code, failed.out) == (2, b"")
    assert sentence in failed.err


def test_a_good_gpu_makes_an_index_that_the_processor_continues_and_searches(
    scent: Command, note: Path, tmp_path: Path
) -> None:
    environ = fake_gpu.write_customization(tmp_path)
    indexed = scent("index", "--device=gpu", note, FAKE_GPU="work", **environ)
    assert (indexed.code, indexed.err) == (0, b"")
    on_gpu = vectors(scent)
    more = scent.directory / "more.txt"
    more.write_text("A mutex lets one thread at a time into the critical section.\n")
    assert scent("index", more).code == 0
    assert scent("search", "--mode=dense", "critical section").lines[0].startswith(b"more.txt:1:")
    assert scent("index", "--index", "other", note).code == 0
    on_cpu = [json.loads(line)["vector"] for line in scent("export", "--index", "other").out.splitlines()]
    assert (np.sum(on_gpu * np.array(on_cpu, np.float32), axis=1) > 0.9999).all()


def test_a_gpu_that_dies_in_the_middle_of_a_run_loses_nothing(scent: Command, note: Path, tmp_path: Path) -> None:
    environ = fake_gpu.write_customization(tmp_path)
    indexed = scent("index", "--device=gpu", note, FAKE_GPU="abort", **environ)
    assert indexed.code == 0
    assert (
        indexed.err.splitlines()[0]
        == b"scent: the GPU failed: its process was killed by SIGABRT, so the CPU is used from here on"
    )
    assert scent("check").code == 0
    assert scent("search", "--mode=dense", "boiling water").lines[0].startswith(b"note.txt:1:")
