"""A run asks for proof before it forgets many files: a disk may not be mounted."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Command, Result

from scent.core.indexing.planning.missing_files import DAY_NS
from scent.formats.index import manifest_file


@pytest.fixture
def disk(scent: Command) -> Path:
    """A directory of four notes, which is indexed together with a file that stays."""
    directory = scent.directory / "disk"
    directory.mkdir()
    for number in range(4):
        (directory / f"note{number}.md").write_text(f"The ferry number {number} leaves at noon from the old pier.\n")
    (scent.directory / "stays.md").write_text("The kettle sings.\n")
    assert scent("index", directory, scent.directory / "stays.md").code == 0
    return directory


def files(scent: Command) -> int:
    return int(scent("status", "--json").records[0]["files"])


def empty(disk: Path) -> None:
    for file in disk.iterdir():
        file.unlink()


def lose_three(disk: Path) -> None:
    for file in sorted(disk.iterdir())[:3]:
        file.unlink()


def replace_by_another_directory(disk: Path) -> None:
    shutil.rmtree(disk)
    disk.mkdir()


def kept(result: Result) -> bool:
    return result.code == 3 and b"stay in the index" in result.err and b"--prune" in result.err


@pytest.mark.parametrize("harm", [empty, lose_three, replace_by_another_directory, shutil.rmtree])
@pytest.mark.parametrize("others", [False, True])
def test_nothing_is_forgotten_until_prune(
    scent: Command, disk: Path, harm: Callable[[Path], None], *, others: bool
) -> None:
    harm(disk)
    if others:
        (scent.directory / "stays.md").write_text("The kettle is silent.\n")
    for _ in range(3):
        assert kept(scent("index"))
        assert files(scent) == 5
    left = len(list(disk.iterdir())) if disk.exists() else 0
    assert scent("index", "--prune").code in {0, 3}
    assert files(scent) == 1 + left
    assert scent("index").code == 0


@pytest.mark.parametrize("harm", [empty, lose_three])
def test_a_run_a_day_later_forgets(scent: Command, disk: Path, harm: Callable[[Path], None]) -> None:
    harm(disk)
    assert kept(scent("index"))
    index = scent.home / "data" / "scent" / "index"
    contents = manifest_file.load(index)
    old = [mark._replace(missing_since_ns=max(0, mark.missing_since_ns - DAY_NS)) for mark in contents.root_marks]
    manifest_file.store(index, contents._replace(root_marks=tuple(old)))
    assert scent("index").code == 0
    assert files(scent) == 1 + len(list(disk.iterdir()))


def test_an_empty_mount_point_is_never_forgotten_by_itself(scent: Command, disk: Path) -> None:
    index = scent.home / "data" / "scent" / "index"
    contents = manifest_file.load(index)
    empty(disk)
    old = [mark._replace(device=mark.device + 1, missing_since_ns=1) for mark in contents.root_marks]
    manifest_file.store(index, contents._replace(root_marks=tuple(old)))
    result = scent("index")
    assert kept(result)
    assert b"another file system" in result.err
    assert files(scent) == 5


def test_a_disk_with_another_number_that_lost_little_is_the_same_disk(scent: Command, disk: Path) -> None:
    index = scent.home / "data" / "scent" / "index"
    contents = manifest_file.load(index)
    old = [mark._replace(device=mark.device + 1) for mark in contents.root_marks]
    manifest_file.store(index, contents._replace(root_marks=tuple(old)))
    (disk / "note0.md").unlink()
    assert scent("index").code == 0
    assert files(scent) == 4


def test_a_disk_that_comes_back_needs_nothing(scent: Command, disk: Path) -> None:
    away = disk.with_name("away")
    disk.rename(away)
    disk.mkdir()
    assert kept(scent("index"))
    disk.rmdir()
    away.rename(disk)
    record = scent("index", "--json").records[0]
    assert (record["unchanged"] + record["touched"], record["added"], record["missing"]) == (5, 0, [])
    assert scent("index").code == 0


def test_a_root_behind_a_link_elsewhere_is_still_looked_for(scent: Command, disk: Path) -> None:
    away, elsewhere = disk.with_name("away"), disk.with_name("elsewhere")
    elsewhere.mkdir()
    (elsewhere / "other.md").write_text("Nothing of the disk.\n")
    disk.rename(away)
    disk.symlink_to(elsewhere)
    for _ in range(2):
        assert kept(scent("index"))
    disk.unlink()
    away.rename(disk)
    (disk / "note0.md").unlink()
    assert scent("index").code == 0
    assert files(scent) == 5  # of 5, one is gone, and the other place has one


@pytest.mark.parametrize("later", [False, True])
def test_a_root_that_moved_is_recognised_by_its_content(scent: Command, disk: Path, *, later: bool) -> None:
    disk.rename(disk.with_name("elsewhere"))
    if later:
        assert kept(scent("index"))
    record = scent("index", "--json", "elsewhere").records[0]
    assert (record["moved"], record["added"]) == (4, 0)
    assert files(scent) == 5
    assert scent("index").code == 0
    assert {Path(root["path"]).name for root in scent("status", "--json").records[0]["roots"]} == {
        "elsewhere",
        "stays.md",
    }


def test_files_that_an_ignore_rule_leaves_out_are_no_loss(scent: Command, disk: Path) -> None:
    (disk / ".ignore").write_text("*.md\n")
    assert scent("index").code == 0
    assert files(scent) == 1


def test_half_of_the_files_may_go(scent: Command, disk: Path) -> None:
    for name in ("note0.md", "note1.md"):
        (disk / name).unlink()
    assert scent("index").code == 0
    assert files(scent) == 3


def test_starting_over_without_the_disk_is_refused(scent: Command, disk: Path) -> None:
    empty(disk)
    refused = scent("index", "--reindex", "--chunk-tokens", "64")
    assert refused.code == 2
    assert b"--prune" in refused.err
    assert files(scent) == 5
    assert scent("index", "--reindex", "--chunk-tokens", "64", "--prune").code == 0
    assert files(scent) == 1


def test_an_index_without_marks_is_read_and_gets_them(scent: Command, disk: Path) -> None:
    index = scent.home / "data" / "scent" / "index"
    manifest_file.store(index, manifest_file.load(index)._replace(root_marks=()))
    assert scent("index").code == 0
    marks = {mark.path: mark.inode for mark in manifest_file.load(index).root_marks}
    assert marks[os.fsencode(disk)] == disk.stat().st_ino


def test_what_is_no_file_has_a_status_of_its_own(scent: Command, disk: Path) -> None:
    os.mkfifo(disk.with_name("pipe"))
    disk.with_name("dangling").symlink_to("/nowhere")
    for name in ("pipe", "dangling", "/dev/null"):
        assert scent("index", name).code == 3


@pytest.mark.parametrize("place", ["", "notes"], ids=["the root is a link", "a directory above is a link"])
def test_a_root_that_gave_way_to_a_link_is_indexed_once_where_the_link_leads(scent: Command, place: str) -> None:
    directory = scent.directory / "home" / "notes"
    directory.mkdir(parents=True)
    for number in range(4):
        (directory / f"note{number}.md").write_text(f"The ferry number {number} leaves at noon from the old pier.\n")
    assert scent("index", directory).code == 0
    before = directory.parent if place else directory
    after = scent.directory / "elsewhere"
    before.rename(after)
    before.symlink_to(after)
    assert scent("index").code == 0
    assert files(scent) == 4
    status = scent("status", "--json").records[0]
    assert [root["path"] for root in status["roots"]] == [str(after / place)]
    assert scent("index", directory).code == 0
    assert files(scent) == 4
