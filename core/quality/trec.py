"""Files that trec_eval and ir-measures read: judgements (qrels) and rankings (runs).

Owned here: both formats.

TREC files part their columns by white space. A white space inside an id is therefore written as `%20` and so on, and
the percent sign as `%25`; `read_qrels` takes that back.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote

import numpy as np

from scent.errors import UsageError

Judgements = dict[str, dict[str, int]]

_TREC_COLUMNS, _BEIR_COLUMNS = 4, 3


def read_qrels(file: Path) -> Judgements:
    """Grades by document by query, from TREC's `query 0 document grade` or BEIR's tab-separated `query document grade`.

    Raises UsageError if the file cannot be read, or a line is neither.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text") from error
    judgements: Judgements = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or (number == 1 and line.split()[0] == "query-id"):
            continue
        query, document, grade = _columns(line, f"{file}:{number}")
        judgements.setdefault(query, {})[document] = grade
    return judgements


def run_lines(rankings: Iterable[tuple[str, Sequence[str], Sequence[float]]], tag: str) -> Iterable[str]:
    """The lines of a run, `query Q0 document rank score tag`, for (query, documents, scores), best first.

    trec_eval sorts by score, as a 32-bit float, and breaks ties by id: where scores do not fall strictly, they are
    written a hair lower than what stands before them, so that the order is the one that was shown.
    """
    for query, documents, scores in rankings:
        last = np.float32(np.inf)
        for rank, (document, score) in enumerate(zip(documents, scores, strict=True), 1):
            last = min(np.float32(score), np.nextafter(last, np.float32(-np.inf)))
            yield f"{_written(query)} Q0 {_written(document)} {rank} {last:.9g} {_written(tag)}\n"


def _columns(line: str, place: str) -> tuple[str, str, int]:
    beir = line.split("\t")
    trec = line.split()
    try:
        if len(beir) == _BEIR_COLUMNS:
            return beir[0], beir[1], int(beir[2])
        if len(trec) == _TREC_COLUMNS:
            return unquote(trec[0]), unquote(trec[2]), int(trec[3])
    except ValueError as error:
        raise UsageError(f"{place}: the grade is not a whole number") from error
    raise UsageError(f"{place}: neither TREC's four columns nor BEIR's three, parted by tabs")


def _written(name: str) -> str:
    return re.sub(r"[\s%]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), name)
