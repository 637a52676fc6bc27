"""Reads and writes indexes in processes that tests kill, starve of disk space, or feed with damage."""

import json
import resource
import sys
from pathlib import Path

import numpy as np
from indexes import DIMS, add, opened, passages

from scent.errors import ScentError
from scent.formats.index.reader import Reader
from scent.formats.index.writer import Writer

EACH = 3


def step(writer: Writer) -> None:
    """Commit one more generation of documents and remove all but the two newest."""
    documents = writer.reader.documents
    newest = max((int(path.split(b"/")[1]) for path in documents.paths), default=0)
    stale = [
        number for number, path in zip(documents.ids, documents.paths, strict=True) if int(path.split(b"/")[1]) < newest
    ]
    for part in range(EACH):
        add(writer, b"/%d/%d" % (newest + 1, part), [f"generation {newest + 1} ", f"document {part}"])
    writer.remove([int(number) for number in stale])
    writer.commit()
    writer.merge()


def write(index: Path, steps: int) -> None:
    with opened(index) as writer:
        print("ready", flush=True)
        for _ in range(steps):
            step(writer)


def starve(index: Path, most: int) -> None:
    """Commit once while no file may grow beyond `most` bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        write(index, 1)
    except OSError as error:
        print(f"refused: {error}")


def read(places: list[Path]) -> None:
    """Print as JSON, for each index, the passages that can be read and the error messages."""
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    for place in places:
        report: dict[str, object] = {"passages": [], "error": "", "lexical": ""}
        try:
            with Reader.open(place) as reader:
                report["lexical"] = reader.lexical.problem
                rows, scores = reader.nearest(np.eye(DIMS, dtype=np.float32)[0], 5)
                if not np.isfinite(scores).all() or (np.abs(scores) > 1).any():
                    raise AssertionError("scores")
                reader.passage(int(rows[0]))
                for row in reader.lexical.matching("apple pie", 5)[0].tolist():
                    reader.passage(row)
                report["passages"] = [[repr(value) for value in passage] for passage in passages(reader)]
        except ScentError as error:
            report["error"] = error.message
        print(json.dumps(report), flush=True)


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    if verb == "read":
        read([Path(word) for word in words])
    else:
        {"write": write, "starve": starve}[verb](Path(words[0]), int(words[1]))
