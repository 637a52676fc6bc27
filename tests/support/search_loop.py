"""A process that searches an index again and again, each time as the command does: it opens the last commit anew.

    python search_loop.py INDEX CACHE OUTPUT QUERY...

It prints `ready`, waits for a line on stdin, and searches until stdin is closed. For each search it
writes a JSON object to OUTPUT: the generation, the query, the hits (path, start, end, text), the
warnings, and the duration in seconds. Used by tests and by benchmarks/readers.py.
"""

import json
import os
import select
import sys
import time
from pathlib import Path
from typing import Any

from scent.core.search.searcher import Searcher
from scent.formats.index.reader import Reader


def main() -> None:
    index, cache, output, *queries = sys.argv[1:]
    print("ready", flush=True)
    os.read(0, 1)
    with Path(output).open("w") as out:
        while not stdin_is_closed():
            for query in queries:
                print(json.dumps(timed_search(Path(index), Path(cache), query)), file=out, flush=True)


def stdin_is_closed() -> bool:
    return bool(select.select([0], [], [], 0)[0])


def timed_search(index: Path, cache: Path, query: str) -> dict[str, Any]:
    started = time.perf_counter()
    reader = Reader.open(index)
    generation = reader.manifest.generation
    with Searcher(reader, cache) as searcher:
        hits = searcher.search(query, limit=20)
        seconds = time.perf_counter() - started
    return {
        "generation": generation,
        "query": query,
        "hits": [(os.fsdecode(hit.path), hit.start, hit.end, hit.text) for hit in hits],
        "warnings": searcher.warnings,
        "seconds": round(seconds, 4),
    }


if __name__ == "__main__":
    main()
