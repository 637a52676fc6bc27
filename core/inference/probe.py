"""Probe a model file: load and run it in a process of its own, before this process opens it.

llama.cpp checks much of a file with assertions, which abort the process. A header that reads well
can still contain numbers that fail them. If that happens, only the probe's process ends.
"""

import os
import sys
from pathlib import Path
from typing import Final

from scent.core.inference.gguf.card import ModelCard, read_card
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
    import subprocess  # here, because a model that is known is not probed

    card = read_card(path)
    # -P: modules in the working directory must not be imported.
    command = [sys.executable, "-P", "-m", "scent.core.inference.probe", os.fspath(path)]
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
    return card


def main(path: Path) -> int:
    """Run the probe in this process: load the model and run a few tokens.

    Returns the exit status: 0, or 3 after printing an error's message and, on the next line, its
    hint.
    """
    from scent.core.inference.encoder import Encoder
    from scent.core.inference.model import Model

    limit_memory(path.stat().st_size * 2 + _MEMORY)
    try:
        model = Model.open_trusted(path)
        (tokens,) = model.tokenize(["a few words to run"])
        with Encoder(model, batch_tokens=_TOKENS) as encoder:
            encoder.encode([model.wrap(tokens)[: min(_TOKENS, model.context_tokens)]])
    except ModelError as error:
        print(error.message, error.hint, sep="\n")  # noqa: T201 - how the probe answers
        return _REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
