"""Documents are prepared alike in any process, and a run does not trust what a reader process attaches to them."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scent.core.indexing.preparing import frames
from scent.core.indexing.preparing.job import PreparingJob
from scent.core.indexing.preparing.preparer import Prepared, Preparer, Sizes
from scent.core.models.source import BUNDLED, identify
from scent.core.reading.language import detect_language
from scent.core.reading.pool import ReaderPool
from scent.errors import ReadError
from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read

DIMS = 384
PIECES = 30_522
PAGE = "# Kettles\n\nA kettle boils water. Its whistle is heard in the garden.\n\n## Care\n\nRinse it with vinegar.\n"
CODE = "def boil(litres: float) -> float:\n    return litres * 4.18 * 80\n"


@pytest.fixture(scope="module")
def job() -> PreparingJob:
    return PreparingJob(str(BUNDLED), identify(None).identity.digest, DIMS, Sizes(200, 400))


@pytest.fixture(scope="module")
def preparer(job: PreparingJob) -> Preparer:
    return job.open()


def document_of(path: Path) -> Document:
    (document,) = read(os.fsencode(path))
    return replace(document, language=detect_language(document))


def unpacked(frame: bytes, document: Document) -> Prepared:
    return frames.unpack(frame, document, vocabulary=PIECES, dims=DIMS)


def assert_equal(one: Prepared, two: Prepared) -> None:
    assert one.chunked.chunks == two.chunked.chunks
    assert one.records == two.records
    assert np.array_equal(one.chunked.tokens, two.chunked.tokens)
    assert np.array_equal(one.vectors, two.vectors)


@pytest.mark.parametrize(("name", "text"), [("page.md", PAGE * 40), ("boil.py", CODE * 90), ("empty.txt", " \n")])
def test_a_reader_process_prepares_a_file_as_this_process_does(
    tmp_path: Path, job: PreparingJob, preparer: Preparer, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    with ReaderPool(1, command=job.command) as readers:
        ((document, attached),) = readers.start(os.fsencode(path)).readings()
    expected = document_of(path)
    assert document == expected
    assert_equal(unpacked(attached, document), preparer.prepare(expected, expected.language))


@settings(max_examples=50, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300), st.integers(0, 1 << 40)
)
def test_what_is_prepared_survives_the_way_to_the_run(
    tmp_path_factory: pytest.TempPathFactory, preparer: Preparer, text: str, offset: int
) -> None:
    path = tmp_path_factory.mktemp("texts") / "text.md"
    path.write_text(f"# {text}\n{text}\n\n{text}")
    document = replace(document_of(path), offset=offset)
    prepared = preparer.prepare(document, "en")
    assert_equal(unpacked(frames.pack(prepared), document), prepared)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("pages") / "page.md"
    path.write_text(PAGE * 20)
    return document_of(path)


def forged(frame: bytes, key: str, value: object) -> bytes:
    """A frame whose first chunk has another value: the key is its place in the row, or that in the head."""
    size = int.from_bytes(frame[:4], "big")
    head = json.loads(frame[4 : 4 + size])
    if key.isdigit():
        head["chunks"][0][int(key)] = value
    else:
        head[key] = value
    data = json.dumps(head).encode()
    return len(data).to_bytes(4, "big") + data + frame[4 + size :]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *[
            ("0", -1),
            ("1", 1 << 40),
            ("1", 0),
            ("2", 5),
            ("3", 1 << 40),
            ("4", 99),
            ("5", None),
            ("6", [[9999, 0, ""]]),
        ],
        *[("7", "one"), ("8", -3), ("headings", [["x"]]), ("chunks", None), ("chunks", [[]]), ("headings", "\ud800")],
    ],
)
def test_impossible_values_are_refused(preparer: Preparer, page: Document, key: str, value: object) -> None:
    frame = frames.pack(preparer.prepare(page, "en"))
    with pytest.raises(frames.InvalidFrameError):
        unpacked(forged(frame, key, value), page)


def damaged_arrays(frame: bytes) -> Iterator[bytes]:
    start = 4 + int.from_bytes(frame[:4], "big")
    yield frame[:-2]
    yield frame + b"\0\0"
    yield frame[:start] + (1 << 30).to_bytes(4, "little") + frame[start + 4 :]  # not in the vocabulary
    yield frame[:-2] + np.float16("nan").tobytes()
    yield b""
    yield b"\xff" * 20


def test_impossible_tokens_and_vectors_are_refused(preparer: Preparer, page: Document) -> None:
    for frame in damaged_arrays(frames.pack(preparer.prepare(page, "en"))):
        with pytest.raises(frames.InvalidFrameError):
            unpacked(frame, page)


def test_a_model_that_is_gone_does_not_spoil_files(tmp_path: Path, job: PreparingJob) -> None:
    (tmp_path / "page.md").write_text(PAGE)
    without_model = replace(job, model=tmp_path / "gone.gguf")
    with ReaderPool(1, command=without_model.command) as readers, pytest.raises(ReadError, match="cannot start"):
        list(readers.start(os.fsencode(tmp_path / "page.md")).readings())
