"""What the tool means: walking, planning, chunking, embedding, indexing and searching.

From Python, what stands in `__all__` is for everybody; it is loaded when it is first asked for. All else may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scent.core.indexing.report import Report
    from scent.core.library import Index
    from scent.core.types import Hit, Reasons, Scope

__all__ = ["Hit", "Index", "Reasons", "Report", "Scope"]

_HOME = {"Index": "library", "Report": "indexing.report"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # a class
    """What is for everybody, and not loaded yet."""
    if name in __all__:
        return getattr(import_module(f"scent.core.{_HOME.get(name, 'types')}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
