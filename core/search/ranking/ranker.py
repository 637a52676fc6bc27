"""Ranks the chunks of an index for a query: by the cosine of vectors, by words, or by both."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scent.arrays import Integers, Mask, Rows, Scores, Vector, Vectors
from scent.closing import Closing
from scent.core.calibration import calibration
from scent.core.search.ranking import scoring
from scent.core.search.ranking.definitions import definition_bonuses, is_identifier
from scent.core.search.ranking.evidence import Evidence, in_sorted, united
from scent.core.search.ranking.made_vectors import MadeVectors
from scent.core.search.ranking.query import Mode, Query
from scent.core.search.ranking.query_model import QueryModel
from scent.core.search.ranking.weights import Weights
from scent.errors import UnreachableError
from scent.formats.index.reader import Reader
from scent.formats.index.vectors import scan

if TYPE_CHECKING:
    from scent.core.search.ranking.exact_vectors import ExactVectors


class Ranker(Closing):
    """Ranks the chunks of an open index. What the user should know goes into `warnings`.

    `weights` say how much each kind of evidence counts: at first those of the index.
    """

    def __init__(
        self, reader: Reader, model: QueryModel, made: MadeVectors, cache: Path | None, warnings: list[str]
    ) -> None:
        """Rank the chunks of `reader` by `model`; the other arguments are those of `Searcher`."""
        self._reader, self._model, self._made, self._cache = reader, model, made, cache
        self._warnings = warnings
        self.weights = Weights.of_manifest(reader.manifest)

    def close(self) -> None:
        """Free what makes exact vectors."""
        if "_exact" in vars(self):
            self._exact.close()

    def ranked(self, query: Query, mask: Mask | None, candidates: int) -> tuple[Rows, Scores]:
        """The rows (n,) and the scores (n,) of the candidates, best first; the parts of the scores are left in `query`.

        Args:
            query: what to rank by.
            mask: the documents to search (document rows,); None: all.
            candidates: how many of the nearest chunks are ranked, and of those with the query's words.
        """
        if query.mode is Mode.DENSE:
            query.vector = self._embedded(query) if query.vector is None else query.vector
            rows, cosines = self.nearest(query.vector, candidates, mask, query.exact_seconds)
            scores = self._scale(query, rows)(cosines)
            query.cosines.update(zip(rows.tolist(), scores.tolist(), strict=True))
            order = np.lexsort((rows, -scores))
            return rows[order], scores[order]
        lexical = self._reader.lexical
        evidence = Evidence(lexical.rare_words(query.terms, mask), self._reader.document_of)
        matching, bm25 = lexical.matching(query.text, candidates, mask)
        if lexical.problem:
            self._warnings.append(f"words were not searched: {lexical.problem}")
        coverages = scoring.term_coverage(bm25, query.weight)
        query.coverages.update(zip(matching.tolist(), coverages.tolist(), strict=True))
        if query.mode is Mode.HYBRID:
            self._embed_if_possible(query)
        if query.vector is None:
            rows = united([matching, evidence.rows])
            return self._with_evidence(query, evidence, rows, _spread(coverages, matching, rows))
        near, _ = self._reader.nearest(query.vector, candidates, mask)
        rows = united([near, matching, evidence.rows])
        scores = self._hybrid_scores(query, query.vector, evidence, rows, _spread(coverages, matching, rows))
        return self._with_evidence(query, evidence, rows, scores)

    def scores_at(self, query: Query, ranking: tuple[Rows, Scores], rows: Rows) -> Scores:
        """The scores (n,) for a query of the chunks in `rows` (n,), ascending, of which `ranking` has some.

        Of a chunk that `ranking` does not have, which is not among those with the most of the query's words, the vector
        alone counts.
        """
        ranked, values = ranking
        order = np.argsort(ranked)
        known = in_sorted(rows, ranked[order])
        scores = np.zeros(len(rows), np.float32)
        scores[known] = values[order][in_sorted(ranked[order], rows)]
        if query.vector is not None and not known.all():
            others = rows[~known]
            cosines = self._scale(query, others)(self._reader.scores(query.vector, others))
            query.cosines.update(zip(others.tolist(), cosines.tolist(), strict=True))
            scores[~known] = cosines
            if query.mode is Mode.HYBRID:
                none = np.zeros(len(others), np.float32)
                scores[~known] = scoring.hybrid_scores(
                    cosines, none, self.foreign(others), dense_weight=self.weights.meaning
                )
        return scores

    def nearest(self, vector: Vector, candidates: int, mask: Mask | None, seconds: float) -> tuple[Rows, Scores]:
        """The rows (n,) and the cosines (n,) of the chunks that are nearest to a vector, best first."""
        rows, cosines = self._reader.nearest(vector, candidates, mask)
        if not self._reader.manifest.provisional:
            return rows, cosines
        exact = self._exact.cosines(vector, rows, cosines, lambda each: each, seconds)
        return scan.best(rows, exact, candidates)

    def exact_vectors(self, rows: Rows, seconds: float) -> Vectors:
        """The vectors (n, dims) of some chunks; of many that have no exact vectors yet, those made in some seconds."""
        if not self._reader.manifest.provisional:
            return self._reader.vectors_at(rows).astype(np.float32)
        return self._exact.vectors(rows, seconds)

    def foreign(self, rows: Rows) -> Mask | bool:
        """Which chunks are in a language that the model does not read: bool (n,), or False for none."""
        unread = {name for name in self._reader.languages if not self.calibration.reads(name)}
        return np.array([name in unread for name in self._reader.languages_of(rows)]) if unread else False

    def is_translated(self, query: Query, rows: Rows) -> bool:
        """Whether the best of some chunks (n,) is in another language than the query.

        The cosines of models for many languages hardly tell chance from meaning then: `benchmarks/quality/README.md`.
        """
        if query.mode is Mode.LEXICAL or not self.calibration.means or not len(rows):
            return False
        (language,) = self._reader.languages_of(rows[:1])
        return bool(language) and self.calibration.reads(language) and query.language not in {"", language}

    def freshness(self, rows: Rows) -> Scores:
        """How new the documents of some chunks (n,) are: 0 for the oldest of the index to 1 for the newest, (n,).

        It is their place among all documents, so that it does not change with the time of day.
        """
        by_row, sorted_times = self._times
        places = np.searchsorted(sorted_times, by_row[self._reader.document_of(rows)])
        return (places / max(1, len(sorted_times) - 1)).astype(np.float32)

    def in_query_language(self, query: Query, rows: Rows) -> Scores:
        """1 for each chunk (n,) in the language of the query, 0 for the others, (n,); all 0 if it is not known."""
        asked = query.language
        return np.array([bool(asked) and name == asked for name in self._reader.languages_of(rows)], np.float32)

    @cached_property
    def calibration(self) -> calibration.Calibration:
        """What the cosines of the index's model are worth."""
        return calibration.of_manifest(self._reader.manifest)

    def _scale(self, query: Query, rows: Rows) -> Callable[[Scores], Scores]:
        """Puts cosines of a query with chunks (n,) on the scale of the bundled model, by the languages of both."""
        if not self.calibration.means:
            return self.calibration.query_scores
        languages = self._reader.languages_of(rows)
        return partial(self.calibration.scores_by_language, asked=query.language, languages=languages)

    def _hybrid_scores(self, query: Query, vector: Vector, evidence: Evidence, rows: Rows, coverages: Scores) -> Scores:
        """The hybrid scores (n,) of chunks, without what the exact words add; `query` gets their cosines."""
        foreign = self.foreign(rows)
        weight = self.weights.meaning
        cosines, scale = self._reader.scores(vector, rows), self._scale(query, rows)

        def hybrid(cosines: Scores) -> Scores:
            return scoring.hybrid_scores(scale(cosines), coverages, foreign, dense_weight=weight)

        def scores_of(cosines: Scores) -> Scores:
            scores = hybrid(cosines)
            return scores + self.weights.exact_bonus(*evidence.shares(rows, scores))

        if self._reader.manifest.provisional:
            cosines = self._exact.cosines(vector, rows, cosines, scores_of, query.exact_seconds)
        query.cosines.update(zip(rows.tolist(), scale(cosines).tolist(), strict=True))
        return hybrid(cosines)

    def _embedded(self, query: Query) -> Vector:
        """The unit vector (dims,) of a query that is searched by meaning alone."""
        try:
            return self._vector(query)
        except UnreachableError as error:
            hint = "start the server; if it has moved: scent index --model ADDRESS#NAME; by words alone: --mode lexical"
            raise UnreachableError(error.message, hint=hint) from error

    def _vector(self, query: Query) -> Vector:
        """The unit vector (dims,) of a query, between its own and that of an imagined passage if there is one."""
        vector = self._model.vector(query.text, query.instruction)
        return self._model.averaged(vector, query.imagined) if query.imagined else vector

    def _embed_if_possible(self, query: Query) -> None:
        """Embed a query, unless that was done; if the server of the model does not answer, search by words instead."""
        try:
            query.vector = self._vector(query) if query.vector is None else query.vector
        except UnreachableError as error:
            self._warnings.append(f"searched by words alone, as {error.message}")
            query.mode = Mode.LEXICAL

    def _with_evidence(self, query: Query, evidence: Evidence, rows: Rows, scores: Scores) -> tuple[Rows, Scores]:
        """The rows (n,), and their scores with what the exact words add, best first."""
        in_text, in_names = evidence.shares(rows, scores)
        bonuses = self.weights.exact_bonus(in_text, in_names)
        if self.weights.fresh:
            bonuses = bonuses + np.float32(self.weights.fresh) * self.freshness(rows)
        if self.weights.language:
            bonuses = bonuses + np.float32(self.weights.language) * self.in_query_language(query, rows)
        parts = (query.exact, in_text + in_names), (query.named, in_names), (query.bonuses, bonuses)
        for by_row, values in parts:
            by_row.update(zip(rows.tolist(), values.tolist(), strict=True))
        scores = scores + bonuses
        if is_identifier(query.text):
            scores = scores + definition_bonuses(query.text.strip(), rows, scores, self._reader.passage)
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    @cached_property
    def _times(self) -> tuple[Integers, Integers]:
        """When each document was made, by its row (rows,), and the same of all that can be found, ascending (n,)."""
        documents = self._reader.documents
        times = np.where(documents.dates != 0, documents.dates, documents.mtimes)
        by_row = np.zeros(self._reader.document_rows, np.int64)
        by_row[documents.rows] = times
        return by_row, np.sort(times)

    @cached_property
    def _exact(self) -> "ExactVectors":
        from scent.core.search.ranking.exact_vectors import ExactVectors  # loads what embeds passages

        return ExactVectors(self._reader, self._made, self._cache, lambda: self._model.embedder().model)


def _spread(values: Scores, of: Rows, rows: Rows) -> Scores:
    """The values of the chunks `of` at their places in `rows` (n,), ascending; 0 elsewhere."""
    result = np.zeros(len(rows), np.float32)
    result[np.searchsorted(rows, of)] = values
    return result
