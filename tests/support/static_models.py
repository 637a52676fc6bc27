"""Makes static models for tests: small files of word vectors, and folders of Model2Vec with a small tokenizer."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Each word has a place among a few subjects, so that cosines mean something.
SUBJECTS: Mapping[str, Sequence[str]] = {
    "heating": ("boiler", "heating", "radiator", "warm", "thermostat", "pipe"),
    "money": ("invoice", "money", "bank", "tax", "payment", "loan"),
    "sea": ("sea", "ship", "harbour", "sailor", "wave", "anchor"),
    "kitchen": ("bread", "flour", "oven", "butter", "dough", "yeast"),
}
FUNCTION_WORDS = ("the", "of", "and", "a", "is", "in", "to", "it", "was", "for")
DIMS = 8


def words() -> dict[str, list[float]]:
    """Words with the most frequent first, and a vector for each: those of one subject are near to each other."""
    random = np.random.default_rng(7)
    vectors = {word: random.normal(0.5, 0.1, DIMS) for word in FUNCTION_WORDS}
    for number, subject in enumerate(SUBJECTS.values()):
        centre = np.eye(DIMS)[number] * 2
        vectors |= {word: centre + random.normal(0, 0.2, DIMS) for word in subject}
    return {word: [round(float(each), 4) for each in vector] for word, vector in vectors.items()}


def write_glove(path: Path, vectors: Mapping[str, Sequence[float]] | None = None) -> Path:
    """GloVe's text: a line for each word, and nothing else."""
    lines = (f"{word} {' '.join(map(str, vector))}\n" for word, vector in (vectors or words()).items())
    path.write_text("".join(lines), encoding="utf-8")
    return path


def write_word2vec(path: Path, vectors: Mapping[str, Sequence[float]] | None = None) -> Path:
    """word2vec's text, as fastText's `.vec`: the counts first, and a space at the end of each line."""
    vectors = vectors or words()
    lines = (f"{word} {' '.join(map(str, vector))} \n" for word, vector in vectors.items())
    path.write_text(f"{len(vectors)} {len(next(iter(vectors.values())))}\n" + "".join(lines), encoding="utf-8")
    return path


def write_word2vec_binary(path: Path, vectors: Mapping[str, Sequence[float]] | None = None) -> Path:
    """word2vec's binary form."""
    vectors = vectors or words()
    entries = (word.encode() + b" " + np.array(each, "<f4").tobytes() + b"\n" for word, each in vectors.items())
    path.write_bytes(b"%d %d\n" % (len(vectors), len(next(iter(vectors.values())))) + b"".join(entries))
    return path


def write_folder(path: Path, *, dtype: str = "float16", **tensors: NDArray[Any]) -> Path:
    """A folder as Model2Vec writes it, with a tokenizer of words; `tensors` replace its own or come beside them."""
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    vectors = words()
    vocabulary = {"[UNK]": 0} | {word: number for number, word in enumerate(vectors, 1)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    path.mkdir(parents=True)
    tokenizer.save(str(path / "tokenizer.json"))
    own = np.array([[9.0] * DIMS, *vectors.values()], dtype)  # what is unknown must not count
    save_file({"embeddings": own} | tensors, path / "model.safetensors")
    (path / "config.json").write_text(json.dumps({"normalize": True, "embedding_dtype": dtype}), encoding="utf-8")
    return path
