"""Turns text into the token ids of one model.

BERT's tokenizer (word pieces) reads each word by itself. So the lines of a document are tokenized in one call, with a
separator between them: a call for each line takes three times as long, which was a quarter of the time before the
files of an index can be searched. Other tokenizers read white space as part of words, and are called for each text.
"""

import ctypes
import itertools
import re
import weakref
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np

from scent.arrays import Tokens
from scent.core.inference.native import Library, library
from scent.errors import ModelError

# The time to tokenize one word grows with the square of its length, so longer runs without a space
# are cut here. No word is that long.
_MAX_RUN_CHARACTERS: Final = 1_000
_RUN: Final = re.compile(r"\S+")
# The size of the vocabulary of bert-base-uncased. No other published vocabulary has this size.
_ENGLISH_VOCABULARY: Final = 30_522
# What llama.cpp calls a tokenizer of word pieces (LLAMA_VOCAB_TYPE_WPM).
_WORD_PIECES: Final = 3
# And one of pieces of the greatest probability, as XLM-RoBERTa has it (LLAMA_VOCAB_TYPE_UGM).
_UNIGRAM: Final = 4
# Stands between texts that are tokenized together. It is a word by itself, and few texts have it.
_SEPARATOR: Final = "♦"


class Tokenizer:
    """The tokenizer of a loaded model. `size` is the number of pieces in its vocabulary."""

    def __init__(self, native: Library, vocabulary: Any, name: str) -> None:  # noqa: ANN401 - a pointer of the C API
        """Take the vocabulary of a loaded model, which must live as long; errors name its file `name`."""
        self.size = int(native.api.llama_vocab_n_tokens(vocabulary))
        self._vocabulary = _Vocabulary(native.api, vocabulary, name)
        self._reads_words = native.api.llama_vocab_type(vocabulary) == _WORD_PIECES

    @classmethod
    def open_trusted(cls, path: Path) -> Self:
        """Load the vocabulary alone of a model file that was probed and has not changed since.

        Raises:
            ModelError: llama.cpp cannot load the file.
        """
        native = library()
        model = native.load_weights(path, vocabulary_only=True)
        tokenizer = cls(native, native.api.llama_model_get_vocab(model), path.name)
        weakref.finalize(tokenizer, native.api.llama_model_free, model)
        return tokenizer

    @property
    def english(self) -> bool:
        """Whether the vocabulary is that of `bert-base-uncased`, which covers English and little else."""
        return self.size == _ENGLISH_VOCABULARY

    def reads(self, language: str) -> bool:
        """Whether its pieces are words of a language (ISO 639-1, empty if unknown); True if in doubt."""
        return not self.english or language in {"en", ""}

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """Turn each text by itself into token ids without special tokens: int32 arrays (tokens,).

        Special tokens that are spelled out in a text are treated as text. A run of more than 1,000
        characters without a space is cut.

        Raises:
            ModelError: the vocabulary makes more tokens of a text than it has bytes.
        """
        if self._reads_words and len(texts) > 1 and (tokens := self._together(texts)) is not None:
            return tokens
        return [self._alone(text) for text in texts]

    def template_tokens(self, text: str) -> Tokens:
        """The ids, int32 (tokens,), of a text in which special tokens are spelled out, such as a chat's template."""
        return self._vocabulary.ids(text, markers=True)

    def special_tokens(self) -> tuple[Tokens, Tokens]:
        """The special tokens before and after an input, int32 (n,) each, found by tokenizing one letter.

        Raises:
            ModelError: a letter has no token.
        """
        plain, whole = self._vocabulary.ids("a"), self._vocabulary.ids("a", special=True)
        for start in range(len(whole) - len(plain) + 1):
            end = start + len(plain)
            if len(plain) and np.array_equal(whole[start:end], plain):
                return whole[:start], whole[end:]
        raise ModelError(f"the tokenizer of {self._vocabulary.name} cannot read plain text", hint="try another model")

    def separator(self) -> Tokens:
        """What stands between two texts that are read together, after the suffix of the first: int32 (0 or 1,).

        RoBERTa and its kin end the first text twice.
        """
        api, vocabulary = self._vocabulary.api, self._vocabulary.pointer
        doubled = not self._reads_words and api.llama_vocab_get_add_sep(vocabulary)
        if not doubled and api.llama_vocab_type(vocabulary) != _UNIGRAM:
            return np.empty(0, np.int32)
        _, suffix = self.special_tokens()
        return suffix[-1:]

    def marker(self, text: str) -> int | None:
        """The id of a special token that is spelled so; None for text."""
        plain, ids = self._vocabulary.ids(text), self._vocabulary.ids(text, markers=True)
        return int(ids[0]) if len(ids) == 1 and not np.array_equal(plain, ids) else None

    def _together(self, texts: Sequence[str]) -> list[Tokens] | None:
        """The ids of each text from one call, or None if they cannot be told apart."""
        joined = f" {_SEPARATOR} ".join(texts)
        is_long = max(map(len, texts)) > _MAX_RUN_CHARACTERS
        if is_long and max(map(len, joined.split())) > _MAX_RUN_CHARACTERS:
            return None
        ids = self._vocabulary.ids(joined)
        ends = np.flatnonzero(ids == self._separator_id).tolist()
        if (
            len(ends) != len(texts) - 1
        ):  # a text contains it, or the vocabulary has one id for all that it does not know
            return None
        return [ids[start + 1 : end] for start, end in itertools.pairwise([-1, *ends, len(ids)])]

    @cached_property
    def _separator_id(self) -> int:
        ids = self._vocabulary.ids(_SEPARATOR)
        return int(ids[0]) if len(ids) == 1 else -1

    def _alone(self, text: str) -> Tokens:
        pieces = [self._vocabulary.ids(piece) for piece in _pieces(text)]
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)


class _Vocabulary(NamedTuple):
    """A vocabulary of llama.cpp: its C functions, a pointer to it, and the name of its file."""

    api: Any
    pointer: Any
    name: str

    def ids(self, text: str, *, special: bool = False, markers: bool = False) -> Tokens:
        """The ids of a text, int32 (tokens,); with `special`, between the model's special tokens.

        With `markers`, special tokens that are spelled out in the text are taken as such.
        """
        data = text.encode("utf-8", errors="replace")
        buffer = np.empty(len(data) + 16, np.int32)
        place = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
        count = int(self.api.llama_tokenize(self.pointer, data, len(data), place, len(buffer), special, markers))
        if count < 0:
            raise ModelError(
                f"the tokenizer of {self.name} makes more tokens of a text than it has bytes",
                hint="try another model",
            )
        return buffer[:count].copy()


def _pieces(text: str) -> list[str]:
    """Cut a text where a run without white space is too long to tokenize at once."""
    if len(text) <= _MAX_RUN_CHARACTERS:
        return [text]
    cuts = [0]
    for run in _RUN.finditer(text):
        cuts.extend(range(run.start() + _MAX_RUN_CHARACTERS, run.end(), _MAX_RUN_CHARACTERS))
    cuts.append(len(text))
    return [text[start:end] for start, end in itertools.pairwise(cuts)]
