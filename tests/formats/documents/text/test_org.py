"""Org files come in blocks below their headings."""

from places import SAMPLES
from sample_documents import block_lines, read_one

NOTES = SAMPLES / "notes"


QUAY = "Provisions > Prices at the quay"


def test_org_blocks_have_their_line_kind_and_headings() -> None:
    assert block_lines(read_one(NOTES / "voyage.org")) == [
        (1, "code", ""),
        (7, "prose", ""),
        (9, "heading", "Provisions"),
        (10, "code", "Provisions"),
        (13, "prose", "Provisions"),
        (15, "list", "Provisions"),
        (18, "heading", QUAY),
        (20, "table", QUAY),
        (24, "code", QUAY),
        (29, "prose", QUAY),
        (32, "heading", "The second day"),
        (33, "code", "The second day"),
        (35, "prose", "The second day"),
    ]
