"""Whether an index is what was written, as far as opening it to write would tell.

Owned here: the look that a run takes which writes nothing.
"""

from pathlib import Path

from scent.formats.index.manifest import Manifest
from scent.formats.index.storage import layout
from scent.formats.index.storage.checksum import digest_file


def is_intact(index: Path, contents: Manifest) -> bool:
    """Whether all files of the segments are there in their sizes, and documents.arrow is what was written.

    Where it is not, `Reader.open` says what is wrong.
    """
    try:
        return all(
            digest_file(directory / name) == expected
            if name == layout.DOCUMENTS
            else (directory / name).stat().st_size == expected.size
            for entry in contents.segments
            for directory in [layout.segment_directory(index, entry.name)]
            for name, expected in entry.files.items()
            if name != layout.GRAPH  # a cache, which may be gone
        )
    except OSError:
        return False
