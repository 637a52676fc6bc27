"""Tables of static models in the cache: what they are made of, and that what the model's library gives comes out."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import static_models
from places import GOLDEN

from scent.core.static_models import conversion, outline, stored
from scent.core.static_models.pieces import PieceTokenizer
from scent.core.static_models.table import Table
from scent.core.static_models.vectors import StaticVectors
from scent.core.static_models.words import WordTokenizer
from scent.errors import ModelError

EXPECTED = json.loads((GOLDEN / "model2vec" / "vectors.json").read_text(encoding="utf-8"))


def open_table(path: Path, cache: Path | None = None) -> Table:
    return stored.open_table(path, stored.digest(path, cache), cache)


@pytest.mark.parametrize("name", EXPECTED["vectors"])
def test_a_folder_gives_the_vectors_that_model2vec_gives(name: str) -> None:
    table = open_table(GOLDEN / "model2vec" / name)
    section = table.section("tokenizer")
    assert section is not None
    tokenizer, vectors = PieceTokenizer(section.tobytes(), name), StaticVectors(table)
    for tokens, expected in zip(tokenizer.tokenize(EXPECTED["texts"]), EXPECTED["vectors"][name], strict=True):
        ours, theirs = vectors.of_tokens(tokens).sum(axis=0), np.array(expected, np.float32)
        assert len(tokens) > 0  # a text of unknown words has tokens too, or it would be in no passage
        lengths = float(np.linalg.norm(ours) * np.linalg.norm(theirs))
        assert ours @ theirs == pytest.approx(lengths, rel=1e-3)
        assert bool(lengths) == bool(np.abs(theirs).max() > 0)


def test_a_table_is_made_once_and_mapped_from_then_on(tmp_path: Path) -> None:
    model, cache = static_models.write_glove(tmp_path / "words.txt"), tmp_path / "cache"
    open_table(model, cache)
    made = {file: file.stat().st_mtime_ns for file in (cache / "static-models").glob("*.table")}
    assert len(made) == 1
    open_table(model, cache)
    assert {file: file.stat().st_mtime_ns for file in made} == made


def test_a_damaged_table_is_made_again(tmp_path: Path) -> None:
    model, cache = static_models.write_glove(tmp_path / "words.txt"), tmp_path / "cache"
    open_table(model, cache)
    (table,) = (cache / "static-models").glob("*.table")
    table.write_bytes(table.read_bytes()[:-9])
    assert WordTokenizer(open_table(model, cache)).knows("boiler")


def test_a_model_that_changes_gets_another_table(tmp_path: Path) -> None:
    model, cache = static_models.write_glove(tmp_path / "words.txt"), tmp_path / "cache"
    before = stored.digest(model, cache)
    open_table(model, cache)
    static_models.write_glove(model, {"new": [1.0, 2.0, 3.0], "words": [3.0, 2.0, 1.0]})
    assert stored.digest(model, cache) != before
    with pytest.raises(ModelError, match="changed while it was read"):
        stored.open_table(model, before, tmp_path / "other")


def test_without_a_cache_a_table_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    table = open_table(static_models.write_glove(tmp_path / "words.txt"))
    assert WordTokenizer(table).knows("boiler")
    assert not list((tmp_path / "temporary").iterdir())


def test_only_the_newest_tables_are_kept(tmp_path: Path) -> None:
    for number in range(6):
        model = static_models.write_glove(tmp_path / "words.txt", {"the": [number, 1.0, 2.0], "of": [1.0, 1.0, 1.0]})
        open_table(model, tmp_path / "cache")
    kept = list((tmp_path / "cache" / "static-models").iterdir())
    assert sorted({file.suffix for file in kept}) == [".json", ".sum", ".table"]
    assert len(kept) == 12


def test_models_are_told_from_other_files(tmp_path: Path) -> None:
    writers = (static_models.write_glove, static_models.write_word2vec, static_models.write_word2vec_binary)
    models = [write(tmp_path / str(number)) for number, write in enumerate(writers)]
    outlines = [outline.outline(model) for model in models]
    assert outlines == [("glove", 8), ("word2vec", 8), ("word2vec", 8)]
    assert outline.outline(GOLDEN / "fasttext" / "words.bin") == ("fasttext", 8)
    assert outline.outline(GOLDEN / "model2vec" / "plain") == ("model2vec", 6)
    assert all(outline.is_static(model) for model in [*models, GOLDEN / "model2vec" / "plain"])
    (tmp_path / "notes.txt").write_text("a page of notes\nand no vectors\n")
    (tmp_path / "model.gguf").write_bytes(b"GGUF\3\0\0\0")
    assert not any(outline.is_static(tmp_path / name) for name in ("notes.txt", "model.gguf", "missing"))


def test_a_word_seen_twice_has_its_first_vector(tmp_path: Path) -> None:
    model = tmp_path / "words.txt"
    model.write_text("the 1 0 0\nof 0 1 0\nboiler 0 0 1\nboiler 1 1 1\n")
    table = open_table(model)
    (tokens,) = WordTokenizer(table).tokenize(["boiler"])
    vector = StaticVectors(table).of_tokens(tokens)[0]
    np.testing.assert_allclose(vector / np.linalg.norm(vector), [0, 0, 1], atol=1e-6)


def test_frequent_words_weigh_little_unless_the_order_is_that_of_the_alphabet(tmp_path: Path) -> None:
    for order, expected in ((("the", "of", "zeal", "boiler"), False), (("a", "boiler", "of", "the"), True)):
        model = static_models.write_glove(tmp_path / "words.txt", {word: [1.0, 1.0, 1.0] for word in order})
        weights = open_table(model).section("weights")
        assert weights is not None
        assert (weights == 1).all() == expected
        assert weights.tolist() == sorted(weights.tolist())


def damage(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("model.safetensors", b"", "cannot be read"),
        ("model.safetensors", b"\xff" * 64, "cannot be read"),
        ("model.safetensors", (1 << 40).to_bytes(8, "little") + b"{}", "cannot be read"),
        ("tokenizer.json", b"", "tokenizer of folder cannot be used"),
        ("tokenizer.json", b'{"version": "1.0"}', "tokenizer of folder cannot be used"),
        ("tokenizer.json", b"[" * 100_000, "tokenizer of folder cannot be used"),
    ],
)
def test_a_damaged_folder_says_what_is_wrong(name: str, content: bytes, reason: str, tmp_path: Path) -> None:
    folder = damage(static_models.write_folder(tmp_path / "folder"), name, content)
    with pytest.raises(ModelError, match=reason):
        conversion.convert(folder, tmp_path / "table")


def test_tensors_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    numbers = np.ones((50, 8), np.float32)
    wrong = {
        "its vectors have the shape": {"embeddings": numbers[0]},
        "tokens and 3 vectors": {"embeddings": numbers[:3]},
        "impossible": {"embeddings": np.where(np.eye(50, 8) > 0, np.nan, numbers)},
        "its weights are not numbers": {"weights": numbers},
        "tokens and 3 weights": {"weights": numbers[0, :3]},
        "its mapping does not lead to its vectors": {"mapping": np.full(50, 99)},
        "vectors of type I64": {"embeddings": np.ones((50, 8), np.int64)},
    }
    for number, (reason, tensors) in enumerate(wrong.items()):
        with pytest.raises(ModelError, match=reason):
            conversion.convert(static_models.write_folder(tmp_path / str(number), **tensors), tmp_path / "table")


def test_a_folder_of_a_model_that_computes_is_named(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    folder = static_models.write_folder(tmp_path / "folder")
    save_file({"encoder.layer.0.weight": np.ones((2, 2), np.float32)}, folder / "model.safetensors")
    (folder / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ModelError, match="folder is a bert model, not a static one"):
        conversion.convert(folder, tmp_path / "table")


def test_the_folder_of_sentence_transformers_is_read_where_it_puts_its_files(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = static_models.write_folder(tmp_path / "folder")
    (folder / "0_StaticEmbedding").mkdir()
    for name in ("model.safetensors", "tokenizer.json"):
        shutil.move(folder / name, folder / "0_StaticEmbedding")
    file = folder / "0_StaticEmbedding" / "model.safetensors"
    save_file({"embedding.weight": load_file(file)["embeddings"]}, file)
    vectors = StaticVectors(open_table(folder))
    assert np.abs(vectors.of_tokens(np.array([0], np.int32))).max() == 9  # unknown tokens count there
    assert vectors.dims == static_models.DIMS


def test_a_directory_without_a_model_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no static model: no model\.safetensors with a tokenizer\.json"):
        stored.digest(tmp_path)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    model = static_models.write_glove(tmp_path / "words.txt")
    assert WordTokenizer(open_table(model, tmp_path / "cache")).knows("boiler")


def test_a_table_that_nobody_wrote_is_refused(tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"SCENTWV1" + b"\xff" * 16, b"SCENTWV1" + (24).to_bytes(8, "little") * 2)):
        (tmp_path / str(number)).write_bytes(content + os.urandom(40))
        with pytest.raises(ModelError, match="is not the table of a static model"):
            Table.open(tmp_path / str(number))
