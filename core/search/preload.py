"""Start loading the model of an index before anything large is imported.

A search spends 60 ms on loading its model and as long on importing numpy and Arrow. Both happen at once when the model
is loaded in a thread.
"""

from pathlib import Path

from scent.core.inference.preload import Preload
from scent.core.models.source import preload
from scent.core.profile import load_profile
from scent.errors import ScentError


def preload_model(index: Path, cache: Path | None) -> Preload | None:
    """Start loading the model of the index in a directory; None if the index or its model cannot be read.

    Opening the index then raises the error. The caller passes the result to `Searcher.open`, or closes it.
    """
    try:
        profile = load_profile(index)
    except (ScentError, OSError):
        return None
    return preload(profile.model, cache) if profile else None
