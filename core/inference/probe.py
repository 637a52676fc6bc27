"""Probe a model file: load and run it in a process of its own, before this process opens it.

llama.cpp checks much of a file with assertions, which abort the process. A header that reads well
can still contain numbers that fail them. If that happens, only the probe's process ends.
"""

import os
import sys
from pathlib import Path
from typing import Final

from scent.core.inference.gguf.card import ModelCard, read_card
from scent.core.inference.gguf.kind import EMBEDDING, GENERATOR, RERANKER, kind_of
from scent.core.system import limit_memory
from scent.errors import ModelError

# A probe maps the file and runs a few tokens, which takes a while for a large model on a slow disk.
_TIMEOUT_SECONDS: Final = 300
# In bytes, beyond the file itself: the interpreter, its libraries, a small context, and a
# vocabulary of any size.
_MEMORY: Final = 4 << 30
_REFUSED: Final = 3  # the exit status of a probe that explains on stdout why the model cannot be used
_TOKENS: Final = 16


def probe(path: Path) -> ModelCard:
    """Read the header of a model file, and run the model in another process; takes half a second for a small one.

    Returns what the file says about itself.

    Raises:
        ModelError: the file is not an embedding model, or cannot be loaded or run.
    """
    card = read_card(path)
    _run(path, EMBEDDING)
    return card


def probe_reranker(path: Path) -> None:
    """The same for a reranker, of which a query and a passage are scored.

    Raises:
        ModelError: the file is not a reranker, or cannot be loaded or run.
    """
    _run(path, RERANKER)


def probe_generator(path: Path) -> None:
    """The same for a language model, which goes on with a few words.

    Raises:
        ModelError: the file is not a model that writes text, or cannot be loaded or run.
    """
    _run(path, GENERATOR)


def probe_any(path: Path) -> None:
    """The same for a model of whichever kind the file has.

    Raises:
        ModelError: the file is no model of a known kind, or cannot be loaded or run.
    """
    {EMBEDDING: probe, RERANKER: probe_reranker, GENERATOR: probe_generator}[kind_of(path)](path)


def _run(path: Path, kind: str) -> None:
    """Run the model in another process; raises ModelError if that is not possible."""
    import subprocess  # here, because a model that is known is not probed

    # -P: modules in the working directory must not be imported.
    command = [sys.executable, "-P", "-m", "scent.core.inference.probe", kind, os.fspath(path)]
    # Without this variable, a failed assertion starts a debugger to print a stack trace, which
    # takes seconds.
    environment = os.environ | {"GGML_NO_BACKTRACE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, on a module of this package
            command,
            env=environment,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise ModelError(f"{path.name} took more than {_TIMEOUT_SECONDS} seconds to run a few words") from None
    if done.returncode == _REFUSED:
        message, _, hint = done.stdout.decode("utf-8", errors="replace").rstrip("\n").partition("\n")
        raise ModelError(message, hint=hint)
    if done.returncode != 0:
        raise ModelError(
            f"{path.name} makes llama.cpp crash, so it is not used",
            hint="the file may be damaged, or of a kind that this scent's llama.cpp cannot run; try another model",
        )


def main(kind: str, path: Path) -> int:
    """Run the probe in this process: load a model of this kind and run a few tokens.

    Returns the exit status: 0, or 3 after printing an error's message and, on the next line, its
    hint.
    """
    limit_memory(path.stat().st_size * 2 + _MEMORY)
    try:
        {EMBEDDING: _embed, RERANKER: _score, GENERATOR: _write}[kind](path)
    except ModelError as error:
        print(error.message, error.hint, sep="\n")  # noqa: T201 - how the probe answers
        return _REFUSED
    return 0


def _embed(path: Path) -> None:
    from scent.core.inference.encoder import Encoder
    from scent.core.inference.model import Model

    model = Model.open_trusted(path)
    (tokens,) = model.tokenize(["a few words to run"])
    with Encoder(model, batch_tokens=_TOKENS) as encoder:
        encoder.encode([model.wrap(tokens)[: min(_TOKENS, model.context_tokens)]])


def _score(path: Path) -> None:
    from scent.core.inference.reranker_loading import open_trusted

    with open_trusted(path) as reranker:
        reranker.score("a few", "words to run")


def _write(path: Path) -> None:
    from scent.core.inference.generator import Generator, Limits
    from scent.core.inference.gguf.generator_card import read_generator_card

    with Generator(path, read_generator_card(path)) as generator:
        prompt = generator.prompt([("user", "a few words to run")])
        for _ in generator.write(prompt, Limits(tokens=2, seconds=_TIMEOUT_SECONDS)):
            pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
