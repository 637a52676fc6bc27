"""Load llama.cpp's C functions, keep its log off the terminal, and map the weights of a model file.

Does not import numpy, so that a search can load the library and numpy at the same time.
"""

import ctypes
import importlib
import importlib.util
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from scent.core.system import has_amx
from scent.errors import ModelError

_LOAD_LOCK: Final = threading.Lock()
_MAX_ERRORS: Final = 8
_FAILED: Final = 2  # the exit status of a run that an error ended
_ERROR_LEVEL: Final = 4  # GGML_LOG_LEVEL_ERROR
# GGML_BACKEND_DEVICE_TYPE_GPU and _IGPU, which shares the memory of the processor.
_GPU_TYPES: Final = frozenset({1, 2})
_NO_DEVICES: Final = (ctypes.c_void_p * 1)()  # a list that its end begins
_log = logging.getLogger("scent.llama")


@dataclass(frozen=True, slots=True)
class Library:
    """llama.cpp, with its log redirected.

    `api` is the module of its C functions. `errors` holds the last lines that it logged as errors.
    `callback` receives the log; it must live as long as the library.
    """

    api: Any
    errors: deque[str]
    callback: Any

    def gpus(self) -> list[str]:
        """The names of the GPUs that llama.cpp can use; empty if it was built without support for one.

        Starts the drivers of a build that has them, which takes up to a second.
        """
        self.api.llama_backend_init()
        library = self.api._lib  # noqa: SLF001  # the bindings leave these functions out
        count, device_at = library.ggml_backend_dev_count, library.ggml_backend_dev_get
        kind_of, description = library.ggml_backend_dev_type, library.ggml_backend_dev_description
        count.restype, device_at.restype, description.restype = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_char_p
        device_at.argtypes = [ctypes.c_size_t]
        kind_of.argtypes = description.argtypes = [ctypes.c_void_p]
        devices = [device_at(number) for number in range(count())]
        return [description(device).decode(errors="replace") for device in devices if kind_of(device) in _GPU_TYPES]

    def first_error(self) -> str:
        """The first of the last errors in the log, without the name of the C function."""
        line = self.errors[0] if self.errors else "llama.cpp gave no reason"
        return line.rsplit(": ", 1)[-1] if line.count(": ") == 1 else line.split(": ", 1)[-1]

    def chat_text(self, template: str, messages: Sequence[tuple[str, str]]) -> str | None:
        """Messages (role, text) as a model's chat template writes them, up to where the answer begins.

        None if llama.cpp does not know the template: it has a list of those in use, and runs none.
        """
        chat = (self.api.llama_chat_message * len(messages))()
        for each, (role, text) in zip(chat, messages, strict=True):
            each.role, each.content = role.encode(), text.encode(errors="replace")
        source = template.encode(errors="replace")
        room = 0
        for _ in range(2):  # the first call tells how much room is needed
            buffer = ctypes.create_string_buffer(room + 1)
            room = int(self.api.llama_chat_apply_template(source, chat, len(messages), True, buffer, room))
            if room < 0:
                return None
        return buffer.raw[:room].decode(errors="replace")

    def load_weights(
        self, path: Path, *, vocabulary_only: bool = False, gpu_layers: int = 0, can_stop: bool = False
    ) -> Any:  # noqa: ANN401 - a pointer of the C API
        """Map the weights of a model file whose header was checked (40 ms); other threads run meanwhile.

        The caller must free them with `llama_model_free`. With `vocabulary_only`, no weights are
        mapped, and the result serves a tokenizer alone. `gpu_layers` layers go to the first GPU, all
        if it is negative; 0 leaves every GPU alone. With `can_stop`, an exception in
        the main thread (Ctrl-C) ends the loading, which takes seconds for a large file.

        Raises:
            ModelError: llama.cpp cannot load the file.
        """
        parameters = self.api.llama_model_default_params()
        parameters.n_gpu_layers = gpu_layers
        if gpu_layers:
            parameters.split_mode = self.api.LLAMA_SPLIT_MODE_NONE
        else:
            # Without this, a build for a GPU computes large batches there even if it holds no layer.
            # The processor computes the same bits on every machine of its kind.
            parameters.devices = ctypes.addressof(_NO_DEVICES)
        parameters.vocab_only = vocabulary_only
        # The compiler drops most of the configuration of AMX tiles, so that the first product of
        # 8-bit weights in that layout ends the process with SIGILL:
        # https://github.com/ggml-org/llama.cpp/pull/26954
        parameters.use_extra_bufts = not has_amx()
        stopped = threading.Event()
        if can_stop:
            goes_on = self.api.llama_progress_callback(lambda _share, _data: not stopped.is_set())
            parameters.progress_callback = goes_on
        self.errors.clear()
        pointer = call_in_thread(
            self.api.llama_model_load_from_file, os.fsencode(path), parameters, interrupted=stopped.set
        )
        if not pointer:
            raise ModelError(
                f"{path.name} cannot be loaded: {self.first_error()}",
                hint="the file may be damaged, or too new for this scent's llama.cpp",
            )
        return pointer


def library() -> Library:
    """The library, loaded on the first call (30 ms). It logs to the logger `scent.llama` at level DEBUG."""
    with _LOAD_LOCK:  # the import and the log callback are shared by all threads of the process
        return _load()


def call_in_thread(
    function: Callable[..., Any],
    *arguments: Any,  # noqa: ANN401  # of a function of the C API
    interrupted: Callable[[], object] = lambda: None,
) -> Any:  # noqa: ANN401  # what that function returns
    """Call a C function that logs, in a thread of its own, and return its result.

    After an exception in the main thread, `interrupted` is called, which may ask the function to end, and the exception
    is raised when it has ended.

    Python runs signal handlers in the main thread, also while that thread is in the log callback,
    and an exception that a handler raises there is lost.
    """
    if threading.current_thread() is not threading.main_thread():
        return function(*arguments)
    results: list[Any] = []
    running, ended = threading.RLock(), threading.Event()

    def run() -> None:
        with running:
            if not ended.is_set():
                results.append(function(*arguments))

    thread = threading.Thread(target=run)
    try:
        # The exception may come at any place, also while the thread is being started. A `join` that it interrupts takes
        # the thread for ended, so that no further `join` waits.
        thread.start()
        thread.join()
    except BaseException:
        ended.set()
        interrupted()
        _wait_for(running)  # the caller may free the arguments, so wait until the function is done with them
        raise
    return results[0]


def _wait_for(lock: Any) -> None:  # noqa: ANN401  # threading.RLock is no type
    """Wait until no other thread holds a lock, whatever signals come meanwhile."""
    while True:
        try:
            with lock:
                return
        except BaseException:  # noqa: BLE001, S112  # the exception that led here is raised in the end
            continue


@cache
def _load() -> Library:
    """Import the bindings and redirect their log, so that nothing reaches stdout or stderr."""
    api = _import_bindings()
    errors: deque[str] = deque(maxlen=_MAX_ERRORS)

    @api.llama_log_callback  # type: ignore[untyped-decorator] # a ctypes function type
    def log(level: int, text: bytes, _: ctypes.c_void_p) -> None:
        line = text.decode("utf-8", errors="replace").strip()
        if level == _ERROR_LEVEL and line:
            errors.append(line)
        _log.debug("%s", line)

    api.llama_log_set(log, ctypes.c_void_p(0))
    set_abort = getattr(api._lib, "ggml_set_abort_callback", None)  # noqa: SLF001  # the bindings leave it out
    if set_abort is not None:
        set_abort(_end_at_failed_assertion)
    return Library(api, errors, log)


@ctypes.CFUNCTYPE(None, ctypes.c_char_p)  # type: ignore[untyped-decorator] # a ctypes function type
def _end_at_failed_assertion(text: bytes) -> None:
    """End the process with a sentence; llama.cpp would otherwise abort it when this returns."""
    reason = b"not enough memory to run the model" if b"NULL" in text or b"alloc" in text else b"llama.cpp failed"
    os.write(2, b"scent: %s (%s)\n" % (reason, text.strip().rsplit(b"/", 1)[-1]))
    os._exit(_FAILED)


def _import_bindings() -> Any:  # noqa: ANN401 - a module without types
    """Import the low-level bindings without the package's `__init__`, which takes 90 ms for chat templates.

    The bindings import names from their package, so an empty package stands in while they load. It
    is removed at once: code that imports llama_cpp later gets the whole package, on the same
    bindings.
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
