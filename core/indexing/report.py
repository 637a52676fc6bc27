"""What an index run did, for whoever asked for it. Data only."""

from dataclasses import dataclass

from scent.core.files.walk import Walked


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did: numbers of files by what became of them, and what passed through the model.

    `skipped` and `failed` are paths with the reason; a skipped file is one that scent is not meant to read, a failed
    one it should have; both are what this run met, not what it remembers. `bytes` are those of the files that were
    read. `stopped` says why the run ended early (empty: it did not), and `left` how many files it would still have
    read, as far as it had come to know.
    """

    added: int = 0
    changed: int = 0
    moved: int = 0
    touched: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: tuple[tuple[bytes, str], ...] = ()
    failed: tuple[tuple[bytes, str], ...] = ()
    chunks: int = 0
    tokens: int = 0
    bytes: int = 0
    seconds: float = 0.0
    generation: int = 0
    stopped: str = ""
    left: int = 0


def unseen(walked: Walked) -> list[tuple[bytes, str]]:
    """What a walk could not look into, with the reason."""
    return [(path, "it cannot be looked into") for path in (*walked.unread, *walked.gone)]


def too_large(walked: Walked) -> list[tuple[bytes, str]]:
    """What a walk left out for its size, with the reason."""
    return [(path, "too large") for path in walked.too_large]
