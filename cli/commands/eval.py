"""`scent eval`: how good the search is, measured on questions whose answers are known."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.judging import say_gone
from scent.cli.naming import tell_where
from scent.cli.options import measuring, shared
from scent.cli.options.arguments import existing_paths
from scent.cli.options.variations import Variation, is_variation, variations
from scent.cli.output import progress, streams
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
  scent eval --learn                 from what --good and --bad have said
  scent eval --learn --judge questions.jsonl

\b
Questions:
  --judge reads one JSON object per line. The answer is a whole file, or lines
  or characters (start, end) of it. Paths are relative to the directory of the
  questions:
  {"query": "when is the rent due", "answers":
   [{"path": "lease.md", "start_line": 12, "end_line": 14}]}

\b
Learning:
  scent search QUERY --good 2 --bad 1 notes what you think of results. From 20
  questions on, --learn fits how much meaning, words, names of files, their
  age and their language count. What it learns is kept only if questions that
  had no part in it gain for certain; --unlearn goes back.

\b
Exit status:
  0  measured, or learnt
  1  nothing was learnt, or there was nothing to forget
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
    learn: measuring.Learn = False,
    unlearn: measuring.Unlearn = False,
    index: shared.Index = None,
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
    """Measure search quality on judged questions.

    DATASET is a directory in BEIR format: corpus.jsonl, queries.jsonl and qrels/test.tsv. An
    optional spans.jsonl says which characters contain the answers. DATASET is indexed in a temporary
    directory and searched as by `scent search`. With --judge, the arguments are your own files and
    directories.
    """
    if learn or unlearn:
        others = words, vary, metric, limit_queries, qrels, model, strategy, chunk_tokens, window_tokens, mode, keep
        if (learn and unlearn) or any(others) or plot or run_file or (unlearn and judge):
            raise UsageError(
                f"--{'learn' if learn else 'unlearn'} is about the index as it is, and takes only "
                f"{'--judge, --index and --json' if learn else '--index and --json'}",
                hint="leave out datasets, paths and the other options",
            )
        from scent.cli import learning

        return learning.learn(judge, index, json=json) if learn else learning.unlearn(index, json=json)
    if index:
        raise UsageError(
            "--index goes with --learn and --unlearn; datasets and --judge are indexed for the measurement"
        )
    flags = {"strategy": strategy, "chunk_tokens": chunk_tokens, "window_tokens": window_tokens, "mode": mode}
    names = [word for word in words or () if not is_variation(word)]
    varied = variations([*(vary or ()), *(word for word in words or () if is_variation(word))], model=model, **flags)
    measures = _measures(metric, limit)
    collections = _collections(names, judge, qrels, limit_queries)

    from scent.cli.output.reports import eval_output

    boards = []
    with _work_directory(keep) as work:
        for collection in collections:
            boards.append(_evaluate(collection, varied, measures, work, suffix=suffix, workers=workers))
            if json:
                eval_output.print_json(boards[-1])
    if not json:
        eval_output.print_tables(boards)
    if plot:
        eval_output.write_plot(boards, Path(plot))
    if run_file:
        eval_output.write_run_files(boards, Path(run_file))
    failed = any(row.outcome.report.failed for board in boards for row in board.rows)
    return ExitCode.PARTIAL if failed else ExitCode.DONE


def _measures(names: Sequence[str] | None, k: int) -> "list[Measure]":
    from scent.core.quality.metrics import default_measures, parse_measure

    if names:
        return [parse_measure(name) for words in names for name in words.split(",")]
    return default_measures(k)


def _collections(names: Sequence[str], judge: str | None, qrels: str | None, limit: int | None) -> "list[Collection]":
    from scent.core.quality.collection import load_beir, sample_queries
    from scent.core.quality.judged import load_judged

    if not names:
        raise UsageError("there is nothing to measure", hint="name a dataset, or use --judge FILE with your own files")
    if qrels and (judge or len(names) > 1):
        raise UsageError("--qrels needs exactly one dataset")
    if judge:
        judged = load_judged(Path(judge), tuple(existing_paths(names)))
        say_gone(Path(judge), judged.gone)
        collections = [judged.collection]
    else:
        collections = [load_beir(Path(name), qrels=Path(qrels) if qrels else None) for name in names]
    return [sample_queries(each, limit) for each in collections] if limit else collections


@contextmanager
def _work_directory(keep: str | None) -> Iterator[Path]:
    if keep:
        yield Path(keep)
        return
    with TemporaryDirectory(prefix="scent-eval-") as directory:
        yield Path(directory)


def _evaluate(
    collection: "Collection",
    varied: Sequence[Variation],
    measures: "Sequence[Measure]",
    work: Path,
    *,
    suffix: str,
    workers: int | None,
) -> "Board":
    from scent.cli.output.reports.scoreboard import make_board
    from scent.core.quality.evaluate import evaluate

    settings = resolve(workers=workers)
    for each in varied:
        tell_where(each.setting.model)
    terminal = streams.stderr_is_terminal()
    with progress.shown(animate=can_animate(terminal=terminal), colour=use_colour("auto", terminal=terminal)) as shown:
        outcomes = evaluate(
            collection,
            [each.setting for each in varied],
            measures,
            work,
            suffix=suffix,
            workers=settings.workers,
            cache=settings.cache,
            progress=shown,
        )
        by_setting = {outcome.setting: outcome for outcome in outcomes}
    return make_board([(each.label, by_setting[each.setting]) for each in varied])
