"""From a query to hits.

Owned here: how candidates are gathered and ranked.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from scent.arrays import Mask, Rows, Scores, Vector
from scent.closing import Closing
from scent.core.chunking.places import place_range
from scent.core.files.freshness import staleness
from scent.core.search import scoring
from scent.core.search.answer import best_sentence, words_found
from scent.core.search.filters import among, mask
from scent.core.search.grouping import ChunkRun, grouped
from scent.core.types import EVERYTHING, Hit, Reasons, Scope
from scent.formats.index.lexical.stemming import terms_of
from scent.formats.index.reader import Reader
from scent.formats.index.records import Passage, QueryTerm, Section

if TYPE_CHECKING:
    from scent.core.embedding.query_embedder import QueryEmbedder
    from scent.core.inference.preload import Preload
    from scent.core.profile import Profile

# How many candidates each side brings to the fusion.
CANDIDATES = 200
# In so many of the best hits the model is asked which sentence answers where no word tells; it takes a while.
POINTED = 3
# Longer sentences (of code, of lists) are known by their beginning: the model takes as long for a passage as all else.
_READ = 300


class Mode(StrEnum):
    """Which sides of the index answer."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


class _Asked:
    """A query on its way: its words, and its vector and the parts of scores by row, once they are known.

    `weight` is what all its words weigh together, `weights` what each term weighs that one may stand in the index as.
    """

    def __init__(self, query: str, mode: Mode, query_terms: Sequence[QueryTerm]) -> None:
        self.query = query
        self.mode = mode
        self.weight = sum(word.weight for word in query_terms)
        self.weights = {term: word.weight for word in query_terms for term in word.terms}
        self.vector: Vector | None = None
        self.cosines: dict[int, float] = {}
        self.shares: dict[int, float] = {}


class Searcher(Closing):
    """An index open for searching, and its model once a query needs it. A context manager.

    `warnings` collects what its user should know although hits were found; `nearest` is the best score that the last
    search met, whether or not it was enough (None: there was none).
    """

    def __init__(
        self,
        reader: Reader,
        cache: Path | None = None,
        preloaded: "Preload | None" = None,
        embedder: "Callable[[Profile], QueryEmbedder] | None" = None,
    ) -> None:
        """Search what `reader` has open; `cache` is where an index run may have left what makes the model faster.

        `preloaded` is the model if somebody has begun to load it; it is closed with the searcher. `embedder` gives what
        embeds queries for an index of that profile, instead of the model being loaded.
        """
        self.warnings: list[str] = []
        self.nearest: float | None = None
        self._reader = reader
        self._cache = cache
        self._preloaded = preloaded
        self._open_embedder = embedder or self._loaded
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
    ) -> Self:
        """Open the last committed generation of the index in a directory; the rest as it is made.

        Raises:
            NoIndexError: there is none.
            FormatError: a newer scent wrote it.
            DamageError: it is not what was written.
        """
        return cls(Reader.open(index), cache, preloaded, embedder)

    def close(self) -> None:
        """Free the model and the mapped files."""
        if self._embedder:
            self._embedder.close()
        if self._preloaded:
            self._preloaded.close()
        self._reader.close()

    def search(  # noqa: PLR0913  # what is asked, and every way to narrow it
        self,
        query: str,
        *,
        limit: int = 10,
        mode: Mode = Mode.HYBRID,
        scope: Scope = EVERYTHING,
        listed: Sequence[bytes] | None = None,
        min_score: float | None = None,
    ) -> list[Hit]:
        """The best `limit` hits, best first, among the documents in `scope`.

        Exact however few those are; if a scope leaves none at all, a warning says so.

        With `listed`, only among the files at or below these as well, of which the index need not hold all.

        Hits below `min_score` are left out. Where it is None, all are left out if the best one is no better than what a
        query finds that has nothing to do with the index; `nearest` then keeps that one.

        Raises:
            UsageError: the index holds nothing at one of the paths.
            ModelError: the index's model cannot be opened.
            DamageError: a passage is not what was written.
        """
        kept = self._mask(scope, None if listed is None else tuple(listed))
        self.nearest = None
        if kept is not None and scope != EVERYTHING and not kept.any():
            self.warnings.append("nothing in the index matches the filters")
            return []
        asked = _Asked(query, mode, self._reader.query_terms(query))
        rows, scores = self._ranked(asked, kept)
        runs = grouped(rows, scores, self._reader.document_of(rows), limit)
        self.nearest = runs[0].score if runs else None
        if min_score is not None:
            runs = [run for run in runs if run.score >= min_score]
        elif runs and self._by_chance(runs[0], asked, kept):
            runs = []
        return [self._hit(run, asked, by_meaning=place < POINTED) for place, run in enumerate(runs)]

    def alike(self, vector: Vector, without: Rows, *, limit: int = 10, scope: Scope = EVERYTHING) -> list[Hit]:
        """The best `limit` hits in `scope` for a vector (dims,) of length one, by cosine.

        Passages in the rows `without` are none.

        Raises:
            UsageError: as `search`.
            DamageError: a passage is not what was written.
        """
        rows, scores = self._reader.nearest(vector, CANDIDATES + len(without), self._mask(scope, None))
        keep = ~np.isin(rows, without)
        rows, scores = rows[keep], scores[keep]
        asked = _Asked("", Mode.DENSE, ())
        runs = grouped(rows, scores, self._reader.document_of(rows), limit)
        return [self._hit(run, asked, by_meaning=False) for run in runs]

    @property
    def chunks(self) -> int:
        """How many chunks can be found."""
        return self._reader.live_chunks()

    def _by_chance(self, best: ChunkRun, asked: _Asked, scope: Mask | None) -> bool:
        """Whether the best hit in a scope is no better than any query finds; any shared word is a match of words."""
        chunks = self._reader.live_chunks(scope)
        match asked.mode:
            case Mode.LEXICAL:
                return False
            case Mode.DENSE:
                return best.score < scoring.least_dense(chunks)
            case Mode.HYBRID if np.any(self._foreign(np.array([best.best]))):
                return best.score < scoring.least_foreign(chunks)
            case Mode.HYBRID:
                return not scoring.matches(best.score, asked.cosines[best.best], chunks)

    def _ranked(self, asked: _Asked, scope: Mask | None) -> tuple[Rows, Scores]:
        """Candidate chunks, best first, with their scores."""
        query, mode = asked.query, asked.mode
        if mode is Mode.DENSE:
            asked.vector = self._vector(query)
            return self._reader.nearest(asked.vector, CANDIDATES, scope)
        found, bm25 = self._reader.matching(query, CANDIDATES, scope)
        if self._reader.lexical_problem:
            self.warnings.append(f"words were not searched: {self._reader.lexical_problem}")
        lexical = scoring.share(bm25, asked.weight)
        asked.shares.update(zip(found.tolist(), lexical.tolist(), strict=True))
        if mode is Mode.LEXICAL:
            return found, lexical
        asked.vector = vector = self._vector(query)
        near, _ = self._reader.nearest(vector, CANDIDATES, scope)
        rows = np.sort(np.concatenate([near, found]))
        rows = rows[np.diff(rows, prepend=-1) > 0]  # not by np.union1d, which imports numpy.ma: 15 ms
        shares = np.zeros(len(rows), np.float32)
        shares[np.searchsorted(rows, found)] = lexical
        cosines = self._reader.scores(vector, rows)
        asked.cosines.update(zip(rows.tolist(), cosines.tolist(), strict=True))
        scores = scoring.fused(cosines, shares, self._foreign(rows))
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def _foreign(self, rows: Rows) -> Mask | bool:
        """Which chunks are in a language that the model does not read: bool (n,), or False for none."""
        model = self._embedder.model if self._embedder else None
        unread = {name for name in self._reader.languages if model and not model.reads(name)}
        return np.array([name in unread for name in self._reader.languages_of(rows)]) if unread else False

    def release(self) -> "QueryEmbedder | None":
        """Hand over what embeds queries, if anything has, before all else is closed."""
        embedder, self._embedder = self._embedder, None
        return embedder

    def _vector(self, query: str) -> Vector:
        if self._embedder is None:
            # Not above: words are searched without a model, and its library takes a while to load.
            from scent.core.profile import Profile

            self._embedder = self._open_embedder(Profile.from_settings(self._reader.manifest.settings))
        return self._embedder.vector(query)

    def _loaded(self, profile: "Profile") -> "QueryEmbedder":
        from scent.core.embedding.query_embedder import QueryEmbedder
        from scent.core.models import source as model_source

        return QueryEmbedder(model_source.load(profile.model, self._cache, preloaded=self._preloaded), profile.dims)

    def _mask(self, scope: Scope, listed: tuple[bytes, ...] | None) -> Mask | None:
        """Which documents are searched: bool (document rows,), None for all; kept for the next query."""
        if scope == EVERYTHING and listed is None:
            return None
        if self._last_scope is None or self._last_scope[0] != (scope, listed):
            documents, rows = self._reader.documents, self._reader.document_rows
            kept = mask(scope, documents, rows, self._reader.manifest.roots)
            kept = kept if listed is None else kept & among(listed, documents, rows)
            self._last_scope = (scope, listed), kept
        return self._last_scope[1]

    def _hit(self, run: ChunkRun, asked: _Asked, *, by_meaning: bool) -> Hit:
        passages = [self._reader.passage(row) for row in range(run.first, run.last + 1)]
        first, best, last = passages[0], passages[run.best - run.first], passages[-1]
        text = best.text if run.first == run.last else self._reader.span_text(run.first, run.last)
        body = text.strip()
        lead = text[: len(text) - len(text.lstrip())]
        start, line = first.start + len(lead), first.first_line + lead.count("\n")
        similar = partial(self._similar, asked.vector) if by_meaning and asked.vector is not None else None
        from_, to = (
            best_sentence(body, asked.weights, partial(terms_of, language=best.language), similar)
            if asked.query
            else (0, 0)
        )
        turns = [_turn_at(passages, start + place) for place in (from_, max(from_, to - 1))]
        return Hit(
            path=best.path,
            start_line=line,
            end_line=line + body.count("\n"),
            start=start,
            end=start + len(body),
            heading=turns[0].heading,
            score=run.score,
            text=body,
            title=best.title,
            format=best.format,
            stale=staleness(best.path, best.size, best.mtime_ns, best.digest),
            place=place_range(turns[0].place, turns[-1].place) if asked.query else place_range(first.place, last.place),
            author=best.author,
            date_ns=best.date_ns,
            language=best.language,
            member=best.member,
            column=self._column(run.first, lead),
            sentence=(start + from_, start + to),
            reasons=self._reasons(run, asked, body, best.language),
        )

    def _reasons(self, run: ChunkRun, asked: _Asked, body: str, language: str) -> Reasons:
        """What made the score of a run whose text is `body`, in that language."""
        share = asked.shares.get(run.best, 0.0)
        cosine = run.score if asked.mode is Mode.DENSE else asked.cosines.get(run.best)
        words = tuple(words_found(asked.query, body, partial(terms_of, language=language), asked.weights))
        return Reasons(cosine, None if asked.mode is Mode.DENSE else share, words)

    def _similar(self, vector: Vector, texts: Sequence[str]) -> Scores:
        """The cosines (n,) of texts, as far as they are read, with the query's `vector`."""
        return np.array([self._vector(text[:_READ]) @ vector for text in texts], np.float32)

    def _column(self, row: int, lead: str) -> int:
        """The byte, from 1, of its line at which the passage in a row starts once `lead`, white space, is passed."""
        before = lead
        document = self._reader.document_of(np.array([row]))
        while "\n" not in before and row and self._reader.document_of(np.array([row - 1])) == document:
            row -= 1
            before = self._reader.passage(row).text + before
        return len(before.rpartition("\n")[2].encode()) + 1


def _turn_at(passages: Sequence[Passage], character: int) -> Section:
    """What a character of a run of passages stands under and where."""
    return next(part for part in reversed(passages) if part.start <= character).turn_at(character)
