"""The tool fits a table that gives back vectors it was fitted to, and reads each kind of its texts."""

import gzip
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from scent.arrays import Integers, Tokens, Vectors
from scent.core.chunking.pooling import normalised
from scent.core.embedding.static_table import StaticTable
from tools.static_table.fit import fit
from tools.static_table.packages import sources
from tools.static_table.texts import documents

PIECES, DIMS, PASSAGES = 60, 16, 1_500
DIGEST = "0f" * 32


def draw(seed: int) -> tuple[Tokens, Integers]:
    """Passages of 5 to 30 pieces, some of which are rarer than others."""
    random = np.random.default_rng(seed)
    ends = np.cumsum(random.integers(5, 31, PASSAGES))
    return (random.random(ends[-1]) ** 2 * PIECES).astype(np.int32), ends


def split(tokens: Tokens, ends: Integers) -> list[Tokens]:
    return np.split(tokens, ends[:-1])


@pytest.fixture(scope="module")
def alone() -> Vectors:
    """The vector of each piece alone, which says little about those of passages."""
    return normalised(np.random.default_rng(1).normal(size=(PIECES, DIMS)).astype(np.float32))


@pytest.fixture(scope="module")
def hidden() -> Vectors:
    """What each piece adds to the vector of a passage."""
    return np.random.default_rng(2).normal(size=(PIECES, DIMS)).astype(np.float32)


def exact(passages: list[Tokens], hidden: Vectors) -> Vectors:
    return normalised(np.stack([hidden[tokens].sum(axis=0) for tokens in passages]))


def test_a_fitted_table_comes_near_the_vectors_of_passages_it_has_not_seen(alone: Vectors, hidden: Vectors) -> None:
    tokens, ends = draw(3)
    table = fit(tokens, ends, exact(split(tokens, ends), hidden), alone, DIGEST)
    others = split(*draw(4))
    cosines = (table.vectors(others) * exact(others, hidden)).sum(axis=1)
    assert cosines.mean() > 0.9
    of_pieces = exact(others, alone)
    assert (of_pieces * exact(others, hidden)).sum(axis=1).mean() < 0.5


def test_the_same_vectors_give_the_same_bytes(alone: Vectors, hidden: Vectors, tmp_path: Path) -> None:
    tokens, ends = draw(3)
    vectors = exact(split(tokens, ends), hidden)
    first, second = (fit(tokens, ends, vectors, alone, DIGEST).to_bytes() for _ in range(2))
    assert first == second
    (file := tmp_path / "table.bin").write_bytes(first)
    assert StaticTable.open(file).to_bytes() == first


def test_a_piece_that_no_passage_has_keeps_the_direction_of_its_own_vector(alone: Vectors, hidden: Vectors) -> None:
    tokens, ends = draw(3)
    tokens[tokens == PIECES - 1] = 0
    hidden = hidden + 3 * alone  # so that the vectors of pieces alone explain a part
    table = fit(tokens, ends, exact(split(tokens, ends), hidden), alone, DIGEST)
    centred = normalised(alone - alone.mean(axis=0))
    row = table._vectors[PIECES - 1].astype(np.float32)
    assert row @ centred[PIECES - 1] / np.linalg.norm(row) > 0.98


def test_every_source_has_its_licence_and_no_package_comes_twice() -> None:
    all_sources = sources()
    assert all(source.licence and source.version and source.files and source.share > 0 for source in all_sources)
    assert len({source.package for source in all_sources}) == len(all_sources)


def texts(file: Path, reader: str) -> str:
    return "\n".join(document.text for document in documents(file, reader, file.parent))


def test_synonyms_of_wordnet_stand_before_their_gloss(tmp_path: Path) -> None:
    (file := tmp_path / "data.noun").write_text(
        "  1 This software and database is being provided to you\n"
        "00005930 03 n 02 dwarf 0 tiny_plant 1 001 @ 00004475 n 0000 | a plant that is atypically small  \n"
    )
    assert texts(file, "wordnet").strip() == "dwarf, tiny plant: a plant that is atypically small"


def test_a_term_of_an_ontology_stands_with_its_synonyms_before_its_description(tmp_path: Path) -> None:
    terms = {
        "A:1": {"label": "ache", "description": "A dull pain. [url:http://example.org ]", "synonyms": ["dolor"]},
        "A:2": {"label": "obsolete thing"},
    }
    file = tmp_path / "A.json.zst"
    with pa.CompressedOutputStream(pa.OSFile(str(file), "wb"), "zstd") as stream:
        stream.write(json.dumps(terms).encode())
    assert texts(file, "ontology").strip() == "ache, dolor: A dull pain."


def test_each_text_of_a_country_stands_under_its_headings(tmp_path: Path) -> None:
    profile = {"Geography": {"Climate": {"text": "mild; <b>wet</b> winters"}}}
    (file := tmp_path / "xx.json").write_text(json.dumps(profile))
    assert texts(file, "factbook").split() == ["Geography:", "Climate:", "mild;", "wet", "winters"]


def test_entries_of_a_dictionary_are_paragraphs(tmp_path: Path) -> None:
    file = tmp_path / "words.dict.dz"
    file.write_bytes(gzip.compress(b"ache\n\n    A dull\n    pain.\nzest\n    Joy.\n"))
    assert {"ache", "zest"} <= set(texts(file, "dictionary").split())
    assert "    " not in texts(file, "dictionary")


def test_a_file_that_is_no_text_gives_nothing(tmp_path: Path) -> None:
    (file := tmp_path / "picture.bin").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
    assert texts(file, "file") == ""
