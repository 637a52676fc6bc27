"""Reads pieces of text from texts.arrow, one checked and decompressed block at a time."""

from functools import cached_property

import pyarrow as pa

from scent.formats.index.records import Piece
from scent.formats.index.segment import schemas
from scent.formats.index.segment.arrow_reader import read_batch
from scent.formats.index.segment.blocks import Blocks
from scent.formats.index.segment.files import SegmentFiles
from scent.formats.index.storage import layout
from scent.formats.index.storage.checksum import checksum_number


class Texts:
    """The pieces of text of a segment. The block that was read last stays in memory.

    Raises:
        DamageError: (from any method) the text, or the row that refers to it, has changed since it
            was written.
    """

    def __init__(self, files: SegmentFiles) -> None:
        self._files = files
        self._decoded: tuple[int, pa.RecordBatch] | None = None

    def piece(self, row: int, document: int) -> Piece:
        """Return the piece in `row`, which must belong to the document in row `document`."""
        block = self._blocks.of_row(row)
        if block < 0:
            raise self._files.damaged(layout.CHUNKS, "names a text that does not exist")
        if self._decoded is None or self._decoded[0] != block:
            self._decoded = block, self._decode(block)
        batch = self._decoded[1]
        place = row - int(self._blocks.first_rows[block])
        if place >= batch.num_rows or batch["document"][place].as_py() != document:
            raise self._files.damaged(layout.CHUNKS, "names a text of another document")
        return Piece(batch["start"][place].as_py(), batch["text"][place].as_py())

    def pieces(self, first: int, last: int, document: int) -> list[Piece]:
        """Return the pieces in rows `first` to `last` (inclusive): all the text of a document."""
        pieces: list[Piece] = []
        characters = 0
        for row in range(first, last + 1):
            pieces.append(self.piece(row, document))
            characters += len(pieces[-1].text)
            if max(characters, len(pieces)) > schemas.MOST_CHARACTERS:
                raise self._files.damaged(layout.TEXTS, "holds a document that is too long")
        return pieces

    def span(self, rows: range, start: int, end: int, document: int) -> str:
        """Return the characters `start` to `end` of the file's text from the pieces in `rows`."""
        if end - start > schemas.MOST_CHARACTERS:
            raise self._files.damaged(layout.CHUNKS, "has a passage that is too long")
        text: list[str] = []
        place = start
        for row in rows:
            piece = self.piece(row, document)
            after = piece.start + len(piece.text)
            if not piece.start <= place <= min(after, end) or (text and place == after):
                raise self._files.damaged(layout.TEXTS, "has a gap in the text of a document")
            text.append(piece.text[place - piece.start : end - piece.start])
            place = after
        return "".join(text)

    @cached_property
    def _blocks(self) -> Blocks:
        return self._files.blocks(layout.TEXTS)

    def _decode(self, block: int) -> pa.RecordBatch:
        blocks = self._blocks
        data = memoryview(self._files.maps[layout.TEXTS])[blocks.offsets[block] :][: blocks.sizes[block]]
        if checksum_number(data) != blocks.sums[block]:
            raise self._files.damaged(layout.TEXTS, "does not match its checksum")
        with self._files.decoding(layout.TEXTS):
            batch = read_batch(pa.py_buffer(data), schemas.TEXTS, schemas.MOST_BLOCK_BYTES)
        if batch.num_rows != blocks.rows[block]:
            raise self._files.damaged(layout.TEXTS, "does not agree with blocks.arrow")
        return batch
