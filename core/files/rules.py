"""Tells which rule leaves a file out of a walk.

The bindings say only what a walk finds. So this module walks the directory of the file again, with
fewer and fewer rules, until the rule that makes the difference is found.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from scent.core.files.ignore_files import UNUSABLE, unusable_above, unusable_below
from scent.core.files.walk import WalkSettings, starting_point, walk_builder
from scent.foreign import uninterrupted
from scent.regular_files import open_regular


class Rule(NamedTuple):
    """What leaves a file out: a phrase such as "it is hidden", and the file or directory above that it is about."""

    path: bytes
    reason: str


# The kinds of ignore files; rules of an earlier kind count more than those of a later one.
_IGNORE_FILES = (b".scentignore", b".ignore")

_EVERYTHING = WalkSettings(hidden=True, no_ignore=True)


def rule_against(path: bytes, root: bytes, settings: WalkSettings) -> Rule | None:
    """The rule that keeps a walk of `root` from finding `path`; None if the walk looks at it.

    Args:
        path: A file or directory below `root` that exists; both are canonical.
        root: A directory.
        settings: The settings of the walk.
    """
    directory = root
    for name in os.path.relpath(path, root).split(b"/"):
        entry = os.path.join(directory, name)
        if not settings.no_ignore and (file := unusable_above(directory)):
            return Rule(directory, f"{os.fsdecode(file)} {UNUSABLE}")
        if not _finds(directory, name, settings):
            return Rule(entry, _reason(directory, name, settings))
        if os.path.islink(entry) and not settings.follow:
            return Rule(entry, "it is a symbolic link (to follow links: scent index --follow)")
        directory = entry
    return None


def _reason(directory: bytes, name: bytes, settings: WalkSettings) -> str:
    if name == b".git":
        return "scent does not look into .git"
    if _finds(directory, name, replace(settings, hidden=True)):
        return "it is hidden (to include hidden files: scent index --hidden)"
    for file, top in _ignore_files(directory):
        line, text = _deciding_line(file, top, directory, name)
        if line:
            return f"{os.fsdecode(file)}:{line} ignores it: {text.strip()}"
    return "git's global list of ignored files names it"


def _ignore_files(directory: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The ignore files that hold for a directory, the strongest first, each with the directory that it is about."""
    above = list(_upwards(directory))
    for kind in _IGNORE_FILES:
        yield from ((os.path.join(top, kind), top) for top in above)
    repository = next((top for top in above if os.path.lexists(os.path.join(top, b".git"))), None)
    if repository is not None:
        inside = above[: above.index(repository) + 1]
        yield from ((os.path.join(top, b".gitignore"), top) for top in inside)
        yield os.path.join(repository, b".git/info/exclude"), repository


def _upwards(directory: bytes) -> Iterator[bytes]:
    yield directory
    while directory != (above := os.path.dirname(directory)):
        yield above
        directory = above


def _deciding_line(file: bytes, top: bytes, directory: bytes, name: bytes) -> tuple[int, str]:
    """The number, from 1, and the text of the last line in an ignore file that ignores an entry; 0 if none does."""
    try:
        with open_regular(file) as opened:
            lines = opened.read().decode(errors="surrogateescape").removeprefix("\ufeff").split("\n")
    except OSError:
        return 0, ""
    # Lines that take an exception are left out: the entry is ignored, so none of them decides.
    rules = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and line[0] not in "#!"]
    first, end = 0, len(rules)  # the deciding line is among rules[first:end], if there is one
    if not _ignored_by(rules, top, directory, name):
        return 0, ""
    while end - first > 1:
        middle = (first + end) // 2
        if _ignored_by(rules[middle:], top, directory, name):
            first = middle
        else:
            end = middle
    return rules[first]


def _ignored_by(rules: Sequence[tuple[int, str]], top: bytes, directory: bytes, name: bytes) -> bool:
    """Whether these lines of an ignore file in `top` ignore an entry of `directory`."""
    return not _finds(directory, name, _EVERYTHING, top, (line for _, line in rules))


def _finds(
    directory: bytes, name: bytes, settings: WalkSettings, top: bytes = b"", ignored: Iterable[str] = ()
) -> bool:
    """Whether a walk of a directory finds the entry `name`; `ignored` are rules that hold from `top` on."""
    import ignore
    from ignore.overrides import OverrideBuilder

    avoid = (
        ()
        if settings.no_ignore
        else [os.path.relpath(each, directory) for each, _ in unusable_below(directory, follow=False, deep=False)]
    )
    with starting_point(directory) as start:
        builder = walk_builder(start, settings, avoid).max_depth(1)
        if top:
            overrides = OverrideBuilder(Path(os.fsdecode(top)))
            for rule in ignored:
                with suppress(ignore.Error, ignore.IOError):  # a malformed rule ignores nothing
                    overrides.add(f"!{rule}")
            builder = builder.overrides(overrides.build())
        entries = builder.build()
        while True:
            try:
                return any(
                    entry.depth() and os.path.basename(os.fsencode(uninterrupted(entry.path))) == name
                    for entry in entries
                )
            except (ignore.Error, ignore.IOError):  # about another entry
                continue
