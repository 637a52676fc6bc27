"""Reads the files of a plan, cuts them into chunks, and adds them to the index with exact or provisional vectors."""

from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial

from scent.arrays import Tokens, Vectors
from scent.core.chunking.chunk_records import chunk_records
from scent.core.chunking.chunker import ChunkedDocument, chunk
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.provisional import ProvisionalVectors
from scent.core.indexing.commits import Commits
from scent.core.indexing.planning.indexed_files import IndexedFiles
from scent.core.indexing.planning.plan import IndexedFile, Plan
from scent.core.indexing.stop import Stop
from scent.core.indexing.tally import Tally
from scent.core.indexing.vector_reuse import PartlyKnown, StoredDocument, VectorReuse
from scent.core.reading.pipeline import FileToRead, ReadResult, read_files
from scent.core.reading.pool import ReaderPool
from scent.formats.index.writer import Writer


class Intake:
    """Adds files to the index of `writer`; `related` are the files of the index at paths that the plan reads."""

    def __init__(  # noqa: PLR0913, PLR0917  # where files come from, and where they go
        self,
        writer: Writer,
        indexed: IndexedFiles,
        related: Mapping[bytes, IndexedFile],
        embedder: Embedder,
        stop: Stop,
        tally: Tally,
        commits: Commits,
    ) -> None:
        self._writer, self._indexed, self._related = writer, indexed, related
        self._embedder, self._stop, self._tally, self._commits = embedder, stop, tally, commits
        self._file_id = 0  # of the file whose parts are being added; 0 before its first part

    def add(self, plan: Plan, provisional: ProvisionalVectors | None) -> None:
        """Read and add all files of a plan whose content is new.

        Args:
            plan: The plan.
            provisional: Makes the vectors, in a small part of the time; if None, chunks get exact ones.

        Raises:
            Stopped: A stop was requested; what is added can be committed.
            OSError: The disk is full.
        """
        files = [
            *(FileToRead(match.stat, match.indexed.parts) for match in plan.resumed),
            *(FileToRead(match.stat) for match in plan.changed),
            *(FileToRead(stat) for stat in plan.added),
            *(FileToRead(match.stat) for match in plan.reread),
        ]
        if not files:
            return
        self._tally.start([file.stat for file in files])
        with ReaderPool() as readers:
            chunked = self._chunked(plan, files, readers)
            vectors = self._provisional(chunked, provisional) if provisional else self._exact(chunked)
            while True:
                with self._stop.interruptible():  # a large document takes minutes, and nothing is written meanwhile
                    document = next(vectors, None)
                if document is None:
                    return
                self._add(*document)
                self._stop.obey_limit()

    def _chunked(
        self, plan: Plan, files: list[FileToRead], readers: ReaderPool
    ) -> Iterator[tuple[ReadResult, PartlyKnown]]:
        """Read files, cut their documents into chunks, and find the vectors that these can keep."""
        model, settings = self._embedder.model, self._embedder.settings
        reuse = VectorReuse(partial(self._stored, plan), self._embedder.dims, settings.strategy)
        for item in read_files(files, self._tally.fail, readers):
            most = None if model.reads(item.record.language) else self._embedder.max_foreign_tokens
            chunked = chunk(item.document, model.tokenize, settings.chunk_tokens, most)
            yield item, reuse.look_up(item.record.path, item.document.text, chunked)

    def _exact(
        self, documents: Iterator[tuple[ReadResult, PartlyKnown]]
    ) -> Iterator[tuple[ReadResult, PartlyKnown, Vectors, list[Tokens]]]:
        """The documents with the exact vectors of their new chunks."""
        pending: deque[tuple[ReadResult, PartlyKnown]] = deque()  # documents that are being embedded
        for vectors in self._embedder.documents(_noted(documents, pending)):
            yield *pending.popleft(), vectors, []

    def _provisional(
        self, documents: Iterator[tuple[ReadResult, PartlyKnown]], provisional: ProvisionalVectors
    ) -> Iterator[tuple[ReadResult, PartlyKnown, Vectors, list[Tokens]]]:
        """The documents with provisional vectors of their new chunks, and the tokens of these."""
        for item, known in documents:
            yield item, known, provisional.vectors(known.rest), known.tokens

    def _stored(self, plan: Plan, path: bytes) -> list[StoredDocument]:
        """Return the documents of the index that may hold the same text as the file `path`."""
        files = (plan.sources.get(path), self._related.get(path))
        return [each for file in files if file is not None for each in self._indexed.stored_documents(file)]

    def _add(self, item: ReadResult, known: PartlyKnown, vectors: Vectors, tokens: list[Tokens]) -> None:
        """Add a document to the index; the first document of a file replaces the file's old version."""
        file, record = item.file, item.record
        if record.part == 0:
            self._file_id = 0
            if (old := self._related.get(record.path)) is not None:
                self._writer.remove(self._indexed.document_ids(old))
        elif record.part == file.skip_parts:  # the first part that a resumed file still needs
            self._file_id = self._related[record.path].file
        record = record._replace(file=self._file_id)
        chunks = chunk_records(item.document, known.chunked)
        document_id = self._writer.add(record, item.document.text, chunks, known.joined(vectors), tokens)
        self._file_id = self._file_id or document_id
        self._tally.add(
            file.stat,
            record,
            characters=len(item.document.text),
            chunks=len(known.rest.chunks),
            tokens=0 if tokens else known.tokens_embedded,
        )
        self._commits.commit_if_due()


def _noted(
    documents: Iterator[tuple[ReadResult, PartlyKnown]], pending: deque[tuple[ReadResult, PartlyKnown]]
) -> Iterator[ChunkedDocument]:
    """Yield what must be embedded of each document, and note the document in `pending` before."""
    for document in documents:
        pending.append(document)
        yield document[1].rest
