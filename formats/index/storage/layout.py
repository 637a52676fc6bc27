"""The name of every file and directory of an index, and which names are allowed.

Owned here: names and their patterns.
"""

import re
from pathlib import Path

MANIFEST = "manifest.json"
WRITER_LOCK = "writer.lock"
WRITER_HOLDER = "writer.json"
# They say that nothing here is to be read: to git, and to ripgrep, fd and scent itself.
IGNORES = (".gitignore", ".ignore")
# What the directory of an index may hold before its first manifest is there.
BEFORE_MANIFEST = frozenset((WRITER_LOCK, WRITER_HOLDER, WRITER_HOLDER + ".tmp", MANIFEST + ".tmp", *IGNORES))
SEGMENTS = "segments"
LEXICAL = "lexical"

DOCUMENTS = "documents.arrow"
CHUNKS = "chunks.arrow"
TEXTS = "texts.arrow"
BLOCKS = "blocks.arrow"
VECTORS = "vectors.arrow"
GRAPH = "graph.usearch"

# A segment always has these; a large one has a GRAPH too, which may be lost without harm.
SEGMENT_FILES = (DOCUMENTS, CHUNKS, TEXTS, BLOCKS, VECTORS)

LEXICAL_META = "meta.json"
LEXICAL_MANAGED = ".managed.json"
# Tantivy locks this file whenever it opens an index to read. It belongs to no generation and is never checksummed.
LEXICAL_READ_LOCK = ".tantivy-meta.lock"

_NAME = re.compile(r"[0-9]{8,16}", re.ASCII)
_LEXICAL_FILE = re.compile(r"[0-9a-f]{32}(\.[0-9]{1,20})?\.[a-z]{1,16}", re.ASCII)
_SEGMENT_FILE = frozenset((*SEGMENT_FILES, GRAPH))
_LEXICAL_FIXED = frozenset((LEXICAL_META, LEXICAL_MANAGED))


def directory_name(number: int) -> str:
    """The name of the segment or lexical directory with this number; they count up and sort as text for a long time."""
    return f"{number:08d}"


def is_directory_name(name: str) -> bool:
    """Whether a manifest may name a segment or lexical directory like this.

    Digits only, so it cannot lead elsewhere.
    """
    return _NAME.fullmatch(name) is not None


def is_segment_file(name: str) -> bool:
    """Whether `name` is a file that a segment may list."""
    return name in _SEGMENT_FILE


def is_lexical_file(name: str) -> bool:
    """Whether `name` is a file that a lexical directory may list."""
    return name in _LEXICAL_FIXED or _LEXICAL_FILE.fullmatch(name) is not None


def segment_directory(index: Path, name: str) -> Path:
    """Where the segment called `name` lies."""
    return index / SEGMENTS / name


def lexical_directory(index: Path, name: str) -> Path:
    """Where the lexical index called `name` lies."""
    return index / LEXICAL / name
