"""Reads the files of a plan, cuts them into chunks, and adds them to the index with exact or provisional vectors."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scent.arrays import StoredVectors, Tokens, Vectors
from scent.core.chunking.chunk_records import chunk_records
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.embedding.embedder import Embedder
from scent.core.indexing.commits import Commits
from scent.core.indexing.planning.indexed_files import IndexedFiles
from scent.core.indexing.planning.plan import IndexedFile, Plan
from scent.core.indexing.preparing import frames
from scent.core.indexing.preparing.job import PreparingJob
from scent.core.indexing.preparing.preparer import Prepared, cut, sizes_of
from scent.core.indexing.stop import Stop
from scent.core.indexing.tally import Tally
from scent.core.indexing.vector_reuse import PartlyKnown, VectorReuse
from scent.core.reading.pipeline import FileToRead, ReadResult, read_files
from scent.core.reading.pool import ReaderPool
from scent.formats.index.records import ChunkRecord
from scent.formats.index.writer import Writer

# Starting processes takes some tenths of a second, in which this process prepares about as many bytes.
_APART_FROM = 1 << 20


class _Chunked(NamedTuple):
    """A document to add: its chunks (n), what the index records of them, and the vectors of those that have none yet.

    `tokens` are those of each chunk whose vector is provisional, as `Writer.add` takes them.
    """

    item: ReadResult
    known: PartlyKnown
    records: list[ChunkRecord]
    vectors: Vectors | StoredVectors
    tokens: Sequence[Tokens] = ()


class Intake:
    """Adds files to the index of `writer`; `related` are the files of the index at paths that the plan reads."""

    def __init__(  # noqa: PLR0913, PLR0917  # where files come from, and where they go
        self,
        writer: Writer,
        indexed: IndexedFiles,
        related: Mapping[bytes, IndexedFile],
        embedder: Embedder,
        reuse: VectorReuse,
        stop: Stop,
        tally: Tally,
        commits: Commits,
    ) -> None:
        self._writer, self._indexed, self._related = writer, indexed, related
        self._embedder, self._reuse = embedder, reuse
        self._stop, self._tally, self._commits = stop, tally, commits
        self._file_id = 0  # of the file whose parts are being added; 0 before its first part

    def add(self, plan: Plan, job: PreparingJob | None, workers: int) -> None:
        """Read and add all files of a plan whose content is new.

        Args:
            plan: The plan.
            job: How chunks get provisional vectors, in a small part of the time, or exact ones in no time; if None,
                the embedder makes exact ones.
            workers: The number of processes that do this job, if there is much to read.

        Raises:
            Stopped: A stop was requested; what is added can be committed.
            OSError: The disk is full.
        """
        files = [
            *(FileToRead(stat, old.parts, old.size, old.digest) for stat, old in plan.resumed),
            *(FileToRead(match.stat) for match in plan.changed),
            *(FileToRead(stat) for stat in plan.added),
            *(FileToRead(match.stat) for match in plan.reread),
        ]
        if not files:
            return
        self._tally.start([file.rest for file in files])
        apart = job is not None and sum(file.rest.size for file in files) >= _APART_FROM
        with ReaderPool(workers, command=job.command) if job and apart else ReaderPool() as readers:
            items = read_files(files, self._tally.fail, readers, apart=apart)
            documents = self._prepared(items, job) if job else self._exact(items)
            while True:
                with self._stop.interruptible():  # a large document takes minutes, and nothing is written meanwhile
                    document = next(documents, None)
                if document is None:
                    return
                self._add(document)
                self._stop.obey_limit()

    def _exact(self, items: Iterator[ReadResult]) -> Iterator[_Chunked]:
        """Cut documents into chunks, and embed those whose vectors the index does not have."""
        pending: deque[tuple[ReadResult, PartlyKnown]] = deque()  # documents that are being embedded
        for vectors in self._embedder.documents(self._to_embed(items, pending)):
            item, known = pending.popleft()
            yield _Chunked(item, known, chunk_records(item.document, known.chunked), vectors)

    def _to_embed(
        self, items: Iterator[ReadResult], pending: deque[tuple[ReadResult, PartlyKnown]]
    ) -> Iterator[ChunkedDocument]:
        """Yield what must be embedded of each document, and note the document in `pending` before."""
        tokenizer, sizes = self._embedder.model.tokenizer, sizes_of(self._embedder)
        for item in items:
            chunked = cut(item.document, item.record.language, tokenizer, sizes)
            known = self._reuse.look_up(item.document.text, chunked)
            pending.append((item, known))
            yield known.rest

    def _prepared(self, items: Iterator[ReadResult], job: PreparingJob) -> Iterator[_Chunked]:
        """Give the chunks of documents the vectors of a job, but for those whose vectors the index has."""
        size, preparer = self._embedder.model.tokenizer.size, job.preparer(self._embedder)
        for item in items:
            prepared = _attached(item, size, job.dims) or preparer.prepare(item.document, item.record.language)
            known = self._reuse.look_up(item.document.text, prepared.chunked)
            tokens = () if job.exact else known.tokens
            yield _Chunked(item, known, prepared.records, prepared.vectors[~known.known], tokens)

    def _add(self, document: _Chunked) -> None:
        """Add a document to the index; the first document of a file replaces the file's old version."""
        item, known = document.item, document.known
        file, record = item.file, item.record
        if record.part == 0:
            self._file_id = 0
            if (old := self._related.get(record.path)) is not None:
                self._writer.remove(self._indexed.document_ids(old))
        elif record.part == file.skip_parts:  # the first part of a file whose beginning the index has
            old = self._related[record.path]
            self._file_id = old.file
            self._writer.remove(self._indexed.document_ids(old)[file.skip_parts :])
        record = record._replace(file=self._file_id)
        vectors, chunks = known.joined(document.vectors), known.with_hashes(document.records)
        document_id = self._writer.add(record, item.document.text, chunks, vectors, document.tokens)
        self._file_id = self._file_id or document_id
        self._tally.add(
            file.rest,
            record,
            characters=len(item.document.text),
            chunks=len(known.rest.chunks),
            tokens=0 if document.tokens else known.tokens_embedded,
        )
        self._commits.commit_if_due()


def _attached(item: ReadResult, vocabulary: int, dims: int) -> Prepared | None:
    """What a reader process made of a document, if one did; see `frames.unpack`."""
    try:
        return frames.unpack(item.attached, item.document, vocabulary=vocabulary, dims=dims)
    except frames.InvalidFrameError:
        return None
