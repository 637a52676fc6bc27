"""Removed documents leave every part of an index, and a reset never mixes vectors of two settings."""

from pathlib import Path

import numpy as np
import pytest

from scent.formats.index.lexical.reader import LexicalReader
from scent.formats.index.reader import Reader
from scent.formats.index.records import CHUNK_BITS, ChunkRecord, DocumentRecord
from scent.formats.index.writer import Writer

DIMS = 8


def opened(index: Path, fingerprint: str = "one", *, reset: bool = False) -> Writer:
    return Writer.open(index, fingerprint=fingerprint, settings={"model": fingerprint}, dims=DIMS, reset=reset)


def document(path: bytes, digest: bytes = bytes(32)) -> DocumentRecord:
    return DocumentRecord(path, 1, 1, digest, 0, last=True, format="text", title="", offset=0, line=1)


def add(writer: Writer, word: str, vector: int = 0) -> int:
    record = document(f"/{word}".encode())
    chunk = ChunkRecord(0, len(word), 1, 1, ())
    return writer.add(record, word, [chunk], np.eye(DIMS, dtype=np.float32)[[vector]])


def lexical_keys(index: Path) -> list[int]:
    with Reader.open(index) as reader:
        entry = reader.manifest.lexical
    assert entry is not None
    keys = LexicalReader(index / "lexical" / entry.name, entry).keys()
    return [int(key) for key in keys]


def test_a_removed_document_leaves_the_lexical_index_with_the_commit(tmp_path: Path) -> None:
    with opened(tmp_path) as writer:
        ids = [add(writer, word) for word in ("apple", "berry", "cherry")]
        writer.commit()
        writer.remove([ids[1]])
        writer.commit()
    assert lexical_keys(tmp_path) == [ids[0] << CHUNK_BITS, ids[2] << CHUNK_BITS]


def test_a_document_removed_before_its_commit_is_never_there(tmp_path: Path) -> None:
    with opened(tmp_path) as writer:
        ids = [add(writer, word) for word in ("apple", "berry")]
        writer.remove([ids[0]])
        writer.commit()
        assert Reader.open(tmp_path).documents.paths == [b"/berry"]
    assert lexical_keys(tmp_path) == [ids[1] << CHUNK_BITS]


def test_purging_removes_even_a_single_documents_bytes_from_disk(tmp_path: Path) -> None:
    with opened(tmp_path) as writer:
        ids = [add(writer, word) for word in ("apple", "xylophonist", "cherry")]
        writer.commit()
        writer.remove([ids[1]])
        writer.merge(purge=True)
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"xylophonist" not in stored
    assert len(lexical_keys(tmp_path)) == 2


def test_after_a_failure_a_reset_still_has_the_new_settings(tmp_path: Path) -> None:
    with opened(tmp_path) as writer:
        add(writer, "apple")
        writer.commit()
    with opened(tmp_path, "two", reset=True) as writer:
        writer.add(document(b"/bad", b"too short"), "", [], np.empty((0, DIMS), np.float32))
        with pytest.raises(ValueError, match="length 32"):
            writer.commit()
        add(writer, "berry")
        writer.commit()
    with Reader.open(tmp_path) as reader:
        assert reader.manifest.fingerprint == "two"
        assert reader.documents.paths == [b"/berry"]
