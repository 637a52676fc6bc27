"""Changes the model of an index at once: a linear map makes provisional vectors of the new model from the old ones.

The map is learnt from some passages that both models embed, by ridge regression between the vectors less their means.
(Procrustes analysis, the best rotation, is the other classical map between embeddings: Smith et al., "Offline bilingual
word vectors, orthogonal transformations and the inverted softmax", arXiv 1702.03859. Its vectors were measured to lie
farther from the exact ones, and to find about as much: `benchmarks/quality/README.md`.)
Then an index run refines the index as it does any other with provisional vectors.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple, Self

import numpy as np

from scent.arrays import Tokens, Vectors
from scent.core.chunking.pooling import normalised
from scent.core.config import default_chunks
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.stored_tokens import chunked_from_tokens
from scent.core.indexing.model_calibration import measure_cosines
from scent.core.indexing.stop import Stop
from scent.core.models import source as model_source
from scent.core.models.model_source import ModelSource
from scent.core.profile import Profile, load_profile
from scent.core.system import usable_workers
from scent.errors import NoIndexError, UsageError
from scent.formats.index.locked_index import lock_index
from scent.formats.index.reader import Reader
from scent.formats.index.segment.reader import Segment
from scent.formats.index.writer import Writer

_LINE_BREAK: Final = re.compile(r"(?<=\S)(?=\s*\n)")
# So many passages teach the map. More bring little, see `benchmarks/quality/README.md`.
_SAMPLE: Final = 600
# Fewer passages teach nothing: words alone find the passages until they are refined.
_LEAST: Final = 20
# The ridge, as a part of the mean variance of a dimension.
_RIDGE: Final = 0.3


class LinearMap(NamedTuple):
    """Maps vectors of one model to vectors of another: (n, dims before) to (n, dims after).

    `before` (dims before,) and `after` (dims after,) are means, `matrix` is (dims before, dims after).
    """

    before: Vectors
    after: Vectors
    matrix: Vectors

    @classmethod
    def learn(cls, old: Vectors, new: Vectors) -> Self:
        """Learn a map from the vectors (n, dims before) and (n, dims after) of the same passages."""
        before, after = old.mean(axis=0), new.mean(axis=0)
        x, y = old - before, new - after
        ridge = _RIDGE * np.float32((x * x).sum() / x.shape[1])
        square = x.T @ x + ridge * np.eye(x.shape[1], dtype=np.float32)
        return cls(before, after, np.linalg.solve(square, x.T @ y).astype(np.float32))

    def __call__(self, vectors: Vectors) -> Vectors:
        """The mapped vectors, of length one."""
        return normalised(np.asarray((vectors - self.before) @ self.matrix + self.after, np.float32))


def new_profile(index: Path, model: ModelSource) -> Profile:
    """The profile of an index after its model has become another: all else stays as it is.

    Raises:
        NoIndexError: there is no index.
        UsageError: the index uses this model already.
    """
    old = load_profile(index, committed=True)
    if old is None:
        raise NoIndexError(f"there is no index in {index}", hint="make one with: scent index PATH")
    if old.model.identity.digest == model.identity.digest:
        raise UsageError(f"the index uses {model.identity.name} already", hint="name another one with --model")
    most = default_chunks(model.identity).chunk_tokens
    return Profile(model, replace(old.chunks, dims=0, chunk_tokens=min(old.chunks.chunk_tokens, most)), old.walk)


def change_model(  # noqa: PLR0913  # what is changed, and how
    index: Path, profile: Profile, *, cache: Path | None, workers: int, wait: float, stop: Stop
) -> None:
    """Make all vectors of an index provisional ones of the model of `profile`, in one commit.

    Searches go on with the old model until then. An index run with `profile` makes the vectors exact.

    Raises:
        LockedError: another process is writing to the index.
        ModelError, FormatError, DamageError: a model or the index cannot be used.
        OSError: the disk is full; the index stays as it was.
        Stopped: a stop was requested; the index stays as it was.
    """
    locking = lock_index(
        index, fingerprint=profile.fingerprint, settings=profile.settings(), dims=profile.dims, wait=wait
    )
    with stop.interruptible():
        model = model_source.load(profile.model, cache, patient=True)
    with (
        locking as locked,
        Writer.open_locked(locked, reset=True) as writer,
        Embedder(model, profile.chunks, workers=usable_workers(workers)) as embedder,
    ):
        measure_cosines(writer, profile, cache, stop, model)
        tokenizer = _PassageTokenizer(embedder)
        with stop.interruptible():
            mapped = _learn(writer.reader, embedder, tokenizer)

        def converted(segment: Segment, row: int) -> tuple[Vectors, Sequence[Tokens]]:
            with stop.interruptible():
                tokens = tokenizer.passages(segment.chunk_texts(row))
                old = segment.document_vectors(row).astype(np.float32)
                vectors = mapped(old) if mapped else np.zeros((len(old), profile.dims), np.float32)
                vectors[[len(each) == 0 for each in tokens]] = 0
                return vectors, tokens

        writer.convert(converted)


class _PassageTokenizer:
    """Turns passages into the tokens that an index keeps of them."""

    def __init__(self, embedder: Embedder) -> None:
        self._tokenizer = embedder.model.tokenizer
        self._most = embedder.most_tokens

    def passages(self, texts: Sequence[str]) -> list[Tokens]:
        """The ids of each text, int32 (tokens,). Those beyond the longest passage of the model are dropped."""
        return [np.concatenate([np.empty(0, np.int32), *each])[: self._most] for each in map(self._lines, texts)]

    def _lines(self, text: str) -> list[Tokens]:
        # White space before a word may be part of a token, as where passages were cut; what follows the last is not.
        return self._tokenizer.tokenize(_LINE_BREAK.split(text.rstrip()))


def _learn(reader: Reader, embedder: Embedder, tokenizer: _PassageTokenizer) -> LinearMap | None:
    """Learn the map from passages evenly from the whole index; None if too few have exact vectors."""
    rows = np.arange(reader.rows)
    exact = np.flatnonzero(np.isin(reader.document_of(rows), reader.documents.rows) & ~reader.provisional(rows))
    chosen = exact[np.unique(np.linspace(0, len(exact) - 1, min(_SAMPLE, len(exact))).astype(np.int64))]
    tokens = tokenizer.passages([reader.passage(row).text for row in chosen.tolist()])
    has_text = np.array([len(each) > 0 for each in tokens], np.bool_)
    chosen, tokens = chosen[has_text], [each for each in tokens if len(each)]
    if len(chosen) < _LEAST:
        return None
    new = np.concatenate(list(embedder.documents(chunked_from_tokens([each], embedder) for each in tokens)))
    return LinearMap.learn(reader.vectors_at(chosen).astype(np.float32), new)
