"""Finds ignore files that a walk must not open: a pipe, a device or an endless file in their place.

The bindings open every `.gitignore`, `.ignore` and `.scentignore` that they meet. A named pipe makes
them wait where no signal reaches them, and a link to /dev/zero fills the memory. A folder from
somebody else can hold either. The bindings cannot be asked before they enter a directory, so this
module looks at all directories before they do; that takes some 10 µs for each.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress

from scent.regular_files import open_regular

UNUSABLE = "is not a file of rules"

_EXCLUDE = b"/info/exclude"
_NAMES = (b"/.scentignore", b"/.ignore", b"/.gitignore", b"/.git" + _EXCLUDE)
# In a worktree or submodule of git, `.git` is a file with the path of a directory, which has the path
# of another one in a file of its own.
_GIT_DIRECTORY, _COMMON_DIRECTORY = b"gitdir: ", b"/commondir"
_PATH_BYTES = 8192
# Far more than any list of rules that a person wrote, or a program for a repository.
_MOST_BYTES = 16 << 20
# Two names lead to a directory without subdirectories: its own, and "." in it. Where a file system
# does not count them, the number is 1 or larger.
_LINKS_OF_LEAF = 2


def unusable(directory: bytes) -> bytes | None:
    """The first ignore file of a directory that cannot hold rules; None if there is none."""
    for name in _NAMES:
        try:
            status = os.stat(directory + name)
        except NotADirectoryError:
            if file := _unusable_of_git_file(directory):
                return file
        except OSError:
            continue
        else:
            if not _can_be_read(status):
                return directory + name
    return None


def _can_be_read(status: os.stat_result) -> bool:
    """Whether reading a file ends soon; that of a directory fails at once."""
    is_small = stat.S_ISREG(status.st_mode) and status.st_size <= _MOST_BYTES
    return is_small or stat.S_ISDIR(status.st_mode)


def _unusable_of_git_file(directory: bytes) -> bytes | None:
    """Of the files that the bindings open because of a file `.git`, the first that cannot hold what they expect."""
    line = _first_line(directory + b"/.git")
    if not line.startswith(_GIT_DIRECTORY):
        return None
    # The bindings take a path from the working directory on, git from that of the file.
    for base in (os.getcwdb(), directory):
        git_directory = os.path.join(base, line.removeprefix(_GIT_DIRECTORY))
        common = _first_line(git_directory + _COMMON_DIRECTORY)
        for file in (
            git_directory + _COMMON_DIRECTORY,
            git_directory + _EXCLUDE,
            *(os.path.join(each, common) + _EXCLUDE for each in (git_directory, base) if common),
        ):
            with suppress(OSError):
                if not _can_be_read(os.stat(file)):
                    return file
    return None


def _first_line(path: bytes) -> bytes:
    """The first line of a regular file; empty if there is none."""
    try:
        with open_regular(path) as file:
            return file.readline(_PATH_BYTES).rstrip(b"\r\n").replace(b"\0", b"")
    except OSError:
        return b""


def unusable_above(directory: bytes) -> bytes | None:
    """The first such file of a directory and of all above it, whose rules hold there too."""
    while True:
        if found := unusable(directory):
            return found
        if directory == (above := os.path.dirname(directory)):
            return None
        directory = above


def unusable_below(top: bytes, *, follow: bool, deep: bool = True) -> Iterator[tuple[bytes, bytes]]:
    """Yield directories below `top` that have such a file, each with the file; none below those.

    Args:
        top: A directory.
        follow: Whether the walk follows symbolic links.
        deep: Whether to look deeper than at the directories in `top`.
    """
    waiting = [top]
    visited: set[tuple[int, int]] = set()
    while waiting:
        for directory in _subdirectories(waiting.pop(), visited, follow=follow):
            if file := unusable(directory):
                yield directory, file
            elif deep:
                waiting.append(directory)


def _subdirectories(directory: bytes, visited: set[tuple[int, int]], *, follow: bool) -> list[bytes]:
    try:
        status = os.stat(directory)
        if follow:
            if (place := (status.st_dev, status.st_ino)) in visited:
                return []
            visited.add(place)
        elif status.st_nlink == _LINKS_OF_LEAF:
            return []
        with os.scandir(directory) as entries:
            return [each.path for each in entries if each.is_dir(follow_symlinks=follow) and each.name != b".git"]
    except OSError:  # the walk tells of it
        return []
