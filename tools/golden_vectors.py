"""Make the reference vectors of the bundled model with sentence-transformers, on the published weights.

    python tools/golden_vectors.py WEIGHTS

WEIGHTS is the model's directory (see `tools/build_model.py`). The script needs
sentence-transformers, which is not a dependency of scent, so run it in a separate environment. It
reads `tests/golden/minilm_texts.json` and writes `tests/golden/minilm_vectors.npz`: `vectors`,
float32 (texts, 384), of length one, and `versions`, the versions of the packages that made them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import sentence_transformers
import torch
import transformers

GOLDEN = Path(__file__).parent.parent / "tests/golden"


def main() -> None:
    """Write the vectors of the texts."""
    parser = argparse.ArgumentParser(description="Make reference vectors with sentence-transformers.")
    parser.add_argument("weights", help="the directory of the published model")
    options = parser.parse_args()
    texts = json.loads((GOLDEN / "minilm_texts.json").read_text(encoding="utf-8"))
    model = sentence_transformers.SentenceTransformer(options.weights, device="cpu")
    # One text at a time, because padding in a batch changes the last bits.
    vectors = np.stack([model.encode(text, normalize_embeddings=True) for text in texts]).astype(np.float32)
    versions = [f"{module.__name__} {module.__version__}" for module in (sentence_transformers, transformers, torch)]
    np.savez_compressed(GOLDEN / "minilm_vectors.npz", vectors=vectors, versions=np.array(versions))


if __name__ == "__main__":
    main()
