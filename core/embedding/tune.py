"""Find the type of weights with which a model runs fastest on this processor, among those with the same vectors.

Each type of weights is tried in two ways: passages one at a time, and packed into batches as in an
index run. A way is exact enough if every vector has a cosine of at least 0.999 to the vector of the
most exact weights (32 bits, one at a time), and of at least 0.99999 to the vector of the same
weights one at a time, so that no vector depends on the rest of its batch.

All ways take turns, and the fastest turn of each counts, because other work on the machine only
makes a turn slower. A turn is measured in processor time of its thread, so that waiting for a
processor does not count.
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
from scent.arrays import Tokens, Vector, Vectors
from scent.core.chunking.pooling import normalised, pool_window
from scent.core.inference import weights
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import BATCH_TOKENS, Model
from scent.core.models.source import ModelSource, can_be_tuned
from scent.core.system import has_bfloat16
from scent.errors import ModelError, UsageError

_MIN_COSINE: Final = 0.999
_MIN_STEADINESS: Final = 0.99999
# A way must be faster by this factor to replace the default; smaller differences vary from turn to
# turn.
_WORTHWHILE: Final = 1.05
# The lengths of the passages of a turn, in tokens, around the mean of real indexes (109 tokens).
_LENGTHS: Final = (198, 24, 160, 64, 110)
_TURNS: Final = 4
# The types that an index run of an untuned model chooses from. On a processor with instructions for
# bfloat16, that type runs half as fast again.
_QUICK_TYPES: Final = ("f16", "bf16")
_QUICK_TURNS: Final = 2


@dataclass(frozen=True, slots=True)
class TuneResult:
    """The speed and exactness of one way to run a model. The fields are keys of `scent models tune --json`.

    `kind` is one of `weights.WEIGHT_TYPES`, or empty for the file as it is. `packed` says whether
    passages share a batch. `tokens_per_second` is the rate of one processor. `cosine` is the least
    cosine to the most exact vectors, and `steady` the least to the vectors of the same weights one
    at a time.
    """

    kind: str
    packed: bool
    tokens_per_second: float
    cosine: float
    steady: float
    chosen: bool = False

    @property
    def exact_enough(self) -> bool:
        """Whether an index may mix these vectors with other vectors of the model."""
        return self.cosine >= _MIN_COSINE and self.steady >= _MIN_STEADINESS


@dataclass(slots=True)
class _Trial:
    """One way to run a model, with the seconds of each turn and the vectors (dims,) of all passages so far."""

    kind: str
    packed: bool
    model: Model
    encoder: Encoder
    seconds: list[float] = field(default_factory=list)
    pooled: list[Vector] = field(default_factory=list)

    def take_turn(self, passages: Sequence[Tokens]) -> None:
        start = time.thread_time()
        vectors = [tokens for batch in _batches(passages, packed=self.packed) for tokens in self.encoder.encode(batch)]
        self.seconds.append(time.thread_time() - start)
        with np.errstate(all="ignore"):  # 16 bits are too few for the numbers of some models
            self.pooled += [
                self.model.project(
                    pool_window(tokens, np.array([[0, len(tokens)]], np.int32), 0, 0, self.model.pooling)
                )[0]
                for tokens in vectors
            ]

    def vectors(self, count: int) -> Vectors:
        """The unit vectors (count, dims) of the first passages."""
        with np.errstate(all="ignore"):
            return normalised(np.array(self.pooled[:count], np.float32))


def tune(model: ModelSource, cache: Path, seconds: float = 0.5) -> list[TuneResult]:
    """Measure every way to run a model for so many `seconds` of one processor each, and save the best.

    Returns the best first. Types of weights for which the disk has no room are left out.

    Raises:
        ModelError: the model cannot be run.
        UsageError: its weights have only one type.
        OSError: the cache cannot be written.
    """
    if not can_be_tuned(model):
        raise UsageError(
            f"{model.identity.name} has nothing to tune, because llama.cpp does not run it",
            hint="name a model in a GGUF file",
        )
    return _tune(model, cache, weights.candidate_types(model.file), seconds, _TURNS)


def tune_if_new(model: ModelSource, cache: Path | None) -> None:
    """Choose between the most promising types of weights for a model that was never tuned, in a second or two.

    This pays off before many passages are embedded. Does nothing if there is no choice, or no cache
    to save it in.
    """
    if cache is None or not has_bfloat16() or not can_be_tuned(model) or not weights.default_tuning(model.file).kind:
        return
    if weights.read_tuning(model.identity.digest, cache) is None:
        with suppress(OSError, ModelError):  # loading the model reports what is wrong with it
            _tune(model, cache, _QUICK_TYPES, 0, _QUICK_TURNS)


def _tune(model: ModelSource, cache: Path, kinds: Sequence[str], seconds: float, turns: int) -> list[TuneResult]:
    with weights.converter(cache) as convert, ExitStack() as stack:
        results = _measure(_trials(model.file, kinds, convert, stack), seconds, turns)
    best = _best(results, weights.default_tuning(model.file), model.identity.name)
    weights.save_tuning(model.identity.digest, cache, weights.Tuning(best.kind, best.packed))
    weights.make_copy(model.file, model.identity.digest, cache)
    ordered = sorted(results, key=lambda result: (not result.exact_enough, -result.tokens_per_second))
    return [replace(result, chosen=result is best) for result in ordered]


def _trials(file: Path, kinds: Sequence[str], convert: weights.Converter, stack: ExitStack) -> list[_Trial]:
    """Both ways to run each type of weights, the most exact first; `stack` closes their encoders."""
    trials: list[_Trial] = []
    for kind in kinds:
        if (converted := convert(file, kind)) is not None:
            model = Model.open_trusted(converted)
            longest = max(_LENGTHS) + len(model.prefix) + len(model.suffix)
            encoder = stack.enter_context(Encoder(model, batch_tokens=max(BATCH_TOKENS, longest)))
            trials += [_Trial(kind, packed, model, encoder) for packed in (False, True)]
    return trials


def _measure(trials: Sequence[_Trial], seconds: float, max_turns: int) -> list[TuneResult]:
    """Let all trials take turns with the same passages: every turn once, and until each has run for `seconds`."""
    turns = list(islice(_turns(trials[0].model), max_turns)) if trials else []
    for count, passages in enumerate(cycle(turns)):
        if count >= len(turns) and all(sum(trial.seconds) >= seconds for trial in trials):
            break
        for trial in trials:
            trial.take_turn(passages)
    vectors = [trial.vectors(sum(map(len, turns))) for trial in trials]
    size = sum(map(len, turns[0])) if turns else 0
    return [
        TuneResult(
            kind=trial.kind,
            packed=trial.packed,
            tokens_per_second=size / min(trial.seconds),
            cosine=_min_cosine(vectors[number], vectors[0]),
            # The trial before a packed one has the same weights, one at a time.
            steady=_min_cosine(vectors[number], vectors[number - trial.packed]),
        )
        for number, trial in enumerate(trials)
    ]


def _best(results: Sequence[TuneResult], default: weights.Tuning, name: str) -> TuneResult:
    """The fastest way that is exact enough; of ways about as fast, the default one, and then the packed one."""
    exact = [result for result in results if result.exact_enough]
    if not exact:
        raise ModelError(f"{name} gave vectors that are not numbers", hint="its file may be damaged; try another one")
    fastest = max(exact, key=lambda result: result.tokens_per_second)
    about_as_fast = {
        (result.kind, result.packed): result
        for result in exact
        if fastest.tokens_per_second < result.tokens_per_second * _WORTHWHILE
    }
    return about_as_fast.get((default.kind, default.packed)) or about_as_fast.get((fastest.kind, True)) or fastest


def _min_cosine(some: Vectors, others: Vectors) -> float:
    """The least cosine of a unit vector to its counterpart; 0 if one is not a number."""
    least = float(np.sum(some * others, axis=1).min())
    return min(1.0, least) if np.isfinite(least) else 0.0


def _batches(passages: Sequence[Tokens], *, packed: bool) -> Iterator[list[Tokens]]:
    """Passages in batches, in order: as many as fit, or one by one."""
    batch: list[Tokens] = []
    for passage in passages:
        if batch and (not packed or sum(map(len, batch)) + len(passage) > BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(passage)
    yield batch


def _turns(model: Model) -> Iterator[list[Tokens]]:
    """For each turn, one passage of each length from scent's own documentation and code, with special tokens.

    No passage is longer than what the model was trained on.
    """
    package = Path(scent.__file__).parent
    files = (package / "formats" / "index" / "FORMAT.md", *sorted((package / "core").rglob("*.py")))
    around = len(model.prefix) + len(model.suffix)
    ends = list(accumulate(max(1, min(length, model.trained_tokens - around)) for length in _LENGTHS))
    for file in files:
        (tokens,) = model.tokenize([file.read_text(encoding="utf-8")])
        if len(tokens) >= ends[-1]:
            yield [model.wrap(tokens[start:end]) for start, end in pairwise([0, *ends])]
