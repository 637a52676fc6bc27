"""Searches texts by words alone, in a real index with stand-in vectors."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from indexes import opened, vector

from scent.formats.index.reader import Reader
from scent.formats.index.records import ChunkRecord, DocumentRecord


class SearchedWords:
    """An index of `texts`, each a document in `language` (ISO 639-1; empty: unknown)."""

    def __init__(self, directory: Path, texts: Sequence[str], language: str = "") -> None:
        with opened(directory / "index") as writer:
            for number, text in enumerate(texts):
                digest = hashlib.sha256(text.encode()).digest()
                path = f"/{number}".encode()
                record = DocumentRecord(path, len(text), 7, digest, 0, True, "text", "", 0, 1, language=language)
                writer.add(record, text, [ChunkRecord(0, len(text), 1, 1, ())], np.array([vector(text)]))
            writer.commit()
        self.index = directory / "index"

    def find(self, query: str) -> list[str]:
        """Return the texts that share words with the query, best first."""
        with Reader.open(self.index) as reader:
            rows, _ = reader.lexical.matching(query, 100)
            return [reader.passage(row).text for row in rows.tolist()]
