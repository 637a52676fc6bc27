"""Whole parts of a damaged or cut archive are read; an error after them says that something is missing."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from command import Command
from places import SAMPLES
from timing import grows_at_most

from scent.errors import ReadError
from scent.formats.documents.registry import read_file
from scent.formats.documents.xml.zip_directory import is_of_a_member

WORDS = "the keeper of the light climbs at dusk and trims wick by wick while gulls cry over cold rocks"
PACKED = [
    *(SAMPLES / "documents" / f"{name}" for name in ("lighthouse.docx", "bees.pptx", "lighthouse.odt", "bees.odp")),
    *(SAMPLES / "data" / name for name in ("belfry.xlsx", "belfry.ods")),
    *(SAMPLES / "documents" / name for name in ("lighthouse.epub", "lighthouse-2.epub", "almanac.odt")),
    SAMPLES / "containers" / "allotment.zip",
]


def text_of(number: int) -> str:
    generator = random.Random(number)  # noqa: S311 - a text to read
    return f"Letter {number}. " + " ".join(generator.choices(WORDS.split(), k=3_000)) + ".\n"


LETTERS = {f"letter{number}.txt": text_of(number).encode() for number in range(5)}


def zipped(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in LETTERS.items():
            archive.writestr(name, content)
    return file.getvalue()


def streamed() -> bytes:
    """A zip archive written to a pipe: sizes stand behind the content."""

    class Pipe(io.RawIOBase):
        data = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            self.data += bytes(piece)  # type: ignore[call-overload]
            return len(bytes(piece))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, content in LETTERS.items():
            archive.writestr(name, content)
    return pipe.data


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in LETTERS.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return bytes(sink.getvalue())


def what_is_read(data: bytes, name: str = "x") -> tuple[str, str]:
    """The text, and the message of the error behind it."""
    texts: list[str] = []
    try:
        texts.extend(document.text for document in read_file(io.BytesIO(data), name.encode()))
    except ReadError as error:
        return "".join(texts), error.message
    return "".join(texts), ""


def without_directory(data: bytes) -> bytes:
    return data[: data.index(b"PK\x01\x02")]


@pytest.mark.parametrize("archive", [zipped(), zipped(zipfile.ZIP_STORED), streamed()])
def test_members_are_found_without_the_directory(archive: bytes) -> None:
    text, message = what_is_read(without_directory(archive))
    assert text == b"".join(LETTERS.values()).decode()
    assert message == "its directory is damaged, so that parts may be missing (5 were found)"


@pytest.mark.parametrize("archive", [zipped(), zipped(zipfile.ZIP_STORED), streamed(), tarred()])
def test_a_cut_archive_gives_its_whole_members_and_the_beginning_of_the_one_that_is_cut(archive: bytes) -> None:
    begin = archive.index(b"letter3.txt")
    text, message = what_is_read(archive[: begin + (archive.index(b"letter4.txt") - begin) // 2])
    assert text.startswith("".join(text_of(number) for number in range(3)) + "Letter 3. ")
    assert len(text) > 3.3 * len(text_of(0))
    assert message


@pytest.mark.parametrize("archive", [zipped(), streamed(), tarred()])
def test_damage_in_one_member_costs_no_other(archive: bytes) -> None:
    at = archive.index(b"letter2.txt") + 1_500
    text, message = what_is_read(archive[:at] + b"\0" * 64 + archive[at + 64 :])
    for number in (0, 1, 3, 4):
        assert text_of(number) in text
    assert "Letter 2. " in text
    assert "letter2.txt in it could not be read completely" in message or archive == tarred()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd])
def test_a_cut_packed_file_gives_what_comes_before_the_cut(pack: object) -> None:
    whole = "".join(map(text_of, range(300)))
    packed = pack(whole.encode())  # type: ignore[operator]
    text, message = what_is_read(packed[: len(packed) * 9 // 10])
    assert whole.startswith(text.rstrip("\n\N{REPLACEMENT CHARACTER}"))
    assert len(text) > len(whole) // 2
    assert "damaged or incomplete" in message


@pytest.mark.parametrize("path", PACKED, ids=lambda path: path.name)
def test_packed_documents_are_read_without_the_directory(path: Path) -> None:
    data = path.read_bytes()
    text, message = what_is_read(without_directory(data), path.name)
    assert text == what_is_read(data, path.name)[0]
    assert "its directory is damaged" in message


@pytest.mark.parametrize("cut", [30, 200, 280])
def test_an_archive_that_is_cut_off_is_not_taken_for_one_that_it_holds(cut: int) -> None:
    inner, file = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.txt", "The pine stands deep in the wood.\n")
    with zipfile.ZipFile(file, "w") as archive:  # stored, as what is packed already
        archive.writestr("letter.txt", "The walnut fell in the storm.\n")
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("last.txt", "The elm is still green.\n" * 9)
    text, message = what_is_read(file.getvalue()[:-cut], "trees.zip")
    assert "The walnut fell in the storm." in text
    assert "The pine stands deep in the wood." in text
    assert "The elm is still green." in text
    assert "its directory is damaged" in message


@pytest.mark.parametrize("front", [b"#!/bin/sh\nexit\n", b"MZ" + bytes(300)])
def test_an_archive_behind_a_program_is_whole(front: bytes) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document xmlns:w='w'><w:body/></w:document>")
    data = front + file.getvalue()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not is_of_a_member(io.BytesIO(data), archive)


def test_text_of_a_part_that_is_cut_is_read_up_to_the_cut() -> None:
    paragraphs = "".join(f"<w:p><w:r><w:t>{text_of(number)}</w:t></w:r></w:p>" for number in range(20))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document xmlns:w='w'><w:body>{paragraphs}</w:body></w:document>")
    text, message = what_is_read(file.getvalue()[: len(file.getvalue()) // 2], "letter.docx")
    assert text_of(8).strip() in text
    assert "its damaged parts are read only up to the damage (word/document.xml)" in message


def test_a_damaged_slide_or_sheet_costs_no_other() -> None:
    for path, part in (
        (SAMPLES / "documents/bees.pptx", "ppt/slides/slide2"),
        (SAMPLES / "data/boats.xlsx", "xl/styles"),
    ):
        source, file = zipfile.ZipFile(path), io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for member in source.infolist():
                archive.writestr(member.filename, b"<" if part in member.filename else source.read(member))
        text, message = what_is_read(file.getvalue(), path.name)
        assert len(text) > 100
        assert f"its damaged parts are left out ({part}" in message


def test_an_archive_whose_first_member_is_a_pdf_is_an_archive() -> None:
    page = (SAMPLES / "documents/wall.pdf").read_bytes()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("wall.pdf", page)
        archive.writestr("note.txt", "The spare key lies under the flowerpot.\n")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in (("wall.pdf", page), ("note.txt", b"The spare key lies under the flowerpot.\n")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    for data in (file.getvalue(), packed.getvalue()):
        assert "The spare key lies under the flowerpot." in what_is_read(data)[0]


MEMBER = b"PK\x03\x04" + b"\x14\0\x08\0\0\0" + b"\0" * 16 + b"\x01\0\0\0" + b"x"


@pytest.mark.parametrize("header", [MEMBER, b"PK\x03\x04" * 8, b"PK\x03\x04" + b"PK" * 14])
def test_walking_over_headers_takes_time_in_proportion_to_the_size(header: bytes) -> None:
    def read(number: int) -> None:
        text, message = what_is_read(header * number)
        assert message or text == (header * number).decode()  # bytes without a NUL are a text

    assert grows_at_most(read, 2_000, 8_000, times=12)


def test_hostile_archives_stay_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", b"a" * (32 << 20))
    text, message = what_is_read(without_directory(bomb.getvalue()))
    assert text == ""
    assert "like a decompression bomb" in message


def test_the_command_says_what_is_missing(scent: Command) -> None:
    (scent.directory / "letters.zip").write_bytes(without_directory(zipped()))
    read = scent("cat", "letters.zip")
    assert (read.code, read.out) == (3, b"".join(LETTERS.values()))
    assert b"its directory is damaged, so that parts may be missing (5 were found)" in read.err
