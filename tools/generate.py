"""Write man/ and completions/ from the command line itself; with --check, only say what differs."""

import sys
from pathlib import Path

from scent.cli import completions, manual, tree
from scent.cli.grammar import build

PROJECT = Path(__file__).parent.parent


def made() -> dict[Path, str]:
    """Every generated file of the project and what it is to hold."""
    top = tree.read(build())
    index_format = (PROJECT / "formats" / "index" / "FORMAT.md").read_text(encoding="utf-8")
    recipes = (PROJECT / "contrib" / "RECIPES.md").read_text(encoding="utf-8")
    files = {PROJECT / "man" / name: page for name, page in manual.pages(top, index_format, recipes).items()}
    return files | {PROJECT / "completions" / name: text for name, text in completions.scripts(top).items()}


def main() -> int:
    """Write what differs, and remove pages of verbs that are no more."""
    files = made()
    there = {file for place in ("man", "completions") for file in (PROJECT / place).glob("*") if file.is_file()}
    stale = sorted(file for file in files if file not in there or file.read_text(encoding="utf-8") != files[file])
    gone = sorted(there - set(files))
    for file in (*stale, *gone):
        print(file.relative_to(PROJECT))
    if "--check" in sys.argv[1:]:
        return 1 if stale or gone else 0
    for file in stale:
        file.parent.mkdir(exist_ok=True)
        file.write_text(files[file], encoding="utf-8")
    for file in gone:
        file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
