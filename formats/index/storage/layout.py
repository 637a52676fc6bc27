"""Names of all files and directories of an index, and which names a manifest may contain."""

import os
import re
from pathlib import Path

MANIFEST = "manifest.json"
WRITER_LOCK = "writer.lock"
WRITER_HOLDER = "writer.json"
# Ignore files that keep git, ripgrep, fd and scent itself out of the directory.
IGNORES = (".gitignore", ".ignore")
# Names that the directory may hold before its first manifest is written.
BEFORE_MANIFEST = frozenset((WRITER_LOCK, WRITER_HOLDER, WRITER_HOLDER + ".tmp", MANIFEST + ".tmp", *IGNORES))
SEGMENTS = "segments"
LEXICAL = "lexical"

DOCUMENTS = "documents.arrow"
CHUNKS = "chunks.arrow"
TEXTS = "texts.arrow"
BLOCKS = "blocks.arrow"
VECTORS = "vectors.arrow"
TOKENS = "tokens.arrow"
GRAPH = "graph.usearch"

# Every segment has these files. One with provisional vectors also has TOKENS, and a large one has a
# GRAPH, a cache that may be missing.
SEGMENT_FILES = (DOCUMENTS, CHUNKS, TEXTS, BLOCKS, VECTORS)

LEXICAL_META = "meta.json"
LEXICAL_MANAGED = ".managed.json"
# tantivy locks this empty file whenever it opens an index to read. No manifest names it, and it has
# no checksum.
LEXICAL_READ_LOCK = ".tantivy-meta.lock"

_NAME = re.compile(r"[0-9]{8,16}", re.ASCII)
_DRAFT = re.compile(r"[0-9]{8,16}\.[0-9a-f]{16}", re.ASCII)
_LEXICAL_FILE = re.compile(r"[0-9a-f]{32}(\.[0-9]{1,20})?\.[a-z]{1,16}", re.ASCII)
_SEGMENT_FILE = frozenset((*SEGMENT_FILES, TOKENS, GRAPH))
_LEXICAL_FIXED = frozenset((LEXICAL_META, LEXICAL_MANAGED))


def directory_name(number: int) -> str:
    """Return the name of the segment or lexical directory with this number: eight digits or more."""
    return f"{number:08d}"


def is_directory_name(name: str) -> bool:
    """Tell whether a manifest may name a segment or lexical directory `name`.

    Only digits are allowed, so a name cannot lead out of the index.
    """
    return _NAME.fullmatch(name) is not None


def draft_name(name: str) -> str:
    """Return a name for the directory `name` while it is written, which no directory of another index has."""
    return f"{name}.{os.urandom(8).hex()}"


def is_draft_name(name: str) -> bool:
    """Tell whether `draft_name` has made this name."""
    return _DRAFT.fullmatch(name) is not None


def is_segment_file(name: str) -> bool:
    """Tell whether a manifest may list the file `name` in a segment."""
    return name in _SEGMENT_FILE


def is_lexical_file(name: str) -> bool:
    """Tell whether a manifest may list the file `name` in a lexical directory."""
    return name in _LEXICAL_FIXED or _LEXICAL_FILE.fullmatch(name) is not None


def segment_directory(index: Path, name: str) -> Path:
    """Return the directory of the segment called `name`."""
    return index / SEGMENTS / name


def lexical_directory(index: Path, name: str) -> Path:
    """Return the directory of the lexical index called `name`."""
    return index / LEXICAL / name
