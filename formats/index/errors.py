"""The error that names a damaged file of an index."""

from pathlib import Path

from scent.errors import DamageError

_REPAIR = "See what is wrong with `scent check`; mend it with `scent check --repair`."


def damaged(path: Path, what: str) -> DamageError:
    """The error that names a file of a segment or of the lexical index; `what` continues a sentence that begins so."""
    return DamageError(f"{'/'.join(path.parts[-3:])} {what}.", hint=_REPAIR)
