"""A copy of the weights is used only if it has the bytes that were written, and killed copies are removed."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_models
from command import Command

from scent.core.inference import copies, weights
from scent.core.models import source


@pytest.fixture
def known(tmp_path: Path) -> source.ModelSource:
    return source.identify(tiny_models.bert(tmp_path / "model.gguf"))


def test_a_damaged_copy_is_not_used_and_made_again(tmp_path: Path, known: source.ModelSource) -> None:
    digest, cache = known.identity.digest, tmp_path / "cache"
    copy = weights.make_copy(known.file, digest, cache)
    assert copy
    sound = copy.read_bytes()
    copy.write_bytes(sound[:-64] + bytes(64))
    assert weights.find_copy(digest, cache) is None
    assert source.load(known, cache).path == copy
    assert copy.read_bytes() == sound


def test_a_copy_is_verified_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft, copy = tmp_path / "draft", tmp_path / "copy.gguf"
    draft.write_bytes(b"weights")
    copies.install(draft, copy)
    record = copy.with_suffix(".sum")
    written = record.stat().st_mtime_ns
    assert copies.is_sound(copy)
    assert record.stat().st_mtime_ns == written
    os.utime(copy, (1, 1))
    assert copies.is_sound(copy)
    assert record.stat().st_mtime_ns != written
    another_boot = tmp_path / "boot"
    another_boot.write_text("another boot")
    monkeypatch.setattr(copies, "_BOOT", another_boot)
    written = record.stat().st_mtime_ns
    assert copies.is_sound(copy)
    assert record.stat().st_mtime_ns != written
    record.unlink()
    assert not copies.is_sound(copy)


def test_directories_of_killed_processes_are_removed_and_those_in_use_are_kept(
    tmp_path: Path, known: source.ModelSource
) -> None:
    parent = tmp_path / "cache" / "weights"
    for name in ("tmpkilled", "tmpused", "tmpnew"):
        (parent / name).mkdir(parents=True)
        (parent / name / "f16.gguf").write_bytes(b"half")
    for name in ("tmpkilled", "tmpused"):
        os.utime(parent / name, (1, 1))
    with copies.marked_in_use(parent / "tmpused"):
        weights.make_copy(known.file, known.identity.digest, tmp_path / "cache")
    assert sorted(each.name for each in parent.glob("tmp*")) == ["tmpnew", "tmpused"]


def test_a_search_prints_the_same_scores_with_and_without_a_copy(scent: Command, tmp_path: Path) -> None:
    (scent.directory / "a.txt").write_text("The boiler is in the cellar. Bleed a cold radiator with the key.")
    scent = replace(scent, cache=tmp_path / "used")  # another test may have chosen other weights in that of all
    scent("index", ".")
    empty = str(tmp_path / "cache")
    first = scent("search", "--json", "heating", XDG_CACHE_HOME=empty)
    assert first.code == 0
    assert first == scent("search", "--json", "heating", XDG_CACHE_HOME=empty)
    assert first == scent("search", "--json", "heating")


def test_check_finds_vectors_that_damaged_weights_gave(scent: Command, tmp_path: Path) -> None:
    (scent.directory / "a.txt").write_text("The boiler is in the cellar. Bleed a cold radiator with the key.")
    cache = tmp_path / "cache"
    scent("index", ".", XDG_CACHE_HOME=str(cache))
    assert scent("check", XDG_CACHE_HOME=str(cache)).code == 0
    [copy] = (cache / "scent" / "weights").glob("*.gguf")
    content = bytearray(copy.read_bytes())
    tenth = len(content) // 10
    content[7 * tenth : 8 * tenth] = bytes(tenth)
    copy.write_bytes(content)
    copies.install(copy, copy)  # a checksum that is right, as where the weights were made wrong
    (scent.directory / "b.txt").write_text("A ship sails to the island with barrels of salt and wine on its deck.")
    scent("index", ".", XDG_CACHE_HOME=str(cache))
    copies.remove(copy)
    done = scent("check", XDG_CACHE_HOME=str(cache))
    assert done.code == 2
    assert done.out == b"vectors: differ from what the model gives, in 1 of 2 passages compared\n"
    assert b"remove the index and index again" in done.err
