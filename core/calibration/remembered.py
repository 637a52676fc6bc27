"""Remembers in the cache what was measured of a model, so that no command measures it again."""

import json
from contextlib import suppress
from pathlib import Path

from scent.core import cache_files
from scent.core.calibration.calibration import Calibration, restored, usual
from scent.core.calibration.measure import Embedder, calibrate
from scent.json_files import read_json


def find(digest: str, dims: int, cache: Path | None) -> Calibration | None:
    """What is known of the model with this digest and vectors of this length (0: whole); None if it must be measured.

    Of languages it has those that `calibrate` measures, and maybe no others.
    """
    if known := usual(digest, dims):
        return known
    try:
        content = read_json(_file(digest, dims, cache)) if cache else None
        return restored(content) if isinstance(content, dict) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def find_or_measure(embedder: Embedder, digest: str, dims: int, cache: Path | None) -> Calibration:
    """The same, measured with `embedder` and kept where it was not known; it takes as long as `calibrate`.

    Raises:
        ModelError: the model gave a vector that is not a number.
    """
    if known := find(digest, dims, cache):
        return known
    measured = calibrate(embedder)
    if cache:
        with suppress(OSError):  # a cache that cannot be written: it is measured again next time
            cache_files.replace(_file(digest, dims, cache), json.dumps(measured.values()).encode())
    return measured


def _file(digest: str, dims: int, cache: Path) -> Path:
    return cache / "calibration" / f"{digest}-{dims}.json"
