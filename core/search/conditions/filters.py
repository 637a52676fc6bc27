"""Decides which documents a search covers, before anything is ranked. Pure."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from scent.arrays import Mask
from scent.core.files.paths import canonical
from scent.core.types import Scope
from scent.errors import UsageError
from scent.formats.index.segment.documents import Documents


def in_scope(scope: Scope, documents: Documents, rows: int, roots: Sequence[bytes] = ()) -> Mask:
    """Which of `rows` global document rows are in `scope`: bool (rows,). Rows of removed documents are False.

    `roots` are those of the index.

    Raises:
        UsageError: the index holds nothing at one of the paths, or a glob is malformed.
    """
    inside = np.ones(len(documents), np.bool_)
    if scope.paths:
        inside &= _below_each(documents.paths, scope.paths)
    if scope.globs or scope.any_case_globs:
        from scent.core.files.globs import Globs, match_paths  # few searches need it

        bases = [scope.seen_from, *sorted(roots, key=len, reverse=True)]
        inside &= _mask(match_paths(documents.paths, Globs(scope.globs, scope.any_case_globs), bases))
    if scope.languages:
        languages = {language.lower() for language in scope.languages}
        inside &= _mask(language in languages for language in documents.languages)
    if scope.formats:
        inside &= _mask(name in scope.formats for name in documents.formats)
    if scope.other_formats:
        inside &= _mask(name not in scope.other_formats for name in documents.formats)
    if scope.author:
        part = scope.author.casefold()
        inside &= _mask(part in author.casefold() for author in documents.authors)
    if scope.since_ns is not None or scope.until_ns is not None:
        times = np.where(documents.dates != 0, documents.dates, documents.mtimes)
        inside &= times >= scope.since_ns if scope.since_ns is not None else True
        inside &= times < scope.until_ns if scope.until_ns is not None else True
    mask = np.zeros(rows, np.bool_)
    mask[documents.rows[inside]] = True
    return mask


def below_any(paths: Iterable[bytes], documents: Documents, rows: int) -> Mask:
    """Which document rows lie at or below one of `paths`: bool (rows,).

    There may be many paths, and the index need not know them.
    """
    names = set(map(canonical, paths))
    mask = np.zeros(rows, np.bool_)
    inside = [name in names or not names.isdisjoint(_directories(name)) for name in documents.paths]
    mask[documents.rows[inside]] = True
    return mask


def _directories(path: bytes) -> Iterator[bytes]:
    while path not in {b"/", b""}:
        path = path.rpartition(b"/")[0] or b"/"
        yield path


def _mask(values: Iterable[bool]) -> Mask:
    return np.fromiter(values, np.bool_)


def _below_each(names: Sequence[bytes], paths: Sequence[bytes]) -> Mask:
    """Which of `names` lie at or below one of `paths`; each path must hold something."""
    inside = np.zeros(len(names), np.bool_)
    for path in map(canonical, paths):
        below = path.rstrip(b"/") + b"/"
        inside_path = _mask(name == path or name.startswith(below) for name in names)
        if not inside_path.any():
            import shlex

            shown = path.decode(errors="backslashreplace")
            hint = f"add it with: scent index {shlex.quote(shown)}"
            raise UsageError(f"the index holds nothing at {shown}", hint=hint)
        inside |= inside_path
    return inside
