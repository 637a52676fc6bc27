"""Files in files: what gzip, bzip2, xz and zstd have packed, and the members of zip and tar archives.

Owned here: walking them within limits; what is inside is read as if it lay outside. Nothing is ever unpacked under a
name, so no name can do harm.
"""

import bz2
import gzip
import lzma
import os
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast

from scent.errors import MissingExtraError, NotTextError, ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.xml.package import Package, is_zip

SEPARATOR = b"!/"
_IN_MEMORY = 16 << 20
_DAMAGE = (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError, tarfile.TarError, OverflowError)


@dataclass(slots=True)
class ContainerContext:
    """What all that lies in one file shares: what may still be unpacked, how deep we are, and what lies beside."""

    budget: limits.Budget = field(default_factory=limits.Budget)
    depth: int = 0
    members: list[int] = field(default_factory=lambda: [limits.MEMBERS])
    archive: Package | None = None

    def deeper(self) -> "ContainerContext":
        """The same, one container further in; ReadError where that is too deep."""
        if self.depth >= limits.CONTAINERS:
            raise ReadError(f"it lies deeper than {limits.CONTAINERS} containers in each other")
        return replace(self, depth=self.depth + 1)

    def beside(self, name: bytes) -> bytes:
        """The bytes of another member of the archive that this lies in; ReadError if there is none that can be read."""
        if self.archive is None:
            raise ReadError("it lies in no archive whose members can be read in any order")
        return self.archive.read(os.fsdecode(name))

    def count(self) -> None:
        """Count a member; ReadError when there are too many."""
        self.members[0] -= 1
        if self.members[0] < 0:
            raise ReadError(f"it holds more than {limits.MEMBERS:,} members")


def _single(name: str, label: str, suffix: str, magic: bytes, opened: Callable[[BinaryIO], IO[bytes]]) -> Format:
    """A format that packs one file; the name without the ending of the packing tells what that file is."""

    def unpack(file: BinaryIO, path: bytes, inside: ContainerContext) -> Iterator[Document]:
        inner = path[: -len(suffix)] if path.lower().endswith(suffix.encode()) else path
        if path.lower().endswith(b".t" + suffix[1:].encode()):  # .tgz, .txz
            inner = path[: -len(suffix)] + b".tar"
        size = file.seek(0, 2)
        file.seek(0)
        # Damage lies behind what can be read: that much is given before it is told.
        content, problem = _spooled(_pieces(opened(file)), size, inside.budget)
        with content:
            yield from read_member(content, inner, inside.deeper())
        if problem:
            raise problem

    return _container(name, label, (suffix,), lambda head: head.startswith(magic), unpack)


def _zip(file: BinaryIO, _path: bytes, inside: ContainerContext) -> Iterator[Document]:
    archive = Package(file, inside.budget)
    inside = replace(inside, archive=archive)

    def members() -> Iterator[tuple[bytes, int, Iterable[bytes]]]:
        for member in archive.members:
            if not member.is_dir():
                name = member.filename.encode("utf-8", "replace")
                yield name, member.compress_size, archive.pieces(member, count=False)

    return _members(members(), inside)


def _tar(file: BinaryIO, _path: bytes, inside: ContainerContext) -> Iterator[Document]:
    inside = replace(inside, archive=None)

    def members() -> Iterator[tuple[bytes, int, Iterable[bytes]]]:
        try:
            with tarfile.open(fileobj=file, mode="r:") as archive:
                while (member := archive.next()) is not None:
                    archive.members = []  # type: ignore[attr-defined]  # or else it keeps them all
                    if member.isreg() and (stream := archive.extractfile(member)) is not None:
                        yield member.name.encode("utf-8", "surrogateescape"), member.size, _pieces(stream)
        except _DAMAGE as error:
            raise ReadError(f"it is a damaged tar archive ({error})") from None

    return _members(members(), inside)


def _members(members: Iterable[tuple[bytes, int, Iterable[bytes]]], inside: ContainerContext) -> Iterator[Document]:
    """The documents of all members that hold text; at the end, ReadError if any of them could not be read."""
    troubles = Troubles()
    given = False
    for name, packed, pieces in members:
        inside.count()
        for document in troubles.apart(name, _member(name, packed, pieces, inside)):
            given = True
            yield document
    troubles.tell()
    if not given:
        raise NotTextError("it holds no text")


class Troubles:
    """What could not be read of what lies in a file, told once all else has been given."""

    def __init__(self) -> None:
        """None yet."""
        self._met: list[tuple[bytes, ReadError]] = []

    def apart(self, name: bytes, documents: Iterator[Document]) -> Iterator[Document]:
        """The documents of a member until one cannot be read, which is kept; what holds no text is no trouble."""
        try:
            yield from documents
        except NotTextError:
            pass
        except ReadError as error:
            self._met.append((name, error))

    def tell(self) -> None:
        """Raise ReadError if there was any."""
        for _, trouble in self._met:
            if isinstance(trouble, MissingExtraError):
                raise trouble
        if self._met:
            name, trouble = self._met[0]
            more = f" ({len(self._met) - 1:,} more like it)" if len(self._met) > 1 else ""
            raise ReadError(f"{name.decode('utf-8', 'replace')[:200]} in it could not be read{more}: {trouble.message}")


def _member(name: bytes, packed: int, pieces: Iterable[bytes], inside: ContainerContext) -> Iterator[Document]:
    content, problem = _spooled(pieces, packed, inside.budget)
    with content:
        if problem:
            raise problem
        for document in read_member(content, name, inside.deeper()):
            path = name + SEPARATOR + document.member if document.member else name
            yield replace(document, member=path)


def read_member(content: BinaryIO, name: bytes, inside: ContainerContext) -> Iterator[Document]:
    """The documents of what lies `inside` of a file; raises what `scent.formats.documents.registry.read_file` does."""
    from scent.formats.documents.registry import read_file  # not above: the registry knows this module

    return read_file(content, name, inside=inside)


def _spooled(pieces: Iterable[bytes], packed: int, budget: limits.Budget) -> tuple[BinaryIO, ReadError | None]:
    """What is unpacked, as a file at its start, and what ended it before its time."""
    file = cast("BinaryIO", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - its user closes it
    problem, size = None, 0
    try:
        for piece in pieces:
            size += len(piece)
            limits.check_ratio(size, packed)
            budget.spend(len(piece))
            file.write(piece)
    except ReadError:
        file.close()
        raise
    except _DAMAGE as error:
        problem = ReadError(f"it is damaged or incomplete ({error})")
        if not size:
            file.close()
            raise problem from None
    file.seek(0)
    return file, problem


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(1 << 16):
            yield piece


def _gzip(file: BinaryIO) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb"))


def _zstd(file: BinaryIO) -> IO[bytes]:
    import pyarrow as pa  # it has the codec, which Python has only from 3.14 on

    return cast("IO[bytes]", pa.CompressedInputStream(pa.PythonFile(file, "r"), "zstd"))


def _container(
    name: str,
    label: str,
    suffixes: tuple[str, ...],
    sniff: Callable[[bytes], bool],
    unpack: Callable[[BinaryIO, bytes, ContainerContext], Iterator[Document]],
) -> Format:
    return Format(
        name,
        lambda file, _: unpack(file, b"", ContainerContext()),
        suffixes,
        sniff=sniff,
        certain=True,
        unpack=unpack,
        family=Family.CONTAINERS,
        label=label,
        carries="path inside",
    )


FORMATS = (
    _single("gzip", "gzip", ".gz", b"\x1f\x8b\x08", _gzip),
    _single("bzip2", "bzip2", ".bz2", b"BZh", bz2.BZ2File),
    _single("xz", "xz", ".xz", b"\xfd7zXZ\0", lzma.LZMAFile),
    _single("zstd", "zstd", ".zst", b"\x28\xb5\x2f\xfd", _zstd),
    _container("tar", "tar", (".tar",), lambda head: head[257:262] == b"ustar", _tar),
    _container("zip", "zip", (".zip",), is_zip, _zip),
)
