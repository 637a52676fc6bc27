"""`scent migrate`: change the model of an index, and keep searching meanwhile."""

from typing import TYPE_CHECKING

from scent.cli.naming import tell_where
from scent.cli.options import indexing, shared
from scent.cli.output import streams
from scent.cli.settings.settings import resolve
from scent.cli.updating import Manner, bring_up_to_date
from scent.core.indexing.stop import Stop

if TYPE_CHECKING:
    from scent.core.profile import Profile

EPILOG = """
\b
Examples:
  scent migrate --model multilingual-e5-small   change the model of the index
  scent migrate                                 take the one that is set
  scent migrate --ready --model ./model.gguf    end as soon as one can search

\b
Exit status:
  0    the index has the new model
  2    error; the index is as it was
  3    done, but files could not be read, are too large, or many are missing
  75   another process is writing to the index
  129  hung up, 130 interrupted, 143 terminated; finished work is kept
"""


def run(
    *,
    index: shared.Index = None,
    model: shared.Model = None,
    workers: shared.Workers = None,
    device: shared.Device = None,
    wait: shared.Wait = None,
    ready: indexing.Ready = False,
    nice: indexing.Nice = False,
    progress: indexing.ShowProgress = None,
    json: shared.Json = False,
    quiet: shared.QuietRun = False,
) -> int:
    """Change the model of an index, and keep searching meanwhile.

    Some hundred passages are embedded with the new model. From them, scent learns how its vectors
    follow from the old ones, and gives all passages provisional vectors of the new model at once.
    Then it makes the exact ones, as `scent index` does: later runs go on where this one ends, and a
    search makes those that it needs. Passages stay cut as they are; `scent index --reindex` cuts
    them anew.
    """
    settings = resolve(index=index, model=model, workers=workers, device=device)

    def profile(stop: Stop) -> "Profile":
        from scent.core.indexing.migration import change_model, new_profile
        from scent.core.models import source as model_source

        with stop.interruptible():  # where the model is on a server, it is asked
            new = model_source.identify(tell_where(settings.model))
        changed = new_profile(settings.index, new)
        name = changed.model.identity.name
        if not quiet:
            streams.say(f"learning from some passages how {name} sees what the index has")
        change_model(settings.index, changed, cache=settings.cache, workers=settings.workers, wait=wait or 0, stop=stop)
        if not quiet:
            streams.say(f"the index has provisional vectors of {name} now")
        return changed

    return bring_up_to_date(
        settings, [], profile, Manner(index, progress, json, quiet, nice), wait=wait or 0, ready=ready
    )
