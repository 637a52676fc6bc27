"""Ask for proof before a run forgets many files at once: a disk that is not mounted looks like deleted files.

A root is in doubt if it is missing or empty, if it is on another device than before, or if more than
half of its files are missing. The files that are missing there stay in the index until the user
passes `--prune`, or until a run that is a day later finds the same.
"""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from scent.core.files.paths import is_under
from scent.core.files.walk import WalkResult
from scent.core.indexing.planning.plan import IndexedFile, Plan
from scent.formats.index.manifest import RootMark

DAY_NS = 86_400 * 10**9


class MissingFiles(NamedTuple):
    """Files of a root that are missing and stay in the index: their number, of how many, and why they stay."""

    root: bytes
    missing: int
    indexed: int
    reason: str


def mark(root: bytes) -> RootMark | None:
    """Return the device and inode of a root now; None if it is missing."""
    try:
        status = os.stat(root)
    except OSError:
        return None
    return RootMark(root, status.st_dev, status.st_ino)


def moved_or_deleted(roots: Iterable[bytes], marks: Mapping[bytes, RootMark]) -> list[bytes]:
    """Return the missing roots that were on the file system of their directory, so that no disk is unmounted there.

    A root without a mark (an older scent indexed it) is not among them.
    """
    return [
        root
        for root in roots
        if root in marks
        and not os.path.lexists(root)
        and (above := mark(os.path.dirname(root))) is not None
        and above.device == marks[root].device
    ]


def keep_missing(
    plan: Plan,
    walked: WalkResult,
    indexed: Collection[bytes],
    roots: Sequence[bytes],
    marks: Mapping[bytes, RootMark],
) -> tuple[list[MissingFiles], list[bytes]]:
    """Take the files of roots in doubt out of `plan.removed`; return these roots, and the roots that have moved.

    Args:
        plan: The plan; only its `removed` is changed.
        walked: The walk.
        indexed: Paths of all files in the index.
        roots: The roots of the index.
        marks: What the index remembers of its roots.
    """
    candidates = _by_root(plan.removed, roots)
    moved = Counter(root for match in plan.moved if (root := _root_of(match.indexed.path, roots)) is not None)
    refused = {path for path, _ in walked.refused}
    unreachable = [
        root for root in roots if (root in refused or moved[root]) and not os.path.lexists(root) and root not in indexed
    ]
    if not candidates and not unreachable:
        return [], []
    totals = Counter(root for path in indexed if (root := _root_of(path, roots)) is not None)
    found = Counter(root for path in walked.files.paths if (root := _root_of(path, roots)) is not None)
    moved_roots = [root for root in unreachable if moved[root] * 2 > totals[root]]
    kept: list[MissingFiles] = []
    spared: set[bytes] = set()
    for root in dict.fromkeys([*candidates, *unreachable]):
        # Files that are still there are left out by the settings, which is no loss.
        missing = [file.path for file in candidates.get(root, ()) if not os.path.lexists(file.path)]
        count = len(missing) if root not in unreachable else totals[root] - moved[root]
        reason = _doubt(root, count, totals[root], found[root], marks.get(root), is_file=root in indexed)
        if (
            reason
            and count
            and root not in moved_roots
            and not _long_missing(marks.get(root), reason, walked.started_ns)
        ):
            kept.append(MissingFiles(root, count, totals[root], reason))
            spared.update(missing)
    plan.removed = [file for file in plan.removed if file.path not in spared]
    return kept, moved_roots


def updated_marks(
    roots: Iterable[bytes], marks: Mapping[bytes, RootMark], kept: Sequence[MissingFiles], now_ns: int
) -> list[RootMark]:
    """Return what the index remembers of its roots after a run; roots in doubt keep what was known of them."""
    in_doubt = {each.root for each in kept}
    updated: list[RootMark] = []
    for root in roots:
        before = marks.get(root)
        if root in in_doubt:
            known = before or RootMark(root, 0, 0)
            updated.append(known._replace(missing_since_ns=known.missing_since_ns or now_ns))
        elif (current := mark(root) or before) is not None:
            updated.append(current._replace(missing_since_ns=0))
    return updated


_MISSING = "the directory is missing"
_EMPTY = "nothing is left there"
_OTHER_DEVICE = "another file system is there"
_NOT_MOUNTED = f"{_EMPTY}, and {_OTHER_DEVICE}"
_MANY = "more than half at once"


def _doubt(  # noqa: PLR0913  # all that decides
    root: bytes, missing: int, indexed: int, found: int, before: RootMark | None, *, is_file: bool
) -> str:
    """Return why the missing files of a root may not be deleted; empty if they are."""
    now = mark(root)
    if now is None:
        return "" if is_file and _has_same_directory(root, before) else _MISSING
    other_device = before is not None and before.device not in {0, now.device}
    if not found:
        return _NOT_MOUNTED if other_device else _EMPTY
    if missing * 2 > indexed:
        return _OTHER_DEVICE if other_device else _MANY
    # Numbers of devices change when a machine starts; the inode tells that this is the same directory.
    return _OTHER_DEVICE if other_device and before is not None and now.inode != before.inode else ""


def _has_same_directory(file: bytes, before: RootMark | None) -> bool:
    """Whether the directory of a missing file is on the file system where the file was, so that it is deleted."""
    above = mark(os.path.dirname(file))
    return above is not None and (before is None or before.device in {0, above.device})


def _long_missing(before: RootMark | None, reason: str, now_ns: int) -> bool:
    """Whether a run at least a day ago found the same; a disk that is not mounted may be away for longer."""
    if before is None or not before.missing_since_ns or reason in {_MISSING, _NOT_MOUNTED}:
        return False
    return now_ns - before.missing_since_ns >= DAY_NS


def _by_root(files: Iterable[IndexedFile], roots: Sequence[bytes]) -> dict[bytes, list[IndexedFile]]:
    grouped: dict[bytes, list[IndexedFile]] = {}
    for file in files:
        if (root := _root_of(file.path, roots)) is not None:
            grouped.setdefault(root, []).append(file)
    return grouped


def _root_of(path: bytes, roots: Sequence[bytes]) -> bytes | None:
    """Return the innermost root that holds a path."""
    return max((root for root in roots if is_under(path, [root])), key=len, default=None)
