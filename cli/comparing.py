"""`scent models compare`: what models find, how their spaces look, and what they cost, on the passages of an index."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.interrupts import until_stopped
from scent.cli.naming import tell_where
from scent.cli.output import render, streams
from scent.cli.settings.settings import resolve
from scent.core.models.model_source import place_name
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.model_place import Place

MOST_COMPARED = 3


def compare(  # noqa: PLR0913 - the options of the command
    names: Sequence[str],
    index: str | None,
    *,
    judge: str | None,
    plot: str | None,
    sample: int | None,
    layers: bool,
    json: bool,
) -> int:
    """Compare models (none named: measure that of new indexes) on a sample of the passages of an index.

    Args:
        names: the models, as the command line names them.
        index: the index; None for the default one.
        judge: a file of questions.
        plot: the SVG file to write.
        sample: the number of passages.
        layers: whether models are also measured without their last layers.
        json: whether to print JSON.

    Raises:
        UsageError: a model is named twice, or the index has too few passages.
        ScentError: the index or a model cannot be used.
    """
    settings = resolve(index=index)
    places = _places(names)

    def work() -> int:
        from scent.cli.output.reports import model_comparison
        from scent.core.quality import comparison
        from scent.core.quality.judged import load_judged

        judged = load_judged(Path(judge)).collection if judge else None
        taken = comparison.take_sample(settings.index, sample or comparison.SAMPLE, judged)
        terminal = streams.stderr_is_terminal()

        def tell(name: str) -> None:
            if terminal:
                streams.say(f"embedding {len(taken.passages):,} passages with {name}")

        for place in places.values():
            tell_where(place)
        result = comparison.compare(places, taken, settings.cache, tell, layers=layers)
        if plot:
            Path(plot).write_text(model_comparison.svg(result), encoding="utf-8")
        streams.write(
            map(render.json_line, model_comparison.records(result)) if json else model_comparison.lines(result)
        )
        return ExitCode.DONE

    return until_stopped(work)


def _places(names: Sequence[str]) -> "Mapping[str, Place | None]":
    """The place of each named model, None for the bundled one; that of new indexes if none is named."""
    if len(set(names)) < len(names):
        raise UsageError("a model is named twice", hint="name each model once")
    if not names:
        model = resolve().model
        return {place_name(model): model}
    return {name: resolve(model=name).model for name in names}
