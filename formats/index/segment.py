"""Reading a segment: mapped files, each checked before anything in it is believed.

Owned here: from a segment's directory to rows, texts and vectors. Not here: several segments as one (`reader`).

documents.arrow, chunks.arrow and blocks.arrow are checked whole when they are first used, a block of texts.arrow when
it is decoded. vectors.arrow is mapped by sizes that blocks.arrow gives and is not checked to search, because that
would mean to read all of it: damage there can move a score, and nothing else.
"""

import mmap
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scent.errors import DamageError
from scent.formats.index import batches, layout, schemas
from scent.formats.index.checksum import FileSum, digest, digest_number
from scent.formats.index.damage import damaged
from scent.formats.index.graph import Graph
from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.records import ChunkRecord, DocumentRecord, Piece, Turn


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
        return self._table(layout.CHUNKS, schemas.CHUNKS, self.entry.chunks, schemas.CHUNKS_COLUMNS_1)

    @cached_property
    def ids(self) -> npt.NDArray[np.uint64]:
        """The documents' ids (documents,), ascending."""
        return np.asarray(self.documents["id"].to_numpy(), np.uint64)

    @cached_property
    def first_chunk(self) -> npt.NDArray[np.int64]:
        """Each document's first chunk row (documents,)."""
        return np.asarray(self.documents["first_chunk"].to_numpy(), np.int64)

    @cached_property
    def chunk_counts(self) -> npt.NDArray[np.int64]:
        """Each document's number of chunks (documents,)."""
        return np.asarray(self.documents["chunks"].to_numpy(), np.int64)

    @cached_property
    def alive(self) -> npt.NDArray[np.bool_]:
        """Which documents are live (documents,)."""
        mask = np.ones(self.entry.documents, np.bool_)
        mask[list(self.entry.dead)] = False
        return mask

    @cached_property
    def vectors(self) -> list[npt.NDArray[np.float16]]:
        """The vectors in order: mapped matrices (rows, dims) of `vector_batch_rows` rows, the last one shorter."""
        matrices = []
        most = schemas.vector_batch_rows(self._dims)
        left = self.entry.chunks
        for offset, size, _, first, rows in self._places(layout.VECTORS):
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
        """The graph over the vectors, if there is a sound one."""
        expected = self.entry.files.get(layout.GRAPH)
        if expected is None:
            return None
        path = self._directory / layout.GRAPH
        return Graph.open(path, expected, self.entry.graph_stamp, self.entry.chunks, self._dims)

    def vectors_at(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float16]:
        """A copy (n, dims) of the vectors of chunk `rows` (n,)."""
        return _taken(self.vectors, rows, self._dims)

    @cached_property
    def checked_vectors(self) -> list[npt.NDArray[np.float16]]:
        """The same as `vectors`, after all of vectors.arrow was read and compared with its checksum.

        For what is copied.
        """
        self._check(layout.VECTORS)
        return self.vectors

    def document_vectors(self, document: int) -> npt.NDArray[np.float16]:
        """A copy (n, dims) of the vectors of the document in row `document`, checked."""
        first = int(self.first_chunk[document])
        rows = np.arange(first, first + int(self.chunk_counts[document]))
        return _taken(self.checked_vectors, rows, self._dims)

    def record(self, document: int) -> DocumentRecord:
        """The record of the document in row `document`."""
        row = self.documents.slice(document, 1).to_pylist()[0]
        return DocumentRecord(**{name: row[name] for name in DocumentRecord._fields})

    def language(self, document: int) -> str:
        """The language (ISO 639-1) of the document in row `document`, empty where it is not known."""
        return str(self.documents["language"][document])

    def chunk_records(self, document: int) -> list[ChunkRecord]:
        """The chunks of the document in row `document`."""
        rows = self.chunks.slice(int(self.first_chunk[document]), int(self.chunk_counts[document])).to_pylist()
        return [_chunk_record(row) for row in rows]

    def pieces(self, document: int) -> list[Piece]:
        """The text of the document in row `document`, as it was cut."""
        first, count = int(self.first_chunk[document]), int(self.chunk_counts[document])
        if not count:
            return []
        places = self.chunks["text"]
        pieces: list[Piece] = []
        characters = 0
        for row in range(places[first].as_py(), places[first + count - 1].as_py() + 1):
            pieces.append(self._piece(row, document))
            characters += len(pieces[-1].text)
            if max(characters, len(pieces)) > schemas.MOST_CHARACTERS:
                raise self.damaged(layout.TEXTS, "holds a document that is too long")
        return pieces

    def chunk(self, row: int) -> tuple[int, ChunkRecord, str]:
        """The document row, the record and the text of the chunk in `row`."""
        values = self.chunks.slice(row, 1).to_pylist()[0]
        document, chunk = values["document"], _chunk_record(values)
        if document != int(np.searchsorted(self.first_chunk, row, "right")) - 1:
            raise self.damaged(layout.CHUNKS, "does not agree with documents.arrow")
        return document, chunk, text_of(chunk, self._piece(values["text"], document))

    def span(self, first: int, last: int, document: int) -> str:
        """The text from the start of chunk `first` to the end of chunk `last`, both of the document `document`."""
        # Not by `take`, which imports pandas where there is one.
        (head,), (tail,) = (self.chunks.slice(row, 1).to_pylist() for row in (first, last))
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
        first_rows = self._text_places[0]
        block = int(np.searchsorted(first_rows, row, "right")) - 1
        if block < 0:
            raise self.damaged(layout.CHUNKS, "names a text that there is not")
        if self._decoded is None or self._decoded[0] != block:
            self._decoded = block, self._decode(block)
        batch = self._decoded[1]
        place = row - int(first_rows[block])
        if place >= batch.num_rows or batch["document"][place].as_py() != document:
            raise self.damaged(layout.CHUNKS, "names a text of another document")
        return Piece(batch["start"][place].as_py(), batch["text"][place].as_py())

    def _decode(self, block: int) -> pa.RecordBatch:
        offset, size, xxh3, _, rows = self._text_places[1][block]
        data = memoryview(self._maps[layout.TEXTS])[offset : offset + size]
        if digest_number(data) != xxh3:
            raise self.damaged(layout.TEXTS, "does not match its checksum")
        try:
            batch = batches.read_batch(pa.py_buffer(data), schemas.TEXTS, schemas.MOST_BLOCK_BYTES)
        except ValueError as error:
            raise self.damaged(layout.TEXTS, f"cannot be decoded ({error})") from None
        if batch.num_rows != rows:
            raise self.damaged(layout.TEXTS, "does not agree with blocks.arrow")
        return batch

    @cached_property
    def _text_places(self) -> tuple[npt.NDArray[np.int64], list[tuple[int, int, int, int, int]]]:
        places = self._places(layout.TEXTS)
        return np.array([first for _, _, _, first, _ in places], np.int64), places

    @cached_property
    def _blocks(self) -> pa.Table:
        return self._table(layout.BLOCKS, schemas.BLOCKS, None)

    @cached_property
    def _block_files(self) -> list[str]:
        return self._blocks["file"].to_pylist()  # type: ignore[no-any-return]  # Arrow has no annotations

    def _places(self, name: str) -> list[tuple[int, int, int, int, int]]:
        """Offset, size, checksum, first row and rows of each block of the file `name`.

        They lie within the file, one behind the other.
        """
        mine = np.array([row for row, file in enumerate(self._block_files) if file == name], np.int64)
        columns = [self._blocks[column].to_numpy()[mine] for column in schemas.BLOCKS.names[1:]]
        offsets, sizes, _, _, rows = columns
        length = len(self._maps[name])
        # Each is proven to be no larger than the file before they are added up.
        sound = all((column >= 0).all() for column in (offsets, sizes, rows)) and all(
            (column <= length).all() for column in (offsets, sizes)
        )
        ends = offsets + sizes if sound else offsets
        if not sound or (offsets % 8).any() or (ends > length).any() or (offsets[1:] < ends[:-1]).any():
            raise self.damaged(layout.BLOCKS, f"does not fit {name}")
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def _table(self, name: str, schema: pa.Schema, rows: int | None, least_columns: int | None = None) -> pa.Table:
        self._check(name)
        try:
            table = batches.read_table(pa.py_buffer(self._maps[name]), schema, least_columns)
        except ValueError as error:
            raise self.damaged(name, f"cannot be decoded ({error})") from None
        if rows is not None and table.num_rows != rows:
            raise self.damaged(name, "does not agree with the manifest")
        return table

    def _check(self, name: str) -> None:
        if digest(self._maps[name]) != self.entry.files[name].xxh3:
            raise self.damaged(name, "does not match its checksum")

    def damaged(self, name: str, what: str) -> DamageError:
        """The error that names the segment's file `name`."""
        return damaged(self._directory / name, what)


def _taken(matrices: list[npt.NDArray[np.float16]], rows: npt.NDArray[np.int64], dims: int) -> npt.NDArray[np.float16]:
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
    turns = tuple(Turn(start, tuple(heading), place) for start, heading, place in parts)
    return ChunkRecord(**{**fields, "heading": tuple(row["heading"]), "turns": turns})
