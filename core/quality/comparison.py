"""Compare models on passages of an index: what they find, how their spaces look, and what they cost.

Every model embeds the same sample of passages, in a process of its own. Where questions have been
judged, the passages that answer them are among the sample, and the questions are the queries.
Elsewhere passages of the sample are, each without itself among its results.
"""

import io
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from scent.arrays import Vectors
from scent.core.inference.gguf.layers import cuttable_layers, write_first_layers
from scent.core.model_place import Place, place_text
from scent.core.models.source import BUNDLED
from scent.core.quality import spaces
from scent.core.quality.collection import Collection
from scent.core.quality.embedding_worker import LENGTH, Course, Job
from scent.core.quality.judged import judged_id
from scent.core.quality.metrics import ndcg
from scent.errors import ModelError, UsageError
from scent.formats.index.reader import Reader

SAMPLE: Final = 1000
DEPTH: Final = 10
# So many passages are queries where there are no questions.
_MOST_QUERIES: Final = 200
_FEWEST_PASSAGES: Final = 2 * DEPTH
# Axes of fewer passages than so many for each dimension would fit these passages and no others.
_AXES_FROM: Final = 2
_SIZES: Final = (16, 32, 64, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048)


@dataclass(frozen=True, slots=True)
class Sample:
    """What models embed. `own` has the passage that each query is, empty where queries are questions.

    `documents` has the path of each passage, and `relevance` the judged documents of each question.
    """

    passages: tuple[str, ...]
    documents: tuple[str, ...]
    queries: tuple[str, ...]
    own: tuple[int, ...] = ()
    relevance: tuple[Mapping[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left of a model's results with vectors of `dims` numbers: the first ones, or those on principal axes.

    `overlap` is the share of the ten best passages that stay among the ten best. `ndcg` is None
    where no questions are judged.
    """

    dims: int
    pca: bool
    overlap: float
    ndcg: float | None


@dataclass(frozen=True, slots=True)
class LayerCut:
    """What is left of a model's results without its last layers, of which it keeps `layers`; see `Cut`."""

    layers: int
    overlap: float
    ndcg: float | None
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class ModelResult:
    """What was measured of one model.

    `ndcg` is of documents, by vectors alone, at 10; None where no questions are judged.
    `tokens_per_second` is the rate of one processor, or by the clock for a model on a server.
    `memory` is the peak of its process, in bytes.
    """

    name: str
    dims: int
    ndcg: float | None
    isotropy: float
    intrinsic_dimension: float
    tokens_per_second: float
    memory: int
    cuts: tuple[Cut, ...]
    layers: tuple[LayerCut, ...] = ()


@dataclass(frozen=True, slots=True)
class PairResult:
    """How far two models agree: in their ten best passages (`jaccard`, `rbo`), and in their spaces (`cka`)."""

    first: str
    second: str
    jaccard: float
    rbo: float
    cka: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The results of all models, and of all pairs of them."""

    passages: int
    queries: int
    judged: bool
    models: tuple[ModelResult, ...]
    pairs: tuple[PairResult, ...]


@dataclass(frozen=True, slots=True)
class _Embedded:
    passages: Vectors
    queries: Vectors
    course: Course


def take_sample(index: Path, most: int, judged: Collection | None = None) -> Sample:
    """A sample of at most `most` passages of an index, spread evenly; with `judged`, all of files that answer.

    Raises:
        UsageError: the index has too few passages, or none of the files that answer a question.
        NoIndexError, FormatError, DamageError: the index cannot be used.
    """
    with Reader.open(index, lexical=False) as reader:
        rows = np.arange(reader.rows)
        rows = rows[np.isin(reader.document_of(rows), reader.documents.rows)]
        if len(rows) < _FEWEST_PASSAGES:
            raise UsageError(
                f"the index has {len(rows)} passages, and {_FEWEST_PASSAGES} are needed to compare models",
                hint="index more files, or name another index with --index",
            )
        chosen = set(_spread(rows.tolist(), most))
        wanted = {path for query in judged.queries for path in query.relevance} if judged else set()
        if judged:
            records = {row: reader.record(row) for row in set(reader.document_of(rows).tolist())}
            paths = {row: judged_id(each.path, each.member, wanted) for row, each in records.items()}
            answering = np.isin(reader.document_of(rows), [row for row, path in paths.items() if path in wanted])
            chosen |= set(rows[answering].tolist())
        found = [reader.passage(row) for row in sorted(chosen)]
    documents = tuple(judged_id(passage.path, passage.member, wanted) for passage in found)
    texts = tuple(passage.text for passage in found)
    if judged is None:
        own = tuple(_spread(range(len(texts)), _MOST_QUERIES))
        return Sample(texts, documents, tuple(texts[place] for place in own), own)
    there = set(documents)
    queries = [query for query in judged.queries if there & set(query.relevance)]
    if not queries:
        raise UsageError(
            "the index has no passage of the files that answer the questions",
            hint="index these files first, or name another index with --index",
        )
    return Sample(texts, documents, tuple(each.text for each in queries), (), tuple(each.relevance for each in queries))


def compare(
    models: Mapping[str, Place | None],
    sample: Sample,
    cache: Path,
    progress: Callable[[str], None],
    *,
    layers: bool = False,
) -> Comparison:
    """Embed the sample with each model, and measure.

    Args:
        models: the places of the models, None for the bundled one, by what to call them.
        sample: what to embed.
        cache: the cache directory.
        progress: called with the name of a model before it is measured.
        layers: whether models are also measured without their last layers, where their files allow it.

    Raises:
        ModelError: a model cannot be used.
    """
    embedded: dict[str, _Embedded] = {}
    for name, place in models.items():
        progress(name)
        embedded[name] = _embed(place, sample, cache)
    rankings = {name: _ranked(each.queries, each.passages, sample) for name, each in embedded.items()}
    results = []
    for name, each in embedded.items():
        result = _result(name, each, rankings[name], sample)
        if layers:
            progress(f"the first layers of {name}")
            result = replace(result, layers=tuple(_layer_cuts(models[name], rankings[name], sample)))
        results.append(result)
    pairs = tuple(
        PairResult(
            first,
            second,
            spaces.jaccard(rankings[first][:, :DEPTH], rankings[second][:, :DEPTH]),
            spaces.rank_biased_overlap(rankings[first][:, :DEPTH], rankings[second][:, :DEPTH]),
            spaces.alignment(embedded[first].passages, embedded[second].passages),
        )
        for first, second in combinations(embedded, 2)
    )
    return Comparison(len(sample.passages), len(sample.queries), bool(sample.relevance), tuple(results), pairs)


def _result(name: str, embedded: _Embedded, ranking: spaces.Rankings, sample: Sample) -> ModelResult:
    return ModelResult(
        name,
        embedded.passages.shape[1],
        _ndcg(ranking, sample),
        spaces.isotropy(embedded.passages),
        spaces.intrinsic_dimension(embedded.passages),
        embedded.course.tokens_per_second,
        embedded.course.memory,
        tuple(_cuts(embedded, ranking, sample)),
    )


def _cuts(embedded: _Embedded, ranking: spaces.Rankings, sample: Sample) -> Sequence[Cut]:
    """The results with shorter vectors, from long to short: cut, and on principal axes."""
    passages, queries = embedded.passages, embedded.queries
    mean, axes = spaces.principal_axes(passages)
    cuts = []
    for dims in sorted((size for size in _SIZES if size < passages.shape[1]), reverse=True):
        shorter = [(False, spaces.cut(queries, dims), spaces.cut(passages, dims))]
        if len(passages) >= _AXES_FROM * passages.shape[1]:
            shorter.append(
                (True, spaces.project(queries, mean, axes, dims), spaces.project(passages, mean, axes, dims))
            )
        for pca, some, others in shorter:
            ranked = _ranked(some, others, sample)
            cuts.append(Cut(dims, pca, spaces.overlap(ranking[:, :DEPTH], ranked[:, :DEPTH]), _ndcg(ranked, sample)))
    return cuts


def _layer_cuts(place: Place | None, ranking: spaces.Rankings, sample: Sample) -> Iterator[LayerCut]:
    """The results of a model with five sixths, two thirds and half of its layers; none if its file cannot be cut."""
    file = place or BUNDLED
    if not isinstance(file, Path):
        return
    count = cuttable_layers(file)
    for kept in dict.fromkeys(count * sixths // 6 for sixths in (5, 4, 3)):
        if not 0 < kept < count:
            continue
        with TemporaryDirectory(prefix="scent-layers-") as directory:
            shorter = Path(directory) / f"{kept}-layers.gguf"
            write_first_layers(file, shorter, kept)
            embedded = _embed(shorter, sample, Path(directory))  # its copies must not drive out those that are used
        ranked = _ranked(embedded.queries, embedded.passages, sample)
        overlap = spaces.overlap(ranking[:, :DEPTH], ranked[:, :DEPTH])
        yield LayerCut(kept, overlap, _ndcg(ranked, sample), embedded.course.tokens_per_second)


def _ranked(queries: Vectors, passages: Vectors, sample: Sample) -> spaces.Rankings:
    """The best passages for each query; all of them where documents are judged, of which many may be one's passages."""
    depth = len(passages) if sample.relevance else DEPTH
    return spaces.best(queries, passages, depth, np.array(sample.own) if sample.own else None)


def _ndcg(ranking: spaces.Rankings, sample: Sample) -> float | None:
    """The mean nDCG@10 of documents, each at the place of its best passage."""
    if not sample.relevance:
        return None
    values = []
    for row, relevance in zip(ranking, sample.relevance, strict=True):
        documents = list(dict.fromkeys(sample.documents[passage] for passage in row))
        values.append(ndcg(documents, relevance, DEPTH))
    return math.fsum(values) / len(values)


def _embed(place: Place | None, sample: Sample, cache: Path) -> _Embedded:
    """Embed the sample in a process of its own.

    Raises:
        ModelError: the model cannot be used, or its process ended.
    """
    # With passages as queries, their vectors are those of passages: a prompt for questions would not fit them.
    questions = sample.queries if sample.relevance else ()
    job = Job(place_text(place) if place else "", os.fspath(cache), sample.passages, questions)
    command = [sys.executable, "-P", "-m", "scent.core.quality.embedding_worker"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - this interpreter
    try:
        answer, _ = process.communicate(json.dumps(asdict(job)).encode("utf-8", "surrogatepass"))
    except BaseException:
        process.kill()
        process.wait()
        raise
    if process.returncode or len(answer) < LENGTH.size:
        raise ModelError(f"the process that embeds with {place_text(place) if place else 'the bundled model'} ended")
    (length,) = LENGTH.unpack_from(answer)
    facts = json.loads(answer[LENGTH.size : LENGTH.size + length])
    if "error" in facts:
        raise ModelError(facts["error"], hint=facts["hint"])
    arrays = io.BytesIO(answer[LENGTH.size + length :])
    passages, queries = (np.load(arrays, allow_pickle=False) for _ in range(2))
    return _Embedded(passages, queries if questions else passages[list(sample.own)], Course(**facts))


def _spread(items: Sequence[int], most: int) -> list[int]:
    """At most so many of the items, evenly spread."""
    return [items[place * len(items) // most] for place in range(most)] if len(items) > most else list(items)
