"""An exact vector that a search has made is good for later searches, also when the index has been written to since."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from command import Command
from notes import default_index
from rounding import same_cosines

from scent.core.search.ranking.made_vectors import MadeVectors
from scent.core.search.searcher import Searcher

QUERY = "the boiler makes a noise"


@pytest.fixture
def index(scent: Command) -> Path:
    """An index whose vectors are all provisional."""
    (scent.directory / "boiler.md").write_text("The boiler makes a noise when it is cold outside.\n")
    (scent.directory / "garden.md").write_text("The roses by the wall were planted in spring.\n")
    assert scent("index", "--ready", ".").code == 0
    return default_index(scent)


def cosines(scent: Command, index: Path, made: MadeVectors) -> dict[str, float]:
    """The cosine of each file with the query."""
    with Searcher.open(index, cache=scent.home / "cache" / "scent", made=made) as searcher:
        hits = searcher.search(QUERY, min_score=-1)
    return {Path(hit.path.decode()).name: float(hit.reasons.cosine or 0) for hit in hits}


def test_a_vector_is_remembered_in_the_next_generation_and_not_in_another_index(scent: Command, index: Path) -> None:
    made = MadeVectors()
    before = cosines(scent, index, made)
    assert before["boiler.md"] < 0.99
    (scent.directory / "shed.md").write_text("The shed has a new roof.\n")
    assert scent("index", "--ready").code == 0
    assert cosines(scent, index, made) == same_cosines(before | cosines(scent, index, MadeVectors()))
    with Searcher.open(index) as searcher:  # plant vectors that no passage has
        vector = searcher.model.vector(QUERY)
        for key in searcher.reader.keys_of(np.arange(searcher.reader.rows)).tolist():
            assert made.get(key) is not None
            made.add(key, vector)
    assert min(cosines(scent, index, made).values()) > 0.99
    shutil.rmtree(index)
    assert scent("index", "--ready", ".").code == 0
    assert cosines(scent, index, made)["boiler.md"] == same_cosines(before["boiler.md"])


def test_only_so_many_vectors_are_remembered() -> None:
    made = MadeVectors()
    for key in range(10_000):
        made.add(key, np.zeros(2, np.float32))
    assert made.get(0) is None
    assert made.get(9_999) is not None
    assert len(made._vectors) < 5_000
