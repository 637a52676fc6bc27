"""`scent models`: list, describe, choose, fetch, remove and tune models."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from shutil import get_terminal_size

from scent.cli.commands import config
from scent.cli.comparing import MOST_COMPARED, compare
from scent.cli.exits import ExitCode
from scent.cli.interrupts import until_stopped
from scent.cli.naming import tell_where
from scent.cli.options import configuring, shared
from scent.cli.output import progress, render, streams
from scent.cli.output.reports import model_facts
from scent.cli.settings.environment import can_animate, use_colour
from scent.cli.settings.locations import models
from scent.cli.settings.settings import resolve
from scent.core.model_place import BUNDLED_NAME, Address, Place
from scent.errors import ModelError, ScentError, UsageError

EPILOG = """
\b
Examples:
  scent models                        * in use, + installed, - available
  scent models info bge-m3            describe a model
  scent models pull nomic-embed-text-v1.5
  scent models pull bartowski/granite-embedding-107m-multilingual-GGUF:Q8_0
  scent models use nomic-embed-text-v1.5
  scent models use multilingual-e5-small    needs 'scent[multilingual]'
  scent models use ~/models/mine.gguf
  scent models use ~/models/potion-base-8M     a folder of Model2Vec
  scent models use bundled
  scent models remove nomic-embed-text-v1.5
  scent models tune                   find the fastest weights here
  scent models compare bundled mdbr-leaf-ir --plot sizes.svg

\b
Fetching:
  pull needs Hugging Face's client: pip install 'scent[hub]'. HF_ENDPOINT
  names a mirror, HTTPS_PROXY a proxy, HF_TOKEN a token for gated models;
  HF_HUB_OFFLINE=1 forbids all requests. Run the same command again to
  continue an interrupted fetch. The SHA-256 is checked against the catalogue
  and the hub, and recorded. pull prints the path of the file.

\b
Many languages:
  pip install 'scent[multilingual]' brings multilingual-e5-small, which reads
  94 languages. The first use makes its GGUF file in the directory of models,
  in seconds and without the network, and checks its SHA-256.

\b
Static models:
  A static model has a vector for each word or piece of one, and computes
  nothing. MODEL is the folder of a Model2Vec model, which needs
  pip install 'scent[static]', or a file of word vectors: word2vec's (text or
  binary), GloVe's, or fastText's (.vec or .bin). The first use copies it into
  the cache, in seconds; from then on it opens in milliseconds.

\b
On a server:
  An address ends in # and the name of the model there. Ollama, LM Studio,
  llama-server, vLLM, TEI and OpenAI's own service have such addresses:
  http://localhost:11434/v1/embeddings#nomic-embed-text
  Texts are then sent there; scent says so, once, if that is another machine.
  A key is read from SCENT_API_KEY or ~/.config/scent/api-keys.

\b
Tuning:
  tune measures a model with its own weights and as f32, f16, bf16 and q8_0,
  one passage at a time and in batches, each for a second on one core. It
  prints tokens per second, and the lowest cosine with the most exact vectors.
  From then on, this processor uses the fastest weights with a cosine of 0.999
  or more, for every index of the model. Existing indexes stay valid. Without
  MODEL, it tunes the model that new indexes use.

\b
Comparing:
  compare embeds a sample of the passages of the index with each MODEL, one
  core each, and prints: how many of the ten best passages two models have in
  common (Jaccard; rbo counts the first ones most), how alike their spaces are
  (CKA), how evenly vectors fill a space (IsoScore) and on how many dimensions
  they lie (TwoNN), tokens per second, and peak memory. Passages are the
  queries. With --judge, the questions are, and ndcg is that of vectors alone;
  scent eval measures the whole search. The second table has what is left of
  the ten best with shorter vectors: cut, and turned to principal axes first.
  --layers tells the same of the model without its last layers.
  Without MODEL, it measures the model that new indexes use.

\b
Exit status:
  0    done
  2    error
  130  interrupted; a partial fetch is kept
"""

# What a model that was fetched is for, by its kind.
_USES = {
    "embedding": "use it for new indexes with: scent models use",
    "reranker": "use it with: scent search --rerank",
    "generator": "use it for scent ask with: scent config set writer",
}
_ACTION_OF = {
    "--force": "remove",
    "--reset": "tune",
    "--judge": "compare",
    "--plot": "compare",
    "--sample": "compare",
    "--layers": "compare",
}


def run(
    action: configuring.ModelsAction = "list",
    names: configuring.ModelNames = None,
    *,
    force: configuring.RemoveUsed = False,
    reset: configuring.TuneReset = False,
    index: shared.Index = None,
    judge: configuring.CompareJudge = None,
    plot: configuring.ComparePlot = None,
    sample: configuring.CompareSample = None,
    layers: configuring.CompareLayers = False,
    json: shared.Json = False,
) -> int:
    """List, describe, choose, fetch, remove, tune or compare models.

    MODEL is `bundled`, a GGUF file, a static model, the name of a model that is here, or the address
    of a model on a server. `pull` saves a model in the directory of models; its name also works with
    --model and in settings. `use` chooses the model of new indexes, and fetches nothing. An index
    keeps the model that it was made with.
    """
    names = names or []
    comparing = {"--judge": judge, "--plot": plot, "--sample": sample, "--layers": layers}
    _check_arguments(action, names, {"--force": force, "--reset": reset, **comparing})
    if action == "compare":
        return compare(names, index, judge=judge, plot=plot, sample=sample, layers=layers, json=json)
    model = names[0] if names else ""
    if action in {"pull", "remove"}:
        return _pull(model, json=json) if action == "pull" else _remove(model, force=force, json=json)
    file = None if model == BUNDLED_NAME else resolve(model=names[0] if names else None).model
    match action:
        case "list":
            return _list(json=json)
        case "use":
            return _use(model, file)
        case "tune":
            return _tune(file, reset=reset, json=json)
        case _:
            return _info(model, file, json=json)


def _check_arguments(action: str, names: Sequence[str], options: Mapping[str, object]) -> None:
    """Check that an action has as many models as it takes, and no options of another.

    Raises:
        UsageError: it does not.
    """
    fewest, most = {"list": (0, 0), "tune": (0, 1), "compare": (0, MOST_COMPARED)}.get(action, (1, 1))
    if not fewest <= len(names) <= most:
        arguments = {(0, 0): "no argument", (1, 1): "one MODEL"}.get((fewest, most), f"up to {most} models")
        raise UsageError(f"scent models {action} takes {arguments}", hint="run scent models for known names")
    for name, value in options.items():
        if value and action != _ACTION_OF[name]:
            raise UsageError(f"{name} works only with scent models {_ACTION_OF[name]}")


def _list(*, json: bool) -> int:
    facts = model_facts.list_models(resolve().model, models())
    columns = get_terminal_size().columns if streams.stdout_is_terminal() else 0
    streams.write(map(render.json_line, facts) if json else model_facts.list_lines(facts, columns))
    return ExitCode.DONE


def _use(name: str, file: Place | None) -> int:
    from scent.core.models import catalogue
    from scent.core.models.source import describe

    if isinstance(file, Address):
        code = config.change("model", str(file))
        _tell_of_index(file)
        return code
    known = catalogue.entry(name)
    if known and known.package and file and not file.exists():
        from scent.core.models import packaged

        name, file = known.name, packaged.make(known, models()).path
    if file is not None:
        describe(file)
    # A name is stored as a name, so that the setting also works on another machine.
    code = config.change("model", None if file is None else name if file.parent == models() else str(file))
    _tell_of_index(file)
    return code


def _tell_of_index(file: Place | None) -> None:
    """Say that the index in use keeps its model, if that is another than the one at `file` (None: the bundled one)."""
    from scent.core.models.source import describe
    from scent.core.profile import load_profile

    index = resolve().index
    with suppress(ScentError):  # a damaged index: other commands say so
        profile = load_profile(index, committed=True)
        if profile is not None and profile.model.place != file:
            streams.say(f"the index {index} keeps the model that it was made with, {profile.model.identity.name}")
            streams.hint(f"to give it {describe(file).name}: scent migrate")


def _info(name: str, file: Place | None, *, json: bool) -> int:
    if isinstance(file, Address):
        return _info_of_server(file, json=json)
    from scent.core.models import catalogue

    known = catalogue.entry(name)
    facts = model_facts.of_entry(known) if known and file and not file.exists() else model_facts.of_file(file, models())
    streams.write([render.json_line(model_facts.all_keys(facts))] if json else model_facts.info_lines(facts))
    return ExitCode.DONE


def _info_of_server(address: Address, *, json: bool) -> int:
    """Describe a model on a server, which is asked for the vector of a sentence of scent's own."""
    from scent.core.models.source import identify

    def work() -> int:
        facts = model_facts.of_server(identify(tell_where(address)))
        streams.write([render.json_line(model_facts.all_keys(facts))] if json else model_facts.info_lines(facts))
        return ExitCode.DONE

    return until_stopped(work)


def _pull(name: str, *, json: bool) -> int:
    from scent.core.inference.gguf.kind import EMBEDDING, kind_of
    from scent.core.models.pull import pull

    def work() -> int:
        terminal = streams.stderr_is_terminal()
        colour = use_colour("auto", terminal=terminal)
        with progress.fetching(name, animate=can_animate(terminal=terminal), colour=colour) as on_progress:
            result = pull(name, models(), on_progress)
        model = result.model
        kind = kind_of(model.path)
        if kind == EMBEDDING:
            _warn_of_prompts(model.path, model.name)
        path = f"{render.visible(str(model.path))}\n".encode(errors="surrogateescape")
        facts = model_facts.all_keys(model_facts.of_installed(model))
        streams.write([render.json_line(facts) if json else path])
        if terminal:
            streams.say(f"{model.name} is {'installed' if result.downloaded else 'already installed'}")
            streams.hint(f"{_USES[kind]} {model.name}")
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
    if settings.writer == path:
        raise ModelError(f"the settings have {name} write", hint="scent config unset writer, or add --force")
    if settings.model == path:
        raise ModelError(f"the settings use {name}", hint="choose another with scent models use, or add --force")
    profile = load_profile(settings.index)
    if profile is not None and profile.model.place == path:
        raise ModelError(
            f"the index {settings.index} was made with {name}, and cannot be searched by meaning without it",
            hint="first index again with another model (--model, --reindex), or add --force",
        )


def _tune(file: Place | None, *, reset: bool, json: bool) -> int:
    from scent.core.inference import weights
    from scent.core.models import source

    if isinstance(file, Address):
        raise UsageError(f"{file.name} runs on a server, which chooses its weights itself")
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
