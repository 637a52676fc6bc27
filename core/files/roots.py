"""Which roots an index has: what a person named, and no more than that takes.

Owned here: which roots a run looks at, and which it leaves behind.
"""

from collections.abc import Collection, Sequence

from scent.core.files.paths import canonical, is_under
from scent.core.files.walk import Walked, WalkSettings, walk


def to_walk(named: Sequence[bytes], roots: Sequence[bytes]) -> list[bytes]:
    """What a run looks at: the paths that were named and the roots below them, or all roots if none was named.

    A root below a named path may be one that the rules there leave out; not looking at it would call it removed.
    """
    if not named:
        return list(roots)
    paths = [canonical(path) for path in named]
    return [*paths, *(root for root in roots if is_under(root, paths) and root not in paths)]


def after(
    walked: Walked, roots: Sequence[bytes], files: Collection[bytes], settings: WalkSettings, exclude: Sequence[bytes]
) -> list[bytes]:
    """The roots after a run: with those that are new, without files that are gone.

    A path below a root that finds it anyway is no root: naming one changed file must not add a root each time. `files`
    are the paths that the index knew; a directory that is gone stays a root, for its disk may just not be mounted.
    """
    kept = [root for root in roots if not (root in walked.gone and root in files)]
    new = [root for root in walked.roots if root not in kept]
    nested = [root for root in new if is_under(root, kept)]
    if nested:
        above = [root for root in kept if any(is_under(path, [root]) for path in nested)]
        found = [file.path for file in walk(above, settings, lambda _: None, exclude=exclude).files]
        new = [root for root in new if root not in nested or not any(is_under(path, [root]) for path in found)]
    return kept + new
