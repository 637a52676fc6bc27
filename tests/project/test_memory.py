"""The memory of real processes: a large corpus takes no more than a small one.

*Private* memory excludes mapped files, whose pages the system can take back at any time.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from command import COMMAND, Command
from indexes import WORDS

from scent.formats.index.reader import Reader

MOST_MEGABYTES = 400
MOST_TO_SEARCH = 250
MANY_FILES = 100_000
MANY_CHUNKS = 1_000_000
LARGE_BYTES = 500_000_000
PYTHON = [sys.executable, "-P", "-c"]

GROW = """
import sys
from pathlib import Path
import numpy as np
from scent.formats.index.reader import Reader
from scent.formats.index.records import ChunkRecord, DocumentRecord
from scent.formats.index.writer import Writer

index, chunks, words = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
with Reader.open(index, lexical=False) as reader:
    known, record = reader.manifest, reader.segments[0].record(0)._replace(file=0)
chance = np.random.default_rng(0)
subjects = chance.standard_normal((2_000, known.dims), np.float32)
texts = [" ".join(chance.choice(words, 40)) + ". " for _ in range(1_000)]
with Writer.open(index, fingerprint=known.fingerprint, settings=known.settings, dims=known.dims) as writer:
    for number in range(chunks // 25):
        chosen = [texts[place] for place in chance.integers(len(texts), size=25)]
        ends = np.cumsum([len(text) for text in chosen]).tolist()
        pieces = [ChunkRecord(end - len(text), end, 1, 1, ()) for end, text in zip(ends, chosen)]
        vectors = chance.standard_normal((25, known.dims), np.float32)
        vectors += subjects[chance.integers(len(subjects), size=25)]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        writer.add(record, "".join(chosen), pieces, vectors)
        if number % 1_000 == 999:
            writer.commit()
    writer.merge()
"""

SEARCH = """
import sys, time
from pathlib import Path
from scent.core.search.searcher import Searcher
with Searcher.open(Path(sys.argv[1]), cache=Path(sys.argv[2])) as searcher:
    assert searcher.search("where does the ledger lie in winter", min_score=0)
    time.sleep(1)
"""


def peaks(scent: Command, command: list[str | Path], *, stopped_after: float = 0) -> tuple[float, float]:
    """Return the peak memory of a process in megabytes: all of it with mapped files, and private memory alone.

    Private memory is sampled five times a second, on Linux only. With `stopped_after`, the process is
    interrupted after so many seconds.
    """
    private, start, ended = 0.0, time.monotonic(), 0
    with subprocess.Popen(command, env=scent.environ, cwd=scent.directory) as process:
        while not ended:
            time.sleep(0.2)
            with suppress(OSError):
                lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
                private = max(private, *(int(line.split()[1]) / 1e3 for line in lines if line.startswith("Anonymous")))
            if stopped_after and time.monotonic() - start > stopped_after:
                process.send_signal(signal.SIGINT)
                stopped_after = 0
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in {0, 130}
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6, private


@pytest.mark.long
def test_a_tree_of_many_files_stays_within_the_memory_limit(scent: Command) -> None:
    for number in range(MANY_FILES):
        file = scent.directory / f"{number // 1000:03d}" / f"{number:06d}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"Note {number}.\n" if number % 1000 == 0 else "")
    first, _ = peaks(scent, [*COMMAND, "index", "--quiet", "."])
    again, _ = peaks(scent, [*COMMAND, "index", "--quiet"])
    print(f"\n{MANY_FILES} files: {first:.0f} MB, looked at again: {again:.0f} MB")
    assert max(first, again) <= MOST_MEGABYTES


@pytest.mark.long
def test_a_file_of_half_a_gigabyte_stays_within_the_memory_limit(scent: Command) -> None:
    """Index it for a minute, then for another one; its lines repeat, so that many passages are done by then."""
    lines = "".join(f"Entry {number} of the log: {WORDS[number % 11]} and ledger.\n" for number in range(200))
    with (scent.directory / "large.txt").open("w") as file:
        for _ in range(LARGE_BYTES // len(lines)):
            file.write(lines)
    command = [*COMMAND, "index", "--quiet", "--max-filesize", "0", "--index", "index", "large.txt"]
    taken, chunks = [], [0]
    for more, stopped_after in (([], 60), (["--budget", "60s"], 0)):
        taken.append(peaks(scent, [*command, *more], stopped_after=stopped_after))
        (record,) = scent("status", "--json", "--index", "index").records
        assert record["unfinished"] == 1
        chunks.append(record["chunks"])
    print(
        f"\n{LARGE_BYTES // 1_000_000} MB in one file, twice a minute: {taken} MB in all and private, {chunks} chunks"
    )
    assert chunks[0] < chunks[1] < chunks[2]
    assert max(most for most, _ in taken) <= MOST_MEGABYTES


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="private memory is read from /proc")
def test_merging_and_searching_a_million_chunks_stays_within_the_memory_limit(scent: Command) -> None:
    (scent.directory / "note.txt").write_text("The ledger lies beside the kettle in winter.\n")
    assert scent("index", "--quiet", "--index", "index", "note.txt").code == 0
    index = scent.directory / "index"
    whole, merged = peaks(scent, [*PYTHON, GROW, index, str(MANY_CHUNKS), *WORDS])
    with Reader.open(index, lexical=False) as reader:
        assert reader.live_chunks() > MANY_CHUNKS
        assert any(segment.graph for segment in reader.segments)
    _, searched = peaks(scent, [*PYTHON, SEARCH, index, scent.cache / "scent"])
    print(f"\n{MANY_CHUNKS} chunks: {merged:.0f} MB to merge ({whole:.0f} with mapped files), {searched:.0f} to search")
    assert merged <= MOST_MEGABYTES
    assert searched <= MOST_TO_SEARCH
