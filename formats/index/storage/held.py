"""Holds the directory of an index open, so that a writer never touches another one that is moved to its path."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scent.closing import Closing
from scent.errors import IndexDirError
from scent.formats.index.storage import layout


class HeldDirectory(Closing):
    """The directory of an index, held by a descriptor. A context manager.

    Attributes:
        path: where it was when it was opened.
        inside: a path that leads to it wherever it is moved. Where the system has no such paths (macOS), it is `path`.
    """

    def __init__(self, path: Path) -> None:
        """Open a directory.

        Raises:
            OSError: it cannot be opened.
        """
        self.path = path
        self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._lock: os.stat_result | None = None
        inside = Path(f"/proc/self/fd/{self._descriptor}")
        self.inside = inside if self._leads_here(inside) else path

    def close(self) -> None:
        """Close the descriptor; `inside` leads nowhere afterwards."""
        os.close(self._descriptor)

    def note_lock(self) -> None:
        """Note the lock file, which this process has locked: another one in its place lets another writer in."""
        self._lock = os.stat(self.inside / layout.WRITER_LOCK)  # noqa: PTH116  # compared with `os.path.samestat`

    def is_there(self) -> bool:
        """Whether the directory is still at its path, with the lock file that was noted."""
        return self._leads_here(self.path) and (self._lock is None or self._is_lock(self.inside / layout.WRITER_LOCK))

    def is_safe(self) -> bool:
        """Whether files below `inside` belong to this directory and to no other."""
        return self.inside != self.path or self.is_there()

    def check(self) -> None:
        """Check that the directory is still where it was.

        Raises:
            IndexDirError: it was moved, removed or replaced.
        """
        if not self.is_there():
            raise IndexDirError(
                f"the index at {self.path} was moved, removed or replaced while it was written to",
                hint="what was committed before went with it; no other index was touched; go on with: scent index",
            )

    @contextmanager
    def named(self) -> Iterator[None]:
        """Let errors of the system name files of the index below `path`, which people know, and not below `inside`."""
        try:
            yield
        except OSError as error:
            if file := self.file_at(error):
                error.filename = os.fspath(file)
            raise

    def file_at(self, error: OSError) -> Path | None:
        """The file of the index that an error names, or None if it names none."""
        name = error.filename
        path = Path(os.fsdecode(name)) if isinstance(name, str | bytes) else Path()
        return self.path / path.relative_to(self.inside) if path.is_relative_to(self.inside) else None

    def _leads_here(self, path: Path) -> bool:
        try:
            return os.path.samestat(os.stat(path), os.fstat(self._descriptor))  # noqa: PTH116  # as above
        except OSError:
            return False

    def _is_lock(self, path: Path) -> bool:
        try:
            return self._lock is not None and os.path.samestat(os.stat(path), self._lock)  # noqa: PTH116  # as above
        except OSError:
            return False
