"""Help texts come in their sections."""

from pathlib import Path

from places import SAMPLES
from sample_documents import read_one

from scent.formats.documents.base.document import Kind
from scent.formats.documents.registry import read

MANUALS = SAMPLES / "manuals"


def test_a_help_text_comes_in_its_sections() -> None:
    search = read_one(MANUALS / "search-help.txt")
    assert search.title == "scent search"
    assert [block.heading[0] for block in search.blocks if block.kind is Kind.HEADING] == [
        "Arguments",
        "Options",
        "Examples",
        "Exit status",
    ]
    options = [block for block in search.blocks if block.heading == ("Options",) and block.kind is Kind.LIST]
    assert search.text[options[1].start : options[1].end].lstrip().startswith("-k, --limit N")


def test_prose_about_usage_is_not_a_help_text(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Usage: of the word.\n\nI never\nOptions:\n  -- said so.\n")
    [document] = read(tmp_path / "letter.txt")
    assert document.title == ""
