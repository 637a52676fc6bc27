"""The digest of a file's content."""

import hashlib
import os
from pathlib import Path

import pytest

from scent.core.files.digest import content_digest
from scent.errors import ReadError


def test_it_is_blake2b_of_the_content(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(content := os.urandom(3_000_000))
    assert content_digest(os.fsencode(file)) == hashlib.blake2b(content, digest_size=32).digest()


def test_what_is_not_a_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReadError, match="it is not a regular file"):
        content_digest(os.fsencode(tmp_path / "pipe"))
    with pytest.raises(ReadError, match="it cannot be read: No such file or directory"):
        content_digest(os.fsencode(tmp_path / "nothing"))
    with pytest.raises(ReadError, match="Is a directory"):
        content_digest(os.fsencode(tmp_path))
