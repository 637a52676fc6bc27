"""A file that became something else between the walk and its reading is told and tried again; the run goes on."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scent.core.files.digest import content_digest
from scent.core.files.file_list import FileStat
from scent.core.reading.pipeline import FileToRead, read_files
from scent.core.reading.pool import ReaderPool


def pipe(path: Path) -> None:
    os.mkfifo(path)


def dead_link(path: Path) -> None:
    path.symlink_to("nowhere")


def nothing(_: Path) -> None:
    pass


@pytest.mark.parametrize("replace", [Path.mkdir, pipe, dead_link, nothing])
@pytest.mark.parametrize("name", ["note.md", "paper.pdf"])
def test_a_file_that_became_something_else_costs_only_itself(
    tmp_path: Path, name: str, replace: Callable[[Path], None]
) -> None:
    changed, whole = tmp_path / name, tmp_path / "whole.md"
    for path in (changed, whole):
        path.write_text("The rent is due on the first.\n")
    files = [FileToRead(FileStat(os.fsencode(path), 30, 1, 1)) for path in (changed, whole)]
    changed.unlink()
    replace(changed)
    failures: dict[bytes, str] = {}
    with ReaderPool(1) as readers:
        results = list(read_files(files, failures.__setitem__, readers))
    assert list(failures) == [os.fsencode(changed)]
    assert [(each.record.path, each.document.text) for each in results] == [
        (os.fsencode(whole), "The rent is due on the first.\n")
    ]


OLD, NEW = "The rent is due on the first.\n", "The key is under the mat.\n"


def read_on(file: Path, size: int, known: str) -> tuple[list[str], dict[bytes, str]]:
    """Read so many bytes of a file of whose documents the index has the first, of the text `known`."""
    digest = hashlib.blake2b(known.encode(), digest_size=32).digest()
    failures: dict[bytes, str] = {}
    with ReaderPool(1) as readers:
        wanted = FileToRead(FileStat(os.fsencode(file), size, 1, 1), 0, len(known), digest)
        results = list(read_files([wanted], failures.__setitem__, readers))
    assert all(each.record.digest == content_digest(os.fsencode(file), size) for each in results)
    return [each.document.text for each in results], failures


def test_a_file_whose_known_beginning_has_changed_is_left_to_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "app.log"
    file.write_text(OLD + NEW)
    assert read_on(file, len(OLD + NEW), OLD) == ([OLD + NEW], {})
    file.write_text(NEW + OLD)
    texts, failures = read_on(file, len(OLD + NEW), OLD)
    assert texts == []
    assert list(failures) == [os.fsencode(file)]


def test_what_is_written_to_a_file_after_the_walk_is_left_to_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "app.log"
    file.write_text(OLD + NEW)
    assert read_on(file, len(OLD), OLD) == ([OLD], {})
