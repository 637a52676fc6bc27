"""Measure how well searches rank with vectors of the static table instead of the model's own.

    .venv/bin/python benchmarks/quality/provisional.py WORK RAW.json DATASET...

Each collection is indexed as `scent eval` does it, below the directory WORK (and used again). Then
each chunk is scored for each query as the hybrid search does, with exact vectors, with those of the
table, and with those of the table where only the best chunks get their exact vectors. The script
prints three Markdown tables: the mean cosine of the table's vectors to the exact ones, also where
they are corrected by the exact vectors of a part of the chunks; nDCG@10, of spans where the positions
of the answers are known, else of documents; and that as a share of the quality of exact vectors, with
its 95 % interval (paired bootstrap). All values are written to RAW.json.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from study import QUERIES, USUAL, gain, opened

from scent.core.chunking.pooling import normalised
from scent.core.embedding.static_table import StaticTable
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.inference.model import Model
from scent.core.models import source as model_source
from scent.core.quality.collection import Query, load_beir, read_corpus, sample_queries
from scent.core.quality.metrics import RESAMPLES, SEED, Span
from scent.core.search.ranking import scoring

Numbers = npt.NDArray[np.float32]
Values = Mapping[str, Sequence[float]]
# How many of the best chunks get their exact vectors, and the part of all chunks that corrects the others.
RESCORED = (10, 30, 100)
CORRECTED_BY = (0.1, 0.4)
RIDGE = 0.3
FULL = "hybrid, exact"


@dataclass(frozen=True, slots=True)
class Judged:
    """A collection as its index has it.

    `tokens` are the token ids of each chunk, `exact` (chunks, dims) and `asked` (queries, dims)
    unit vectors, and `shares` (queries, chunks) the shares of each query's words.
    """

    name: str
    queries: Sequence[Query]
    spans: Sequence[Span]
    tokens: Sequence[npt.NDArray[np.int32]]
    exact: Numbers
    asked: Numbers
    shares: Numbers


def main(work: Path, raw: Path, folders: Sequence[Path]) -> None:
    """Print the tables and write the values."""
    table = StaticTable.open()
    model = model_source.load(model_source.identify(None), work / "cache")
    cosines: dict[str, dict[str, float]] = {}
    values: dict[str, Values] = {}
    with TextEmbedder.open(None, work / "cache", query=True) as embedder:
        for folder in folders:
            each = judged(folder, work, model, embedder)
            provisional = table.vectors(each.tokens)
            cosines[each.name] = {"table": cosine(provisional, each.exact), **corrected(each, provisional)}
            values[each.name] = dict(ranked(each, provisional))
            raw.write_text(json.dumps({"cosines": cosines, "values": values}), encoding="utf-8")
            print(f"{each.name}: {len(each.spans):,} chunks", file=sys.stderr, flush=True)
    print_table(cosines, lambda name, way: f"{cosines[name][way]:.3f}")
    print_table(values, lambda name, way: f"{np.mean(values[name][way]):.3f}")
    print_table(values, lambda name, way: share(values[name][way], values[name][FULL]))


def judged(folder: Path, work: Path, model: Model, embedder: TextEmbedder) -> Judged:
    """Index a collection and ask it its queries."""
    collection = sample_queries(load_beir(folder), QUERIES)
    asked = np.array([embedder.query(query.text) for query in collection.queries])
    with opened(collection, list(read_corpus(folder / "corpus.jsonl")), USUAL, work) as index:
        shares = np.array([index.share(query.text) for query in collection.queries])
        tokens = model.tokenize(index.texts)
        return Judged(folder.name, collection.queries, index.spans, tokens, index.vectors, asked, shares)


def ranked(each: Judged, provisional: Numbers) -> Values:
    """Every way with each query's nDCG@10; `provisional` are the table's unit vectors (chunks, dims)."""
    found: dict[str, list[float]] = {}
    for query, asked, shares in zip(each.queries, each.asked, each.shares, strict=True):
        rough, exact = provisional @ asked, each.exact @ asked
        first, last = scoring.hybrid_scores(rough, shares), scoring.hybrid_scores(exact, shares)
        ways = {"words": shares, "vectors, exact": exact, "vectors, table": rough, "hybrid, table": first}
        ways |= {f"hybrid, best {count} exact": rescored(first, last, count) for count in RESCORED}
        for name, scores in {**ways, FULL: last}.items():
            found.setdefault(name, []).append(gain(query, each.spans, scores))
    return found


def rescored(first: Numbers, last: Numbers, count: int) -> Numbers:
    """The first scores (chunks,), but the best `count` of them ranked by the last scores before all others."""
    best = np.argsort(-first, kind="stable")[:count]
    scores = first.copy()
    scores[best] = last[best] + (first.max() - last.min())
    return scores


def cosine(some: Numbers, others: Numbers) -> float:
    """The mean cosine of unit vectors to their counterparts."""
    return float((some * others).sum(axis=1).mean())


def corrected(each: Judged, provisional: Numbers) -> Mapping[str, float]:
    """The mean cosine of the other chunks, when a part of the chunks is exact and corrects the table.

    One correction adds the mean error, the other a ridge regression of the errors on the pieces.
    """
    order = np.random.default_rng(SEED).permutation(len(each.exact))
    features = pieces(each.tokens)
    found = {}
    for part in CORRECTED_BY:
        known, others = np.split(order, [round(part * len(order))])
        errors = each.exact[known] - provisional[known]
        moved = provisional[others] + errors.mean(axis=0)
        learnt = moved + features[others] @ ridge(features[known], errors - errors.mean(axis=0))
        found[f"and the mean error of {part:.0%}"] = cosine(normalised(moved), each.exact[others])
        found[f"and a ridge regression on {part:.0%}"] = cosine(normalised(learnt), each.exact[others])
    return found


def pieces(tokens: Sequence[npt.NDArray[np.int32]]) -> sparse.csr_array:
    """The square roots of the counts of each chunk's pieces times their rarity, scaled to length one."""
    rows = np.repeat(np.arange(len(tokens)), [len(each) for each in tokens])
    ids = np.concatenate(tokens)
    counts = sparse.coo_array((np.ones(len(ids), np.float32), (rows, ids)), (len(tokens), ids.max() + 1)).tocsr()
    having = np.bincount(counts.indices, minlength=counts.shape[1])
    counts.data = np.sqrt(counts.data) * np.log((len(tokens) + 1) / (having + 0.5))[counts.indices]
    return sparse.csr_array(counts.multiply(1 / sparse.linalg.norm(counts, axis=1)[:, None]))


def ridge(features: sparse.csr_array, target: Numbers) -> Numbers:
    """The weights (pieces, dims) of a ridge regression, in the features' own span: few chunks, many pieces."""
    kernel = (features @ features.T).toarray() + RIDGE * np.eye(features.shape[0])
    return np.asarray(features.T @ np.linalg.solve(kernel, target), dtype=np.float32)


def share(values: Sequence[float], full: Sequence[float]) -> str:
    """The mean as a share of that of the full values, with its 95 % interval."""
    some, others = np.array(values), np.array(full)
    drawn = np.random.default_rng(SEED).integers(0, len(some), (RESAMPLES, len(some)))
    low, high = np.percentile(some[drawn].mean(axis=1) / others[drawn].mean(axis=1), [2.5, 97.5])
    return f"{some.mean() / others.mean():.3f} ({low:.3f} to {high:.3f})"


def print_table(columns: Mapping[str, Mapping[str, object]], cell: Callable[[str, str], str]) -> None:
    """Print a Markdown table: a row for each way, a column for each collection."""
    print("\n| |", " | ".join(columns), "|")
    print("|", " | ".join(["---"] * (len(columns) + 1)), "|")
    for way in next(iter(columns.values())):
        print("|", f"{way} |", " | ".join(cell(name, way) for name in columns), "|")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(word) for word in sys.argv[3:]])
