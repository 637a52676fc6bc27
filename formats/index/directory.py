"""Creates the directory of an index, and removes what its manifest does not name."""

import os
from contextlib import suppress
from pathlib import Path

from scent.errors import UsageError
from scent.formats.index.errors import NAME_ANOTHER
from scent.formats.index.manifest import Manifest
from scent.formats.index.storage import atomic, layout


def prepare_directory(index: Path) -> None:
    """Create the directory `index` if it is missing; check that it holds an index or nothing.

    A directory that holds anything else is left as it is, and so is its mode.

    Raises:
        UsageError: it holds something else.
        OSError: it cannot be created.
    """
    if index.exists() and not index.is_dir():
        raise UsageError(f"{index} is a file; an index is a directory", hint=NAME_ANOTHER)
    atomic.make_directory(index)
    if not (index / layout.MANIFEST).exists():
        foreign = {path.name for path in index.iterdir()} - layout.BEFORE_MANIFEST
        if foreign:
            raise UsageError(
                f"{index} is not an index, and not empty (it holds {min(foreign)})",
                hint=NAME_ANOTHER,
            )
        index.chmod(0o700)
        for name in layout.IGNORES:
            with suppress(FileExistsError), os.fdopen(atomic.create(index / name), "w") as file:
                file.write("*\n")


def named_files(index: Path, contents: Manifest) -> list[Path]:
    """Return all files of the segments and the lexical index that a manifest names."""
    directories = [(layout.segment_directory(index, entry.name), entry.files) for entry in contents.segments]
    if contents.lexical is not None:
        directories.append((layout.lexical_directory(index, contents.lexical.name), contents.lexical.files))
    return [directory / name for directory, files in directories for name in files]


def remove_unnamed(index: Path, contents: Manifest) -> None:
    """Remove all segments and lexical indexes that `contents`, the manifest on disk, does not name."""
    segments = {entry.name for entry in contents.segments}
    lexical = {contents.lexical.name} if contents.lexical is not None else set()
    for directory, names in ((index / layout.SEGMENTS, segments), (index / layout.LEXICAL, lexical)):
        if directory.is_dir():
            for path in directory.iterdir():
                if path.name not in names and (layout.is_directory_name(path.name) or layout.is_draft_name(path.name)):
                    _remove(path)


def _remove(path: Path) -> None:
    """Remove a directory, or whatever is in its place; a link goes, and what it leads to stays."""
    if path.is_symlink() or not path.is_dir():
        with suppress(OSError):
            path.unlink()
        return
    import shutil  # loads three compressors, and most writers have nothing to remove

    shutil.rmtree(path, ignore_errors=True)
