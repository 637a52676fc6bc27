"""`scent index`: bring an index up to date with the files that it covers."""

import os
from typing import TYPE_CHECKING

from scent.cli.naming import tell_where
from scent.cli.options import indexing, inputs, shared
from scent.cli.options.arguments import existing_paths, seconds
from scent.cli.settings.settings import index_profile, resolve
from scent.cli.updating import Manner, bring_up_to_date
from scent.core.indexing.stop import Stop
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.profile import Profile

EPILOG = """
\b
Examples:
  scent index ~/notes ~/mail         index two directories
  scent index                        update everything that is indexed
  scent index --index ./ix src doc   a separate index, in ./ix
  scent index --ready ~/notes        end as soon as ~/notes can be searched
  scent index --budget 10m --nice    ten minutes at most, at low priority
  scent index --watch --nice         follow changes until Ctrl-C
  0 * * * * scent index -q           in a crontab: prints only problems

\b
Exit status:
  0    the index is up to date, or the budget is used up
  2    error
  3    done, but files could not be read, are too large, or many are missing
  75   another process is writing to the index, or watches it
  129  hung up, 130 interrupted, 143 terminated; finished work is kept
"""


def run(
    paths: shared.Paths = None,
    *,
    files_from: shared.FilesFrom = None,
    null: shared.ListedNull = False,
    index: shared.Index = None,
    model: shared.Model = None,
    strategy: shared.Strategy = None,
    chunk_tokens: shared.ChunkTokens = None,
    window_tokens: shared.WindowTokens = None,
    hidden: shared.Hidden = None,
    no_ignore: shared.NoIgnore = None,
    follow: indexing.Follow = None,
    max_filesize: indexing.MaxFilesize = None,
    workers: shared.Workers = None,
    device: shared.Device = None,
    wait: shared.Wait = None,
    ready: indexing.Ready = False,
    watch: indexing.Watch = None,
    budget: indexing.Budget = None,
    nice: indexing.Nice = False,
    progress: indexing.ShowProgress = None,
    reindex: indexing.Reindex = False,
    prune: indexing.Prune = False,
    json: shared.Json = False,
    quiet: shared.QuietRun = False,
) -> int:
    """Read files and index their passages for searching.

    Run it again after files have changed: only changes are read, moved files are recognised, and
    deleted files are removed from the index. Hidden files, binary files and files that git ignores
    are skipped. Many files can be searched as soon as they are read: their passages first get
    provisional vectors, then exact ones, and a search makes those that it needs. If a directory is
    missing or empty, or lost more than half of its files at once, its files stay in the index until
    --prune is given, or until a run a day later. An index remembers the options it was made with.
    Ctrl-C keeps the work that is done; a second Ctrl-C stops at once.
    """
    settings = resolve(
        index=index,
        model=model,
        strategy=strategy,
        chunk_tokens=chunk_tokens,
        window_tokens=window_tokens,
        hidden=hidden,
        no_ignore=no_ignore,
        follow=follow,
        max_filesize=max_filesize,
        workers=workers,
        device=device,
    )
    targets = existing_paths([*(paths or ()), *map(os.fsdecode, inputs.names(files_from, null=null))])
    if files_from is not None and not targets:
        raise UsageError(f"the list {files_from} names no files")
    if watch is not None:
        from scent.cli.watching import start

        if budget is not None or ready or json:
            raise UsageError("--watch cannot be combined with --budget, --ready or --json")
        given = {
            "--model": model,
            "--strategy": strategy,
            "--chunk-tokens": chunk_tokens,
            "--window-tokens": window_tokens,
            "--hidden/--no-hidden": hidden,
            "--no-ignore/--ignore": no_ignore,
            "--follow/--no-follow": follow,
            "--max-filesize": max_filesize,
            "--wait": wait,
            "--progress/--no-progress": progress,
            "--reindex": reindex,
            "--prune": prune,
            "--quiet": quiet,
        }
        first: list[str | bytes] = [*start.option_words(given), "--", *targets]
        lasting = start.option_words({"--index": index, "--threads": workers, "--device": device, "--nice": nice})
        every = 0.0 if watch == "true" else seconds(watch)
        return start.watch(settings, first, lasting, every, quiet=quiet)

    def profile(stop: Stop) -> "Profile":
        with stop.interruptible():  # where the model is on a server, it is asked
            tell_where(settings.model)
            return index_profile(settings, again=reindex)

    return bring_up_to_date(
        settings,
        targets,
        profile,
        Manner(index, progress, json, quiet, nice),
        wait=wait or 0,
        budget=seconds(budget) if budget is not None else None,
        reset=reindex,
        prune=prune,
        ready=ready,
    )
