"""What `scent eval` found, as a table and as JSON. Pure functions from outcomes to text and plain values.

Owned here: the columns, marks and bars of the table, the keys of the JSON.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scent.core.quality.evaluate import Outcome
from scent.core.quality.metrics import Estimate, Level, Measure

_BAR = 20
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class Row:
    """One setting on one collection; `differences` are from the first row of its board, on which it has none."""

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
        """The levels that were judged, each with its measures."""
        for level in Level:
            if measures := [measure for measure in self.rows[0].estimates if measure.level is level]:
                yield level, measures


def board(labelled: Sequence[tuple[str, Outcome]]) -> Board:
    """The outcomes of one collection, compared with the first of them."""
    first = labelled[0][1]
    rows = tuple(
        Row(label, outcome, outcome.estimates(), {} if outcome is first else outcome.differences(first))
        for label, outcome in labelled
    )
    return Board(first.collection.name, len(first.collection.queries), rows)


def heading(shown: Board) -> str:
    """What a board is about, in one line."""
    return f"{shown.name} ({shown.queries:,} queries)"


def table(shown: Board, level: Level, measures: Sequence[Measure]) -> list[list[str]]:
    """The cells of one level of a board, column names first; the last column draws the first measure as a bar."""
    names = [f"{measure.what}@{measure.k}" for measure in measures]
    return [
        [str(level), *names, ""],
        *(
            [row.label, *(_cell(row, each) for each in measures), bar(row.estimates[measures[0]].mean)]
            for row in shown.rows
        ),
    ]


def note(boards: Sequence[Board]) -> str:
    """How to read the table."""
    text = "± half of the 95 % interval (bootstrap over queries)"
    if any(len(shown.rows) > 1 for shown in boards):
        text += "; + and - : surely above and below the first line (95 %, paired bootstrap)"
    return text


def plain(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Cells as aligned lines, columns two blanks apart."""
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def bar(value: float) -> str:
    """A value from 0 to 1 as a bar of up to 20 characters, drawn to an eighth of one."""
    whole, eighths = divmod(round(value * _BAR * 8), 8)
    return "█" * whole + _EIGHTHS[eighths].strip()


def records(shown: Board) -> Iterator[dict[str, Any]]:
    """One JSON object a setting, with the keys of `scent.cli.output.json_schema`."""
    for row in shown.rows:
        outcome, chunks = row.outcome, row.outcome.setting.chunks
        yield {
            "collection": shown.name,
            "setting": row.label,
            "model": str(outcome.setting.model or "bundled"),
            "strategy": chunks.strategy,
            "chunk_tokens": chunks.chunk_tokens,
            "window_tokens": chunks.window_tokens,
            "late_weight": chunks.late_weight,
            "dims": chunks.dims,
            "mode": outcome.setting.mode,
            "queries": shown.queries,
            "chunks": outcome.report.chunks,
            "tokens": outcome.report.tokens,
            "index_seconds": round(outcome.report.seconds, 3),
            "measures": _estimates(row.estimates),
            "differences": _estimates(row.differences),
        }


def _estimates(found: Mapping[Measure, Estimate]) -> dict[str, dict[str, float]]:
    return {
        str(measure): {
            "mean": round(each.mean, 6),
            "low": round(each.low, 6),
            "high": round(each.high, 6),
            "queries": each.queries,
        }
        for measure, each in found.items()
    }


def _cell(row: Row, measure: Measure) -> str:
    found = row.estimates[measure]
    cell = f"{found.mean:.3f} ±{(found.high - found.low) / 2:.3f}".replace("0.", ".")
    if difference := row.differences.get(measure):
        return f"{cell} {'+' if difference.low > 0 else '-' if difference.high < 0 else ' '}"
    return cell


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def all_tables(boards: Iterable[Board]) -> Iterator[tuple[str, list[list[str]]]]:
    """Every table with the heading that stands above it: only the first of a board has one."""
    for shown in boards:
        title = heading(shown)
        for level, measures in shown.levels():
            yield title, table(shown, level, measures)
            title = ""
