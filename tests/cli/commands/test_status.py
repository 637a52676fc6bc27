"""`scent status` says who writes to the index at the moment."""

import hashlib
import json
import os
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
    assert b"none of the listed files is in the index; index them first: scent index --index ix PATH" in found.err


def digests(count: int) -> str:
    """A list of digests, as in a lock file."""
    return "".join(f"sha256:{hashlib.sha256(bytes([number])).hexdigest()}\n" for number in range(count))


def test_text_that_a_program_made_is_counted_and_told(scent: Command) -> None:
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    assert scent("index", "-q", "--index", "ix", "rent.md").code == 0
    assert b"generated" not in scent("status", "--index", "ix").out
    (scent.directory / "boats.lock").write_text(digests(12))
    assert scent("index", "-q", "--index", "ix", "boats.lock").code == 0
    status = scent("status", "--index", "ix", "--json").records[0]
    assert (status["generated"] > 0, status["generated_files"]) == (True, 1)
    assert status["chunks"] == status["generated"] + 1
    number = f"{status['generated']:,} passage{'s' * (status['generated'] != 1)}"
    shown = scent("status", "--index", "ix").out.decode()
    assert f"generated:    {number} of 1 file, made by programs (see generated in man scent-config)\n" in shown
    assert (
        f", {status['generated']} of them made by a program; read on"
        in scent("why", "--index", "ix", "boats.lock").out.decode()
    )
    read = scent("cat", "boats.lock", "rent.md")
    assert read.out.decode() == digests(12) + "The rent is due on the first.\n"
    note = b"scent: boats.lock: a program made all of its text, which ranks behind what people wrote\n"
    assert (read.code, read.err) == (0, note)


def test_files_written_just_before_a_run_are_not_behind(scent: Command) -> None:
    """Such files may change again without a trace in their times, so that their content is compared."""
    for number in range(20):
        (scent.directory / f"{number}.md").write_text(f"Buoy {number} is red.\n")
    assert scent("index", "-q", "--index", "ix", ".").code == 0
    nothing = {"added": 0, "changed": 0, "removed": 0}
    assert scent("status", "--index", "ix", "--behind", "--json").records[0]["behind"] == nothing
    before = (scent.directory / "7.md").stat()
    (scent.directory / "7.md").write_text("Buoy 7 is sad.\n")
    os.utime(scent.directory / "7.md", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert scent("status", "--index", "ix", "--behind", "--json").records[0]["behind"] == nothing | {"changed": 1}
