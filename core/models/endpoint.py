"""Models on servers: identify the model at an address by what it answers, and use it.

One of the kinds of models that `scent.core.models.source` chooses from.
"""

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scent.core.config import ENDPOINT, ModelIdentity
from scent.core.inference.families import Family, find_family
from scent.core.inference.gguf.card import ModelCard
from scent.core.model_place import Address, Place
from scent.core.models.model_source import BUNDLED, ModelSource
from scent.errors import DamageError

if TYPE_CHECKING:
    from scent.arrays import Vector
    from scent.core.endpoint.model import EndpointModel
    from scent.core.endpoint.packed_text import PackedText
    from scent.core.inference.tokenizer import Tokenizer

# What a model takes of which nothing is known: more than any passage has.
_CONTEXT_TOKENS: Final = 8192
# No file has changed.
_NO_STAMP: Final = (0, 0)
# What servers write before and after the name under which a model was published.
_PREFIXES: Final = ("text-embedding-",)
_VERSIONS: Final = ("", "-v1.5", "-v1")


def identify(
    place: Place | None,
    known: ModelSource | None = None,
    *,
    again: bool = False,
    cache: Path | None = None,  # noqa: ARG001  # nothing is kept
) -> ModelSource:
    """Ask the server for the vector of a sentence of scent's own, by which its model is known again.

    Returns `known` without asking if it is at the same address, unless `again`. A server at another address
    that gives the same vector under the same name has the same model.

    Raises:
        UnreachableError: the server does not answer.
        ModelError: it was never named, refuses, or does not answer with vectors.
    """
    address = _address(place)
    if known is not None and known.place == address and not again:
        return known
    from scent.core.endpoint.proof import Proof

    vector = _proving_vector(address)
    if known is not None and _is_known(known, address, vector):
        return replace(known, place=address)
    family, proof = _family(address.name), str(Proof.of(vector))
    return ModelSource(
        address,
        _NO_STAMP,
        ModelIdentity(
            name=address.name,
            digest=_digest(address.name, len(vector), proof),
            architecture=ENDPOINT,
            pooling="server",
            dims=len(vector),
            trained_tokens=family.trained_tokens or _CONTEXT_TOKENS,
            query_prompt=family.query_prompt,
            document_prompt=family.document_prompt,
        ),
        proof,
    )


def describe(place: Place | None) -> ModelCard:
    """What the name of a model tells; no server is asked."""
    name = _address(place).name
    family = _family(name)
    return ModelCard(
        name=name,
        architecture=ENDPOINT,
        pooling="server",
        causal=False,
        context_tokens=_CONTEXT_TOKENS,
        trained_tokens=family.trained_tokens or _CONTEXT_TOKENS,
        query_prompt=family.query_prompt,
        document_prompt=family.document_prompt,
    )


def check(_source: ModelSource) -> None:
    """Do nothing: the first request finds whatever is wrong."""


def verify(source: ModelSource) -> None:
    """Ask the server whether it still has the model of an index.

    Raises:
        UnreachableError: the server does not answer.
        ModelError: it was never named, refuses, or does not answer with vectors.
        MismatchError: it has another model now.
    """
    address = _address(source.place)
    model = load(source)
    model.check(_proving_vector(address)[None], with_proof=True)


def load(
    source: ModelSource,
    cache: Path | None = None,  # noqa: ARG001  # nothing is kept
    *,
    preloaded: object = None,  # noqa: ARG001  # nothing is
    patient: bool = False,
) -> "EndpointModel":
    """The model of an index; nothing is sent yet. With `patient`, requests wait long for the server.

    Raises:
        ModelError: the user has never named the server.
        DamageError: what the index remembers is not what it was made of.
    """
    from scent.core.endpoint.model import EndpointModel
    from scent.core.endpoint.named_servers import check_named

    address, identity = _address(source.place), source.identity
    check_named(address)
    try:
        if identity.digest != _digest(identity.name, identity.dims, source.proof):
            raise ValueError("digest")  # noqa: TRY301  # as another wrong value
        return EndpointModel(address, identity, source.proof, patient=patient, is_word=_is_word)
    except ValueError as error:
        message = f"the settings in the manifest are invalid ({error})"
        raise DamageError(message, hint="remove the index and index again") from error


def load_vocabulary(source: ModelSource, cache: Path | None = None) -> "EndpointModel":
    """The same as `load`."""
    return load(source, cache)


def preload(_source: ModelSource, _cache: Path | None) -> None:
    """None: there is nothing to load."""


def files_in_use(_source: ModelSource, _cache: Path | None) -> tuple[Path, ...]:
    """None: a model on a server depends on no file."""
    return ()


def can_be_tuned(_source: ModelSource) -> bool:
    """False: the weights are the server's."""
    return False


def is_instant(_source: ModelSource) -> bool:
    """False: a request takes longer than anything else in a run."""
    return False


def reopen(place: Place, digest: str, cache: Path | None) -> "EndpointModel":
    """Never called, as only the vectors of instant models are made in other processes of a run."""
    raise NotImplementedError


def open_tokenizer(_place: Place) -> "PackedText":
    """The tokenizer, which all models on servers share."""
    from scent.core.endpoint.packed_text import PackedText

    return PackedText()


def _proving_vector(address: Address) -> "Vector":
    """The server's vector (dims,) of the sentence by which its model is known."""
    from scent.core.endpoint.client import FIRST, Client
    from scent.core.endpoint.named_servers import check_named
    from scent.core.endpoint.proof import SENTENCE

    check_named(address)
    with Client(address, FIRST) as client:
        vector: Vector = client.vectors([SENTENCE])[0]
        return vector


def _is_known(known: ModelSource, address: Address, vector: "Vector") -> bool:
    """Whether the model at an address, which gave a vector (dims,), is a known one."""
    from scent.core.endpoint.proof import Proof

    if not isinstance(known.place, Address) or known.identity.name != address.name:
        return False
    return known.identity.dims == len(vector) and not Proof.parse(known.proof).differs(vector)


def _digest(name: str, dims: int, proof: str) -> str:
    """The digest of a model of so many dimensions, in hex."""
    return hashlib.sha256(f"{name}\n{dims}\n{proof}".encode()).hexdigest()


def _address(place: Place | None) -> Address:
    if isinstance(place, Address):
        return place
    raise TypeError(f"{place} is not an address")


def _family(name: str) -> Family:
    """What is known of the model that a server calls so: its prompts and trained length."""
    return find_family(_spellings(name))


def _spellings(name: str) -> Iterator[str]:
    """The names under which a model may have been published, such as `nomic-embed-text:latest` of Ollama."""
    base, _, tag = name.rpartition("/")[2].removesuffix(".gguf").partition(":")
    for prefix in _PREFIXES:
        base = base.removeprefix(prefix)
    yield from (f"{base}-{tag}" if tag else base, *(base + version for version in _VERSIONS))


def _is_word(word: str) -> bool:
    """Whether the vocabulary of the bundled model has a word as one piece."""
    (tokens,) = _vocabulary().tokenize([word])
    return len(tokens) == 1


@functools.cache
def _vocabulary() -> "Tokenizer":
    from scent.core.inference.tokenizer import Tokenizer

    return Tokenizer.open_trusted(BUNDLED)
