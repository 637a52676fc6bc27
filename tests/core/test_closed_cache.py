"""A cache may be deleted, and so it may be closed: no verb needs it."""

from dataclasses import replace
from pathlib import Path

import pytest
from command import Command

VERBS = (
    ("search", "walnut"),
    ("grep", "walnut", "tree.md"),
    ("embed", "tree.md"),
    ("cat", "tree.md"),
    ("check",),
    ("status",),
    ("index", "--reindex"),
    ("gc",),
)


@pytest.mark.parametrize("closed", [".", "scent"])
def test_every_verb_runs_with_a_cache_that_nobody_may_look_into(scent: Command, tmp_path: Path, closed: str) -> None:
    scent = replace(scent, cache=tmp_path / "cache").without_privileges()
    (scent.directory / "tree.md").write_text("The walnut stands by the gate.\n")
    assert scent("index", ".").code == 0
    directory = scent.cache / closed
    directory.mkdir(exist_ok=True)
    mode = directory.stat().st_mode
    directory.chmod(0)
    try:
        refused = {words: done.err for words in VERBS if (done := scent(*words)).code}
    finally:
        directory.chmod(mode)
    assert refused == {}
