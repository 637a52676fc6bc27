"""Measuring the search on judged queries.

Owned here: laying a collection out as files, indexing them as `scent index` does, asking as `scent search` does, and
what comes of it.
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
from scent.core.models import source as model_source
from scent.core.profile import Profile
from scent.core.quality.collection import Collection, Entry, Query, entries
from scent.core.quality.judged import document_id
from scent.core.quality.metrics import Estimate, Level, Measure, Ranking, Span, Values, estimate
from scent.core.search.searcher import Mode, Searcher
from scent.core.types import Hit, Progress

# Passages asked for where no measure says how many.
USUAL_DEPTH = 10
# The files of a collection are all meant, wherever they are laid out.
_EVERYTHING = WalkSettings(hidden=True, no_ignore=True, max_size=0)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is measured: how the index is made and how it is asked. `model` is None for the bundled one."""

    chunks: ChunkSettings = field(default_factory=ChunkSettings)
    mode: Mode = Mode.HYBRID
    model: Path | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one query gave, as far as it is judged: documents, each ranked by its best passage, and passages."""

    query: Query
    ranking: Ranking
    scores: Sequence[float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One collection under one setting: every answer, and every measure, float64 (queries,) with nan for not judged.

    `report` is of the run that made the index; settings that share an index share it.
    """

    collection: Collection
    setting: Setting
    report: Report
    answers: Sequence[Answer]
    values: Mapping[Measure, Values]

    def estimates(self) -> dict[Measure, Estimate]:
        """The mean of every measure that judges any query, with its interval."""
        every = {measure: estimate(values) for measure, values in self.values.items()}
        return {measure: found for measure, found in every.items() if found.queries}

    def differences(self, other: "Outcome") -> dict[Measure, Estimate]:
        """How much more this has than `other`, of the same collection and measures, query by query."""
        every = {measure: estimate(values - other.values[measure]) for measure, values in self.values.items()}
        return {measure: found for measure, found in every.items() if found.queries}


@dataclass(frozen=True, slots=True)
class Place:
    """Which document of a collection a file holds, and how many characters stand before its text."""

    document: str
    before: int


def evaluate(  # noqa: PLR0913  # what is measured, by what, where, and the three things that every long run takes
    collection: Collection,
    settings: Sequence[Setting],
    measures: Sequence[Measure],
    work: Path,
    *,
    suffix: str = ".txt",
    workers: int = 0,
    cache: Path | None = None,
    progress: Progress,
) -> Iterator[Outcome]:
    """One outcome a setting, those that share an index next to each other.

    Files and indexes are written below the directory `work`, and used again if they are there from an earlier call.
    `suffix` is what the names of the files end with, which may decide how they are read; `workers` and `cache` as in
    `update`. Raises whatever indexing and searching raise.
    """
    name = f"{collection.name}{suffix}"
    files = work.resolve() / "files" / name
    places = _laid_out(collection.corpus, files, suffix) if collection.corpus else {}
    paths = [os.fsencode(files)] if places else collection.paths
    for index, sharing in groupby(sorted(settings, key=_index_name), key=_index_name):
        report: Report | None = None
        for setting in sharing:
            directory = work / "indexes" / name / index
            report = report or update(
                directory,
                paths,
                Profile(
                    model_source.identify(setting.model), setting.chunks, _EVERYTHING if places else WalkSettings()
                ),
                workers=workers,
                cache=cache,
                progress=progress,
            )
            with Searcher.open(directory, cache=cache) as searcher:
                ask = _Asking(
                    searcher,
                    setting.mode,
                    places,
                    _deepest(measures, documents=False) or USUAL_DEPTH,
                    _deepest(measures, documents=True),
                )
                answers = [ask.answer(query) for query in collection.queries]
            values = {measure: _values(measure, answers) for measure in measures}
            yield Outcome(collection, setting, report, answers, values)


def _laid_out(corpus: Path, directory: Path, suffix: str) -> dict[bytes, Place]:
    """Every document as a file of its own, named by its number alone so that names cannot help or harm the search."""
    directory.mkdir(parents=True, exist_ok=True)
    places: dict[bytes, Place] = {}
    for number, entry in enumerate(entries(corpus)):
        file = directory / f"{number:08}{suffix}"
        text, place = _text(entry)
        content = text.encode(errors="replace")
        if not file.exists() or file.read_bytes() != content:  # an unchanged file is not indexed again
            file.write_bytes(content)
        places[os.fsencode(file)] = place
    for file in directory.iterdir():
        if os.fsencode(file) not in places:
            file.unlink()
    return places


def _text(entry: Entry) -> tuple[str, Place]:
    """A document as a file's text: its title as the first line, a blank line, and the text itself.

    What would make of it a binary file, or vanish in reading, becomes a blank, so that no character moves.
    """
    title = " ".join(entry.title.split())
    before = f"{title}\n\n" if title else ""
    return (before + entry.text).replace("\0", " ").replace("\ufeff", " "), Place(entry.id, len(before))


def _index_name(setting: Setting) -> str:
    """A directory's name, the same for settings that give the same vectors."""
    model = setting.model.stem if setting.model else "bundled"
    return "-".join([model, *(str(value) for value in astuple(setting.chunks))])


@dataclass(frozen=True, slots=True)
class _Asking:
    """An open index being asked for `passages` passages, and for up to `documents` different documents."""

    searcher: Searcher
    mode: Mode
    places: Mapping[bytes, Place]
    passages: int
    documents: int

    def answer(self, query: Query) -> Answer:
        """Ask for exactly as many passages as are judged, and go deeper only for documents that could change a measure.

        A deeper search gathers further neighbours into the same passages, which would then be measured longer than
        anybody sees them. The order of documents does not depend on the depth, and nothing can change once all that
        are relevant have been found.
        """
        limit = self.passages
        hits = self._search(query, limit)
        passages = [span for _, span in hits]
        while len(hits) == limit and not self._settled(query, {span.document for _, span in hits}):
            limit *= 4
            hits = self._search(query, limit)
        best: dict[str, float] = {}
        for hit, span in hits:
            best.setdefault(span.document, hit.score)
        return Answer(query, Ranking(list(best), passages), list(best.values()))

    def _settled(self, query: Query, found: set[str]) -> bool:
        wanted = {document for document, grade in query.relevance.items() if grade > 0}
        return len(found) >= self.documents or wanted <= found

    def _search(self, query: Query, limit: int) -> list[tuple[Hit, Span]]:
        hits = self.searcher.search(query.text, limit=limit, mode=self.mode)
        return [(hit, self._span(hit)) for hit in hits]

    def _span(self, hit: Hit) -> Span:
        place = self.places.get(hit.path) or Place(document_id(hit.path), 0)
        return Span(place.document, hit.start - place.before, hit.end - place.before)


def _deepest(measures: Sequence[Measure], *, documents: bool) -> int:
    """How many results the measures look at, of documents or of passages."""
    return max((each.k for each in measures if (each.level is Level.DOCUMENT) is documents), default=0)


def _values(measure: Measure, answers: Sequence[Answer]) -> Values:
    return np.array([measure.value(answer.ranking, answer.query.relevance, answer.query.answers) for answer in answers])
