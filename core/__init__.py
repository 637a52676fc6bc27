"""Everything that scent does: reading, chunking, embedding, indexing and searching.

The names in `__all__` are the public interface for Python. Each is loaded at its first use. Everything else may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scent.core.indexing.report import Report
    from scent.core.library import Index
    from scent.core.search.similar import Pair
    from scent.core.types import Combination, Hit, Reasons, Rerank, Scope

__all__ = ["Combination", "Hit", "Index", "Pair", "Reasons", "Report", "Rerank", "Scope"]

_MODULES = {"Index": "library", "Pair": "search.similar", "Report": "indexing.report"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # a class
    """Load a public name at its first use."""
    if name in __all__:
        return getattr(import_module(f"scent.core.{_MODULES.get(name, 'types')}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
