"""Says where the chunks of a document are in its file, as the index records it."""

from scent.core.chunking.chunker import ChunkedDocument
from scent.core.chunking.generated import is_generated
from scent.formats.documents.base.document import Document
from scent.formats.index.records import ChunkRecord


def chunk_records(document: Document, chunked: ChunkedDocument) -> list[ChunkRecord]:
    """Return where a document's chunks are in its file: characters of the whole file's text, and lines from 1."""
    records: list[ChunkRecord] = []
    position, line = 0, document.line
    for chunk in chunked.chunks:
        line += document.text.count("\n", position, chunk.start)
        last_line = line + document.text.count("\n", chunk.start, chunk.end - 1)
        start, end = chunk.start + document.offset, chunk.end + document.offset
        sections = tuple(each._replace(start=each.start + document.offset) for each in chunk.sections)
        generated = is_generated(document.text[chunk.start : chunk.end])
        records.append(ChunkRecord(start, end, line, last_line, chunk.heading, chunk.place, sections, generated))
        position = chunk.start
    return records
