"""A model's 8-bit weights, rewritten once as 16-bit ones on this machine, for the same vectors faster and steadier.

Owned here: the rewritten copy and its place in a cache. Not here: what a model is (`scent.core.model.card`), running it
(`scent.core.model.llama`).

llama.cpp rounds what passes through 8-bit weights to 8 bits as well, so that the last bit of a float, which other
texts in a batch can change, becomes half a percent: token vectors of a text differed by up to .9992 in cosine between
batches, with 16-bit weights by .999998; and short texts came within .998 of the published model, then within .9999.
The file that scent ships stays small, and the copy costs half a second, once.
"""

import ctypes
import os
from contextlib import suppress
from pathlib import Path

from scent.core.model.native import library

# Larger files stay as they are: their copies would fill a disk that nobody offered for it.
_MOST_BYTES = 200 << 20
_F16 = 1  # LLAMA_FTYPE_MOSTLY_F16


def find(digest: str, cache: Path | None) -> Path | None:
    """The rewritten copy of the model with this SHA-256, if the cache has it."""
    if cache is None:
        return None
    copy = _place(digest, cache)
    return copy if copy.is_file() else None


def make(model: Path, digest: str, cache: Path | None) -> Path | None:
    """The rewritten copy of a model, made if the cache does not have it.

    None where there is no cache, it cannot be written, or the model is too large: then the model runs as it is.
    """
    found = find(digest, cache)
    if found or cache is None or model.stat().st_size > _MOST_BYTES:
        return found
    import tempfile  # here, as a search makes nothing

    copy = _place(digest, cache)
    try:
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=copy.parent) as directory:
            made = Path(directory) / copy.name
            if not _rewrite(model, made):
                return None
            descriptor = os.open(made, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
            made.rename(copy)
    except OSError:
        return None
    _remove_others(copy)
    return copy


def _place(digest: str, cache: Path) -> Path:
    return cache / "weights" / f"{digest[:32]}-f16.gguf"


def _rewrite(source: Path, target: Path) -> bool:
    native = library()
    parameters = native.api.llama_model_quantize_default_params()
    parameters.ftype = _F16
    parameters.allow_requantize = True
    parameters.nthread = 1
    status = native.api.llama_model_quantize(os.fsencode(source), os.fsencode(target), ctypes.byref(parameters))
    return int(status) == 0


def _remove_others(copy: Path) -> None:
    """Keep the cache from growing with every model that was ever tried: the four newest copies stay."""
    with suppress(OSError):
        for old in sorted(copy.parent.glob("*-f16.gguf"), key=lambda file: file.stat().st_mtime_ns)[:-4]:
            old.unlink()


def forget(digest: str, cache: Path) -> int:
    """Remove what the cache holds of a model; the number of bytes that it took."""
    freed = 0
    for copy in (cache / "weights").glob(f"{digest[:32]}-*"):
        with suppress(OSError):
            freed += copy.stat().st_size
            copy.unlink()
    return freed
