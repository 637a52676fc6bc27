"""Measure the search on judged queries: write a collection as files, index them, search, and judge the hits.

Indexing and searching are those of `scent index` and `scent search`.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from itertools import groupby
from pathlib import Path

import numpy as np

from scent.core.config import ChunkSettings
from scent.core.files.walk import WalkSettings
from scent.core.indexing.report import Report
from scent.core.indexing.update import update
from scent.core.model_place import Place, short_name
from scent.core.models import source as model_source
from scent.core.profile import Profile
from scent.core.quality.collection import Collection, CorpusDocument, Query, read_corpus
from scent.core.quality.judged import judged_id
from scent.core.quality.metrics import Estimate, Level, Measure, Ranking, Span, Values, estimate
from scent.core.search.ranking.query import Mode
from scent.core.search.searcher import Searcher
from scent.core.types import WHOLE_RANKING, Hit, Progress

# The number of passages to search for if no measure says how many.
DEFAULT_DEPTH = 10
# All files of a collection are indexed, whatever ignore rules hold where they are written.
_EVERYTHING = WalkSettings(hidden=True, no_ignore=True, max_size=0)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting to measure: how to make the index and how to search it. `model` is None for the bundled model."""

    chunks: ChunkSettings = field(default_factory=ChunkSettings)
    mode: Mode = Mode.HYBRID
    model: Place | None = None


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The result of a query: its ranking, and the score of each ranked document's best passage."""

    query: Query
    ranking: Ranking
    scores: Sequence[float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of one collection under one setting.

    Attributes:
        collection: The collection.
        setting: The setting.
        report: The report of the run that made the index; settings that share an index share it.
        results: The result of each query.
        values: The value of each measure for each query, (queries,); nan where a query is not judged.
    """

    collection: Collection
    setting: Setting
    report: Report
    results: Sequence[QueryResult]
    values: Mapping[Measure, Values]

    def estimates(self) -> dict[Measure, Estimate]:
        """Return the mean of each measure that judges any query, with its interval."""
        estimates = {measure: estimate(values) for measure, values in self.values.items()}
        return {measure: each for measure, each in estimates.items() if each.queries}

    def differences(self, other: "Outcome") -> dict[Measure, Estimate]:
        """Return the mean difference to `other`, query by query; both have the same collection and measures."""
        estimates = {measure: estimate(values - other.values[measure]) for measure, values in self.values.items()}
        return {measure: each for measure, each in estimates.items() if each.queries}


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document of a collection that was written as a file; `text_start` characters precede its text."""

    document: str
    text_start: int


def evaluate(  # noqa: PLR0913  # what is measured and where, and how to index
    collection: Collection,
    settings: Sequence[Setting],
    measures: Sequence[Measure],
    work: Path,
    *,
    suffix: str = ".txt",
    workers: int = 0,
    cache: Path | None = None,
    progress: Progress,
    ready: bool = False,
) -> Iterator[Outcome]:
    """Yield an outcome for each setting; settings that share an index follow each other.

    Args:
        collection: The queries and documents.
        settings: What to compare.
        measures: What to measure.
        work: A directory for files and indexes; those of an earlier call are used again.
        suffix: The suffix of the files, which can decide how they are read.
        workers: As in `update`.
        cache: As in `update`.
        progress: As in `update`.
        ready: Search indexes that are only ready, without exact vectors.

    Raises what indexing and searching raise.
    """
    name = f"{collection.name}{suffix}"
    files = work.resolve() / "files" / name
    written = _write_corpus(collection.corpus, files, suffix) if collection.corpus else {}
    paths = [os.fsencode(files)] if written else collection.paths
    walk_settings = _EVERYTHING if written else WalkSettings()
    for index, sharing in groupby(sorted(settings, key=index_name), key=index_name):
        report: Report | None = None
        for setting in sharing:
            directory = work / ("ready" if ready else "indexes") / name / index
            report = report or update(
                directory,
                paths,
                Profile(model_source.identify(setting.model), setting.chunks, walk_settings),
                workers=workers,
                cache=cache,
                progress=progress,
                ready=ready,
            )
            with Searcher.open(directory, cache=cache) as searcher:
                runner = _QueryRunner(
                    searcher,
                    setting.mode,
                    written,
                    passages=_depth(measures, documents=False) or DEFAULT_DEPTH,
                    documents=_depth(measures, documents=True),
                )
                results = [runner.run(query) for query in collection.queries]
            values = {measure: _values(measure, results) for measure in measures}
            yield Outcome(collection, setting, report, results, values)


def _write_corpus(corpus: Path, directory: Path, suffix: str) -> dict[bytes, WrittenDocument]:
    """Write each document as a file, named by number so that names do not affect the search; return them by path."""
    directory.mkdir(parents=True, exist_ok=True)
    written: dict[bytes, WrittenDocument] = {}
    for number, document in enumerate(read_corpus(corpus)):
        file = directory / f"{number:08}{suffix}"
        text, text_start = _file_text(document)
        content = text.encode(errors="replace")
        if not file.exists() or file.read_bytes() != content:  # an unchanged file is not indexed again
            file.write_bytes(content)
        written[os.fsencode(file)] = WrittenDocument(document.id, text_start)
    for file in directory.iterdir():
        if os.fsencode(file) not in written:
            file.unlink()
    return written


def _file_text(document: CorpusDocument) -> tuple[str, int]:
    """Return the text of a file (title, blank line, text), and where the document's text starts in it.

    NUL bytes would make it a binary file and byte order marks are dropped by reading: both become
    spaces, so that no character moves.
    """
    title = " ".join(document.title.split())
    before = f"{title}\n\n" if title else ""
    return (before + document.text).replace("\0", " ").replace("\ufeff", " "), len(before)


def index_name(setting: Setting) -> str:
    """Return the name of the index directory; settings that give the same vectors share it."""
    model = short_name(setting.model or model_source.BUNDLED)
    return "-".join([model, *(str(value) for value in astuple(setting.chunks))])


@dataclass(frozen=True, slots=True)
class _QueryRunner:
    """Runs queries on an open index, for `passages` passages and for up to `documents` different documents."""

    searcher: Searcher
    mode: Mode
    written: Mapping[bytes, WrittenDocument]
    passages: int
    documents: int

    def run(self, query: Query) -> QueryResult:
        """Search for exactly as many passages as are judged, then deeper as long as more documents can matter.

        A deeper search joins more neighbours into the same passages, so their spans would be longer
        than those that a user sees. The order of documents does not depend on the depth, and nothing
        changes once all relevant documents are found.
        """
        limit = self.passages
        hits = self._search(query, limit)
        passages = [span for _, span in hits]
        while len(hits) == limit and not self._has_enough(query, {span.document for _, span in hits}):
            limit *= 4
            hits = self._search(query, limit)
        best: dict[str, float] = {}
        for hit, span in hits:
            best.setdefault(span.document, hit.score)
        return QueryResult(query, Ranking(list(best), passages), list(best.values()))

    def _has_enough(self, query: Query, documents: set[str]) -> bool:
        relevant = {document for document, grade in query.relevance.items() if grade > 0}
        return len(documents) >= self.documents or relevant <= documents

    def _search(self, query: Query, limit: int) -> list[tuple[Hit, Span]]:
        hits = self.searcher.search(query.text, limit=limit, mode=self.mode, listing=WHOLE_RANKING)
        return [(hit, self._span(query, hit)) for hit in hits]

    def _span(self, query: Query, hit: Hit) -> Span:
        written = self.written.get(hit.path) or WrittenDocument(judged_id(hit.path, hit.member, query.relevance), 0)
        return Span(written.document, hit.start - written.text_start, hit.end - written.text_start)


def _depth(measures: Sequence[Measure], *, documents: bool) -> int:
    """Return how many results the measures judge, of documents or of passages."""
    return max((each.k for each in measures if (each.level is Level.DOCUMENT) is documents), default=0)


def _values(measure: Measure, results: Sequence[QueryResult]) -> Values:
    return np.array([measure.value(each.ranking, each.query.relevance, each.query.answers) for each in results])
