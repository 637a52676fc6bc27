"""Blocks tile any text, in linear time."""

import time
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scent.formats.documents.base.blocks.outline import MAX_LABEL, Outline
from scent.formats.documents.base.terminal_marks import has_terminal_marks
from scent.formats.documents.registry import FORMATS, read_file

# Formats without suffixes and names are recognised by content alone.
NAMES = sorted({(*each.suffixes, *each.names)[0] for each in FORMATS if each.is_text and (each.suffixes or each.names)})
# Formats that remove markup; their text has the lines of the file.
WITHOUT_MARKUP = {".mdoc", ".man", ".srt", ".vtt", ".ass", ".ics", ".vcf"}

# Pieces of markup, to be combined in any order.
FRAGMENTS = (
    *("# a", "## b ##", "===", "---", "- x", "1. y", "```", "~~~ py", "> q", "| a | b |", "|---|---|", "<!--", "-->"),
    *(
        "    code",
        "\tcode",
        "title: T",
        "::",
        ".. note::",
        ".. code:: c",
        "=== ===",
        "+--+--+",
        ">>> 1",
        "* * *",
        ":f: x",
    ),
    *(
        "class A:",
        "class B {",
        "  def f(x):",
        "def g()",
        "fn h() {",
        "}",
        "  }",
        "end",
        ")",
        "{",
        "int",
        "int f(int x)",
        "@d",
    ),
    *(
        "/*",
        "*/",
        "// c",
        "#[a]",
        '"""',
        "'''",
        "func (a) b() {",
        "2024-01-01 00:00:00 x",
        "INFO a",
        "word",
        "größer",
        "🎈",
    ),
    *(
        "* TODO a :b:",
        "#+begin_src",
        "#+end_src",
        ":d:",
        ":END:",
        "#+title: t",
        "----",
        "|===",
        "[source]",
        ".T",
        "a::",
    ),
    *(
        "\\section{a}",
        "\\begin{align}",
        "\\end{align}",
        "\\begin{document}",
        "\\title{",
        "}",
        "$$",
        "> [!n]",
        "[[a|b]]",
    ),
    *(
        ".SH a",
        ".Sh b",
        ".TP",
        ".IP x",
        ".nf",
        ".fi",
        ".TS",
        ".TE",
        ".de x",
        "..",
        ".It Fl a",
        ".Nm",
        "\\fBx\\fR",
        "\\",
    ),
    *("\x1f", "File: a,  Node: b", "a\n*", "* Menu:", "Usage: a [-b]", "  -b  c", "Options:"),
    *("1", "00:00:01,000 --> 00:00:02,000", "01:02.000 --> 01:03.000", "WEBVTT", "NOTE", "<v A>", "&amp;"),
    *("", "", " ", "\t", "\r", "\x0c", "\x0b", "\0", "\x85", "\u2028", "\ufeff", "x" * 500),
)
DOCUMENTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(["\n", "\n", "\r\n", "\r", "", " "])), max_size=40
    ).map(lambda pairs: "".join(piece + end for piece, end in pairs)),
)


# Formats whose blocks may begin within a line.
ON_ONE_LINE = {".json", ".jsonl"}


def parse(name: str, text: str) -> Outline:
    if "\n" not in text:  # carriage returns end the lines
        text = text.replace("\r", "\n")
    [document] = read_file(
        BytesIO(b"\xef\xbb\xbf" + text.encode()), b"file" + name.encode() if name[0] == "." else name.encode()
    )
    # Content counts first: a text that begins like subtitles is read as such under any name.
    rewritten = (
        name in {*WITHOUT_MARKUP, *ON_ONE_LINE} or f".{document.format}" in WITHOUT_MARKUP or has_terminal_marks(text)
    )
    assert document.text == text or (rewritten and document.text.count("\n") == text.count("\n"))
    return Outline(document.title, document.blocks, text=document.text)


def assert_tiles(outline: Outline, *, lines: bool = True) -> None:
    blocks, text = outline.blocks, outline.text or ""
    if not text.strip():
        assert not blocks
        return
    assert [block.start for block in blocks] == [0, *(block.end for block in blocks[:-1])]
    assert blocks[-1].end == len(text)
    for block in blocks:
        assert text[block.start : block.end].strip()
        assert all(heading and len(heading) <= MAX_LABEL and "\n" not in heading for heading in block.heading)
    for block in blocks[1:] if lines else ():
        assert text[block.start - 1] == "\n"


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(text=DOCUMENTS)
def test_blocks_tile_the_text_and_begin_where_lines_begin(name: str, text: str) -> None:
    assert_tiles(parse(name, text), lines=name not in ON_ONE_LINE)


@pytest.mark.parametrize(
    "text",
    ["\r\n", "a\r\n\r\nb\r\n", "a\rb\rc", "\x0c\na\n\x0c", "no end", "🎈🎈\n\n🎈", "a\0b\n\nc", " \n\t\n", "\n\n\na"],
    ids=repr,
)
@pytest.mark.parametrize("name", [".txt", ".md", ".rst", ".org", ".adoc", ".tex", ".man", ".srt", ".py", ".c", ".rb"])
def test_blocks_tile_texts_with_odd_line_ends(name: str, text: str) -> None:
    assert_tiles(parse(name, text))


SIZE = 200_000
HOSTILE = {
    "paragraphs of a letter": "a\n\n",
    "line feeds": "\n",
    "headings": "# a\n",
    "backticks": "`",
    "fences": "```\n",
    "open brackets": "[",
    "items": "- ",
    "cells": "|a",
    "tables": "|a|\n|-|\n",
    "underlines": "a\n=\n",
    "dashes": "-\n",
    "comments": "# a\n",
    "ends of comments": "*/\n",
    "parentheses": ")\ndef f():\n",
    "calls": "f(\n",
    "words": "a " * 199 + "\n",
    "modifiers": "public " * 56 + "\n",
    "scopes": "a::" * 130 + "\n",
    "generics": "a<" * 199 + "\n",
    "literal blocks": "a::\n\n b\n",
    "roles": ":a" * 100 + "\n",
    "spaces": " " * 300 + "x\n",
    "one space": " ",
    "org blocks": "#+begin_src\n",
    "org blocks of all names": "#+begin_a\n:d:\n| a\n",
    "stars": "* a\n",
    "descriptions": "a::" * 100 + "\n",
    "equals": "= a\n",
    "environments": "\\begin{align}\n",
    "sections that do not end": "\\section{\n",
    "titles that do not end": "\\title{" + "{" * 190 + "\n",
    "formulas": "$$\n",
    "callouts": "> [!a]\n",
    "links": "# [[" + "[[a|" * 40 + "\n",
    "conditions": ".if n \\{\n",
    "sections of a manual": ".SH a\n",
    "items of a manual": ".It Fl a Ar b Op Fl c\n",
    "escapes that do not end": "\\h'" * 60 + "\n",
    "names that do not end": "\\[a" * 60 + "\n",
    "quotations that do not end": '.B "a ' * 60 + "\n",
    "cues": "00:00:01,000 --> 00:00:02,000\na\n",
    "marks that do not end": "00:00:01,000 --> 00:00:02,000\n" + "<{" * 9000 + "\n\n",
    "nodes": "\x1f\nFile: a,  Node: b\n",
    "usages": "usage: a\n  -a\n",
    "records": "10:00:00 a\n",
    "a long line": "a = " * 40_000 + "\n",
    "a long heading": "= " + "*_a" * 60_000 + "\n",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(
    "name", [".md", ".rst", ".org", ".adoc", ".tex", ".man", ".info", ".srt", ".txt", ".py", ".cpp", ".rs", ".ts"]
)
def test_hostile_text_takes_no_more_than_linear_time(name: str, piece: str) -> None:
    text = piece * (SIZE // len(piece)) + "x"
    begun = time.process_time()
    assert_tiles(parse(name, text))
    # The slowest takes a second; quadratic time would take minutes.
    assert time.process_time() - begun < 10
