"""The values that go into an index and come out of it."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scent.arrays import Rows  # a run that only shows help loads no numpy

# A chunk's key in the lexical index is `document id << CHUNK_BITS | its number within the
# document`.
CHUNK_BITS = 20
MOST_CHUNKS = 1 << CHUNK_BITS


# The digest of a file of which nothing was read.
NO_DIGEST = bytes(32)

# The length of the hash of a chunk's text, and the hash of a chunk of which none was computed.
TEXT_HASH_BYTES = 16
NO_TEXT_HASH = bytes(TEXT_HASH_BYTES)


class DocumentRecord(NamedTuple):
    """What an index knows of one document: a file, or one part of a large file.

    A file that could not be read has a document without chunks, so that it is not tried again until
    it changes.

    Attributes:
        path: absolute path of the file.
        size: size of the whole file in bytes.
        mtime_ns: its time of modification.
        digest: hash of the whole file (32 bytes); `NO_DIGEST` if nothing of it was read.
        part: number of this document among the file's, from 0.
        last: whether it is the file's final part.
        format: the format that the file was read as.
        title: its title; empty without one.
        offset: characters of the file's text before this part.
        line: number of this part's first line in the file's text, from 1.
        problem: why the file could not be read; empty otherwise.
        file: id of the file's first document; 0 on that first one itself.
        indexed_ns: when it was read.
        author: who wrote it; empty where it does not say.
        date_ns: the document's own date in nanoseconds since 1970; 0: none.
        language: ISO 639-1, such as "de"; empty where it is not known.
        member: path inside of a container; empty outside.
        failed: whether `problem` is a failure, rather than that there is nothing to read.
        reader: the version of the reader that read it; 0: that of scent 0.1.0.
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
    reader: int = 0


class Section(NamedTuple):
    """A place within a chunk from which on another heading, or another place of the file, holds.

    Attributes:
        start: its first character, counted in the file's text.
        heading: the headings above it, outermost first, up to the next section.
        place: where it is in the file, as in `ChunkRecord`.
    """

    start: int
    heading: tuple[str, ...]
    place: str = ""


class ChunkRecord(NamedTuple):
    """One chunk.

    Attributes:
        start: its first character, counted in the file's text.
        end: the character after its last one.
        first_line: its first line, from 1.
        last_line: its last line, inclusive.
        heading: the headings above its beginning, outermost first.
        place: where all of it is in a file without lines of its own, such as "page 3" or "row 3 -
            row 9".
        sections: in order, the places in it from which on another heading or place holds.
        generated: whether a program made its text, rather than a person.
        text_hash: a hash of what the model reads of it, by which its vector is found again.
    """

    start: int
    end: int
    first_line: int
    last_line: int
    heading: tuple[str, ...]
    place: str = ""
    sections: tuple[Section, ...] = ()
    generated: bool = False
    text_hash: bytes = NO_TEXT_HASH


class Piece(NamedTuple):
    """A row of texts.arrow: a document's text from character `start` of the file's text on."""

    start: int
    text: str

    def text_of(self, chunk: ChunkRecord) -> str:
        """Return the text of a chunk that lies within this piece."""
        return self.text[chunk.start - self.start : chunk.end - self.start]


class Passage(NamedTuple):
    """A chunk as it is read back, with what is known of its file.

    See `ChunkRecord` and `DocumentRecord` for what is not listed here.

    Attributes:
        text: the text between `start` and `end` when the file was indexed.
        document: global document row; counts over all segments, and holds for one generation.
        row: global chunk row, likewise.
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
    sections: tuple[Section, ...] = ()
    indexed_ns: int = 0
    generated: bool = False

    def section_at(self, character: int) -> Section:
        """Return the section that holds a character of the chunk, counted in the file's text."""
        whole = Section(self.start, self.heading, self.place)
        return next((section for section in reversed(self.sections) if section.start <= character), whole)


class QueryTerm(NamedTuple):
    """A word of a query.

    Attributes:
        terms: the terms that it may stand as in the index.
        weight: its inverse document frequency as BM25 counts it, capped for function words. The sum
            over a query is about what BM25 gives a chunk of average length that holds each word
            once.
        word: the word itself, folded but not stemmed.
        tells: whether finding it tells something: it is no function word, and no part of the word
            before it.
    """

    terms: tuple[str, ...]
    weight: float
    word: str = ""
    tells: bool = True


class RareWord(NamedTuple):
    """A word of a query, and where exactly this word stands; nowhere if it stands in many places.

    Attributes:
        word: the word, folded but not stemmed.
        weight: as in `QueryTerm`.
        rows: the global rows of the chunks that contain it, ascending.
        named: the global rows of the first chunks of the files in whose names it stands, ascending.
    """

    word: str
    weight: float
    rows: "Rows"
    named: "Rows"
