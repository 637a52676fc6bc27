"""A client of a server: what it sends, when it tries again, and what it makes of every kind of failure."""

import base64
import json
import select
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import embedding_server
import numpy as np
import pytest
from embedding_server import EmbeddingServer, body, breaks_off, hangs_up, longest, most, slow, status

from scent.core.endpoint import client as client_module
from scent.core.endpoint import named_servers
from scent.core.endpoint.client import LONG, SHORT, Client, Patience
from scent.core.model_place import Address
from scent.errors import ModelError, UnreachableError

TEXTS = ["the boiler hums", "an unpaid invoice", "größe"]
AT_ONCE = Patience(tries=3, seconds=5.0, answer=5.0, lasting=True)


@pytest.fixture(autouse=True)
def _quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No waits between tries, and directories of this test alone."""
    monkeypatch.setattr(client_module, "_FIRST_WAIT", 0.01)
    monkeypatch.setattr(named_servers, "_named_here", set())
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding_server.embedding_server() as running:
        yield running


def ask(server: EmbeddingServer, texts: list[str] = TEXTS, patience: Patience = AT_ONCE) -> np.ndarray:
    with Client(Address.parse(server.model), patience) as client:
        return client.vectors(texts)


def expected(server: EmbeddingServer, texts: list[str] = TEXTS) -> np.ndarray:
    return np.array([server.vector(text) for text in texts], np.float32)


def test_vectors_come_in_the_order_of_the_texts_whatever_the_order_of_the_answer(server: EmbeddingServer) -> None:
    np.testing.assert_array_equal(ask(server), expected(server))
    assert server.texts == [TEXTS]


def test_one_connection_serves_many_requests(server: EmbeddingServer) -> None:
    with Client(Address.parse(server.model)) as client:
        for text in TEXTS:
            assert len(client.vectors([text])) == 1
    assert server.texts == [[text] for text in TEXTS]


def test_half_a_character_is_replaced(server: EmbeddingServer) -> None:
    ask(server, ["a lone \ud800"])
    assert server.texts == [["a lone ?"]]


def test_numbers_may_come_in_base64(server: EmbeddingServer) -> None:
    numbers = np.array([1.5, -2, 0.25], "<f4")
    item = {"embedding": base64.b64encode(numbers.tobytes()).decode(), "index": 0}
    server.faults.append(body(json.dumps({"data": [item]})))
    np.testing.assert_array_equal(ask(server, ["a"]), [numbers])


@pytest.mark.parametrize(
    "fault",
    [status(429, retry_after="0"), status(429), status(503), status(500, "out of memory"), hangs_up, breaks_off],
    ids=["429 with a time", "429", "503", "500", "hangs up", "breaks off"],
)
def test_what_may_pass_is_tried_again(server: EmbeddingServer, fault: embedding_server.Fault) -> None:
    server.faults += [fault, fault]
    np.testing.assert_array_equal(ask(server), expected(server))
    assert len(server.texts) == 3


def test_a_server_that_has_no_time_is_left_alone_after_some_tries(server: EmbeddingServer) -> None:
    server.always = status(429, "slow down", retry_after="0")
    with pytest.raises(UnreachableError, match=r"asks for fewer requests \(HTTP 429\): slow down"):
        ask(server)
    assert len(server.texts) == AT_ONCE.tries


def test_a_wait_that_is_too_long_is_not_waited_for(server: EmbeddingServer) -> None:
    server.always = status(503, retry_after="3600")
    began = time.monotonic()
    with pytest.raises(UnreachableError, match="cannot answer now"):
        ask(server)
    assert time.monotonic() - began < 30
    assert len(server.texts) == 1


def test_a_wait_may_be_a_date(server: EmbeddingServer) -> None:
    past = format_datetime(datetime.now(UTC) - timedelta(seconds=5), usegmt=True)
    server.faults.append(status(503, retry_after=past))
    assert len(ask(server)) == len(TEXTS)


def test_a_slow_answer_is_waited_for_and_a_slower_one_is_not(server: EmbeddingServer) -> None:
    server.faults.append(slow(0.3))
    assert len(ask(server)) == len(TEXTS)
    server.always = slow(30)
    began = time.monotonic()
    with pytest.raises(UnreachableError, match=r"no answer within 1\.5 seconds"):
        ask(server, patience=SHORT._replace(answer=1.5))
    assert time.monotonic() - began < 25
    assert len(server.texts) == 2  # one that took too long will take too long again


def test_a_server_that_is_not_there_is_an_error_at_once_in_a_search() -> None:
    with embedding_server.embedding_server() as gone:
        pass
    with pytest.raises(UnreachableError, match="the connection was refused") as caught:
        ask(gone, patience=SHORT)
    assert "start the server" in caught.value.hint


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("not JSON", "does not answer with vectors"),
        ("{}", "does not answer with vectors"),
        ("[" * 100_000, "does not answer with vectors"),
        ('{"data": [{"embedding": ["1"]}]}', "does not answer with vectors"),
        ('{"data": [{"embedding": "###"}]}', "does not answer with vectors"),
        ('{"data": []}', "answers with 0 vectors to 1 texts"),
        ('{"data": [{"embedding": [1]}, {"embedding": [1]}]}', "answers with 2 vectors to 1 texts"),
        ('{"data": [{"embedding": [1], "index": 7}]}', "answers with 1 vectors to 1 texts"),
        ('{"data": [{"embedding": []}]}', "vectors of 0 dimensions"),
        ('{"data": [{"embedding": [1, NaN]}]}', "a vector that is not a number"),
        ('{"data": [{"embedding": [1e60]}]}', "a vector that is not a number"),
    ],
)
def test_an_answer_without_the_right_vectors_is_an_error(server: EmbeddingServer, answer: str, said: str) -> None:
    server.always = body(answer)
    with pytest.raises(ModelError, match=said):
        ask(server, ["a"])
    assert len(server.texts) == 1


def test_vectors_of_two_lengths_are_an_error(server: EmbeddingServer) -> None:
    server.always = body('{"data": [{"embedding": [1, 2]}, {"embedding": [1, 2, 3]}]}')
    with pytest.raises(ModelError, match="vectors of 2 and 3 dimensions"):
        ask(server, ["a", "b"])


def test_a_refusal_is_told_in_the_words_of_the_server_and_not_tried_again(server: EmbeddingServer) -> None:
    server.always = status(404, "model \x1b[31mwords\n not found" + " x" * 500)
    with pytest.raises(ModelError, match=r"refuses \(HTTP 404\): model .\[31mwords not found x") as caught:
        ask(server)
    assert "\x1b" not in caught.value.message
    assert len(caught.value.message) < 300
    assert len(server.texts) == 1


def test_a_redirect_is_not_followed_and_carries_nothing(
    server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCENT_API_KEY", "sk-secret")
    named_servers.announce(Address.parse(server.model))
    with embedding_server.embedding_server() as other:
        server.always = status(307, location=other.url)
        with pytest.raises(ModelError, match=f"sends on to 127.0.0.1:{other.port}, which is not followed"):
            ask(server)
        assert not other.texts
    assert server.headers[0]["Authorization"] == "Bearer sk-secret"


def test_more_texts_than_a_server_takes_are_sent_in_parts(server: EmbeddingServer) -> None:
    server.always = most(2)
    texts = [f"text {number}" for number in range(9)]
    np.testing.assert_array_equal(ask(server, texts), expected(server, texts))
    assert max(len(each) for each in server.texts[1:] if len(each) <= 2) == 2


def test_a_server_that_is_slow_gets_fewer_texts_in_a_long_run(server: EmbeddingServer) -> None:
    server.always = lambda handler, texts: len(texts) > 3 and slow(60)(handler, texts)
    texts = [f"text {number}" for number in range(9)]
    with Client(Address.parse(server.model), LONG._replace(answer=2)) as client:
        np.testing.assert_array_equal(client.vectors(texts), expected(server, texts))
        assert [len(each) for each in server.texts] == [9, 4, 2, 2, 2, 2, 1]
        server.texts.clear()
        client.vectors(texts)  # it is still known how many it has time for
    assert [len(each) for each in server.texts] == [2, 2, 2, 2, 1]


def test_a_server_that_never_answers_is_given_up_in_a_long_run_too(server: EmbeddingServer) -> None:
    server.always = slow(60)
    patience = LONG._replace(answer=0.2, tries=4, seconds=5)
    with Client(Address.parse(server.model), patience) as client, pytest.raises(UnreachableError, match="no answer"):
        client.vectors(["a text"] * 32)
    assert len(server.texts) == 4


def test_a_model_that_changes_between_two_answers_is_an_error(server: EmbeddingServer) -> None:
    def change(_: object, texts: list[str]) -> bool:
        server.dims = 8 * len(texts)
        return False

    server.faults = [most(2), change, change]
    with pytest.raises(ModelError, match="vectors of 8 and 16 dimensions"):
        ask(server, ["a", "b", "c"])


def test_a_text_that_is_too_long_for_the_model_is_sent_in_parts(server: EmbeddingServer) -> None:
    server.always = longest(200)
    text = " ".join(f"word{number}" for number in range(60))
    (vector,) = ask(server, [text])
    assert "".join(each for (each,) in filter(lambda texts: len(texts) == 1, server.texts[1:])) in text
    whole = np.array(server.vector(text), np.float32)
    assert vector @ whole / np.linalg.norm(vector) / np.linalg.norm(whole) > 0.8


def test_a_server_that_finds_everything_too_long_is_an_error(server: EmbeddingServer) -> None:
    server.always = longest(1)
    with pytest.raises(ModelError, match="input is too long"):
        ask(server, ["word " * 200] * 20)
    assert len(server.texts) < 20


def test_a_request_can_be_cancelled_while_it_waits(server: EmbeddingServer) -> None:
    server.always = slow(60)
    client = Client(Address.parse(server.model), LONG)
    caught: list[Exception] = []

    def work() -> None:
        try:
            client.vectors(TEXTS)
        except ModelError as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    while not server.texts:
        time.sleep(0.01)
    client.cancel()
    thread.join(20)
    assert not thread.is_alive()
    assert "was given up" in str(caught[0])
    client.close()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of localhost and embeddings.test, with its key in the same file."""
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("openssl makes the certificate")
    file, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    words += ["-addext", "subjectAltName=DNS:localhost,DNS:embeddings.test", "-keyout", str(key), "-out", str(file)]
    subprocess.run([openssl, *words], check=True, capture_output=True)
    file.write_text(file.read_text() + key.read_text())
    return file


@pytest.fixture
def secure_server(certificate: Path) -> Iterator[EmbeddingServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with embedding_server.embedding_server(tls=context) as running:
        yield running


def test_https_needs_a_certificate_that_is_trusted(
    secure_server: EmbeddingServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Address.parse(f"https://localhost:{secure_server.port}/v1/embeddings#words")
    with Client(place) as client, pytest.raises(ModelError, match="a certificate that is not trusted") as caught:
        client.vectors(TEXTS)
    assert "SSL_CERT_FILE" in caught.value.hint
    assert not secure_server.texts
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Client(place) as client:
        np.testing.assert_array_equal(client.vectors(TEXTS), expected(secure_server))


def test_a_proxy_sees_nothing_but_the_name_of_the_host(
    secure_server: EmbeddingServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=tunnel, args=(listening, secure_server.port, seen), daemon=True).start()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setenv("SCENT_API_KEY", "sk-secret")
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:pass@127.0.0.1:{listening.getsockname()[1]}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        place = Address.parse("https://embeddings.test/v1/embeddings#words")
        named_servers.announce(place)
        with Client(place) as client:
            np.testing.assert_array_equal(client.vectors(TEXTS), expected(secure_server))
    assert seen.startswith(b"CONNECT embeddings.test:443 HTTP/1.")
    assert b"Proxy-Authorization: Basic bWU6cGFzcw==" in seen
    assert not any(text.encode() in seen for text in (*TEXTS, "sk-secret", "v1/embeddings"))
    assert secure_server.headers[0]["Authorization"] == "Bearer sk-secret"


def tunnel(listening: socket.socket, port: int, seen: bytearray) -> None:
    """Be a proxy for one connection, whatever host it asks for, and note all that the client sends."""
    client, _ = listening.accept()
    with client, socket.create_connection(("127.0.0.1", port)) as server:
        while b"\r\n\r\n" not in seen:
            seen += client.recv(65536)
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        while True:
            for readable in select.select([client, server], [], [], 30)[0] or [client]:
                if not (data := readable.recv(65536)):
                    return
                if readable is client:
                    seen += data
                (server if readable is client else client).sendall(data)


def test_a_proxy_serves_https_and_no_other_address(monkeypatch: pytest.MonkeyPatch, server: EmbeddingServer) -> None:
    with embedding_server.embedding_server() as proxy:
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://user:pass@127.0.0.1:{proxy.port}")
        assert len(ask(server)) == len(TEXTS)  # http, and this machine
        with (
            Client(Address.parse("https://scent.invalid/v1/embeddings#m"), SHORT._replace(tries=1)) as client,
            pytest.raises(UnreachableError, match="cannot be reached"),
        ):
            client.vectors(["a"])
        assert not proxy.texts  # it was asked for a tunnel, which it refused
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1")
    with (
        Client(Address.parse("https://scent.invalid/v1/embeddings#m")) as client,
        pytest.raises(ModelError, match="begins with socks5://"),
    ):
        client.vectors(["a"])
