"""Writes a segment: a directory of Arrow files that never changes afterwards."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from scent.arrays import StoredVectors, Tokens
from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.records import ChunkRecord, DocumentRecord, Piece
from scent.formats.index.segment import schemas
from scent.formats.index.segment.arrow_writer import ArrowWriter, Message
from scent.formats.index.segment.tokens import TokensWriter
from scent.formats.index.storage import atomic, layout
from scent.formats.index.storage.checksum import checksum_number
from scent.formats.index.vectors import graph

_SURROGATE = re.compile("[\ud800-\udfff]")


def cut_text(text: str, offset: int, chunks: Sequence[ChunkRecord]) -> list[Piece]:
    """Cut a document's text into pieces of about `schemas.PIECE_CHARACTERS` that end with a chunk.

    Each chunk lies within the piece that holds its first character. `offset` is the number of
    characters of the file's text before `text`. Text after the last chunk is left out.

    Raises:
        ValueError: the document is longer than `schemas.MOST_CHARACTERS`.
    """
    if len(text) > schemas.MOST_CHARACTERS:
        raise ValueError("a document is too long: it must come in parts")
    pieces: list[Piece] = []
    first = 0
    end = offset
    while first < len(chunks):
        start = min(end, chunks[first].start)
        end = chunks[first].end
        last = first + 1
        while last < len(chunks) and chunks[last].end - start <= schemas.PIECE_CHARACTERS:
            end = max(end, chunks[last].end)
            last += 1
        pieces.append(Piece(start, text[start - offset : end - offset]))
        first = last
    return pieces


class SegmentWriter:
    """A segment while it is written, in batches, so that memory does not grow with the segment.

    Args:
        directory: created here; must not exist.
        dims: length of a vector.

    Raises:
        OSError: (from any method) the disk is full, or the directory cannot be written to.
    """

    def __init__(self, directory: Path, dims: int) -> None:
        atomic.make_directory(directory.parent)
        directory.mkdir(mode=0o700)
        directory.chmod(0o700)
        self.directory = directory
        self.documents = 0
        self.chunks = 0
        self._dims = dims
        self._pieces = 0
        self._blocks: list[dict[str, Any]] = []
        self._files = {
            layout.DOCUMENTS: ArrowWriter(directory / layout.DOCUMENTS, schemas.DOCUMENTS),
            layout.CHUNKS: ArrowWriter(directory / layout.CHUNKS, schemas.CHUNKS),
            layout.TEXTS: ArrowWriter(directory / layout.TEXTS, schemas.TEXTS, compress=True),
            layout.VECTORS: ArrowWriter(directory / layout.VECTORS, schemas.vectors(dims)),
        }
        self._document_rows: list[dict[str, Any]] = []
        self._chunk_rows: list[dict[str, Any]] = []
        self._piece_rows: list[dict[str, Any]] = []
        self._piece_characters = 0
        self._tokens: TokensWriter | None = None  # made for the first provisional vector
        self._vectors: list[StoredVectors] = []
        self._vector_rows = 0
        self._vectors_written = 0

    def add(  # noqa: PLR0913  # all that a document consists of
        self,
        number: int,
        record: DocumentRecord,
        pieces: Sequence[Piece],
        chunks: Sequence[ChunkRecord],
        vectors: StoredVectors,
        *,
        tokens: Sequence[Tokens] = (),
    ) -> None:
        """Append the document with the id `number`, its text, its chunks (n) and their vectors (n, dims).

        `tokens` are those of each chunk whose vector is provisional, and none of each other chunk;
        without them, all vectors are exact.
        """
        self._document_rows.append(
            {
                "id": number,
                "file": record.file or number,
                "part": record.part,
                "last": record.last,
                "path": record.path,
                "size": record.size,
                "mtime_ns": record.mtime_ns,
                "digest": record.digest,
                "format": clean(record.format),
                "title": clean(record.title),
                "offset": record.offset,
                "line": record.line,
                "first_chunk": self.chunks,
                "chunks": len(chunks),
                "problem": clean(record.problem),
                "indexed_ns": record.indexed_ns,
                "author": clean(record.author),
                "date_ns": record.date_ns,
                "language": clean(record.language),
                "member": record.member,
                "failed": record.failed,
                "reader": record.reader,
            }
        )
        self._add_tokens(tokens, len(chunks))
        self._add_chunks(chunks, [piece.start for piece in pieces])
        for piece in pieces:
            self._add_piece(piece)
        self._vectors.append(vectors)
        self._vector_rows += len(vectors)
        self.documents += 1
        if len(self._document_rows) >= schemas.BATCH_ROWS:
            self._flush_rows(layout.DOCUMENTS, self._document_rows)
        self._flush_vectors(schemas.vector_batch_rows(self._dims))

    def finish(self, name: str, graph_from: int) -> SegmentEntry:
        """Write what is still in memory, sync all files, and return the entry for the manifest.

        A segment of at least `graph_from` chunks gets a graph, unless some of its vectors are provisional: it is soon
        written anew, and scanning it takes less than building the graph by far.
        """
        self._flush_rows(layout.DOCUMENTS, self._document_rows)
        self._flush_rows(layout.CHUNKS, self._chunk_rows)
        self._flush_pieces()
        self._flush_vectors(1)
        files = {file_name: file.finish() for file_name, file in self._files.items()}
        if self._tokens is not None:
            files[layout.TOKENS] = self._tokens.finish()
        blocks = ArrowWriter(self.directory / layout.BLOCKS, schemas.BLOCKS)
        for start in range(0, len(self._blocks), schemas.BATCH_ROWS):
            blocks.write(pa.RecordBatch.from_pylist(self._blocks[start : start + schemas.BATCH_ROWS], schemas.BLOCKS))
        files[layout.BLOCKS] = blocks.finish()
        stamp: tuple[int, ...] = ()
        if self.chunks >= graph_from and self._tokens is None:
            vectors = self.directory / layout.VECTORS
            places = [(block["offset"], block["rows"]) for block in self._blocks if block["file"] == layout.VECTORS]
            files[layout.GRAPH], stamp = graph.build(self.directory / layout.GRAPH, vectors, places, self._dims)
        atomic.sync_directory(self.directory)
        atomic.sync_directory(self.directory.parent)
        return SegmentEntry(name, self.documents, self.chunks, dict(sorted(files.items())), graph_stamp=stamp)

    def discard(self) -> None:
        """Remove everything that was written."""
        for file in self._files.values():
            file.abandon()
        if self._tokens is not None:
            self._tokens.abandon()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _add_tokens(self, tokens: Sequence[Tokens], chunks: int) -> None:
        """Append the tokens of a document's chunks, of which there are `chunks`."""
        if self._tokens is None and any(map(len, tokens)):
            self._tokens = TokensWriter(self.directory / layout.TOKENS, self.chunks)
        if self._tokens is not None and tokens:
            self._tokens.add(tokens)
        elif self._tokens is not None:
            self._tokens.add_exact(chunks)

    def _add_chunks(self, chunks: Sequence[ChunkRecord], starts: Sequence[int]) -> None:
        piece = 0
        for chunk in chunks:
            while piece + 1 < len(starts) and chunk.start >= starts[piece + 1]:
                piece += 1
            self._chunk_rows.append(
                {
                    "document": self.documents,
                    "start": chunk.start,
                    "end": chunk.end,
                    "first_line": chunk.first_line,
                    "last_line": chunk.last_line,
                    "heading": [clean(part) for part in chunk.heading],
                    "text": self._pieces + piece,
                    "place": clean(chunk.place),
                    "turns": [section.start for section in chunk.sections],
                    "turn_headings": [[clean(part) for part in section.heading] for section in chunk.sections],
                    "turn_places": [clean(section.place) for section in chunk.sections],
                    "generated": chunk.generated,
                    "text_hash": chunk.text_hash,
                }
            )
            if len(self._chunk_rows) >= schemas.BATCH_ROWS:
                self._flush_rows(layout.CHUNKS, self._chunk_rows)
        self.chunks += len(chunks)

    def _add_piece(self, piece: Piece) -> None:
        full = len(self._piece_rows) >= schemas.BATCH_ROWS
        if full or self._piece_characters + len(piece.text) > schemas.PIECE_CHARACTERS:
            self._flush_pieces()
        self._piece_rows.append({"document": self.documents, "start": piece.start, "text": clean(piece.text)})
        self._piece_characters += len(piece.text)
        self._pieces += 1

    def _flush_pieces(self) -> None:
        self._piece_characters = 0
        rows = len(self._piece_rows)
        if rows:
            first = self._pieces - rows
            batch = pa.RecordBatch.from_pylist(self._piece_rows, schemas.TEXTS)
            self._piece_rows.clear()
            self._add_block(layout.TEXTS, self._files[layout.TEXTS].write(batch), first, rows)

    def _flush_rows(self, name: str, rows: list[dict[str, Any]]) -> None:
        if rows:
            file = self._files[name]
            file.write(pa.RecordBatch.from_pylist(rows, file.schema))
            rows.clear()

    def _flush_vectors(self, least: int) -> None:
        """Write batches while `least` vectors are in memory: full ones and, with a `least` of 1, the rest."""
        if self._vector_rows < least:
            return
        matrix = np.concatenate(self._vectors)
        most = schemas.vector_batch_rows(self._dims)
        while len(matrix) >= least:
            self._write_vectors(matrix[:most])
            matrix = matrix[most:]
        self._vectors = [matrix.copy()]
        self._vector_rows = len(matrix)

    def _write_vectors(self, matrix: StoredVectors) -> None:
        file = self._files[layout.VECTORS]
        values = pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel()), type=file.schema.field(0).type)
        message = file.write(pa.record_batch([values], schema=file.schema))
        # The numbers are the batch's only buffer: Arrow puts them at its end and pads them to eight
        # bytes. The block holds the numbers alone, so that a reader can map them without parsing a
        # file that it has not checked.
        offset = message.offset + message.size - (matrix.nbytes + 7) // 8 * 8
        numbers = Message(offset, matrix.nbytes, checksum_number(matrix.data))
        self._add_block(layout.VECTORS, numbers, self._vectors_written, len(matrix))
        self._vectors_written += len(matrix)

    def _add_block(self, name: str, place: Message, first_row: int, rows: int) -> None:
        self._blocks.append({"file": name, **asdict(place), "first_row": first_row, "rows": rows})


def clean(text: str) -> str:
    """Replace each lone surrogate, which UTF-8 cannot encode, by one U+FFFD; offsets stay right."""
    return _SURROGATE.sub("\ufffd", text)
