"""Keep a copy of a model whose weights have the type that this processor runs best.

The copy lies in the cache directory, below `weights`, beside the tuning: which type of weights
`scent models tune` found best on this processor.

Without a tuning, small models run with 16-bit weights, because vectors depend less on the other
texts in a batch. With 8-bit weights llama.cpp also rounds the values between layers to 8 bits, so
that a difference in the last bit of a float, which the other texts can make, becomes half a
percent. The token vectors of a text differed between batches by a cosine of down to 0.9992 with
8-bit weights, and of 0.999998 with 16-bit weights. Short texts came within 0.998 of the published
model, and then within 0.9999. The file that scent ships stays small; the copy costs half a second,
once.
"""

import ctypes
import json
import math
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from scent.core import cache_files, system
from scent.core.inference import copies
from scent.core.inference.gguf.header import read_header
from scent.core.inference.native import call_in_thread, library
from scent.json_files import read_json

# Larger files are not copied unless they are tuned, so that copies do not fill the disk.
_MAX_COPIED_BYTES: Final = 200 << 20
_MAX_COPIES: Final = 4


@dataclass(frozen=True, slots=True)
class WeightType:
    """A type of weights, as llama.cpp numbers it.

    `ftype` is its `llama_ftype`, `ggml_type` its number in ggml.h. A file of this type is at most
    `max_growth` times as large as one with 8-bit weights.
    """

    ftype: int
    ggml_type: int
    max_growth: int


# From exact to small.
WEIGHT_TYPES: Final[Mapping[str, WeightType]] = {
    "f32": WeightType(0, 0, 4),
    "f16": WeightType(1, 1, 2),
    "bf16": WeightType(32, 30, 2),
    "q8_0": WeightType(7, 8, 1),
}

# Writes the weights of a model file as another type; see `converter`.
Converter = Callable[[Path, str], Path | None]


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a model runs on this processor.

    `kind` is one of `WEIGHT_TYPES`, or empty for the file as it is; `packed` says whether texts
    share a batch. The fields are the keys of the JSON file in the cache.
    """

    kind: str
    packed: bool = True


def default_tuning(model: Path) -> Tuning:
    """How a model runs that was never tuned."""
    return Tuning("f16" if model.stat().st_size <= _MAX_COPIED_BYTES else "")


def read_tuning(digest: str, cache: Path | None) -> Tuning | None:
    """The tuning of the model with this SHA-256 on this processor; None if it was never tuned."""
    return None if cache is None else _read(_tuning_path(digest, cache))


def save_tuning(digest: str, cache: Path, tuning: Tuning) -> None:
    """Save a model's tuning for this processor, and remove the copies of its weights that no processor uses.

    Raises:
        OSError: the cache cannot be written.
    """
    path = _tuning_path(digest, cache)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(tuning)) + "\n", encoding="utf-8")
    draft.replace(path)
    # Machines with different processors may share a home directory.
    used = {other.kind for file in cache_files.matching(path.parent, f"{digest[:32]}-*.json") if (other := _read(file))}
    for kind in WEIGHT_TYPES:
        if kind not in used:
            copies.remove(_copy_path(digest, cache, kind))


def forget(digest: str, cache: Path) -> int:
    """Remove the copies and the tuning of a model from the cache; returns the bytes that the copies took."""
    freed = 0
    for file in cache_files.matching(cache / "weights", f"{digest[:32]}-*"):
        with suppress(OSError):
            freed += file.stat().st_size if file.suffix == ".gguf" else 0
            file.unlink()
    return freed


def find_copy(digest: str, cache: Path | None) -> Path | None:
    """The copy to run of the model with this SHA-256; None if the cache does not have it, or it is damaged."""
    kind = (read_tuning(digest, cache) or Tuning("f16")).kind
    if cache is None or not kind:
        return None
    copy = _copy_path(digest, cache, kind)
    return copy if copies.is_sound(copy) else None


def make_copy(model: Path, digest: str, cache: Path | None) -> Path | None:
    """The copy to run of a model, made if the cache does not have it.

    None if there is no cache, if it cannot be written, or if the file runs as it is: because that
    was tuned, or because the file is large and was never tuned.
    """
    kind = (read_tuning(digest, cache) or default_tuning(model)).kind
    if cache is not None:
        copies.remove_abandoned(cache / "weights")
    existing = find_copy(digest, cache)
    if existing or cache is None or not kind:
        return existing
    copy = _copy_path(digest, cache, kind)
    try:
        with converter(cache) as convert:
            draft = convert(model, kind)
            if draft is None:
                return None
            copies.install(draft, copy)
    except OSError:
        return None
    _remove_old_copies(copy)
    return copy


def candidate_types(model: Path) -> list[str]:
    """The types of weights that a model could run with, most exact first; empty for the file as it is."""
    # The largest tensor has the file's own type; norms and positions have 32 bits in all files.
    own = max(read_header(model).tensors.values(), key=lambda tensor: math.prod(tensor.shape)).kind
    kinds = [kind for kind, weights in WEIGHT_TYPES.items() if weights.ggml_type != own]
    return [*(kind for kind in kinds if kind == "f32"), "", *(kind for kind in kinds if kind != "f32")]


@contextmanager
def converter(cache: Path) -> Iterator[Converter]:
    """A function that writes a model's weights as another type, into a directory that is removed at the end.

    It returns the model itself for the empty type, and None if the conversion fails or the disk has
    no room for it.

    Raises:
        OSError: the cache cannot be written.
    """
    import shutil  # here, because a search converts nothing
    import tempfile

    parent = cache / "weights"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent) as directory, copies.marked_in_use(Path(directory)):

        def convert(model: Path, kind: str) -> Path | None:
            if not kind:
                return model
            weights = WEIGHT_TYPES[kind]
            if shutil.disk_usage(directory).free < model.stat().st_size * weights.max_growth:
                return None
            target = Path(directory) / f"{kind}.gguf"
            return target if _convert(model, target, weights) else None

        yield convert


def _tuning_path(digest: str, cache: Path) -> Path:
    return cache / "weights" / f"{digest[:32]}-{system.processor_id()}.json"


def _copy_path(digest: str, cache: Path, kind: str) -> Path:
    return cache / "weights" / f"{digest[:32]}-{kind}.gguf"


def _read(path: Path) -> Tuning | None:
    """The tuning in a file; None if there is none, or the file is damaged."""
    try:
        tuning = Tuning(**read_json(path))
    except (OSError, ValueError, TypeError):
        return None
    return tuning if tuning.kind in {"", *WEIGHT_TYPES} and isinstance(tuning.packed, bool) else None


def _convert(model: Path, target: Path, weights: WeightType) -> bool:
    """Whether llama.cpp could write the model to `target` with weights of that type."""
    native = library()
    parameters = native.api.llama_model_quantize_default_params()
    parameters.ftype = weights.ftype
    parameters.allow_requantize = True
    parameters.nthread = 1
    quantize = native.api.llama_model_quantize
    status = call_in_thread(quantize, os.fsencode(model), os.fsencode(target), ctypes.byref(parameters))
    return int(status) == 0


def _remove_old_copies(copy: Path) -> None:
    """Keep only the newest copies, so that the cache does not grow with every model that was tried."""
    with suppress(OSError):
        for old in sorted(copy.parent.glob("*.gguf"), key=lambda file: file.stat().st_mtime_ns)[:-_MAX_COPIES]:
            copies.remove(old)
