"""A model on a server, as an `EmbeddingModel`.

With its first request, with each of many texts, and once a minute, it also asks for the vector of a sentence of
its own. If that is no longer what the index remembers, the server has another model now.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from scent.arrays import Vectors
from scent.closing import Closing
from scent.core.config import ModelIdentity
from scent.core.endpoint.client import LONG, SHORT, Client, Patience
from scent.core.endpoint.packed_text import PackedText, unpack
from scent.core.endpoint.proof import SENTENCE, Proof
from scent.core.inference.embedding_model import Batching, WindowInput
from scent.core.model_place import Address
from scent.errors import MismatchError

# Texts of one request. Some servers take no more than 32.
_MOST_TEXTS: Final = 32
# A request of so many texts also checks that the model is still the same, and others do once in a while.
_CHECKED_FROM: Final = 8
# While one request is on its way, the server works on another. More are the user's choice (--threads).
_LEAST_PARALLEL, _MOST_PARALLEL = 2, 16
_CHECK_SECONDS: Final = 60.0
_NO_TOKENS: Final = np.empty(0, np.int32)


class EndpointModel:
    """The model of an index on a server. Nothing is sent before an encoder is used."""

    packed = True
    english = False
    has_pieces = False
    pooling = ""
    prefix = suffix = _NO_TOKENS
    batching = Batching(tokens=_MOST_TEXTS * 240, together=1, windows=_MOST_TEXTS)

    def __init__(
        self, place: Address, identity: ModelIdentity, proof: str, *, patient: bool, is_word: Callable[[str], bool]
    ) -> None:
        """Know a model.

        Args:
            place: the server.
            identity: what the index remembers.
            proof: the same, of the answer of the server to its own sentence.
            patient: whether a request waits long for a server that does not answer.
            is_word: whether a word is spelt right, which a server does not tell.
        """
        self.place, self.name, self.dims = place, identity.name, identity.dims
        self.query_prompt, self.document_prompt = identity.query_prompt, identity.document_prompt
        self.context_tokens = self.trained_tokens = identity.trained_tokens
        self.tokenizer = PackedText()
        self.is_word = is_word
        self._patience: Patience = LONG if patient else SHORT
        self._proof = Proof.parse(proof)
        self._checked = -_CHECK_SECONDS
        self._lock = threading.Lock()

    def parallel(self, workers: int) -> int:  # as other models have it
        """Some requests are on their way at a time, also where this machine has one processor."""
        return min(max(workers, _LEAST_PARALLEL), _MOST_PARALLEL)

    def encoder(self, batch_tokens: int) -> "EndpointEncoder":  # noqa: ARG002  # texts are counted here
        """An encoder with a connection of its own, which opens when it is needed."""
        return EndpointEncoder(self, Client(self.place, self._patience))

    def is_check_due(self, texts: int) -> bool:
        """Whether a request of so many texts is to check that the server still has the same model."""
        with self._lock:
            now = time.monotonic()
            is_due = texts >= _CHECKED_FROM or now - self._checked >= _CHECK_SECONDS
            self._checked = now if is_due else self._checked
            return is_due

    def check(self, vectors: Vectors, *, with_proof: bool) -> None:
        """Check the vectors (n, dims) that a server gave; with `with_proof`, the last is that of its own sentence.

        Raises:
            MismatchError: they are not of the model of the index.
        """
        if vectors.shape[1] == self.dims and not (with_proof and self._proof.differs(vectors[-1])):
            return
        self._checked = -_CHECK_SECONDS
        what = f"vectors of {vectors.shape[1]:,} dimensions" if vectors.shape[1] != self.dims else "other vectors"
        raise MismatchError(
            f"the server at {self.place.url} gives {what} under the name {self.name} than when the index was made",
            hint=f"start it with that model again, or change the index to it: scent migrate --model '{self.place}'",
        )


class EndpointEncoder(Closing):
    """Embeds texts on the server of a model, over one connection."""

    def __init__(self, model: EndpointModel, client: Client) -> None:
        self._model, self._client = model, client

    def chunk_vectors(self, windows: Sequence[WindowInput]) -> list[Vectors]:
        """The vector of the text of each window, float32 (1, dims): a window is one chunk.

        Raises:
            UnreachableError: the server does not answer.
            ModelError: it refuses, or does not answer with vectors.
            MismatchError: it has another model now.
        """
        texts = [unpack(window.tokens) for window in windows]
        vectors = [
            each for start in range(0, len(texts), _MOST_TEXTS) for each in self._vectors(texts[start:][:_MOST_TEXTS])
        ]
        return [vector[None] for vector in vectors]

    def cancel(self) -> None:
        """Let a request of another thread end now."""
        self._client.cancel()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        with_proof = self._model.is_check_due(len(texts))
        vectors = self._client.vectors([*texts, SENTENCE] if with_proof else texts)
        self._model.check(vectors, with_proof=with_proof)
        return vectors[: len(texts)]
