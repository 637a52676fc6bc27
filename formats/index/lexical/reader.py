"""Searches the words of all live chunks by BM25, in the lexical index of one generation."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import numpy as np
import tantivy

from scent.arrays import Keys, Scores
from scent.formats.index.errors import damage_error, is_panic, raise_foreign
from scent.formats.index.lexical.files import check_files, lockable_directory
from scent.formats.index.lexical.function_words import MOST_WEIGHT, function_words
from scent.formats.index.lexical.query_words import parts_of_words, query_words
from scent.formats.index.lexical.schema import BODY, CONTEXT, DOCUMENT, EXACT, KEY, NAME
from scent.formats.index.lexical.spelling import Correction, IsWord, WordsOf, corrections
from scent.formats.index.lexical.stemming import forms
from scent.formats.index.manifest import LexicalEntry
from scent.formats.index.records import QueryTerm

# The weight of a word in a title, heading or file name, where a word in the passage itself has 1.
_CONTEXT_WEIGHT = 0.5
# A query may be a whole pasted page; its first words are enough.
_MOST_WORDS = 256
# The first version of the lexical index that tells exact words, and names, from stems.
_EXACT_WORDS_FROM = 3
# The share of all chunks in which a word may be, so that it pays to look up where.
_MOST_OF_ALL = 0.5


class LexicalReader:
    """The lexical index of a generation, open to search.

    Raises:
        DamageError: a file has changed since it was written.
        FileNotFoundError: a file is missing.
    """

    def __init__(self, directory: Path, entry: LexicalEntry) -> None:
        check_files(directory, entry)
        self._path = directory
        with _as_damage(directory), lockable_directory(directory, entry) as place:
            index = tantivy.Index.open(str(place))
            self._schema = index.schema
            # The searcher has mapped every file. The index object is dropped, so that nothing
            # watches the directory.
            self._searcher = index.searcher()
        self._languages = entry.languages
        self._has_exact_words = entry.version >= _EXACT_WORDS_FROM

    def query_terms(self, text: str) -> list[QueryTerm]:
        """Return the words of a query as typed, each once, with their terms and weights."""
        with _as_damage(self._path):
            found = query_words(text, self._languages, self)
            typed = [word for word, _ in found]
            joining, parts = function_words(typed, self._languages), parts_of_words(typed)
            word_of = {terms: word for word, terms in found}
            return [
                QueryTerm(
                    terms,
                    min(self._rarity(terms), MOST_WEIGHT if word in joining else math.inf),
                    word,
                    tells=word not in joining and word not in parts,
                )
                for terms, word in islice(word_of.items(), _MOST_WORDS)
            ]

    def corrections(self, text: str, words_of: WordsOf, is_word: IsWord) -> list[Correction]:
        """Return the nearest spellings of the words of a query that no chunk has."""
        with _as_damage(self._path):
            return corrections(text, self._languages, self, words_of, is_word)

    def frequency(self, term: str) -> int:
        """Return in how many chunks a term stands, in the passage, above it or in a name; those of both count twice."""
        fields = (BODY, CONTEXT, NAME) if self._has_exact_words else (BODY, CONTEXT)
        return sum(self._searcher.doc_freq(field, term) for field in fields)

    def beginning_with(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms of passages that begin with `prefix`, or `limit` of them, and how many chunks have each."""
        return self._searcher.terms_with_prefix(BODY, prefix, limit=limit)

    def search(
        self, query_terms: Sequence[QueryTerm], limit: int, documents: Sequence[int] | None = None
    ) -> tuple[Keys, Scores]:
        """Return the chunks that contain any of the words in `query_terms`, best first.

        Args:
            query_terms: the words of a query.
            limit: most chunks to return.
            documents: ids of the only documents to search; None for all.

        Returns:
            Their keys (n,) and BM25 scores (n,).
        """
        if limit <= 0 or not query_terms:
            return np.empty(0, np.uint64), np.empty(0, np.float32)
        with _as_damage(self._path):
            hits = self._searcher.search(self._query(query_terms, documents), limit=limit, count=False).hits
            keys = self._searcher.fast_field_values(KEY, [address for _, address in hits])
        return np.array(keys, np.uint64), np.array([score for score, _ in hits], np.float32)

    def chunks_with(self, word: str) -> Keys | None:
        """Return the keys of all chunks that may contain a folded word, in no order; all that contain it are there.

        None is returned for a word in so many chunks that looking for it would tell little.
        """
        with _as_damage(self._path):
            (terms,) = forms([word], self._languages)
            places = [(BODY, term) for term in terms]
            if self._has_exact_words:
                places = [(BODY, word), (EXACT, word)]
            number = sum(self._searcher.doc_freq(field, term) for field, term in places)
            if number > _MOST_OF_ALL * self._searcher.num_docs:
                return None
            return self._all_with(places, number)

    def places(self, term: QueryTerm, documents: int) -> tuple[Keys, Keys]:
        """Return where exactly a rare word stands: in passages, and in names of files.

        Args:
            term: the word.
            documents: the number of documents in the index.

        Returns:
            The keys of chunks that contain it (n,), and of the first chunks of files in whose names it
            stands (m,), in no order. A word in more passages, or names, than the square
            root of their number is not rare, and gives none of them.
        """
        if not self._has_exact_words:
            return np.empty(0, np.uint64), np.empty(0, np.uint64)
        with _as_damage(self._path):
            # A word that is its own stem, and a code that this one begins, stand in the body as they are.
            places = [(EXACT, term.word), *((BODY, each) for each in term.terms if each.startswith(term.word))]
            keys = self._rare(places, self._searcher.num_docs)
            named = self._rare([(NAME, term.word)], documents)
        return keys, named

    def _rare(self, places: Sequence[tuple[str, str]], count: int) -> Keys:
        number = sum(self._searcher.doc_freq(field, term) for field, term in places)
        return self._all_with(places, number if number <= max(1, math.isqrt(count)) else 0)

    def _all_with(self, places: Sequence[tuple[str, str]], number: int) -> Keys:
        """Return the keys of the chunks, at most `number`, that have one of the terms in the given fields."""
        if not number:
            return np.empty(0, np.uint64)
        ways = [tantivy.Query.term_query(self._schema, field, term, "basic") for field, term in places]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, way) for way in ways])
        hits = self._searcher.search(query, limit=number, count=False).hits
        return np.array(self._searcher.fast_field_values(KEY, [address for _, address in hits]), np.uint64)

    def keys(self) -> Keys:
        """Return the keys of all chunks that can be found, ascending."""
        with _as_damage(self._path):
            count = max(1, self._searcher.num_docs)
            hits = self._searcher.search(tantivy.Query.all_query(), limit=count, count=False).hits
            keys = self._searcher.fast_field_values(KEY, [address for _, address in hits])
        return np.sort(np.array(keys, np.uint64))

    def _rarity(self, terms: Sequence[str]) -> float:
        """Return the inverse document frequency (of BM25) of a word that is indexed as any of `terms`."""
        count = self._searcher.num_docs
        number = min(count, sum(self._searcher.doc_freq(BODY, term) for term in terms))
        return math.log1p((count - number + 0.5) / (number + 0.5))

    def _query(self, query_terms: Sequence[QueryTerm], documents: Sequence[int] | None) -> tantivy.Query:
        query = tantivy.Query
        any_word = query.boolean_query([(tantivy.Occur.Should, self._word_query(term)) for term in query_terms])
        if documents is None:
            return any_word
        scope = query.const_score_query(query.term_set_query(self._schema, DOCUMENT, list(documents)), 0.0)
        return query.boolean_query([(tantivy.Occur.Must, any_word), (tantivy.Occur.Must, scope)])

    def _word_query(self, word: QueryTerm) -> tantivy.Query:
        """Return a query for a word: the best of its terms counts, with the weight of the whole word."""
        query = tantivy.Query
        ways = []
        for term in word.terms:
            rarity = self._rarity((term,))
            share = word.weight / rarity if rarity > 0 else 1.0
            fields = [
                (tantivy.Occur.Should, query.boost_query(clause, share * boost))
                for field, boost in ((BODY, 1.0), (CONTEXT, _CONTEXT_WEIGHT))
                for clause in (query.term_query(self._schema, field, term, "freq"),)
            ]
            ways.append(query.boolean_query(fields))
        return ways[0] if len(ways) == 1 else query.disjunction_max_query(ways)


@contextmanager
def _as_damage(directory: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, RuntimeError, KeyError) as error:
        raise_foreign(error)
        raise damage_error(directory, f"cannot be read ({error})") from None
    except BaseException as error:
        if not is_panic(error):
            raise
        raise_foreign(error)
        raise damage_error(directory, "cannot be read") from None
