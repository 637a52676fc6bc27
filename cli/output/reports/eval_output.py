"""Print the boards of `scent eval`, and write its plot and run files."""

from collections.abc import Sequence
from pathlib import Path

from scent.cli.output import render, streams
from scent.cli.output.reports.chart import svg
from scent.cli.output.reports.scoreboard import Board, all_tables, json_records, note, plain
from scent.cli.settings.environment import use_colour
from scent.core.quality.trec import run_lines


def print_json(board: Board) -> None:
    """Print a JSON line for each setting at once: the next collection may take minutes."""
    streams.write(render.json_line(record) for record in json_records(board))
    streams.flush()


def print_tables(boards: Sequence[Board]) -> None:
    """Print all tables, drawn with Rich on a terminal and as plain lines elsewhere."""
    if streams.stdout_is_terminal():
        _draw_tables(boards)
        return
    for title, cells in all_tables(boards):
        lines = [*([title] if title else []), *plain(cells), ""]
        streams.write(f"{render.visible(line)}\n".encode() for line in lines)
    streams.write([f"{note(boards)}\n".encode()])


def _draw_tables(boards: Sequence[Board]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(no_color=not use_colour("auto", terminal=True), highlight=False)
    for title, cells in all_tables(boards):
        too_wide = max(map(len, plain(cells))) > console.width
        names, *rows = [row[:-1] for row in cells] if too_wide else cells  # drop the bars rather than cut figures
        table = Table(
            title=Text(render.visible(title)) if title else None, title_justify="left", box=None, pad_edge=False
        )
        table.add_column(names[0], overflow="fold", header_style="bold")
        for column, name in enumerate(names[1:], 1):
            table.add_column(name, header_style="bold", min_width=max(len(row[column]) for row in rows))
        for row in rows:
            table.add_row(*(Text(render.visible(cell)) for cell in row))
        console.print(table, Text())
    console.print(Text(note(boards)))


def write_plot(boards: Sequence[Board], file: Path) -> None:
    """Write the bar chart as SVG."""
    file.write_text(svg(boards), encoding="utf-8")


def write_run_files(boards: Sequence[Board], file: Path) -> None:
    """Write a TREC run to `file`, or, if there are several settings, one next to it for each."""
    rows = [(board.name, row) for board in boards for row in board.rows]
    for name, row in rows:
        tag = f"{name} {row.label}".replace(" ", "-").replace("/", "-")
        target = file if len(rows) == 1 else file.with_name(f"{file.stem}-{tag}{file.suffix}")
        rankings = ((each.query.id, each.ranking.documents, each.scores) for each in row.outcome.results)
        target.write_text("".join(run_lines(rankings, tag)), encoding="utf-8")
