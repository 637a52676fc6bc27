"""llama.cpp's C functions, its log kept off the terminal, and the struct in which tokens are handed over.

Owned here: loading the bindings, once for the process. Not here: calling them (`scent.core.model.llama`, and nothing
else).
"""

import ctypes
import importlib
import importlib.util
import logging
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

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


class Batch:
    """A `llama_batch` over numpy arrays, made once for a context and filled for each batch."""

    def __init__(self, api: Any, most_tokens: int) -> None:  # noqa: ANN401 - a module without types
        """Make room for `most_tokens` tokens."""
        self._tokens = np.zeros(most_tokens, np.int32)
        self._positions = np.zeros(most_tokens, np.int32)
        self._sequences = np.zeros(most_tokens, np.int32)
        self._counts = np.ones(most_tokens, np.int32)  # each token belongs to one sequence
        self._outputs = np.ones(most_tokens, np.int8)  # and each one's vector is wanted
        # The C struct wants a pointer to each token's list of sequences: lists of one, one after another.
        width = self._sequences.itemsize
        self._lists = self._sequences.ctypes.data + np.arange(most_tokens, dtype=np.uintp) * np.uintp(width)
        self.struct = api.llama_batch()
        for name, array in (
            ("token", self._tokens),
            ("pos", self._positions),
            ("n_seq_id", self._counts),
            ("seq_id", self._lists),
            ("logits", self._outputs),
        ):
            kind = dict(api.llama_batch._fields_)[name]
            setattr(self.struct, name, ctypes.cast(array.ctypes.data, kind))

    def fill(self, sequences: Sequence[NDArray[np.int32]]) -> int:
        """Write sequences, which the caller has measured, one after another; their tokens are counted."""
        at = 0
        for number, sequence in enumerate(sequences):
            end = at + len(sequence)
            self._tokens[at:end] = sequence
            self._positions[at:end] = np.arange(len(sequence))
            self._sequences[at:end] = number
            at = end
        self.struct.n_tokens = at
        return at


def library() -> Library:
    """The library, loaded when first asked for (30 ms); its log goes to the logger `scent.llama`, at level DEBUG."""
    with _LOADING:  # imports and the log's callback are the process's, so two threads must not set them up at once
        return _loaded()


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
