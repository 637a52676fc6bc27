"""AsciiDoc files come in blocks below their sections."""

from places import SAMPLES
from sample_documents import block_lines, read_one

NOTES = SAMPLES / "notes"


FIRE = "Firing a small kiln > Before the fire"


def test_asciidoc_blocks_have_their_line_kind_and_headings() -> None:
    assert block_lines(read_one(NOTES / "kiln.adoc")) == [
        (1, "heading", "Firing a small kiln"),
        (7, "prose", "Firing a small kiln"),
        (9, "heading", FIRE),
        (11, "list", FIRE),
        (15, "prose", FIRE),
        (17, "code", FIRE),
        (23, "heading", f"{FIRE} > Ramps and holds"),
        (25, "table", f"{FIRE} > Ramps and holds"),
        (32, "prose", f"{FIRE} > Ramps and holds"),
        (34, "list", f"{FIRE} > Ramps and holds"),
        (37, "heading", "Firing a small kiln > Cooling"),
        (41, "prose", "Firing a small kiln > Cooling"),
    ]
