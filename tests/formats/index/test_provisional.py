"""Documents come with provisional vectors, and move to exact ones without a change to anything else."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indexes import DIMS, add, content, opened, tokens_of, vector

from scent.errors import UsageError
from scent.formats.index.health.check import check
from scent.formats.index.health.repair import repair
from scent.formats.index.reader import Reader, require_exact
from scent.formats.index.segment.reader import Segment
from scent.formats.index.storage import layout
from scent.formats.index.writer import Writer

DOCUMENTS = st.lists(st.tuples(st.lists(st.text(max_size=20), max_size=4), st.booleans()), max_size=8)


def refine(writer: Writer, most: int = 1_000_000) -> int:
    """Give up to `most` documents of the newest provisional segment exact vectors, and commit."""
    segment = next(each for each in reversed(writer.reader.segments) if each.is_provisional)
    rows = np.flatnonzero(segment.alive).tolist()[:most]
    for row in rows:
        writer.refine(segment, row, exact(segment, row))
    writer.commit()
    return len(rows)


def exact(segment: Segment, row: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    texts = segment.chunk_texts(row)
    return np.array([vector(text) for text in texts], np.float32).reshape(len(texts), DIMS)


def words(index: Path) -> list[str]:
    """Return the texts of the passages that the word `kettle` finds."""
    with Reader.open(index) as reader:
        return sorted(reader.passage(row).text for row in reader.lexical.matching("kettle", 100)[0].tolist())


@settings(max_examples=25, deadline=None)
@given(commits=st.lists(DOCUMENTS, min_size=1, max_size=3), data=st.data())
def test_refining_changes_vectors_and_nothing_else(
    commits: Sequence[Sequence[tuple[list[str], bool]]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as place:
        index, at_once = Path(place) / "index", Path(place) / "at once"
        with opened(index) as writer, opened(at_once) as other:
            for number, documents in enumerate(commits):
                for texts, provisional in documents:
                    path = b"/%d" % number
                    add(writer, path, texts, provisional=provisional)
                    add(other, path, texts)
                writer.commit()
                other.commit()
            before = content(index)
            assert check(index) == []
            if data.draw(st.booleans()):
                writer.merge()
            while writer.reader.manifest.provisional:
                refine(writer, data.draw(st.integers(1, 5)))
                assert content(index) == before
                assert check(index) == []
                if data.draw(st.booleans()):
                    writer.merge()
            writer.merge(purge=True)
        with Reader.open(index) as refined, Reader.open(at_once) as plain:
            assert refined.documents.ids.tolist() == plain.documents.ids.tolist()
            rows = np.flatnonzero(np.isin(refined.document_of(np.arange(refined.rows)), refined.documents.rows))
            assert (refined.vectors_at(rows) == plain.vectors_at(np.arange(plain.rows))).all()
            assert refined.provisional_chunks() == 0


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of four documents: two with provisional vectors in one segment, two with exact ones in another."""
    with opened(tmp_path) as writer:
        add(writer, b"/1", ["the kettle", "and the boiler"], provisional=True)
        add(writer, b"/2", ["a kettle again"], provisional=True)
        writer.commit()
        add(writer, b"/3", ["one more kettle"])
        add(writer, b"/4", ["no such thing"])
        writer.commit()
    return tmp_path


def test_the_index_tells_which_vectors_are_provisional(index: Path) -> None:
    with Reader.open(index) as reader:
        assert reader.manifest.provisional
        assert reader.provisional(np.arange(5)).tolist() == [True, True, True, False, False]
        assert reader.provisional_chunks() == 3
        assert [each.tolist() for each in reader.tokens_at(np.array([2, 0]))] == [
            tokens_of("a kettle again").tolist(),
            tokens_of("the kettle").tolist(),
        ]
        with pytest.raises(UsageError, match="3 of 5 passages have no exact vectors yet"):
            require_exact(reader)


def test_a_graph_is_built_of_exact_vectors_alone(tmp_path: Path) -> None:
    """It would be built for minutes, and thrown away with the provisional vectors."""

    def graphs() -> list[bool]:
        with Reader.open(tmp_path) as reader:
            return [layout.GRAPH in each.entry.files for each in reader.segments]

    with opened(tmp_path, graph_from=1) as writer:
        add(writer, b"/1", ["the kettle", "and the boiler"], provisional=True)
        writer.commit()
        assert graphs() == [False]
        refine(writer)
        assert graphs() == [True]


def test_words_find_passages_before_while_and_after_they_are_refined(index: Path) -> None:
    every = ["a kettle again", "one more kettle", "the kettle"]
    assert words(index) == every
    with opened(index) as writer:
        refine(writer, 1)
        assert words(index) == every
        refine(writer)
        assert words(index) == every
        assert not writer.reader.manifest.provisional


def test_a_refined_document_can_be_removed(index: Path) -> None:
    with opened(index) as writer:
        refine(writer, 1)
        writer.remove([1])
        writer.commit()
        assert words(index) == ["a kettle again", "one more kettle"]
        writer.remove([2])
        writer.commit()
    assert words(index) == ["one more kettle"]
    assert check(index) == []


def test_what_is_not_committed_is_refined_again(index: Path) -> None:
    with opened(index) as writer:
        segment = writer.reader.segments[0]
        writer.refine(segment, 0, exact(segment, 0))
    with opened(index) as writer:
        assert writer.reader.provisional_chunks() == 3
        assert refine(writer) == 2
    assert check(index) == []
    assert sorted(path.name for path in (index / layout.SEGMENTS).iterdir()) == [
        entry.name for entry in sorted(Reader.open(index).manifest.segments)
    ]


def test_documents_are_refined_in_order_and_of_one_segment_between_commits(tmp_path: Path) -> None:
    with opened(tmp_path) as writer:
        for path in (b"/1", b"/2"):
            add(writer, path, ["text"], provisional=True)
            add(writer, path, ["more"], provisional=True)
            writer.commit()
        first, second = writer.reader.segments
        with pytest.raises(ValueError, match="in order"):
            writer.refine(first, 1, exact(first, 1))
        first, second = writer.reader.segments
        writer.refine(first, 0, exact(first, 0))
        with pytest.raises(ValueError, match="one segment"):
            writer.refine(second, 0, exact(second, 0))


def test_copies_of_a_provisional_document_are_provisional(index: Path) -> None:
    with opened(index) as writer:
        writer.add_copy(0, writer.reader.segments[0].record(0)._replace(path=b"/copy"))
        writer.commit()
        assert writer.reader.provisional_chunks() == 5
        while writer.reader.manifest.provisional:
            refine(writer)
        assert writer.reader.provisional_chunks() == 0
    assert check(index) == []


@pytest.mark.parametrize("harm", ["flip", "cut", "unlink"])
def test_damaged_tokens_are_found_and_cost_their_segment_only(index: Path, harm: str) -> None:
    with Reader.open(index) as reader:
        path = layout.segment_directory(index, reader.manifest.segments[0].name) / layout.TOKENS
    whole = path.read_bytes()
    path.chmod(0o600)
    if harm == "unlink":
        path.unlink()
    else:
        path.write_bytes(whole[:-8] if harm == "cut" else whole[:300] + bytes([whole[300] ^ 1]) + whole[301:])
    assert next(finding.file.rpartition("/")[2] for finding in check(index)) == layout.TOKENS
    repaired = repair(index)
    assert repaired.lost == (b"/1", b"/2")
    assert check(index) == []
    assert words(index) == ["one more kettle"]
