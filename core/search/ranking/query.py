"""A query while it is being answered: its text, what its words weigh, and the scores that its candidates got."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property

import numpy as np

from scent.arrays import Scores, Vector
from scent.core.types import EXACT_SECONDS
from scent.formats.index.lexical.schema import text_above
from scent.formats.index.lexical.stemming import terms_of
from scent.formats.index.records import Passage, QueryTerm

# What a word has more, as a part of its weight, in a sentence that has the form that was typed: "E24" and "mean" weigh
# the same where each is in one passage, and "E15 means water" has only another form of one of them.
_AS_TYPED = 0.1


class Mode(StrEnum):
    """Which scores rank passages: both, the cosine of vectors (dense), or BM25 over words (lexical)."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


class Query:
    """A query and what a search computes for it.

    `weight` is the weight of all its words together, and `term_weights` the weight of each term that stands for one of
    them in the index. `vector` (dims,) is None until the model has embedded the query. `cosines` and `coverages` hold,
    by the row of a chunk, the two parts of a hybrid score, `exact` the share of the query that stands exactly in it or
    in the names of its file, which have the part `named` of it, and `bonuses` what was added to the score beside its
    two parts. `second` is the score by the model of a second look, which has taken `look_seconds` so far; `look_failed`
    says that its server does not answer.
    `least_cosine` is the cosine with which a hit beside a match beats chance; None where hits are not compared with the
    best one. `unread` are the rows of chunks in a language that the model does not read.
    `corrected` says that the text is not what the user typed: a word that the index does not have gave way to its
    nearest spelling. `instruction` says what is looked for, to a model that takes instructions; `imagined` is a passage
    that may answer, whose vector is averaged with that of the text. `exact_seconds` is how
    long vectors of passages that have only provisional ones may be made.
    """

    def __init__(
        self,
        text: str,
        mode: Mode,
        terms: Sequence[QueryTerm] = (),
        *,
        corrected: bool = False,
        instruction: str = "",
    ) -> None:
        """Start with nothing computed; `terms` are the words of the query as the index knows them."""
        self.text = text
        self.terms = terms
        self.mode = mode
        self.corrected = corrected
        self.instruction = instruction
        self.imagined = ""
        self.exact_seconds = EXACT_SECONDS
        self.weight = sum(word.weight for word in terms)
        self.term_weights = {term: word.weight for word in terms for term in word.terms}
        self.vector: Vector | None = None
        self.cosines: dict[int, float] = {}
        self.coverages: dict[int, float] = {}
        self.exact: dict[int, float] = {}
        self.named: dict[int, float] = {}
        self.bonuses: dict[int, float] = {}
        self.second: dict[int, float] = {}
        self.look_seconds = 0.0
        self.look_failed = False
        self.least_cosine: float | None = None
        self.unread: Collection[int] = ()

    @cached_property
    def language(self) -> str:
        """The language of the text (ISO 639-1); empty if unknown."""
        from scent.core.reading.language import language_of_query  # here, as the bundled model reads one language

        return language_of_query(self.text)

    @cached_property
    def weights_in_sentence(self) -> dict[str, float]:
        """The weight of each term of the query, and of each word that tells something in the form that was typed."""
        typed = {as_typed(word.word): _AS_TYPED * word.weight for word in self.terms if word.tells}
        return {**self.term_weights, **typed}

    def telling_share(self, passage: Passage) -> float:
        """The share of the words that tell something that stand in a passage or above it; 1 if no word does."""
        telling = [word for word in self.terms if word.tells]
        weight = sum(word.weight for word in telling)
        return self._held(telling, passage) / weight if weight > 0 else 1.0

    def share_of(self, passage: Passage) -> float:
        """The share of the query's words, weighted by rarity, that stand in a passage or above it: 0 to 1.

        At most the passage's term coverage, in which a word above the passage counts for less.
        """
        if self.weight <= 0:
            return 0.0
        return min(self._held(self.terms, passage) / self.weight, self.coverages.get(passage.row, 0.0))

    def _held(self, words: Sequence[QueryTerm], passage: Passage) -> float:
        """The weight of those of `words` that stand in a passage or above it."""
        above = text_above(passage.path, passage.title, passage.heading)
        terms = set(terms_of(f"{above}\n{passage.text}", passage.language))
        return sum(word.weight for word in words if not terms.isdisjoint(word.terms))


def column(values: Mapping[int, float], rows: Iterable[int]) -> Scores:
    """What a query knows of some chunks (n,), by their rows; 0 where it knows nothing: float32 (n,)."""
    return np.array([values.get(row, 0.0) for row in rows], np.float32)


def as_typed(word: str) -> str:
    """What stands for a word, rather than for the term that it has in common with its other forms."""
    return f"={word}"
