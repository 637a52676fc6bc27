"""Plain text comes in paragraphs and lists."""

import pytest
from places import SAMPLES
from sample_documents import first_lines_of_blocks, read_one

from scent.formats.documents.base.document import Kind
from scent.formats.documents.text import plain_text

TEXTS = SAMPLES / "text"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("N\bNA\bAM\bME\bE\n  _\bl_\bs - list files", "NAME\n  ls - list files"),
        ("\b\bback", "\b\bback"),
        ("a letter that nothing overstrikes\b", "a letter that nothing overstrikes\b"),
        ("a line\n\bof its own", "a line\n\bof its own"),
        ("says \x1b[31mkestrel\x1b[0m\x1b[K flew\n\x1b[1;38;5;12mbuzzard\x1b[m", "says kestrel flew\nbuzzard"),
        ("\x1b alone, and \x1b[", "\x1b alone, and \x1b["),
    ],
)
def test_overstrikes_and_colours_are_no_text(written: str, read: str) -> None:
    outline = plain_text.parse(written)
    assert (written if outline.text is None else outline.text) == read
    assert "".join(read[block.start : block.end] for block in outline.blocks) == read


def test_plain_text_comes_in_paragraphs_without_a_title() -> None:
    letter = read_one(TEXTS / "letter.txt")
    assert first_lines_of_blocks(letter) == [
        ("prose", "", "Dear Anna,"),
        ("prose", "", "the boat leaves at six."),
        ("list", "", "- bread"),
        ("prose", "", "Yours, B."),
    ]
    assert letter.title == ""


def test_a_diary_is_not_a_log() -> None:
    assert (
        plain_text.parse("2024-03-01 was cold.\nWe stayed in.\n\nNothing else\nhappened.\n").blocks[0].kind
        is Kind.PROSE
    )
