"""docs/formats.md: every format that scent reads, from the registry."""

from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.registry import FORMATS

_SHOWN_ENDINGS = 3
_PAGE = """\
# Formats

What scent reads, from the table in `formats/documents/registry.py`; `make generate` writes this page.

A file is recognised by its content first and by its name second. Where a format needs a library
that scent does not bring, the last column names the extra: `pip install 'scent[pdf]'`. A file whose
extra is missing is listed by `scent status --failed` with that command. Messages of Outlook (.msg) are
not read: `msgconvert FILE.msg` (of Debian's libemail-outlook-message-perl) makes .eml files of them.

"""


def page() -> str:
    """The page, in Markdown."""
    return _PAGE + table()


def table() -> str:
    """The table, a row for each family and each way in which its hits are placed."""
    rows = ["| | formats | a hit carries | extra |", "| --- | --- | --- | --- |"]
    for family in Family:
        groups: dict[tuple[str, str], list[Format]] = {}
        for each in FORMATS:
            if each.family is family:
                groups.setdefault((each.located_by, each.extra), []).append(each)
        for (located_by, extra), formats in groups.items():
            rows.append(
                f"| {family} | {', '.join(map(_name, formats))} | {located_by} | {f'`{extra}`' if extra else ''} |"
            )
    return "\n".join(rows) + "\n"


def _name(each: Format) -> str:
    if each.family is Family.CODE:
        return each.label
    endings = " ".join(f"`{ending}`" for ending in each.suffixes[:_SHOWN_ENDINGS])
    return f"{each.label or each.name} {endings}".strip()
