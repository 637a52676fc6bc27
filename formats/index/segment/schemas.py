"""The Arrow schemas of a segment's files, and the sizes of their record batches.

FORMAT.md gives the schemas as tables; a test compares the two.
"""

import pyarrow as pa

from scent.formats.index.records import TEXT_HASH_BYTES


def _field(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


DOCUMENTS = pa.schema(
    [
        _field("id", pa.uint64()),
        _field("file", pa.uint64()),
        _field("part", pa.int32()),
        _field("last", pa.bool_()),
        _field("path", pa.binary()),
        _field("size", pa.int64()),
        _field("mtime_ns", pa.int64()),
        _field("digest", pa.binary(32)),
        _field("format", pa.utf8()),
        _field("title", pa.utf8()),
        _field("offset", pa.int64()),
        _field("line", pa.int64()),
        _field("first_chunk", pa.int64()),
        _field("chunks", pa.int32()),
        _field("problem", pa.utf8()),
        _field("indexed_ns", pa.int64()),
        _field("author", pa.utf8()),
        _field("date_ns", pa.int64()),
        _field("language", pa.utf8()),
        _field("member", pa.binary()),
        _field("failed", pa.bool_()),
        _field("reader", pa.int32()),
    ]
)

CHUNKS = pa.schema(
    [
        _field("document", pa.int32()),
        _field("start", pa.int64()),
        _field("end", pa.int64()),
        _field("first_line", pa.int64()),
        _field("last_line", pa.int64()),
        _field("heading", pa.list_(_field("item", pa.utf8()))),
        _field("text", pa.int32()),
        _field("place", pa.utf8()),
        _field("turns", pa.list_(_field("item", pa.int64()))),
        _field("turn_headings", pa.list_(_field("item", pa.list_(_field("item", pa.utf8()))))),
        _field("turn_places", pa.list_(_field("item", pa.utf8()))),
        _field("generated", pa.bool_()),
        _field("text_hash", pa.binary(TEXT_HASH_BYTES)),
    ]
)

TOKENS = pa.schema([_field("tokens", pa.list_(_field("item", pa.int32())))])

TEXTS = pa.schema([_field("document", pa.int32()), _field("start", pa.int64()), _field("text", pa.large_utf8())])

BLOCKS = pa.schema(
    [
        _field("file", pa.utf8()),
        _field("offset", pa.int64()),
        _field("size", pa.int64()),
        _field("xxh3", pa.uint64()),
        _field("first_row", pa.int64()),
        _field("rows", pa.int64()),
    ]
)


# Columns of format 1. Later formats only append columns, and missing ones read as zero or empty, so
# that segments written by older versions stay readable.
DOCUMENTS_COLUMNS_1 = 16
CHUNKS_COLUMNS_1 = 7


def vectors(dims: int) -> pa.Schema:
    """Return the schema of vectors.arrow for vectors of `dims` numbers."""
    return pa.schema([_field("vector", pa.list_(_field("item", pa.float16()), dims))])


# Characters in a piece of text, which ends with a chunk. One piece is decompressed to show a hit.
PIECE_CHARACTERS = 32_768
# Characters in a document, few enough to hold several copies of it in memory; a larger file comes
# in parts.
MOST_CHARACTERS = 1 << 22
# Most bytes of a decompressed block of texts.arrow: the longest document as one chunk, in UTF-8,
# and its row.
MOST_BLOCK_BYTES = 4 * MOST_CHARACTERS + (1 << 20)
# Rows of documents.arrow and chunks.arrow in a record batch, which bounds the memory of the writer.
BATCH_ROWS = 16_384
# Bytes in a record batch of vectors.arrow: they bound the memory of the writer, and a scan runs at
# full speed.
VECTOR_BATCH_BYTES = 8 << 20


def vector_batch_rows(dims: int) -> int:
    """Return how many vectors of `dims` numbers a record batch holds."""
    return max(1, VECTOR_BATCH_BYTES // (2 * dims))
