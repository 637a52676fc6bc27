"""Looks at the best passages of a search again with a reranker, which reads each together with the query.

It sees more than an embedding model, which must make one vector of a passage for all queries. Nothing of it can be
used again for another query.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from scent.arrays import Scores
from scent.closing import Closing
from scent.core.calibration import reranker_scale
from scent.core.models.reranker_file import open_reranker

# The most scores of the last query that are remembered.
_MOST: Final = 4_096


class PairLook(Closing):
    """A reranker that is open for the passages of an index. A context manager; for one thread.

    `problem` is what the user should know of it; empty if there is nothing.
    """

    def __init__(self, model: str, cache: Path | None) -> None:
        """Load the reranker in a file; the first time it is tried and measured, which takes some seconds.

        Raises:
            ModelError: the file is damaged or not a reranker, or could not be run.
        """
        self.model = model
        self._reranker, digest = open_reranker(Path(model), cache)
        try:
            self._scale = reranker_scale.find_or_measure(self._reranker.scores, digest, cache)
        except BaseException:
            self._reranker.close()
            raise
        warning = (
            f"{self._reranker.name} hardly tells answers from other passages in a small test; --rerank may do harm"
        )
        self.problem = "" if self._scale.tells else warning
        self._query, self._known = "", dict[int, float]()

    def close(self) -> None:
        """Free the model."""
        self._reranker.close()

    def scores(self, query: str, keys: Sequence[int], text_of: Callable[[int], str], seconds: float) -> Scores:
        """The scores of passages for a query, on the scale of cosines: float32 (m,), of the first m of n.

        Args:
            query: the query.
            keys: the keys of the passages in the index (n,), the best first.
            text_of: gives the text of one by its place.
            seconds: how long passages may be read; those that were for this query cost nothing.

        Raises:
            ModelError: the model could not be run.
        """
        if query != self._query or len(self._known) > _MOST:
            self._query, self._known = query, {}
        started, scores = time.monotonic(), list[float]()
        for first in range(0, len(keys), self._reranker.parallel):
            some = range(first, min(first + self._reranker.parallel, len(keys)))
            missing = [at for at in some if keys[at] not in self._known]
            if missing and time.monotonic() - started >= seconds:
                break
            made = self._reranker.scores([(query, text_of(at)) for at in missing])
            self._known.update(zip((keys[at] for at in missing), made, strict=True))
            scores += [self._known[keys[at]] for at in some]
        return self._scale.cosines(np.array(scores, np.float32))
