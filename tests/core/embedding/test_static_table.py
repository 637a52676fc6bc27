"""The table of static vectors: the same as a slow reference, and no damaged file is ever used."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.arrays import Tokens, Vectors
from scent.core.embedding.static_table import BUNDLED, StaticTable
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.inference.model import Model
from scent.core.models.source import BUNDLED as MODEL
from scent.errors import ModelError

DIGEST = "ab" * 32
PIECES, DIMS = 7, 6

passages = st.lists(
    st.lists(st.integers(0, PIECES - 1), max_size=30).map(lambda ids: np.array(ids, np.int32)), max_size=8
)


def table(seed: int = 1) -> StaticTable:
    random = np.random.default_rng(seed)
    return StaticTable(
        DIGEST,
        random.normal(size=DIMS).astype(np.float32),
        random.random(PIECES).astype(np.float32),
        random.random(PIECES).astype(np.float32),
        random.integers(-7, 8, (PIECES, DIMS), np.int8),
    )


def reference(some: StaticTable, tokens: Tokens) -> list[float]:
    """The vector of a passage as the module's docstring defines it, number by number."""
    amounts = {
        piece: float(some._weights[piece]) * math.sqrt(count) for piece, count in Counter(tokens.tolist()).items()
    }
    length = math.sqrt(sum(amount**2 for amount in amounts.values()))
    vector = [float(number) for number in some._mean]
    for piece, amount in amounts.items():
        for dim in range(some.dims):
            vector[dim] += amount / length * float(some._scales[piece]) * int(some._vectors[piece, dim])
    norm = math.sqrt(sum(number**2 for number in vector))
    return [number / norm for number in vector]


@given(passages)
def test_vectors_are_those_of_a_slow_reference(some: list[Tokens]) -> None:
    found = table().vectors(some)
    assert found.dtype == np.float32
    assert found.shape == (len(some), DIMS)
    for vector, tokens in zip(found, some, strict=True):
        assert vector.tolist() == pytest.approx(reference(table(), tokens), abs=1e-5)


@given(passages)
def test_a_passage_has_the_same_bits_in_any_company_and_any_order_of_its_tokens(some: list[Tokens]) -> None:
    together = table().vectors(some)
    for vector, tokens in zip(together, some, strict=True):
        assert table().vectors([tokens[::-1]])[0].tobytes() == vector.tobytes()


def test_an_id_outside_the_vocabulary_is_refused() -> None:
    for wrong in (-1, PIECES):
        with pytest.raises(ValueError, match="not in the vocabulary"):
            table().vectors([np.array([wrong], np.int32)])


def test_a_file_gives_back_the_table_and_the_same_table_gives_the_same_file(tmp_path: Path) -> None:
    (file := tmp_path / "table.bin").write_bytes(table().to_bytes())
    read = StaticTable.open(file)
    assert read.to_bytes() == table().to_bytes() == file.read_bytes()
    assert (read.model_digest, read.pieces, read.dims) == (DIGEST, PIECES, DIMS)
    some = [np.array([1, 2, 2], np.int32), np.array([], np.int32)]
    assert read.vectors(some).tobytes() == table().vectors(some).tobytes()


def refusal(file: Path) -> str:
    with pytest.raises(ModelError) as refused:
        StaticTable.open(file)
    assert str(file) in refused.value.message
    return refused.value.message


def test_any_changed_byte_and_any_cut_is_noticed(tmp_path: Path) -> None:
    whole, file = table().to_bytes(), tmp_path / "table.bin"
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        assert "damaged" in refusal(file) or "of version" in refusal(file)
    for length in (*range(0, len(whole), 7), len(whole) - 1):
        file.write_bytes(whole[:length])
        assert "damaged" in refusal(file)
    file.write_bytes(whole + b"\0")
    assert "damaged" in refusal(file)


def test_a_missing_file_and_a_directory_are_named(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refusal(tmp_path / "none.bin")
    assert "cannot be read: Is a directory" in refusal(tmp_path)


@pytest.fixture(scope="module")
def bundled() -> StaticTable:
    return StaticTable.open()


def test_the_bundled_table_belongs_to_the_bundled_model(bundled: StaticTable) -> None:
    model = Model.open_trusted(MODEL)
    assert (bundled.model_digest, bundled.pieces, bundled.dims) == (model.digest, model.vocabulary_size, model.dims)


def test_the_bundled_table_is_small_and_writes_itself_again(bundled: StaticTable) -> None:
    assert BUNDLED.stat().st_size < 7 << 20
    assert bundled.to_bytes() == BUNDLED.read_bytes()


TEXTS = [
    "The kettle whistles before the water boils over, and steam fills the kitchen.",
    "She mended the roof with slates from the old barn before the first snow.",
    "A compiler turns source text into machine instructions that a processor runs.",
    "A mutex lets one thread at a time into the critical section of a program.",
    "The patient was given antibiotics for the infection, and the fever fell.",
    "Glaciers carve valleys in the shape of the letter U as they move downhill.",
]


def cosines(bundled: StaticTable, cache: Path, texts: Sequence[str]) -> Vectors:
    """The cosine of each text's vector of the table (rows) with each of the model's (columns)."""
    with TextEmbedder.open(None, cache, workers=1) as embedder:
        exact = np.array(list(embedder.vectors(texts)))
    return np.asarray(bundled.vectors(Model.open_trusted(MODEL).tokenize(texts)) @ exact.T)


def test_the_bundled_table_comes_near_the_model(bundled: StaticTable, cache: Path) -> None:
    found = cosines(bundled, cache, TEXTS)
    assert found.argmax(axis=1).tolist() == list(range(len(TEXTS)))
    own = found.diagonal()
    assert own.mean() > 0.6
    assert own.min() > 0.45
