"""The bar chart of `scent eval --plot`, as SVG: a bar for each setting, with its 95 % interval.

The picture has no script and no font of its own, and is readable in light and dark pages.
"""

from collections.abc import Iterator, Sequence
from html import escape

from scent.cli.output.reports.scoreboard import Board, Row, heading
from scent.core.quality.metrics import Measure

_LABEL, _BAR, _VALUE, _LINE, _MARGIN = 260, 400, 60, 20, 16
# Okabe and Ito's palette, which colour-blind people can distinguish.
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")


def svg(boards: Sequence[Board]) -> str:
    """Return an SVG document with a panel for the first measure of each level of each board."""
    height = _MARGIN
    parts: list[str] = []
    for board in boards:
        for _, measures in board.levels():
            parts += _panel(board, measures[0], height)
            height += _LINE * (len(board.rows) + 2)
    width = _MARGIN * 2 + _LABEL + _BAR + _VALUE
    size = f'width="{width}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">',
            '<g font-family="sans-serif" font-size="12">',
            f"<title>{escape(', '.join(dict.fromkeys(board.name for board in boards)))}</title>",
            f'<rect {size} fill="#ffffff"/>',
            *parts,
            "</g>",
            "</svg>\n",
        ]
    )


def _panel(board: Board, measure: Measure, top: int) -> Iterator[str]:
    title = escape(f"{heading(board)}: {measure}")
    yield f'<text x="{_MARGIN}" y="{top + 14}" font-weight="bold" fill="#222222">{title}</text>'
    left, first = _MARGIN + _LABEL, top + _LINE
    for tenth in range(0, 11, 2):
        x = left + _BAR * tenth / 10
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{first}" y2="{first + _LINE * len(board.rows)}" stroke="#dddddd"/>'
    for number, row in enumerate(board.rows):
        yield from _bar(row, measure, first + number * _LINE, _COLOURS[number % len(_COLOURS)])


def _bar(row: Row, measure: Measure, top: int, colour: str) -> Iterator[str]:
    value = row.estimates[measure]
    left, middle = _MARGIN + _LABEL, top + _LINE / 2
    low, high = left + _BAR * value.low, left + _BAR * value.high
    yield f'<text x="{left - 8}" y="{middle + 4}" text-anchor="end" fill="#222222">{escape(row.label)}</text>'
    yield f'<rect x="{left}" y="{top + 3}" width="{_BAR * value.mean:.1f}" height="{_LINE - 6}" fill="{colour}"/>'
    yield f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}" stroke="#222222" stroke-width="1.5"/>'
    yield f'<text x="{left + _BAR + 8}" y="{middle + 4}" fill="#222222">{value.mean:.3f}</text>'
