"""llama.cpp's C functions, its log kept off the terminal, and a model's weights mapped by them.

Owned here: loading the bindings, once for the process, and a file's weights. Imports no numpy, so that both can be
loaded at once.
"""

import ctypes
import importlib
import importlib.util
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from scent.core.system import has_amx
from scent.errors import ModelError

_LOADING: Final = threading.Lock()
_KEPT: Final = 8
_ERROR: Final = 4  # GGML_LOG_LEVEL_ERROR
_log = logging.getLogger("scent.llama")


@dataclass(frozen=True, slots=True)
class Library:
    """llama.cpp with its log caught.

    `api` is the module of its C functions; `errors` holds the last lines that it logged as errors; `callback` catches
    them, and must live as long as the library does.
    """

    api: Any
    errors: deque[str]
    callback: Any

    def reason(self) -> str:
        """The first error that was logged lately, without the name of a C function."""
        line = self.errors[0] if self.errors else "llama.cpp gave no reason"
        return line.rsplit(": ", 1)[-1] if line.count(": ") == 1 else line.split(": ", 1)[-1]

    def load(self, path: Path) -> Any:  # noqa: ANN401 - a pointer of the C API
        """Map the weights of a model file whose header was judged; other threads run meanwhile (40 ms).

        Raises:
            ModelError: llama.cpp cannot load the file.
        """
        parameters = self.api.llama_model_default_params()
        # The processor gives the same bits on every machine of a kind; one-thread contexts would contend for a GPU.
        parameters.n_gpu_layers = 0
        # The compiler drops most of the tiles' configuration (github.com/ggml-org/llama.cpp/pull/26954), so that the
        # first product of 8-bit weights in that layout ends the process with SIGILL.
        parameters.use_extra_bufts = not has_amx()
        self.errors.clear()
        pointer = apart(self.api.llama_model_load_from_file, os.fsencode(path), parameters)
        if not pointer:
            raise ModelError(
                f"{path.name} cannot be loaded: {self.reason()}",
                hint="The file may be damaged, or newer than this scent's llama.cpp.",
            )
        return pointer


def library() -> Library:
    """The library, loaded when first asked for (30 ms); its log goes to the logger `scent.llama`, at level DEBUG."""
    with _LOADING:  # imports and the log's callback are the process's, so two threads must not set them up at once
        return _loaded()


def apart(call: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401  # a function of the C API
    """What a C function that logs returns, called in a thread of its own.

    A signal's handler runs in the main thread, also within the log's callback, and what it raises there is lost.
    """
    if threading.current_thread() is not threading.main_thread():
        return call(*arguments)
    returned: list[Any] = []
    thread = threading.Thread(target=lambda: returned.append(call(*arguments)))
    thread.start()
    try:
        thread.join()
    except BaseException:
        thread.join()  # what it works on must not be taken away under its hands
        raise
    return returned[0]


@cache
def _loaded() -> Library:
    """Import the bindings once and take their log: nothing that is logged reaches stdout or stderr."""
    api = _bindings()
    errors: deque[str] = deque(maxlen=_KEPT)

    @api.llama_log_callback  # type: ignore[untyped-decorator] # a ctypes function type
    def keep(level: int, text: bytes, _: ctypes.c_void_p) -> None:
        line = text.decode("utf-8", errors="replace").strip()
        if level == _ERROR and line:
            errors.append(line)
        _log.debug("%s", line)

    api.llama_log_set(keep, ctypes.c_void_p(0))
    return Library(api, errors, keep)


def _bindings() -> Any:  # noqa: ANN401 - a module without types
    """The low-level bindings without the package's `__init__`, which costs 90 ms for chat templates.

    They import names from their package, so an empty one stands in while they load. It is taken away at once: whoever
    imports llama_cpp later gets all of it, on the same bindings.
    """
    name = "llama_cpp"
    specification = None if name in sys.modules else importlib.util.find_spec(name)
    if specification is None:
        return importlib.import_module("llama_cpp.llama_cpp")
    sys.modules[name] = importlib.util.module_from_spec(specification)
    try:
        return importlib.import_module("llama_cpp.llama_cpp")
    finally:
        del sys.modules[name]
