"""What every reader returns: a `Document`, a text with blocks that tile it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from scent.formats.documents.base.clean_text import replace_surrogates


class Kind(StrEnum):
    """The kind of a block; it decides where chunking may cut it."""

    HEADING = "heading"
    PROSE = "prose"  # cut between sentences
    LIST = "list"  # cut between items, then sentences
    CODE = "code"  # cut between lines
    TABLE = "table"  # cut between rows, which are lines


@dataclass(frozen=True, slots=True)
class Block:
    """A structural piece of a document.

    `start` and `end` are character offsets into `Document.text`, end exclusive; the white space
    after a block belongs to it. `heading` is the path of headings above the block (in code, of the
    definitions around it), outermost first; a heading's own text is the last element of its own
    path. `keep` asks the chunker to keep this block with the next one if possible (a heading with
    its text, a comment with its definition). `place` names the place in a file without lines, as
    people say it: "page 3", "slide 2", "cell 4", "sheet Prices, row 12".
    """

    kind: Kind
    start: int
    end: int
    heading: tuple[str, ...] = ()
    keep: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text taken from a file, or one of several.

    `format` is the name of the format. `blocks` tile `text` exactly: in order, without gaps and
    overlaps; a text of nothing but white space has none.

    A large file comes as several documents, its parts. So does a file that holds several documents
    (messages, members of an archive); its text is then all of theirs, one after another. `offset`
    is the number of characters of the file's text before this document, `line` the number (from 1)
    of its first line, and `last` is set on the last one.

    `title`, `author`, `date_ns` (nanoseconds since 1970) and `language` (ISO 639-1) are what the
    document says about itself, empty or 0 if nothing. `member` is the path inside a container,
    empty for a file on disk. `left_out` says what of the file its reader left out, such as members
    of an archive without text; empty if nothing, and on all documents of a file but one.
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
    left_out: str = ""


def without_surrogates(document: Document) -> Document:
    """The same document without lone surrogates, which no index can hold.

    Codecs and parsers can make them of damaged bytes.
    """
    fields = (document.text, document.title, document.author)
    text, title, author = map(replace_surrogates, fields)
    return document if (text, title, author) == fields else replace(document, text=text, title=title, author=author)
