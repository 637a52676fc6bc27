"""Plain text comes in paragraphs and lists."""

from places import SAMPLES
from sample_documents import first_lines_of_blocks, read_one

from scent.formats.documents.base.document import Kind
from scent.formats.documents.text import plain_text

TEXTS = SAMPLES / "text"


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
