"""Measure a whole index run beside the bare embedding loop over the same tokens, with one worker and with two.

    .venv/bin/python benchmarks/embedding_loop.py --megabytes 0.3 --repeat 3

The result is the share of the machine's own rate that `scent index` reaches, from start to end of the
process; it is written as JSON to benchmarks/runs/. The loop (`loop.py`) reads, chunks and tokenizes
beforehand, then does nothing but run batches. Both use the weights that a large run chooses here.
The run with two workers is repeated while another process keeps one core busy.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from index_run import COMMAND, copy_text, machine, run
from loop import bare, packed

from scent.core.embedding import tune
from scent.core.inference import weights
from scent.core.inference.model import Model
from scent.core.models import source

NEIGHBOURED = 2


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=0.3)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        os.environ["XDG_CACHE_HOME"] = str(place / "cache")
        copy_text(place / "text", int(options.megabytes * 1e6))
        figures = measured(place, options.repeat)
    now = datetime.now(UTC)
    kept = {"megabytes": options.megabytes, **figures, "date": now.isoformat(timespec="seconds"), "machine": machine()}
    target = Path(__file__).parent / "runs" / f"{now:%Y-%m-%d}-embedding_loop.json"
    target.write_text(json.dumps(kept, indent=1) + "\n")
    print(target.read_text(), end="")


def measured(place: Path, repeat: int) -> dict[str, object]:
    """Seconds of each way, in turn, and their ratios."""
    cache = place / "cache" / "scent"
    bundled = source.identify(None)
    tune.tune_if_new(bundled, cache)
    copy = weights.make_copy(source.BUNDLED, bundled.identity.digest, cache)
    model = Model.open_trusted(copy or source.BUNDLED)
    batches = packed(model, place / "text")
    seconds: dict[str, list[float]] = {}
    processor: dict[str, list[float]] = {}
    for number in range(repeat):
        for workers in (1, 2):
            index = str(place / f"index-{number}-{workers}")
            command = [*COMMAND, "index", "--quiet", "--workers", str(workers), str(place / "text"), "--index"]
            whole = run([*command, index])
            seconds.setdefault(f"scent index, {workers}", []).append(whole["seconds"])
            processor.setdefault(f"scent index, {workers}", []).append(whole["processor_seconds"])
            if workers == NEIGHBOURED:
                with subprocess.Popen([sys.executable, "-I", "-c", "while True: pass"]) as neighbour:
                    whole = run([*command, f"{index}-beside"])
                    neighbour.kill()
                seconds.setdefault("beside a busy process, 2", []).append(whole["seconds"])
            before = time.process_time()
            seconds.setdefault(f"bare loop, {workers}", []).append(bare(model, batches, workers))
            processor.setdefault(f"bare loop, {workers}", []).append(time.process_time() - before)
    least = {name: min(values) for name, values in processor.items()}
    middle = {name: statistics.median(values) for name, values in seconds.items()}
    return {
        "tokens": sum(len(sequence) for batch in batches for sequence in batch),
        "median_seconds": middle,
        "share_of_the_loop": {n: round(middle[f"bare loop, {n}"] / middle[f"scent index, {n}"], 3) for n in (1, 2)},
        # What the machine does beside this moves the time, and the processor's time much less.
        "share_by_processor": {n: round(least[f"bare loop, {n}"] / least[f"scent index, {n}"], 3) for n in (1, 2)},
        "one_to_two": {
            name: round(middle[f"{name}, 1"] / middle[f"{name}, 2"], 3) for name in ("scent index", "bare loop")
        },
        "beside_a_busy_process": round(middle["scent index, 2"] / middle["beside a busy process, 2"], 3),
        "seconds": seconds,
        "processor_seconds": processor,
    }


if __name__ == "__main__":
    main()
