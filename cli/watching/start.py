"""Starts a watch: a first index run with the options that were given, then the watch itself."""

import os
from collections.abc import Mapping, Sequence

from scent.cli import interrupts
from scent.cli.exits import ExitCode
from scent.cli.output import streams
from scent.cli.settings.settings import Settings
from scent.cli.watching import telling
from scent.cli.watching.runs import Ended, index_run
from scent.core.indexing.stop import Stopped

# How long the first run waits for another one: as long as any takes.
_WAIT = "1000000"


def option_words(given: Mapping[str, object]) -> list[str]:
    """The words of a command line for options with these values; None, and False without an opposite, give none.

    An option with an opposite is named as Typer names it, such as `--hidden/--no-hidden`.
    """
    words: list[str] = []
    for names, value in given.items():
        name, _, opposite = names.partition("/")
        if value is True:
            words.append(name)
        elif value is False:
            words += [opposite] if opposite else []
        elif value is not None:
            words.append(f"{name}={value}")
    return words


def watch(settings: Settings, first: Sequence[str | bytes], words: Sequence[str], every: float, *, quiet: bool) -> int:
    """Watch until a signal comes, and return the exit code.

    Args:
        settings: the index and the cache.
        first: options and paths of the first run.
        words: options of every run.
        every: seconds between two looks at everything; 0: the default.
        quiet: whether to say only what is wrong.

    Raises:
        LockedError: another process watches the index.
        ScentError: the index cannot be used.
    """
    with interrupts.stop_on_signals() as stop:
        try:
            with stop.interruptible():
                return _watch(settings, first, words, every, quiet=quiet)
        except Stopped:
            streams.flush()
    return interrupts.exit_status(stop.reason)


def _watch(settings: Settings, first: Sequence[str | bytes], words: Sequence[str], every: float, *, quiet: bool) -> int:
    from scent.cli.watching.watch import Watch
    from scent.core.watching.alone import watching_alone

    os.environ["SCENT_INDEX"] = str(settings.index)  # for every run, also after config.toml has changed
    with watching_alone(settings.index, settings.cache):
        ended = _first_run([*words, "--ready", *first])
        if ended.code not in {ExitCode.DONE, ExitCode.PARTIAL}:
            return ended.code if ended.code >= 0 else 128 - ended.code
        if not (quiet or streams.stderr_is_terminal()) and (sentence := telling.changes(ended.report)):
            streams.say(sentence)
        left = int(ended.report.get("provisional", 0))
        return Watch(settings.index, settings.cache, words, every, provisional=left, quiet=quiet).follow()


def _first_run(words: Sequence[str | bytes]) -> Ended:
    """The first run, which a person may see; while another process is writing to the index, it waits."""
    ended = index_run(words, shown=True)
    if ended.code != ExitCode.BUSY:
        return ended
    streams.say("waiting for that run to end")
    return index_run(["--wait", _WAIT, *words], shown=True)
