"""What other tools do with the same weights, as short as in their documentation; `peers.py` runs it.

It has one index run and one search for each tool. Chunks are 200 tokens, the most that ours have. The
script runs in the environment of the peers and imports nothing of scent.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

CHUNK_TOKENS = 200
BATCH = 32


def export(model: str, target: str) -> None:
    """Write the weights in the directory `model` as ONNX, in float32 and (as `int8`) dynamically quantized."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import AutoModel, AutoTokenizer

    place = Path(target)
    place.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(model)
    tokenizer.save_pretrained(place)
    # Files that chromadb looks for, and nobody reads.
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda word: word[1])
    (place / "vocab.txt").write_text("".join(f"{word}\n" for word, _ in vocabulary))
    (place / "special_tokens_map.json").write_text("{}")
    network = AutoModel.from_pretrained(model, attn_implementation="eager").eval()
    network.config.save_pretrained(place)
    names = ["input_ids", "attention_mask", "token_type_ids"]

    class Traced(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *inputs):  # noqa: ANN002, ANN202  # tensors
            return self.network(**dict(zip(names, inputs, strict=True)), use_cache=False).last_hidden_state

    example = torch.ones(2, 8, dtype=torch.long)
    torch.onnx.export(
        Traced(),
        (example, example, example * 0),
        place / "model.onnx",
        input_names=names,
        output_names=["last_hidden_state"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in [*names, "last_hidden_state"]},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(place / "model.onnx", place / "int8.onnx", weight_type=QuantType.QInt8)


def passages(tokenizer, directory: str) -> Iterator[tuple[str, str]]:  # noqa: ANN001  # a class of another environment
    """Every file in pieces of so many tokens: its path, and the text."""
    for file in sorted(path for path in Path(directory).rglob("*") if path.is_file()):
        text = file.read_text(errors="replace")
        offsets = tokenizer.encode(text, add_special_tokens=False).offsets
        for first in range(0, len(offsets), CHUNK_TOKENS):
            last = min(first + CHUNK_TOKENS, len(offsets)) - 1
            yield str(file), text[offsets[first][0] : offsets[last][1]]


class Onnx:
    """A plain pipeline: tokenizers, onnxruntime, the mean of the token vectors."""

    def __init__(self, place: str, name: str) -> None:
        """Open the model called `name`."""
        import onnxruntime
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(f"{place}/tokenizer.json")
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.session = onnxruntime.InferenceSession(f"{place}/{name}.onnx", providers=["CPUExecutionProvider"])

    def embed(self, texts: list[str]):  # noqa: ANN201  # an array of an environment that is not ours
        """Unit vectors (n, 384)."""
        import numpy as np

        encoded = [each.ids for each in self.tokenizer.encode_batch(texts)]
        vectors = np.empty((len(texts), 384), np.float32)
        order = sorted(range(len(texts)), key=lambda number: len(encoded[number]))
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            ids = np.zeros((len(rows), max(len(encoded[row]) for row in rows)), np.int64)
            for place, row in enumerate(rows):
                ids[place, : len(encoded[row])] = encoded[row]
            mask = (ids != 0).astype(np.int64)
            fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": ids * 0}
            (tokens,) = self.session.run(None, fed)
            pooled = (tokens * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            vectors[rows] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return vectors


def onnx_index(place: str, name: str, directory: str, target: str) -> None:
    """Embed a directory with onnxruntime, and keep vectors and texts."""
    import numpy as np

    model = Onnx(place, name)
    found = list(passages(model.tokenizer, directory))
    np.save(target, model.embed([text for _, text in found]))
    Path(f"{target}.json").write_text(json.dumps(found))


def onnx_vectors(place: str, texts: str, target: str) -> None:
    """Embed the texts of a JSON list: float32 and int8 in batches, and int8 each by itself."""
    import numpy as np

    found = json.loads(Path(texts).read_text())
    exact, small = Onnx(place, "model"), Onnx(place, "int8")
    alone = np.concatenate([small.embed([text]) for text in found])
    np.savez(target, float32=exact.embed(found), int8=small.embed(found), alone=alone)


def onnx_search(place: str, name: str, vectors: str, query: str) -> None:
    """The ten nearest of the vectors in a file, each a line."""
    import numpy as np

    scores = np.load(vectors, mmap_mode="r") @ Onnx(place, name).embed([query])[0]
    best = np.argpartition(-scores, 10)[:10]
    print(best[np.argsort(-scores[best])])


def transformers_index(model: str, directory: str, target: str) -> None:
    """Embed a directory with sentence-transformers on torch."""
    import numpy as np
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    network = SentenceTransformer(model, device="cpu")
    tokenizer = Tokenizer.from_file(f"{model}/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    found = list(passages(tokenizer, directory))
    np.save(target, network.encode([text for _, text in found], normalize_embeddings=True, show_progress_bar=False))
    Path(f"{target}.json").write_text(json.dumps(found))


def chromadb_index(place: str, directory: str, target: str) -> None:
    """Add a directory to a collection of chromadb, with its default embedding function."""
    import chromadb
    from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2
    from tokenizers import Tokenizer

    # Its own export of the same weights is a download; ours lies where it would.
    cache = Path(ONNXMiniLM_L6_V2.DOWNLOAD_PATH) / ONNXMiniLM_L6_V2.EXTRACTED_FOLDER_NAME
    if not (cache / "vocab.txt").exists():
        shutil.copytree(place, cache, dirs_exist_ok=True)
    tokenizer = Tokenizer.from_file(f"{place}/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    found = list(passages(tokenizer, directory))
    client = chromadb.PersistentClient(target, settings=chromadb.Settings(anonymized_telemetry=False))
    collection = client.create_collection("bench")
    for first in range(0, len(found), 1000):
        some = found[first : first + 1000]
        collection.add(
            ids=[str(first + number) for number in range(len(some))],
            documents=[text for _, text in some],
            metadatas=[{"path": path} for path, _ in some],
        )


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    globals()[sys.argv[1]](*sys.argv[2:])
