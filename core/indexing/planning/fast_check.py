"""Check quickly whether an index is up to date, by comparing this walk with the last run that had nothing to do.

Such a run stores a checksum of everything that its walk found in the manifest. If the next walk
gives the same checksum, there is nothing to do: a plan depends only on what the walk found, what the
index has, which libraries are installed, and the versions of the readers. The index changes only by
a commit, and a commit that changes it drops the checksum.

This module loads neither NumPy nor Arrow: that takes longer than walking 20,000 files.
"""

from collections.abc import Iterable
from pathlib import Path

from scent.core.files.walk import WalkResult
from scent.core.indexing.planning.missing_files import mark
from scent.core.profile import Profile
from scent.formats.documents.base.extras import is_installed
from scent.formats.documents.versions import all_versions
from scent.formats.index.health.quick_check import quick_check
from scent.formats.index.manifest import LEXICAL_VERSION, Manifest, Seen
from scent.formats.index.storage.checksum import checksum


def summarize(walked: WalkResult, missing_modules: Iterable[str]) -> Seen | None:
    """Return what the manifest stores of a walk after a run with nothing to do.

    None if the walk could not look everywhere: each run must report that.

    Args:
        walked: The walk.
        missing_modules: The Python modules for want of which files could not be read.
    """
    if walked.unread or walked.refused:
        return None
    return Seen(walk_checksum(walked), tuple(sorted(missing_modules)), all_versions())


def is_up_to_date(walked: WalkResult, profile: Profile, manifest: Manifest, inside: Path) -> bool:
    """Return whether the index in the directory `inside` certainly has all files as they are.

    If False, only a plan can tell. The vectors may still be provisional.
    """
    last = manifest.seen
    return (
        last is not None
        and manifest.fingerprint == profile.fingerprint
        and manifest.settings == profile.settings()
        and (manifest.calibration is not None or profile.is_bundled)
        and set(walked.roots) <= set(manifest.roots)
        and all(mark(root) in manifest.root_marks for root in walked.roots)
        and summarize(walked, last.awaits) == last
        and not any(map(is_installed, last.awaits))
        and (manifest.lexical is None or manifest.lexical.version == LEXICAL_VERSION)
        and quick_check(inside, manifest)
    )


def walk_checksum(walked: WalkResult) -> str:
    """Return a hash of the roots and of the paths, sizes and times of all files that a walk found."""
    found = walked.found
    # No path contains a zero byte, so different lists of paths never give the same bytes. The order
    # is that of the walk, which changes at most together with what it finds.
    paths = b"\0\0".join(b"\0".join(each) for each in (walked.roots, found.paths))
    return checksum(b"".join((paths, b"\0", found.sizes, found.mtimes, found.ctimes)))
