"""Which documents a search is about, settled before anything is ranked.

Owned here: which documents a scope takes. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from scent.arrays import Mask
from scent.core.files.paths import canonical
from scent.core.types import Scope
from scent.errors import UsageError
from scent.formats.index.segment.documents import Documents


def mask(scope: Scope, documents: Documents, rows: int, roots: Sequence[bytes] = ()) -> Mask:
    """Which of `rows` global document rows are in `scope`, bool (rows,); never a dead one.

    `roots` are those of the index.

    Raises:
        UsageError: the index holds nothing at one of the paths, or a glob is malformed.
    """
    kept = np.ones(len(documents), np.bool_)
    if scope.paths:
        kept &= _below(documents.paths, scope.paths)
    if scope.globs or scope.any_case_globs:
        from scent.core.files.globs import Globs, match_paths  # only some searches need it

        bases = [scope.seen_from, *sorted(roots, key=len, reverse=True)]
        kept &= _each(match_paths(documents.paths, Globs(scope.globs, scope.any_case_globs), bases))
    if scope.languages:
        wanted = {language.lower() for language in scope.languages}
        kept &= _each(language in wanted for language in documents.languages)
    if scope.formats:
        kept &= _each(name in scope.formats for name in documents.formats)
    if scope.other_formats:
        kept &= _each(name not in scope.other_formats for name in documents.formats)
    if scope.author:
        part = scope.author.casefold()
        kept &= _each(part in author.casefold() for author in documents.authors)
    if scope.since_ns or scope.until_ns:
        times = np.where(documents.dates != 0, documents.dates, documents.mtimes)
        kept &= times >= scope.since_ns if scope.since_ns else True
        kept &= times < scope.until_ns if scope.until_ns else True
    mask = np.zeros(rows, np.bool_)
    mask[documents.rows[kept]] = True
    return mask


def among(listed: Iterable[bytes], documents: Documents, rows: int) -> Mask:
    """Which document rows lie at or below `listed`, bool (rows,): paths that may be many, and not be in the index."""
    wanted = set(map(canonical, listed))
    mask = np.zeros(rows, np.bool_)
    inside = [name in wanted or not wanted.isdisjoint(_directories(name)) for name in documents.paths]
    mask[documents.rows[inside]] = True
    return mask


def _directories(path: bytes) -> Iterator[bytes]:
    while path not in {b"/", b""}:
        path = path.rpartition(b"/")[0] or b"/"
        yield path


def _each(values: Iterable[bool]) -> Mask:
    return np.fromiter(values, np.bool_)


def _below(names: Sequence[bytes], paths: Sequence[bytes]) -> Mask:
    """Which of `names` lie at or below one of `paths`, each of which must hold something."""
    kept = np.zeros(len(names), np.bool_)
    for path in map(canonical, paths):
        below = path.rstrip(b"/") + b"/"
        inside = _each(name == path or name.startswith(below) for name in names)
        if not inside.any():
            shown = path.decode(errors="backslashreplace")
            raise UsageError(f"the index holds nothing at {shown}", hint=f"Add it with: scent index {shown}")
        kept |= inside
    return kept
