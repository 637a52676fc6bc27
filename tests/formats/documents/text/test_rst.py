"""reStructuredText comes in blocks below its sections."""

from pathlib import Path

from places import SAMPLES
from sample_documents import first_lines_of_blocks, read_one

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.metadata import parse_date_ns
from scent.formats.documents.registry import read
from scent.formats.documents.text import rst

TEXTS = SAMPLES / "text"


def test_rst_blocks_have_their_kind_and_heading() -> None:
    manual = read_one(TEXTS / "manual.rst")
    assert manual.title == "Manual"
    assert first_lines_of_blocks(manual) == [
        ("heading", "Manual", "======"),
        ("prose", "Manual", "A manual about `things <https://example.org>`_."),
        ("prose", "Manual", ".. note::"),
        ("prose", "Manual", "   Read this."),
        ("heading", "Install", "Install"),
        ("prose", "Install", "Run this::"),
        ("code", "Install", "    pip install scent"),
        ("prose", "Install", "then go on."),
        ("code", "Install", ".. code-block:: python"),
        ("heading", "Options", "Options"),
        ("list", "Options", "- one"),
        ("table", "Options", "===== ====="),
        ("code", "Options", ">>> 1 + 1"),
        ("heading", "The end", "The :ref:`end <end>`"),
        ("table", "The end", "+---+---+"),
        ("prose", "The end", "Done."),
    ]
    assert [block.heading for block in manual.blocks if block.kind is Kind.HEADING] == [
        ("Manual",),
        ("Manual", "Install"),
        ("Manual", "Install", "Options"),
        ("Manual", "The end"),
    ]


def test_an_rst_title_is_not_taken_from_a_table_or_a_transition() -> None:
    assert rst.parse("== ==\na  b\n== ==\n\n-----\n\ntext\n").title == ""


def test_author_and_date_are_read_from_the_fields_below_the_title(tmp_path: Path) -> None:
    fields = ":Author: Ida Falk <i@f.example>\n:Date: 2021-07-09\n"
    (tmp_path / "a.rst").write_text(f"Moths\n=====\n\n{fields}\nThey come at dusk.\n")
    (document,) = read(tmp_path / "a.rst")
    assert (document.title, document.author, document.date_ns) == ("Moths", "Ida Falk", parse_date_ns("2021-07-09"))
