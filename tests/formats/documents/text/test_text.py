"""What the blocks of Markdown, reStructuredText, plain text and logs are."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from places import PROJECT, SAMPLES

from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.registry import read
from scent.formats.documents.text import markdown, plain_text, rst

SAMPLES = SAMPLES / "text"
HERE = PROJECT


def shape(document: Document) -> list[tuple[str, str, str]]:
    """Each block's kind, innermost heading and first line."""
    return [
        (
            block.kind.value,
            block.heading[-1] if block.heading else "",
            document.text[block.start : block.end].lstrip("\n").partition("\n")[0].rstrip(),
        )
        for block in document.blocks
    ]


def one(name: str) -> Document:
    [document] = read(SAMPLES / name)
    return document


def test_markdown() -> None:
    guide = one("guide.md")
    assert guide.title == "The short guide"
    assert shape(guide) == [
        ("code", "", "---"),
        ("prose", "", "<!-- # not a heading"),
        ("heading", "Install scent", "# Install `scent` ##"),
        ("prose", "Install scent", "Get it and run it:"),
        ("code", "Install scent", "```sh"),
        ("list", "Install scent", "1. First this."),
        ("code", "Install scent", "   ```"),
        ("list", "Install scent", "2. Then that,"),
        ("heading", "Usage", "Usage"),
        ("prose", "Usage", "> A quotation"),
        ("table", "Usage", "| flag | meaning |"),
        ("heading", "Deep link", "### Deep [link](http://example.org)"),
        ("code", "Deep link", "    indented code"),
        ("heading", "Two lines that make a heading", "Two lines that"),
        ("prose", "Two lines that make a heading", "Last words, no list:"),
    ]
    assert guide.blocks[-4].heading == ("Install scent", "Usage", "Deep link")


def test_what_leads_up_to_something_is_kept_with_it() -> None:
    guide = one("guide.md")
    kept = [kind for (kind, _, line), block in zip(shape(guide), guide.blocks, strict=True) if block.keep]
    assert kept == ["heading", "prose", "heading", "heading", "heading"]


def markdown_files() -> list[Path]:
    return [SAMPLES / "guide.md", *sorted(HERE.glob("*.md")), *sorted((HERE / "formats").rglob("*.md"))]


@pytest.mark.parametrize("path", markdown_files(), ids=lambda path: path.name)
def test_markdown_headings_fences_and_tables_are_where_a_full_parser_finds_them(path: Path) -> None:
    [document] = read(path)
    after = document.text.index("\n---\n", 4) + 5 if document.text.startswith("---\n") else 0
    skipped = document.text.count("\n", 0, after)
    tokens = MarkdownIt("commonmark").enable("table").parse(document.text[after:])
    names = {"heading_open": Kind.HEADING, "fence": Kind.CODE, "table_open": Kind.TABLE, "code_block": Kind.CODE}
    quoted = 0
    expected = []
    for token in tokens:
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type in names and not quoted and token.map:
            expected.append((names[token.type], token.map[0] + skipped))
    found = [
        (block.kind, document.text.count("\n", 0, block.start))
        for block in document.blocks
        if block.kind in {Kind.HEADING, Kind.CODE, Kind.TABLE} and block.start >= after
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("---\ntitle: From *above*\n---\n# Below\n", "From above"),
        ("+++\ntitle = 'Hugo'\n+++\n", "Hugo"),
        ("---\nno end\n# First\n", "First"),
        ("text\n\n## Second *level*\n", "Second level"),
        ("#no heading\n####### nor this\n", ""),
        ("# snake_case and `code` [link](url)\n", "snake_case and code link"),
        ("", ""),
    ],
)
def test_markdown_title(source: str, title: str) -> None:
    assert markdown.parse(source).title == title


def test_rst() -> None:
    manual = one("manual.rst")
    assert manual.title == "Manual"
    assert shape(manual) == [
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


def test_plain_text_is_its_paragraphs() -> None:
    letter = one("letter.txt")
    assert shape(letter) == [
        ("prose", "", "Dear Anna,"),
        ("prose", "", "the boat leaves at six."),
        ("list", "", "- bread"),
        ("prose", "", "Yours, B."),
    ]
    assert letter.title == ""


def test_a_diary_is_no_log() -> None:
    assert (
        plain_text.parse("2024-03-01 was cold.\nWe stayed in.\n\nNothing else\nhappened.\n").blocks[0].kind
        is Kind.PROSE
    )
