"""Only regular files are opened, and nothing waits."""

import os
from pathlib import Path

import pytest

from scent import regular_files
from scent.regular_files import open_regular, open_unbuffered


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    with open_regular(tmp_path / "a") as file:
        assert file.read() == b"abc"
    with open_unbuffered(os.fsencode(tmp_path / "a")) as file:
        assert file.read(2) == b"ab"
        assert file.readall() == b"c"


def test_nothing_but_a_file_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/null"), Path("/dev/zero")):
        with pytest.raises(OSError, match="not a regular file"):
            open_regular(path)
    with pytest.raises(IsADirectoryError):
        open_regular(tmp_path)


def test_a_file_that_has_nothing_to_give_is_an_error() -> None:
    # As /proc/kmsg is, which a test must not read: what one reads of it, nobody else gets.
    reading, writing = os.pipe2(os.O_NONBLOCK)
    with regular_files._Prompt(reading) as file, os.fdopen(writing, "wb"):
        for read in (file.read, file.readall, lambda: file.readinto(bytearray(1))):
            with pytest.raises(BlockingIOError):
                read()
