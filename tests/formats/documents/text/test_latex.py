"""LaTeX files come in blocks below their sections; the frames of a talk are sections."""

from places import SAMPLES
from sample_documents import block_lines, read_one

from scent.formats.documents.base.document import Kind

NOTES = SAMPLES / "notes"


GAUGE = "Measuring with a gauge"


def test_latex_blocks_have_their_line_kind_and_headings() -> None:
    assert block_lines(read_one(NOTES / "tides.tex")) == [
        (1, "code", ""),
        (7, "code", ""),
        (8, "prose", ""),
        (10, "prose", ""),
        (14, "heading", GAUGE),
        (16, "prose", GAUGE),
        (20, "heading", f"{GAUGE} > Errors"),
        (21, "code", f"{GAUGE} > Errors"),
        (27, "code", f"{GAUGE} > Errors"),
        (31, "list", f"{GAUGE} > Errors"),
        (36, "prose", f"{GAUGE} > Errors"),
        (38, "table", f"{GAUGE} > Errors"),
        (45, "heading", "What remains"),
        (46, "prose", "What remains"),
    ]


def test_frames_of_a_talk_are_its_sections() -> None:
    headings = [block.heading[-1] for block in read_one(NOTES / "talk.tex").blocks if block.kind is Kind.HEADING]
    assert headings == ["Why owls are silent", "How they hear"]
