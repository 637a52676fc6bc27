"""The program of a process that embeds texts with one model, so that its time and memory can be told.

Standard input is the JSON of a `Job`. Standard output is four bytes of length, the JSON of a `Course`,
and two arrays in NumPy's format: the vectors of the passages, and those of the queries. If the model
cannot be used, the JSON has `error` and `hint` instead, and no array follows.
"""

import io
import json
import os
import struct
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from scent.core import system
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.model_place import parse_place
from scent.errors import ScentError

LENGTH: Final = struct.Struct("=I")


@dataclass(frozen=True, slots=True)
class Job:
    """What is embedded: the place of a model (empty: the bundled one), the cache directory, and the texts.

    `queries` get the prompt for queries.
    """

    model: str
    cache: str
    passages: tuple[str, ...]
    queries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How it went: `seconds` by the clock and `processor` seconds for `tokens` tokens of passages.

    `memory` is the peak of the process, in bytes.
    """

    seconds: float
    processor: float
    tokens: int
    memory: int

    @property
    def tokens_per_second(self) -> float:
        """The rate of one processor; by the clock where the processor did little, as for a model on a server."""
        seconds = self.processor if self.processor > self.seconds / 2 else self.seconds
        return self.tokens / max(seconds, 1e-9)


def main() -> None:
    """Do the job, and write the answer."""
    job = Job(**json.load(sys.stdin))
    system.die_with_parent()
    # Libraries that print must not write into the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    place = parse_place(job.model) if job.model else None
    try:
        with TextEmbedder.open(place, Path(job.cache), workers=1) as embedder:
            tokens = sum(map(len, embedder.tokenize(job.passages)))
            seconds, processor = time.monotonic(), time.process_time()
            passages = np.stack(list(embedder.vectors(job.passages)))
            seconds, processor = time.monotonic() - seconds, time.process_time() - processor
            queries = [embedder.query(text) for text in job.queries]
            vectors = np.stack(queries) if queries else passages[:0]
    except ScentError as error:
        _write(answer, {"error": error.message, "hint": error.hint})
        return
    _write(answer, asdict(Course(seconds, processor, tokens, system.peak_memory())))
    for array in (passages, vectors):
        buffer = io.BytesIO()
        np.save(buffer, array, allow_pickle=False)
        answer.write(buffer.getbuffer())
    answer.flush()


def _write(answer: io.BufferedWriter, content: Mapping[str, Any]) -> None:
    data = json.dumps(content).encode()
    answer.write(LENGTH.pack(len(data)) + data)
    answer.flush()


if __name__ == "__main__":
    main()
