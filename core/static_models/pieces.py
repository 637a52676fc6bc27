"""Turns text into token ids with the tokenizer of a folder, which Hugging Face's `tokenizers` runs."""

import json
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from scent.arrays import Tokens
from scent.core.static_models.folders import missing
from scent.errors import ModelError
from scent.foreign import uninterrupted

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_Result = TypeVar("_Result")


class PieceTokenizer:
    """Makes tokens of text with a `tokenizer.json`. `size` is the number of ids; `unknown` is -1 if there is none."""

    def __init__(self, content: bytes, name: str) -> None:
        """Load the tokenizer; takes some 30 ms for 30,000 pieces. `name` is what errors call the model.

        Raises:
            ModelError: it is not a tokenizer, or one that needs other files; or the library is not installed.
        """
        # Its threads would compete with the processes that read files.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from tokenizers import Tokenizer
        except ImportError:
            raise missing(name, "tokenizers") from None
        self._name = name
        self._tokenizer: Tokenizer = self._guarded(lambda: Tokenizer.from_buffer(content))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        ids = self._tokenizer.get_vocab(with_added_tokens=True).values()
        if not ids:
            raise self._unreadable("it has no pieces")
        self.size = max(ids) + 1
        self.unknown = _unknown(self._tokenizer)

    def reads(self, _language: str) -> bool:
        """Whether it has pieces of a language (ISO 639-1); True, as it does not say of which it has."""
        return True

    def knows(self, word: str) -> bool:
        """Whether a word is one piece."""
        (tokens,) = self.tokenize([word])
        return len(tokens) == 1 and int(tokens[0]) != self.unknown

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """The token ids of each text, without special tokens: int32 arrays (tokens,).

        Raises:
            ModelError: the tokenizer cannot read a text.
        """
        readable = [text.encode(errors="replace").decode() for text in texts]  # without halves of surrogate pairs
        encodings = self._guarded(lambda: self._tokenizer.encode_batch_fast(readable, add_special_tokens=False))
        return [np.array(encoding.ids, np.int32) for encoding in encodings]

    def _guarded(self, call: Callable[[], _Result]) -> _Result:
        """Call the library, whose exceptions have no type of their own, and which panics where it has a bug."""
        try:
            return uninterrupted(call)
        except BaseException as error:
            if type(error) in {Exception, ValueError, TypeError} or type(error).__name__ == "PanicException":
                raise self._unreadable(str(error)) from error
            raise

    def _unreadable(self, reason: str) -> ModelError:
        reason = " ".join(reason.split())[:200] or "no reason given"
        return ModelError(
            f"the tokenizer of {self._name} cannot be used: {reason}", hint="download or copy the model again"
        )


def _unknown(tokenizer: "Tokenizer") -> int:
    """The id of the token that stands for whatever the tokenizer does not know; -1 if it has none."""
    if hasattr(tokenizer.model, "unk_token"):
        token = tokenizer.model.unk_token
        number = None if token is None else tokenizer.token_to_id(token)
    else:
        number = json.loads(tokenizer.to_str())["model"].get("unk_id")
    return -1 if number is None else int(number)
