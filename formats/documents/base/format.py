"""What a format is: how a file is recognised as one, and how it is read.

Owned here: the shape that every entry of the registry has, and the common way to read formats that are plain text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, BinaryIO

from scent.formats.documents.base.document import Document
from scent.formats.documents.base.outline import Outline
from scent.formats.documents.base.parts import Part, parts

# From a seekable file at its start to its documents, without the first so many.
Reader = Callable[[BinaryIO, int], Iterator[Document]]


class Family(StrEnum):
    """Where a format stands in the table of the README, in the order of its rows."""

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
    """An entry of the registry.

    `name` is what `Document.format` says. A file is of this format if `sniff` says so of its first bytes (and `holds`
    of the whole file, where they are not enough: many formats are zip archives), or else if its name is one of
    `names` or ends in one of `suffixes` (all lower case, suffixes with their dot). Where it is `certain`, every such
    file is known by its content, and a name alone counts for nothing: text in a file named .pdf is text.

    `is_text` says that the text is the file's own and comes in parts, read by scanners of ours that are trusted to run
    in any process. All other readers run in a process of their own, give each document as if it stood alone (offset 0,
    line 1, see `join_parts`), and need not heed `skip`.

    `family`, `label` (its name for people), `carries` (what places a hit in it) and `extra` (what it needs installed)
    are for the README's table. What holds files, or needs others, has an `unpack`, which is given the file's name and
    an `ContainerContext` as well.
    """

    name: str
    read: Reader
    suffixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    sniff: Callable[[bytes], bool] | None = None
    holds: Callable[[BinaryIO], bool] | None = None
    certain: bool = False
    is_text: bool = False
    family: Family = Family.CODE
    label: str = ""
    carries: str = "line"
    extra: str = ""
    unpack: Callable[[BinaryIO, bytes, Any], Iterator[Document]] | None = None


def text_format(  # noqa: PLR0913 - what a format is, in one line
    name: str,
    parse: Callable[[str], Outline],
    *,
    suffixes: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    sniff: Callable[[bytes], bool] | None = None,
    family: Family = Family.CODE,
    label: str = "",
    carries: str = "heading path, line",
) -> Format:
    """A format whose files are text in any encoding, given the function that finds title and blocks in a text.

    Large files come in parts; each part is parsed by itself, and all bear what the first says of the file.
    """

    def read(file: BinaryIO, skip: int) -> Iterator[Document]:
        first = Outline("", ())
        offset = 0

        # A function of its own, so that nothing here holds a part's blocks while those of the next are made.
        def document(part: Part) -> Document:
            nonlocal first, offset
            outline = parse(part.text)
            if not part.offset:
                first = replace(outline, blocks=(), text=None)
            text = part.text if outline.text is None else outline.text
            at, offset = offset, offset + len(text)
            said = (first.author, outline.date_ns or first.date_ns, first.language)
            return Document(text, name, first.title, outline.blocks, at, part.line, part.last, *said)

        # A part that is left out is parsed as well: the first says what the file is, each where the next begins.
        for number, part in enumerate(parts(file)):
            if number >= skip:
                yield document(part)
            else:
                document(part)

    return Format(name, read, suffixes, names, sniff, is_text=True, family=family, label=label or name, carries=carries)
