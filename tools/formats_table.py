"""Write the table of formats in README.md from the registry.

    .venv/bin/python tools/formats_table.py

Owned here: how the table looks. What it says stands in each format's `Format`.
"""

from pathlib import Path

from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.registry import FORMATS

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- formats: written by tools/formats_table.py -->\n", "<!-- end of formats -->\n"
_SHOWN_ENDINGS = 3


def table() -> str:
    """The table, a row for each family and each way in which its hits are placed."""
    rows = ["| | formats | a hit carries | extra |", "| --- | --- | --- | --- |"]
    for family in Family:
        groups: dict[tuple[str, str], list[Format]] = {}
        for each in FORMATS:
            if each.family is family:
                groups.setdefault((each.carries, each.extra), []).append(each)
        for (carries, extra), formats in groups.items():
            rows.append(
                f"| {family} | {', '.join(map(_name, formats))} | {carries} | {f'`{extra}`' if extra else ''} |"
            )
    return "\n".join(rows) + "\n"


def _name(each: Format) -> str:
    if each.family is Family.CODE:
        return each.label
    endings = " ".join(f"`{ending}`" for ending in each.suffixes[:_SHOWN_ENDINGS])
    return f"{each.label or each.name} {endings}".strip()


def written(readme: str) -> str:
    """The README with the table as it should be."""
    before, _, rest = readme.partition(BEGIN)
    return before + BEGIN + "\n" + table() + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8")), "utf-8")
