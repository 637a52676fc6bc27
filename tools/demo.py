"""A demonstration of scent: index real documentation and source code, then ask three questions.

    make demo

The files are this project's own pages, and the sources and documentation of some packages that it
depends on: 2 to 3 MB. The real commands do everything; each is printed before it runs.
"""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path, PurePath

PROJECT = Path(__file__).resolve().parent.parent
INDEX = Path("build", "demo")

# Distributions, and the directories of them to index: 2.3 MB together.
LIBRARY = [
    ("filelock", "filelock"),
    ("platformdirs", "platformdirs"),
    ("typer", "typer"),
    ("numpy", "numpy/lib"),
    ("numpy", "numpy/linalg"),
]
READABLE = {".md", ".py", ".rst", ".txt"}

QUESTIONS = [
    "make sure that only one process at a time changes a file",
    "where does a Mac want an app to put what the person has configured",
    "find the line that fits noisy measurements best",
]


def main() -> int:
    """Run the demonstration and return an exit code."""
    os.chdir(PROJECT)
    shutil.rmtree(INDEX, ignore_errors=True)
    files = sorted({*PROJECT.glob("*.md"), *(file for name, part in LIBRARY for file in documentation(name, part))})
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"\nThis project's pages, and documentation and code of some libraries: {len(files)} files, {size:.1f} MB.\n")
    start = time.perf_counter()
    scent("index", "--progress", "--index", str(INDEX), *(os.path.relpath(file) for file in files))
    first = time.perf_counter()
    print(f"\nThat took {first - start:.0f} s. Now again: nothing has changed, so nothing is read.\n")
    scent("index", "--index", str(INDEX))
    print(f"\nThat took {time.perf_counter() - first:.1f} s. Three questions, in other words than the files use:\n")
    for question in QUESTIONS:
        scent("search", "--index", str(INDEX), "-k", "3", question)
        print()
    print(f'Your turn: .venv/bin/scent search --index {INDEX} "..."')
    return 0


def documentation(name: str, part: str) -> Iterator[Path]:
    """Yield the text files of an installed distribution below `part`, without its tests, and its description."""
    package = distribution(name)
    for file in package.files or ():
        below = file.is_relative_to(PurePath(part)) and file.suffix in READABLE and "tests" not in file.parts
        if below or (file.name == "METADATA" and file.parent.suffix == ".dist-info"):
            yield Path(str(package.locate_file(file))).resolve()


def scent(*words: str) -> None:
    """Print and run the installed command; exit if it fails."""
    shown = words if len(words) < 10 else (*words[:4], "...")  # noqa: PLR2004  # what fits on a line
    print(f"$ scent {shlex.join(shown)}", flush=True)
    command = [str(Path(sys.executable).with_name("scent")), *words]
    status = subprocess.run(command, check=False).returncode  # noqa: S603  # our own command
    if status:
        sys.exit(status)


if __name__ == "__main__":
    sys.exit(main())
