"""`scent status` says who writes to the index at the moment."""

import json
import subprocess
import sys

from command import Command

from scent.formats.index.storage.lock import writer_lock


def test_status_names_the_process_that_writes_now(scent: Command) -> None:
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    assert scent("index", "-q", "--index", "ix", "rent.md").code == 0
    with writer_lock(scent.directory / "ix", wait=0):
        during = scent("status", "--index", "ix")
        assert scent("status", "--index", "ix", "--json").records[0]["writer"]["pid"] > 0
    assert b"running now:  process " in during.out
    after = scent("status", "--index", "ix")
    assert b"running now" not in after.out
    assert "writer" not in scent("status", "--index", "ix", "--json").records[0]


def test_a_killed_writer_is_not_running(scent: Command) -> None:
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    assert scent("index", "-q", "--index", "ix", "rent.md").code == 0
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with writer_lock(scent.directory / "ix", wait=0):
        note = json.loads((scent.directory / "ix" / "writer.json").read_bytes())
    (scent.directory / "ix" / "writer.json").write_text(json.dumps({**note, "pid": ended.pid}))
    assert b"running now" not in scent("status", "--index", "ix").out


def test_a_list_of_files_that_the_index_does_not_have_is_told_so(scent: Command) -> None:
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    (scent.directory / "other.md").write_text("The bees are in the garden.\n")
    assert scent("index", "-q", "--index", "ix", "rent.md").code == 0
    (scent.directory / "list").write_text("other.md\n")
    found = scent("search", "--index", "ix", "bees", "--files-from", "list")
    assert (found.code, found.out) == (1, b"")
    assert b"none of the listed files is in the index; index them first: scent index PATH" in found.err
