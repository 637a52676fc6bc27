"""Collections with judged queries, and how they are read from BEIR folders.

Owned here: the shape of a collection, and `corpus.jsonl`, `queries.jsonl`, `qrels/*.tsv`, `spans.jsonl`.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scent.core.quality.metrics import Span
from scent.core.quality.trec import read_qrels
from scent.errors import UsageError


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its judgements: grades of documents by id, and where the answers stand, if that is known.

    Spans are character offsets into a document's text as the collection has it, without a title.
    """

    id: str
    text: str
    relevance: Mapping[str, int]
    answers: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """Queries that have something to find, and where to: the documents of a `corpus` file, or the files at `paths`."""

    name: str
    queries: tuple[Query, ...]
    corpus: Path | None = None
    paths: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a corpus."""

    id: str
    title: str
    text: str


def open_beir(folder: Path, *, qrels: Path | None = None) -> Collection:
    """The collection in a BEIR folder: its test queries, or those that the file `qrels` judges.

    Queries without a relevant document are left out: nothing can be right about them.
    Raises UsageError if a file is not there or not what it should be; the sentence names file and line.
    """
    corpus = folder / "corpus.jsonl"
    if not corpus.is_file():
        raise UsageError(
            f"{folder} is not a BEIR folder: it has no corpus.jsonl",
            hint="It should hold corpus.jsonl, queries.jsonl and qrels/test.tsv.",
        )
    judgements = read_qrels(qrels or _qrels(folder))
    texts = {
        _field(record, "_id", place): _field(record, "text", place)
        for place, record in records(folder / "queries.jsonl")
    }
    for query in judgements:
        if query not in texts:
            raise UsageError(f"{qrels or folder}: query {query!r} is judged, but {folder / 'queries.jsonl'} lacks it")
    answers = _spans(folder / "spans.jsonl")
    queries = tuple(
        Query(query, texts[query], grades, tuple(answers.get(query, ())))
        for query, grades in judgements.items()
        if any(grade > 0 for grade in grades.values())
    )
    if not queries:
        raise UsageError(f"{qrels or folder}: no query has a relevant document")
    return Collection(folder.resolve().name, queries, corpus=corpus)


def entries(corpus: Path) -> Iterator[Entry]:
    """The documents of a `corpus.jsonl`, one after another. Raises UsageError for a bad line."""
    for place, record in records(corpus):
        yield Entry(_field(record, "_id", place), _field(record, "title", place, ""), _field(record, "text", place))


def sampled(collection: Collection, most: int) -> Collection:
    """The collection with at most `most` of its queries, evenly spread: neighbours often ask about one document."""
    queries = collection.queries
    if len(queries) <= most:
        return collection
    return replace(collection, queries=tuple(queries[place * len(queries) // most] for place in range(most)))


def records(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSON Lines file, each with its place (`file:line`); blank lines are skipped.

    Raises UsageError if the file cannot be read, or a line is not a JSON object.
    """
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{file}:{number}", _object(line, f"{file}:{number}")
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text") from error


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise UsageError(f"{place}: not valid JSON: {error.msg}") from error
    if not isinstance(record, dict):
        raise UsageError(f"{place}: not a JSON object")
    return record


def _field(record: Mapping[str, Any], name: str, place: str, default: str | None = None) -> str:
    value = record.get(name, default)
    if isinstance(value, int) and name.endswith("id"):  # ids are names, even where they were written as numbers
        return str(value)
    if not isinstance(value, str):
        raise UsageError(f"{place}: {name!r} should be a string")
    return value


def _qrels(folder: Path) -> Path:
    files = sorted((folder / "qrels").glob("*.tsv"))
    chosen: Sequence[Path] = [file for file in files if file.name == "test.tsv"] or files
    if len(chosen) != 1:
        names = ", ".join(file.name for file in files) or "none"
        raise UsageError(
            f"{folder / 'qrels'} should hold test.tsv (there is: {names})", hint="Name a file: --qrels FILE"
        )
    return chosen[0]


def _spans(file: Path) -> Mapping[str, list[Span]]:
    """The answers to each query; several can be the same, and count once."""
    found: dict[str, dict[Span, None]] = defaultdict(dict)
    if file.exists():
        for place, record in records(file):
            start, end = record.get("start"), record.get("end")
            if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
                raise UsageError(f"{place}: 'start' and 'end' should be offsets, the first below the second")
            found[_field(record, "query_id", place)][Span(_field(record, "doc_id", place), start, end)] = None
    return {query: list(spans) for query, spans in found.items()}
