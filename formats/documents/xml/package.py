"""Reads zip packages of XML parts (OOXML, OpenDocument, EPUB) within limits."""

import posixpath
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.left_out import LeftOut
from scent.formats.documents.xml.parser import parse_up_to_damage
from scent.formats.documents.xml.zip_directory import beginning, is_of_a_member, with_new_directory

_PIECE_BYTES = 1 << 16
# What the library raises on a damaged member.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
# What the library raises on an archive without a valid directory.
_BAD_DIRECTORY = (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError)
_PACKAGE_RELATIONS = "_rels/.rels"
# The usual names of the part that all others belong to, in DOCX, PPTX and XLSX.
_MAIN_PARTS = frozenset(["word/document.xml", "ppt/presentation.xml", "xl/workbook.xml"])


class DamagedPartError(ReadError):
    """A member is damaged, or cut off."""


class Package:
    """An open zip archive; `members` are its entries in order, `budget` is what may still be unpacked.

    `left_out` has the damaged parts that `optional_xml` was asked for, and missing ones.
    """

    def __init__(self, file: BinaryIO, budget: limits.Budget | None = None) -> None:
        """Read the archive's directory; unpacked bytes are counted against `budget`.

        Raises:
            ReadError: the file is damaged, is not a zip archive or has too many members.
        """
        self.left_out = LeftOut()
        self.budget = budget or limits.Budget()
        self._zip = self._opened(file)
        self._file = file
        self.members = self._zip.infolist()
        if len(self.members) > limits.MEMBERS:
            raise ReadError(f"it holds more than {limits.MEMBERS:,} members")
        # Some programs divide folders by "\\".
        self._by_name = {member.filename.replace("\\", "/"): member for member in self.members}
        self._alias_main_part()

    def _opened(self, file: BinaryIO) -> zipfile.ZipFile:
        """The archive; if its directory is damaged or cut off, with those members that are found without it."""
        error: Exception | None = None
        try:
            archive = zipfile.ZipFile(file)
            if not is_of_a_member(file, archive):
                return archive
        except _BAD_DIRECTORY as raised:
            error = raised
        mended = with_new_directory(file)
        if mended is None:
            raise ReadError(f"it is a damaged zip archive: {error}")
        try:
            opened = zipfile.ZipFile(mended)
        except _BAD_DIRECTORY as error:
            raise ReadError(f"it is a damaged zip archive: {error}") from None
        number = len(opened.infolist())
        self.left_out.damage("its directory is damaged, so that parts may be missing", f"{number:,} were found")
        return opened

    def _alias_main_part(self) -> None:
        """Make the main part of an OOXML file known by its usual name too, if it has another one."""
        if _PACKAGE_RELATIONS not in self or not _MAIN_PARTS.isdisjoint(self._by_name):
            return
        with suppress(ReadError):
            for each in self.xml(_PACKAGE_RELATIONS):
                part = posixpath.normpath(each.get("Target", "")).lstrip("/")
                folder, base = posixpath.split(part)
                usual = next((main for main in _MAIN_PARTS if posixpath.dirname(main) == folder), "")
                if each.get("Type", "").endswith("/officeDocument") and usual and part in self:
                    self._by_name[usual] = self._by_name[part]
                    relations = f"{folder}/_rels/{base}.rels"
                    if relations in self:
                        self._by_name[f"{folder}/_rels/{posixpath.basename(usual)}.rels"] = self._by_name[relations]

    def __contains__(self, name: str) -> bool:
        """Whether there is a member with this name."""
        return name in self._by_name

    def names(self) -> Collection[str]:
        """The names of all members, with folders divided by "/"."""
        return self._by_name.keys()

    def read(self, name: str | zipfile.ZipInfo) -> bytes:
        """Read a member into memory.

        Raises:
            ReadError: the member is missing, damaged, encrypted or too large, or the budget is spent.
        """
        return b"".join(self.pieces(name))

    def pieces(self, name: str | zipfile.ZipInfo, *, count: bool = True) -> Iterator[bytes]:
        """Unpack a member piece by piece; raises as `read` does.

        With `count` false nothing is checked or counted: the caller keeps to the limits.
        """
        member = self._by_name.get(name) if isinstance(name, str) else name
        if member is None:
            raise ReadError(f"its part {name} is missing")
        if member.flag_bits & 1:
            raise ReadError("it is encrypted")
        size = 0
        try:
            with self._zip.open(member) as stream:
                while piece := stream.read(_PIECE_BYTES):
                    size += len(piece)
                    if count:
                        self._count(size, len(piece), member.compress_size)
                    yield piece
        except _DAMAGE:
            for piece in beginning(self._file, member, size):
                size += len(piece)
                if count:
                    self._count(size, len(piece), member.compress_size)
                yield piece
            raise DamagedPartError(f"its part {member.filename} is damaged") from None

    def xml(self, name: str) -> Element:
        """Parse an XML member and return its root; raises as `read` and `parse_xml` do.

        Of a damaged member, the root has what comes before the damage.
        """
        data, is_damaged = bytearray(), False
        try:
            for piece in self.pieces(name):
                data += piece
        except DamagedPartError:
            if not data:
                raise
            is_damaged = True
        root, ends_early = parse_up_to_damage(bytes(data))
        if is_damaged or ends_early:
            self.left_out.damage("its damaged parts are read only up to the damage", name)
        return root

    def optional_xml(self, name: str) -> Element | None:
        """Like `xml`, but None if the member is missing or damaged: what is around it is still read."""
        if name not in self:
            return None
        try:
            return self.xml(name)
        except ReadError:
            self.note_damaged(name)
            return None

    def note_damaged(self, name: str) -> None:
        """Note that a member is left out because it is damaged."""
        self.left_out.damage("its damaged parts are left out", name)

    def relations(self, name: str) -> dict[str, str]:
        """The members that a member of an OOXML package refers to, by relationship id."""
        folder, base = posixpath.split(name)
        root = self.optional_xml(f"{folder}/_rels/{base}.rels")
        return {
            each.get("Id", ""): posixpath.normpath(posixpath.join(folder, each.get("Target", ""))).lstrip("/")
            for each in (root if root is not None else ())
        }

    def related_part(self, target: str, usual: str) -> str:
        """The member that a relation refers to, or the one of the usual name; empty, and noted, if neither is there."""
        found = next((name for name in (target, usual) if name in self), "")
        if not found:
            self.left_out.damage("its missing parts are left out", target or usual)
        return found

    def _count(self, size: int, more: int, packed: int) -> None:
        if size > limits.PART_BYTES:
            raise ReadError(f"one of its parts unpacks to more than {limits.PART_BYTES >> 20} MB")
        limits.check_ratio(size, packed)
        self.budget.spend(more)


def is_zip(head: bytes) -> bool:
    """Whether a file that starts with `head` is a zip archive; for `Format.sniff`."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
