"""Count what an index run does, and pass it on to the progress display."""

import os
from collections.abc import Sequence

from scent.core.files.file_list import FileStat
from scent.core.files.walk import WalkResult
from scent.core.indexing.planning.plan import Plan
from scent.core.indexing.report import Report
from scent.core.types import Progress
from scent.formats.index.records import DocumentRecord


class Tally:
    """The counts of one run."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._skipped: list[tuple[bytes, str]] = []
        self._failed: list[tuple[bytes, str]] = []
        self._unread: list[tuple[bytes, str]] = []
        self._too_large = self._too_large_again = self._in_part = 0
        self._chunks = self._tokens = self._bytes = self._refined = 0
        self._files_left = 0
        self._bytes_shown = 0  # of the current file

    def start(self, files: Sequence[FileStat]) -> None:
        """Note the files that the run is going to read."""
        self._files_left = len(files)
        self._progress.start(len(files), sum(file.size for file in files))

    def add(self, file: FileStat, record: DocumentRecord, *, characters: int, chunks: int, tokens: int) -> None:
        """Count a document that was added to the index.

        Args:
            file: The file that the document was read from.
            record: The record of the document.
            characters: Length of the document's text.
            chunks: Number of its chunks that were embedded.
            tokens: Number of the tokens of these chunks.
        """
        if record.failed:
            self._failed.append((record.path, record.problem))
            self._progress.warn(f"{os.fsdecode(record.path)}: {record.problem}")
        elif record.problem:
            self._skipped.append((record.path, record.problem))
            self._in_part += characters > 0
        self._chunks += chunks
        self._tokens += tokens
        # Until the file is done, its characters are counted as bytes, so that a large file moves the bar.
        size = file.size - self._bytes_shown
        if record.last:
            self._bytes_shown = 0
            self._files_left -= 1
            self._bytes += file.size
        else:
            size = min(characters, size)
            self._bytes_shown += size
        self._progress.advance(record.path, size, tokens)

    def ready(self, chunks: int) -> None:
        """Tell that all files can be searched, in an index of so many chunks."""
        self._progress.ready(chunks)

    def start_refining(self, chunks: int) -> None:
        """Note how many chunks have provisional vectors."""
        self._progress.start_refining(chunks)

    def refine(self, chunks: int, tokens: int) -> None:
        """Count chunks that got exact vectors, and the tokens that were embedded for them."""
        self._refined += chunks
        self._tokens += tokens
        self._progress.advance_refining(chunks, tokens)

    def leave_out(self, path: bytes, problem: str, *, again: bool) -> None:
        """Count a file above the size limit; `again` if an earlier run has told of it."""
        self._too_large_again += again
        if not again:
            self._too_large += 1
            self._skipped.append((path, problem))
            self._progress.warn(f"{os.fsdecode(path)}: {problem}")

    def miss(self, path: bytes, problem: str) -> None:
        """Count a directory that could not be looked into, and that no earlier run has told of."""
        self._unread.append((path, problem))
        self._progress.warn(f"{os.fsdecode(path)}: {problem}")

    def fail(self, path: bytes, reason: str) -> None:
        """Count a file that could not be read, and of which nothing was added to the index."""
        self._failed.append((path, reason))
        self._bytes_shown = 0
        self._files_left -= 1
        self._progress.warn(f"{os.fsdecode(path)}: {reason}")

    def report(  # noqa: PLR0913  # what the counts do not tell
        self, plan: Plan, walked: WalkResult, *, unchanged: int, generation: int, provisional: int, stopped: str
    ) -> Report:
        """Return the report of the run.

        Args:
            plan: What the run was going to do.
            walked: The walk that found the files.
            unchanged: Number of files that needed nothing.
            generation: The number of the last commit.
            provisional: Number of chunks that have provisional vectors now.
            stopped: Why the run ended early; empty if it did not.
        """
        failed_paths = {path for path, _ in self._failed}
        added = sum(stat.path not in failed_paths for stat in plan.added)
        changed = sum(match.stat.path not in failed_paths for match in (*plan.changed, *plan.resumed))
        reread = sum(match.stat.path not in failed_paths for match in plan.reread)
        # A stopped run leaves the files that are read last: those to be read again, before them new ones.
        reread_left = min(reread, self._files_left)
        added_left = min(added, self._files_left - reread_left)
        return Report(
            added=added - added_left,
            changed=max(0, changed - (self._files_left - added_left - reread_left)),
            reread=reread - reread_left,
            moved=len(plan.moved) + len(plan.copied),
            touched=len(plan.touched) + self._too_large_again,
            removed=len(plan.removed),
            unchanged=unchanged,
            skipped=tuple(self._skipped),
            failed=(*self._unread, *walked.refused, *self._failed),
            chunks=self._chunks,
            tokens=self._tokens,
            refined=self._refined,
            provisional=provisional,
            bytes=self._bytes,
            generation=generation,
            too_large=self._too_large,
            in_part=self._in_part,
            stopped=stopped,
            left=self._files_left,
        )
