"""No process that scent starts imports anything from the working directory."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_models
from command import Command
from places import PROJECT

PLACES = ("cli", "core", "formats", "tools", "benchmarks", "src")
# The modules that a child imports first, and scent itself.
PLANTED = ("hashlib.py", "json.py", "select.py", "numpy.py", "xxhash.py", "scent/__init__.py", "sitecustomize.py")
# `python -P` and `python -I` leave the working directory out of `sys.path`.
SAFE = {"-P", "-I"}


def _commands() -> Iterator[tuple[str, list[ast.expr]]]:
    """Each list or tuple that begins with an interpreter, with its file and line."""
    for folder in PLACES:
        for file in (PROJECT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_bytes())):
                if isinstance(node, ast.List | ast.Tuple) and node.elts and _is_interpreter(node.elts[0]):
                    yield f"{file.relative_to(PROJECT)}:{node.lineno}", node.elts


def _is_interpreter(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "executable") or (
        isinstance(node, ast.Name) and node.id == "python"
    )


def _is_script(node: ast.expr) -> bool:
    """Whether the interpreter runs a file: then its folder is on `sys.path`, and not the working directory."""
    return isinstance(node, ast.Name | ast.BinOp)


def test_every_interpreter_is_started_without_the_working_directory() -> None:
    commands = dict(_commands())
    assert {"core/inference/probe.py", "core/reading/pool.py", "core/server/client.py"} <= {
        place.rpartition(":")[0] for place in commands
    }
    unsafe = [
        place
        for place, words in commands.items()
        if len(words) > 1
        and not (_is_script(words[1]) or (isinstance(words[1], ast.Constant) and words[1].value in SAFE))
    ]
    assert not unsafe


@pytest.mark.parametrize("verb", ["index", "search", "grep", "embed", "cat", "serve"])
def test_a_module_in_the_working_directory_is_not_imported(scent: Command, verb: str) -> None:
    documents = scent.directory / "documents"
    documents.mkdir()
    (documents / "page.html").write_text("<html><body><p>The boiler is in the cellar.</p></body></html>")
    model = tiny_models.bert(scent.directory / "model.gguf")
    for name in PLANTED:
        file = scent.directory / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("import pathlib\npathlib.Path(__file__).with_name('imported').touch()\n")
    scent("index", documents)  # a reader in a process of its own
    words: dict[str, tuple[str | Path, ...]] = {
        "index": ("index", "--reindex", "--model", model, documents),
        "search": ("search", "boiler"),
        "grep": ("grep", "--model", model, "boiler", documents),
        "embed": ("embed", "--model", model, documents / "page.html"),
        "cat": ("cat", documents / "page.html"),
        "serve": ("serve", "--help"),
    }
    assert scent(*words[verb]).code == 0
    assert not list(scent.directory.rglob("imported"))
