"""What every reader returns: a text, cut into blocks that tile it.

Owned here: the shape of a document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block is, as far as chunking cares: it decides where a block may be cut."""

    HEADING = "heading"
    PROSE = "prose"  # cut between sentences
    LIST = "list"  # cut between items, then sentences
    CODE = "code"  # cut between lines
    TABLE = "table"  # cut between rows, which are lines


@dataclass(frozen=True, slots=True)
class Block:
    """A structural piece of a document.

    `start` and `end` are character offsets into `Document.text`, end exclusive; white space after it belongs to it.
    `heading` is the path of headings (or, in code, enclosing definitions) that the block stands under, outermost first;
    a heading's own text is the last element of its own path. `keep` asks the chunker not to part this block from the
    next one if it can help it (a heading from its text, a comment from its definition). `place` says where it stands in
    a file that has no lines of its own, as people say it: "page 3", "slide 2", "cell 4", "sheet Prices, row 12".
    """

    kind: Kind
    start: int
    end: int
    heading: tuple[str, ...] = ()
    keep: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One readable unit taken from a file.

    `blocks` tile `text` exactly: ordered, no gaps, no overlaps (a text of nothing but white space has none). A file
    too large to hold in memory comes as several documents, its parts: `offset` is the number of characters of the
    file's text before this part, and `line` the number (from 1) of its first line, so that `offset + i` and the line
    of a character are right for the whole file. `last` is true on a file's final part.

    A file may also hold several documents (messages, members of an archive), which come the same way: the file's text
    is then all of theirs, one after another. `author`, `date_ns` (nanoseconds since 1970; 0: none) and `language` (ISO
    639-1) are what the document says of itself; `member` is its path inside of a container.
    """

    text: str
    format: str
    title: str = ""
    blocks: Sequence[Block] = ()
    offset: int = 0
    line: int = 1
    last: bool = True
    author: str = ""
    date_ns: int = 0
    language: str = ""
    member: bytes = b""
