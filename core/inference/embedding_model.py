"""What the rest of scent needs of a loaded model, whatever its kind: a GGUF file (`Model`), or any other.

A model reads *windows*: token ids, between its special ones, in which some spans are chunks. It gives a
vector for each chunk. What a token is, is the model's own affair; an index stores ids and gives them
back to the same model, and never looks into them.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from scent.arrays import Tokens, TokenSpans, Vectors


class WindowInput(NamedTuple):
    """What passes through a model at once.

    `tokens` (tokens,) include `before` ids at the beginning and `after` at the end that are not text:
    special ones and a prompt. `spans` (chunks, 2) are the chunks, counted from the first id of text.
    """

    tokens: Tokens
    spans: TokenSpans
    before: int
    after: int


class TextTokenizer(Protocol):
    """Turns text into token ids from 0 to `size`, exclusive. May be used by many threads."""

    @property
    def size(self) -> int:
        """More than any id."""

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """The ids of each text by itself, int32 (tokens,), without special ones; none for white space alone."""

    def reads(self, language: str) -> bool:
        """Whether its pieces are words of a language (ISO 639-1, empty if unknown); True if in doubt.

        What the model makes of a language, `scent.core.calibration` measures.
        """


class WindowEncoder(Protocol):
    """Runs a model, for one thread at a time."""

    def chunk_vectors(self, windows: Sequence[WindowInput]) -> list[Vectors]:
        """The vectors of the chunks of each window, float32 (chunks, dims), not normalised.

        Raises:
            ModelError: the model could not be run.
        """

    def cancel(self) -> None:
        """Let a call that runs in another thread end soon, with a `ModelError`, if it would take long."""

    def close(self) -> None:
        """Free what the encoder holds."""


class Batching(NamedTuple):
    """How windows are gathered for a model.

    One call of an encoder takes about `tokens` ids in at most so many `windows`, or one window. Windows for
    `together` calls are packed together: more of them pack tighter, but the first vector comes later.
    """

    tokens: int
    together: int
    windows: int = 1 << 30


class EmbeddingModel(Protocol):
    """A loaded model, for any number of threads."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def dims(self) -> int:
        """The length of a vector."""

    @property
    def pooling(self) -> str:
        """How token vectors become one vector: mean, cls or last.

        `static` where a token has the same vector wherever it stands; empty if no vectors of tokens are known.
        """

    @property
    def prefix(self) -> Tokens:
        """The special ids before a text, int32 (n,)."""

    @property
    def suffix(self) -> Tokens:
        """The special ids after a text, int32 (n,)."""

    @property
    def query_prompt(self) -> str:
        """What stands before a query."""

    @property
    def document_prompt(self) -> str:
        """What stands before a passage."""

    @property
    def context_tokens(self) -> int:
        """The longest window that it can read, special ids included."""

    @property
    def trained_tokens(self) -> int:
        """The longest window that it was made for, special ids included."""

    @property
    def tokenizer(self) -> TextTokenizer:
        """Turns text into its token ids."""

    @property
    def english(self) -> bool:
        """Whether it covers English and little else."""

    @property
    def has_pieces(self) -> bool:
        """Whether each id is a piece of text of which the model's own vector says something."""

    @property
    def packed(self) -> bool:
        """Whether windows may share a call."""

    @property
    def batching(self) -> Batching:
        """How windows are gathered for it."""

    def parallel(self, workers: int) -> int:
        """How many encoders run side by side where so many threads were asked for."""

    def is_word(self, word: str) -> bool:
        """Whether it knows a word as a whole, so that the word is not misspelt."""

    def encoder(self, batch_tokens: int) -> WindowEncoder:
        """An encoder for calls of up to `batch_tokens` ids. The caller closes it."""
