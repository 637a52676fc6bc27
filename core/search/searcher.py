"""Finds the best passages of an index for a query: collects candidates, ranks them, and groups them into hits."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from scent.arrays import Mask, Rows, Scores, Vector
from scent.closing import Closing
from scent.core.search.chance import Ranked
from scent.core.search.conditions.filters import below_any, in_scope
from scent.core.search.conditions.passage_filter import PassageFilter
from scent.core.search.hits import hit
from scent.core.search.ranking import scoring
from scent.core.search.ranking.combining import Combined
from scent.core.search.ranking.made_vectors import MadeVectors
from scent.core.search.ranking.query import Mode, Query
from scent.core.search.ranking.query_model import QueryModel
from scent.core.search.ranking.ranker import Ranker
from scent.core.search.ranking.reference import reference_to
from scent.core.search.ranking.reranking import Reranking, check_rerank
from scent.core.search.results.grouping import ChunkRun, grouped
from scent.core.search.results.search_depth import entries
from scent.core.types import (
    EVERYTHING,
    EXACT_SECONDS,
    NO_CONDITIONS,
    NOT_COMBINED,
    NOT_RERANKED,
    USUAL_LISTING,
    Combination,
    Conditions,
    Hit,
    Listing,
    Rerank,
    Scope,
)
from scent.formats.index import manifest_file
from scent.formats.index.reader import Reader

if TYPE_CHECKING:
    from scent.core.embedding.query_embedder import QueryEmbedder
    from scent.core.inference.preload import Preload
    from scent.core.profile import Profile

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
        self.model = QueryModel(reader.manifest, cache, preloaded, embedder)
        self.ranker = Ranker(reader, self.model, made or MadeVectors(), cache, self.warnings)
        self._cache = cache
        self._rerank = Reranking(reader, cache, self.warnings)
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
        self._rerank.close()
        self.ranker.close()
        self.model.close()
        self.reader.close()

    def is_current(self) -> bool:
        """Whether no other generation of the index has been committed since this one was opened.

        Raises:
            NoIndexError, FormatError, DamageError: the index cannot be read any more.
        """
        return manifest_file.load(self.reader.index).generation == self.reader.manifest.generation

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
        combination: Combination = NOT_COMBINED,
        rerank: Rerank = NOT_RERANKED,
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
            combination: more texts that a passage must answer, texts to keep away from, and passages as examples.
            rerank: a second look at the best passages.
            exact_seconds: how long the search may make vectors of passages that have none yet but provisional ones.

        Raises:
            UsageError: the index holds nothing at one of the scope's paths, a glob is malformed, the index does not
                hold an example, its model takes no instruction or is that of the second look too, or several texts are
                combined with a second look.
            ModelError: the index's model cannot be opened.
            DamageError: a passage is not what was written.
        """
        check_rerank(rerank, combination)
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
        combined = self._combined(query, mode, combination, exact_seconds)
        state = combined.texts[0]

        def ranked(candidates: int) -> list[ChunkRun]:
            rows, scores = asked.ranked(lambda count: combined.ranked(mask, count), candidates, mask)
            rows, scores = self._rerank.ranked(state, rows, scores, rerank)
            runs = self._runs(rows, scores, listing)
            if min_score is not None or conditions.required:
                return runs
            number, foreign = self.reader.live_chunks(mask), self.ranker.foreign(rows)
            for place, text in self._comparable(combined.texts, rows):
                values = combined.scores_of(place, rows)
                chunks = Ranked(self.reader, text, rows, values, foreign=foreign, chunks=number)
                if chunks.nothing_matches():
                    return []
                chunks.mark(runs)
            return runs

        # How a list of one query ends depends on its words; that of combined scores, on the scores alone.
        judged = state if combined.is_one_query else Query("", mode)
        found = entries(self.reader, ranked, judged, listing, limit=limit, min_score=min_score)
        if not found and conditions != NO_CONDITIONS:
            self.warnings.append(asked.problem())
        return [
            hit(
                self.reader,
                entry,
                state,
                self.model.vectors_if_reachable if number < _SENTENCES_BY_MEANING else None,
                context,
            )
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
            rows, cosines = self.ranker.nearest(vector, candidates + len(without), mask, exact_seconds)
            scores = self.ranker.calibration.passage_scores(cosines)
            keep = ~np.isin(rows, without)
            return self._runs(rows[keep], scores[keep], listing)

        nothing = Query("", Mode.DENSE)
        found = entries(self.reader, ranked, nothing, listing, limit=limit, min_score=min_score)
        return [hit(self.reader, entry, nothing, None, context) for entry in found]

    def _combined(self, query: str, mode: Mode, combination: Combination, seconds: float) -> Combined:
        """A query and what it is combined with, ready to be ranked."""

        def state(text: str) -> Query:
            searched = self._corrected(text, mode)
            terms = self.reader.lexical.query_terms(searched)
            result = Query(searched, mode, terms, corrected=searched != text, instruction=combination.instruction)
            result.exact_seconds = seconds
            return result

        like = [reference_to(self.reader, self.ranker, path, lines, seconds) for path, lines in combination.like]
        texts = [state(text) for text in (query, *combination.both)]
        texts[0].imagined = combination.imagined
        return Combined(self.reader, self.ranker, texts, [state(text) for text in combination.unlike], like)

    def _comparable(self, queries: Sequence[Query], rows: Rows) -> list[tuple[int, Query]]:
        """The queries, with their places, for which the best of some chunks (n,) tell whether anything matches."""
        return [(place, query) for place, query in enumerate(queries) if not self.ranker.is_translated(query, rows)]

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
            query, self.model.is_word if mode is Mode.HYBRID else lambda _: False
        )
        self.warnings += [f"no '{typed}'; searched '{word}'" for typed, word in nearest.items()]
        return corrected

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
