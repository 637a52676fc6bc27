"""A run may be killed at any stage: committed work answers as before, and the next run completes the index.

The runs are real processes over real files with the real model (`killed_run` forks them). They commit
after each document, so that all stages come often. At the end of a run a file is forgotten, which
the next run reads again.
"""

import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from indexes import WORDS, Place, assert_same_vectors, vectors
from killed_run import COMMITTED, FORGOTTEN, STAGES, STARTING, Quiet, profile
from places import SUPPORT

from scent.core.indexing import update
from scent.core.indexing.stop import Stop
from scent.core.search.searcher import Searcher
from scent.core.types import Hit
from scent.core.upkeep import maintenance
from scent.formats.index import manifest_file
from scent.formats.index.health.check import check
from scent.formats.index.manifest import Manifest

# The server keeps the process id of a killed run until the next one: macOS can do so from Python 3.13 on.
pytestmark = pytest.mark.skipif(not hasattr(os, "waitid"), reason="os.waitid is missing")

QUERIES = ("a kettle in the harbour", "the winter garden")
EVERY_STAGE = (STARTING, *STAGES, COMMITTED)


@dataclass
class Run:
    """A run as seen from outside: its stages with the times at which they began, and its exit status."""

    stages: list[tuple[str, float]] = field(default_factory=list)
    status: int = 0

    def times(self, stage: str) -> list[float]:
        """Return how many seconds the stage lasted, each time that it began."""
        pairs = zip(self.stages, self.stages[1:], strict=False)
        return [end - start for (name, start), (_, end) in pairs if name == stage]


class Kill(NamedTuple):
    """Kill a run when it enters `stage` for the `count`th time: from inside at once, or after `delay` seconds."""

    stage: str
    count: int
    delay: float | None


@dataclass(frozen=True)
class Server:
    """Starts runs, and kills them."""

    process: subprocess.Popen[str]

    def run(self, index: Path, corpus: Path, kill: "Kill | None" = None, *, commit_seconds: float = 60) -> Run:
        """Run to the end, or until it is killed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        stage, left, delay = kill or Kill("", 0, None)
        itself = left if delay is None else 0
        self.process.stdin.write(json.dumps([str(index), [str(corpus)], commit_seconds, stage, itself]) + "\n")
        self.process.stdin.flush()
        run = Run()
        for line in self.process.stdout:
            process, _, event = line.rstrip().partition(" ")
            if event.startswith("ended "):
                run.status = int(event.removeprefix("ended "))
                return run
            run.stages.append((event, time.monotonic()))
            if delay is not None and event == stage:
                left -= 1
                if left == 0:
                    time.sleep(delay)
                    # The id still belongs to this process, even if it has ended: the server has not reaped it.
                    os.kill(int(process), signal.SIGKILL)
        raise AssertionError("the run server has ended")


@pytest.fixture(scope="module")
def server(cache: Path) -> Iterator[Server]:
    script = SUPPORT / "killed_run.py"
    with subprocess.Popen(
        [sys.executable, str(script), str(cache)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Server(process)
        assert process.stdin is not None
        process.stdin.close()


def write(corpus: Path, name: str, seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311  # the same files each time
    sentences = [" ".join(chosen.choices(WORDS, k=10)).capitalize() + "." for _ in range(12)]
    (corpus / name).write_text(f"# Note {seed}\n\n" + " ".join(sentences) + "\n")
    os.utime(corpus / name, (1_700_000_000 + seed, 1_700_000_000 + seed))


@dataclass(frozen=True)
class Case:
    """An index that is behind its files, the vectors of the updated index, and the answers of each generation."""

    corpus: Path
    before: Path
    vectors: dict[Place, npt.NDArray[np.float32]]
    answers: dict[int, list[list[Hit]]]
    undisturbed: Run


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, cache: Path, server: Server) -> Case:
    place = tmp_path_factory.mktemp("kills")
    corpus, before = place / "corpus", place / "before"
    corpus.mkdir()
    for turn in range(3):  # three segments, which the next run will merge with its own
        for number in range(2):
            write(corpus, f"{turn}{number}.md", 10 * turn + number)
        assert server.run(before, corpus).status == 0
    write(corpus, "00.md", 100)
    (corpus / "10.md").unlink()
    (corpus / "20.md").rename(corpus / "moved.md")
    for number in range(4):
        write(corpus, f"new{number}.md", 200 + number)
    fresh = place / "fresh"
    assert server.run(fresh, corpus).status == 0
    answers = {}
    shutil.copytree(before, place / "recorded")
    answers[generation(before)] = answered(before, cache)
    with recorded(place / "recorded", cache, answers):
        stop = Stop(has_limit=True)  # as in the runs that are killed
        update.update(
            place / "recorded", [], profile(), workers=1, progress=Quiet(), cache=cache, stop=stop, commit_seconds=0
        )
        maintenance.forget(place / "recorded", [os.fsencode(corpus / FORGOTTEN)])
    shutil.copytree(before, place / "copy")
    run = server.run(place / "copy", corpus, commit_seconds=0)
    assert set(EVERY_STAGE) <= {stage for stage, _ in run.stages}
    return Case(corpus, before, vectors(fresh), answers, run)


def generation(index: Path) -> int:
    return manifest_file.load(index).generation


def answered(index: Path, cache: Path) -> list[list[Hit]]:
    with Searcher.open(index, cache=cache) as searcher:
        answers = [searcher.search(query, exact_seconds=60) for query in QUERIES]  # the same also on a busy machine
        assert searcher.warnings == []
    assert all(answers)
    return answers


@contextmanager
def recorded(index: Path, cache: Path, answers: dict[int, list[list[Hit]]]) -> Iterator[None]:
    """Search each generation as it is committed, and note the answers."""
    store = manifest_file.store

    def stored(place: Path, contents: Manifest) -> None:
        store(place, contents)
        answers[contents.generation] = answered(index, cache)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_file, "store", stored)
        yield


def survives(case: Case, server: Server, index: Path, cache: Path, kill: Kill) -> str:
    """Kill a run over a copy of the index, check what is left and what the next run makes of it.

    Returns the stage in which the run was killed; empty if it had ended before.
    """
    shutil.copytree(case.before, index)
    run = server.run(index, case.corpus, kill, commit_seconds=0)
    if run.status != -signal.SIGKILL:
        shutil.rmtree(index)
        return ""
    assert answered(index, cache) == case.answers[generation(index)]
    assert check(index) == []
    assert server.run(index, case.corpus).status == 0
    assert check(index) == []
    assert_same_vectors(index, case.vectors)
    assert {path.name for path in (index / "segments").iterdir()} == {
        s.name for s in manifest_file.load(index).segments
    }
    assert len(list((index / "lexical").iterdir())) == 1
    shutil.rmtree(index)
    return run.stages[-1][0]


def moments(case: Case, seed: int) -> Iterator[Kill]:
    """Yield kills for one stage after another: in turn as it begins and somewhere within."""
    chance = random.Random(seed)  # noqa: S311  # moments, not secrets
    for number in itertools.count():
        stage = EVERY_STAGE[number % len(EVERY_STAGE)]
        times = case.undisturbed.times(stage)
        count = chance.randint(1, len(times))
        within = number // len(EVERY_STAGE) % 2 == 1
        yield Kill(stage, count, chance.random() * times[count - 1] if within else None)


def kill_often(case: Case, server: Server, index: Path, cache: Path, kills: int) -> Counter[str]:
    """Kill so many runs; return in which stages they were."""
    stages: Counter[str] = Counter()
    for moment in moments(case, kills):
        if stages.total() == kills:
            break
        at = survives(case, server, index, cache, moment)
        if at:
            stages[at] += 1
    print(f"\n{kills} kills survived: {dict(stages.most_common())}")
    return stages


@pytest.mark.parametrize("kills", [len(EVERY_STAGE) + 4, pytest.param(300, marks=pytest.mark.long)])
def test_a_run_killed_at_any_stage_loses_nothing_that_was_committed(
    case: Case, server: Server, tmp_path: Path, cache: Path, kills: int
) -> None:
    stages = kill_often(case, server, tmp_path / "index", cache, kills)
    assert set(EVERY_STAGE) <= set(stages)
