"""Decides when a run commits what it has done: a run that is killed loses at most what it did since then."""

import time

from scent.formats.index.writer import Writer

_COMMIT_BYTES = 32 << 20


class Commits:
    """Commits finished documents each `seconds`, or after so many bytes that they should not wait in memory."""

    def __init__(self, writer: Writer, seconds: float) -> None:
        self._writer, self._seconds = writer, seconds
        self._last = time.monotonic()

    @property
    def is_due(self) -> bool:
        """Whether the last commit is long ago, or much has been added since."""
        return self._writer.pending_bytes >= _COMMIT_BYTES or time.monotonic() - self._last >= self._seconds

    def commit_if_due(self) -> None:
        """Commit if it is due.

        Raises:
            OSError: The disk is full; the last commit stays.
        """
        if self.is_due:
            self.commit()

    def commit(self) -> None:
        """Commit now.

        Raises:
            OSError: The disk is full; the last commit stays.
        """
        self._writer.commit()
        self._last = time.monotonic()
