"""What is shipped: the source distribution holds the project, and the wheel made from it holds the whole package."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from places import PROJECT

from scent import __version__

LAYERS = ("cli", "core", "formats")
NOT_OURS = shutil.ignore_patterns(
    ".git", ".venv", ".*cache", ".hypothesis", ".coverage*", ".quality", "__pycache__", "*.egg-info", "build", "dist"
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project as a fresh clone would have it, so that building leaves nothing behind."""
    return Path(shutil.copytree(PROJECT, tmp_path_factory.mktemp("clone") / "scent", symlinks=True, ignore=NOT_OURS))


@pytest.fixture(scope="module")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the source distribution and the wheel that was built from it, made without a network."""
    output = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-Im", "build", "--no-isolation", "--outdir", output, checkout]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return output


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    [file] = built.glob("*.whl")
    return file


def files(top: Path) -> set[str]:
    return {path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file() and not path.is_symlink()}


def test_the_source_distribution_holds_every_file_of_the_project(built: Path, checkout: Path) -> None:
    with tarfile.open(built / f"scent-{__version__}.tar.gz") as archive:
        shipped = {name.partition("/")[2] for name in archive.getnames() if not archive.getmember(name).isdir()}
    made = {"PKG-INFO", "setup.cfg"}
    assert without_metadata(shipped) - made == without_metadata(files(checkout))


def without_metadata(names: set[str]) -> set[str]:
    return {name for name in names if not name.startswith("scent.egg-info/")}


def shared_files(checkout: Path) -> set[str]:
    """Where man and the shells look for pages and completions, below share/."""
    pages = {f"man/man{page.suffix[1:]}/{page.name}" for page in (checkout / "man").iterdir()}
    return pages | {
        "bash-completion/completions/scent",
        "zsh/site-functions/_scent",
        "fish/vendor_completions.d/scent.fish",
    }


def test_the_wheel_from_it_holds_the_package_and_nothing_else(wheel: Path, checkout: Path) -> None:
    modules = {f"scent/{name}" for name in files(checkout / "src" / "scent") if not name.endswith(".pyc")}
    for layer in LAYERS:
        modules |= {
            f"scent/{layer}/{name}"
            for name in files(checkout / layer)
            if name.endswith((".py", "FORMAT.md", ".toml", ".txt"))
        }
    about = f"scent-{__version__}.dist-info"
    licences = {"LICENSE", "NOTICE", "src/scent/models/LICENSE", "src/scent/models/NOTICE"}
    described = {f"{about}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "top_level.txt")}
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    shared = {f"scent-{__version__}.data/data/share/{name}" for name in shared_files(checkout)}
    assert shipped == modules | described | shared | {f"{about}/licenses/{name}" for name in licences}
    assert wheel.name == f"scent-{__version__}-py3-none-any.whl"


def test_the_installed_wheel_runs_by_itself(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", target, wheel]
    subprocess.run([sys.executable, *install], check=True, capture_output=True)
    program = (
        "import importlib, pkgutil, scent\n"
        "for module in pkgutil.walk_packages(scent.__path__, 'scent.'):\n"
        "    if module.name != 'scent.__main__':\n"
        "        print(importlib.import_module(module.name).__file__)\n"
    )
    run = {
        "cwd": tmp_path,
        "env": {**os.environ, "PYTHONPATH": os.fspath(target)},
        "capture_output": True,
        "text": True,
    }
    listed = subprocess.run([sys.executable, "-c", program], check=True, **run)  # type: ignore[call-overload]
    loaded = [Path(line) for line in listed.stdout.splitlines()]
    assert all(path.is_relative_to(target) for path in loaded)
    assert {path.parent.name for path in loaded} >= {*LAYERS, "commands", "documents", "index"}
    version = subprocess.run([target / "bin" / "scent", "--version"], check=True, **run)  # type: ignore[call-overload]
    assert version.stdout == f"scent {__version__}\n"
    assert (target / "share/man/man1/scent-search.1").read_bytes() == (PROJECT / "man/scent-search.1").read_bytes()
    assert (target / "share/bash-completion/completions/scent").is_file()


@pytest.mark.parametrize("lock", ["lock.txt", "dev.txt"])
def test_a_lock_file_pins_everything_by_hash_and_names_no_place(lock: str) -> None:
    text = (PROJECT / "requirements" / lock).read_text()
    pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert "llama-cpp-python" in text
    assert not any(word in text for word in ("://", "--index-url", "--find-links", "file:"))
