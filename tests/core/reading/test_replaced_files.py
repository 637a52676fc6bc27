"""A file that became something else between the walk and its reading is told and tried again; the run goes on."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

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
