"""Static models: the verbs take folders of Model2Vec and files of word vectors by their paths."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import static_models
from command import Command
from places import GOLDEN

WRITERS: dict[str, Callable[[Path], Path]] = {
    "glove": static_models.write_glove,
    "word2vec": static_models.write_word2vec,
    "binary": static_models.write_word2vec_binary,
    "folder": static_models.write_folder,
}


@pytest.fixture
def notes(scent: Command) -> Path:
    """Three notes, which share words with no question below."""
    directory = scent.directory / "notes"
    directory.mkdir()
    texts = {
        "cellar.md": "The radiator is warm and the thermostat works.",
        "office.md": "The invoice was in the bank.",
        "coast.md": "A sailor was in the harbour. Xylophones, unheard of.",
    }
    for name, text in texts.items():
        (directory / name).write_text(text + "\n")
        os.utime(directory / name, (1e9, 1e9))
    return directory


def vectors(scent: Command, model: Path, *texts: str) -> np.ndarray:  # type: ignore[type-arg]
    done = scent("embed", "--model", model, stdin="".join(f"{text}\n" for text in texts).encode())
    assert done.code == 0, done.err
    return np.array([record["vector"] for record in done.records])


@pytest.mark.parametrize("kind", WRITERS)
def test_words_of_one_subject_are_near_to_each_other(scent: Command, kind: str) -> None:
    model = WRITERS[kind](scent.directory / "model")
    boiler, pipe, loan, nothing = vectors(scent, model, "the boiler", "a pipe", "the loan", "xylophones")
    assert boiler @ pipe > boiler @ loan + 0.3
    assert not nothing.any()


def test_the_vectors_are_those_that_model2vec_gives(scent: Command) -> None:
    expected = json.loads((GOLDEN / "model2vec" / "vectors.json").read_text(encoding="utf-8"))
    theirs = np.array(expected["vectors"]["plain"])  # that model scales them to length one
    np.testing.assert_allclose(vectors(scent, GOLDEN / "model2vec" / "plain", *expected["texts"]), theirs, atol=2e-3)


def test_unknown_words_have_vectors_where_their_parts_have(scent: Command) -> None:
    expected = json.loads((GOLDEN / "fasttext" / "vectors.json").read_text(encoding="utf-8"))
    words = ["index", "unheard", "größe"]
    found = vectors(scent, GOLDEN / "fasttext" / "words.bin", *words)
    np.testing.assert_allclose(found, [expected[word] for word in words], atol=1e-5)


@pytest.mark.parametrize("kind", ["glove", "folder"])
@pytest.mark.usefixtures("notes")
def test_an_index_is_searched_by_meaning_and_by_words(scent: Command, kind: str) -> None:
    model = WRITERS[kind](scent.directory / "model")
    assert scent("index", "--model", model, "notes").code == 0
    # So few words are no model of English, and no cosine is better than chance: hence --all.
    queries = ("boiler", "loan", "ship", "xylophones")
    found = {query: scent("search", "--all", "-l", "-k", "1", query).out for query in queries}
    assert found == {
        "boiler": b"notes/cellar.md\n",
        "loan": b"notes/office.md\n",
        "ship": b"notes/coast.md\n",
        "xylophones": b"notes/coast.md\n",  # a word without a vector
    }
    assert scent("similar", "--all", "-l", "-k", "1", "-", stdin=b"heating").out == b"notes/cellar.md\n"
    assert scent("similar", "--pairs", "--min-score", "0.99").code == 1
    assert b"model, 8 dimensions" in scent("status").out
    assert scent("check").code == 0


@pytest.mark.usefixtures("notes")
def test_vectors_are_exact_at_once(scent: Command) -> None:
    model = static_models.write_glove(scent.directory / "words.txt")
    assert scent("index", "--ready", "--model", model, "notes").code == 0
    (status,) = scent("status", "--json").records
    assert status["exact"] == status["chunks"] == 3


def test_processes_that_read_make_the_same_vectors(scent: Command) -> None:
    model = static_models.write_glove(scent.directory / "words.txt")
    (scent.directory / "notes").mkdir()
    names = [f"{number}.txt" for number in range(8)]
    for number, name in enumerate(names):
        subject = [*static_models.SUBJECTS.values()][number % 4]
        lines = (f"The {subject[line % 6]} of {subject[line % 5]} is in number {line}.\n" for line in range(4500))
        (scent.directory / "notes" / name).write_text("".join(lines))
    assert sum((scent.directory / "notes" / name).stat().st_size for name in names) > 1 << 20
    exported = []
    for index, paths in (("together", ["notes"]), ("apart", [f"notes/{name}" for name in names])):
        for path in [["notes"]] if index == "together" else [[path] for path in paths]:
            assert scent("index", "--index", index, "--model", model, *path).code == 0
        rows = scent("export", "--index", index, "--format", "jsonl").records
        exported.append({(row["path"], row["start"]): row["vector"] for row in rows})
    assert exported[0] == exported[1]


@pytest.mark.usefixtures("notes")
def test_late_chunking_is_refused(scent: Command) -> None:
    model = static_models.write_glove(scent.directory / "words.txt")
    done = scent("index", "--model", model, "--strategy", "late", "notes")
    assert done.code == 2
    assert b"words gives a word the same vector wherever it stands" in done.err
    assert b"use --strategy early" in done.err


def test_new_indexes_use_the_model_that_is_chosen(scent: Command, notes: Path) -> None:
    model = static_models.write_folder(scent.directory / "mine")
    assert scent("models", "use", "./mine").code == 0
    assert scent("index", notes).code == 0
    assert b"mine, 8 dimensions" in scent("status").out
    lines = scent("models", "info", model).lines
    assert b"architecture\tmodel2vec" in lines
    size = sum((model / name).stat().st_size for name in ("model.safetensors", "tokenizer.json"))
    assert f"bytes\t{size}".encode() in lines


@pytest.mark.usefixtures("notes")
def test_grep_takes_it_too(scent: Command) -> None:
    model = static_models.write_glove(scent.directory / "words.txt")
    assert scent("grep", "--model", model, "-l", "boiler", "notes").out == b"notes/cellar.md\n"


@pytest.mark.usefixtures("notes")
def test_an_index_notices_that_its_model_has_changed(scent: Command) -> None:
    model = static_models.write_glove(scent.directory / "words.txt")
    assert scent("index", "--model", model, "notes").code == 0
    static_models.write_glove(model, {"other": [1.0, 2.0, 3.0], "words": [1.0, 3.0, 2.0]})
    done = scent("search", "boiler")
    assert done.code == 2
    assert b"is not the model that the index was made with" in done.err
    assert b"put the old files back, or index again with --reindex" in done.err


def test_there_is_nothing_to_tune(scent: Command) -> None:
    done = scent("models", "tune", static_models.write_glove(scent.directory / "words.txt"))
    assert done.code == 2
    assert b"words has nothing to tune" in done.err


def test_a_model_that_cannot_be_used_says_why(scent: Command) -> None:
    directory = scent.directory
    (directory / "empty").mkdir()
    cut = directory / "cut.bin"
    cut.write_bytes(static_models.write_word2vec_binary(directory / "whole.bin").read_bytes()[:-20])
    folder = static_models.write_folder(directory / "folder")
    (folder / "tokenizer.json").write_text("{}")
    packed = directory / "words.txt.gz"
    packed.write_bytes(gzip.compress(b"boiler 1 2 3\nkettle 2 3 1\n"))
    for model, reason in (
        (directory / "empty", b"has no static model: no model.safetensors with a tokenizer.json"),
        (cut, b"cut.bin is damaged: it ends after 33 of its 34 words"),
        (folder, b"the tokenizer of folder cannot be used"),
        (GOLDEN / "fasttext" / "vectors.json", b"is not a GGUF file, nor one of word vectors"),
        (packed, b"words.txt.gz is compressed\nhint: unpack it first"),
    ):
        for words in (["embed", "--model", model], ["index", "--model", model, "."]):
            done = scent(*words, stdin=b"boiler\n")
            assert done.code == 2
            assert reason in done.err
            assert b"Traceback" not in done.err


def test_a_missing_library_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scent.core.static_models import conversion
    from scent.errors import ModelError

    folder = static_models.write_folder(tmp_path / "folder")
    for library in ("tokenizers", "safetensors"):
        monkeypatch.setitem(__import__("sys").modules, library, None)
        with pytest.raises(ModelError, match=f"reading folder needs {library}, which is not installed") as caught:
            conversion.convert(folder, tmp_path / "table")
        assert caught.value.hint == "install it with: pip install 'scent[static]'"
