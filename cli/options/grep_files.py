"""Find the files that `scent grep` reads: those that are named, and those in directories."""

import os
from collections.abc import Iterable, Iterator
from itertools import compress
from typing import NamedTuple

from scent.cli.options import inputs
from scent.cli.options.arguments import existing_paths
from scent.cli.output import streams
from scent.cli.settings.environment import working_directory
from scent.errors import UsageError


class WalkRules(NamedTuple):
    """Which files of a directory are read; globs are those of `scent.core.files.globs`."""

    hidden: bool
    no_ignore: bool
    globs: tuple[str, ...]
    any_case_globs: tuple[str, ...]

    def files(self, directory: bytes) -> Iterator[bytes]:
        """The files below a directory, sorted by path."""
        from scent.core.files.globs import Globs, match_paths
        from scent.core.files.paths import canonical
        from scent.core.files.walk import WalkSettings, walk

        globs = Globs(self.globs, self.any_case_globs)
        walked = walk([directory], WalkSettings(hidden=self.hidden, no_ignore=self.no_ignore), streams.say)
        paths = [file.path for file in walked.files.sorted()]
        return compress(paths, match_paths(paths, globs, (working_directory(), canonical(directory))))


class GrepFiles(NamedTuple):
    """The files to read (None: standard input), whether there may be several, and whether a named file is missing."""

    files: list[bytes | None]
    several: bool
    missing: bool


def grep_files(words: Iterable[str], rules: WalkRules, *, silent: bool = False) -> GrepFiles:
    """The files that `words` name. As in grep, a missing file is reported (unless `silent`), and the others are read.

    Raises:
        UsageError: the only file is missing.
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
            files += rules.files(path)
        else:
            files.append(path)
    return GrepFiles(files, several, missing)
