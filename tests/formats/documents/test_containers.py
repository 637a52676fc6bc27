"""Files inside containers are read like files on disk, and hostile containers are refused."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from places import SAMPLES

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read, read_file

NOTE = b"# Boiler\n\nBleed the radiators.\n"


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return bytes(sink.getvalue())


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd,
}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def documents(data: bytes, name: bytes = b"x") -> list[Document]:
    return list(read_file(io.BytesIO(data), name))


def members(data: bytes, name: bytes = b"x") -> list[tuple[bytes, str, int]]:
    return [(each.member, each.format, each.line) for each in documents(data, name)]


@pytest.mark.parametrize("packer", PACKERS)
def test_the_name_inside_tells_the_format(packer: str) -> None:
    (document,) = documents(PACKERS[packer](NOTE), f"notes.md.{packer}".encode())
    assert (document.format, document.title, document.text, document.member) == (
        "markdown",
        "Boiler",
        NOTE.decode(),
        b"",
    )


@pytest.mark.parametrize("packer", PACKERS)
def test_a_truncated_file_is_an_error_after_the_text_before_the_damage(packer: str) -> None:
    data = PACKERS[packer](b"".join(b"%d bottles\n" % (number * 7919 % 99991) for number in range(90_000)))
    with pytest.raises(ReadError) as caught:
        documents(data[: len(data) // 2], b"a.log." + packer.encode())
    assert not isinstance(caught.value, NotTextError)
    assert "damaged or incomplete" in caught.value.message


@pytest.mark.parametrize("archive", [zipped, tarred])
def test_each_member_is_a_document_whose_lines_are_its_own(archive: Callable[[dict[str, bytes]], bytes]) -> None:
    data = archive({"a.md": NOTE, "b/c.py": b"x = 1", "photo.jpg": b"\xff\xd8\0\0", "../../etc/d.txt": b"d"})
    assert members(data) == [(b"a.md", "markdown", 1), (b"b/c.py", "python", 1), (b"../../etc/d.txt", "text", 1)]
    one, two, three = documents(data)
    assert (two.offset, three.offset) == (len(one.text), len(one.text) + len(two.text))
    assert [one.last, two.last, three.last] == [False, False, True]


def test_archives_in_archives_are_walked_to_a_depth() -> None:
    inner = zipped({"a.md": NOTE})
    assert members(gzip.compress(tarred({"in.zip": inner})), b"x.tgz") == [(b"in.zip!/a.md", "markdown", 1)]
    for _ in range(limits.CONTAINERS):
        inner = zipped({"in.zip": inner})
    with pytest.raises(ReadError, match="nested in more than 3 containers"):
        documents(inner)


def test_bombs_and_endless_archives_are_refused() -> None:
    bomb = gzip.compress(bytes(50 << 20))
    with pytest.raises(ReadError, match="decompression bomb"):
        documents(zipped({"a.gz": bomb}))
    many = zipped({f"{number}.txt": b"" for number in range(limits.MEMBERS + 1)}, zipfile.ZIP_STORED)
    with pytest.raises(ReadError, match="members"):
        documents(many)


def test_one_bad_member_does_not_hide_the_others() -> None:
    data = bytearray(zipped({"a.txt": b"good", "b.txt": b"encrypted", "c.txt": b"good too"}, zipfile.ZIP_STORED))
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[[at for at in range(len(data)) if data.startswith(signature, at)][1] + flags] |= 1
    read = read_file(io.BytesIO(bytes(data)), b"x.zip")
    texts = []
    with pytest.raises(ReadError) as caught:
        texts.extend(document.text for document in read)
    assert texts == ["good\n", "good too"]
    assert caught.value.message == "b.txt in it could not be read: it is encrypted"


@pytest.mark.parametrize("archive", [zipped, tarred])
def test_members_without_text_are_named_on_the_last_document(archive: Callable[[dict[str, bytes]], bytes]) -> None:
    data = archive({"a.md": NOTE, "x.png": b"\x89PNG\0\0", "b.md": NOTE, "y.bin": b"\0\1\2\3"})
    first, last = documents(data)
    assert (first.left_out, last.left_out) == ("", "its members without text are left out (x.png and 1 more)")
    assert [each.left_out for each in documents(archive({"a.md": NOTE, "empty.md": b""}))][-1:] == [""]


def test_an_archive_of_pictures_has_no_text() -> None:
    with pytest.raises(NotTextError):
        documents(zipped({"a.png": b"\x89PNG\0\0"}))


def test_text_named_like_an_archive_is_text_and_binary_data_is_refused() -> None:
    assert members(b"only words", b"x.zip") == [(b"", "text", 1)]
    with pytest.raises(ReadError, match="its name says zip"):
        documents(b"\0\1\2\3", b"x.zip")


def test_an_unexpected_parser_error_costs_only_its_member(tmp_path: Path) -> None:
    sheet = (SAMPLES / "data" / "belfry.xls").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.xls", sheet[:2484] + b"\xff\xff" + sheet[2486:])  # xlrd raises a UnicodeDecodeError
        archive.writestr("b.txt", "words")
    documents = read(tmp_path / "a.zip")
    assert next(documents).text.rstrip() == "words"
    with pytest.raises(ReadError, match=r"a\.xls in it could not be read: it is damaged"):
        next(documents)


def test_a_member_of_a_tar_without_its_header_costs_only_itself() -> None:
    data = bytearray(tarred({"a.txt": b"one\n", "b.txt": b"two\n", "c.txt": b"three\n"}))
    data[data.index(b"b.txt") + 1] ^= 0xFF
    reader = read_file(io.BytesIO(data), b"x.tar")
    found: list[Document] = []
    with pytest.raises(ReadError, match="one of its members has no header"):
        found.extend(reader)
    assert [document.text for document in found] == ["one\n", "three\n"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Übung für Anfänger", "utf-8"),
        ("Übung für Anfänger", "cp437"),
        ("Договор аренды", "cp866"),
        ("船の鍵", "cp932"),
    ],
)
def test_names_of_members_are_read_in_the_encoding_of_their_machine(name: str, encoding: str) -> None:
    raw = name.encode(encoding)
    data = zipped({"?" * len(raw): b"The boat.\n"}).replace(b"?" * len(raw), raw)
    assert [member.decode() for member, _, _ in members(data, b"x.zip")] == [name]
