"""What an index says about a model on a server is not believed."""

from dataclasses import replace
from pathlib import Path

import embedding_server
import pytest

from scent.core.endpoint.proof import Proof
from scent.core.model_place import Address
from scent.core.models import source
from scent.errors import DamageError, MismatchError


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> source.ModelSource:
    """A model, as an index remembers it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with embedding_server.embedding_server() as server:
        return source.identify(Address.parse(server.model))


@pytest.mark.parametrize("change", [{"digest": "0" * 64}, {"dims": 63}, {"name": "other"}])
def test_an_identity_that_is_not_that_of_the_proof_is_damage(
    known: source.ModelSource, change: dict[str, object]
) -> None:
    source.load(known)
    with pytest.raises(DamageError):
        source.load(replace(known, identity=replace(known.identity, **change)))  # type: ignore[arg-type]


@pytest.mark.parametrize("proof", ["", "###", "AAAA", "fHx8fHx8"])
def test_a_proof_that_cannot_be_read_or_is_another_is_damage(known: source.ModelSource, proof: str) -> None:
    with pytest.raises(DamageError):
        source.load(replace(known, proof=proof))


def test_a_proof_is_the_same_with_small_errors_and_not_of_another_model() -> None:
    with embedding_server.embedding_server() as server:
        vector = embedding_server.np.array(server.vector("a sentence"), "f4")
        other = embedding_server.np.array(server.vector("words of its own"), "f4")
    proof = Proof.parse(str(Proof.of(vector)))
    assert not proof.differs(vector * 3)
    assert not proof.differs(vector + 0.01)
    assert proof.differs(other)
    assert proof.differs(vector[:32])


def test_the_same_model_at_another_address_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with embedding_server.embedding_server() as first, embedding_server.embedding_server() as second:
        known = source.identify(Address.parse(first.model))
        moved = source.identify(Address.parse(second.model), known)
        assert moved == replace(known, place=Address.parse(second.model))
        second.salt = 1
        assert source.identify(Address.parse(second.model), known).identity != known.identity
        with pytest.raises(MismatchError):
            source.verify(moved)
