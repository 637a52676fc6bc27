"""Finds the best passages of an index for a query: collects candidates, ranks them, and groups them into hits."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from scent.arrays import Mask, Rows, Scores, Vector, Vectors
from scent.closing import Closing
from scent.core.calibration import calibration
from scent.core.search import scoring
from scent.core.search.chance import Ranked
from scent.core.search.conditions.filters import below_any, in_scope
from scent.core.search.conditions.passage_filter import PassageFilter
from scent.core.search.definitions import definition_bonuses, is_identifier
from scent.core.search.evidence import Evidence, united
from scent.core.search.hits import hit
from scent.core.search.made_vectors import MadeVectors
from scent.core.search.query import Mode, Query
from scent.core.search.results.grouping import ChunkRun, grouped
from scent.core.search.results.search_depth import entries
from scent.core.types import EVERYTHING, EXACT_SECONDS, NO_CONDITIONS, USUAL_LISTING, Conditions, Hit, Listing, Scope
from scent.errors import UnreachableError
from scent.formats.index import manifest_file
from scent.formats.index.reader import Reader
from scent.formats.index.vectors import scan

if TYPE_CHECKING:
    from scent.core.embedding.query_embedder import QueryEmbedder
    from scent.core.inference.preload import Preload
    from scent.core.profile import Profile
    from scent.core.search.exact_vectors import ExactVectors

# In so many of the best hits, the model may choose the sentence that answers; each takes about as long as a query.
_SENTENCES_BY_MEANING = 3


class Searcher(Closing):
    """An index that is open for searching. A context manager; the model is loaded by the first query that needs it.

    `warnings` collects what the user should know although the search went on.
    """

    def __init__(
        self,
        reader: Reader,
        cache: Path | None = None,
        preloaded: "Preload | None" = None,
        embedder: "Callable[[Profile], QueryEmbedder] | None" = None,
        made: MadeVectors | None = None,
    ) -> None:
        """Search the index that `reader` has open, and close it with the searcher.

        Args:
            reader: the index.
            cache: the cache directory, where an index run may have left a faster copy of the model.
            preloaded: the index's model, if somebody has started to load it. The searcher closes it.
            embedder: makes the query embedder for an index with this profile. Without it, the model is loaded here.
            made: exact vectors that other searchers of the index have made, and where to add more.
        """
        self.warnings: list[str] = []
        self.reader = reader
        self._cache = cache
        self._made = made or MadeVectors()
        self._preloaded = preloaded
        self._open_embedder = embedder or self._load_embedder
        self._embedder: QueryEmbedder | None = None
        self._last_scope: tuple[object, Mask | None] | None = None

    @classmethod
    def open(
        cls,
        index: Path,
        *,
        cache: Path | None = None,
        preloaded: "Preload | None" = None,
        embedder: "Callable[[Profile], QueryEmbedder] | None" = None,
        made: MadeVectors | None = None,
    ) -> Self:
        """Open the last committed generation of the index in a directory; the arguments are those of `Searcher`.

        Raises:
            NoIndexError: the directory holds no index.
            FormatError: a newer scent wrote the index.
            DamageError: the index is damaged.
        """
        try:
            reader = Reader.open(index)
        except BaseException:
            if preloaded:
                preloaded.close()
            raise
        return cls(reader, cache, preloaded, embedder, made)

    def close(self) -> None:
        """Free the model and the mapped files."""
        if "_exact" in vars(self):
            self._exact.close()
        if self._embedder:
            self._embedder.close()
        if self._preloaded:
            self._preloaded.close()
        self.reader.close()

    def is_current(self) -> bool:
        """Whether no other generation of the index has been committed since this one was opened.

        Raises:
            NoIndexError, FormatError, DamageError: the index cannot be read any more.
        """
        return manifest_file.load(self.reader.index).generation == self.reader.manifest.generation

    def release_embedder(self) -> "QueryEmbedder | None":
        """Give the query embedder, if there is one, to the caller, who must close it."""
        embedder, self._embedder = self._embedder, None
        return embedder

    def search(  # noqa: PLR0913  # a query, and every way to narrow it
        self,
        query: str,
        *,
        limit: int = 10,
        mode: Mode = Mode.HYBRID,
        scope: Scope = EVERYTHING,
        files: Sequence[bytes] | None = None,
        min_score: float | None = None,
        listing: Listing = USUAL_LISTING,
        context: int = 0,
        conditions: Conditions = NO_CONDITIONS,
        exact_seconds: float = EXACT_SECONDS,
    ) -> list[Hit]:
        """At most `limit` hits in `scope`, best first. A scope or an index without documents adds a warning.

        Args:
            query: what to look for, in any words. Operators are not read here, see `query_language`.
            limit: the maximum number of hits.
            mode: which scores rank passages.
            scope: the documents to search. The search among them is exact, however few they are.
            files: search only at or below these paths as well. The index need not know all of them.
            min_score: leave out hits with a lower score. None: return nothing if the best hit is no better than
                chance, see `core.search.no_match`, and leave out hits as `listing` says.
            listing: which of the ranked passages to show.
            context: how many lines around each passage a hit has.
            conditions: what each passage and its document must have, and must not have. Passages with all of the text
                that is required are never left out as no better than chance.
            exact_seconds: how long the search may make vectors of passages that have none yet but provisional ones.

        Raises:
            UsageError: the index holds nothing at one of the scope's paths, or a glob is malformed.
            ModelError: the index's model cannot be opened.
            DamageError: a passage is not what was written.
        """
        mask = self._mask(scope, None if files is None else tuple(files))
        if not self.reader.live_chunks():
            self.warnings.append("the index has no passages yet; scent status tells whether a run is filling it")
            return []
        if mask is not None and scope != EVERYTHING and not mask.any():
            self.warnings.append("nothing in the index matches the filters")
            return []
        if mask is not None and not mask.any():
            self.warnings.append("none of the listed files is in the index; index them first: scent index PATH")
            return []
        asked = PassageFilter(self.reader, conditions)
        mask = asked.documents(mask)
        if mask is not None and not mask.any():
            self.warnings.append(asked.problem())
            return []
        searched = self._corrected(query, mode)
        state = Query(searched, mode, self.reader.lexical.query_terms(searched), corrected=searched != query)
        state.exact_seconds = exact_seconds

        def ranked(candidates: int) -> list[ChunkRun]:
            rows, scores = asked.ranked(lambda count: self._ranked(state, mask, count), candidates, mask)
            if min_score is not None or conditions.required:
                return self._runs(rows, scores, listing)
            number, foreign = self.reader.live_chunks(mask), self._foreign(rows)
            chunks = Ranked(self.reader, state, rows, scores, foreign=foreign, chunks=number)
            if chunks.nothing_matches():
                return []
            runs = self._runs(rows, scores, listing)
            chunks.mark(runs)
            return runs

        found = entries(self.reader, ranked, state, listing, limit=limit, min_score=min_score)
        if not found and conditions != NO_CONDITIONS:
            self.warnings.append(asked.problem())
        return [
            hit(self.reader, entry, state, self._vectors if number < _SENTENCES_BY_MEANING else None, context)
            for number, entry in enumerate(found)
        ]

    def nearest(  # noqa: PLR0913  # a vector, and every way to narrow the search
        self,
        vector: Vector,
        without: Rows,
        *,
        limit: int = 10,
        scope: Scope = EVERYTHING,
        min_score: float | None = None,
        listing: Listing = USUAL_LISTING,
        context: int = 0,
        exact_seconds: float = EXACT_SECONDS,
    ) -> list[Hit]:
        """At most `limit` hits in `scope`, by the cosine of a passage's unit vector (dims,) with theirs, best first.

        Chunks in the rows `without` (n,) are left out. `min_score`, `listing`, `context` and `exact_seconds` are as in
        `search`, but chance is not asked.

        Raises:
            UsageError, DamageError: as `search`.
        """
        mask = self._mask(scope, None)

        def ranked(candidates: int) -> list[ChunkRun]:
            rows, cosines = self._nearest(vector, candidates + len(without), mask, exact_seconds)
            scores = self._calibration.passage_scores(cosines)
            keep = ~np.isin(rows, without)
            return self._runs(rows[keep], scores[keep], listing)

        nothing = Query("", Mode.DENSE)
        found = entries(self.reader, ranked, nothing, listing, limit=limit, min_score=min_score)
        return [hit(self.reader, entry, nothing, None, context) for entry in found]

    def _runs(self, rows: Rows, scores: Scores, listing: Listing) -> list[ChunkRun]:
        """Runs of the ranked chunks in `rows` (n,) with these scores (n,), best first."""
        if listing.generated_last and (generated := self.reader.generated(rows)).any():
            scores = scoring.generated_last(scores, generated)
            order = np.argsort(-scores, kind="stable")
            rows, scores = rows[order], scores[order]
        return grouped(rows, scores, self.reader.document_of(rows), len(rows))

    def _corrected(self, query: str, mode: Mode) -> str:
        """The query with the nearest spelling of each word that the index does not have, which is said in a warning."""
        if mode is Mode.DENSE:
            return query
        corrected, nearest = self.reader.lexical.corrected(
            query, self._is_word if mode is Mode.HYBRID else lambda _: False
        )
        self.warnings += [f"no '{typed}'; searched '{word}'" for typed, word in nearest.items()]
        return corrected

    def _ranked(self, query: Query, mask: Mask | None, candidates: int) -> tuple[Rows, Scores]:
        """The rows and the scores of the candidates, best first; the parts of the scores are left in `query`."""
        if query.mode is Mode.DENSE:
            query.vector = self._embedded(query.text) if query.vector is None else query.vector
            rows, cosines = self._nearest(query.vector, candidates, mask, query.exact_seconds)
            return rows, self._calibration.query_scores(cosines)
        evidence = Evidence(self.reader.lexical.rare_words(query.terms, mask), self.reader.document_of)
        matching, bm25 = self.reader.lexical.matching(query.text, candidates, mask)
        if self.reader.lexical.problem:
            self.warnings.append(f"words were not searched: {self.reader.lexical.problem}")
        lexical = scoring.term_coverage(bm25, query.weight)
        query.coverages.update(zip(matching.tolist(), lexical.tolist(), strict=True))
        if query.mode is Mode.HYBRID:
            self._embed_if_possible(query)
        if query.vector is None:
            rows = united([matching, evidence.rows])
            return self._with_evidence(query, evidence, rows, _spread(lexical, matching, rows))
        vector = query.vector
        near, _ = self.reader.nearest(vector, candidates, mask)
        rows = united([near, matching, evidence.rows])
        coverages, foreign = _spread(lexical, matching, rows), self._foreign(rows)
        cosines = self.reader.scores(vector, rows)

        def scores_of(cosines: Scores) -> Scores:
            scaled = self._calibration.query_scores(cosines)
            hybrid = scoring.hybrid_scores(scaled, coverages, foreign, dense_weight=self._dense_weight)
            return hybrid + scoring.exact_bonus(evidence.shares(rows, hybrid))

        if self.reader.manifest.provisional:
            cosines = self._exact.cosines(vector, rows, cosines, scores_of, query.exact_seconds)
        cosines = self._calibration.query_scores(cosines)
        query.cosines.update(zip(rows.tolist(), cosines.tolist(), strict=True))
        scores = scoring.hybrid_scores(cosines, coverages, foreign, dense_weight=self._dense_weight)
        return self._with_evidence(query, evidence, rows, scores)

    def _embedded(self, text: str) -> Vector:
        """The unit vector (dims,) of a query that is searched by meaning alone."""
        try:
            return self._vector(text)
        except UnreachableError as error:
            hint = "start the server; if it has moved: scent index --model ADDRESS#NAME; by words alone: --mode lexical"
            raise UnreachableError(error.message, hint=hint) from error

    def _embed_if_possible(self, query: Query) -> None:
        """Embed a query, unless that was done; if the server of the model does not answer, search by words instead."""
        try:
            query.vector = self._vector(query.text) if query.vector is None else query.vector
        except UnreachableError as error:
            self.warnings.append(f"searched by words alone, as {error.message}")
            query.mode = Mode.LEXICAL

    def _with_evidence(self, query: Query, evidence: Evidence, rows: Rows, scores: Scores) -> tuple[Rows, Scores]:
        """The rows (n,), and their scores with what the exact words add, best first."""
        shares = evidence.shares(rows, scores)
        query.exact.update(zip(rows.tolist(), shares.tolist(), strict=True))
        scores = scores + scoring.exact_bonus(shares)
        if is_identifier(query.text):
            scores = scores + definition_bonuses(query.text.strip(), rows, scores, self.reader.passage)
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def _foreign(self, rows: Rows) -> Mask | bool:
        """Which chunks are in a language that the model does not read: bool (n,), or False for none."""
        unread = {name for name in self.reader.languages if not self._calibration.reads(name)}
        return np.array([name in unread for name in self.reader.languages_of(rows)]) if unread else False

    def _is_word(self, word: str) -> bool:
        """Whether the model knows a word as a whole, so that it is not misspelt though the index does not have it."""
        return self._query_embedder().model.is_word(word)

    def exact_vectors(self, rows: Rows, seconds: float) -> Vectors:
        """The vectors (n, dims) of some chunks; of many that have no exact vectors yet, those made in some seconds."""
        if not self.reader.manifest.provisional:
            return self.reader.vectors_at(rows).astype(np.float32)
        return self._exact.vectors(rows, seconds)

    def _nearest(self, vector: Vector, candidates: int, mask: Mask | None, seconds: float) -> tuple[Rows, Scores]:
        """The rows and the cosines of the chunks that are nearest to a vector, best first."""
        rows, cosines = self.reader.nearest(vector, candidates, mask)
        if not self.reader.manifest.provisional:
            return rows, cosines
        exact = self._exact.cosines(vector, rows, cosines, lambda each: each, seconds)
        return scan.best(rows, exact, candidates)

    @property
    def _dense_weight(self) -> float:
        return scoring.weight_of(self.reader.manifest.settings["model"]["pooling"])

    @cached_property
    def _calibration(self) -> calibration.Calibration:
        return calibration.of_manifest(self.reader.manifest)

    @cached_property
    def _exact(self) -> "ExactVectors":
        from scent.core.search.exact_vectors import ExactVectors  # loads what embeds passages

        return ExactVectors(self.reader, self._made, self._cache, lambda: self._query_embedder().model)

    def _vector(self, text: str) -> Vector:
        """The unit vector (dims,) of a query."""
        return self._query_embedder().vector(text)

    def _vectors(self, texts: Sequence[str]) -> list[Vector]:
        """The unit vectors (dims,) of texts, as queries; zeros if the server of the model does not answer any more."""
        embedder = self._query_embedder()
        try:
            return embedder.vectors(texts)
        except UnreachableError:
            return [np.zeros(embedder.dims, np.float32)] * len(texts)

    def _query_embedder(self) -> "QueryEmbedder":
        if self._embedder is None:
            # Imported here: a lexical search needs no model, and its library takes a while to load.
            from scent.core.profile import Profile

            self._embedder = self._open_embedder(Profile.from_manifest(self.reader.manifest))
        return self._embedder

    def _load_embedder(self, profile: "Profile") -> "QueryEmbedder":
        from scent.core.embedding.query_embedder import QueryEmbedder
        from scent.core.models import source as model_source

        return QueryEmbedder(model_source.load(profile.model, self._cache, preloaded=self._preloaded), profile.dims)

    def _mask(self, scope: Scope, files: tuple[bytes, ...] | None) -> Mask | None:
        """Which documents to search: bool (document rows,), None for all. The last mask is kept for the next query."""
        if scope == EVERYTHING and files is None:
            return None
        if self._last_scope is None or self._last_scope[0] != (scope, files):
            documents, rows = self.reader.documents, self.reader.document_rows
            mask = in_scope(scope, documents, rows, self.reader.manifest.roots)
            mask = mask if files is None else mask & below_any(files, documents, rows)
            self._last_scope = (scope, files), mask
        return self._last_scope[1]


def _spread(values: Scores, of: Rows, rows: Rows) -> Scores:
    """The values of the chunks `of` at their places in `rows` (n,), ascending; 0 elsewhere."""
    result = np.zeros(len(rows), np.float32)
    result[np.searchsorted(rows, of)] = values
    return result
