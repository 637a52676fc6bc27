"""What `scent grep` looks through: files as they were named, and those that a walk finds in directories.

Owned here: which files, in which order.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import compress
from typing import NamedTuple

from scent.cli.options import inputs
from scent.cli.options.arguments import existing_paths, working_directory
from scent.cli.output import streams
from scent.errors import UsageError


class Tree(NamedTuple):
    """Which files of a directory are taken: `globs` and `any_case_globs` as `scent.core.files.globs` has them."""

    hidden: bool
    no_ignore: bool
    globs: tuple[str, ...]
    any_case_globs: tuple[str, ...]

    def files(self, directory: bytes) -> Iterator[bytes]:
        """Those below a directory, sorted."""
        from scent.core.files.globs import Globs, match_paths
        from scent.core.files.paths import canonical
        from scent.core.files.walk import WalkSettings, walk

        globs = Globs(self.globs, self.any_case_globs)
        walked = walk([directory], WalkSettings(hidden=self.hidden, no_ignore=self.no_ignore), streams.say)
        paths = [file.path for file in walked.files.sorted()]
        return compress(paths, match_paths(paths, globs, (working_directory(), canonical(directory))))


class Haystack(NamedTuple):
    """The files to read (None: standard input), whether there may be several, and whether a name led nowhere."""

    files: list[bytes | None]
    several: bool
    missing: bool


def gathered(words: Iterable[str], tree: Tree, *, silent: bool = False) -> Haystack:
    """What `words` name. As grep does, a name that leads nowhere is told (not if `silent`), and the others are read.

    Raises:
        UsageError: the only name leads nowhere.
    """
    files: list[bytes | None] = []
    names = list(words)
    several, missing = len(names) > 1, False
    for name in names:
        if name == inputs.STDIN:
            files.append(None)
            continue
        try:
            (path,) = existing_paths([name])
        except UsageError as error:
            if not (several or silent):
                raise
            if not silent:
                streams.say(error.message)
            missing = True
            continue
        if os.path.isdir(path):  # noqa: PTH112  # a path of bytes
            several = True
            files += tree.files(path)
        else:
            files.append(path)
    return Haystack(files, several, missing)
