"""Decides which documents the fields of a query name: `path:`, `title:`, `author:` and `type:`, each also excluded."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from scent.arrays import Mask
from scent.core.files.file_types import formats_of
from scent.core.search.conditions.filters import below_any, in_scope
from scent.core.types import Conditions, Scope
from scent.formats.index.lexical.phrase import Phrase, folded_text
from scent.formats.index.segment.documents import Documents

_GLOB = re.compile(r"[*?\[{\\!]")


class _Searched(NamedTuple):
    """The documents of an index, the number of their global rows, the roots, and where relative paths begin."""

    documents: Documents
    rows: int
    roots: Sequence[bytes]
    seen_from: bytes

    def within(self, scope: Scope) -> Mask:
        return in_scope(scope, self.documents, self.rows, self.roots)


def in_fields(conditions: Conditions, documents: Documents, rows: int, roots: Sequence[bytes]) -> Mask:
    """Which of `rows` global document rows have the fields that a query asks for: bool (rows,).

    `roots` are those of the index.

    Raises:
        UsageError: a glob is malformed, or a type does not exist.
    """
    searched = _Searched(documents, rows, roots, conditions.seen_from)
    inside = searched.within(Scope())
    for name in dict.fromkeys(name for name, _ in conditions.fields):
        inside &= np.logical_or.reduce([_FIELDS[name](searched, value) for value in _values(conditions.fields, name)])
    for name, value in conditions.other_fields:
        inside &= ~_FIELDS[name](searched, value)
    return inside


def _values(fields: Sequence[tuple[str, str]], name: str) -> Iterator[str]:
    return (value for each, value in fields if each == name)


def _of_type(searched: _Searched, value: str) -> Mask:
    return searched.within(Scope(formats=formats_of([value])))


def _by_author(searched: _Searched, value: str) -> Mask:
    return searched.within(Scope(author=value))


def _with_title(searched: _Searched, value: str) -> Mask:
    phrase = Phrase(value)
    titled = [phrase.is_in(folded_text(title)) for title in searched.documents.titles]
    mask = np.zeros(searched.rows, np.bool_)
    mask[searched.documents.rows[np.array(titled, np.bool_)]] = True
    return mask


def _at_path(searched: _Searched, value: str) -> Mask:
    """At a path or below it; a path that does not begin at a directory is a glob, and may begin anywhere."""
    is_place = value.startswith(("/", "~", "./", "../"))
    if is_place:
        value = os.path.join(os.fsdecode(searched.seen_from), os.path.expanduser(value))  # noqa: PTH111, PTH118  # as typed
    if is_place and not _GLOB.search(value):
        return below_any([os.fsencode(value)], searched.documents, searched.rows)
    if is_place:
        value = os.path.normpath(value) + "/" * value.endswith("/")
    name = value.rstrip("/")
    below = f"{name}/**" if "/" in name else f"**/{name}/**"
    globs = (below,) if value.endswith("/") else (name, below)
    return searched.within(Scope(globs=globs, seen_from=b"/" if is_place else searched.seen_from))


_FIELDS: dict[str, Callable[[_Searched, str], Mask]] = {
    "type": _of_type,
    "author": _by_author,
    "title": _with_title,
    "path": _at_path,
}
