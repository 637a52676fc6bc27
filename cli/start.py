"""Where the process starts: what must be set before the first import that takes time."""

import gc
import os
import signal
import sys

from scent.cli import bytecode

# The modules that are loaded and the files that a run knows of are no garbage. Looking at them again and again took
# 10 ms of every start, and a fifth of an index run over a hundred thousand files.
_GARBAGE_THRESHOLD = 50_000


def main() -> None:
    """Run `scent` with the words of the process, and end the process with its exit code."""
    interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if interruptible:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # while modules load, Ctrl-C ends the process without a traceback
    gc.set_threshold(_GARBAGE_THRESHOLD)
    # OpenBLAS starts a thread for each core when numpy is loaded: 20 ms of processor time on two cores, and scent
    # never uses them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Without this variable, a failed assertion of llama.cpp starts a debugger to print a stack trace.
    os.environ.setdefault("GGML_NO_BACKTRACE", "1")
    bytecode.write_only_with_room()
    try:
        from scent.cli.app import main as run
    except Exception as error:
        if not (file := bytecode.damaged_file(error)):
            raise
        message, hint = bytecode.explanation(file)
        print(f"scent: {message}\nhint: {hint}", file=sys.stderr)  # noqa: T201  # nothing else is loaded yet
        sys.exit(2)

    sys.unraisablehook = _end_if_interrupted
    if interruptible:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    code = run()
    if interruptible:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.argv[1:2] == ["search"]:
        # Everything is written and closed. Python would now take numpy, Arrow and llama.cpp apart: 20 ms of a search.
        if sys.stderr:
            sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _end_if_interrupted(lost: "sys.UnraisableHookArgs") -> None:
    """End the process if Ctrl-C came where Python calls back from C, such as at the end of an import.

    Python would drop the exception there, and go on.
    """
    if lost.exc_type is KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
    sys.__unraisablehook__(lost)
