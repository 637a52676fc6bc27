"""Measure how an index ranks that got another model by `scent migrate`: right after, and when it is refined.

    .venv/bin/python benchmarks/quality/migrated.py [--queries N] WORK MODEL DATASET...

Each BEIR folder is indexed below the directory WORK with the bundled model and with that in the file MODEL. Then each
index gets the other model. N questions (150) are asked of all of them: nDCG@10 of documents and spans.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scent.cli.output.progress import Silence
from scent.core import directories
from scent.core.config import default_chunks
from scent.core.indexing.migration import change_model, new_profile
from scent.core.indexing.stop import Stop
from scent.core.models import source as model_source
from scent.core.quality.collection import Collection, load_beir, sample_queries
from scent.core.quality.evaluate import Setting, evaluate, index_name
from scent.core.quality.metrics import parse_measure

MEASURES = [parse_measure("ndcg@10"), parse_measure("span-ndcg@10")]


def main() -> None:
    """Print a line for each collection and direction."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("work", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("datasets", type=Path, nargs="+")
    arguments = parser.parse_args()
    settings = [
        Setting(default_chunks(model_source.identify(model).identity), model=model) for model in (None, arguments.model)
    ]
    print(
        "| collection | to | old model | right after | refined | a new index |\n| --- | --- | --- | --- | --- | --- |"
    )
    for dataset in arguments.datasets:
        collection = sample_queries(load_beir(dataset), arguments.queries)
        for old, new in (settings, settings[::-1]):
            before, fresh = (measured(collection, each, arguments.work) for each in (old, new))
            after, refined = migrated(collection, old, new, arguments.work)
            name = new.model.stem if new.model else "bundled"
            print(f"| {collection.name} | {name} | {before} | {after} | {refined} | {fresh} |", flush=True)


def migrated(collection: Collection, old: Setting, new: Setting, work: Path) -> Sequence[str]:
    """What is measured right after an index of the setting `old` got the model of `new`, and when it is refined."""
    indexes, ready = (work / kind / f"{collection.name}.txt" for kind in ("indexes", "ready"))
    changed, fresh = ready / index_name(new), indexes / index_name(new)
    shutil.rmtree(changed, ignore_errors=True)
    shutil.copytree(indexes / index_name(old), changed)
    profile = new_profile(changed, model_source.identify(new.model))
    change_model(changed, profile, cache=directories.cache(), workers=0, wait=0, stop=Stop())
    after = measured(collection, new, work, ready=True)
    kept = fresh.rename(fresh.with_name("kept"))
    shutil.copytree(changed, fresh)
    refined = measured(collection, new, work)
    shutil.rmtree(fresh)
    kept.rename(fresh)
    return after, refined


def measured(collection: Collection, setting: Setting, work: Path, *, ready: bool = False) -> str:
    """The mean of each measure that the collection judges."""
    (outcome,) = evaluate(
        collection, [setting], MEASURES, work, cache=directories.cache(), progress=Silence(), ready=ready
    )
    means = [values[~np.isnan(values)] for values in outcome.values.values()]
    return " / ".join(f"{each.mean():.3f}" for each in means if len(each))


if __name__ == "__main__":
    main()
