"""The report of an index run."""

from dataclasses import dataclass
from typing import Final

from scent.core.indexing.planning.missing_files import MissingFiles

# A larger part of the passages is worth telling.
_MANY: Final = 0.1


@dataclass(frozen=True, slots=True)
class Unread:
    """The passages in languages that a model does not read.

    `passages` is their number and `share` their part of all, from 0 to 1. `languages` are those
    languages (ISO 639-1), the one with the most passages first.
    """

    passages: int = 0
    share: float = 0.0
    languages: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """Whether they are more than a tenth of all."""
        return self.share > _MANY


@dataclass(frozen=True, slots=True)
class Report:
    """What an index run did.

    Attributes:
        added: Number of new files.
        changed: Number of files read again because their content changed.
        reread: Number of files with the same content that were read again, because their readers
            have improved.
        moved: Number of files whose content was in the index under another path.
        touched: Number of files with the same content and a new size or mtime.
        removed: Number of files removed from the index.
        unchanged: Number of files that needed nothing.
        skipped: Paths of files that hold no text, are too large or are read in part, with the reason.
        failed: Paths that could not be read, with the reason. `skipped` and `failed` list only what
            this run met, not what the index remembers.
        missing: Roots of which so many files are missing that they stay in the index; see
            `scent.core.indexing.planning.missing_files`.
        chunks: Number of chunks added, whose vectors were not known.
        refined: Number of chunks that got exact vectors in place of provisional ones.
        provisional: Number of chunks of the index that have provisional vectors after the run.
        tokens: Number of tokens embedded.
        bytes: Size of what was read: whole files, and the new ends of those that have grown.
        seconds: Duration of the run.
        generation: The number of the last commit.
        too_large: Number of files in `skipped` that are newly above the size limit.
        in_part: Number of files in `skipped` that are read in part.
        stopped: Why the run ended early; empty if it did not.
        left: Number of files that a stopped run had still to read, as far as it knew.
        unread: The passages of the index in languages that its model does not read, if the run has made
            them many; else None.
    """

    added: int = 0
    changed: int = 0
    reread: int = 0
    moved: int = 0
    touched: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: tuple[tuple[bytes, str], ...] = ()
    failed: tuple[tuple[bytes, str], ...] = ()
    missing: tuple[MissingFiles, ...] = ()
    chunks: int = 0
    refined: int = 0
    provisional: int = 0
    tokens: int = 0
    bytes: int = 0
    seconds: float = 0.0
    generation: int = 0
    too_large: int = 0
    in_part: int = 0
    stopped: str = ""
    left: int = 0
    unread: Unread | None = None
