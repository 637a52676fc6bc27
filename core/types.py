"""The values that pass between the parts of `scent.core`, and out of it. Data only."""

from typing import NamedTuple, Protocol

from scent.formats.index.records import Section


class Chunk(NamedTuple):
    """A run of atoms: what is embedded, indexed and found.

    `start`, `end` are character offsets into the document's text (end exclusive); the chunks of a document tile its
    text. `first_token`, `last_token` are offsets into the document's token ids (end exclusive), without special
    tokens. `heading` is the path of headings that the chunk begins under, `place` where all of it stands in a file
    without lines of its own, `turns` which part of it stands where, if not all the same (they start at offsets into the
    document's text too).
    """

    start: int
    end: int
    first_token: int
    last_token: int
    heading: tuple[str, ...] = ()
    place: str = ""
    turns: tuple[Section, ...] = ()


class Reasons(NamedTuple):
    """What made a hit's score: the cosine of its vector with the query's, the share of the query's words that it holds.

    Either is None where that side was not asked. `words` are the query's words that stand in the hit, as they were
    typed, the weightiest first.
    """

    cosine: float | None = None
    share: float | None = None
    words: tuple[str, ...] = ()


class Hit(NamedTuple):
    """One result: a chunk, or a run of neighbouring chunks, with its place in the source.

    `start_line`, `end_line` count from 1, both inclusive; `start`, `end` are character offsets in the file's text, and
    `text` is exactly what stands between them; for files without lines of their own, that is the text that scent reads
    from them, and `place` says where ("page 3"). `heading` and `place` are those of `sentence`, if there is one.
    `score` is comparable between queries; higher is better. `author`, `date_ns` and `language` are the document's own;
    `member` is its path inside of a container. `column` is the byte of its line (in UTF-8, from 1) at which the hit
    starts, as editors count. `sentence` is where the sentence or line of `text` that answers best stands in the file's
    text, and `reasons` what made the score.
    """

    path: bytes
    start_line: int
    end_line: int
    start: int
    end: int
    heading: tuple[str, ...]
    score: float
    text: str
    title: str
    format: str
    stale: str = ""
    place: str = ""
    author: str = ""
    date_ns: int = 0
    language: str = ""
    member: bytes = b""
    column: int = 1
    sentence: tuple[int, int] = (0, 0)
    reasons: Reasons = Reasons()


class Scope(NamedTuple):
    """What a document must be to be searched; what is empty does not matter.

    `paths` are files and directories, one of which it lies at or below; `languages` are ISO 639-1; `since_ns`
    (inclusive) and `until_ns` (exclusive) are nanoseconds since 1970, 0 for open, compared with the document's own date
    or else its file's time of modification; `author` is a part of its author's name, whatever the case; `formats` are
    what it may have been read as, and `other_formats` what it may not. `globs` and `any_case_globs` (see
    `files.globs`) are seen from the directory `seen_from` or, where that does not hold the file, from its root.
    """

    paths: tuple[bytes, ...] = ()
    languages: tuple[str, ...] = ()
    since_ns: int = 0
    until_ns: int = 0
    author: str = ""
    formats: tuple[str, ...] = ()
    other_formats: tuple[str, ...] = ()
    globs: tuple[str, ...] = ()
    any_case_globs: tuple[str, ...] = ()
    seen_from: bytes = b""


EVERYTHING = Scope()


class Progress(Protocol):
    """How a long job tells what it is doing. The command line draws it; nothing else depends on it."""

    def start(self, files: int, size: int) -> None:
        """The work ahead: `files` files of `size` bytes together."""

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """`size` more bytes are done, the last of them in `path`; `tokens` tokens passed through the model for them."""

    def warn(self, message: str) -> None:
        """One file could not be read, or something else that the user should know and that does not end the run."""
