"""The directory of an index: making it, and removing what the manifest does not name.

Owned here: that nobody's own directory is filled or its mode changed, and that a killed writer's leftovers go.
"""

import os
from contextlib import suppress
from pathlib import Path

from scent.errors import UsageError
from scent.formats.index.manifest import Manifest
from scent.formats.index.storage import atomic, layout


def make_place(index: Path) -> None:
    """Make the directory `index`, or see that it holds an index or nothing.

    Raises:
        UsageError: it holds something else.
        OSError: it cannot be made.
    """
    atomic.make_directory(index)
    if not (index / layout.MANIFEST).exists():
        foreign = {path.name for path in index.iterdir()} - layout.BEFORE_MANIFEST
        if foreign:
            raise UsageError(
                f"{index} is not an index, and not empty (it holds {min(foreign)}).",
                hint="Name a new or an empty directory with --index.",
            )
        index.chmod(0o700)
        for name in layout.IGNORES:
            with suppress(FileExistsError), os.fdopen(atomic.create(index / name), "w") as file:
                file.write("*\n")


def collect(index: Path, contents: Manifest) -> None:
    """Remove the segments and lexical indexes that `contents`, the manifest on disk, does not name."""
    live = {entry.name for entry in contents.segments}
    lexical = {contents.lexical.name} if contents.lexical is not None else set()
    for directory, names in ((index / layout.SEGMENTS, live), (index / layout.LEXICAL, lexical)):
        if directory.is_dir():
            for path in directory.iterdir():
                if path.name not in names and layout.is_directory_name(path.name):
                    import shutil  # here, as most writers leave nothing behind, and it loads three compressors

                    shutil.rmtree(path, ignore_errors=True)
