"""Info files come in nodes below their titles."""

from pathlib import Path

from places import SAMPLES
from sample_documents import read_one, text_below

from scent.formats.documents.base.document import Kind
from scent.formats.documents.registry import read

MANUALS = SAMPLES / "manuals"


def test_info_comes_in_nodes_under_their_titles() -> None:
    bees = read_one(MANUALS / "bees.info")
    assert (bees.format, bees.title) == ("info", "Keeping Bees")
    headings = [block.heading for block in bees.blocks if block.kind is Kind.HEADING]
    assert headings == [("Keeping Bees",), ("1 Hives",), ("1 Hives", "1.1 Frames"), ("2 Honey",)]
    assert text_below(bees, "1 Hives", "1.1 Frames").startswith("Ten frames fit.")
    assert bees.blocks[-1].kind is Kind.TABLE
    assert bees.blocks[-1].heading == ()


def test_an_info_manual_that_is_split_is_read_file_by_file() -> None:
    assert [read_one(MANUALS / name).format for name in ("hive.info", "hive.info-1", "hive.info-2")] == ["info"] * 3
    assert "Harvest when four fifths" in text_below(read_one(MANUALS / "hive.info-2"), "2 Honey")
    assert not [block for block in read_one(MANUALS / "hive.info").blocks if block.heading]


def test_an_info_manual_with_an_index_is_text(tmp_path: Path) -> None:
    """Most are: makeinfo marks indices and pictures with NULs."""
    pages = "\x1f\nFile: t.info,  Node: Top,  Up: (dir)\n\nTop\n***\n\nHoney.\n\n"
    index = "\0\b[index\0\b]\n* Menu:\n\n* drones:   Top.\n"
    (tmp_path / "t.info").write_text(pages + index)
    [document] = read(tmp_path / "t.info")
    assert document.text == pages + "\n* Menu:\n\n* drones:   Top.\n"
