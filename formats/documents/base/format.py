"""What a format is: how its files are recognised, and how they are read.

`Format` is an entry of the registry. `text_format` makes one for formats whose files are text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import BinaryIO

from scent.formats.documents.base.blocks.outline import Outline
from scent.formats.documents.base.container_context import ContainerContext
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.parts import Part, read_parts

# Reads a seekable file from its start; the number says how many of the first documents to skip.
Reader = Callable[[BinaryIO, int], Iterator[Document]]
# Reads a seekable file from its start, given its path and the containers that it lies in.
Unpacker = Callable[[BinaryIO, bytes, ContainerContext], Iterator[Document]]


class Family(StrEnum):
    """The group of a format in docs/formats.md, where groups come in this order."""

    DOCUMENTS = "documents"
    WEB = "web"
    NOTES = "notes"
    MAIL = "mail and chat"
    DATA = "data"
    CODE = "code"
    MANUALS = "manuals"
    CONTAINERS = "containers"
    TIMED = "subtitles, logs"


@dataclass(frozen=True, slots=True)
class Format:
    """An entry of the registry: how files of one format are recognised and read.

    Recognition. `name` becomes `Document.format`. A file is of this format if `sniff` accepts its
    first `registry.HEAD_BYTES` bytes. Where these are not enough (many formats are zip archives),
    `sniff_file` must accept the whole file too. If no format accepts the content, the file's name
    decides: it equals one of `names`, or ends in one of `suffixes` (all lower case, suffixes with
    their dot). `known_by_content` says that `sniff` recognises every file of the format, so that a
    name alone never counts: text in a file named .pdf is text.

    Reading. Exactly one of `read` and `unpack` is set; `unpack` is for files that hold other files
    or need files beside them. A reader raises `ReadError` with a sentence that starts with "it";
    any other exception is reported as a damaged file. If that comes before the first document and the
    file is text, it is read as plain text: so a reader refuses what it would mutilate.

    `is_text` says that `read` is one of scent's own text scanners: it may run in any process,
    returns the file's own text in parts, and skips the documents it is asked to. `is_by_parts` says
    that each document is made of one part of the file's text (`read_parts`), and of nothing else but
    what the first one tells. All other readers
    run in a process of their own, return each document as if it stood alone (offset 0, line 1;
    `join_parts` numbers them), and may ignore how many to skip.

    docs/formats.md shows the rest: `family`, `label` (the name for people; `name` if empty),
    `located_by` (what tells the place of a hit in the file) and `extra` (the extra of scent to
    install).
    """

    name: str
    read: Reader | None = None
    suffixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    sniff: Callable[[bytes], bool] | None = None
    sniff_file: Callable[[BinaryIO], bool] | None = None
    known_by_content: bool = False
    is_text: bool = False
    is_by_parts: bool = False
    family: Family = Family.CODE
    label: str = ""
    located_by: str = "line"
    extra: str = ""
    unpack: Unpacker | None = None

    def documents(self, file: BinaryIO, name: bytes, context: ContainerContext, skip: int) -> Iterator[Document]:
        """Read an open file by whichever of `unpack` and `read` this format has.

        Raises:
            TypeError: the format has neither.
        """
        if self.unpack:
            return self.unpack(file, name, context)
        if self.read:
            return self.read(file, skip)
        raise TypeError(f"the format {self.name} has no reader")


def text_format(  # noqa: PLR0913 - what a format is, in one line
    name: str,
    parse: Callable[[str], Outline],
    *,
    suffixes: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    sniff: Callable[[bytes], bool] | None = None,
    family: Family = Family.CODE,
    label: str = "",
    located_by: str = "heading path, line",
    has_markup: Callable[[str], bool] = lambda _: False,
) -> Format:
    """A format whose files are text in any encoding; `parse` finds title and blocks in a text.

    A large file comes in parts. Each part is parsed by itself; all carry the title, author and
    language that the first one gives. `has_markup` tells whether `parse` removes anything from a text.
    """
    return Format(
        name,
        partial(_read_text, name=name, parse=parse, has_markup=has_markup),
        suffixes,
        names,
        sniff,
        is_text=True,
        is_by_parts=True,
        family=family,
        label=label or name,
        located_by=located_by,
    )


def _read_text(
    file: BinaryIO, skip: int, *, name: str, parse: Callable[[str], Outline], has_markup: Callable[[str], bool]
) -> Iterator[Document]:
    parser = _PartParser(name, parse, has_markup)
    # No variable may hold a document, so that its blocks are freed before those of the next are made.
    for number, part in enumerate(read_parts(file)):
        if number >= skip:
            yield parser.document(part)
        else:
            parser.skip(part)


class _PartParser:
    """Makes documents of the parts of one file; `parse` finds the blocks of a part."""

    def __init__(self, name: str, parse: Callable[[str], Outline], has_markup: Callable[[str], bool]) -> None:
        self._name = name
        self._parse = parse
        self._has_markup = has_markup
        self._metadata = Outline("", ())  # of the first part
        self._offset = 0

    def document(self, part: Part) -> Document:
        """The document of a part.

        Raises:
            ValueError: the parser has removed something of a text without markup.
        """
        outline = self._parse(part.text)
        if outline.text is not None and not self._has_markup(part.text):
            raise ValueError("a text without markup was changed")
        if not part.offset:
            self._metadata = replace(outline, blocks=(), text=None)
        text = part.text if outline.text is None else outline.text
        offset, self._offset = self._offset, self._offset + len(text)
        return Document(
            text,
            self._name,
            self._metadata.title,
            outline.blocks,
            offset,
            part.line,
            part.last,
            self._metadata.author,
            outline.date_ns or self._metadata.date_ns,
            self._metadata.language,
        )

    def skip(self, part: Part) -> None:
        """Note what a part tells of those behind it: the first one has the metadata, and each moves the next."""
        if part.offset and not self._has_markup(part.text):
            self._offset += len(part.text)
        else:
            self.document(part)
