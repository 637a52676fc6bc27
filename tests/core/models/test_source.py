"""No file that the user names is loaded into this process before a probe has run it, and the probe runs only scent."""

import ast
import os
from pathlib import Path

import pytest
import tiny_models
from command import Command
from places import PROJECT

from scent.core.models import source
from scent.core.models.source import BUNDLED
from scent.errors import MismatchError, ModelError


def test_the_probe_imports_nothing_from_the_working_directory(scent: Command) -> None:
    model = tiny_models.bert(scent.directory / "model.gguf")
    planted = "import pathlib\npathlib.Path(__file__).with_name('imported').touch()\n"
    (scent.directory / "scent").mkdir()
    for module in (scent.directory / "hashlib.py", scent.directory / "scent" / "__init__.py"):
        module.write_text(planted)
    assert scent("embed", "--model", model, stdin=b"the cat\n").code == 0
    assert not list(scent.directory.rglob("imported"))


def test_files_are_opened_without_a_probe_only_where_they_have_been_probed() -> None:
    opening = {"Model", "open_trusted", "load_weights", "Preload", "open_tokenizer", "Generator"}
    files = [file for layer in ("cli", "core") for file in (PROJECT / layer).rglob("*.py")]
    users = {file.relative_to(PROJECT).as_posix() for file in files if _calls(file) & opening}
    assert users == {
        "core/models/gguf_file.py",  # after it has identified the file
        "core/models/source.py",  # passes on to it
        "core/models/endpoint.py",  # the vocabulary of the bundled model
        "core/models/reranker_file.py",  # after it has tried the file
        "core/models/generator_file.py",  # the same
        "core/inference/probe.py",  # the probe itself
        "core/inference/model.py",  # where it is defined
        "core/inference/tokenizer.py",  # the same
        "core/inference/ranking_context.py",  # the same, for rerankers
        "core/inference/generator.py",  # the same, for language models
        "core/indexing/preparing/job.py",  # in reader processes of a run that has loaded the file itself
        "core/inference/preload.py",
        "core/embedding/gpu_worker.py",  # in a process of a run that has loaded the file itself
        "core/embedding/tune.py",  # copies that scent made of an identified file
    }


def _calls(file: Path) -> set[str]:
    """The names of all functions and methods that a module calls."""
    functions = [node.func for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.Call)]
    names = {function.id for function in functions if isinstance(function, ast.Name)}
    return names | {function.attr for function in functions if isinstance(function, ast.Attribute)}


def test_a_model_is_preloaded_unless_its_file_has_changed(tmp_path: Path) -> None:
    file = tiny_models.bert(tmp_path / "model.gguf")
    known = source.identify(file)
    preloaded = source.preload(known, None)
    assert preloaded is not None
    model = source.load(known, preloaded=preloaded)
    assert preloaded.take() is None  # the model has it
    assert model.path == file
    tiny_models.nomic_bert(file)
    assert source.preload(known, None) is None
    file.unlink()
    assert source.preload(known, None) is None


def test_the_bundled_model_is_preloaded_whenever_it_was_installed() -> None:
    known = source.identify(None)
    other = source.ModelSource(None, (0, 0), known.identity)
    preloaded = source.preload(other, None)
    assert preloaded is not None
    assert preloaded.path == BUNDLED
    preloaded.close()


def test_a_file_that_has_a_new_time_but_the_same_content_is_the_same_model(tmp_path: Path) -> None:
    file = tiny_models.bert(tmp_path / "model.gguf")
    known = source.identify(file)
    os.utime(file, (1, 1))
    source.check(known)
    tiny_models.nomic_bert(file)
    with pytest.raises(MismatchError, match="is not the file that the index was made with"):
        source.check(known)


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("bge-m3.gguf", "the model bge-m3 is not here", "get it with: scent models pull bge-m3"),
        ("bge-m4.gguf", "there is no model file ", "did you mean 'bge-m3'? run scent models for known names"),
        ("x.gguf", "there is no model file ", "run scent models for known names, or give the path of a GGUF file"),
    ],
)
def test_a_missing_file_is_named_with_the_way_to_get_it(tmp_path: Path, name: str, message: str, hint: str) -> None:
    for function in (source.identify, source.open_file, source.describe):
        with pytest.raises(ModelError, match=message) as refused:
            function(tmp_path / name)
        assert refused.value.hint == hint
