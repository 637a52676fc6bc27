"""`scent eval --learn` and `--unlearn`: fits the weights of an index to what its user has judged, and goes back."""

from pathlib import Path

from scent.cli.exits import ExitCode
from scent.cli.interrupts import until_stopped
from scent.cli.judging import say_gone
from scent.cli.output import render, streams
from scent.cli.settings.settings import resolve
from scent.errors import UsageError


def learn(judge: str | None, index: str | None, *, json: bool) -> int:
    """Learn from the questions in a file, by default that of `scent search --good`, and keep what helps.

    Raises:
        UsageError: there are no questions, or too few; a line of the file is malformed.
        ScentError: the index or its model cannot be used.
    """
    settings = resolve(index=index)
    file = Path(judge) if judge else settings.judgements
    if not judge and not file.exists():
        raise UsageError(
            f"nothing has been judged yet: there is no {file}",
            hint="judge results with: scent search QUERY --good N; or name a file of questions with --judge",
        )

    def work() -> int:
        from scent.cli.output.reports import learning_report
        from scent.core.quality import learning
        from scent.core.quality.judged import load_judged
        from scent.core.search.searcher import Searcher

        judged = load_judged(file)
        say_gone(file, judged.gone)
        terminal = streams.stderr_is_terminal()
        with Searcher.open(settings.index, cache=settings.cache) as searcher:
            result = learning.learn(searcher, judged.collection.queries, streams.say if terminal else lambda _: None)
            had = searcher.reader.manifest.weights
        if result.wins:
            learning.keep(settings.index, result)
        streams.write(
            [render.json_line(learning_report.record(result))]
            if json
            else learning_report.lines(result, had=had is not None)
        )
        return ExitCode.DONE if result.wins else ExitCode.NOTHING

    return until_stopped(work)


def unlearn(index: str | None, *, json: bool) -> int:
    """Go back to the usual weights.

    Raises:
        ScentError: the index cannot be used.
    """
    from scent.core.quality import learning

    forgotten = learning.forget(resolve(index=index).index)
    if json:
        streams.write([render.json_line({"forgotten": forgotten})])
    else:
        streams.say("the usual weights hold again" if forgotten else "the index has learnt nothing")
    return ExitCode.DONE if forgotten else ExitCode.NOTHING
