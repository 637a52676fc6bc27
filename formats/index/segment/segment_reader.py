"""Reading a segment: mapped files, each checked before anything in it is believed.

Owned here: from a segment's directory to rows, texts and vectors.

documents.arrow, chunks.arrow and blocks.arrow are checked whole when they are first used, a block of texts.arrow when
it is decoded. vectors.arrow is mapped by sizes that blocks.arrow gives and is not checked to search, because that
would mean to read all of it: damage there can move a score, and nothing else.
"""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from scent.arrays import Integers, Keys, Mask, Rows, StoredVectors
from scent.errors import DamageError
from scent.formats.index.errors import damaged
from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.records import ChunkRecord, DocumentRecord, Piece, Section
from scent.formats.index.segment import batches, schemas
from scent.formats.index.segment.blocks import Blocks, blocks_of
from scent.formats.index.storage import layout
from scent.formats.index.storage.checksum import FileSum, digest, digest_number
from scent.formats.index.vectors.graph import Graph


def map_file(path: Path, expected: FileSum) -> mmap.mmap:
    """Map `path` read-only; its size is checked, its bytes are not.

    Raises:
        DamageError: its size is not what was written.
        OSError: it is missing, or cannot be read.
    """
    with path.open("rb") as file:
        file.seek(0, 2)
        if file.tell() != expected.size or expected.size == 0:
            raise damaged(path, f"has {file.tell()} bytes where {expected.size} were written")
        return mmap.mmap(file.fileno(), expected.size, prot=mmap.PROT_READ)


class Segment:
    """A segment, open to read. All its files are mapped at once, so that it stays readable after it was merged away.

    Args:
        directory: the segment's directory.
        entry: what the manifest says about it.
        dims: length of a vector.
        files: those that are mapped; without the others, what they hold cannot be asked for.

    Raises:
        DamageError: (from any method) a file is not what was written.
        OSError: (from here only) a file is missing, or cannot be read.
    """

    def __init__(
        self, directory: Path, entry: SegmentEntry, dims: int, *, files: tuple[str, ...] = layout.SEGMENT_FILES
    ) -> None:
        self.entry = entry
        self._directory = directory
        self._dims = dims
        self._maps = {name: map_file(directory / name, entry.files[name]) for name in files}
        self._decoded: tuple[int, pa.RecordBatch] | None = None
        for name, width, rows in (
            (layout.DOCUMENTS, batches.least_bytes(schemas.DOCUMENTS, schemas.DOCUMENTS_COLUMNS_1), entry.documents),
            (layout.CHUNKS, batches.least_bytes(schemas.CHUNKS, schemas.CHUNKS_COLUMNS_1), entry.chunks),
            (layout.VECTORS, batches.least_bytes(schemas.vectors(dims)), entry.chunks),
        ):
            # So that whatever is made for each row is no more than a multiple of the files.
            if name in files and rows * width > entry.files[name].size:
                raise self.damaged(name, "is too small for its rows")

    def release(self) -> None:
        """Let go of the pages that were read: until they are asked for again, they are no memory of this process's."""
        for mapped in self._maps.values():
            mapped.madvise(mmap.MADV_DONTNEED)

    @cached_property
    def documents(self) -> pa.Table:
        """documents.arrow, all of it; its rows are consistent with each other and with the manifest."""
        table = self._table(layout.DOCUMENTS, schemas.DOCUMENTS, self.entry.documents, schemas.DOCUMENTS_COLUMNS_1)
        first, count = table["first_chunk"].to_numpy(), table["chunks"].to_numpy()
        ends = np.cumsum(count, dtype=np.int64)
        ids = table["id"].to_numpy()
        if (count < 0).any() or (first != ends - count).any() or (ids[1:] <= ids[:-1]).any():
            raise self.damaged(layout.DOCUMENTS, "does not count up")
        if (int(ends[-1]) if len(ends) else 0) != self.entry.chunks:
            raise self.damaged(layout.DOCUMENTS, "does not agree with the manifest")
        return table

    @cached_property
    def chunks(self) -> pa.Table:
        """chunks.arrow, all of it."""
        return self._chunk_table(0, self.entry.chunks)

    @cached_property
    def ids(self) -> Keys:
        """The documents' ids (documents,), ascending."""
        return np.asarray(self.documents["id"].to_numpy(), np.uint64)

    @cached_property
    def first_chunk(self) -> Rows:
        """Each document's first chunk row (documents,)."""
        return np.asarray(self.documents["first_chunk"].to_numpy(), np.int64)

    @cached_property
    def chunk_counts(self) -> Integers:
        """Each document's number of chunks (documents,)."""
        return np.asarray(self.documents["chunks"].to_numpy(), np.int64)

    @cached_property
    def alive(self) -> Mask:
        """Which documents are live (documents,)."""
        mask = np.ones(self.entry.documents, np.bool_)
        mask[list(self.entry.dead)] = False
        return mask

    @cached_property
    def vectors(self) -> list[StoredVectors]:
        """The vectors in order: mapped matrices (rows, dims) of `vector_batch_rows` rows, the last one shorter."""
        matrices = []
        most = schemas.vector_batch_rows(self._dims)
        left = self.entry.chunks
        columns = (column.tolist() for column in self._blocks_of(layout.VECTORS))
        for offset, size, _, first, rows in zip(*columns, strict=True):
            if rows != min(most, left) or size != rows * self._dims * 2 or first != self.entry.chunks - left:
                raise self.damaged(layout.BLOCKS, "does not fit vectors.arrow")
            numbers = np.frombuffer(self._maps[layout.VECTORS], np.float16, rows * self._dims, offset)
            matrices.append(numbers.reshape(rows, self._dims))
            left -= rows
        if left:
            raise self.damaged(layout.BLOCKS, "does not cover vectors.arrow")
        return matrices

    @cached_property
    def graph(self) -> Graph | None:
        """The graph over the vectors; None if there is none that can be trusted."""
        path = self._directory / layout.GRAPH
        return Graph.open(path, self.entry.graph_stamp, self.entry.chunks, self._dims)

    def vectors_at(self, rows: Rows) -> StoredVectors:
        """A copy (n, dims) of the vectors of chunk `rows` (n,)."""
        return _taken(self.vectors, rows, self._dims)

    @cached_property
    def checked_vectors(self) -> list[StoredVectors]:
        """The same as `vectors`, after all of vectors.arrow was read and compared with its checksum.

        For what is copied.
        """
        self._check(layout.VECTORS)
        return self.vectors

    def document_vectors(self, document: int) -> StoredVectors:
        """A copy (n, dims) of the vectors of the document in row `document`, checked."""
        first = int(self.first_chunk[document])
        rows = np.arange(first, first + int(self.chunk_counts[document]))
        return _taken(self.checked_vectors, rows, self._dims)

    def document_of(self, rows: Rows) -> Rows:
        """The document rows (n,) of the chunks in `rows` (n,)."""
        # Documents without chunks share their first row with the next one, and `right` passes over them.
        return np.searchsorted(self.first_chunk, rows, "right") - 1

    def record(self, document: int) -> DocumentRecord:
        """The record of the document in row `document`."""
        row = self.documents.slice(document, 1).to_pylist()[0]
        return DocumentRecord(**{name: row[name] for name in DocumentRecord._fields})

    def language(self, document: int) -> str:
        """The language (ISO 639-1) of the document in row `document`, empty where it is not known."""
        return str(self.documents["language"][document])

    def chunk_records(self, document: int) -> list[ChunkRecord]:
        """The chunks of the document in row `document`."""
        rows = self._chunk_table(int(self.first_chunk[document]), int(self.chunk_counts[document]))
        return [_chunk_record(row) for row in rows.to_pylist()]

    def pieces(self, document: int) -> list[Piece]:
        """The text of the document in row `document`, as it was cut."""
        first, count = int(self.first_chunk[document]), int(self.chunk_counts[document])
        if not count:
            return []
        places = self._chunk_table(first, count)["text"]
        pieces: list[Piece] = []
        characters = 0
        for row in range(places[0].as_py(), places[count - 1].as_py() + 1):
            pieces.append(self._piece(row, document))
            characters += len(pieces[-1].text)
            if max(characters, len(pieces)) > schemas.MOST_CHARACTERS:
                raise self.damaged(layout.TEXTS, "holds a document that is too long")
        return pieces

    def chunk(self, row: int) -> tuple[int, ChunkRecord, str]:
        """The document row, the record and the text of the chunk in `row`."""
        values = self._chunk_table(row, 1).to_pylist()[0]
        document, chunk = values["document"], _chunk_record(values)
        if document != int(self.document_of(np.array([row]))[0]):
            raise self.damaged(layout.CHUNKS, "does not agree with documents.arrow")
        return document, chunk, text_of(chunk, self._piece(values["text"], document))

    def span(self, first: int, last: int, document: int) -> str:
        """The text from the start of chunk `first` to the end of chunk `last`, both of the document `document`."""
        # Not by `take`, which imports pandas where there is one.
        (head,), (tail,) = (self._chunk_table(row, 1).to_pylist() for row in (first, last))
        start, end = head["start"], tail["end"]
        if end - start > schemas.MOST_CHARACTERS:
            raise self.damaged(layout.CHUNKS, "has a passage that is too long")
        text: list[str] = []
        place = start
        for row in range(head["text"], tail["text"] + 1):
            piece = self._piece(row, document)
            after = piece.start + len(piece.text)
            if not piece.start <= place <= min(after, end) or (text and place == after):
                raise self.damaged(layout.TEXTS, "does not adjoin")
            text.append(piece.text[place - piece.start : end - piece.start])
            place = after
        return "".join(text)

    def _piece(self, row: int, document: int) -> Piece:
        block = self._text_blocks.of_row(row)
        if block < 0:
            raise self.damaged(layout.CHUNKS, "names a text that there is not")
        if self._decoded is None or self._decoded[0] != block:
            self._decoded = block, self._decode(block)
        batch = self._decoded[1]
        place = row - int(self._text_blocks.first_rows[block])
        if place >= batch.num_rows or batch["document"][place].as_py() != document:
            raise self.damaged(layout.CHUNKS, "names a text of another document")
        return Piece(batch["start"][place].as_py(), batch["text"][place].as_py())

    def _decode(self, block: int) -> pa.RecordBatch:
        blocks = self._text_blocks
        data = memoryview(self._maps[layout.TEXTS])[blocks.offsets[block] :][: blocks.sizes[block]]
        if digest_number(data) != blocks.sums[block]:
            raise self.damaged(layout.TEXTS, "does not match its checksum")
        with self._decoding(layout.TEXTS):
            batch = batches.read_batch(pa.py_buffer(data), schemas.TEXTS, schemas.MOST_BLOCK_BYTES)
        if batch.num_rows != blocks.rows[block]:
            raise self.damaged(layout.TEXTS, "does not agree with blocks.arrow")
        return batch

    @cached_property
    def _text_blocks(self) -> Blocks:
        return self._blocks_of(layout.TEXTS)

    @cached_property
    def _blocks(self) -> pa.Table:
        return self._table(layout.BLOCKS, schemas.BLOCKS, None)

    def _blocks_of(self, name: str) -> Blocks:
        try:
            return blocks_of(self._blocks, name, len(self._maps[name]))
        except ValueError:
            raise self.damaged(layout.BLOCKS, f"does not fit {name}") from None

    @cached_property
    def _chunk_rows(self) -> batches.Rows:
        return self._rows(layout.CHUNKS, schemas.CHUNKS, self.entry.chunks, schemas.CHUNKS_COLUMNS_1)

    def _chunk_table(self, first: int, count: int) -> pa.Table:
        """Rows of chunks.arrow, of which only the batches that hold them are validated: a search shows few of all."""
        with self._decoding(layout.CHUNKS):
            return self._chunk_rows.table(first, count)

    def _table(self, name: str, schema: pa.Schema, rows: int | None, least_columns: int | None = None) -> pa.Table:
        found = self._rows(name, schema, rows, least_columns)
        with self._decoding(name):
            return found.table(0, len(found))

    def _rows(self, name: str, schema: pa.Schema, rows: int | None, least_columns: int | None = None) -> batches.Rows:
        self._check(name)
        with self._decoding(name):
            found = batches.Rows(pa.py_buffer(self._maps[name]), schema, least_columns)
        if rows is not None and len(found) != rows:
            raise self.damaged(name, "does not agree with the manifest")
        return found

    @contextmanager
    def _decoding(self, name: str) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            raise self.damaged(name, f"cannot be decoded ({error})") from None

    def _check(self, name: str) -> None:
        if digest(self._maps[name]) != self.entry.files[name].xxh3:
            raise self.damaged(name, "does not match its checksum")

    def damaged(self, name: str, what: str) -> DamageError:
        """The error that names the segment's file `name`."""
        return damaged(self._directory / name, what)


def _taken(matrices: list[StoredVectors], rows: Rows, dims: int) -> StoredVectors:
    result = np.empty((len(rows), dims), np.float16)
    batch, place = np.divmod(rows, schemas.vector_batch_rows(dims))
    for number in set(batch.tolist()):
        of_batch = batch == number
        result[of_batch] = matrices[number][place[of_batch]]
    return result


def text_of(chunk: ChunkRecord, piece: Piece) -> str:
    """The chunk's text, out of the piece that holds it."""
    return piece.text[chunk.start - piece.start : chunk.end - piece.start]


def _chunk_record(row: dict[str, Any]) -> ChunkRecord:
    fields = {name: row[name] for name in ChunkRecord._fields}
    parts = zip(row["turns"], row["turn_headings"], row["turn_places"], strict=False)
    turns = tuple(Section(start, tuple(heading), place) for start, heading, place in parts)
    return ChunkRecord(**{**fields, "heading": tuple(row["heading"]), "turns": turns})
