"""The file of judgements, which the user owns: notes in it which results of a search answer its query."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from scent.cli.output import render, streams
from scent.cli.settings.environment import working_directory
from scent.core.types import Hit
from scent.errors import UsageError


def say_gone(file: Path, gone: int) -> None:
    """Tell that so many judged passages are left out; nothing if there are none."""
    if gone:
        streams.say(f"{file}: {render.count(gone, 'passage')} left out, whose text is no longer in its file")


def note(file: Path, query: str, hits: Sequence[Hit], opinion: Mapping[int, bool]) -> None:
    """Add to a file whether hits answer a query, by their numbers, counted from 1.

    Raises:
        UsageError: there is no such hit.
        OSError: the file cannot be written to.
    """
    from scent.core.quality.judged import add_judgement

    if max(opinion) > len(hits):
        raise UsageError(f"there is no result {max(opinion)}: {render.count(len(hits), 'result')}")
    for number, good in opinion.items():
        hit = hits[number - 1]
        add_judgement(file, query, hit, good=good)
        inside = f"!/{os.fsdecode(hit.member)}" if hit.member else ""
        place = f"{os.fsdecode(render.relative(hit.path, working_directory()))}{inside}:{hit.sentence_line}"
        streams.say(f"noted in {file}: {place} {'answers' if good else 'does not answer'} {query!r}")
