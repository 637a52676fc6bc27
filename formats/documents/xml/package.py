"""Formats that are a zip archive of XML: office documents, books.

Owned here: opening such an archive and taking parts out of it within limits.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.xml import xml_tree


class Package:
    """A zip archive, open. `names` are its members in their order."""

    def __init__(self, file: BinaryIO, budget: limits.Budget | None = None) -> None:
        """Read the directory of `file`; ReadError if it is damaged or no zip archive, or has too many members."""
        self._budget = budget or limits.Budget()
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError) as error:
            raise ReadError(f"it is a damaged zip archive: {error}") from None
        self.members = self._zip.infolist()
        if len(self.members) > limits.MEMBERS:
            raise ReadError(f"it holds more than {limits.MEMBERS:,} members")
        self.names = [member.filename for member in self.members]
        self._by_name = dict(zip(self.names, self.members, strict=True))

    def __contains__(self, name: str) -> bool:
        """Whether there is a member of that name."""
        return name in self._by_name

    def read(self, name: str | zipfile.ZipInfo) -> bytes:
        """The bytes of a member.

        Raises:
            ReadError: it is missing, damaged, encrypted or larger than a part may be; or all of them together are.
        """
        return b"".join(self.pieces(name))

    def pieces(self, name: str | zipfile.ZipInfo, *, count: bool = True) -> Iterator[bytes]:
        """The bytes of a member as they are unpacked; raises what `read` raises.

        Where `count` is false it is the caller that keeps to the limits.
        """
        member = self._by_name.get(name) if isinstance(name, str) else name
        if member is None:
            raise ReadError(f"its part {name} is missing")
        if member.flag_bits & 1:
            raise ReadError("it is encrypted")
        size = 0
        try:
            with self._zip.open(member) as stream:
                while piece := stream.read(1 << 16):
                    size += len(piece)
                    if count:
                        self._count(size, len(piece), member.compress_size)
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
            OSError,
        ):
            raise ReadError(f"its part {member.filename} is damaged") from None

    def xml(self, name: str) -> Element:
        """The root element of an XML member; raises what `read` and `xml_tree.parse` raise."""
        return xml_tree.parse(self.read(name))

    def relations(self, name: str) -> dict[str, str]:
        """By their ids, the members that a member of an Office document refers to; raises what `xml` raises."""
        folder, base = posixpath.split(name)
        listed = f"{folder}/_rels/{base}.rels"
        if listed not in self:
            return {}
        return {
            each.get("Id", ""): posixpath.normpath(posixpath.join(folder, each.get("Target", ""))).lstrip("/")
            for each in self.xml(listed)
        }

    def _count(self, size: int, more: int, packed: int) -> None:
        if size > limits.PART_BYTES:
            raise ReadError(f"one of its parts unpacks to more than {limits.PART_BYTES >> 20} MB")
        limits.check_ratio(size, packed)
        self._budget.spend(more)


def is_zip(head: bytes) -> bool:
    """Whether a file that begins so is a zip archive; for `Format.sniff`, before `Format.holds` looks inside."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def holds_member(name: str, beginning: bytes = b"") -> "Holds":
    """For `Format.holds`: whether an archive has a member of that name, which begins with these bytes."""
    return Holds(name, beginning)


class Holds:
    """The question that `holds_member` asks."""

    def __init__(self, name: str, beginning: bytes) -> None:
        self._name, self._beginning = name, beginning

    def __call__(self, file: BinaryIO) -> bool:
        """Ask it of an open file."""
        try:
            file.seek(0)
            package = Package(file)
            if self._name not in package:
                return False
            return not self._beginning or next(package.pieces(self._name), b"").startswith(self._beginning)
        except ReadError:
            return False
