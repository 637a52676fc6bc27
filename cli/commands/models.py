"""`scent models`: which models are here, what one is, and using it from now on."""

from pathlib import Path

from scent.cli import render, streams
from scent.cli.commands import config
from scent.cli.exits import ExitCode
from scent.cli.options import configuring
from scent.cli.settings import models, resolve
from scent.errors import UsageError

EPILOG = """
\b
Examples:
  scent models                        what is here; * is what new indexes use
  scent models info nomic.gguf        what a file is, before it is used
  scent models use ~/models/nomic.gguf
  scent models use bundled

\b
Exit status:
  0  done
  2  error
"""

_BUNDLED = "bundled"


def run(action: configuring.ModelsAction = "list", model: configuring.ModelName = None) -> int:
    """List models, describe one, or make one the setting `model`.

    A model is `bundled`, a GGUF file, or the name of a file in the directory models of scent's data, without its
    ending; such names can be said to --model as well. An index keeps the model that it was made with.
    """
    if (model is None) != (action == "list"):
        raise UsageError(f"it is said so: scent models {action}" + ("" if action == "list" else " MODEL"))
    if action == "list":
        return _list()
    file = None if model == _BUNDLED else resolve(model=model).model
    if action == "use":
        return _use(file)
    return _info(file)


def _list() -> int:
    used = resolve().model
    names: list[tuple[str, Path | None]] = [(_BUNDLED, None), *((file.stem, file) for file in models())]
    if used is not None and used not in models():
        names.append((str(used), used))
    for name, file in names:
        streams.write([f"{'*' if file == used else ' '} {render.visible(name)}\n".encode(errors="surrogateescape")])
    return ExitCode.DONE


def _use(file: Path | None) -> int:
    from scent.core.model.card import read_card

    if file is not None:
        read_card(file)
    return config.change("model", None if file is None else str(file))


def _info(file: Path | None) -> int:
    from scent.core.model.card import read_card
    from scent.core.model.source import BUNDLED

    card = read_card(file or BUNDLED)
    rows = {
        "name": card.name,
        "file": str(file or BUNDLED),
        "bytes": str((file or BUNDLED).stat().st_size),
        "architecture": card.architecture,
        "pooling": card.pooling,
        "context": f"{card.context_tokens} tokens",
        "trained": f"{card.trained_tokens} tokens",
        "query prompt": card.query_prompt,
        "document prompt": card.document_prompt,
    }
    for key, value in rows.items():
        line = f"{key}\t{render.visible(value)}\n"
        streams.write([line.encode(errors="surrogateescape")] if value else [])
    return ExitCode.DONE
