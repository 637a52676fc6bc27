"""Questions that users judge on their own files: the file that `scent eval --judge` reads.

It has one JSON object a line:

    {"query": "when is the rent due", "answers": [{"path": "flat/lease.md", "start_line": 12, "end_line": 14}]}

A relative path starts at the directory of that file. An answer is a whole file, a range of lines
(from 1, inclusive; `end_line` is optional), or a range of characters (`start` and `end`, exclusive),
as `scent search --json` gives them.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scent.core.files.paths import canonical
from scent.core.quality.collection import Collection, Query, read_json_lines
from scent.core.quality.metrics import Span
from scent.errors import ReadError, UsageError
from scent.formats.documents.registry import read

_RELATIVE_TO = "paths of answers are relative to the directory of the questions file"


def load_judged(file: Path, paths: tuple[bytes, ...]) -> Collection:
    """Load the judged queries in `file`, to be answered from the files at `paths`; a document's id is its path.

    Raises:
        UsageError: A line is malformed, or names a file or lines that do not exist.
    """
    queries = tuple(_query(record, place, file) for place, record in read_json_lines(file))
    if not queries:
        raise UsageError(f"{file} contains no queries")
    roots = tuple(os.fsdecode(canonical(path)) for path in paths)
    for query in queries:
        for answer in query.relevance:
            if not any(answer == root or answer.startswith(root.rstrip("/") + "/") for root in roots):
                raise UsageError(f"{file}: {answer} answers a query, but is not among the files to search")
    return Collection(file.stem, queries, paths=paths)


def document_id(path: bytes) -> str:
    """Return the id of a file in rankings and judgements."""
    return os.fsdecode(path)


def _query(record: Mapping[str, Any], place: str, file: Path) -> Query:
    text, answers = record.get("query"), record.get("answers")
    if not isinstance(text, str) or not isinstance(answers, list) or not answers:
        raise UsageError(f"{place}: expected a 'query' and a list of 'answers'")
    relevance, spans = {}, []
    for answer in answers:
        if not isinstance(answer, dict) or not isinstance(answer.get("path"), str):
            raise UsageError(f"{place}: each answer must be an object with a 'path'")
        path = canonical(os.fsencode(file.parent.absolute() / answer["path"]))
        if not os.path.isfile(path):  # noqa: PTH113  # a path of bytes, which pathlib does not take
            raise UsageError(f"{place}: no such file: {os.fsdecode(path)}", hint=_RELATIVE_TO)
        relevance[document_id(path)] = 1
        if span := _span(path, answer, place):
            spans.append(span)
    return Query(str(record.get("id", place.rpartition(":")[2])), text, relevance, tuple(dict.fromkeys(spans)))


def _span(path: bytes, answer: Mapping[str, Any], place: str) -> Span | None:
    if "start" in answer or "end" in answer:
        start, end = answer.get("start"), answer.get("end")
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
            raise UsageError(f"{place}: 'start' and 'end' must be offsets, with start below end")
        return Span(document_id(path), start, end)
    if "start_line" not in answer and "end_line" not in answer:
        return None
    first = answer.get("start_line")
    last = answer.get("end_line", first)
    if not isinstance(first, int) or not isinstance(last, int) or not 1 <= first <= last:
        raise UsageError(f"{place}: 'start_line' and 'end_line' must be line numbers, with start_line at most end_line")
    try:
        start, end = _characters(path, first, last)
    except ReadError as error:
        raise UsageError(f"{place}: {answer['path']}: {error.message}") from error
    if start >= end:
        raise UsageError(f"{place}: {answer['path']} has no text in lines {first} to {last}")
    return Span(document_id(path), start, end)


def _characters(path: bytes, first: int, last: int) -> tuple[int, int]:
    """Return the offsets of whole lines in a file's text; a large file comes in parts."""
    line, start, end = 1, -1, -1
    for document in read(path):
        position = document.offset
        for text in document.text.splitlines(keepends=True):
            if line == first and start < 0:
                start = position
            position += len(text)
            if line <= last:
                end = position
            line += text.endswith("\n")
    return (start, end) if start >= 0 else (0, 0)
