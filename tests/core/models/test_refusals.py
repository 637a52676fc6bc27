"""A file that scent cannot use is refused with a sentence that says why: without a crash, and without output from C."""

import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_models
from damaged_headers import Mutation, damaged, mutated, mutations
from gguf import PoolingType
from hypothesis import HealthCheck, given, settings

from scent.core.inference.encoder import Encoder
from scent.core.inference.gguf.card import read_card
from scent.core.models.source import BUNDLED, open_file
from scent.errors import ModelError


def crafted(path: Path, *, tensors: int = 0, fields: int = 0, rest: bytes = b"") -> Path:
    """A file with only a header, which claims large counts."""
    return damaged(path, b"GGUF" + struct.pack("<IQQ", 3, tensors, fields) + rest)


def text(content: bytes) -> bytes:
    return struct.pack("<Q", len(content)) + content


REFUSALS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda path: path, "there is no model file"),
    "empty": (lambda path: damaged(path, b""), "is not a GGUF file"),
    "text": (lambda path: damaged(path, b"Dear all,\n"), "is not a GGUF file"),
    "directory": (lambda path: path.mkdir() or path, "cannot be read"),  # type: ignore[func-returns-value] # mkdir returns None
    "big-endian": (lambda path: damaged(path, b"GGUF\0\0\0\3" + bytes(16)), "of version 50331648"),
    "generative": (tiny_models.llama, "is a generative llama model"),
    "no pooling": (lambda path: tiny_models.bert(path, pooling=PoolingType.NONE), "is a generative bert model"),
    "reranker": (lambda path: tiny_models.bert(path, pooling=PoolingType.RANK), "is a reranker"),
    "unknown pooling": (lambda path: tiny_models.bert(path, bert__pooling_type=77), "has an unknown pooling"),
    "encoder-decoder": (lambda path: tiny_models.bert(path, general__architecture="t5"), "is an encoder-decoder model"),
    "no tokenizer": (lambda path: tiny_models.bert(path, tokenizer__ggml__model="none"), "has no tokenizer"),
    "no tokens": (lambda path: tiny_models.bert(path, tokenizer__ggml__tokens=None), "has no tokenizer"),
    "no projections": (lambda path: tiny_models.gemma(path, dense=False), "without the two projections"),
    "no heads": (lambda path: tiny_models.bert(path, bert__attention__head_count=0), "is damaged"),
    "odd heads": (lambda path: tiny_models.bert(path, bert__attention__head_count=5), "is damaged"),
    "no layers": (lambda path: tiny_models.bert(path, bert__block_count=0), "is damaged"),
    "a million layers": (lambda path: tiny_models.bert(path, bert__block_count=1_000_000), "is damaged"),
    "more layers than tensors": (lambda path: tiny_models.bert(path, bert__block_count=3), "cannot be loaded"),
    "other width": (lambda path: tiny_models.bert(path, bert__embedding_length=128), "cannot be loaded"),
    "unknown kind": (
        lambda path: tiny_models.bert(path, general__architecture="hat", hat__pooling_type=1),
        "is damaged",
    ),
    "many fields": (lambda path: crafted(path, fields=1 << 62), "is damaged: it claims"),
    "many tensors": (lambda path: crafted(path, tensors=1 << 40), "is damaged: it claims"),
    "long key": (lambda path: crafted(path, fields=1, rest=struct.pack("<Q", 1 << 60)), "is damaged: it has a text of"),
    "long array": (
        lambda path: crafted(path, fields=1, rest=text(b"a") + struct.pack("<IIQ", 9, 8, 1 << 60)),
        "is damaged: it claims",
    ),
    "nested array": (
        lambda path: crafted(path, fields=1, rest=text(b"a") + struct.pack("<IIQ", 9, 9, 3)),
        "array of the unknown type",
    ),
    "a crash": (lambda path: tiny_models.gemma(path, layers=2), "makes llama.cpp crash"),
}


@pytest.mark.parametrize(("make", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    make: Callable[[Path], Path], sentence: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ModelError, match=sentence) as refused:
        open_file(make(tmp_path / "model.gguf"))
    assert "\n" not in refused.value.message
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("part", [5, 20, 200, 5_000, 20_000, -1])
def test_a_file_cut_short_anywhere_is_refused(part: int, tmp_path: Path) -> None:
    whole = tiny_models.bert(tmp_path / "whole.gguf").read_bytes()
    with pytest.raises(ModelError, match="is cut short"):
        open_file(damaged(tmp_path / "part.gguf", whole[:part]))


def test_the_bundled_model_cut_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is cut short"):
        open_file(damaged(tmp_path / "part.gguf", BUNDLED.read_bytes()[: 20 << 20]))


def test_a_valid_file_is_opened(tmp_path: Path) -> None:
    model = open_file(tiny_models.bert(tmp_path / "model.gguf"))
    with Encoder(model) as encoder:
        (vectors,) = encoder.encode([model.wrap(model.tokenize(["the cat"])[0])])
    assert vectors.shape == (4, tiny_models.WIDTH)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.bert(tmp_path_factory.mktemp("sound") / "sound.gguf")


@settings(max_examples=500, deadline=None)
@given(changes=mutations())
def test_every_damaged_header_is_read_or_refused(sound: Path, changes: list[Mutation]) -> None:
    path = damaged(sound.with_name("judged.gguf"), mutated(sound.read_bytes(), changes))
    try:
        card = read_card(path)
    except ModelError:
        return
    assert 1 <= card.trained_tokens <= card.context_tokens


# In another process, so that a crash fails one test and does not end all of them.
PROGRAM = """
import sys
from pathlib import Path
from scent.core.inference.encoder import Encoder
from scent.core.models.source import open_file
from scent.errors import ModelError
for name in sys.argv[1:]:
    try:
        model = open_file(Path(name))
        with Encoder(model) as encoder:
            encoder.encode([model.wrap(tokens)[:100] for tokens in model.tokenize(["the cat", "hello world " * 20])])
    except ModelError:
        pass
"""


def opened(paths: list[Path]) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"GGML_NO_BACKTRACE": "1"}
    command = [sys.executable, "-c", PROGRAM, *map(str, paths)]
    return subprocess.run(command, capture_output=True, env=environment, check=False)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=mutations())
def test_no_damaged_header_crashes_the_process(sound: Path, changes: list[Mutation]) -> None:
    path = damaged(sound.with_name("opened.gguf"), mutated(sound.read_bytes(), changes))
    assert opened([path]).returncode == 0


@pytest.mark.long
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=mutations())
def test_no_damaged_header_crashes_the_process_however_many_are_tried(sound: Path, changes: list[Mutation]) -> None:
    path = damaged(sound.with_name("opened.gguf"), mutated(sound.read_bytes(), changes))
    assert opened([path]).returncode == 0
