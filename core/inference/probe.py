"""Trying a model file in a process of its own, before this one trusts it.

llama.cpp checks much of a file with assertions, which end the process: a header that reads well can still hold numbers
for which no check of ours was written. Where it does end, it is the trial's process that ends.

Owned here: that process, both ends of it.
"""

import os
import sys
from pathlib import Path
from typing import Final

from scent.core.system import limit_memory
from scent.errors import ModelError

# A trial maps the file and runs a few tokens; large models on slow disks take their time.
_SECONDS: Final = 300
# Beyond the file itself: the interpreter, libraries, a small context. Enough for vocabularies of any size.
_MEMORY: Final = 4 << 30
_REFUSED: Final = 3
_TOKENS: Final = 16


def try_out(path: Path) -> None:
    """Load and run a model in another process; half a second for a small one.

    Raises:
        ModelError: It cannot be loaded or run, whatever the way it fails.
    """
    import subprocess  # here, as a model that is known is not tried

    command = [sys.executable, "-m", "scent.core.inference.probe", os.fspath(path)]
    # Without this an assertion that fails calls a debugger to print where, which takes seconds.
    environment = os.environ | {"GGML_NO_BACKTRACE": "1"}
    try:
        trial = subprocess.run(  # noqa: S603 - this interpreter, on a module of this package
            command, env=environment, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise ModelError(f"{path.name} took more than {_SECONDS} seconds to run a few words") from None
    if trial.returncode == 0:
        return
    if trial.returncode == _REFUSED:
        message, _, hint = trial.stdout.decode("utf-8", errors="replace").partition("\n")
        raise ModelError(message, hint=hint)
    raise ModelError(
        f"{path.name} makes llama.cpp crash, so it is not used",
        hint="The file may be damaged, or of a kind that this scent's llama.cpp cannot run: try another one.",
    )


def main(path: Path) -> int:
    """Be the trial: load the model and run a few tokens.

    Returns:
        0, or 3 with the reason on stdout: a sentence, and a hint on the next line.
    """
    from scent.core.inference.llama import Encoder, Model

    limit_memory(path.stat().st_size * 2 + _MEMORY)
    try:
        model = Model.open(path, trusted=True)
        (tokens,) = model.tokenize(["a few words to run"])
        with Encoder(model, batch_tokens=_TOKENS) as encoder:
            encoder.encode([model.wrap(tokens)[: min(_TOKENS, model.context_tokens)]])
    except ModelError as error:
        print(error.message, error.hint, sep="\n")  # noqa: T201 - how the trial answers
        return _REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
