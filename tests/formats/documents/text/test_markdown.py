"""Markdown comes in blocks, where a full parser finds them."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from places import PROJECT, SAMPLES
from sample_documents import block_lines, first_lines_of_blocks, read_one

from scent.formats.documents.base.document import Kind
from scent.formats.documents.registry import read
from scent.formats.documents.text import markdown

TEXTS = SAMPLES / "text"


def test_markdown_blocks_have_their_kind_and_heading() -> None:
    guide = read_one(TEXTS / "guide.md")
    assert guide.title == "The short guide"
    assert first_lines_of_blocks(guide) == [
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


def test_headings_and_introductions_are_kept_with_what_follows() -> None:
    guide = read_one(TEXTS / "guide.md")
    kinds = [
        kind for (kind, _, line), block in zip(first_lines_of_blocks(guide), guide.blocks, strict=True) if block.keep
    ]
    assert kinds == ["heading", "prose", "heading", "heading", "heading"]


def markdown_files() -> list[Path]:
    return [TEXTS / "guide.md", *sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "formats").rglob("*.md"))]


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
    blocks = [
        (block.kind, document.text.count("\n", 0, block.start))
        for block in document.blocks
        if block.kind in {Kind.HEADING, Kind.CODE, Kind.TABLE} and block.start >= after
    ]
    assert blocks == expected


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
def test_a_markdown_title_is_that_of_the_front_matter_or_the_first_heading(source: str, title: str) -> None:
    assert markdown.parse(source).title == title


NORTH = "Soil in the north bed"


def test_callouts_math_and_tables_are_blocks() -> None:
    assert block_lines(read_one(SAMPLES / "notes" / "garden.md"))[2:] == [
        (15, "heading", NORTH),
        (17, "prose", NORTH),
        (19, "prose", NORTH),
        (22, "heading", f"{NORTH} > How much lime"),
        (24, "prose", f"{NORTH} > How much lime"),
        (26, "code", f"{NORTH} > How much lime"),
        (32, "table", f"{NORTH} > How much lime"),
        (37, "list", f"{NORTH} > How much lime"),
    ]
