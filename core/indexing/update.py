"""Bringing an index up to date with the files it covers.

Owned here: seeing whether there is anything to do, and what is said where there is no room to do it.
"""

import errno
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from scent.core.files import roots
from scent.core.files.walk import Walked, walk
from scent.core.indexing.fast_check import nothing_to_do
from scent.core.indexing.report import Report, too_large
from scent.core.indexing.stop import Stop, Stopped
from scent.core.profile import Profile, differences, remembered
from scent.core.system import available_processors, usual_workers
from scent.core.types import Progress
from scent.errors import DiskFullError, MismatchError, UsageError
from scent.formats.index.claim import Claim, claimed, note_finished

# A run that is killed loses at most what it did since its last commit.
COMMIT_SECONDS = 20.0

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def update(  # noqa: PLR0913 - what an index run is, in one line
    index: Path,
    paths: Sequence[bytes],
    profile: Profile,
    *,
    workers: int,
    progress: Progress,
    wait: float = 0.0,
    cache: Path | None = None,
    reset: bool = False,
    stop: Stop | None = None,
    commit_seconds: float = COMMIT_SECONDS,
) -> Report:
    """Bring the index in a directory up to date with the files at and below `paths`, and make it if there is none.

    New paths become roots of the index; with no paths, all its roots are looked at. `workers` threads embed (0: as
    many as `usual_workers` says); `wait` is how many seconds to wait for another writer; `cache` is a
    directory for what makes the next run faster and can be made again. `reset` starts the index over if it was made
    with other settings. When `stop` is asked, the run commits what is done and reports. `commit_seconds` is how long
    work may stay uncommitted, up to the document at hand (0: commit each one).

    Raises:
        UsageError: there is nothing to index, or the settings ask for what the model cannot do.
        MismatchError: the index was made with another model or other settings.
        LockedError: another process is writing to the index.
        ModelError, FormatError, DamageError: the model or the index cannot be used.
        DiskFullError: there is no room; what was committed before stands.
        Stopped: `stop` was asked before the index was open.
    """
    started = time.monotonic()
    stop = stop or Stop()
    if not reset:
        _refuse_to_mix(remembered(index), profile)
    claiming = claimed(
        index, fingerprint=profile.fingerprint, settings=profile.settings(), dims=profile.dims, wait=wait
    )
    try:
        with ExitStack() as resources:
            with stop.interruptible():  # it may wait for long
                claim = resources.enter_context(claiming)
            walked = _look(claim, paths, profile, progress, stop)
            if walked is None:
                report = Report(generation=claim.current.generation, stopped=stop.asked)
            elif nothing_to_do(walked, profile, claim):
                skipped = tuple(too_large(walked))
                report = Report(unchanged=len(walked.found.paths), skipped=skipped, generation=note_finished(claim))
            else:
                # Here, as it takes longer to load than to see that nothing has changed.
                from scent.core.indexing.run import IndexRun
                from scent.formats.index.writer import Writer

                with Writer.under(claim, reset=reset) as writer:
                    run = IndexRun(writer, profile, progress, cache, stop, commit_seconds=commit_seconds)
                    report = run.bring_up_to_date(
                        walked, os.fsencode(index), workers or usual_workers(available_processors())
                    )
    except OSError as error:
        if error.errno in _NO_ROOM or error.errno is None:
            raise _full(index, error) from error
        raise
    return replace(report, seconds=time.monotonic() - started)


def _look(claim: Claim, paths: Sequence[bytes], profile: Profile, progress: Progress, stop: Stop) -> Walked | None:
    """What is to be found at and below `paths`, or all roots; None where it was broken off."""
    looked_at = roots.to_walk(paths, claim.current.roots)
    if not looked_at:
        raise UsageError("there is nothing to index yet", hint="Name a directory: scent index ~/notes")
    try:
        with stop.interruptible():
            return walk(looked_at, profile.walk, progress.warn, exclude=[os.fsencode(claim.directory)])
    except Stopped:
        return None


def _refuse_to_mix(known: Profile | None, profile: Profile) -> None:
    if known is not None and known.fingerprint != profile.fingerprint:
        raise MismatchError(
            f"the index was made with other settings: {differences(known, profile)}",
            hint="Leave them out to go on as before, or embed everything again with --reindex.",
        )


def _full(index: Path, error: OSError) -> DiskFullError:
    # Foreign writers fail without a number, and nearly always for want of room.
    what = {errno.EFBIG: "may hold no larger files", None: "could not be written, as if it were full"}
    return DiskFullError(
        f"the disk of {index} {what.get(error.errno, 'is full')}; what was indexed before is kept",
        hint="Make room, or name an index on another disk with --index; then index again: it goes on from here.",
    )
