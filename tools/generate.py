"""Write man/, completions/ and docs/formats.md from the code; --check lists the files that differ."""

import sys
from pathlib import Path

from scent.cli import command_line
from tools import command_tree, completions, formats_page, manual

PROJECT = Path(__file__).parent.parent
FORMATS = PROJECT / "docs" / "formats.md"


def contents() -> dict[Path, str]:
    """The content of every generated file of the project."""
    top = command_tree.read(command_line.group())
    index_format = (PROJECT / "formats" / "index" / "FORMAT.md").read_text(encoding="utf-8")
    recipes = (PROJECT / "contrib" / "RECIPES.md").read_text(encoding="utf-8")
    files = {PROJECT / "man" / name: page for name, page in manual.pages(top, index_format, recipes).items()}
    files |= {PROJECT / "completions" / name: text for name, text in completions.scripts(top).items()}
    return files | {FORMATS: formats_page.page()}


def main() -> int:
    """Write the files that differ, and remove the pages of verbs that no longer exist."""
    files = contents()
    existing = {FORMATS} | {
        file for place in ("man", "completions") for file in (PROJECT / place).glob("*") if file.is_file()
    }
    stale = sorted(file for file in files if not file.exists() or file.read_text(encoding="utf-8") != files[file])
    removed = sorted(existing - set(files))
    for file in (*stale, *removed):
        print(file.relative_to(PROJECT))
    if "--check" in sys.argv[1:]:
        return 1 if stale or removed else 0
    for file in stale:
        file.parent.mkdir(exist_ok=True)
        file.write_text(files[file], encoding="utf-8")
    for file in removed:
        file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
