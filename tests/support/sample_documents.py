"""Helpers for tests of readers: what a sample holds, where, and why a file is refused."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from places import SAMPLES

from scent.errors import ReadError
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.documents.registry import read, read_file


def write_zip(path: Path, members: Mapping[str, str]) -> None:
    """Write a zip archive of these members."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def whole_text(path: Path) -> str:
    """The text of all documents of a file."""
    return "".join(document.text for document in read(path))


def find_block(path: Path, words: str) -> tuple[Document, Block]:
    """The block that holds these words, whatever its line ends."""
    for document in read(path):
        for block in document.blocks:
            if words in " ".join(document.text[block.start : block.end].split()):
                return document, block
    raise AssertionError(f"{words} is not in {whole_text(path)}")


def assert_placed(name: str, words: str, heading: str | None, place: str, title: str | None) -> None:
    """Check the place of these words in a sample, and the last heading and the title if they are given."""
    document, block = find_block(SAMPLES / name, words)
    assert block.place == place
    if heading is not None:
        assert block.heading[-1] == heading
    if title is not None:
        assert document.title == title


def prose_headings(name: str) -> list[tuple[str, tuple[str, ...]]]:
    """The place and the path of headings of each paragraph in a sample document."""
    (document,) = read(SAMPLES / "documents" / name)
    return [(block.place, block.heading) for block in document.blocks if block.kind is Kind.PROSE]


def refusal(data: bytes, name: str) -> str:
    """The reason for which a file is refused; empty if it is read."""
    try:
        list(read_file(BytesIO(data), name.encode()))
    except ReadError as error:
        return error.message
    return ""


def read_one(path: Path) -> Document:
    """The only document of a file."""
    (document,) = read(path)
    return document


def block_lines(document: Document) -> list[tuple[int, str, str]]:
    """The line (from 1), kind and path of headings of each block."""
    return [
        (document.line + document.text.count("\n", 0, block.start), block.kind.value, " > ".join(block.heading))
        for block in document.blocks
    ]


def first_lines_of_blocks(document: Document) -> list[tuple[str, str, str]]:
    """The kind, innermost heading and first line of each block."""
    return [
        (
            block.kind.value,
            block.heading[-1] if block.heading else "",
            document.text[block.start : block.end].lstrip("\n").partition("\n")[0].rstrip(),
        )
        for block in document.blocks
    ]


def timed_blocks(document: Document) -> list[tuple[str, int, str]]:
    """The time, the first line that is not blank, and the text of each block."""
    blocks = []
    for block in document.blocks:
        text = document.text[block.start : block.end]
        before = document.text[: block.end - len(text.lstrip())]
        blocks.append((block.place, before.count("\n") + 1, " ".join(text.split())))
    return blocks


def text_below(document: Document, *path: str) -> str:
    """The text below a heading, without the heading itself."""
    return "".join(
        document.text[block.start : block.end]
        for block in document.blocks
        if block.heading == path and block.kind is not Kind.HEADING
    )


def iso_date(document: Document) -> str:
    """The date of a document in ISO 8601; empty if it has none."""
    return datetime.fromtimestamp(document.date_ns / 1e9, UTC).isoformat() if document.date_ns else ""
