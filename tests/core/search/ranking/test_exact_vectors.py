"""While an index is refined, a search makes exact vectors of its best candidates, for as long as the user lets it."""

import os
import random
from pathlib import Path

import pytest
from command import Command
from indexes import WORDS
from killed_run import Quiet
from notes import default_index
from rounding import same_cosines

from scent.core.config import Strategy
from scent.core.indexing.update import update
from scent.core.profile import resolve_profile
from scent.core.search.ranking.made_vectors import MadeVectors
from scent.core.search.ranking.query import Mode
from scent.core.search.searcher import Searcher

QUERY = "the boiler makes a noise"
NOTES = 40


@pytest.fixture
def index(scent: Command) -> Path:
    """An index of notes whose vectors are all provisional."""
    for number in range(NOTES):
        (scent.directory / f"{number}.md").write_text(f"The boiler of house {number} makes a noise on day {number}.\n")
    assert scent("index", "--ready", ".").code == 0
    return default_index(scent)


def made_in(seconds: float, index: Path, mode: Mode) -> int:
    """How many vectors a search makes that has so much time."""
    made = MadeVectors()
    with Searcher.open(index, made=made) as searcher:
        searcher.search(QUERY, limit=NOTES, min_score=-1, mode=mode, exact_seconds=seconds)
    return len(made._vectors)


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.DENSE])
def test_the_user_says_how_long_vectors_may_be_made(index: Path, mode: Mode) -> None:
    assert made_in(0, index, mode) == 0
    assert 1 <= made_in(0.05, index, mode) <= 10  # twice 100 a second, while one of the first is not exact
    assert made_in(60, index, mode) == NOTES


def test_the_setting_is_obeyed(scent: Command, index: Path) -> None:
    def cosines(seconds: str) -> list[float]:
        found = scent("search", "--json", "--explain", "--all", QUERY, SCENT_EXACT_SECONDS=seconds)
        return [hit["explain"]["cosine"] for hit in found.records]

    exact, none = cosines("60"), cosines("0")
    assert exact != same_cosines(none)
    with Searcher.open(index) as searcher:
        hits = searcher.search(QUERY, min_score=-1, exact_seconds=0)
    assert none == same_cosines([hit.reasons.cosine for hit in hits])


@pytest.mark.parametrize("strategy", Strategy)
def test_vectors_are_those_that_a_run_makes(tmp_path: Path, strategy: Strategy) -> None:
    words = random.Random(3).choices(WORDS, k=600)  # noqa: S311  # the same text each time
    text = " ".join(words[:300]) + f". {QUERY}. " + ". ".join(" ".join(words[at : at + 9]) for at in range(300, 600, 9))
    (tmp_path / "long.md").write_text(text)
    index, names = tmp_path / "index", [os.fsencode(tmp_path / "long.md")]

    def cosines() -> list[float | None]:
        with Searcher.open(index) as searcher:
            return [hit.reasons.cosine for hit in searcher.search(QUERY, min_score=-1, exact_seconds=60)]

    profile = resolve_profile(index, None, chunks={"strategy": strategy, "chunk_tokens": 40})
    update(index, names, profile, workers=1, progress=Quiet(), ready=True)
    ready = cosines()
    update(index, names, profile, workers=1, progress=Quiet())
    assert ready == same_cosines(cosines())


@pytest.mark.parametrize("value", ["never", "-1", "nan", "1e9", "100000"])
def test_another_value_is_refused(scent: Command, value: str) -> None:
    refused = scent("config", "set", "exact_seconds", "--", value)
    assert refused.code == 2
    assert b"is not a number of seconds such as 0.4" in refused.err
