"""The files of trec_eval and ir-measures: judgements (qrels) and rankings (runs).

TREC files separate columns by white space. White space in an id is therefore percent-encoded (`%20`),
and so is the percent sign (`%25`); `read_qrels` decodes both.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote

import numpy as np

from scent.errors import UsageError

Judgements = dict[str, dict[str, int]]

# A file that never ends, such as /dev/zero, would fill the memory.
_MOST_CHARACTERS = 1 << 28

_TREC_COLUMNS, _BEIR_COLUMNS = 4, 3


def read_qrels(file: Path) -> Judgements:
    """Read grades by query and document, in either format.

    TREC has lines of `query 0 document grade`, BEIR of `query document grade`, separated by tabs.

    Raises:
        UsageError: The file cannot be read, or a line has neither format.
    """
    try:
        with file.open(encoding="utf-8") as opened:
            text = opened.read(_MOST_CHARACTERS + 1)
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text") from error
    if len(text) > _MOST_CHARACTERS:
        raise UsageError(f"{file} has more than {_MOST_CHARACTERS:,} characters")
    judgements: Judgements = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or (number == 1 and line.split()[0] == "query-id"):
            continue
        query, document, grade = _columns(line, f"{file}:{number}")
        judgements.setdefault(query, {})[document] = grade
    return judgements


def run_lines(rankings: Iterable[tuple[str, Sequence[str], Sequence[float]]], tag: str) -> Iterable[str]:
    """Yield the lines of a run file, `query Q0 document rank score tag`.

    trec_eval sorts by score, as a 32-bit float, and breaks ties by id. A score that is not below the
    one before it is therefore written as the next lower float, so that the order stays the same.

    Args:
        rankings: For each query its id, its documents, best first, and their scores.
        tag: The name of the run.
    """
    for query, documents, scores in rankings:
        last = np.float32(np.inf)
        for rank, (document, score) in enumerate(zip(documents, scores, strict=True), 1):
            last = min(np.float32(score), np.nextafter(last, np.float32(-np.inf)))
            yield f"{_encode(query)} Q0 {_encode(document)} {rank} {last:.9g} {_encode(tag)}\n"


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
    raise UsageError(f"{place}: expected TREC's four columns, or BEIR's three columns separated by tabs")


def _encode(name: str) -> str:
    return re.sub(r"[\s%]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), name)
