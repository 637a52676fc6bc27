"""Knowing at a glance that nothing has changed, by what the last run saw that had nothing to do.

Owned here: what stands for all that a walk found, and when it proves that there is nothing to do. Loads neither numpy
nor Arrow, which takes longer than to look at 20,000 files.

A plan follows from what was found, what is known, and what libraries are there. What is known changes with the
manifest alone, and any commit that changes it forgets what was seen.
"""

from collections.abc import Iterable

from scent.core.files.walk import Walked
from scent.core.profile import Profile
from scent.formats.documents.base.extras import is_installed
from scent.formats.index.claim import Claim
from scent.formats.index.health.intact import is_intact
from scent.formats.index.manifest import Seen
from scent.formats.index.storage.checksum import digest


def seen(walked: Walked, awaits: Iterable[str]) -> Seen | None:
    """What a walk saw that left nothing to do; None if it could not see everything, and says so each time.

    `awaits` are the modules that files wait for which could not be read.
    """
    if walked.unread or walked.gone:
        return None
    return Seen(_digest(walked), tuple(sorted(awaits)))


def nothing_to_do(walked: Walked, profile: Profile, claim: Claim) -> bool:
    """Whether a run that found this has certainly nothing to do; where it is False, only a plan tells."""
    contents = claim.current
    before = contents.seen
    return (
        before is not None
        and contents.fingerprint == profile.fingerprint
        and contents.settings == profile.settings()
        and set(walked.roots) <= set(contents.roots)
        and seen(walked, before.awaits) == before
        and not any(map(is_installed, before.awaits))
        and is_intact(claim.directory, contents)
    )


def _digest(walked: Walked) -> str:
    found = walked.found
    # No path holds a zero, so that no two lists of paths are the same joined. In the order of the walk, which changes
    # at most with what it finds.
    names = b"\0\0".join(b"\0".join(each) for each in (walked.roots, found.paths))
    return digest(b"".join((names, b"\0", found.sizes, found.mtimes)))
