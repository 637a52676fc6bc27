"""What a search can begin before it has imported anything large.

Owned here: loading the model of an index while numpy and Arrow are imported.
"""

from pathlib import Path

from scent.core.inference.preload import Early
from scent.core.inference.source import load_early
from scent.core.profile import remembered
from scent.errors import ScentError


def begin(index: Path, cache: Path | None) -> Early | None:
    """Begin to load the model of the index in a directory; None if there is no such index, which opening it will say.

    Whoever gets it hands it to `Searcher.open`, or closes it.
    """
    try:
        profile = remembered(index)
    except (ScentError, OSError):
        return None
    return load_early(profile.model, cache) if profile else None
