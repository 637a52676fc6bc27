"""Measure how well a search ranks when an index is only ready, compared with when all its vectors are exact.

    .venv/bin/python benchmarks/quality/at_ready.py [--queries N] WORK DATASET...

Each BEIR folder is indexed twice below the directory WORK: as `scent index --ready` leaves it, and to the end. N of its
questions (200) are asked of both. nDCG@10, and its ratio with an interval of 95 % from 2,000 draws of questions.
"""

import argparse
from pathlib import Path

import numpy as np

from scent.cli.output.progress import Silence
from scent.core import directories
from scent.core.quality.collection import Collection, load_beir, sample_queries
from scent.core.quality.evaluate import Setting, Values, evaluate
from scent.core.quality.metrics import Measure, parse_measure

MEASURES = [parse_measure("ndcg@10"), parse_measure("span-ndcg@10")]
DRAWS = 2_000


def main() -> None:
    """Print a line for each collection and level."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("work", type=Path)
    parser.add_argument("datasets", type=Path, nargs="+")
    arguments = parser.parse_args()
    print("| collection | measure | ready | exact | ratio |\n| --- | --- | --- | --- | --- |")
    for dataset in arguments.datasets:
        collection = sample_queries(load_beir(dataset), arguments.queries)
        ready, exact = (values(collection, arguments.work, ready=ready) for ready in (True, False))
        for measure, first in ready.items():
            judged = ~np.isnan(first)
            if judged.any():
                line = ratio(first[judged], exact[measure][judged])
                print(f"| {collection.name} | {measure} | {first[judged].mean():.3f} | {line} |", flush=True)


def values(collection: Collection, work: Path, *, ready: bool) -> dict[Measure, Values]:
    """The values (queries,) of each measure."""
    settings = [Setting()]
    (outcome,) = evaluate(
        collection, settings, MEASURES, work, cache=directories.cache(), progress=Silence(), ready=ready
    )
    return dict(outcome.values)


def ratio(first: Values, second: Values) -> str:
    """The mean of the second, and the ratio of the means with its interval."""
    chosen = np.random.default_rng(1).integers(len(first), size=(DRAWS, len(first)))
    ratios = first[chosen].mean(axis=1) / second[chosen].mean(axis=1)
    low, high = np.quantile(ratios, [0.025, 0.975])
    return f"{second.mean():.3f} | {first.mean() / second.mean():.3f} ({low:.3f} to {high:.3f})"


if __name__ == "__main__":
    main()
