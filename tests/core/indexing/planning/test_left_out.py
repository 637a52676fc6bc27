"""Files that are too large or may not be read: told of once, counted, listed with the reason, and tried again."""

import os
import zipfile
from pathlib import Path

import pytest
from command import Command

TEXT = "The worker wrote a block to the shelf.\n"


@pytest.fixture
def grown(scent: Command) -> Command:
    """The command, beside a small note and a log of 4 KB."""
    (scent.directory / "note.md").write_text("The hedge is cut in June.\n")
    (scent.directory / "app.log").write_text(TEXT * 100)
    return scent


def test_a_file_over_the_limit_is_told_of_once_and_counted(grown: Command) -> None:
    first = grown("index", "--max-filesize", "2K", ".")
    assert first.code == 3
    assert b"app.log: it is too large (3.8 KB; --max-filesize is 2.0 KB)" in first.err
    assert grown("index").code == 0
    again = grown("index")
    assert (again.code, again.err) == (0, b"")
    assert grown("status", "--json").records[0]["skipped"] == 1
    (left_out,) = grown("status", "--skipped", "--json").records
    assert Path(left_out["path"]).name == "app.log"
    assert "too large" in left_out["reason"]
    assert grown("status", "--failed").out == b""
    assert b"app.log" in grown("status", "--skipped").out


def test_a_log_that_grows_on_is_not_told_of_again(grown: Command) -> None:
    assert grown("index", "--max-filesize", "2K", ".").code == 3
    for _ in range(2):
        with (grown.directory / "app.log").open("a") as log:
            log.write(TEXT * 50)
        again = grown("index")
        assert (again.code, again.err) == (0, b"")


def test_a_file_that_grows_over_the_limit_is_no_longer_found(grown: Command) -> None:
    (grown.directory / "app.log").write_text(TEXT)
    assert grown("index", "--max-filesize", "2K", ".").code == 0
    assert b"app.log" in grown("search", "-l", "worker wrote a block").out
    (grown.directory / "app.log").write_text(TEXT * 100)
    assert grown("index").code == 3
    assert b"app.log" not in grown("search", "-l", "worker wrote a block").out


def test_another_limit_decides_anew(grown: Command) -> None:
    assert grown("index", "--max-filesize", "2K", ".").code == 3
    record = grown("index", "--max-filesize", "1M", "--json").records[0]
    assert (record["changed"], record["unchanged"] + record["touched"]) == (1, 1)
    assert b"app.log" in grown("search", "-l", "worker wrote a block").out
    assert grown("index").code == 0
    assert grown("status", "--json").records[0]["skipped"] == 0
    assert grown("index", "--max-filesize", "2K").code == 3
    assert b"app.log" not in grown("search", "-l", "worker wrote a block").out


def test_binary_files_are_listed_too(grown: Command) -> None:
    (grown.directory / "picture.txt").write_bytes(bytes(range(256)) * 20)
    assert grown("index", ".").code == 0
    assert b"picture.txt" in grown("status", "--skipped").out


def test_members_of_an_archive_that_are_left_out_are_listed(scent: Command) -> None:
    with zipfile.ZipFile(scent.directory / "papers.zip", "w") as archive:
        archive.writestr("note.md", "The spare key lies under the flowerpot.\n")
        archive.writestr("plan.png", b"\x89PNG\0\0")
    assert scent("index", ".").code == 0
    reason = "its members without text are left out (plan.png)"
    (left_out,) = scent("status", "--skipped", "--json").records
    assert left_out["reason"] == reason
    status = scent("status", "--json").records[0]
    assert (status["files"], status["skipped"], status["failed"]) == (1, 1, 0)
    assert reason.encode() in scent("why", "papers.zip").out
    assert b"papers.zip" in scent("search", "-l", "where is the spare key").out
    again = scent("index")
    assert (again.code, again.err) == (0, b"")


def test_a_file_that_may_not_be_read_is_remembered_until_its_mode_changes(scent: Command) -> None:
    scent = scent.without_privileges()
    secret = scent.directory / "secret.md"
    secret.write_text("The spare key lies under the flowerpot.\n")
    os.utime(secret, (1_700_000_000, 1_700_000_000))
    (scent.directory / "note.md").write_text("The hedge is cut in June.\n")
    secret.chmod(0)
    first = scent("index", ".")
    assert first.code == 3
    assert b"secret.md" in first.err
    for _ in range(2):
        again = scent("index")
        assert (again.code, again.err) == (0, b"")
    (failed,) = scent("status", "--failed", "--json").records
    assert failed["reason"] == "it cannot be read: Permission denied"
    assert scent("status", "--json").records[0]["failed"] == 1
    secret.chmod(0o600)
    assert scent("index").code == 0
    assert b"secret.md" in scent("search", "-l", "where is the spare key").out
    assert scent("status", "--failed").out == b""
    secret.chmod(0)
    assert scent("index").code == 3
    assert scent("index").code == 0


def test_a_directory_that_cannot_be_entered_is_told_of_once_and_keeps_its_files(scent: Command) -> None:
    scent = scent.without_privileges()
    closed = scent.directory / "closed"
    (closed / "below").mkdir(parents=True)
    (closed / "below" / "key.md").write_text("The spare key lies under the flowerpot.\n")
    (scent.directory / "note.md").write_text("The hedge is cut in June.\n")
    assert scent("index", ".").code == 0
    for mode in (0o000, 0o444):  # one cannot be listed, the other can, but its files cannot be looked at
        closed.chmod(mode)
        first = scent("index")
        assert first.code == 3
        assert b"closed" in first.err
        assert b"it cannot be looked into: Permission denied" in first.err
        for _ in range(2):
            again = scent("index")
            assert (again.code, again.err) == (0, b"")
        status = scent("status", "--json").records[0]
        assert (status["files"], status["failed"], status["skipped"]) == (2, 1 + (mode != 0), 0)
        closed.chmod(0o755)
        assert scent("index").code == 0
        assert scent("status", "--failed").out == b""
        assert scent("status", "--json").records[0]["files"] == 2
        assert b"key.md" in scent("search", "-l", "where is the spare key").out


def test_what_is_new_in_a_directory_is_found_when_it_can_be_entered(scent: Command) -> None:
    scent = scent.without_privileges()
    closed = scent.directory / "closed"
    closed.mkdir()
    (closed / "key.md").write_text("The spare key lies under the flowerpot.\n")
    closed.chmod(0)
    assert scent("index", ".").code == 3
    (failed,) = scent("status", "--failed", "--json").records
    assert Path(failed["path"]) == closed
    closed.chmod(0o755)
    record = scent("index", "--json").records[0]
    assert (record["added"], record["removed"]) == (1, 0)
    assert scent("status", "--json").records[0]["failed"] == 0


def test_a_root_that_cannot_be_entered_and_then_goes_is_no_deleted_file(scent: Command) -> None:
    scent = scent.without_privileges()
    root = scent.directory / "root"
    root.mkdir()
    (root / "key.md").write_text("The spare key lies under the flowerpot.\n")
    assert scent("index", root).code == 0
    root.chmod(0)
    assert scent("index").code == 3
    root.chmod(0o755)
    root.rename(scent.directory.parent / "elsewhere")
    assert scent("index").code == 3
    assert scent("status", "--json").records[0]["roots"] != []
