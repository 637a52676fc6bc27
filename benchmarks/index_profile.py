"""Measure where the processor time of an index run goes, with the clocks of its threads.

    .venv/bin/python benchmarks/index_profile.py --megabytes 1

The run happens in this process. The parts are reading, tokenizing, chunking, the model, writing, and
the rest; each excludes the others that it calls. Processor time hardly depends on other work, so the
shares are valid on a busy machine too. The result is written as JSON to benchmarks/runs/.
"""

import argparse
import json
import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index_run import copy_text, machine

from scent.cli.output.progress import Silence
from scent.core.chunking import chunker
from scent.core.config import default_chunks
from scent.core.files.walk import WalkSettings
from scent.core.indexing.update import update
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model
from scent.core.models import source
from scent.core.profile import Profile
from scent.core.reading import pipeline
from scent.formats.index.writer import Writer

HERE = Path(__file__).parent
SPENT: dict[str, float] = defaultdict(float)
OPEN = threading.local()


def main() -> None:
    """Index copied text, and print the share of each part."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    for owner, name, part in (
        (Encoder, "encode", "model"),
        (Model, "tokenize", "tokenizing"),
        (chunker, "chunk", "chunking"),
        (Writer, "add", "writing"),
        (Writer, "commit", "writing"),
        (Writer, "merge", "writing"),
    ):
        setattr(owner, name, timed(part, getattr(owner, name)))
    pipeline.read_files = read_timed(pipeline.read_files)
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        copy_text(place / "text", int(options.megabytes * 1e6))
        model = source.identify(None)
        profile = Profile(model, default_chunks(model.identity), WalkSettings())
        cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "scent"
        start, began = time.process_time(), time.perf_counter()
        report = update(
            place / "index",
            [os.fsencode(place / "text")],
            profile,
            workers=options.workers,
            progress=Silence(),
            cache=cache,
        )
        whole, seconds = time.process_time() - start, time.perf_counter() - began
    SPENT["the rest"] = whole - sum(SPENT.values())
    figures = {
        "tokens": report.tokens,
        "processor_seconds": round(whole, 2),
        "seconds": round(seconds, 2),
        "share": {part: round(spent / whole, 4) for part, spent in sorted(SPENT.items(), key=lambda each: -each[1])},
        "workers": options.workers,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
    }
    target = HERE / "runs" / f"{datetime.now(UTC):%Y-%m-%d}-index_profile.json"
    target.write_text(json.dumps(figures, indent=1) + "\n")
    print(target.read_text(), end="")


def timed(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with its thread time added to `part`, and subtracted from the part that called it."""

    def measured(*words: Any, **named: Any) -> Any:  # noqa: ANN401  # whatever it takes and gives
        before = time.thread_time()
        outer, OPEN.inside = getattr(OPEN, "inside", 0.0), 0.0
        try:
            return function(*words, **named)
        finally:
            spent = time.thread_time() - before
            SPENT[part] += spent - OPEN.inside
            OPEN.inside = outer + spent

    return measured


def read_timed(function: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """Return a generator function whose steps are timed."""

    def measured(*words: Any) -> Iterator[Any]:  # noqa: ANN401  # whatever it takes
        step = timed("reading", function(*words).__next__)
        while True:
            try:
                value = step()
            except StopIteration:
                return
            yield value

    return measured


if __name__ == "__main__":
    main()
