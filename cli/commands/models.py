"""`scent models`: list, describe, choose, fetch, remove and tune models."""

from dataclasses import asdict
from pathlib import Path
from shutil import get_terminal_size

from scent.cli.commands import config
from scent.cli.exits import ExitCode
from scent.cli.interrupts import until_stopped
from scent.cli.options import configuring, shared
from scent.cli.output import progress, render, streams
from scent.cli.output.reports import model_facts
from scent.cli.settings.environment import can_animate, use_colour
from scent.cli.settings.locations import models
from scent.cli.settings.settings import resolve
from scent.errors import ModelError, UsageError

EPILOG = """
\b
Examples:
  scent models                        * in use, + installed, - available
  scent models info bge-m3            describe a model
  scent models pull nomic-embed-text-v1.5
  scent models pull bartowski/granite-embedding-107m-multilingual-GGUF:Q8_0
  scent models use nomic-embed-text-v1.5
  scent models use ~/models/mine.gguf
  scent models use bundled
  scent models remove nomic-embed-text-v1.5
  scent models tune                   find the fastest weights here

\b
Fetching:
  pull needs Hugging Face's client: pip install 'scent[hub]'. HF_ENDPOINT
  names a mirror, HTTPS_PROXY a proxy, HF_TOKEN a token for gated models;
  HF_HUB_OFFLINE=1 forbids all requests. Run the same command again to
  continue an interrupted fetch. The SHA-256 is checked against the catalogue
  and the hub, and recorded. pull prints the path of the file.

\b
Tuning:
  tune measures a model with its own weights and as f32, f16, bf16 and q8_0,
  one passage at a time and in batches, each for a second on one core. It
  prints tokens per second, and the lowest cosine with the most exact vectors.
  From then on, this processor uses the fastest weights with a cosine of 0.999
  or more, for every index of the model. Existing indexes stay valid. Without
  MODEL, it tunes the model that new indexes use.

\b
Exit status:
  0    done
  2    error
  130  interrupted; a partial fetch is kept
"""

_BUNDLED = "bundled"


def run(
    action: configuring.ModelsAction = "list",
    model: configuring.ModelName = None,
    *,
    force: configuring.RemoveUsed = False,
    reset: configuring.TuneReset = False,
    json: shared.Json = False,
) -> int:
    """List, describe, choose, fetch, remove or tune models.

    MODEL is `bundled`, a GGUF file, or the name of a fetched model. `pull` saves a model in the
    directory of models; its name also works with --model and in settings. An index keeps the model
    that it was made with.
    """
    if action != "tune" and (model is None) != (action == "list"):
        arguments = "no argument" if action == "list" else "one MODEL"
        raise UsageError(f"scent models {action} takes {arguments}", hint="run scent models for known names")
    for name, given, meant in (("--force", force, "remove"), ("--reset", reset, "tune")):
        if given and action != meant:
            raise UsageError(f"{name} works only with scent models {meant}")
    match action:
        case "list":
            return _list(json=json)
        case "pull":
            return _pull(str(model), json=json)
        case "remove":
            return _remove(str(model), force=force, json=json)
    file = None if model == _BUNDLED else resolve(model=model).model
    if action == "use":
        return _use(str(model), file)
    if action == "tune":
        return _tune(file, reset=reset, json=json)
    return _info(str(model), file, json=json)


def _list(*, json: bool) -> int:
    facts = model_facts.list_models(resolve().model, models())
    columns = get_terminal_size().columns if streams.stdout_is_terminal() else 0
    streams.write(map(render.json_line, facts) if json else model_facts.list_lines(facts, columns))
    return ExitCode.DONE


def _use(name: str, file: Path | None) -> int:
    from scent.core.models.source import describe

    if file is not None:
        describe(file)
    # A name is stored as a name, so that the setting also works on another machine.
    return config.change("model", None if file is None else name if file.parent == models() else str(file))


def _info(name: str, file: Path | None, *, json: bool) -> int:
    from scent.core.models import catalogue

    known = catalogue.entry(name)
    facts = model_facts.of_entry(known) if known and file and not file.exists() else model_facts.of_file(file, models())
    streams.write([render.json_line(model_facts.all_keys(facts))] if json else model_facts.info_lines(facts))
    return ExitCode.DONE


def _pull(name: str, *, json: bool) -> int:
    from scent.core.models.pull import pull

    def work() -> int:
        terminal = streams.stderr_is_terminal()
        colour = use_colour("auto", terminal=terminal)
        with progress.fetching(name, animate=can_animate(terminal=terminal), colour=colour) as on_progress:
            result = pull(name, models(), on_progress)
        model = result.model
        _warn_of_prompts(model.path, model.name)
        path = f"{render.visible(str(model.path))}\n".encode(errors="surrogateescape")
        facts = model_facts.all_keys(model_facts.of_installed(model))
        streams.write([render.json_line(facts) if json else path])
        if terminal:
            streams.say(f"{model.name} is {'installed' if result.downloaded else 'already installed'}")
            streams.hint(f"use it for new indexes with: scent models use {model.name}")
        return ExitCode.DONE

    code = until_stopped(work)
    if code != ExitCode.DONE:
        streams.say("stopped; run the same command again to continue")
    return code


def _warn_of_prompts(file: Path, name: str) -> None:
    """Warn if a file does not carry the name by which its prompts are known: they are then not used."""
    from scent.core.models import catalogue
    from scent.core.models.source import describe

    card, known = describe(file), catalogue.entry(name)
    family = known.family if known else None
    if family and (card.query_prompt, card.document_prompt) != (family.query_prompt, family.document_prompt):
        streams.say(f"the file names itself {card.name}, so the prompts of {name} are not used")


def _remove(name: str, *, force: bool, json: bool) -> int:
    from scent.core.inference import weights
    from scent.core.models import store

    model = store.find_model(models(), name)
    if model is None:
        raise ModelError(f"there is no model {name} in {models()}", hint="run scent models for installed models")
    if not force:
        _check_unused(model.path, name)
    store.remove(model)
    freed = model.size + (weights.forget(model.record.sha256, resolve().cache) if model.record else 0)
    if json:
        streams.write([render.json_line({"name": name, "freed": freed})])
    else:
        streams.say(f"{render.size(freed)} freed")
    return ExitCode.DONE


def _check_unused(path: Path, name: str) -> None:
    """Check that neither the settings nor the index that they name use a model.

    Raises:
        ModelError: one of them uses it.
    """
    from scent.core.profile import load_profile

    settings = resolve()
    if settings.model == path:
        raise ModelError(f"the settings use {name}", hint="choose another with scent models use, or add --force")
    profile = load_profile(settings.index)
    if profile is not None and profile.model.path == path:
        raise ModelError(
            f"the index {settings.index} was made with {name}, and cannot be searched by meaning without it",
            hint="first index again with another model (--model, --reindex), or add --force",
        )


def _tune(file: Path | None, *, reset: bool, json: bool) -> int:
    from scent.core.inference import weights
    from scent.core.models import source

    cache = resolve().cache
    model = source.identify(file)
    if reset:
        streams.say(f"{render.size(weights.forget(model.identity.digest, cache))} freed")
        return ExitCode.DONE
    if streams.stderr_is_terminal():
        streams.say("measuring; this takes some seconds, longer on a busy machine")

    def work() -> int:
        from scent.core.embedding.tune import tune

        results = tune(model, cache)
        streams.write(map(render.json_line, map(asdict, results)) if json else model_facts.tune_lines(results))
        return ExitCode.DONE

    return until_stopped(work)
