"""Content decides the format before the name; a file of any size comes in parts that fit in memory."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.parts import PART_CHARACTERS
from scent.formats.documents.registry import FORMATS, detect_format, read, read_file

FORMAT_OF = {
    "README.md": "markdown",
    "manual.RST": "rst",
    "notes.txt": "text",
    "notes": "text",
    "a/b.tar/module.py": "python",
    "Makefile": "make",
    "CMakeLists.txt": "cmake",
    ".bashrc": "shell",
    "conf.d/.env": "ini",
    "x.unknown": "text",
    "..": "text",
    "": "text",
}


@pytest.mark.parametrize(("name", "expected"), FORMAT_OF.items())
def test_the_name_tells_the_format_where_the_content_does_not(name: str, expected: str) -> None:
    assert detect_format(b"", name.encode()).name == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (b"#!/bin/sh\n", "shell"),
        (b"#! /usr/bin/env python3.12\n", "python"),
        (b"#!/usr/bin/env -S DEBUG=1 node --flag\r\n", "javascript"),
        (b"#!/usr/bin/ruby2.7 -w\n", "ruby"),
        (b"#!/usr/bin/env\n", "markdown"),
        (b"#!", "markdown"),
        (b"#!/opt/unheard-of\n", "markdown"),
    ],
)
def test_content_counts_for_more_than_the_name(first: bytes, expected: str) -> None:
    assert detect_format(first, b"misleading.md").name == expected


def test_no_two_formats_claim_the_same_name() -> None:
    endings = [ending for each in FORMATS for ending in (*each.suffixes, *each.names)]
    assert len(endings) == len(set(endings))
    assert all(ending == ending.lower() for ending in endings)
    assert len({each.name for each in FORMATS}) == len(FORMATS)


def test_an_empty_file_is_a_document_without_text(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_bytes(b"")
    assert list(read(tmp_path / "empty.md")) == [Document("", "markdown")]


def test_a_name_that_is_not_utf8_is_accepted(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_bytes(b"here")
    assert [document.text for document in read(path)] == ["here"]


def test_a_file_that_cannot_be_read_gives_one_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "binary").write_bytes(b"\0\1\2")
    for name, error in [("missing", ReadError), ("", ReadError), ("pipe", ReadError), ("binary", NotTextError)]:
        with pytest.raises(error) as caught:
            list(read(tmp_path / name))
        assert "\n" not in caught.value.message


def parts_of(data: bytes, *, skip_parts: int = 0, name: bytes = b"large.txt") -> list[Document]:
    return list(read_file(BytesIO(data), name, skip_parts=skip_parts))


def assert_parts_join(parts: list[Document], text: str) -> None:
    assert "".join(part.text for part in parts) == text
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]
    for part in parts:
        assert 0 < len(part.text) <= PART_CHARACTERS
        assert text.startswith(part.text, part.offset)
        assert part.line == text.count("\n", 0, part.offset) + 1


def test_a_file_of_the_size_of_a_part_is_one_document() -> None:
    [part] = parts_of(b"a" * PART_CHARACTERS)
    assert part.last


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_large_files_are_cut_at_line_ends(encoding: str) -> None:
    text = "".join(f"Zeile {number} mit größeren Wörtern\r\n" for number in range(20_000))
    parts = parts_of(text.encode(encoding))
    assert len(parts) == -(-len(text) // PART_CHARACTERS)
    assert_parts_join(parts, text)
    assert all(part.text.endswith("\n") for part in parts)


def test_a_long_line_is_cut_at_white_space() -> None:
    text = "first\n" + "word " * 125_000
    parts = parts_of(text.encode())
    assert_parts_join(parts, text)
    assert parts[0].text == "first\n"
    assert all(part.text.endswith(" ") for part in parts[1:])


@pytest.mark.parametrize("character", ["x", "🎈"])
def test_a_long_word_is_cut_between_characters(character: str) -> None:
    text = character * (2 * PART_CHARACTERS + 5)
    parts = parts_of(text.encode())
    assert_parts_join(parts, text)
    assert len(parts) == 3


def test_a_resumed_run_gets_the_parts_that_are_left() -> None:
    data = b"# The title\n\n" + (b"some text, " * 40 + b"\n\n") * 2_000
    parts = parts_of(data, name=b"large.md")
    assert len(parts) == 4
    for skip in range(6):
        assert parts_of(data, name=b"large.md", skip_parts=skip) == parts[skip:]
    assert {part.title for part in parts} == {"The title"}


# Bytes for a part, its blocks and the text around it, beyond what the interpreter takes.
MAX_MEMORY = 45 * 1024 * 1024
MEASURE = """
import resource, sys
from scent.formats.documents.registry import read
unit = 1 if sys.platform == "darwin" else 1024
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
size = sum(len(document.text) for document in read(sys.argv[1]))
print(size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit - before)
"""


@pytest.mark.parametrize("line", [b"It was the best of times, it was the worst of times.\n", b"word ", b"w"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, line: bytes) -> None:
    assert_reads_in_bounded_memory(tmp_path / "large.txt", line, 40)


def test_the_most_blocks_that_a_part_can_have_fit_in_memory(tmp_path: Path) -> None:
    assert_reads_in_bounded_memory(tmp_path / "most.md", b"a\n\n", 2, most=4 * MAX_MEMORY)


@pytest.mark.long
@pytest.mark.parametrize("line", [b"It was the best of times, it was the worst of times.\n", b"w"])
def test_half_a_gigabyte_is_read_in_the_same_memory(tmp_path: Path, line: bytes) -> None:
    assert_reads_in_bounded_memory(tmp_path / "large.txt", line, 500)


def assert_reads_in_bounded_memory(path: Path, line: bytes, megabytes: int, most: int = MAX_MEMORY) -> None:
    piece = line * (1_000_000 // len(line))
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(piece)
    done = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True)
    size, memory = map(int, done.stdout.split())
    assert size == len(piece) * megabytes
    assert memory < most


def test_reading_plain_text_loads_no_library_for_guessing() -> None:
    script = "import sys, scent.formats.documents.registry; print({'charset_normalizer', 'numpy'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
