"""`scent eval`: how good the search is, measured on questions whose answers are known."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.options import measuring, shared
from scent.cli.options.arguments import existing_paths
from scent.cli.options.variations import Variation, is_variation, variations
from scent.cli.output import progress, render, streams
from scent.cli.settings.environment import can_animate, use_colour
from scent.cli.settings.settings import resolve
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.cli.output.reports.scoreboard import Board
    from scent.core.quality.collection import Collection
    from scent.core.quality.metrics import Measure

EPILOG = """
\b
Examples:
  scent eval beir/scifact
  scent eval beir/* --vary strategy=early,late mode=hybrid,dense
  scent eval beir/scifact --metric ndcg@10,recall@100 --json
  scent eval --judge questions.jsonl ~/notes

\b
Questions:
  --judge reads one JSON object a line; a whole file, lines or characters
  (start, end) can answer; paths are seen from the directory of that file:
  {"query": "when is the rent due", "answers":
   [{"path": "lease.md", "start_line": 12, "end_line": 14}]}

\b
Exit status:
  0  measured
  2  error
  3  measured, but some files could not be read
"""


def run(
    words: measuring.EvalWords = None,
    *,
    vary: measuring.Vary = None,
    metric: measuring.Metric = None,
    limit: measuring.EvalLimit = 10,
    limit_queries: measuring.LimitQueries = None,
    judge: measuring.Judge = None,
    qrels: measuring.Qrels = None,
    model: shared.Model = None,
    strategy: shared.Strategy = None,
    chunk_tokens: shared.ChunkTokens = None,
    window_tokens: shared.WindowTokens = None,
    mode: shared.Mode = None,
    workers: shared.Workers = None,
    suffix: measuring.Suffix = ".txt",
    keep: measuring.Keep = None,
    json: shared.Json = False,
    plot: measuring.Plot = None,
    run_file: measuring.RunFile = None,
) -> int:
    """Measure the search on judged questions.

    DATASET is a directory in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/test.tsv, and spans.jsonl where it is
    known which characters hold the answers. It is indexed in a place of its own, which is thrown away, and asked as
    `scent search` asks. With --judge, the arguments are files and directories of yours.
    """
    flags = {"strategy": strategy, "chunk_tokens": chunk_tokens, "window_tokens": window_tokens, "mode": mode}
    names = [word for word in words or () if not is_variation(word)]
    varied = variations([*(vary or ()), *(word for word in words or () if is_variation(word))], model=model, **flags)
    measures = _measures(metric, limit)
    collections = _collections(names, judge, qrels, limit_queries)
    boards = []
    with _work(keep) as work:
        settings = resolve(workers=workers)
        place = _Place(work, suffix, settings.workers, settings.cache)
        for collection in collections:
            boards.append(_board(collection, varied, measures, place))
            if json:
                _print_json(boards[-1])
    if not json:
        _print_tables(boards)
    _write_files(boards, plot, run_file)
    failed = any(row.outcome.report.failed for board in boards for row in board.rows)
    return ExitCode.PARTIAL if failed else ExitCode.DONE


@dataclass(frozen=True, slots=True)
class _Place:
    """Where and how collections are laid out and indexed."""

    work: Path
    suffix: str
    workers: int
    cache: Path


def _measures(names: Sequence[str] | None, k: int) -> "list[Measure]":
    from scent.core.quality.metrics import measure, usual_measures

    if names:
        return [measure(name) for words in names for name in words.split(",")]
    return usual_measures(k)


def _collections(names: Sequence[str], judge: str | None, qrels: str | None, limit: int | None) -> "list[Collection]":
    from scent.core.quality.collection import open_beir, sampled
    from scent.core.quality.judged import open_judged

    if not names:
        raise UsageError("there is nothing to measure", hint="Name a dataset, or --judge FILE and your own files.")
    if qrels and (judge or len(names) > 1):
        raise UsageError("--qrels goes with exactly one dataset")
    if judge:
        found = [open_judged(Path(judge), tuple(existing_paths(names)))]
    else:
        found = [open_beir(Path(name), qrels=Path(qrels) if qrels else None) for name in names]
    return [sampled(each, limit) for each in found] if limit else found


@contextmanager
def _work(keep: str | None) -> Iterator[Path]:
    if keep:
        yield Path(keep)
        return
    with TemporaryDirectory(prefix="scent-eval-") as directory:
        yield Path(directory)


def _board(
    collection: "Collection", varied: Sequence[Variation], measures: "Sequence[Measure]", place: _Place
) -> "Board":
    from scent.cli.output.reports.scoreboard import board
    from scent.core.quality.evaluate import evaluate

    terminal = streams.stderr_is_terminal()
    with progress.shown(animate=can_animate(terminal=terminal), colour=use_colour("auto", terminal=terminal)) as shown:
        outcomes = evaluate(
            collection,
            [each.setting for each in varied],
            measures,
            place.work,
            suffix=place.suffix,
            workers=place.workers,
            cache=place.cache,
            progress=shown,
        )
        found = {outcome.setting: outcome for outcome in outcomes}
    return board([(each.label, found[each.setting]) for each in varied])


def _print_json(board: "Board") -> None:
    from scent.cli.output.reports.scoreboard import records

    streams.write(render.json_line(record) for record in records(board))
    streams.flush()  # each collection may take minutes


def _print_tables(boards: "Sequence[Board]") -> None:
    from scent.cli.output.reports.scoreboard import all_tables, note, plain

    if streams.stdout_is_terminal():
        _draw_tables(boards)
        return
    for title, cells in all_tables(boards):
        lines = [*([title] if title else []), *plain(cells), ""]
        streams.write(f"{render.visible(line)}\n".encode() for line in lines)
    streams.write([f"{note(boards)}\n".encode()])


def _draw_tables(boards: "Sequence[Board]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from scent.cli.output.reports.scoreboard import all_tables, note, plain

    console = Console(no_color=not use_colour("auto", terminal=True), highlight=False)
    for title, cells in all_tables(boards):
        wide = max(map(len, plain(cells))) > console.width
        names, *rows = ([row[:-1] for row in cells]) if wide else cells  # without bars, rather than with cut figures
        drawn = Table(
            title=Text(render.visible(title)) if title else None, title_justify="left", box=None, pad_edge=False
        )
        drawn.add_column(names[0], overflow="fold", header_style="bold")
        for place, name in enumerate(names[1:], 1):
            drawn.add_column(name, header_style="bold", min_width=max(len(row[place]) for row in rows))
        for row in rows:
            drawn.add_row(*(Text(render.visible(cell)) for cell in row))
        console.print(drawn, Text())
    console.print(Text(note(boards)))


def _write_files(boards: "Sequence[Board]", plot: str | None, run_file: str | None) -> None:
    from scent.cli.output.reports.chart import svg
    from scent.core.quality.trec import run_lines

    if plot:
        Path(plot).write_text(svg(boards), encoding="utf-8")
    rows = [(board.name, row) for board in boards for row in board.rows]
    for name, row in rows if run_file else ():
        file = Path(str(run_file))
        tag = f"{name} {row.label}".replace(" ", "-").replace("/", "-")
        chosen = file if len(rows) == 1 else file.with_name(f"{file.stem}-{tag}{file.suffix}")
        rankings = ((each.query.id, each.ranking.documents, each.scores) for each in row.outcome.answers)
        chosen.write_text("".join(run_lines(rankings, tag)), encoding="utf-8")
