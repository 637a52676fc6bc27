"""The process that computes vectors on a GPU, on a machine without one: it computes them on the processor.

Owned here: what such processes do when drivers are bad. Run as a program, the first argument is the deed. On
`PYTHONPATH`, `write_customization` lets the real command meet a GPU with the deed that `FAKE_GPU` names.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scent.arrays import Vectors
from scent.core.embedding import gpu_worker
from scent.core.inference.embedding_model import WindowInput
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model
from scent.core.inference.native import Library

NAME = "a GPU of nobody's"


def install(deed: str) -> None:
    """Let this process find a GPU, compute on the processor, and do the deed after the texts of the trial."""
    open_trusted, encode = Model.open_trusted.__func__, Encoder.chunk_vectors  # type: ignore[attr-defined] # a class method
    requests = 0

    def opened(cls: type[Model], path: Path, *, gpu_layers: int = 0) -> Model:
        if deed == "crash early":
            os.abort()
        assert gpu_layers
        model: Model = open_trusted(cls, path)
        return model

    def encoded(encoder: Encoder, windows: Sequence[WindowInput]) -> list[Vectors]:
        nonlocal requests
        requests += 1
        vectors = encode(encoder, windows)
        return vectors if requests == 1 and deed != "noise" else _spoilt(deed, vectors)

    Library.gpus = lambda _: [NAME]  # type: ignore[method-assign]
    Model.open_trusted = classmethod(opened)  # type: ignore[assignment, method-assign]
    Encoder.chunk_vectors = encoded  # type: ignore[method-assign]


def _spoilt(deed: str, vectors: list[Vectors]) -> list[Vectors]:
    match deed:
        case "abort":
            os.abort()
        case "leave":
            os._exit(7)
        case "hang":
            time.sleep(1000)
        case "nan":
            vectors[0][:] = np.nan
        case "few":
            return vectors[:-1]
        case "noise":
            return [np.random.default_rng(1).standard_normal(each.shape).astype(np.float32) for each in vectors]
    return vectors


def write_customization(directory: Path) -> dict[str, str]:
    """Variables with which the command finds a GPU; `FAKE_GPU` is to be added."""
    (directory / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if 'scent.core.embedding.gpu_worker' in sys.orig_argv:\n"
        f"    sys.path.append({os.fspath(Path(__file__).parent)!r})\n"
        "    import fake_gpu\n"
        "    fake_gpu.install(os.environ['FAKE_GPU'])\n"
    )
    return {"PYTHONPATH": os.fspath(directory)}


if __name__ == "__main__":
    if sys.argv[1] == "garbage":
        os.write(1, b"<html>" * 100)
        time.sleep(1000)
    install(sys.argv[1])
    gpu_worker.main(gpu_worker.Job(**json.loads(sys.argv[2])))
