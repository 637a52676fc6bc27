"""The manifest: the one small object that says what an index holds.

`manifest_file` reads and writes it; replacing that file is the commit.
"""

from typing import Any, NamedTuple

from scent.clock import now_ns
from scent.formats.index.storage.checksum import FileSum
from scent.formats.index.storage.layout import TOKENS

FORMAT_VERSION = 3
OLDEST_READABLE = 1

# Raised when the fields of the lexical index or the rules that make terms of a text change. The next
# index run then builds the lexical index again from the texts in the segments.
LEXICAL_VERSION = 4


class SegmentEntry(NamedTuple):
    """A live segment.

    Attributes:
        name: its directory.
        documents: rows of documents.arrow.
        chunks: rows of chunks.arrow and vectors.arrow.
        files: size and checksum of each file.
        dead: rows of documents.arrow that are dead, ascending.
        graph_stamp: inode, size, mtime_ns and ctime_ns of graph.usearch as committed; empty without
            a graph. While they match, its checksum is not computed again: see `vectors.graph`.
    """

    name: str
    documents: int
    chunks: int
    files: dict[str, FileSum]
    dead: tuple[int, ...] = ()
    graph_stamp: tuple[int, ...] = ()


class LexicalEntry(NamedTuple):
    """The live lexical index.

    Attributes:
        name: its directory.
        entries: entries, deleted ones included.
        deleted: deleted entries.
        files: size and checksum of each file.
        languages: languages (ISO 639-1) of all documents that were ever added, sorted; an empty
            string stands for documents whose language is not known.
        version: the version of its fields and of the rules that made its terms.
    """

    name: str
    entries: int
    deleted: int
    files: dict[str, FileSum]
    languages: tuple[str, ...] = ("en",)
    version: int = LEXICAL_VERSION


class Seen(NamedTuple):
    """What the last run saw, if it had nothing to do.

    A run that sees the same again ends without opening segments.

    Attributes:
        digest: a hash of the paths, sizes and times of all files that were found.
        awaits: Python modules that are missing, so that some files could not be read. Once one of
            them is installed, there is something to do.
        readers: the versions of the readers. Once one of them is raised, there is something to do.
    """

    digest: str
    awaits: tuple[str, ...] = ()
    readers: str = ""


class RootMark(NamedTuple):
    """How a root is recognised.

    Attributes:
        path: the root.
        device: number of the device that it is on; 0 if it was never seen.
        inode: its inode.
        missing_since_ns: when a run first found that many of its files are missing, which therefore
            stay in the index; 0: they are not missing.
    """

    path: bytes
    device: int
    inode: int
    missing_since_ns: int = 0


class Manifest(NamedTuple):
    """Everything about an index but the content of its segments.

    Attributes:
        generation: counts commits.
        fingerprint: a hash of everything that decides a vector.
        settings: what the fingerprint was made of, for people.
        dims: length of a vector.
        roots: absolute paths that the index covers.
        root_marks: how the roots are recognised; none where an older scent has written the manifest.
        calibration: what was measured of the model; None: nothing yet.
        weights: what was learnt from judgements about how much each kind of evidence counts, by name;
            None: nothing.
        next_document: above every document id that was ever used.
        next_name: above every directory number that was ever used.
        segments: the live segments, in order.
        lexical: the live lexical index.
        created_ns: when the index was made, in nanoseconds since 1970.
        updated_ns: when it last changed.
        finished_ns: when a run last finished; 0: never.
        seen: what the run saw that made this commit, if it had nothing to do.
    """

    generation: int
    fingerprint: str
    settings: dict[str, Any]
    dims: int
    roots: tuple[bytes, ...] = ()
    next_document: int = 1
    next_name: int = 1
    segments: tuple[SegmentEntry, ...] = ()
    lexical: LexicalEntry | None = None
    created_ns: int = 0
    updated_ns: int = 0
    finished_ns: int = 0
    seen: Seen | None = None
    root_marks: tuple[RootMark, ...] = ()
    calibration: dict[str, Any] | None = None
    weights: dict[str, float] | None = None
    format: int = FORMAT_VERSION

    @property
    def provisional(self) -> bool:
        """Whether any segment holds provisional vectors."""
        return any(TOKENS in entry.files for entry in self.segments)


def next_generation(contents: Manifest, *, finished: bool = False, seen: Seen | None = None) -> Manifest:
    """Return `contents` as the next generation, written now.

    `finished` records that a run has finished with it.
    """
    now = now_ns()
    return contents._replace(
        format=FORMAT_VERSION,
        generation=contents.generation + 1,
        updated_ns=now,
        finished_ns=now if finished else contents.finished_ns,
        seen=seen,
    )
