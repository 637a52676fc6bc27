"""What `scent models` tells of models: facts as JSON has them, and as lines.

Owned here: which facts, and how they look.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scent.cli.output import render, terminal

if TYPE_CHECKING:
    from scent.core.embedding.tune import Measured
    from scent.core.models.catalogue import Entry
    from scent.core.models.store import Stored

Facts = Mapping[str, Any]

# In this order on every line of `scent models info`; what is not known is left out there, and null in JSON.
_SHOWN = (
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
    "licence",
    "repository",
    "revision",
    "file",
    "url",
    "vouched",
)
_ABOUT_BUNDLED = {
    "dims": 384,
    "languages": "English",
    "licence": "Apache-2.0",
    "good_at": "English; comes with scent, small",
}


def everything(used: Path | None, directory: Path) -> list[dict[str, Any]]:
    """The bundled model, those here by name, the one in use wherever it lies, and those that can be fetched."""
    from scent.core.models import catalogue, store
    from scent.core.models.source import BUNDLED

    facts = [{"name": "bundled", "path": str(BUNDLED), "bytes": BUNDLED.stat().st_size, **_ABOUT_BUNDLED}]
    here = store.stored(directory)
    facts += [of_stored(each) for each in here]
    if used is not None and used not in {each.path for each in here}:
        size = used.stat().st_size if used.exists() else None
        facts.append({"name": str(used), "path": str(used), "bytes": size})
    names = {each.name for each in here}
    facts += [of_entry(each) for each in catalogue.entries() if each.name not in names]
    chosen = str(used or BUNDLED)
    return [{**whole(each), "here": each.get("path") is not None, "used": each.get("path") == chosen} for each in facts]


def whole(facts: Facts) -> dict[str, Any]:
    """The same with null for what is not known."""
    return {key: facts.get(key) for key in _SHOWN}


def of_entry(entry: "Entry") -> dict[str, Any]:
    """What the catalogue knows of a model."""
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
        "licence": entry.licence,
        "repository": entry.repository,
        "revision": entry.revision,
        "file": entry.file,
    }


def of_stored(model: "Stored") -> dict[str, Any]:
    """What is recorded of a file that is here, and what the catalogue knows of it."""
    from scent.core.models import catalogue

    record = model.record
    known = catalogue.entry(model.name) if record else None
    facts = of_entry(known) if known else {"name": model.name}
    facts |= {"path": str(model.path), "bytes": model.size}
    if record:
        facts |= {"sha256": record.sha256, "url": record.url, "repository": record.repository or None}
        facts |= {"revision": record.revision or None, "file": record.file or None, "vouched": list(record.vouched)}
    return facts


def of_file(path: Path | None, directory: Path) -> dict[str, Any]:
    """What a file says of itself (None: the bundled one), and what is recorded of it.

    Raises:
        ModelError: it is no embedding model.
    """
    from scent.core.models import store
    from scent.core.models.source import BUNDLED, describe

    file = path or BUNDLED
    card = describe(path)
    here = next((each for each in store.stored(directory) if each.path == path), None)
    facts = of_stored(here) if here else dict(_ABOUT_BUNDLED if path is None else {})
    return facts | {
        "name": card.name,
        "path": str(file),
        "bytes": file.stat().st_size,
        "architecture": card.architecture,
        "pooling": card.pooling,
        "context": card.context_tokens,
        "trained": card.trained_tokens,
        "query_prompt": card.query_prompt,
        "document_prompt": card.document_prompt,
    }


def rows(facts: Facts) -> Iterator[bytes]:
    """One line a fact: its name, a tab, its value."""
    for key in _SHOWN:
        value = facts.get(key)
        shown = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        if shown:
            yield f"{key.replace('_', ' ')}\t{render.visible(shown)}\n".encode(errors="surrogateescape")


def lines(every: Iterable[Facts], columns: int = 0) -> Iterator[bytes]:
    """One line a model: whether it is used (*), here (+) or can be fetched (-), its name, size, dims and use.

    Lines are cut to fit `columns`, if that is not 0.
    """
    every = list(every)
    width = max(len(render.visible(each["name"])) for each in every)
    for each in every:
        mark = "*" if each["used"] else "+" if each["here"] else "-"
        size = "" if each["bytes"] is None else render.size(each["bytes"])
        dims = each["dims"] or ""
        line = f"{mark} {render.visible(each['name']):<{width}}  {size:>8}  {dims:>4}  {each['good_at'] or ''}"
        shown = terminal.cut(line.rstrip(), columns) if columns else line.rstrip()
        yield f"{shown}\n".encode(errors="surrogateescape")


def measured(ways: Iterable["Measured"]) -> Iterator[bytes]:
    """One line a way to run a model, the best first: whether it is used from now on (*) or must not be (x)."""
    for way in ways:
        mark = "*" if way.chosen else " " if way.fit else "x"
        how = "packed" if way.packed else "one at a time"
        rate = f"{way.tokens_per_second:,.0f}"
        yield f"{mark} {way.kind or 'as is':<5}  {how:<13}  {rate:>7} tokens/s  cosine {way.cosine:.6f}\n".encode()
