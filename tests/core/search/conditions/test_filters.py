"""A scope is settled before ranking: the answer is that of ranking everything and filtering then."""

import os
import time
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from indexes import WORDS, opened, vector

from scent.cli.options.arguments import point_in_time
from scent.core.search.conditions.filters import in_scope
from scent.core.types import Scope
from scent.errors import UsageError
from scent.formats.index.reader import Reader
from scent.formats.index.records import ChunkRecord, DocumentRecord

COUNT = 700  # more than are passed to tantivy by name, so that both ways to match words are used
NOTES = [f"{WORDS[n % 11]} {WORDS[n % 7]} {n}. " for n in range(COUNT)]
FORMATS = ("pdf", "text", "python")
LANGUAGES, AUTHORS = ("", "de", "en"), ("", "Ada Byron", "Örs")
RECORDS = [
    DocumentRecord(
        b"/notes/%d/%d" % (n % 5, n), 1, 10 * n + 1, bytes(32), 0, last=True,
        format=FORMATS[n // 2 % 3] if n else "org", title="", offset=0, line=1,
        language=LANGUAGES[n % 3], author=AUTHORS[n % 4 % 3], date_ns=0 if n % 2 else 5 * n,
    )
    for n in range(COUNT)
]  # fmt: skip


@pytest.fixture(scope="module", params=["scan", "graph"])
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    index = tmp_path_factory.mktemp("scope") / "index"
    with opened(index, graph_from=10 if request.param == "graph" else 1_000_000) as writer:
        for n, (record, text) in enumerate(zip(RECORDS, NOTES, strict=True)):
            chunk = ChunkRecord(0, len(text), 1, 1, ())
            writer.add(record._replace(size=len(text)), text, [chunk], np.array([vector(text)]))
            if n == COUNT // 2:
                writer.commit()
        writer.commit()
    with Reader.open(index) as opened_reader:
        yield opened_reader


GLOBS = {
    "2/*": lambda path: path.startswith("2/"),
    "/1/": lambda _: False,  # no file is a directory
    "?*3": lambda path: path.endswith("3") and path[-2] != "/",
    "1*": lambda path: path.rpartition("/")[2].startswith("1"),
    "**/[0-4]/?": lambda path: len(path) == 3,
}


def named(globs: Sequence[str], path: str) -> bool:
    """By asking each glob in turn, of which none here names a directory with files that others name."""
    included = all(glob.startswith("!") for glob in globs)
    for glob in globs:
        if GLOBS[glob.removeprefix("!")](path):
            included = not glob.startswith("!")
    return included


def holds(scope: Scope, record: DocumentRecord) -> bool:
    time = record.date_ns or record.mtime_ns
    return (
        (not scope.paths or any(record.path == path or record.path.startswith(path + b"/") for path in scope.paths))
        and (not scope.languages or record.language in scope.languages)
        and (scope.since_ns is None or time >= scope.since_ns)
        and (scope.until_ns is None or time < scope.until_ns)
        and (not scope.formats or record.format in scope.formats)
        and record.format not in scope.other_formats
        and scope.author.casefold() in record.author.casefold()
        and named(scope.globs, os.fsdecode(record.path.removeprefix(b"/notes/")))
    )


SCOPES = st.builds(
    Scope,
    paths=st.lists(st.sampled_from([b"/notes/1", b"/notes/4", b"/notes/2/7", b"/notes"]), max_size=2).map(tuple),
    languages=st.lists(st.sampled_from(["de", "en", "xx"]), max_size=2).map(tuple),
    since_ns=st.none() | st.integers(0, 10 * COUNT),
    until_ns=st.none() | st.integers(0, 10 * COUNT),
    author=st.sampled_from(["", "byron", "ÖRS", "nobody"]),
    formats=st.lists(st.sampled_from(["pdf", "python", "org", "rust"]), max_size=2).map(tuple),
    other_formats=st.lists(st.sampled_from(["pdf", "text"]), max_size=2).map(tuple),
    globs=st.lists(st.sampled_from([*GLOBS, "!2/*", "!?*3"]), max_size=3).map(tuple),
    any_case_globs=st.just(()),
    seen_from=st.just(b"/notes"),
)


@given(scope=SCOPES, word=st.sampled_from(WORDS), k=st.integers(1, 30))
def test_ranking_in_a_scope_is_filtering_the_ranking_of_all(reader: Reader, scope: Scope, word: str, k: int) -> None:
    mask = in_scope(scope, reader.documents, reader.document_rows)
    assert mask.tolist() == [holds(scope, record) for record in RECORDS]
    query = vector(word)
    every = np.array([vector(text) for text in NOTES], np.float16).astype(np.float32) @ query
    best = np.sort(every[mask])[::-1][:k]
    assert reader.nearest(query, k, mask)[1] == pytest.approx(best, abs=1e-5)
    rows, scores = reader.lexical.matching(word, COUNT)
    inside = mask[reader.document_of(rows)]
    best_rows, of_scope = reader.lexical.matching(word, k, mask)
    assert best_rows.tolist() == rows[inside][:k].tolist()
    assert of_scope == pytest.approx(scores[inside][:k], abs=1e-5)


def test_a_path_that_the_index_does_not_hold_is_an_error(reader: Reader) -> None:
    with pytest.raises(UsageError, match="holds nothing at /elsewhere"):
        in_scope(Scope(paths=(b"/elsewhere",)), reader.documents, reader.document_rows)


def test_dates_are_whole_years_months_and_days() -> None:
    assert point_in_time("2023-12")[1] == point_in_time("2024")[0] == point_in_time("2024-01-01")[0]
    assert point_in_time("2024-02-29")[1] == point_in_time("2024-03-01")[0]
    assert point_in_time("yesterday")[1] == point_in_time("today")[0] <= time.time_ns() < point_in_time("today")[1]
    assert point_in_time("2w")[0] < point_in_time("3d")[0] == pytest.approx(point_in_time("72h")[0], rel=1e-6)
    for word in ("2024-13", "2024-1", "tomorrow", "2w3d", ""):
        with pytest.raises(UsageError, match="is not a date"):
            point_in_time(word)
