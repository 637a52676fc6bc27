"""The layers: cli -> core -> formats, never back, and each foreign library in its one place."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from places import PROJECT

SOURCES = sorted(file for layer in ("cli", "core", "formats", "src/scent") for file in (PROJECT / layer).rglob("*.py"))


def test_every_contract_of_the_layers_holds() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_module_is_loaded_by_name_only_for_llama_cpp_for_verbs_and_for_what_the_library_offers() -> None:
    loaders = {file.relative_to(PROJECT).as_posix() for file in SOURCES if any(_loads_by_name(file))}
    assert loaders == {"core/inference/native.py", "core/__init__.py", "cli/command_line.py"}


def _loads_by_name(file: Path) -> Iterator[ast.AST]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        match node:
            case ast.Name(id="__import__") | ast.Attribute(attr="import_module" | "exec_module" | "load_module"):
                yield node
            case ast.ImportFrom(module="importlib", names=names) if any(name.name == "import_module" for name in names):
                yield node
