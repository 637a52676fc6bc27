"""A second model's scores of passages, and what it remembers."""

from pathlib import Path

import embedding_server
import numpy as np
import pytest

from scent.core.search.ranking import made_vectors
from scent.core.search.ranking.second_look import SecondLook

TEXTS = ["a boiler hums", "the rent is due", "leeks and cream", "a lion hunts", "trains to Lisbon", "the tide"]


def test_passages_count_also_where_more_are_looked_at_than_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setattr(made_vectors, "_MOST", 5)
    keys = list(range(len(TEXTS)))
    with embedding_server.embedding_server() as server, SecondLook(server.model, tmp_path) as look:
        first = look.scores("what hums", keys, TEXTS.__getitem__, 60)
        again = look.scores("what hums", keys[::-1], TEXTS[::-1].__getitem__, 60)
    assert len(first) == len(TEXTS)
    np.testing.assert_allclose(first, again[::-1], atol=1e-6)
