"""An index from somebody else: pipes, devices and links in it make nothing wait, and lead nowhere."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from indexes import add, opened

from scent.errors import DamageError, ScentError
from scent.formats.index.health.check import check
from scent.formats.index.health.repair import repair
from scent.formats.index.reader import Reader
from scent.formats.index.storage import layout


@pytest.fixture
def index(tmp_path: Path) -> Path:
    with opened(tmp_path / "index") as writer:
        for word in ("apple", "berry"):
            add(writer, f"/{word}".encode(), [f"the {word} tree ", f"a {word} pie"])
        writer.commit()
    return tmp_path / "index"


def files(index: Path) -> list[Path]:
    return sorted(path for path in index.rglob("*") if path.is_file() and path.stat().st_size and path.name[0] != ".")


def problem(index: Path) -> str:
    """Open an index to search, and return the message of the error."""
    try:
        with Reader.open(index) as reader:
            return reader.lexical.problem
    except DamageError as error:
        return error.message


def put_pipe(path: Path) -> None:
    os.mkfifo(path)


def put_endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def put_loop(path: Path) -> None:
    path.symlink_to(path)


def put_directory(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("put", [put_pipe, put_endless, put_loop, put_directory])
def test_what_is_no_file_is_damage(index: Path, put: object) -> None:
    assert callable(put)
    for number in range(len(files(index))):
        copy = index.with_name(f"copy{number}")
        shutil.copytree(index, copy)
        path = files(copy)[number]
        path.unlink()
        put(path)
        assert path.name in problem(copy)
        if path.name == layout.MANIFEST:
            with pytest.raises(DamageError):
                repair(copy)
        else:
            assert any(path.name in finding.file for finding in check(copy))
            repair(copy)
            assert check(copy) == []


@pytest.mark.parametrize("part", [layout.SEGMENTS, layout.LEXICAL])
def test_nothing_is_removed_where_a_link_leads(index: Path, part: str, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    (theirs / "00000001").mkdir(parents=True)
    (theirs / "00000099").mkdir()
    shutil.rmtree(index / part)
    (index / part).symlink_to(theirs)
    with pytest.raises(ScentError, match=r"symbolic link|is missing"), opened(index):
        pass
    with pytest.raises(ScentError, match="symbolic link"):
        repair(index)
    assert {path.name for path in theirs.iterdir()} == {"00000001", "00000099"}


def test_links_in_the_way_of_new_parts_are_removed_and_not_followed(index: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    (theirs / "00000001").mkdir(parents=True)
    for part in (layout.SEGMENTS, layout.LEXICAL):
        for number in range(2, 12):
            with suppress(FileExistsError):
                (index / part / layout.directory_name(number)).symlink_to(theirs)
    with opened(index) as writer:
        add(writer, b"/cherry", ["the cherry tree"])
        writer.commit()
    assert check(index) == []
    assert [path.name for path in theirs.iterdir()] == ["00000001"]


@pytest.mark.parametrize("put", [put_loop, put_directory])
def test_a_lock_is_a_file(index: Path, put: object) -> None:
    lock = index / layout.WRITER_LOCK
    lock.unlink()
    assert callable(put)
    put(lock)
    with pytest.raises(DamageError, match=r"writer\.lock is not a regular file"), opened(index):
        pass
