"""The values that go into an index and come out of it. Data only."""

from typing import NamedTuple

# A chunk's key in the lexical index is `document id << CHUNK_BITS | its number within the document`.
CHUNK_BITS = 20
MOST_CHUNKS = 1 << CHUNK_BITS


class DocumentRecord(NamedTuple):
    """What an index knows of one document: a file, or one part of a file that is too large to hold in memory.

    `path` is absolute; `size` (bytes), `mtime_ns` and `digest` (32 bytes) are those of the whole file. `part` counts a
    file's documents from 0, and `last` is true on the final one; `file` is the id of the first, 0 on that first one
    itself. `offset` and `line` are the number of characters and of the first line of this part within the file's text.
    `problem` says why a file could not be read; such a document has no chunks, and is remembered so that the file is
    not tried again until it changes; `failed` is true where it should have been readable. `indexed_ns` is when it was
    read. `author`, `date_ns` (nanoseconds since 1970; 0: none) and `language` (ISO 639-1, such as "de") are the
    document's own, empty where it says nothing; `member` is its path inside of a container, empty outside.
    """

    path: bytes
    size: int
    mtime_ns: int
    digest: bytes
    part: int
    last: bool
    format: str
    title: str
    offset: int
    line: int
    problem: str = ""
    file: int = 0
    indexed_ns: int = 0
    author: str = ""
    date_ns: int = 0
    language: str = ""
    member: bytes = b""
    failed: bool = False


class Section(NamedTuple):
    """Where, within a chunk, text begins that stands under another heading or in another place.

    `start` is a character of the file's text; `heading` and `place` hold from there on, up to the next turn.
    """

    start: int
    heading: tuple[str, ...]
    place: str = ""


class ChunkRecord(NamedTuple):
    """One chunk.

    `start`, `end` are character offsets in the file's text (end exclusive), lines count from 1, inclusive. `heading` is
    that of its beginning, `place` where all of it stands in a file that has no lines of its own, as people say it:
    "page 3", "row 3 - row 9". `turns` say in order which part of it stands under what and where, if not all the same.
    """

    start: int
    end: int
    first_line: int
    last_line: int
    heading: tuple[str, ...]
    place: str = ""
    turns: tuple[Section, ...] = ()


class Piece(NamedTuple):
    """A row of texts.arrow: a stretch of a document's text that starts at character `start` of its file's."""

    start: int
    text: str


class Passage(NamedTuple):
    """A chunk as it is read back, with what is known of its file.

    `row` is the chunk's global row and `document` its document's; both count over all segments of this generation and
    mean nothing in another. `text` is exactly what stood between `start` and `end` when the file was indexed.
    """

    path: bytes
    start: int
    end: int
    first_line: int
    last_line: int
    heading: tuple[str, ...]
    text: str
    title: str
    format: str
    size: int
    mtime_ns: int
    digest: bytes
    document: int
    row: int
    place: str = ""
    author: str = ""
    date_ns: int = 0
    language: str = ""
    member: bytes = b""
    turns: tuple[Section, ...] = ()

    def turn_at(self, character: int) -> Section:
        """What a character of the file's text stands under and where, if it is one of the chunk's."""
        whole = Section(self.start, self.heading, self.place)
        return next((turn for turn in reversed(self.turns) if turn.start <= character), whole)


class QueryTerm(NamedTuple):
    """A word of a query: the terms that it may stand in the index as, and what it weighs.

    The weight is its inverse document frequency as BM25 counts it, or the most it may. The sum over a query is about
    what BM25 gives a chunk of average length that holds each of the words once.
    """

    terms: tuple[str, ...]
    weight: float
