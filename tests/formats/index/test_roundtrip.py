"""Every document is read back as it was written, however it came into the index."""

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indexes import Content, add, content, opened, vector

from scent.errors import DamageError, LockedError
from scent.formats.index import manifest, manifest_file
from scent.formats.index.health.check import check
from scent.formats.index.manifest import FileSum, SegmentEntry
from scent.formats.index.reader import Reader
from scent.formats.index.records import ChunkRecord, DocumentRecord, Section
from scent.formats.index.storage import layout

PATHS = st.binary(min_size=1, max_size=30).map(lambda name: b"/" + name)
TEXTS = st.lists(st.text(min_size=1, max_size=60), max_size=6)
HEADINGS = st.lists(st.text(max_size=10), max_size=3).map(tuple)
COMMITS = st.lists(st.lists(st.tuples(PATHS, TEXTS, HEADINGS), min_size=1, max_size=4), min_size=1, max_size=4)


def readable(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def expected(path: bytes, texts: list[str], heading: tuple[str, ...]) -> Content:
    passages, place = [], 0
    for line, text in enumerate(texts, 1):
        span = place, place + len(text)
        passages.append((path, *span, line, line, tuple(map(readable, heading)), readable(text)))
        place += len(text)
    return passages


@settings(max_examples=12, deadline=None)
@given(commits=COMMITS, data=st.data())
def test_commits_removals_and_merges_keep_exactly_what_is_live(
    commits: list[list[tuple[bytes, list[str], tuple[str, ...]]]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as place:
        index = Path(place) / "index"
        live: dict[int, Content] = {}
        with opened(index) as writer:
            for documents in commits:
                for path, texts, heading in documents:
                    live[add(writer, path, texts, heading=heading)] = expected(path, texts, heading)
                for number in data.draw(st.sets(st.sampled_from(sorted(live)))):
                    writer.remove([number])
                    del live[number]
                writer.commit()
                assert content(index) == [passage for number in sorted(live) for passage in live[number]]
            writer.merge(purge=True)
        assert content(index) == [passage for number in sorted(live) for passage in live[number]]
        assert check(index) == []


def test_headings_inside_of_a_passage_are_kept_through_a_merge(tmp_path: Path) -> None:
    sections = Section(3, ("Tides", "Spring \ud800"), "page 2"), Section(5, (), "\ud800"), Section(9, ("Glass",))
    with opened(tmp_path) as writer:
        for number in range(5):
            add(writer, b"/%d" % number, ["One two", " three"], heading=("Moon",), sections=sections)
            writer.commit()
        writer.merge(purge=True)
    with Reader.open(tmp_path, lexical=False) as reader:
        for row in range(0, 10, 2):
            first, second = reader.passage(row), reader.passage(row + 1)
            assert first.sections == (Section(3, ("Tides", "Spring \ufffd"), "page 2"), Section(5, (), "\ufffd"))
            assert second.sections == sections[2:]
            whole = Section(0, ("Moon",), "")
            at = [first.section_at(character) for character in (0, 2, 3, 4, 5, 6)]
            assert at == [
                whole,
                whole,
                first.sections[0],
                first.sections[0],
                first.sections[1],
                first.sections[1],
            ]
            assert second.section_at(8) == Section(7, ("Moon",), "")


def test_the_reader_and_what_is_generated_are_kept_through_a_merge(tmp_path: Path) -> None:
    record = DocumentRecord(b"/a", 3, 7, bytes(32), 0, last=True, format="text", title="", offset=0, line=1, reader=4)
    chunks = [ChunkRecord(0, 1, 1, 1, ()), ChunkRecord(1, 2, 1, 1, (), generated=True)]
    with opened(tmp_path) as writer:
        writer.add(record, "ab", chunks, np.stack([vector("a"), vector("b")]))
        writer.commit()
        writer.rewrite(0, 1)
    with Reader.open(tmp_path) as reader:
        assert reader.documents.readers.tolist() == [4]
        assert [reader.passage(row).generated for row in (0, 1)] == [False, True]


def test_carried_documents_keep_text_and_vectors_under_their_new_path(tmp_path: Path) -> None:
    with opened(tmp_path) as writer:
        old = add(writer, b"/old", ["one ", "two"])
        writer.commit()
        segment, row = writer.reader.place_of_document(0)
        record = segment.record(row)
        writer.add_copy(0, record._replace(path=b"/new"))
        writer.remove([old])
        writer.commit()
    assert [(p[0], p[6]) for p in content(tmp_path)] == [(b"/new", "one "), (b"/new", "two")]
    with Reader.open(tmp_path) as reader:
        assert reader.nearest(vector("two"), 1)[1][0] == pytest.approx(1, abs=0.001)


def test_a_file_is_complete_only_with_its_last_part(tmp_path: Path) -> None:
    with opened(tmp_path) as writer:
        file = add(writer, b"/long", ["one "], last=False)
        writer.commit()
    with opened(tmp_path) as writer:
        assert writer.reader.documents.complete.tolist() == [False]
        add(writer, b"/long", ["two"], part=1, file=file, offset=4, last=False)
        add(writer, b"/short", ["three"])
        writer.commit()
        assert writer.reader.documents.complete.tolist() == [False, False, True]
    with opened(tmp_path) as writer:
        add(writer, b"/long", ["four"], part=2, file=file, offset=7)
        writer.commit()
        assert writer.reader.documents.complete.tolist() == [True, True, True, True]
    assert [p[1:3] for p in content(tmp_path) if p[0] == b"/long"] == [(0, 4), (4, 7), (7, 11)]


def test_what_was_not_committed_is_forgotten(tmp_path: Path) -> None:
    with opened(tmp_path) as writer:
        add(writer, b"/kept", ["kept"])
        writer.commit()
        add(writer, b"/lost", ["lost"])
    assert [p[0] for p in content(tmp_path)] == [b"/kept"]
    assert len(list((tmp_path / "segments").iterdir())) == 1


def test_the_same_documents_give_the_same_arrow_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with opened(tmp_path / name) as writer:
            for number in range(50):
                add(writer, f"/{number}".encode(), [f"text {number} {part} " for part in range(number % 5)])
            writer.commit()
    for path in (tmp_path / "one").rglob("*.arrow"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


@pytest.mark.parametrize("mask", [0, 0o777])
def test_everything_is_private_under_any_umask(tmp_path: Path, mask: int) -> None:
    index = tmp_path / "index"
    before = os.umask(mask)
    try:
        with opened(index, graph_from=1) as writer:
            add(writer, b"/a", ["apple"])
            writer.commit()
            writer.remove([add(writer, b"/b", ["berry"])])
            writer.commit()
            modes = {path.relative_to(index): path.stat().st_mode & 0o7777 for path in index.rglob("*")}
            modes[Path()] = index.stat().st_mode & 0o7777
        with Reader.open(index) as reader:
            assert reader.lexical.matching("apple", 1)[0].tolist() == [0]
    finally:
        os.umask(before)
    assert {
        str(name): mode for name, mode in modes.items() if mode != (0o700 if (index / name).is_dir() else 0o600)
    } == {}


@pytest.mark.parametrize("exists", [True, False])
def test_searching_an_index_that_can_be_written_leaves_nothing_outside_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exists: bool
) -> None:
    with opened(tmp_path / "index") as writer:
        add(writer, b"/a", ["apple"])
        writer.commit()
    (lock,) = tmp_path.rglob(layout.LEXICAL_READ_LOCK)
    if not exists:  # removed before anything reads: tantivy watches an index that was opened, and would create it
        lock.unlink()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with Reader.open(tmp_path / "index") as reader:
        assert reader.lexical.matching("apple", 1)[0].tolist() == [0]
    assert lock.stat().st_mode & 0o777 == 0o600


def test_a_second_writer_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(LockedError, match=rf"process {os.getpid()} on .* since 20\d\d-"):
        opened(tmp_path)
    opened(tmp_path).close()


@pytest.mark.parametrize("name", ["../../etc", "/etc/passwd", "0000", "00000001/..", "\u0660" * 8])
def test_a_manifest_cannot_lead_out_of_the_index(name: str) -> None:
    entry = SegmentEntry(name, 0, 0, dict.fromkeys(layout.SEGMENT_FILES, FileSum(1, "0")))
    crafted = manifest.Manifest(1, "f", {}, 4, segments=(entry,))
    with pytest.raises(DamageError):
        manifest_file.decode(manifest_file.encode(crafted))


@pytest.mark.parametrize(
    ("documents", "chunks", "dims"), [(1 << 40, 0, 4), (0, 1 << 31, 4), (0, 0, 1 << 40), (-1, 0, 4)]
)
def test_absurd_numbers_in_a_manifest_are_refused(documents: int, chunks: int, dims: int) -> None:
    entry = SegmentEntry("00000001", documents, chunks, dict.fromkeys(layout.SEGMENT_FILES, FileSum(1, "0")))
    with pytest.raises(DamageError):
        manifest_file.decode(manifest_file.encode(manifest.Manifest(1, "f", {}, dims, segments=(entry,))))
