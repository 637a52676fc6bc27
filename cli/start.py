"""Where the process begins, before anything is imported that takes time.

Owned here: what makes a short process shorter.
"""

import gc
import os
import signal
import sys
from types import ModuleType

# What is known of a hundred thousand files is no garbage either: looking at it again and again took a fifth of a run.
_GARBAGE = 50_000


def main() -> None:
    """Run `scent` with the words of the process, and end the process with its exit code."""
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeded:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # ends the process without a word, until the command takes over
    gc.disable()  # hundreds of modules are about to be made, and none of them is garbage: 15 ms
    # numpy's BLAS starts a thread for each processor, which costs a third of numpy's start and is never of use here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Modules in which numpy writes the docstrings of its C functions, and nothing else: a sixth of its start.
    for name in ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars"):
        sys.modules[name] = ModuleType(name)
    from scent.cli.app import main as run

    gc.freeze()
    searching = sys.argv[1:2] == ["search"]
    if not searching:
        gc.set_threshold(_GARBAGE)
        gc.enable()
    if heeded:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    code = run()
    if heeded:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if searching:
        # All is closed and written. To take numpy, Arrow and the rest apart again would take 20 ms.
        sys.stderr.flush() if sys.stderr else None
        os._exit(code)
    sys.exit(code)
