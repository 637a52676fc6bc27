"""Render the outcomes of `scent eval` as a table and as JSON records."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scent.cli.output import render
from scent.core.models.model_source import place_name
from scent.core.quality.evaluate import Outcome
from scent.core.quality.metrics import Estimate, Level, Measure

_BAR_WIDTH = 20
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class Row:
    """One setting on one collection; `differences` are to the first row of the board, and empty on that row."""

    label: str
    outcome: Outcome
    estimates: Mapping[Measure, Estimate]
    differences: Mapping[Measure, Estimate]


@dataclass(frozen=True, slots=True)
class Board:
    """All settings on one collection."""

    name: str
    queries: int
    rows: tuple[Row, ...]

    def levels(self) -> Iterator[tuple[Level, list[Measure]]]:
        """Yield the levels that were judged, each with its measures."""
        for level in Level:
            if measures := [measure for measure in self.rows[0].estimates if measure.level is level]:
                yield level, measures


def make_board(labelled: Sequence[tuple[str, Outcome]]) -> Board:
    """Return a board with the labelled outcomes of one collection, compared with the first of them."""
    first = labelled[0][1]
    rows = tuple(
        Row(label, outcome, outcome.estimates(), {} if outcome is first else outcome.differences(first))
        for label, outcome in labelled
    )
    return Board(first.collection.name, len(first.collection.queries), rows)


def heading(board: Board) -> str:
    """Return the heading of a board."""
    return f"{board.name} ({render.count(board.queries, 'query', 'queries')})"


def table(board: Board, level: Level, measures: Sequence[Measure]) -> list[list[str]]:
    """Return the cells of one level of a board, column names first; the last column is a bar of the first measure."""
    names = [f"{measure.metric}@{measure.k}" for measure in measures]
    return [
        [str(level), *names, ""],
        *(
            [row.label, *(_cell(row, each) for each in measures), bar(row.estimates[measures[0]].mean)]
            for row in board.rows
        ),
    ]


def all_tables(boards: Iterable[Board]) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield all tables, each with its heading; only the first table of a board has one, the others have ""."""
    for board in boards:
        title = heading(board)
        for level, measures in board.levels():
            yield title, table(board, level, measures)
            title = ""


def note(boards: Sequence[Board]) -> str:
    """Return the legend of the tables."""
    text = "± half of the 95 % interval (bootstrap over queries)"
    if any(len(board.rows) > 1 for board in boards):
        text += "; + and - : above and below the first line with 95 % confidence (paired bootstrap)"
    return text


def plain(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield cells as aligned lines, with two spaces between columns."""
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def bar(value: float) -> str:
    """Return a value from 0 to 1 as a bar of up to 20 characters, exact to an eighth of a character."""
    whole, eighths = divmod(round(value * _BAR_WIDTH * 8), 8)
    return "█" * whole + _EIGHTHS[eighths].strip()


def json_records(board: Board) -> Iterator[dict[str, Any]]:
    """Yield a JSON object for each setting, with the keys of `scent.cli.output.json_schema`."""
    for row in board.rows:
        outcome, chunks = row.outcome, row.outcome.setting.chunks
        yield {
            "collection": board.name,
            "setting": row.label,
            "model": place_name(outcome.setting.model),
            "strategy": chunks.strategy,
            "chunk_tokens": chunks.chunk_tokens,
            "window_tokens": chunks.window_tokens,
            "late_weight": chunks.late_weight,
            "dims": chunks.dims,
            "mode": outcome.setting.mode,
            "queries": board.queries,
            "chunks": outcome.report.chunks,
            "tokens": outcome.report.tokens,
            "index_seconds": round(outcome.report.seconds, 3),
            "measures": _estimates(row.estimates),
            "differences": _estimates(row.differences),
        }


def _estimates(estimates: Mapping[Measure, Estimate]) -> dict[str, dict[str, float]]:
    return {
        str(measure): {
            "mean": round(each.mean, 6),
            "low": round(each.low, 6),
            "high": round(each.high, 6),
            "queries": each.queries,
        }
        for measure, each in estimates.items()
    }


def _cell(row: Row, measure: Measure) -> str:
    value = row.estimates[measure]
    cell = f"{value.mean:.3f} ±{(value.high - value.low) / 2:.3f}"
    if difference := row.differences.get(measure):
        return f"{cell} {'+' if difference.low > 0 else '-' if difference.high < 0 else ' '}"
    return cell


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
