"""What differs between the settings of an index and those that are wanted, in words. A pure function."""

from collections.abc import Iterator
from typing import Any

from scent.errors import MismatchError


def mismatch(old: dict[str, Any], new: dict[str, Any]) -> MismatchError:
    """The error that names every setting that differs between `old`, the index's, and `new`."""
    differences = ", ".join(_differences(old, new, "")) or "the fingerprint"
    return MismatchError(
        f"The index was made with other settings: {differences}.",
        hint="Use the same settings, or embed everything again with --reindex.",
    )


def _differences(old: object, new: object, name: str) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            yield from _differences(old.get(key), new.get(key), f"{name}.{key}" if name else str(key))
    elif old != new:
        yield f"{name} was {old!r:.80}, now {new!r:.80}"
