"""Keys come from the environment or from a file, go to servers that the user has named, and are never shown."""

from pathlib import Path

import embedding_server
import pytest

from scent.core.endpoint import named_servers
from scent.core.endpoint.client import Client
from scent.core.endpoint.keys import api_key
from scent.core.model_place import Address
from scent.errors import ModelError

URL = "https://api.example.org/v1/embeddings"


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of the configuration."""
    monkeypatch.setattr(named_servers, "_named_here", set())
    monkeypatch.delenv("SCENT_API_KEY", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    directory = tmp_path / "scent"
    directory.mkdir()
    return directory


def keys(file: Path, text: str, mode: int = 0o600) -> Path:
    file.write_text(text)
    file.chmod(mode)
    return file


def test_without_a_key_there_is_none() -> None:
    assert not api_key(URL)


def test_the_variable_wins_over_the_file(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys(config / "api-keys", "sk-file\n")
    assert api_key(URL) == "sk-file"
    monkeypatch.setenv("SCENT_API_KEY", " sk-variable\n")
    assert api_key(URL) == "sk-variable"


def test_a_line_may_name_the_host_of_its_key(config: Path) -> None:
    keys(config / "api-keys", "# mine\n\nother.org sk-other\napi.example.org sk-example\nlocalhost:8080 sk-local\n")
    assert api_key(URL) == "sk-example"
    assert api_key("http://localhost:8080/v1/embeddings") == "sk-local"
    assert not api_key("http://localhost:8081/v1/embeddings")
    assert not api_key("https://elsewhere.org/")


def test_a_named_file_is_read_instead(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys(config / "api-keys", "sk-usual\n")
    monkeypatch.setenv("SCENT_API_KEY_FILE", str(keys(tmp_path / "mounted", "sk-mounted", 0o444)))
    assert api_key(URL) == "sk-mounted"
    monkeypatch.setenv("SCENT_API_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(ModelError, match="there is no file"):
        api_key(URL)


def test_a_file_that_others_may_read_is_refused(config: Path) -> None:
    file = keys(config / "api-keys", "sk-secret\n", 0o644)
    with pytest.raises(ModelError, match="other users may read") as caught:
        api_key(URL)
    assert caught.value.hint == f"run: chmod 600 {file}"


@pytest.mark.parametrize("text", ["host key sk-more\n", "sk-schlüssel\n"])
def test_what_is_no_key_is_refused_and_not_shown(config: Path, text: str) -> None:
    keys(config / "api-keys", text)
    with pytest.raises(ModelError) as caught:
        api_key(URL)
    assert text.rsplit(maxsplit=1)[-1] not in caught.value.message + caught.value.hint


def test_a_server_that_was_never_named_gets_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENT_API_KEY", "sk-secret")
    with embedding_server.embedding_server() as server:
        place = Address.parse(server.model)
        for _ in range(2):
            with Client(place) as client:
                client.vectors(["a"])
            named_servers.announce(place)
        assert [headers.get("Authorization") for headers in server.headers] == [None, "Bearer sk-secret"]


def test_a_key_that_a_server_repeats_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENT_API_KEY", "sk-secret")
    with embedding_server.embedding_server() as server, Client(Address.parse(server.model)) as client:
        named_servers.announce(Address.parse(server.model))
        for code in (401, 400, 503):
            server.always = embedding_server.status(code, "wrong key: sk-secret", retry_after="0")
            with pytest.raises(ModelError) as caught:
                client.vectors(["a"])
            assert "sk-secret" not in caught.value.message + caught.value.hint
