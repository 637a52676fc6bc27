"""Tells whether a path is on a network file system, on which changes made elsewhere are never reported."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_NETWORK: Final = frozenset(
    {
        "9p",
        "afs",
        "afpfs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
        "virtiofs",
    }
)


def network_file_system(path: bytes) -> str:
    """The type of the network file system that holds a path, such as "nfs4"; empty if it is on none.

    On systems without /proc/self/mountinfo it is always empty.
    """
    place, kind = b"", ""
    for mounted, its_kind in _mounts():
        if len(mounted) >= len(place) and (path + b"/").startswith(mounted.rstrip(b"/") + b"/"):
            place, kind = mounted, its_kind
    return kind if kind in _NETWORK else ""


def _mounts() -> Iterator[tuple[bytes, str]]:
    """Yield where each file system is mounted, and its type: see proc_pid_mountinfo(5)."""
    try:
        lines = Path("/proc/self/mountinfo").read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        before, _, after = line.partition(b" - ")
        fields = before.split(b" ")
        if len(fields) > 4 and after:  # noqa: PLR2004  # the fifth is the place
            yield _unescaped(fields[4]), os.fsdecode(after.split(b" ")[0])


def _unescaped(place: bytes) -> bytes:
    """A place without the octal escapes of space, tab, line feed and backslash."""
    for code in (b"\\040", b"\\011", b"\\012", b"\\134"):
        place = place.replace(code, bytes([int(code[1:], 8)]))
    return place
