"""Reads files inside files: packed by gzip, bzip2, xz or zstd, and members of zip and tar.

Each file inside is read as if it lay on disk by itself, within the limits that all containers of
one file share. Nothing is unpacked to disk under a member's name, so a hostile name can do no harm.
"""

import bz2
import gzip
import io
import lzma
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, NamedTuple, cast

from scent.errors import NotTextError, ReadError
from scent.formats.documents import tar_archive
from scent.formats.documents.base import limits
from scent.formats.documents.base.container_context import SEPARATOR, ContainerContext, MemberErrors
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.encoding.guess import FALLBACK, guess_encoding
from scent.formats.documents.base.format import Family, Format, Unpacker
from scent.formats.documents.base.left_out import LeftOut, with_left_out
from scent.formats.documents.base.unread_formats import unread_package
from scent.formats.documents.xml.package import DamagedPartError, Package, is_zip

_Stream = io.BufferedIOBase
# Unpacked bytes that are held in memory; more of them go to a temporary file.
_IN_MEMORY = 16 << 20
# What the libraries raise on damaged input.
_DAMAGE = (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError, OverflowError)
# The size of blocks, then the mark of the first block, or that of the end where there is none.
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_PIECE_BYTES = 1 << 16
_UTF8_NAME = 0x800


class _Member(NamedTuple):
    """A file in an archive: its path there, its packed size in bytes, and its content in pieces."""

    name: bytes
    packed_size: int
    pieces: Iterable[bytes]


def _compressed_file_format(
    name: str, label: str, suffix: str, magic: bytes | re.Pattern[bytes], decompress: Callable[[BinaryIO], _Stream]
) -> Format:
    """A format that packs one file; its name without `suffix` helps to tell that file's format."""
    pattern = re.compile(re.escape(magic)) if isinstance(magic, bytes) else magic

    def unpack(file: BinaryIO, path: bytes, context: ContainerContext) -> Iterator[Document]:
        inner = path[: -len(suffix)] if path.lower().endswith(suffix.encode()) else path
        if path.lower().endswith(b".t" + suffix[1:].encode()):  # .tgz, .txz
            inner = path[: -len(suffix)] + b".tar"
        size = file.seek(0, 2)
        file.seek(0)
        # What comes before the damage is readable: give that before raising the error.
        content, error = _spool(_pieces(decompress(file)), size, context.budget)
        with content:
            yield from context.read(content, inner)
        if error:
            raise error

    return _container_format(name, label, (suffix,), lambda head: pattern.match(head) is not None, unpack)


def _unpack_zip(file: BinaryIO, _path: bytes, context: ContainerContext) -> Iterator[Document]:
    archive = Package(file, context.budget)
    if reason := unread_package(archive.names()):
        raise NotTextError(reason)
    context = replace(context, read_sibling=lambda path: archive.read(os.fsdecode(path)))

    name_of = _zip_names(archive.members)

    def members() -> Iterator[_Member]:
        for member in archive.members:
            if not member.is_dir():
                yield _Member(name_of(member), member.compress_size, archive.pieces(member, count=False))

    return _read_members(members(), context, archive.left_out)


def _zip_names(members: Iterable[zipfile.ZipInfo]) -> Callable[[zipfile.ZipInfo], bytes]:
    """How the names of the members of a zip archive are told: its programs say only which are in UTF-8.

    All others should be in cp437, but are in the encoding of the machine that they come from.
    """
    raw = [_raw_name(member) for member in members]
    encoding = guess_encoding(b"\n".join(raw)) if not all(map(bytes.isascii, raw)) else ""

    def name_of(member: zipfile.ZipInfo) -> bytes:
        name = _raw_name(member)
        decoded = name.decode(encoding, "replace") if name and encoding not in {"", FALLBACK} else member.filename
        return decoded.encode("utf-8", "replace")

    return name_of


def _raw_name(member: zipfile.ZipInfo) -> bytes:
    """The bytes of a name whose encoding is not known; empty for others."""
    return b"" if member.flag_bits & _UTF8_NAME else member.filename.encode("cp437", "ignore")


def _unpack_tar(file: BinaryIO, _path: bytes, context: ContainerContext) -> Iterator[Document]:
    return _read_members(map(_Member._make, tar_archive.members(file)), replace(context, read_sibling=None))


def _read_members(
    members: Iterable[_Member], context: ContainerContext, left_out: LeftOut | None = None
) -> Iterator[Document]:
    """The documents of all members that hold text; `left_out` has what is known to be damaged.

    Raises:
        NotTextError: no member holds text.
        ReadError: a member could not be read; raised after the documents of all others.
    """
    errors = MemberErrors(left_out)
    return with_left_out(_all_documents(members, context, errors), errors.left_out)


def _all_documents(members: Iterable[_Member], context: ContainerContext, errors: MemberErrors) -> Iterator[Document]:
    is_empty = True
    for member in members:
        context.budget.spend_member()
        for document in errors.collect(member.name, _read_member(member, context)):
            is_empty = False
            yield document
    errors.raise_if_any()
    if is_empty:
        raise NotTextError("it holds no text")


def _read_member(member: _Member, context: ContainerContext) -> Iterator[Document]:
    content, error = _spool(member.pieces, member.packed_size, context.budget)
    with content:
        try:
            for document in context.read(content, member.name):
                path = member.name + SEPARATOR + document.member if document.member else member.name
                yield replace(document, member=path)
        except ReadError as inner:
            raise error or inner from None
        if error:
            raise error


def _spool(pieces: Iterable[bytes], packed_size: int, budget: limits.Budget) -> tuple[BinaryIO, ReadError | None]:
    """Unpack into a temporary file; returns it at its start, and the error if damage ended it early.

    Raises:
        ReadError: a limit is exceeded, or nothing at all could be unpacked.
    """
    file = cast("BinaryIO", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - the caller closes it
    failure: ReadError | None = None
    size = 0
    try:
        for piece in pieces:
            size += len(piece)
            limits.check_ratio(size, packed_size)
            budget.spend(len(piece))
            file.write(piece)
    except DamagedPartError as error:
        failure = error
    except ReadError:
        file.close()
        raise
    except _DAMAGE as error:
        failure = ReadError(f"it is damaged or incomplete ({error})")
    if failure and not size:
        file.close()
        raise failure from None
    file.seek(0)
    return file, failure


def _pieces(stream: _Stream) -> Iterator[bytes]:
    """The bytes of a stream, up to damage: `read` would lose those before it, `read1` gives what there is."""
    with stream:
        while piece := stream.read1(_PIECE_BYTES):
            yield piece


def _open_gzip(file: BinaryIO) -> _Stream:
    return cast("_Stream", gzip.GzipFile(fileobj=file, mode="rb"))


def _open_zstd(file: BinaryIO) -> _Stream:
    import pyarrow as pa  # Python itself has the codec only from 3.14 on

    # The stream must not close the file with itself.
    return cast("_Stream", pa.CompressedInputStream(pa.PythonFile(_Unclosed(file), "r"), "zstd"))


class _Unclosed(io.RawIOBase):
    """A file that stays open when this is closed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        return self._file.read(size)

    def readable(self) -> bool:
        return True


def _container_format(
    name: str, label: str, suffixes: tuple[str, ...], sniff: Callable[[bytes], bool], unpack: Unpacker
) -> Format:
    return Format(
        name,
        suffixes=suffixes,
        sniff=sniff,
        known_by_content=True,
        unpack=unpack,
        family=Family.CONTAINERS,
        label=label,
        located_by="path inside",
    )


FORMATS = (
    _compressed_file_format("gzip", "gzip", ".gz", b"\x1f\x8b\x08", _open_gzip),
    _compressed_file_format("bzip2", "bzip2", ".bz2", _BZIP2, bz2.BZ2File),
    _compressed_file_format("xz", "xz", ".xz", b"\xfd7zXZ\0", lzma.LZMAFile),
    _compressed_file_format("zstd", "zstd", ".zst", b"\x28\xb5\x2f\xfd", _open_zstd),
    _container_format("tar", "tar", (".tar",), tar_archive.is_tar, _unpack_tar),
    _container_format("zip", "zip", (".zip",), is_zip, _unpack_zip),
)
