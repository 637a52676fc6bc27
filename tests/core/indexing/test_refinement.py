"""What was refined of a document is kept: when a run ends within it, and when it takes longer than between commits."""

import os
import random
from pathlib import Path

import pytest
import tiny_models
from indexes import WORDS, assert_same_vectors, vectors
from killed_run import Quiet

from scent.core.config import Strategy
from scent.core.indexing.report import Report
from scent.core.indexing.stop import Stop
from scent.core.indexing.update import update
from scent.core.profile import resolve_profile
from scent.formats.index.health.check import check
from scent.formats.index.reader import Reader


class StopsAfter(Quiet):
    """Requests a stop once so many passages are refined."""

    def __init__(self, stop: Stop, passages: int) -> None:
        self._stop, self._left = stop, passages

    def advance_refining(self, passages: int, tokens: int) -> None:  # noqa: ARG002  # a `Progress`
        self._left -= passages
        if self._left <= 0:
            self._stop.request("SIGINT")


class Case:
    """Two short notes and a long one of more than two hundred passages, which can be searched."""

    def __init__(self, base: Path, strategy: Strategy) -> None:
        self.index, self._files, self._strategy = base / "index", base / "files", strategy
        self._model = tiny_models.bert(base / "tiny.gguf")
        self._files.mkdir()
        chosen = random.Random(4)  # noqa: S311  # the same notes each time
        for name, words in (("a", 20), ("b", 2_000), ("c", 20)):
            sentences = [" ".join(chosen.choices(WORDS, k=9)) for _ in range(words // 9)]
            (self._files / f"{name}.md").write_text(". ".join(sentences))
        assert self.run(self.index, ready=True).provisional > 200

    def run(self, index: Path, *, ready: bool = False, stop_after: int = 0, commit_seconds: float = 30) -> Report:
        chunks = {"strategy": self._strategy, "chunk_tokens": 24}
        stop = Stop()
        return update(
            index,
            [os.fsencode(self._files)],
            resolve_profile(index, self._model, chunks=chunks),
            workers=1,
            progress=StopsAfter(stop, stop_after) if stop_after else Quiet(),
            ready=ready,
            stop=stop,
            commit_seconds=commit_seconds,
        )


@pytest.mark.parametrize("strategy", Strategy)
def test_an_index_that_is_committed_within_documents_equals_one_made_at_once(
    tmp_path: Path, strategy: Strategy
) -> None:
    case = Case(tmp_path, strategy)
    with Reader.open(case.index) as reader:
        generation = reader.manifest.generation
    assert case.run(case.index, commit_seconds=0).provisional == 0
    with Reader.open(case.index) as reader:
        assert reader.manifest.generation > generation + (10 if strategy is Strategy.EARLY else 2)
    assert check(case.index) == []
    case.run(tmp_path / "fresh")
    assert_same_vectors(case.index, vectors(tmp_path / "fresh"))


def test_a_run_that_is_stopped_within_a_document_keeps_its_vectors_and_the_next_makes_the_others(
    tmp_path: Path,
) -> None:
    case = Case(tmp_path, Strategy.EARLY)
    whole = case.run(tmp_path / "fresh").tokens
    left, tokens, runs = 1, 0, 0
    while left:
        report = case.run(case.index, stop_after=40)
        assert report.refined > 0
        assert check(case.index) == []
        left, tokens, runs = report.provisional, tokens + report.tokens, runs + 1
    assert runs > 3
    assert tokens == whole
    assert_same_vectors(case.index, vectors(tmp_path / "fresh"))
