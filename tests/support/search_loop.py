"""A process that searches an index over and over, each time as the command does: it opens the last generation anew.

Started as `python search_loop.py INDEX CACHE OUTPUT SECONDS QUERY...` by tests and by benchmarks/readers.py. It says
that it is ready, waits for a line, and writes a JSON object to OUTPUT for each search: the generation, the query, the
hits (path, start, end, text), what was warned of, and how long it took in seconds.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from scent.core.search.searcher import Searcher
from scent.formats.index.reader import Reader


def main() -> None:
    index, cache, output, seconds, *queries = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    end = time.monotonic() + float(seconds)
    with Path(output).open("w") as out:
        while time.monotonic() < end:
            for query in queries:
                print(json.dumps(searched(Path(index), Path(cache), query)), file=out)


def searched(index: Path, cache: Path, query: str) -> dict[str, Any]:
    begun = time.perf_counter()
    reader = Reader.open(index)
    generation = reader.manifest.generation
    with Searcher(reader, cache) as searcher:
        hits = searcher.search(query, limit=20)
        took = time.perf_counter() - begun
    found = [(os.fsdecode(hit.path), hit.start, hit.end, hit.text) for hit in hits]
    return {
        "generation": generation,
        "query": query,
        "hits": found,
        "warnings": searcher.warnings,
        "seconds": round(took, 4),
    }


if __name__ == "__main__":
    main()
