"""Every reader, given mutated samples, refuses them or returns valid documents, in time and without a crash.

The samples are all files below tests/samples. They are read as an index run reads them: text in this
process, all other formats in a reader process with limits.
"""

import random
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from mutations import mutate
from places import SAMPLES

from scent.core.reading.pool import ReaderPool
from scent.core.reading.protocol import tiles
from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.blocks.outline import MAX_LABEL
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family
from scent.formats.documents.registry import FORMATS, HEAD_BYTES, detect_format

# Messages for a reader process that crashed or exceeded its limits.
HARM = ("crashed", "took more than", "invalid document", "killed its reader")
SLOWEST = 20.0  # seconds for one mutated sample


def _samples() -> dict[str, list[Path]]:
    samples = defaultdict(list)
    for path in sorted(SAMPLES.rglob("*")):
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
                file.seek(0)
                samples[detect_format(head, bytes(path), file).name].append(path)
    return dict(samples)


BY_FORMAT = _samples()
DATA = {path: path.read_bytes() for paths in BY_FORMAT.values() for path in paths}


def test_every_format_but_languages_has_a_sample() -> None:
    names = {each.name for each in FORMATS if each.family is not Family.CODE}
    assert names - BY_FORMAT.keys() == set()


@pytest.mark.parametrize("name", sorted(BY_FORMAT))
def test_mutated_samples_are_read_or_refused(name: str, tmp_path: Path) -> None:
    print(f"{name}: {try_mutations(name, tmp_path, seconds=0.4, seed=1)}")


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(BY_FORMAT))
def test_mutated_samples_are_read_or_refused_for_a_minute(name: str, tmp_path: Path) -> None:
    print(f"{name}: {try_mutations(name, tmp_path, seconds=60, seed=time.time_ns())}")


def try_mutations(name: str, place: Path, *, seconds: float, seed: int) -> str:
    """Read mutated samples of a format for some seconds; returns the counts of each outcome."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    counted: Counter[str] = Counter()
    others = list(DATA.values())
    with ReaderPool(1, seconds=SLOWEST) as readers:
        for sample in BY_FORMAT[name]:  # unchanged, which also loads the libraries
            assert _outcome(readers, sample, 0) != "refused", sample
        until = time.monotonic() + seconds
        while time.monotonic() < until or not counted:
            sample = chance.choice(BY_FORMAT[name])
            path = place / sample.name
            path.write_bytes(mutate(DATA[sample], chance, others))
            counted[_outcome(readers, path, seed)] += 1
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(counted.items()))


def _outcome(readers: ReaderPool, path: Path, seed: int) -> str:
    begun = time.process_time()  # of the text scanners; the pool limits reader processes
    try:
        documents = list(readers.documents(bytes(path)))
    except NotTextError:
        return "without text"
    except ReadError as error:
        reason = error.message
    else:
        reason = ""
    assert reason != "its reader failed", describe(path, seed)
    assert not any(harm in reason for harm in HARM), f"{reason}: {describe(path, seed)}"
    if reason:
        assert reason.startswith(("it ", "its ", "reading it ", "one of its ")) or " in it " in reason
        return "refused"
    assert time.process_time() - begun < SLOWEST, describe(path, seed)
    assert are_valid(documents), describe(path, seed)
    return "read"


def are_valid(documents: list[Document]) -> bool:
    """Whether documents are parts of one text in order, each tiled by its blocks, and only the last is `last`.

    Text without words (columns of numbers) may be left out between two of them.
    """
    offset = 0
    for number, document in enumerate(documents, 1):
        if document.offset < offset or document.last != (number == len(documents)):
            return False
        if not tiles(document.text, document.blocks):
            return False
        if any(len(heading) > MAX_LABEL or "\n" in heading for block in document.blocks for heading in block.heading):
            return False
        document.text.encode()
        offset = document.offset + len(document.text)
    return bool(documents)


def describe(path: Path, seed: int) -> str:
    return f"{path} ({path.stat().st_size} bytes, seed {seed})"
