"""Finding the weights with which a model runs fastest on this processor, among those that give the same vectors.

Owned here: what is compared, and how.

Each kind of weights runs the same passages in two ways: one at a time, and packed into batches as an index run packs
them. A way counts if every passage comes within a cosine of .999 of the most exact one (32-bit weights, one at a time),
and, packed, within .00001 of what it is alone, so that no vector depends on what else is in its batch.

All ways take turns, and the best of a way's turns is its rate: whatever else the machine does only makes a turn longer.
Time is that of the processor, so that waiting for one does not count.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from itertools import accumulate, cycle, islice, pairwise
from pathlib import Path
from typing import Final

import numpy as np

import scent
from scent.arrays import Tokens, Vectors
from scent.core.chunking.pooling import normalised
from scent.core.embedding.embedder import BATCH_TOKENS
from scent.core.embedding.query_embedder import pooled
from scent.core.inference import weights
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model
from scent.core.models.source import ModelSource
from scent.core.system import has_bfloat16
from scent.errors import ModelError

_LEAST_COSINE: Final = 0.999
_LEAST_STEADY: Final = 0.99999
# By how much a way must be better to count as such.
_WORTH: Final = 1.05
# Passages as long as those of indexes are, around the mean of real ones (109 tokens); a turn runs one of each length.
_LENGTHS: Final = (198, 24, 160, 64, 110)
_TURNS: Final = 4
# Between which kinds a run chooses that finds nothing chosen: what processors made for it run half as fast again.
_LIKELY: Final = ("f16", "bf16")


@dataclass(frozen=True, slots=True)
class Measured:
    """One way to run a model.

    `kind` is one of `weights.WEIGHT_TYPES`, or empty for the file as it is; `packed` whether passages share a batch;
    `tokens_per_second` are those of one processor; `cosine` is the least one to the most exact vectors, `steady` to
    those of the same weights one at a time; `fit` says whether both suffice.
    """

    kind: str
    packed: bool
    tokens_per_second: float
    cosine: float
    steady: float
    chosen: bool = False

    @property
    def fit(self) -> bool:
        """Whether its vectors may be mixed with any others of the model."""
        return self.cosine >= _LEAST_COSINE and self.steady >= _LEAST_STEADY


@dataclass(slots=True)
class _Way:
    """One way to run a model while it is measured: how long its turns took, in seconds, and what they gave.

    `rows` are the vectors (dims,) of all passages so far.
    """

    kind: str
    packed: bool
    model: Model
    encoder: Encoder
    times: list[float] = field(default_factory=list)
    rows: list[Vectors] = field(default_factory=list)

    def take_turn(self, passages: Sequence[Tokens]) -> None:
        began = time.thread_time()
        vectors = [tokens for run in _runs(passages, packed=self.packed) for tokens in self.encoder.encode(run)]
        self.times.append(time.thread_time() - began)
        with np.errstate(all="ignore"):  # 16 bits are too few for the numbers of some models
            self.rows += [pooled(self.model, each, np.array([[0, len(each)]], np.int32), 0, 0)[0] for each in vectors]

    def vectors(self, count: int) -> Vectors:
        """The unit vectors (count, dims) of the first passages."""
        with np.errstate(all="ignore"):
            return normalised(np.array(self.rows[:count], np.float32))


def tune(model: ModelSource, cache: Path, seconds: float = 0.5) -> list[Measured]:
    """Measure every way to run a model, and remember the best for later runs; `seconds` of one processor for each.

    What does not fit on the disk meanwhile is left out. Best first.

    Raises:
        ModelError: the model cannot be run.
        OSError: the cache cannot be written.
    """
    return _tuned(model, cache, weights.candidate_types(model.file), seconds, _TURNS)


def settle(model: ModelSource, cache: Path | None) -> None:
    """Choose between the likely kinds of weights for a model that was never tuned, in a second or two.

    Worth it before much is embedded. Does nothing where there is nothing to choose, or nowhere to remember it.
    """
    if cache is None or not has_bfloat16() or not weights.default_tuning(model.file).kind:
        return
    if weights.read_tuning(model.identity.digest, cache) is None:
        with suppress(OSError, ModelError):  # whoever loads the model meets what is wrong with it
            _tuned(model, cache, _LIKELY, 0, 2)


def _tuned(model: ModelSource, cache: Path, kinds: Sequence[str], seconds: float, turns: int) -> list[Measured]:
    with weights.converter(cache) as made, ExitStack() as open_:
        found = _measured(_ways(model.file, kinds, made, open_), seconds, turns)
    best = _best(found, weights.default_tuning(model.file), model.identity.name)
    weights.save_tuning(model.identity.digest, cache, weights.Tuning(best.kind, best.packed))
    weights.make_copy(model.file, model.identity.digest, cache)
    ordered = sorted(found, key=lambda way: (not way.fit, -way.tokens_per_second))
    return [replace(way, chosen=way is best) for way in ordered]


def _ways(file: Path, kinds: Sequence[str], made: weights.Converter, open_: ExitStack) -> list[_Way]:
    """Both ways to run each kind of weights, the most exact first; what is opened is closed with `open_`."""
    ways: list[_Way] = []
    for kind in kinds:
        if (rewritten := made(file, kind)) is not None:
            model = Model.open_trusted(rewritten)
            room = max(_LENGTHS) + len(model.prefix) + len(model.suffix)
            encoder = open_.enter_context(Encoder(model, batch_tokens=max(BATCH_TOKENS, room)))
            ways += [_Way(kind, packed, model, encoder) for packed in (False, True)]
    return ways


def _measured(ways: Sequence[_Way], seconds: float, most_turns: int) -> list[Measured]:
    """Let all ways take turns with the same passages: each of these once, and until it has taken so many `seconds`."""
    turns = list(islice(_turns(ways[0].model), most_turns)) if ways else []
    for passed, turn in enumerate(cycle(turns)):
        if passed >= len(turns) and all(sum(way.times) >= seconds for way in ways):
            break
        for way in ways:
            way.take_turn(turn)
    vectors = [way.vectors(sum(map(len, turns))) for way in ways]
    size = sum(map(len, turns[0])) if turns else 0
    return [
        Measured(
            way.kind,
            way.packed,
            size / min(way.times),
            _least(vectors[number], vectors[0]),
            _least(vectors[number], vectors[number - way.packed]),
        )
        for number, way in enumerate(ways)
    ]


def _best(found: Sequence[Measured], usual: weights.Tuning, name: str) -> Measured:
    fitting = [way for way in found if way.fit]
    if not fitting:
        raise ModelError(f"{name} gave vectors that are not numbers", hint="Its file may be damaged: try another one.")
    fastest = max(fitting, key=lambda way: way.tokens_per_second)
    enough = {
        (way.kind, way.packed): way for way in fitting if fastest.tokens_per_second < way.tokens_per_second * _WORTH
    }
    # What is usual is kept, and batches are shared, unless another way is better by more than turns differ.
    return enough.get((usual.kind, usual.packed)) or enough.get((fastest.kind, True)) or fastest


def _least(some: Vectors, others: Vectors) -> float:
    least = float(np.sum(some * others, axis=1).min())
    return min(1.0, least) if np.isfinite(least) else 0.0


def _runs(passages: Sequence[Tokens], *, packed: bool) -> Iterator[list[Tokens]]:
    """Passages in batches, in their order: as many as a batch holds, or one."""
    run: list[Tokens] = []
    for passage in passages:
        if run and (not packed or sum(map(len, run)) + len(passage) > BATCH_TOKENS):
            yield run
            run = []
        run.append(passage)
    yield run


def _turns(model: Model) -> Iterator[list[Tokens]]:
    """Passages of scent's own documents and code, one of each length a turn, with special tokens.

    None is longer than what the model was trained on.
    """
    package = Path(scent.__file__).parent
    sources = (package / "formats" / "index" / "FORMAT.md", *sorted((package / "core").glob("*.py")))
    around = len(model.prefix) + len(model.suffix)
    ends = list(accumulate(max(1, min(length, model.trained_tokens - around)) for length in _LENGTHS))
    for source in sources:
        (tokens,) = model.tokenize([source.read_text(encoding="utf-8")])
        if len(tokens) >= ends[-1]:
            yield [model.wrap(tokens[start:end]) for start, end in pairwise([0, *ends])]
