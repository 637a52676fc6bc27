"""Bring an index up to date before a search: files can be searched afterwards, with provisional vectors at first.

In most cases nothing has changed. That is found without the lock and without writing, so many searches do it at once,
and an index that cannot be written to is no obstacle.
"""

import os
from pathlib import Path

from scent.core.files.walk import walk
from scent.core.indexing.planning.fast_check import is_up_to_date
from scent.core.indexing.report import Report
from scent.core.indexing.stop import Stop, Stopped
from scent.core.indexing.update import update
from scent.core.profile import Profile
from scent.core.types import Progress
from scent.formats.index import manifest_file


def refresh(  # noqa: PLR0913  # as `update`
    index: Path, profile: Profile, *, workers: int, progress: Progress, cache: Path | None, stop: Stop
) -> Report | None:
    """Bring all roots of an index up to date to the first phase; return what was done, None if there was nothing to do.

    Args:
        index: The index directory.
        profile: The settings of an index run.
        workers: Number of embedding threads; 0 for `default_workers`.
        progress: Receives progress and warnings.
        cache: A directory for files that make later runs faster and can be made again.
        stop: If a stop is requested, what is done is committed.

    Raises:
        NoIndexError: There is no index.
        LockedError: Another process is writing to the index.
        Stopped: A stop was requested before the files were compared with the index.
        ScentError, OSError: As `update` raises them.
    """
    manifest = manifest_file.load(index)
    if not manifest.roots:
        return None
    with stop.interruptible():
        walked = walk(manifest.roots, profile.walk, _ignore, exclude=[os.fsencode(index)], tell_unread=False)
        if is_up_to_date(walked, profile, manifest, index):
            return None
    report = update(index, [], profile, workers=workers, progress=progress, cache=cache, ready=True, stop=stop)
    if report.stopped and not report.left:  # in the walk, or while files were compared
        raise Stopped
    return report


def files_behind(index: Path) -> int:
    """How many files have changed since the last commit, where a refresh was not possible.

    Raises:
        ScentError, OSError: As `pending_changes` raises them.
    """
    from scent.core.upkeep.status import pending_changes

    changes = pending_changes(index, _ignore)
    return changes.added + changes.changed + changes.removed


def _ignore(_: str) -> None:
    """The run that follows tells of it."""
