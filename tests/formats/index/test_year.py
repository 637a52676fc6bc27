"""A year of hourly runs with small changes leaves an index as small and complete as a new one."""

import random
import statistics
import time
from pathlib import Path

import pytest
from indexes import add, content, opened, vector

from scent.formats.index.health.check import check
from scent.formats.index.reader import Reader

FILES = 2_000


def texts(file: int, version: int) -> list[str]:
    chance = random.Random(file << 20 | version)  # noqa: S311  # words, not secrets
    words = ("garden", "apple", "winter", "letter", "kitchen", "window", "music", "river", "paper", "stone")
    return [" ".join(chance.choices(words, k=30)) + f" {file} {version}.\n" for _ in range(chance.randint(1, 3))]


def size(index: Path) -> int:
    return sum(path.stat().st_size for path in index.rglob("*") if path.is_file())


def search_seconds(index: Path) -> float:
    """Return the wall time of a cold search by meaning and by words that reads its passages."""
    began = time.perf_counter()
    with Reader.open(index) as reader:
        for rows, _ in (reader.nearest(vector("garden river"), 10), reader.lexical.matching("garden river", 10)):
            assert len([reader.passage(row) for row in rows.tolist()]) == 10
    return time.perf_counter() - began


@pytest.mark.parametrize(
    ("runs", "files"), [(100, 300), pytest.param(8_760, FILES, marks=pytest.mark.long)], ids=["four days", "a year"]
)
def test_many_small_runs_leave_few_segments_and_little_waste(tmp_path: Path, runs: int, files: int) -> None:
    chance = random.Random(0)  # noqa: S311  # which files change, not secrets
    index, fresh = tmp_path / "index", tmp_path / "fresh"
    versions = dict.fromkeys(range(files), 0)
    most, began = 0, time.perf_counter()
    with opened(index) as writer:
        ids = {file: add(writer, f"/{file}".encode(), texts(file, 0)) for file in versions}
        writer.commit()
        for _ in range(runs):
            for file in chance.sample(sorted(versions), chance.randint(1, 3)):
                versions[file] += 1
                writer.remove([ids[file]])
                ids[file] = add(writer, f"/{file}".encode(), texts(file, versions[file]))
            writer.commit()
            writer.merge()
            most = max(most, len(writer.reader.segments))
    spent = time.perf_counter() - began
    with opened(fresh) as writer:
        for file in sorted(versions):
            add(writer, f"/{file}".encode(), texts(file, versions[file]))
        writer.commit()
    times = [(search_seconds(index), search_seconds(fresh)) for _ in range(20)]
    aged_time, fresh_time = (statistics.median(column) for column in zip(*times, strict=True))
    print(
        f"{runs} runs in {spent:.0f} s, {1_000 * spent / runs:.0f} ms each; at most {most} segments;"
        f" {size(index) / size(fresh):.2f}x the size;"
        f" a search {1_000 * aged_time:.1f} ms, fresh {1_000 * fresh_time:.1f}"
    )
    assert most <= 12
    assert size(index) <= 1.3 * size(fresh)
    # Opening a few segments more costs a millisecond; what must not happen is that it grows with the runs.
    assert aged_time <= 2 * fresh_time + 0.005
    assert check(index) == []
    assert sorted(content(index)) == sorted(content(fresh))
    with Reader.open(index) as aged, Reader.open(fresh) as new:
        assert (
            len(aged.lexical.matching("garden river", 50)[0]) == len(new.lexical.matching("garden river", 50)[0]) == 50
        )
