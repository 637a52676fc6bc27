"""A language model that writes text: it goes on with a prompt, token by token, always with the likeliest one.

So the same prompt gives the same text. What a model says in between, in marks of its own, is left to the caller.
"""

import codecs
import ctypes
import itertools
import re
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from scent.arrays import Scores, Tokens
from scent.closing import Closing
from scent.core.inference.gguf.generator_card import GeneratorCard
from scent.core.inference.native import call_in_thread, library
from scent.core.inference.thread_count import ThreadCount
from scent.core.inference.tokenizer import Tokenizer
from scent.core.system import usable_workers
from scent.errors import ModelError

# The longest prompt and answer together, in tokens: some six passages. What a model keeps of each takes memory.
_MOST_TOKENS: Final = 4_096
_LEAST_TOKENS: Final = 256
_MOST_BYTES: Final = 1 << 30
# So many tokens of a prompt are read at once, and of its beginning, which maps the weights and tells how busy the
# processors are.
_BATCH: Final = 512
_FIRST_BATCH: Final = 32
_ABORTED: Final = 2  # what llama_decode returns when it was asked to end
# Stand for texts in a chat template; Unicode gives these characters no meaning.
_FIRST_PLACE: Final = 0xE000
_PLACES: Final = re.compile("([\ue000-\ue0ff])")
# A template with this variable has the model think aloud first, unless its thoughts are there and empty.
_CAN_THINK: Final = "enable_thinking"
_NO_THOUGHTS: Final = "<think>\n\n</think>\n\n"
_THINKS: Final = "<think>"


class Limits(NamedTuple):
    """How much is written at most: so many `tokens`, for so many `seconds`."""

    tokens: int = 400
    seconds: float = 120.0


class Generator(Closing):
    """A language model in a GGUF file. A context manager; for one thread.

    `name` is what people call the model. `longest` is how many tokens a prompt and what is written have together at
    most. `chats` says that it was trained to answer messages; another model goes on with a text. After `write`, `ended`
    says why it ended: `end` (the model was done), `tokens` or `seconds`; it is empty if the caller ended it.
    """

    def __init__(self, path: Path, card: GeneratorCard) -> None:
        """Load the model whose card was read; the file must have been probed.

        Raises:
            ModelError: llama.cpp cannot load the file, or does not know its chat template.
        """
        self.name = card.name
        self.longest = _longest(card, path.name)
        self.chats = bool(card.template)
        self.ended = ""
        self._file, self._template = path.name, card.template
        self._native = native = library()
        if self.chats and native.chat_text(card.template, [("user", "a")]) is None:
            raise ModelError(
                f"{path.name} has a chat template that llama.cpp does not know",
                hint="choose another chat model, such as one of the families Qwen, Llama, Gemma, Mistral or Phi",
            )
        self._model = native.load_weights(path, can_stop=True)
        self._contexts: list[Any] = []  # freed before the weights that they use
        self._free = weakref.finalize(self, _free, native.api, self._model, self._contexts)
        self._vocabulary = native.api.llama_model_get_vocab(self._model)
        self._tokenizer = Tokenizer(native, self._vocabulary, path.name)
        self._interrupted = threading.Event()
        self._due = float("inf")
        self._threads = ThreadCount(usable_workers(0))
        self._asked_to_end = _abort_callback(native.api, self)
        self._context = self._opened()

    def close(self) -> None:
        """Free the model; a second call does nothing."""
        self._free()

    def tokens(self, text: str) -> Tokens:
        """The tokens of a text, in which nothing is special: int32 (n,)."""
        return self._tokenizer.tokenize([text])[0]

    def prompt(self, messages: Sequence[tuple[str, str]]) -> Tokens:
        """The tokens of messages (role, text) as the model's chat template has them, or else of the texts: int32 (n,).

        The special tokens are those of the template: what a text spells like one stays text.
        """
        prefix, _ = self._tokenizer.special_tokens()
        if not self.chats:
            return np.concatenate([prefix, self.tokens("\n\n".join(text for _, text in messages))])
        places = [(role, chr(_FIRST_PLACE + number)) for number, (role, _) in enumerate(messages)]
        written = self._native.chat_text(self._template, places) or ""
        if _CAN_THINK in self._template and not written.rstrip().endswith((_THINKS, _NO_THOUGHTS.rstrip())):
            written += _NO_THOUGHTS
        pieces = [
            self.tokens(messages[ord(piece) - _FIRST_PLACE][1])
            if _PLACES.fullmatch(piece)
            else self._tokenizer.template_tokens(piece)
            for piece in _PLACES.split(written)
            if piece
        ]
        tokens = np.concatenate(pieces)
        return tokens if np.array_equal(tokens[: len(prefix)], prefix) else np.concatenate([prefix, tokens])

    def write(self, prompt: Tokens, limits: Limits) -> Iterator[str]:
        """Go on with a prompt (n,), and yield each piece of text as soon as it is written.

        Raises:
            ValueError: the prompt leaves no room.
            ModelError: the model could not be run, or gives scores that are not numbers.
        """
        if not 1 <= len(prompt) < self.longest:
            raise ValueError(f"a prompt of {len(prompt)} tokens leaves no room in {self.longest}")
        api = self._native.api
        self._due = time.monotonic() + limits.seconds
        self._interrupted.clear()
        api.llama_memory_clear(api.llama_get_memory(self._context), True)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.ended = ""
        self._threads.restart()
        fresh = np.ascontiguousarray(prompt, np.int32)
        for _ in range(min(limits.tokens, self.longest - len(prompt))):
            if not self._read(fresh):
                self.ended = "seconds"
                break
            token = self._likeliest()
            if api.llama_vocab_is_eog(self._vocabulary, token):
                self.ended = "end"
                break
            if text := decoder.decode(self._piece(token)):
                yield text
            fresh = np.array([token], np.int32)
        else:
            self.ended = "tokens"
        if text := decoder.decode(b"", final=True):
            yield text

    def _read(self, tokens: Tokens) -> bool:
        """Have the model read tokens (n,); False if the time is over."""
        api = self._native.api
        for start, end in itertools.pairwise([0, *range(_FIRST_BATCH, len(tokens), _BATCH), len(tokens)]):
            if self.must_end():
                return False
            part = np.ascontiguousarray(tokens[start:end])
            batch = api.llama_batch_get_one(part.ctypes.data_as(ctypes.POINTER(ctypes.c_int32)), len(part))
            api.llama_set_n_threads(self._context, self._threads.count, self._threads.count)
            self._threads.begin()
            code = call_in_thread(api.llama_decode, self._context, batch, interrupted=self._interrupted.set)
            self._threads.end()
            if code == _ABORTED:
                return False
            if code != 0:
                raise self._failed()
        return True

    def _likeliest(self) -> int:
        """The token that comes next."""
        logits = self._native.api.llama_get_logits_ith(self._context, -1)
        if not logits:
            raise self._failed()
        scores: Scores = np.ctypeslib.as_array(logits, shape=(self._tokenizer.size,))
        token = int(scores.argmax())  # that of the first NaN if there is one
        if not np.isfinite(scores[token]):
            message = f"{self._file} gives scores that are not numbers"
            raise ModelError(message, hint="the file may be damaged; try another model")
        return token

    def _piece(self, token: int) -> bytes:
        """The bytes that a token stands for; none for one that is special."""
        api, room = self._native.api, 64
        for _ in range(2):
            buffer = ctypes.create_string_buffer(room)
            size = int(api.llama_token_to_piece(self._vocabulary, token, buffer, room, 0, False))
            if size >= 0:
                return buffer.raw[:size]
            room = -size
        return b""

    def _failed(self) -> ModelError:
        return ModelError(f"{self._file} could not be run: {self._native.first_error()}", hint="try another model")

    def must_end(self) -> bool:
        """Whether the time is over, or the user has asked to end."""
        return self._interrupted.is_set() or time.monotonic() >= self._due

    def _opened(self) -> Any:  # noqa: ANN401  # a pointer of the C API
        """A context for prompts of up to `longest` tokens."""
        api = self._native.api
        parameters = api.llama_context_default_params()
        parameters.n_ctx = self.longest
        parameters.n_batch = parameters.n_ubatch = min(_BATCH, self.longest)
        parameters.n_seq_max = 1
        parameters.n_threads = parameters.n_threads_batch = self._threads.most
        # What is computed must not depend on how many threads share it.
        parameters.flash_attn_type = api.LLAMA_FLASH_ATTN_TYPE_DISABLED
        parameters.offload_kqv = parameters.op_offload = False
        parameters.swa_full = False
        parameters.no_perf = True
        context = call_in_thread(api.llama_init_from_model, self._model, parameters)
        if not context:
            raise ModelError(f"{self._file} cannot be run: {self._native.first_error()}", hint="try another model")
        self._contexts.append(context)
        api.llama_set_abort_callback(context, self._asked_to_end, None)
        return context


def _longest(card: GeneratorCard, file: str) -> int:
    """How many tokens a prompt and an answer may have together.

    Raises:
        ModelError: too few for both.
    """
    longest = min(card.context_tokens, _MOST_TOKENS, _MOST_BYTES // card.token_bytes)
    if longest < _LEAST_TOKENS:
        raise ModelError(
            f"{file} reads {longest} tokens at most, too few for passages and an answer", hint="try another"
        )
    return longest


def _abort_callback(api: Any, generator: Generator) -> Any:  # noqa: ANN401  # a function of the C API
    """What llama.cpp asks between the steps of a computation; it does not keep the generator alive."""
    reference = weakref.ref(generator)
    return api.ggml_abort_callback(lambda _data: (owner := reference()) is None or owner.must_end())


def _free(api: Any, model: Any, contexts: list[Any]) -> None:  # noqa: ANN401  # a module without types
    for context in contexts:
        api.llama_free(context)
    api.llama_model_free(model)
