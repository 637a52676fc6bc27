"""Checks an index as thoroughly as opening it to write does, for runs that write nothing."""

from pathlib import Path

from scent.formats.index.manifest import Manifest
from scent.formats.index.storage import layout
from scent.formats.index.storage.checksum import checksum_file


def quick_check(index: Path, contents: Manifest) -> bool:
    """Tell whether all files of all segments have their sizes, and documents.arrow its checksum.

    If not, `Reader.open` raises the error that says what is wrong.
    """
    try:
        return all(
            checksum_file(directory / name) == expected
            if name == layout.DOCUMENTS
            else (directory / name).stat().st_size == expected.size
            for entry in contents.segments
            for directory in [layout.segment_directory(index, entry.name)]
            for name, expected in entry.files.items()
            if name != layout.GRAPH  # a cache, which may be missing
        )
    except OSError:
        return False
