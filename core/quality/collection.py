"""Collections of judged queries, read from folders in the layout of BEIR (Thakur et al., arXiv 2104.08663).

Such a folder holds `corpus.jsonl`, `queries.jsonl` and `qrels/*.tsv`. scent adds `spans.jsonl`: the
characters that answer a query.
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
from scent.json_files import parse_json

# A file that never ends, such as /dev/zero, would fill the memory.
_LONGEST_LINE = 1 << 26


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its judgements.

    Attributes:
        id: The id of the query.
        text: The query itself.
        relevance: Grades by document id; above 0 is relevant.
        answers: The spans that answer the query, if known: character offsets in the document's text
            without its title.
        wrong: Spans that somebody has judged not to answer it.
    """

    id: str
    text: str
    relevance: Mapping[str, int]
    answers: tuple[Span, ...] = ()
    wrong: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """Queries with the documents to search: those of the file `corpus`, or else the files at `paths`."""

    name: str
    queries: tuple[Query, ...]
    corpus: Path | None = None
    paths: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A document of a corpus."""

    id: str
    title: str
    text: str


def load_beir(folder: Path, *, qrels: Path | None = None) -> Collection:
    """Load the collection in a BEIR folder.

    Queries without a relevant document are left out, because no search can answer them.

    Args:
        folder: The folder.
        qrels: The file of judgements, instead of the one in the folder.

    Raises:
        UsageError: A file is missing or malformed; the message names file and line.
    """
    corpus = folder / "corpus.jsonl"
    if not corpus.is_file():
        raise UsageError(
            f"{folder} is not a BEIR folder: it has no corpus.jsonl",
            hint="it must contain corpus.jsonl, queries.jsonl and qrels/test.tsv",
        )
    judgements = read_qrels(qrels or _qrels(folder))
    texts = {
        _field(record, "_id", place): _field(record, "text", place)
        for place, record in read_json_lines(folder / "queries.jsonl")
    }
    for query in judgements:
        if query not in texts:
            raise UsageError(
                f"{qrels or folder}: query {query!r} is judged, but missing from {folder / 'queries.jsonl'}"
            )
    answers = _spans(folder / "spans.jsonl")
    queries = tuple(
        Query(query, texts[query], grades, tuple(answers.get(query, ())))
        for query, grades in judgements.items()
        if any(grade > 0 for grade in grades.values())
    )
    if not queries:
        raise UsageError(f"{qrels or folder}: no query has a relevant document")
    return Collection(folder.resolve().name, queries, corpus=corpus)


def read_corpus(corpus: Path) -> Iterator[CorpusDocument]:
    """Yield the documents of a `corpus.jsonl`.

    Raises:
        UsageError: The file cannot be read, or a line is malformed.
    """
    for place, record in read_json_lines(corpus):
        yield CorpusDocument(
            _field(record, "_id", place), _field(record, "title", place, ""), _field(record, "text", place)
        )


def sample_queries(collection: Collection, most: int) -> Collection:
    """Return the collection with at most `most` of its queries, spread evenly: neighbours often share a document."""
    queries = collection.queries
    if len(queries) <= most:
        return collection
    return replace(collection, queries=tuple(queries[place * len(queries) // most] for place in range(most)))


def read_json_lines(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of a JSON Lines file, each with its place (`file:line`); blank lines are skipped.

    Raises:
        UsageError: The file cannot be read, or a line is not a JSON object.
    """
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(iter(lambda: lines.readline(_LONGEST_LINE), ""), 1):
                if len(line) == _LONGEST_LINE:
                    raise UsageError(f"{file}:{number}: the line is longer than {_LONGEST_LINE:,} characters")
                if line.strip():
                    yield f"{file}:{number}", _object(line, f"{file}:{number}")
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text") from error


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        record = parse_json(line)
    except ValueError as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else error
        raise UsageError(f"{place}: not valid JSON: {reason}") from error
    if not isinstance(record, dict):
        raise UsageError(f"{place}: not a JSON object")
    return record


def _field(record: Mapping[str, Any], name: str, place: str, default: str | None = None) -> str:
    value = record.get(name, default)
    if isinstance(value, int) and name.endswith("id"):  # some collections write ids as numbers
        return str(value)
    if not isinstance(value, str):
        raise UsageError(f"{place}: {name!r} must be a string")
    return value


def _qrels(folder: Path) -> Path:
    files = sorted((folder / "qrels").glob("*.tsv"))
    chosen: Sequence[Path] = [file for file in files if file.name == "test.tsv"] or files
    if len(chosen) != 1:
        names = ", ".join(file.name for file in files) or "none"
        raise UsageError(
            f"{folder / 'qrels'} must contain test.tsv (found: {names})", hint="name a file with --qrels FILE"
        )
    return chosen[0]


def _spans(file: Path) -> Mapping[str, list[Span]]:
    """Return the answers to each query; equal answers count once."""
    answers: dict[str, dict[Span, None]] = defaultdict(dict)
    if file.exists():
        for place, record in read_json_lines(file):
            start, end = record.get("start"), record.get("end")
            if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
                raise UsageError(f"{place}: 'start' and 'end' must be offsets, with start below end")
            answers[_field(record, "query_id", place)][Span(_field(record, "doc_id", place), start, end)] = None
    return {query: list(spans) for query, spans in answers.items()}
