"""An exception in a reader of ours is said, and costs no text: the file is read as plain text."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from scent.core.files.file_list import FileStat
from scent.core.reading.pipeline import FileToRead, read_files
from scent.core.reading.pool import ReaderPool
from scent.errors import ReadError
from scent.formats.documents import registry
from scent.formats.documents.base.blocks.outline import Outline, paragraphs, tile
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Format, text_format

TEXT = "# Boiler\n\nBleed the radiators if the upper rooms stay cold.\n"
SAID = "it is read as plain text, because it is damaged, or its reader failed (KeyError)"


def failing_parse(text: str) -> Outline:
    if "radiators" in text:
        raise KeyError("radiators")
    return Outline("", tile(text, paragraphs(text)))


def failing_read(_file: BinaryIO, _skip: int) -> Iterator[Document]:
    raise KeyError("radiators")
    yield


FAILING = [
    text_format("markdown", failing_parse, suffixes=(".md",)),
    Format("pdf", failing_read, sniff=lambda head: head.startswith(b"# Boiler")),
]


def with_reader(monkeypatch: pytest.MonkeyPatch, reader: Format) -> None:
    monkeypatch.setattr(registry, "FORMATS", (reader, registry.plain_text.FORMAT))
    monkeypatch.setattr(registry, "_BY_ENDING", dict.fromkeys(reader.suffixes, reader))


def what_is_read(data: bytes, name: bytes = b"note.md") -> tuple[list[Document], str]:
    documents: list[Document] = []
    try:
        documents.extend(registry.read_file(io.BytesIO(data), name))
    except ReadError as error:
        return documents, error.message
    return documents, ""


@pytest.mark.parametrize("reader", FAILING, ids=lambda each: each.name)
def test_the_text_is_read_and_the_failure_is_said(monkeypatch: pytest.MonkeyPatch, reader: Format) -> None:
    with_reader(monkeypatch, reader)
    (document,), message = what_is_read(TEXT.encode())
    assert (document.text, document.format, message) == (TEXT, "text", SAID)


def test_a_reader_that_fails_far_behind_loses_nothing_and_repeats_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with_reader(monkeypatch, FAILING[0])
    text = "".join(f"Line {number} of a long text.\n" for number in range(30_000)) + TEXT
    documents, message = what_is_read(text.encode())
    assert "".join(each.text for each in documents) == text
    assert [each.offset for each in documents[1:]] == [each.offset + len(each.text) for each in documents[:-1]]
    assert documents[-1].line == 1 + text.count("\n", 0, documents[-1].offset)
    assert (documents[0].format, documents[-1].format, message) == ("markdown", "text", SAID)


def test_the_index_records_it_as_a_failure_beside_the_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with_reader(monkeypatch, FAILING[0])
    note = tmp_path / "note.md"
    note.write_text(TEXT)
    stat = note.stat()
    with ReaderPool() as readers:
        file = FileToRead(FileStat(bytes(note), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
        results = list(read_files([file], lambda _path, reason: pytest.fail(reason), readers))
    assert [each.document.text for each in results] == [TEXT, ""]
    assert (results[-1].record.failed, results[-1].record.problem) == (True, SAID)


def test_a_reader_that_refuses_a_text_is_no_failure() -> None:
    (document,), message = what_is_read(b"<?xml as prose: a page on declarations.\n", b"page.xml")
    assert document.text.startswith("<?xml as prose")
    assert message == ""
