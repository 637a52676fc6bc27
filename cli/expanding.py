"""`scent search --expand hyde`: a model on this machine imagines a passage that would answer, for the search to use."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scent.cli.options import asking
from scent.cli.output import streams
from scent.cli.settings.settings import Settings
from scent.closing import Closing
from scent.core.types import Hit
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.inference.generator import Generator


class Expansion(Closing):
    """A model that imagines passages. A context manager; the model is loaded by the first query."""

    def __init__(self, settings: Settings, *, explain: bool) -> None:
        """Look at the header of the model only; with `explain`, what it imagines is told.

        Raises:
            UsageError: no model is chosen, or the search is by words alone.
            ModelError: the file is missing, damaged or not a model that writes text.
        """
        if settings.mode == "lexical":
            raise UsageError("--expand hyde adds to the meaning of a query, and --mode lexical has none")
        self._path = asking.writer(settings, "scent search --expand hyde")
        self._cache, self._explain = settings.cache, explain
        self._generator: Generator | None = None

    def close(self) -> None:
        """Free the model."""
        if self._generator:
            self._generator.close()

    def expanded(self, search: Callable[..., list[Hit]]) -> Callable[..., list[Hit]]:
        """The same search, also by a passage that the model imagines for the words of the query."""

        def run(query: str, **options: object) -> list[Hit]:
            combination = options["combination"]._replace(  # type: ignore[attr-defined]
                imagined=self._imagined(query, literal=bool(options["literal"]))
            )
            return search(query, **{**options, "combination": combination})

        return run

    def _imagined(self, query: str, *, literal: bool) -> str:
        from scent.core.generation.answering import imagined
        from scent.core.models.generator_file import open_generator
        from scent.core.search.conditions.query_language import parse

        words = parse(query, literal=literal).text
        if self._generator is None:
            self._generator = open_generator(self._path, self._cache)
        passage = imagined(self._generator, words)
        if self._explain:
            streams.say(f"imagined: {passage or 'nothing'}")
        return passage
