"""What readers of files inside other files share: limits, depth, and the errors of members.

An archive, a packed file or a mail with attachments hands each file inside it back to the registry.
It does so through a `ContainerContext`, so that no reader needs to import the registry.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from scent.errors import MissingExtraError, NotTextError, ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.left_out import LeftOut

# Joins the path of an archive inside an archive and that of its member: `in.zip!/notes.md`.
SEPARATOR = b"!/"

# What a container leaves out.
_TEXTLESS = "its members without text are left out"
_READ_IN_PART = "its members are not read completely"
_MAX_NAME = 200  # characters

# Reads a file of any format: the file at its start, its name, and the context that it lies in.
ReadMember = Callable[[BinaryIO, bytes, "ContainerContext"], Iterator[Document]]


@dataclass(frozen=True, slots=True)
class ContainerContext:
    """Where a file lies that may be inside other files, and what may still be unpacked.

    `read_member` reads a file of any format; the registry passes its own function. `budget` is
    shared by everything inside the outermost file. `depth` counts the containers around this file;
    0 is a file on disk. `read_sibling` returns the bytes of another member of the same archive by
    its path; it is None where there is no such archive, or where its members cannot be read in any
    order.
    """

    read_member: ReadMember
    budget: limits.Budget = field(default_factory=limits.Budget)
    depth: int = 0
    read_sibling: Callable[[bytes], bytes] | None = None

    def deeper(self) -> "ContainerContext":
        """The context of a file inside this one.

        Raises:
            ReadError: it would lie in more than `limits.CONTAINERS` containers.
        """
        if self.depth >= limits.CONTAINERS:
            raise ReadError(f"it is nested in more than {limits.CONTAINERS} containers")
        return replace(self, depth=self.depth + 1)

    def read(self, file: BinaryIO, name: bytes) -> Iterator[Document]:
        """The documents of a file inside this one, whose `name` helps to tell its format.

        Raises:
            ReadError: it lies too deep, or cannot be read.
        """
        return self.read_member(file, name, self.deeper())


class ReaderFailureError(ReadError):
    """A parser raised an exception of its own, which may be a fault of the parser."""


def parser_error(error: Exception) -> ReaderFailureError:
    """The error to report for a file on which a parser raised an exception of its own."""
    return ReaderFailureError(f"it is damaged, or its reader failed ({type(error).__name__})")


class MemberErrors:
    """Collects the errors of members, so that one bad member does not hide the others."""

    def __init__(self, left_out: LeftOut | None = None) -> None:
        """A collection without errors; `left_out` has what is known of the container itself."""
        self._errors: list[tuple[bytes, ReadError, bool]] = []
        self.left_out = left_out or LeftOut()  # of the members, for `Document.left_out` of the file around them

    def add(self, name: bytes, error: ReadError) -> None:
        """Keep the error of a member for `raise_if_any`."""
        self._errors.append((name, error, False))

    def add_textless(self, name: bytes) -> None:
        """Note in `left_out` that a member has no text, which is no error."""
        self.left_out.name(_TEXTLESS, _shown(name))

    def collect(self, name: bytes, documents: Iterator[Document]) -> Iterator[Document]:
        """The documents of a member, up to its first error, which is kept for `raise_if_any`.

        A member without text is no error. Whatever else a parser raises is one; only errors of the
        machine, such as a full disk, end the reading of the other members. What a member leaves out
        is noted in `left_out`, with its name.
        """
        is_in_part = False
        try:
            for document in documents:
                is_in_part = True
                if document.left_out:
                    self.left_out.name(_READ_IN_PART, f"{_shown(name)}: {document.left_out}")
                yield replace(document, left_out="")
        except NotTextError:
            self.add_textless(name)
        except ReadError as error:
            self._errors.append((name, error, is_in_part))
        except (MemoryError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - a parser's
            self._errors.append((name, parser_error(error), is_in_part))

    def raise_if_any(self) -> None:
        """Raise one error for all that were collected; call this once every member has been read.

        Raises:
            MissingExtraError: a member needs a library that is not installed.
            ReadError: the first error, with the number of the others.
        """
        for _, error, _ in self._errors:
            if isinstance(error, MissingExtraError):
                raise error
        if self._errors:
            name, error, is_in_part = self._errors[0]
            completely = " completely" if is_in_part else ""
            others = f" ({len(self._errors) - 1:,} more like it)" if len(self._errors) > 1 else ""
            raise ReadError(f"{_shown(name)} in it could not be read{completely}{others}: {error.message}")


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "replace")[:_MAX_NAME]
