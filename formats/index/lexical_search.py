"""Searches the lexical index of one generation: passages by their words, and the words of a query."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scent.arrays import Mask, Rows, Scores
from scent.errors import DamageError
from scent.formats.index.errors import damage_error
from scent.formats.index.global_rows import GlobalRows
from scent.formats.index.manifest import LexicalEntry
from scent.formats.index.passages import Passages
from scent.formats.index.records import QueryTerm, RareWord
from scent.formats.index.storage import layout
from scent.formats.index.vectors import scan

if TYPE_CHECKING:
    from scent.formats.index.lexical.reader import LexicalReader

# A scope of up to this many documents is part of the tantivy query. For a larger one it is cheaper
# to take more hits from the whole index, and to drop those of other documents.
_FEW_DOCUMENTS = 512
# The most passages that are read to learn how a term is written.
_LOOKED_UP = 4


class LexicalSearch:
    """The search by words in one generation; it finds nothing if there are no words to search.

    Attributes:
        problem: why it finds nothing although it should; empty if all is well.
    """

    def __init__(self, index: Path, entry: LexicalEntry | None, rows: GlobalRows, passages: Passages) -> None:
        """Open the lexical index of `entry` in the directory `index`; None: there are no words to search."""
        self.problem = ""
        self._rows = rows
        self._passages = passages
        self._reader = self._open(index, entry) if entry else None

    def _open(self, index: Path, entry: LexicalEntry) -> "LexicalReader | None":
        from scent.formats.index.lexical.reader import LexicalReader  # loads tantivy, which only words need

        try:
            return LexicalReader(layout.lexical_directory(index, entry.name), entry)
        except FileNotFoundError as error:
            # The whole generation may have been replaced, which `Reader.open` finds out; otherwise
            # the index is damaged.
            self.problem = damage_error(Path(error.filename), "is missing").message
        except DamageError as error:
            self.problem = error.message
        return None

    def _fail(self, error: DamageError) -> None:
        """Search no more in an index that is damaged."""
        self._reader, self.problem = None, error.message

    def matching(self, text: str, k: int, scope: Mask | None = None) -> tuple[Rows, Scores]:
        """Return the live chunks that share words with `text`.

        Args:
            text: the query as typed.
            k: most chunks to return.
            scope: which documents to search, bool (document_rows,); None for all.

        Returns:
            Their global rows (n,) and BM25 scores (n,), best first. None are returned if words
            cannot be searched; `problem` then says why.
        """
        nothing = np.empty(0, np.int64), np.empty(0, np.float32)
        if self._reader is None or k <= 0:
            return nothing
        keep = self._rows.alive_in(scope)
        few = None
        if scope is not None and np.count_nonzero(keep) <= _FEW_DOCUMENTS:
            few = [int(number) for number in self._rows.ids[keep]]
            if not few:
                return nothing
        limit = k
        query_terms: list[QueryTerm] = []
        while True:
            try:
                query_terms = query_terms or self._reader.query_terms(text)
                keys, scores = self._reader.search(query_terms, limit, few)
            except DamageError as error:
                self._fail(error)
                return nothing
            rows, known = self._rows.rows_of_keys(keys, keep)
            if len(rows) >= k or len(keys) < limit:
                return scan.best(rows, scores[known], k)
            limit *= 4

    def query_terms(self, text: str) -> list[QueryTerm]:
        """Return the words by which a query as typed is searched; none if words cannot be searched.

        Divided by the sum of their weights, the scores of `matching` can be compared between
        queries.
        """
        return self._reader.query_terms(text) if self._reader else []

    def corrected(self, text: str, is_word: Callable[[str], bool]) -> tuple[str, dict[str, str]]:
        """Return a query with its words that no chunk has replaced by the nearest that one has, and those words.

        Codes, short words, words of which `is_word` is true, and words to which none is near stay as they are.
        """
        if self._reader is None:
            return text, {}
        try:
            found = self._reader.corrections(text, self._words_of, is_word)
        except DamageError as error:
            self._fail(error)
            return text, {}
        for each in reversed(found):
            text = text[: each.start] + each.nearest + text[each.end :]
        return text, {each.typed: each.nearest for each in found}

    def _words_of(self, term: str) -> set[str]:
        """Return words, in lower case, that stand in live passages as `term`."""
        from scent.formats.index.lexical.stemming import words_of

        if self._reader is None:
            return set()
        keys, _ = self._reader.search([QueryTerm((term,), 1.0)], _LOOKED_UP)
        rows, _ = self._rows.rows_of_keys(keys, self._rows.alive_in(None))
        return {
            word for each in map(self._passages.at, rows.tolist()) for word in words_of(each.text, term, each.language)
        }

    def rare_words(self, query_terms: Sequence[QueryTerm], scope: Mask | None = None) -> list[RareWord]:
        """Return the words that tell something among `query_terms`, and where exactly these words stand.

        Args:
            query_terms: the words of a query.
            scope: which documents to search, bool (document_rows,); None for all.
        """
        keep, count = self._rows.alive_in(scope), int(np.count_nonzero(self._rows.alive))
        words: list[RareWord] = []
        for term in query_terms:
            if self._reader is None:
                return []
            if not term.tells:
                continue
            try:
                keys, names = self._reader.places(term, count)
            except DamageError as error:
                self._fail(error)
                return []
            rows, _ = self._rows.rows_of_keys(keys, keep)
            named, _ = self._rows.rows_of_keys(names, keep)
            words.append(RareWord(term.word, term.weight, np.sort(rows), np.sort(named)))
        return words

    def rows_with(self, word: str) -> Mask | None:
        """Return which chunks (rows,) may contain a folded word; None if that is not known, or told little.

        All live chunks that contain it are among them.
        """
        if self._reader is None:
            return None
        try:
            keys = self._reader.chunks_with(word)
        except DamageError as error:
            self._fail(error)
            return None
        if keys is None:
            return None
        mask = np.zeros(self._rows.chunks, np.bool_)
        mask[self._rows.rows_of_keys(keys, self._rows.alive_in(None))[0]] = True
        return mask
