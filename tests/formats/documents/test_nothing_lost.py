"""No text loses words without a word: content decides what a file is only where it proves it.

Each text of a small corpus is read under every name that a format has. Whatever its reader makes of
it, no more than a hundredth of its words may be missing, unless the file is refused.
"""

import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from places import SAMPLES

from scent.errors import NotTextError, ReadError
from scent.formats.documents.registry import FORMATS, detect_format, read_file
from scent.formats.documents.text.tex_accents import resolve_accents

NAMES = sorted({ending for each in FORMATS for ending in (*each.suffixes, *each.names)} | {""})
STORY = """The keeper of the lighthouse counted seven ships before breakfast. None of them carried coal.

He wrote their names in a green book, as his mother had done, and her uncle before her. "Nobody reads it,"
he told the gulls, "but somebody will." A storm took the roof in March; the book stayed dry.

.gitignore and .NET are words that begin with a dot. 'Tis a line that begins with an apostrophe, as others do.
A price < 5 & a price > 3, a template Vec<String>, a header <stdio.h>, an address <anna@harbour.example>,
a hash #7, a macro \\section{One}, {braces}, [brackets], 100 % of it.
"""
CUSTARD = ("Take six eggs and a pint of milk, and stir them over a low fire. " * 5)[:251] + " Custard ustar is done. "
BEGINNINGS = {
    "a story": "",
    "ustar at byte 257": CUSTARD[: CUSTARD.index("ustar")].ljust(257)[:257] + "ustar is no archive\n",
    "a pdf mark": "How a PDF begins: %PDF-1.7 and then 1 0 obj, says the book.\n",
    "a pdf mark first": "%PDF-1.4 is how a PDF begins.\n",
    "a bzip2 mark": "BZh is the mark of bzip2, and BZh9 that of its best level.\n",
    "a parquet mark": "PAR1 was the name of the first parish.\n",
    "an arrow mark": "ARROW1 flew over the wall, ARROW2 did not.\n",
    "a vtt mark": "WEBVTT is a format for subtitles that begins like this.\n\n",
    "an xml mark": "<?xml version='1.0'?> is how a feed begins, and not this story.\n",
    "an xml mark alone": "<?xml is written first.\n",
    "an rtf mark": "{\\rtf} is the beginning of a rich text.\n",
    "an rtf mark with a version": "{\\rtf1\\ansi} is the beginning of a rich text.\n",
    "a mail's first word": "From Anna's diary, at 10:30 in May 1999\nNote: the sea was calm.\n\n",
    "a script that never ends": "<html><script> is how the page begins.\n",
    "a comment that never ends": "<html><!-- is how a remark begins.\n",
    "a title that never ends": "<html><title>is the first thing.\n",
    "a tag that never ends": "<html> <p> and then <a href=\n",
    "a page without its end": "<html><body>\n",
    "a manual page": '.TH STORY 7 "May 1999"\n',
    "a manual page with a stretch that never ends": '.TH STORY 7 "May 1999"\n.ig\n',
    "a manual page with a table that never ends": '.TH STORY 7 "May 1999"\n.TS\n',
    "cues": "1\n00:00:01,000 --> 00:00:02,000\nHello from the harbour.\n\n",
    "cues of vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nHello from the harbour.\n\n",
    "a broken notebook": '{"cells": [{"cell_type": "markdown", "source": "Hello"}, \n',
    "an info mark": "This is harbour.info, produced by hand.\n",
    "headers of a list": "To: the mayor\nSubject: coal\n\n",
    "a shebang": "#! is how a script begins\n",
    "a zip mark": "PK\x03\x04 is written at the start of an archive.\n",
    "a template that never ends": "<html><template/>is the first thing.\n",
    "a style that is none": "WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n\nSTYLE\n",
    "php": "<html><?php echo 'a'; \n",
}


def words(text: str) -> Counter[str]:
    """The words of a text, each with the number of its occurrences."""
    return Counter(re.findall(r"\w+", text))


def lost(data: bytes, name: str, expected: str) -> float:
    """The share of the expected words that the documents of a file lack; 0 if it is refused."""
    before = words(expected)
    try:
        documents = list(read_file(BytesIO(data), name.encode()))
    except NotTextError:
        return 1
    except ReadError:
        return 0
    after = words("\n".join(f"{document.title}\n{document.text}" for document in documents))
    return (before - after).total() / before.total()


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_text_keeps_its_words_under_every_name(beginning: str) -> None:
    text = BEGINNINGS[beginning] + STORY
    losses = {name: lost(text.encode(), f"story{name}", STORY) for name in NAMES}
    assert {name: loss for name, loss in losses.items() if loss > 0.01} == {}


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_text_that_begins_like_another_format_is_read(beginning: str) -> None:
    (document,) = read_file(BytesIO((BEGINNINGS[beginning] + STORY).encode()), b"story.txt")
    assert "The keeper of the lighthouse counted seven ships" in " ".join(document.text.split())


@pytest.mark.parametrize("name", ["paths.json", "paths.jsonl", "paths.toml", "paths.yaml"])
def test_backslashes_in_a_text_named_like_data_are_no_escapes(name: str) -> None:
    text = "The old files are in C:\\new\\table, the others in C:\\unread.\n"
    (document,) = read_file(BytesIO(text.encode()), name.encode())
    assert document.text == text


TEXTS = sorted(path for folder in ("notes", "text") for path in (SAMPLES / folder).rglob("*") if path.is_file())


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_sample_keeps_its_words_under_every_name_of_a_text(path: Path) -> None:
    data = path.read_bytes()
    try:
        data.decode()
    except UnicodeDecodeError:
        pytest.skip("it is not in UTF-8")
    if not detect_format(data, path.name.encode()).is_text:
        pytest.skip("its format is not text")
    # As it is written, or as TeX prints it.
    expected = (data.decode(), resolve_accents(data.decode()))
    losses = {name: min(lost(data, f"sample{name}", text) for text in expected) for name in NAMES}
    assert {name: loss for name, loss in losses.items() if loss > 0.01} == {}
