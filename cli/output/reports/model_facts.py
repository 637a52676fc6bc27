"""What `scent models` shows: the facts about models, as JSON objects and as lines."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scent.cli.output import render, screen_text
from scent.core.model_place import BUNDLED_NAME, Address, Place
from scent.errors import ModelError

if TYPE_CHECKING:
    from scent.core.embedding.tune import TuneResult
    from scent.core.models.catalogue import Entry
    from scent.core.models.model_source import ModelSource
    from scent.core.models.store import InstalledModel

Facts = Mapping[str, Any]

# The keys in the order of `scent models info`, which leaves out unknown facts; in JSON they are
# null.
_KEYS = (
    "name",
    "path",
    "bytes",
    "sha256",
    "architecture",
    "pooling",
    "context",
    "trained",
    "dims",
    "matryoshka",
    "query_prompt",
    "document_prompt",
    "languages",
    "good_at",
    "beir",
    "licence",
    "repository",
    "revision",
    "file",
    "url",
    "package",
    "vouched",
)
_ABOUT_BUNDLED = {
    "dims": 384,
    "languages": "English",
    "licence": "Apache-2.0",
    "good_at": "English; comes with scent, small",
    "beir": 41.95,
}


def list_models(used: Place | None, directory: Path) -> list[dict[str, Any]]:
    """The facts about all models: bundled, installed in `directory`, in use elsewhere, and those that can be fetched.

    `used` is the place of the model in use, None for the bundled one.
    """
    from scent.core.models import catalogue, store
    from scent.core.models.source import BUNDLED

    used = None if used == BUNDLED else used
    models = [{"name": BUNDLED_NAME, "path": str(BUNDLED), "bytes": BUNDLED.stat().st_size, **_ABOUT_BUNDLED}]
    installed = store.installed_models(directory)
    models += [of_installed(model) for model in installed]
    if isinstance(used, Address):
        models.append({"name": str(used), "url": used.url, "good_at": "on a server"})
    elif used is not None and used not in {model.path for model in installed}:
        size = _size(used) if used.exists() else None
        models.append({"name": str(used), "path": str(used), "bytes": size})
    names = {model.name for model in installed}
    models += [of_entry(entry) for entry in catalogue.entries() if entry.name not in names]
    used_name = str(used or BUNDLED)
    return [
        {
            **all_keys(facts),
            "here": facts.get("path") is not None,
            "used": used_name in {facts.get("path"), facts["name"]},
        }
        for facts in models
    ]


def _size(path: Path) -> int | None:
    """The size of a model in bytes; None for a directory that is no model."""
    if not path.is_dir():
        return path.stat().st_size
    from scent.core.static_models.outline import files

    try:
        return sum(file.stat().st_size for file in files(path))
    except ModelError:
        return None


def all_keys(facts: Facts) -> dict[str, Any]:
    """The facts with all keys; None for what is unknown."""
    return {key: facts.get(key) for key in _KEYS}


def of_entry(entry: "Entry") -> dict[str, Any]:
    """The facts in the catalogue about a model."""
    return {
        "name": entry.name,
        "bytes": entry.size,
        "sha256": entry.sha256,
        "pooling": entry.pooling,
        "context": entry.context,
        "trained": min(entry.context, entry.family.trained_tokens or entry.context),
        "dims": entry.dims,
        "matryoshka": list(entry.matryoshka),
        "query_prompt": entry.family.query_prompt,
        "document_prompt": entry.family.document_prompt,
        "languages": entry.languages,
        "good_at": entry.good_at,
        "beir": entry.beir,
        "licence": entry.licence,
        **_origin(entry),
    }


def _origin(entry: "Entry") -> dict[str, str]:
    """Where the catalogue says that a model comes from."""
    if package := entry.package:
        return {"file": package.file, "package": f"{package.name} {package.version}"}
    return {"repository": entry.repository, "revision": entry.revision, "file": entry.file or ", ".join(entry.parts)}


def of_server(source: "ModelSource") -> dict[str, Any]:
    """The facts about a model on a server: what its name tells, and what the server has answered."""
    identity = source.identity
    return {
        "name": identity.name,
        "architecture": identity.architecture,
        "dims": identity.dims,
        "query_prompt": identity.query_prompt,
        "document_prompt": identity.document_prompt,
        "url": source.address,
    }


def of_installed(model: "InstalledModel") -> dict[str, Any]:
    """The facts in the record of an installed model, and in the catalogue."""
    from scent.core.models import catalogue

    record = model.record
    entry = catalogue.entry(model.name) if record else None
    facts = of_entry(entry) if entry else {"name": model.name}
    facts |= {"path": str(model.path), "bytes": model.size}
    if record:
        facts |= {"sha256": record.sha256, "url": record.url, "repository": record.repository or None}
        facts |= {"revision": record.revision or None, "vouched": list(record.vouched)}
        facts |= {} if facts.get("package") else {"file": record.file or None}
    return facts


def of_file(path: Path | None, directory: Path) -> dict[str, Any]:
    """The facts in a model file (None: the bundled one), and in its record if it is installed in `directory`.

    Raises:
        ModelError: the file is neither an embedding model nor one that writes text.
    """
    from scent.core.models import store
    from scent.core.models.generator_file import writer_card
    from scent.core.models.source import BUNDLED, describe

    path = None if path == BUNDLED else path
    file = path or BUNDLED
    installed = next((model for model in store.installed_models(directory) if model.path == path), None)
    facts = of_installed(installed) if installed else dict(_ABOUT_BUNDLED if path is None else {})
    if path is not None and (writer := writer_card(path)):
        return facts | {
            "name": writer.name,
            "path": str(path),
            "bytes": _size(path),
            "architecture": writer.architecture,
            "context": writer.context_tokens,
            "good_at": "writing, for scent ask",
        }
    card = describe(path)
    return facts | {
        "name": card.name,
        "path": str(file),
        "bytes": _size(file),
        "architecture": card.architecture,
        "pooling": card.pooling,
        "context": card.context_tokens,
        "trained": card.trained_tokens,
        "query_prompt": card.query_prompt,
        "document_prompt": card.document_prompt,
    }


def info_lines(facts: Facts) -> Iterator[bytes]:
    """One line for each known fact: its name, a tab, its value."""
    for key in _KEYS:
        value = facts.get(key)
        shown = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        if shown:
            yield f"{key.replace('_', ' ')}\t{render.visible(shown)}\n".encode(errors="surrogateescape")


def list_lines(models: Iterable[Facts], columns: int = 0) -> Iterator[bytes]:
    """One line for each model: in use (*), installed (+) or to be fetched (-), and its name, size, dims and use.

    Lines are cut to `columns` cells, unless that is 0.
    """
    models = list(models)
    width = max(len(render.visible(facts["name"])) for facts in models)
    for facts in models:
        mark = "*" if facts["used"] else "+" if facts["here"] else "-"
        size = "" if facts["bytes"] is None else render.size(facts["bytes"])
        dims = facts["dims"] or ""
        line = f"{mark} {render.visible(facts['name']):<{width}}  {size:>8}  {dims:>4}  {facts['good_at'] or ''}"
        shown = screen_text.cut(line.rstrip(), columns) if columns else line.rstrip()
        yield f"{shown}\n".encode(errors="surrogateescape")


def tune_lines(results: Iterable["TuneResult"]) -> Iterator[bytes]:
    """One line for each way to run a model, the best first: used from now on (*), or not exact enough (x)."""
    for result in results:
        mark = "*" if result.chosen else " " if result.exact_enough else "x"
        batching = "packed" if result.packed else "one at a time"
        rate = f"{result.tokens_per_second:,.0f}"
        kind = result.kind or "as is"
        yield f"{mark} {kind:<5}  {batching:<13}  {rate:>7} tokens/s  cosine {result.cosine:.6f}\n".encode()
