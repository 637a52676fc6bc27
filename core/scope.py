"""Which documents a search is about, settled before anything is ranked.

Owned here: which documents a scope takes. Not here: how its words are read (`scent.cli.arguments`),
and ranking within it (`scent.formats.index.reader`). Pure.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from scent.core.types import Scope
from scent.core.walk import canonical
from scent.errors import UsageError
from scent.formats.index.documents import Documents

Mask = npt.NDArray[np.bool_]


def mask(scope: Scope, documents: Documents, rows: int) -> Mask:
    """Which of `rows` global document rows are in `scope`, bool (rows,); never a dead one.

    Raises:
        UsageError: the index holds nothing at one of the paths.
    """
    kept = np.ones(len(documents), np.bool_)
    if scope.paths:
        kept &= _below(documents.paths, scope.paths)
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
