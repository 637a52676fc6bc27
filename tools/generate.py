"""Write man/, completions/ and the keys in README.md from the command line itself; with --check, say what differs."""

import sys
from pathlib import Path

from scent.cli.grammar import build
from scent.cli.output import json_schema
from tools import command_tree, completions, manual

PROJECT = Path(__file__).parent.parent
README = PROJECT / "README.md"
BEGIN, END = "<!-- keys: written by tools/generate.py -->\n", "<!-- end of keys -->\n"


def made() -> dict[Path, str]:
    """Every generated file of the project and what it is to hold."""
    top = command_tree.read(build())
    index_format = (PROJECT / "formats" / "index" / "FORMAT.md").read_text(encoding="utf-8")
    recipes = (PROJECT / "contrib" / "RECIPES.md").read_text(encoding="utf-8")
    files = {PROJECT / "man" / name: page for name, page in manual.pages(top, index_format, recipes).items()}
    files |= {PROJECT / "completions" / name: text for name, text in completions.scripts(top).items()}
    return files | {README: _with_keys(README.read_text(encoding="utf-8"))}


def _with_keys(readme: str) -> str:
    """The README with the table of a hit's keys as it should be: only those at the top, and its own of the rest."""
    rows = ["| key | value |", "| --- | --- |"]
    for name, key in json_schema.OBJECTS["scent search"].items():
        rows.append(f"| `{name}` | {key.meaning} |")
    before, _, rest = readme.partition(BEGIN)
    return before + BEGIN + "\n" + "\n".join(rows) + "\n\n" + END + rest.partition(END)[2]


def main() -> int:
    """Write what differs, and remove pages of verbs that are no more."""
    files = made()
    there = {README} | {
        file for place in ("man", "completions") for file in (PROJECT / place).glob("*") if file.is_file()
    }
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
