"""Texts go only to servers that the user has named, and the user is told once that they leave the machine."""

from pathlib import Path

import pytest

from scent.core.endpoint import named_servers
from scent.core.endpoint.named_servers import announce, check_named, is_named
from scent.core.model_place import Address
from scent.errors import ModelError

FAR = Address("https://api.example.org/v1/embeddings", "m")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory."""
    monkeypatch.setattr(named_servers, "_named_here", set())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "scent"


def in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_servers, "_named_here", set())


def test_it_is_said_once_for_a_host_that_texts_leave_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    told = announce(FAR)
    assert told == (
        "m runs on api.example.org, not on this machine: the text of your files and of your searches is sent there"
    )
    in_another_process(monkeypatch)
    assert not announce(FAR)
    assert not announce(Address(FAR.url, "another"))
    assert announce(Address("https://api.example.org:8443/v1/embeddings", "m"))  # another server


def test_it_is_said_that_http_is_not_encrypted() -> None:
    assert announce(Address("http://192.0.2.1:8080/v1/embeddings", "m")).endswith(
        "is sent there, unencrypted, so that others can read it on the way"
    )


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_this_machine_needs_no_word(host: str) -> None:
    assert not announce(Address(f"http://{host}:8080/v1/embeddings", "m"))


@pytest.mark.parametrize("host", ["localhost.example.org", "0.0.0.0", "127.0.0.1.example.org", "[::2]"])  # noqa: S104
def test_no_other_name_is_this_machine(host: str) -> None:
    assert announce(Address(f"http://{host}:8080/v1/embeddings", "m"))


def test_nothing_goes_to_a_server_that_only_an_index_names(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="to which nothing was sent from here before") as caught:
        check_named(FAR)
    assert f"scent index --model '{FAR}'" in caught.value.hint
    check_named(Address("http://localhost:1234/v1/embeddings", "m"))
    announce(FAR)
    in_another_process(monkeypatch)
    check_named(FAR)


def test_a_list_that_others_could_write_counts_for_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(FAR)
    in_another_process(monkeypatch)
    (file,) = data.iterdir()
    file.chmod(0o666)
    assert not is_named(FAR.url)
    file.write_text("[" * 100_000)
    file.chmod(0o600)
    assert not is_named(FAR.url)


def test_where_nothing_can_be_written_it_holds_for_this_process(data: Path) -> None:
    data.parent.mkdir(exist_ok=True)
    data.write_text("a file in the place of the directory")
    assert announce(FAR)
    assert is_named(FAR.url)
    assert data.is_file()
