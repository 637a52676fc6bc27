"""Reads a segment: its documents, chunks, texts and vectors, from mapped files.

documents.arrow, chunks.arrow and blocks.arrow are checked whole when they are first used, and a
block of texts.arrow when it is decoded. vectors.arrow is mapped by the sizes in blocks.arrow. A
search does not check it, because that would mean reading all of it; damage there can change a
score, but nothing else.
"""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from scent.arrays import Integers, Keys, Mask, Rows, StoredVectors, TextHashes, Tokens
from scent.errors import DamageError
from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.records import ChunkRecord, DocumentRecord, Piece, Section
from scent.formats.index.segment import schemas, tokens
from scent.formats.index.segment.arrow_reader import ArrowReader, least_bytes
from scent.formats.index.segment.files import SegmentFiles
from scent.formats.index.segment.texts import Texts
from scent.formats.index.storage import layout
from scent.formats.index.storage.checksum import checksum_number
from scent.formats.index.vectors.graph import Graph

# In a segment of up to so many chunks, reading a column whole is faster than reading it at the candidates of a search.
_FEW_CHUNKS = 20_000


class Segment:
    """A segment, open to read. It stays readable after it was merged into another one and removed.

    Args:
        directory: the segment's directory.
        entry: what the manifest says about it.
        dims: length of a vector.
        files: the files to map; content of the others cannot be read.

    Raises:
        DamageError: (from any method) a file has changed since it was written.
        OSError: (from here only) a file is missing, or cannot be read.
    """

    def __init__(
        self, directory: Path, entry: SegmentEntry, dims: int, *, files: tuple[str, ...] = layout.SEGMENT_FILES
    ) -> None:
        self.entry = entry
        self._dims = dims
        if files is layout.SEGMENT_FILES and layout.TOKENS in entry.files:
            files = (*files, layout.TOKENS)
        self._files = SegmentFiles(directory, entry, files)
        self._texts = Texts(self._files)
        self._checked_blocks: set[int] = set()  # of vectors.arrow
        # The manifest's row counts size arrays, so they may not exceed what the files can hold.
        for name, width, rows in (
            (layout.DOCUMENTS, least_bytes(schemas.DOCUMENTS, schemas.DOCUMENTS_COLUMNS_1), entry.documents),
            (layout.CHUNKS, least_bytes(schemas.CHUNKS, schemas.CHUNKS_COLUMNS_1), entry.chunks),
            (layout.VECTORS, least_bytes(schemas.vectors(dims)), entry.chunks),
            (layout.TOKENS, least_bytes(schemas.TOKENS), entry.chunks),
        ):
            if name in files and rows * width > entry.files[name].size:
                raise self.damaged(name, "is too small for its rows")

    def release(self) -> None:
        """Drop the pages that were read from this process's memory.

        They are read again when they are next used.
        """
        self._files.release()

    @cached_property
    def documents(self) -> pa.Table:
        """All of documents.arrow; its rows agree with each other and with the manifest."""
        table = self._files.table(
            layout.DOCUMENTS, schemas.DOCUMENTS, self.entry.documents, schemas.DOCUMENTS_COLUMNS_1
        )
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
        """All of chunks.arrow."""
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
        """The vectors in order, unchecked: mapped matrices (rows, dims) of `vector_batch_rows` rows."""
        matrices = []
        most = schemas.vector_batch_rows(self._dims)
        left = self.entry.chunks
        columns = (column.tolist() for column in self._files.blocks(layout.VECTORS))
        for offset, size, _, first, rows in zip(*columns, strict=True):
            if rows != min(most, left) or size != rows * self._dims * 2 or first != self.entry.chunks - left:
                raise self.damaged(layout.BLOCKS, "does not fit vectors.arrow")
            numbers = np.frombuffer(self._files.maps[layout.VECTORS], np.float16, rows * self._dims, offset)
            matrices.append(numbers.reshape(rows, self._dims))
            left -= rows
        if left:
            raise self.damaged(layout.BLOCKS, "does not cover vectors.arrow")
        return matrices

    @cached_property
    def graph(self) -> Graph | None:
        """The graph over the vectors; None if there is none, or it is damaged."""
        if layout.GRAPH not in self.entry.files:
            return None
        built = self.entry.files[layout.GRAPH], self.entry.graph_stamp
        return Graph.open(self._files.directory / layout.GRAPH, built, self.entry.chunks, self._dims)

    @property
    def is_provisional(self) -> bool:
        """Whether any chunk has, or had before it died, a provisional vector."""
        return layout.TOKENS in self.entry.files

    @cached_property
    def provisional(self) -> Mask:
        """Which chunks (chunks,) have a provisional vector."""
        if self._token_rows is None:
            return np.zeros(self.entry.chunks, np.bool_)
        with self._files.decoding(layout.TOKENS):
            return np.asarray(tokens.lengths(self._token_rows.table(0, self.entry.chunks)) > 0, np.bool_)

    def tokens_of(self, document: int) -> list[Tokens]:
        """Return the tokens of each chunk of the document in row `document` whose vector is provisional.

        Each other chunk has none; if all vectors of the segment are exact, the list is empty.
        """
        return self._tokens(int(self.first_chunk[document]), int(self.chunk_counts[document]))

    def tokens_at(self, row: int) -> Tokens:
        """Return the tokens of the chunk in `row`, which has a provisional vector."""
        return self._tokens(row, 1)[0]

    def _tokens(self, first: int, count: int) -> list[Tokens]:
        if self._token_rows is None:
            return []
        with self._files.decoding(layout.TOKENS):
            return tokens.tokens_of_rows(self._token_rows.table(first, count))

    def vectors_at(self, rows: Rows) -> StoredVectors:
        """Return a copy (n, dims) of the vectors of chunk `rows` (n,), unchecked."""
        return _rows_of(self.vectors, rows, self._dims)

    def check_vectors(self) -> None:
        """Compare the whole of vectors.arrow with its checksum."""
        self._files.check(layout.VECTORS)

    def checked_vectors_at(self, rows: Rows) -> StoredVectors:
        """Return a copy (n, dims) of the vectors of chunk `rows` (n,), whose blocks were compared with their checksums.

        For copying them to another segment.
        """
        sums = self._files.blocks(layout.VECTORS).sums
        for number in set((rows // schemas.vector_batch_rows(self._dims)).tolist()) - self._checked_blocks:
            if checksum_number(self.vectors[number].data) != sums[number]:
                raise self.damaged(layout.VECTORS, "does not match its checksum")
            self._checked_blocks.add(number)
        return self.vectors_at(rows)

    def document_vectors(self, document: int) -> StoredVectors:
        """Return a copy (n, dims) of the vectors of the document in row `document`, checked."""
        first = int(self.first_chunk[document])
        return self.checked_vectors_at(np.arange(first, first + int(self.chunk_counts[document])))

    def text_hashes(self) -> TextHashes:
        """Return a copy of the hash of the text of each chunk (chunks, 2); zeros where none was computed."""
        batches = [
            np.frombuffer(batch.buffers()[1], np.uint64)[2 * batch.offset :][: 2 * len(batch)]
            for batch in self.chunks["text_hash"].chunks
        ]
        return np.concatenate([np.empty(0, np.uint64), *batches]).reshape(-1, 2)

    def document_of(self, rows: Rows) -> Rows:
        """Return the document rows (n,) of the chunks in `rows` (n,)."""
        # Documents without chunks share their first row with the next document; "right" finds that
        # one.
        return np.searchsorted(self.first_chunk, rows, "right") - 1

    def record(self, document: int) -> DocumentRecord:
        """Return the record of the document in row `document`."""
        row = self.documents.slice(document, 1).to_pylist()[0]
        return DocumentRecord(**{name: row[name] for name in DocumentRecord._fields})

    def language(self, document: int) -> str:
        """Return the language (ISO 639-1) of the document in row `document`.

        Empty where it is not known.
        """
        return str(self.documents["language"][document])

    def generated(self, rows: Rows) -> Mask:
        """Return which of the chunks in `rows` (n,) a program made rather than a person: (n,)."""
        if self.entry.chunks <= _FEW_CHUNKS:
            return self._generated[rows]
        return np.array([self._chunk_table(row, 1)["generated"][0].as_py() for row in rows.tolist()], np.bool_)

    def file_ids(self, rows: Rows) -> Keys:
        """Return the id of the file of each of the chunks in `rows` (n,): uint64 (n,)."""
        return np.asarray(self.documents["file"].to_numpy()[self.document_of(rows)], np.uint64)

    def file_of(self, document: int) -> tuple[bytes, bytes]:
        """Return the path and the member of the document in row `document`."""
        return self.documents["path"][document].as_py(), self.documents["member"][document].as_py()

    def chunk_records(self, document: int) -> list[ChunkRecord]:
        """Return the chunks of the document in row `document`."""
        rows = self._chunk_table(int(self.first_chunk[document]), int(self.chunk_counts[document]))
        return [_chunk_record(row) for row in rows.to_pylist()]

    def pieces(self, document: int) -> list[Piece]:
        """Return the text of the document in row `document`, in the pieces that are stored."""
        first, count = int(self.first_chunk[document]), int(self.chunk_counts[document])
        if not count:
            return []
        rows = self._chunk_table(first, count)["text"]
        return self._texts.pieces(rows[0].as_py(), rows[count - 1].as_py(), document)

    def chunk_texts(self, document: int) -> list[str]:
        """Return the texts of all chunks of the document in row `document`, in order."""
        pieces = self.pieces(document)
        if not pieces:
            return []
        table = self._chunk_table(int(self.first_chunk[document]), int(self.chunk_counts[document]))
        rows, starts, ends = (table[name].to_numpy() for name in ("text", "start", "end"))
        places = rows.astype(np.int64) - int(rows[0])
        if (places < 0).any() or (places >= len(pieces)).any():
            raise self.damaged(layout.CHUNKS, "names a text of another document")
        texts = zip((pieces[place] for place in places.tolist()), starts.tolist(), ends.tolist(), strict=True)
        return [piece.text[start - piece.start : end - piece.start] for piece, start, end in texts]

    def chunk(self, row: int) -> tuple[ChunkRecord, str]:
        """Return the record and the text of the chunk in `row`."""
        values = self._chunk_table(row, 1).to_pylist()[0]
        document, chunk = values["document"], _chunk_record(values)
        if document != int(self.document_of(np.array([row]))[0]):
            raise self.damaged(layout.CHUNKS, "does not agree with documents.arrow")
        return chunk, self._texts.piece(values["text"], document).text_of(chunk)

    def span(self, first: int, last: int, document: int) -> str:
        """Return the text from the start of chunk `first` to the end of `last`, both of `document`."""
        # Not by `take`, which imports pandas where it is installed.
        (head,), (tail,) = (self._chunk_table(row, 1).to_pylist() for row in (first, last))
        return self._texts.span(range(head["text"], tail["text"] + 1), head["start"], tail["end"], document)

    def damaged(self, name: str, problem: str) -> DamageError:
        """Return the error that names the segment's file `name`."""
        return self._files.damaged(name, problem)

    @cached_property
    def _generated(self) -> Mask:
        return np.asarray(self.chunks["generated"].to_numpy(), np.bool_)

    @cached_property
    def _chunk_rows(self) -> ArrowReader:
        return self._files.reader(layout.CHUNKS, schemas.CHUNKS, self.entry.chunks, schemas.CHUNKS_COLUMNS_1)

    @cached_property
    def _token_rows(self) -> ArrowReader | None:
        if layout.TOKENS not in self._files.maps:
            return None
        return self._files.reader(layout.TOKENS, schemas.TOKENS, self.entry.chunks)

    def _chunk_table(self, first: int, count: int) -> pa.Table:
        """Return rows of chunks.arrow, of which only the batches with these rows are validated."""
        with self._files.decoding(layout.CHUNKS):
            return self._chunk_rows.table(first, count)


def _rows_of(matrices: list[StoredVectors], rows: Rows, dims: int) -> StoredVectors:
    result = np.empty((len(rows), dims), np.float16)
    batch, place = np.divmod(rows, schemas.vector_batch_rows(dims))
    for number in set(batch.tolist()):
        of_batch = batch == number
        result[of_batch] = matrices[number][place[of_batch]]
    return result


def _chunk_record(row: dict[str, Any]) -> ChunkRecord:
    parts = zip(row["turns"], row["turn_headings"], row["turn_places"], strict=False)
    return ChunkRecord(
        start=row["start"],
        end=row["end"],
        first_line=row["first_line"],
        last_line=row["last_line"],
        heading=tuple(row["heading"]),
        place=row["place"],
        sections=tuple(Section(start, tuple(heading), place) for start, heading, place in parts),
        generated=row["generated"],
        text_hash=row["text_hash"],
    )
