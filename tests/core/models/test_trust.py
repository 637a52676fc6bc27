"""A model file that an index names is tried before it is loaded, whatever the index says about it."""

from dataclasses import replace
from pathlib import Path

import pytest
import tiny_models

from scent.core.inference import probe, weights
from scent.core.models import source, trust
from scent.errors import MismatchError, ModelError


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> source.ModelSource:
    """A source with the right stamp and digest, of which this process and the cache know nothing."""
    known = source.identify(tiny_models.bert(tmp_path / "model.gguf"))
    monkeypatch.setattr(trust, "_tried_here", {})
    return known


@pytest.fixture
def probed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that are probed, by the real probe."""
    files: list[Path] = []

    def noted(path: Path) -> object:
        files.append(path)
        return probe.probe(path)

    monkeypatch.setattr(trust, "probe", noted)
    return files


def test_a_file_with_the_stamp_that_the_index_has_is_tried_once(
    tmp_path: Path, foreign: source.ModelSource, probed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    for _ in range(2):
        source.load(foreign, cache)
        monkeypatch.setattr(trust, "_tried_here", {})  # as in another process
    assert probed == [foreign.file]
    moved = foreign.file.rename(tmp_path / "moved.gguf")
    source.load(replace(foreign, place=moved), cache)
    assert probed == [foreign.file]  # the same content


def test_a_file_that_an_index_lies_about_is_refused(
    tmp_path: Path, foreign: source.ModelSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    lying = replace(foreign, identity=replace(foreign.identity, digest="0" * 64))
    for _ in range(2):
        with pytest.raises(MismatchError):
            source.load(lying, tmp_path / "cache")
        monkeypatch.setattr(trust, "_tried_here", {})
    assert source.preload(lying, None) is None


def test_a_damaged_file_with_the_stamp_that_the_index_has_is_not_loaded(
    tmp_path: Path, foreign: source.ModelSource
) -> None:
    content = foreign.file.read_bytes()
    foreign.file.write_bytes(content[: len(content) // 2])
    status = foreign.file.stat()
    lying = replace(foreign, stamp=(status.st_size, status.st_mtime_ns))
    assert source.preload(lying, tmp_path / "cache") is None
    with pytest.raises(ModelError):
        source.load(lying, tmp_path / "cache")


def test_a_record_that_others_can_write_proves_nothing(
    tmp_path: Path, foreign: source.ModelSource, probed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    source.load(foreign, cache)
    [record] = (cache / "tried").glob("*.json")
    weights.forget(foreign.identity.digest, cache)  # a sound copy would be used untried
    record.chmod(0o666)
    monkeypatch.setattr(trust, "_tried_here", {})
    source.load(foreign, cache)
    assert probed == [foreign.file] * 2


def test_the_bundled_model_is_not_copied_under_the_digest_of_another_one(tmp_path: Path) -> None:
    bundled = source.identify(None)
    lying = replace(bundled, identity=replace(bundled.identity, digest="0" * 64))
    with pytest.raises(MismatchError):
        source.load(lying, tmp_path / "cache")
    assert not list(tmp_path.rglob("*.gguf"))
