"""Bring an index up to date with the files that it covers: `update` is the whole of `scent index`.

It locks the index, walks the files, and ends at once if nothing has changed (`fast_check`);
otherwise it starts an `IndexRun`.
"""

import errno
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from scent.core.embedding.device import PROCESSOR, Device
from scent.core.files import roots
from scent.core.files.walk import WalkResult, walk
from scent.core.indexing.planning.fast_check import is_up_to_date
from scent.core.indexing.report import Report
from scent.core.indexing.stop import Stop, Stopped
from scent.core.profile import Profile, differences, load_profile
from scent.core.system import return_freed_memory, usable_workers
from scent.core.types import Progress
from scent.errors import DiskFullError, MismatchError, UsageError
from scent.formats.index.locked_index import LockedIndex, lock_index, record_unchanged_run

# A run that is killed loses at most what it did since its last commit.
COMMIT_SECONDS = 20.0

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def update(  # noqa: PLR0913  # everything that an index run depends on
    index: Path,
    paths: Sequence[bytes],
    profile: Profile,
    *,
    workers: int,
    progress: Progress,
    wait: float = 0.0,
    cache: Path | None = None,
    reset: bool = False,
    prune: bool = False,
    ready: bool = False,
    stop: Stop | None = None,
    commit_seconds: float = COMMIT_SECONDS,
    device: Device = PROCESSOR,
) -> Report:
    """Bring an index up to date with the files at and below `paths`; create it if there is none.

    Args:
        index: The index directory.
        paths: Files and directories, which become roots of the index; if empty, all roots are walked.
        profile: The model and the settings.
        workers: Number of embedding threads; 0 for `default_workers`.
        progress: Receives progress and warnings.
        wait: How many seconds to wait for another writer.
        cache: A directory for files that make later runs faster and can be made again.
        reset: Start the index over if it was made with other settings.
        prune: Remove missing files also where so many are missing that a disk may not be mounted.
        ready: End when all files can be searched, with provisional vectors.
        stop: If a stop is requested, the run commits what is done and returns its report.
        commit_seconds: Seconds after which finished documents are committed (0: after each one).
        device: On what vectors are computed.

    Raises:
        UsageError: There is nothing to index, or the model cannot do what the settings ask for.
        MismatchError: The index was made with another model or other settings.
        LockedError: Another process is writing to the index.
        ModelError, FormatError, DamageError: The model or the index cannot be used.
        IndexDirError: The index was moved, removed or replaced meanwhile.
        DiskFullError: The disk is full; what was committed before stays valid.
        Stopped: A stop was requested before the index was open.
    """
    started = time.monotonic()
    stop = stop or Stop()
    if not reset:
        _check_same_settings(load_profile(index, committed=True), profile)
    locking = lock_index(
        index, fingerprint=profile.fingerprint, settings=profile.settings(), dims=profile.dims, wait=wait
    )
    try:
        with ExitStack() as resources:
            if wait:  # no time of this job's own
                stop.obey_limit()
            with stop.interruptible():
                locked = resources.enter_context(locking)
            if stop.has_limit:
                stop.defer_limit()
            walked = _walk(locked, paths, profile, progress, stop)
            if walked is None:
                report = Report(generation=locked.current.generation, stopped=stop.reason)
            elif not locked.current.provisional and is_up_to_date(walked, profile, locked.current, locked.held.inside):
                report = Report(
                    unchanged=len(walked.found.paths),
                    generation=record_unchanged_run(locked),
                )
            else:
                # Imported here: loading these takes longer than finding that nothing has changed.
                from scent.core.indexing.run import IndexRun
                from scent.formats.index.writer import Writer

                return_freed_memory()
                with Writer.open_locked(locked, reset=reset or not locked.current.generation) as writer:
                    run = IndexRun(
                        writer,
                        profile,
                        progress,
                        cache,
                        stop,
                        commit_seconds=commit_seconds,
                        prune=prune,
                        ready=ready,
                        device=device,
                    )
                    report = run.execute(walked, os.fsencode(index), usable_workers(workers))
    except OSError as error:
        if error.errno in _DISK_FULL or error.errno is None:
            raise _disk_full_error(index, error) from error
        raise
    return replace(report, seconds=time.monotonic() - started)


def _walk(
    locked: LockedIndex, paths: Sequence[bytes], profile: Profile, progress: Progress, stop: Stop
) -> WalkResult | None:
    """Walk `paths`, or all roots if there are none; None if the walk was stopped."""
    walk_paths = roots.paths_to_walk(paths, locked.current.roots)
    if not walk_paths:
        raise UsageError("there is nothing to index yet", hint="name a directory: scent index ~/notes")
    try:
        with stop.interruptible():
            return walk(
                walk_paths,
                profile.walk,
                progress.warn,
                exclude=[os.fsencode(locked.held.path)],
                tell_unread=False,
            )
    except Stopped:
        return None


def _check_same_settings(before: Profile | None, profile: Profile) -> None:
    if before is not None and before.fingerprint != profile.fingerprint:
        raise MismatchError(
            f"the index was made with other settings: {differences(before, profile)}",
            hint="leave these options out; or change the model with scent migrate; or embed all again with --reindex",
        )


def _disk_full_error(index: Path, error: OSError) -> DiskFullError:
    # Writers in foreign libraries fail without an error number, nearly always because the disk is full.
    causes = {errno.EFBIG: "allows no larger files", None: "could not be written, probably because it is full"}
    return DiskFullError(
        f"the disk of {index} {causes.get(error.errno, 'is full')}; what was indexed before is kept",
        hint="free some space, or name an index on another disk with --index; the next run continues from here",
    )
