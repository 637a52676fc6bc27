"""A file that has grown has only its new end read, and the index is what it would be had it been made at once."""

import os
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import tiny_models
from hypothesis import example, given, settings
from hypothesis import strategies as st
from killed_run import Quiet
from rounding import same_cosines

from scent.core import Index
from scent.core.config import Strategy
from scent.core.indexing.report import Report
from scent.core.indexing.stop import Stop
from scent.core.indexing.update import update
from scent.core.profile import resolve_profile
from scent.formats.documents.base import parts
from scent.formats.index.health.check import check
from scent.formats.index.reader import Reader

START = {
    "app.log": ["2026-01-01 00:00:07 the hello cat\n", "2026-01-01 00:01:09 a dog sat on my mat\n"],
    "notes.md": ["# How do I find files\n", "the fog and the world\n", "\n", "## by meaning\n", "- cat\n"],
    "table.csv": ["cat,dog\n", "hello,world\n", "fog,mat\n"],
    "rows.jsonl": ['{"cat": "hello world"}\n', '{"dog": "sat on my mat"}\n'],
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.bert(tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture(autouse=True)
def _small_parts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PART_CHARACTERS", 300)
        yield


def told(index: Path) -> tuple[list[object], npt.NDArray[np.float32]]:
    """Everything that an index tells of its documents and passages, but for when they were read, and the vectors."""
    with Reader.open(index) as reader:
        rows = np.flatnonzero(np.isin(reader.document_of(np.arange(reader.rows)), reader.documents.rows))
        passages = [reader.passage(row)._replace(document=0, row=0, indexed_ns=0) for row in rows.tolist()]
        records = [reader.record(row)._replace(file=0, indexed_ns=0) for row in reader.documents.rows.tolist()]
        words = [reader.lexical.matching(word, 1000, None)[0] for word in ("hello", "cat", "fog")]
        found = [reader.passage(row).start for rows_of_word in words for row in sorted(rows_of_word.tolist())]
        return [*records, *passages, *found], reader.vectors_at(rows).astype(np.float32)


def assert_same(index: Path, fresh: Path) -> None:
    (actual, vectors), (expected, expected_vectors) = told(index), told(fresh)
    assert actual == expected
    assert vectors == same_cosines(expected_vectors)
    assert check(index) == []


def run(index: Path, files: Path, model: Path, how: str = "whole", strategy: str = "early") -> Report:
    """Index some files; how: "whole", "ready" (only so that they can be searched), or "short" (hardly any time)."""
    stop = Stop(has_limit=how == "short")
    if how == "short":
        stop.request("time", is_limit=True)
    profile = resolve_profile(index, model, chunks={"strategy": Strategy(strategy)})
    names = [os.fsencode(files)]
    return update(index, names, profile, workers=1, progress=Quiet(), ready=how == "ready", stop=stop)


STEPS = st.tuples(st.integers(1, 40), st.sampled_from(["whole", "ready", "short"]))


@settings(max_examples=10)
@given(
    st.sampled_from(sorted(START)),
    st.integers(0, 2**32),
    st.lists(STEPS, min_size=2, max_size=4),
    st.sampled_from(["early", "early", "late"]),
)
@example("app.log", 1, [(40, "short"), (40, "ready"), (9, "short")], "late")
def test_a_file_that_grew_in_any_steps_is_indexed_as_at_once(
    model: Path, name: str, seed: int, steps: list[tuple[int, str]], strategy: str
) -> None:
    chosen = random.Random(seed)  # noqa: S311  # any text
    with tempfile.TemporaryDirectory() as directory:
        base = Path(directory)
        (base / "files").mkdir()
        file, text = base / "files" / name, ""
        for number, (more, how) in enumerate(steps):
            text += "".join(chosen.choices(START[name], k=more)) + chosen.choice(["", "the end of a"])
            write(file, text, 1_700_000_000 + number)
            run(base / "grown", base / "files", model, how, strategy)
        run(base / "grown", base / "files", model, strategy=strategy)
        run(base / "fresh", base / "files", model, strategy=strategy)
        assert_same(base / "grown", base / "fresh")


def lines(count: int, start: int = 0) -> str:
    return "".join(
        f"2026-01-01 {number // 3600:02}:{number // 60 % 60:02}:{number % 60:02} the cat {number} sat on the mat\n"
        for number in range(start, start + count)
    )


@pytest.fixture
def log(tmp_path: Path, model: Path) -> Path:
    """A log of many parts, indexed and untouched since."""
    file = tmp_path / "files" / "app.log"
    file.parent.mkdir()
    write(file, lines(200))
    with Index(tmp_path / "index") as index:
        index.update(file.parent, model=model)
    return file


def write(file: Path, text: str, when: int = 1_700_000_000) -> None:
    file.write_text(text)
    os.utime(file, (when, when))
    time.sleep(0.02)  # what changed within the last 10 ms is compared by its content, and counts as touched


def ids(index: Path) -> list[int]:
    with Reader.open(index) as reader:
        return reader.documents.ids.tolist()


def test_the_documents_of_the_beginning_stay_where_they_are(tmp_path: Path, log: Path) -> None:
    before = ids(tmp_path / "index")
    write(log, lines(201), 1_700_000_100)
    with Index(tmp_path / "index") as index:
        report = index.update()
    assert (report.changed, report.added) == (1, 0)
    assert 0 < report.tokens < 100
    after = ids(tmp_path / "index")
    assert len(before) > 20
    assert after[:-1] == before[:-1]
    assert after[-1] > before[-1]


def test_a_passage_of_the_beginning_is_not_out_of_date_once_the_end_is_indexed(tmp_path: Path, log: Path) -> None:
    write(log, lines(220), 1_700_000_100)
    with Index(tmp_path / "index") as index:
        index.update()
        hits = index.search("the cat 3 sat", mode="lexical", limit=3)
        assert {(hit.stale, hit.mtime_ns) for hit in hits} == {("", 1_700_000_100 * 10**9)}
        assert index.update().unchanged == 1


def test_a_file_whose_time_changed_has_only_its_last_document_written_again(tmp_path: Path, log: Path) -> None:
    before = ids(tmp_path / "index")
    os.utime(log, (1_700_000_100, 1_700_000_100))
    with Index(tmp_path / "index") as index:
        assert index.update().touched == 1
    assert ids(tmp_path / "index")[:-1] == before[:-1]


def test_a_grown_file_that_moves_takes_all_its_documents_along(tmp_path: Path, log: Path, model: Path) -> None:
    write(log, lines(230), 1_700_000_100)
    with Index(tmp_path / "index") as index:
        index.update()
        moved = log.rename(log.with_name("app.log.1"))
        write(log, "", 1_700_000_200)
        report = index.update()
        assert (report.moved, report.tokens) == (1, 0)
        assert index.update().tokens == 0
    log.unlink()
    with Index(tmp_path / "fresh") as fresh:
        fresh.update(moved, model=model)
    with Index(tmp_path / "index") as index:
        index.update(prune=True)
    assert_same(tmp_path / "index", tmp_path / "fresh")


@pytest.mark.parametrize("change", ["shorter", "other beginning", "other end"])
def test_a_file_that_did_not_only_grow_is_read_from_its_beginning(
    tmp_path: Path, log: Path, model: Path, change: str
) -> None:
    changed = {
        "shorter": lines(190),
        "other beginning": lines(200, 1) + lines(3),
        "other end": lines(199) + "2026-01-02 the dog\n" * 9,
    }
    write(log, changed[change], 1_700_000_100)
    with Index(tmp_path / "index") as index:
        assert index.update().changed == 1
    with Index(tmp_path / "fresh") as fresh:
        fresh.update(log.parent, model=model)
    assert_same(tmp_path / "index", tmp_path / "fresh")
