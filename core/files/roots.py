"""Decides which paths an index run walks, and which roots the index has afterwards."""

from collections.abc import Collection, Sequence

from scent.core.files.paths import canonical, is_under
from scent.core.files.walk import WalkResult, WalkSettings, walk


def paths_to_walk(named: Sequence[bytes], roots: Sequence[bytes]) -> list[bytes]:
    """The paths to walk: those that the user named and the roots below them, or all roots if none was named.

    A root below a named path may be hidden there by an ignore rule. It is walked by itself, or its
    files would count as removed.
    """
    if not named:
        return list(roots)
    paths = [canonical(path) for path in named]
    return [*paths, *(root for root in roots if is_under(root, paths) and root not in paths)]


def linked_roots(roots: Sequence[bytes], walked: WalkResult) -> list[bytes]:
    """The roots that lie elsewhere since they, or a directory above, became links: their files were found there."""
    return [root for root in roots if (path := canonical(root)) != root and path in walked.roots]


def updated_roots(
    walked: WalkResult,
    roots: Sequence[bytes],
    known: Collection[bytes],
    settings: WalkSettings,
    exclude: Sequence[bytes],
) -> list[bytes]:
    """The roots after a run: new ones are added, and root files that were deleted are dropped.

    A new path that an existing root finds anyway does not become a root: naming one changed file
    must not add a root each time. A root that has become a link gives way to where it leads.
    `known` are the paths of the files in the index. A directory that is gone stays a root, because
    its disk may only be unmounted.
    """
    replaced = linked_roots(roots, walked)
    remaining = [root for root in roots if root not in replaced and not (root in walked.gone and root in known)]
    new = [root for root in walked.roots if root not in remaining]
    nested = [root for root in new if is_under(root, remaining)]
    if nested:
        above = [root for root in remaining if any(is_under(path, [root]) for path in nested)]
        files = walk(above, settings, lambda _: None, exclude=exclude).files.paths
        new = [root for root in new if root not in nested or not any(is_under(path, [root]) for path in files)]
    return remaining + new
