"""Questions that users judge on their own files: the file that `scent eval --judge` reads.

It has one JSON object a line:

    {"query": "when is the rent due", "answers": [{"path": "flat/lease.md", "start_line": 12, "end_line": 14}]}

A relative path starts at the directory of that file. An answer is a whole file, a range of lines
(from 1, inclusive; `end_line` is optional), or a range of characters (`start` and `end`, exclusive),
as `scent search --json` gives them. In a container, `member` is the path inside of it. With `text`,
the answer is where the file has that text, nearest to `start` if it is there more than once.
`wrong` has passages that do not answer. Of lines with the same query, all count; of two judgements of
one passage, the later one.

`scent search --good` and `--bad` add such lines.
"""

import fcntl
import json
import os
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scent.core.files.paths import canonical
from scent.core.quality.collection import Collection, Query, read_json_lines
from scent.core.quality.metrics import Span
from scent.core.types import Hit
from scent.errors import ReadError, UsageError
from scent.formats.documents.registry import read

_RELATIVE_TO = "paths of answers are relative to the directory of the questions file"
_WHOLE_FILE = 1 << 62


class Judged(NamedTuple):
    """Judged questions, and how many passages were judged whose text is no longer in their files."""

    collection: Collection
    gone: int


def load_judged(file: Path, paths: tuple[bytes, ...] = ()) -> Judged:
    """Load the judged queries in `file`, to be answered from the files at `paths`, or from any without them.

    A document's id is its path.

    Raises:
        UsageError: A line is malformed, or names a file or lines that do not exist.
    """
    queries: dict[str, _Judgements] = {}
    for place, record in read_json_lines(file):
        text, answers, wrong = record.get("query"), record.get("answers", []), record.get("wrong", [])
        if not isinstance(text, str) or not isinstance(answers, list) or not isinstance(wrong, list):
            raise UsageError(f"{place}: expected a 'query' and a list of 'answers'")
        if not answers and not wrong:
            raise UsageError(f"{place}: expected a 'query' and a list of 'answers'")
        name = str(record.get("id", place.rpartition(":")[2]))
        judgements = queries.setdefault(text, _Judgements(name))
        for answer, good in [*((each, True) for each in answers), *((each, False) for each in wrong)]:
            judgements.add(_place(answer, file, place), good=good)
    if not queries:
        raise UsageError(f"{file} contains no queries")
    found = tuple(each.query(text) for text, each in queries.items() if each.passages)
    if paths:
        _check_among(found, tuple(os.fsdecode(canonical(path)) for path in paths), file)
    return Judged(Collection(file.stem, found, paths=paths), sum(each.gone for each in queries.values()))


def _check_among(queries: Sequence[Query], roots: Sequence[str], file: Path) -> None:
    """Make sure that all answers are in files at or below `roots`."""
    for query in queries:
        for answer in query.relevance:
            if not any(answer == root or answer.startswith((root.rstrip("/") + "/", root + "!/")) for root in roots):
                raise UsageError(f"{file}: {answer} answers a query, but is not among the files to search")


def add_judgement(file: Path, query: str, hit: Hit, *, good: bool) -> None:
    """Add a line to a file of judged queries, which is made if there is none: whether a hit answers a query.

    Raises:
        OSError: the file cannot be written to.
    """
    place: dict[str, object] = {"path": os.fsdecode(hit.path)}
    if hit.member:
        place["member"] = os.fsdecode(hit.member)
    place |= {"start": hit.start, "end": hit.end, "text": hit.sentence_text or hit.text}
    line = json.dumps({"query": query, "answers" if good else "wrong": [place]}) + "\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+b") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)  # two that add at once must not mix their lines
        size = opened.seek(0, os.SEEK_END)
        unfinished = size and os.pread(descriptor, 1, size - 1) != b"\n"
        opened.write(b"\n" * bool(unfinished) + line.encode())


def document_id(path: bytes, member: bytes = b"") -> str:
    """Return the id of a file, or of a member inside of one, in rankings and judgements."""
    return f"{os.fsdecode(path)}!/{os.fsdecode(member)}" if member else os.fsdecode(path)


def judged_id(path: bytes, member: bytes, judged: Container[str]) -> str:
    """Return the id of a document among those that are judged: that of its container, if that is judged as a whole."""
    whole = document_id(path)
    return whole if whole in judged else document_id(path, member)


class _Judgements:
    """The judgements of a query: for each passage whether it answers, the last judgement of it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.passages: dict[Span, bool] = {}
        self.gone = 0

    def add(self, passage: Span | None, *, good: bool) -> None:
        """Judge a passage; None: its text is gone."""
        if passage is None:
            self.gone += 1
            return
        # Whoever changes his mind may see the passage within other ends than before.
        for other in [each for each in self.passages if each.overlaps(passage) and self.passages[each] is not good]:
            del self.passages[other]
        self.passages[passage] = good

    def query(self, text: str) -> Query:
        """The query with its judgements."""
        good = [passage for passage, answers in self.passages.items() if answers]
        wrong = tuple(passage for passage, answers in self.passages.items() if not answers)
        answers = tuple(each for each in good if each.end < _WHOLE_FILE)
        return Query(self._name, text, {each.document: 1 for each in good}, answers, wrong)


def _place(answer: object, file: Path, place: str) -> Span | None:
    """The passage that a judgement names; None if its text is gone."""
    if not isinstance(answer, dict) or not isinstance(answer.get("path"), str):
        raise UsageError(f"{place}: each answer must be an object with a 'path'")
    path = canonical(os.fsencode(file.parent.absolute() / answer["path"]))
    if not os.path.isfile(path):  # noqa: PTH113  # a path of bytes, which pathlib does not take
        if "text" in answer:
            return None
        raise UsageError(f"{place}: no such file: {os.fsdecode(path)}", hint=_RELATIVE_TO)
    member, text = answer.get("member", ""), answer.get("text", "")
    if not isinstance(member, str) or not isinstance(text, str):
        raise UsageError(f"{place}: 'member' and 'text' must be strings")
    found = _File(path, os.fsencode(member))
    try:
        return _with_text(found, answer, text) if text else _span(found, answer, place)
    except ReadError as error:
        raise UsageError(f"{place}: {answer['path']}: {error.message}") from error


class _File(NamedTuple):
    """A file, or a member inside of one."""

    path: bytes
    member: bytes

    def parts(self) -> Iterator[tuple[int, str]]:
        """The texts of its parts, each with its offset; a large file comes in parts."""
        for document in read(self.path):
            if document.member == self.member:
                yield document.offset, document.text

    def span(self, start: int, end: int) -> Span:
        """A passage of it."""
        return Span(document_id(self.path, self.member), start, end)


def _with_text(file: _File, answer: Mapping[str, Any], text: str) -> Span | None:
    """The passage with this text that is nearest to where it was; None if the file does not have it."""
    near = answer["start"] if isinstance(answer.get("start"), int) else 0
    whole = "".join(part for _, part in file.parts())
    starts, at = [], whole.find(text)
    while at >= 0:
        starts.append(at)
        at = whole.find(text, at + 1)
    if not starts:
        return None
    start = min(starts, key=lambda each: abs(each - near))
    return file.span(start, start + len(text))


def _span(file: _File, answer: Mapping[str, Any], place: str) -> Span:
    """The characters or the lines that a judgement names, or the whole file."""
    if "start" in answer or "end" in answer:
        start, end = answer.get("start"), answer.get("end")
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
            raise UsageError(f"{place}: 'start' and 'end' must be offsets, with start below end")
        return file.span(start, end)
    if "start_line" not in answer and "end_line" not in answer:
        return file.span(0, _WHOLE_FILE)
    first = answer.get("start_line")
    last = answer.get("end_line", first)
    if not isinstance(first, int) or not isinstance(last, int) or not 1 <= first <= last:
        raise UsageError(f"{place}: 'start_line' and 'end_line' must be line numbers, with start_line at most end_line")
    start, end = _characters(file.parts(), first, last)
    if start >= end:
        raise UsageError(f"{place}: {answer['path']} has no text in lines {first} to {last}")
    return file.span(start, end)


def _characters(parts: Iterator[tuple[int, str]], first: int, last: int) -> tuple[int, int]:
    """The offsets of whole lines in a file's text."""
    line, start, end = 1, -1, -1
    for offset, part in parts:
        position = offset
        for text in part.splitlines(keepends=True):
            if line == first and start < 0:
                start = position
            position += len(text)
            if line <= last:
                end = position
            line += text.endswith("\n")
    return (start, end) if start >= 0 else (0, 0)
