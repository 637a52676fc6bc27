"""A model's weights, rewritten once on this machine as those that its processor runs best, for the same vectors.

Owned here: the rewritten copy, its place in a cache, and which kind of weights was chosen.

Unless something better was found, small models run with 16-bit weights. llama.cpp rounds what
passes through 8-bit weights to 8 bits as well, so that the last bit of a float, which other texts in a batch can
change, becomes half a percent: token vectors of a text differed by up to .9992 in cosine between batches, with 16-bit
weights by .999998; and short texts came within .998 of the published model, then within .9999. The file that scent
ships stays small, and the copy costs half a second, once.
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

from scent.core import system
from scent.core.inference.gguf import read_header
from scent.core.inference.native import apart, library

# Larger files stay as they are unless tuned: their copies would fill a disk that nobody offered for it.
_MOST_BYTES: Final = 200 << 20
# The kinds of weights, from exact to small, each with its `llama_ftype`, its number in ggml.h, and how many times as
# large as a file of 8 bits it is at most.
KINDS: Final[Mapping[str, tuple[int, int, int]]] = {
    "f32": (0, 0, 4),
    "f16": (1, 1, 2),
    "bf16": (32, 30, 2),
    "q8_0": (7, 8, 1),
}

# What writes a model's weights as another kind: see `workshop`.
Maker = Callable[[Path, str], Path | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """How a model is run: `kind` is one of `KINDS`, or empty for the file as it is; `packed` if texts share a batch."""

    kind: str
    packed: bool = True


def usual(model: Path) -> Choice:
    """How a model is run that was never tuned."""
    return Choice("f16" if model.stat().st_size <= _MOST_BYTES else "")


def chosen(digest: str, cache: Path | None) -> Choice | None:
    """How the model with this SHA-256 was found to run best on this processor; None if nobody has looked."""
    if cache is None:
        return None
    return _read(_record(digest, cache))


def choose(digest: str, cache: Path, choice: Choice) -> None:
    """Remember how a model runs best on this processor, and remove copies of its weights that are of no more use.

    Raises:
        OSError: the cache cannot be written.
    """
    record = _record(digest, cache)
    record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = record.with_suffix(".new")
    draft.write_text(json.dumps(asdict(choice)) + "\n", encoding="utf-8")
    draft.replace(record)
    # A home directory may be shared by machines of several kinds.
    used = {other.kind for file in record.parent.glob(f"{digest[:32]}-*.json") if (other := _read(file))}
    for kind in KINDS:
        if kind not in used:
            _place(digest, cache, kind).unlink(missing_ok=True)


def forget(digest: str, cache: Path) -> int:
    """Remove all that the cache holds of a model, what was chosen for it as well; the bytes that its copies took."""
    freed = 0
    for file in (cache / "weights").glob(f"{digest[:32]}-*"):
        with suppress(OSError):
            freed += file.stat().st_size if file.suffix == ".gguf" else 0
            file.unlink()
    return freed


def find(digest: str, cache: Path | None) -> Path | None:
    """The rewritten copy of the model with this SHA-256 that is to be run, if the cache has it."""
    kind = (chosen(digest, cache) or Choice("f16")).kind
    if cache is None or not kind:
        return None
    copy = _place(digest, cache, kind)
    return copy if copy.is_file() else None


def make(model: Path, digest: str, cache: Path | None) -> Path | None:
    """The rewritten copy of a model, made if the cache does not have it.

    None where there is no cache, it cannot be written, or the model runs best, or is too large to run other than, as it
    is.
    """
    kind = (chosen(digest, cache) or usual(model)).kind
    found = find(digest, cache)
    if found or cache is None or not kind:
        return found
    copy = _place(digest, cache, kind)
    try:
        with workshop(cache) as made:
            draft = made(model, kind)
            if draft is None:
                return None
            descriptor = os.open(draft, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
            draft.rename(copy)
    except OSError:
        return None
    _remove_others(copy)
    return copy


def candidates(model: Path) -> list[str]:
    """The kinds of weights that a model could be run with, the most exact first; empty for the file as it is."""
    # The file's own kind is that of its largest tensor: norms and positions are 32 bits in all files.
    own = max(read_header(model).tensors.values(), key=lambda tensor: math.prod(tensor.shape)).kind
    kinds = [kind for kind, (_, number, _) in KINDS.items() if number != own]
    return [*(kind for kind in kinds if kind == "f32"), "", *(kind for kind in kinds if kind != "f32")]


@contextmanager
def workshop(cache: Path) -> Iterator[Maker]:
    """A function that writes a model's weights as another kind, into a place that is gone afterwards.

    It gives the model itself for the empty kind, and None where that is not to be had or there is no room.

    Raises:
        OSError: the cache cannot be written.
    """
    import shutil  # here, as a search makes nothing
    import tempfile

    place = cache / "weights"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as directory:

        def made(model: Path, kind: str) -> Path | None:
            if not kind:
                return model
            number, _, times = KINDS[kind]
            if shutil.disk_usage(directory).free < model.stat().st_size * times:
                return None
            target = Path(directory) / f"{kind}.gguf"
            return target if _rewrite(model, target, number) else None

        yield made


def _record(digest: str, cache: Path) -> Path:
    return cache / "weights" / f"{digest[:32]}-{system.processor_id()}.json"


def _read(record: Path) -> Choice | None:
    """What a record says; None where there is none, or none that makes sense."""
    try:
        choice = Choice(**json.loads(record.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return choice if choice.kind in {"", *KINDS} and isinstance(choice.packed, bool) else None


def _place(digest: str, cache: Path, kind: str) -> Path:
    return cache / "weights" / f"{digest[:32]}-{kind}.gguf"


def _rewrite(source: Path, target: Path, number: int) -> bool:
    native = library()
    parameters = native.api.llama_model_quantize_default_params()
    parameters.ftype = number
    parameters.allow_requantize = True
    parameters.nthread = 1
    call = native.api.llama_model_quantize
    status = apart(call, os.fsencode(source), os.fsencode(target), ctypes.byref(parameters))
    return int(status) == 0


def _remove_others(copy: Path) -> None:
    """Keep the cache from growing with every model that was ever tried: the four newest copies stay."""
    with suppress(OSError):
        for old in sorted(copy.parent.glob("*.gguf"), key=lambda file: file.stat().st_mtime_ns)[:-4]:
            old.unlink()
