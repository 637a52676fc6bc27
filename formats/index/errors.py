"""Builds the error that names a damaged file of an index."""

from pathlib import Path

from scent.errors import DamageError

_REPAIR = "see what is wrong with: scent check; repair it with: scent check --repair"


# The way out where the named index is something else.
NAME_ANOTHER = "name a new or an empty directory with --index"


def is_panic(error: BaseException) -> bool:
    """Whether an error is a panic in Rust: an exception that no module exports, and that is not an Exception."""
    return type(error).__name__ == "PanicException"


def damage_error(path: Path, problem: str) -> DamageError:
    """Return an error that says the end of `path` and then the `problem`, such as "is missing"."""
    return DamageError(f"{'/'.join(path.parts[-3:])} {problem}", hint=_REPAIR)
