"""How much each kind of evidence counts in a score: the usual weights, and those that an index has learnt. Pure.

`scent eval --learn` fits weights to a person's judgements, and keeps them in the manifest of the index.
"""

from typing import NamedTuple, Self

import numpy as np

from scent.arrays import Scores
from scent.core.search.ranking import scoring
from scent.formats.index.manifest import Manifest


class Weights(NamedTuple):
    """The weights of a score.

    Attributes:
        meaning: of the cosine in a hybrid score; the term coverage has the rest.
        exact: what a passage has more that contains all of the query exactly.
        names: what a word in a file's name counts of what it counts in its text.
        fresh: what passages of the newest file have more than those of the oldest.
        language: what a passage in the language of the query has more.
    """

    meaning: float = scoring.DENSE_WEIGHT
    exact: float = scoring.EXACT_WEIGHT
    names: float = 1.0
    fresh: float = 0.0
    language: float = 0.0

    def exact_bonus(self, in_text: Scores, in_names: Scores) -> Scores:
        """What the shares of a query that stand exactly in chunks, and in names, add to their scores (n,)."""
        return scoring.exact_bonus(in_text + np.float32(self.names) * in_names, self.exact)

    @classmethod
    def of_manifest(cls, manifest: Manifest) -> Self:
        """The weights that hold for an index: those that it has learnt, and the usual ones for all others."""
        learnt = {name: weight for name, weight in (manifest.weights or {}).items() if name in cls._fields}
        return cls.usual(manifest)._replace(**learnt)

    @classmethod
    def usual(cls, manifest: Manifest) -> Self:
        """The weights of an index that has learnt none."""
        return cls(meaning=scoring.weight_of(manifest.settings["model"]["pooling"]))
