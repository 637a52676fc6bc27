"""A search server gives the same hits as a search by itself, and no search depends on it."""

import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import embedding_server
import pytest
import tiny_models
from command import Command, Result
from events import wait_for
from hypothesis import assume, given
from hypothesis import strategies as st
from watching import children

from scent.core.inference import weights
from scent.core.models import source
from scent.core.search.searcher import Searcher
from scent.core.server import protocol
from scent.core.server.client import ask
from scent.core.server.index_pool import IndexPool
from scent.core.server.protocol import Request
from scent.core.types import FIELDS, Combination, Conditions, Hit, Reasons, Rerank, Scope

NOTES = {
    "boiler.md": "# Boiler\n\nThe boiler makes a noise when it is cold outside.\n",
    "garden.md": "# Garden\n\nThe roses by the wall were planted in spring.\n",
}


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A directory with a short name: the name of a socket is limited."""
    with tempfile.TemporaryDirectory(prefix="scent-", dir="/tmp") as directory:
        yield Path(directory)


@pytest.fixture
def scent(scent: Command, runtime: Path) -> Command:
    """The command, with some notes indexed, and a runtime directory of its own."""
    for name, text in NOTES.items():
        (scent.directory / name).write_text(text)
    scent = replace(scent, extra=(("XDG_RUNTIME_DIR", str(runtime)),))
    assert scent("index", "--quiet", scent.directory).code == 0
    return scent


@pytest.fixture
def server(scent: Command, runtime: Path) -> Iterator[subprocess.Popen[bytes]]:
    with scent.start("serve") as process:
        until(lambda: listens(runtime / "scent" / protocol.SOCKET))
        yield process
        process.kill()


def listens(address: Path) -> bool:
    """Whether a server can be reached; its socket stands there a moment before."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(address)) == 0


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def answered(runtime: Path, request: Request) -> tuple[list[Hit], list[str]]:
    """The answer of the server; on a busy machine it may take several tries until it greets in time."""
    end = time.monotonic() + 20
    while (answer := ask(runtime, request)) is None:
        assert time.monotonic() < end
    return answer


def request(scent: Command, query: str = "cold noise", **fields: object) -> Request:
    index = scent.home / "data" / "scent" / "index"
    plain = Request(index, scent.cache / "scent", query, 10, "hybrid")
    return plain._replace(**fields)  # type: ignore[arg-type]


def both(scent: Command, *words: str | Path) -> tuple[Result, Result]:
    return scent("search", *words), scent("search", "--cold", *words)


@pytest.mark.usefixtures("server")
def test_a_search_gives_the_same_with_a_server_and_without(scent: Command, runtime: Path) -> None:
    assert answered(runtime / "scent", request(scent))
    for words in (
        ["cold noise"],
        ["--json", "roses"],
        ["-l", "wall"],
        ["--mode", "lexical", "zebra"],
        ["x", "boiler.md"],
    ):
        warm, cold = both(scent, *words)
        assert warm == cold
    (scent.directory / "boiler.md").write_text("Something else entirely.\n")
    warm, cold = both(scent, "cold noise")
    assert warm == cold
    assert warm.code == 3
    warm, cold = both(scent, "noise", scent.home)
    assert warm == cold
    assert warm.code == 2


NEAREST = ["--min-score", "-1", "noise"]
FILTERS = [
    ["boiler.md", "-t", "md"],
    ["-T", "md"],
    ["--lang", "de", "--author", "byron", "--until", "2001"],
    ["--since", "2024", "-g", "gar*"],
    ["--iglob", "!BOILER.*", "--files-from", "list"],
]
QUERIES = ['noise "cold months"', "noise path:./boiler.md", "noise -months -type:py", "noise title:none", "-noise"]


@pytest.mark.usefixtures("server")
def test_operators_order_and_pages_are_the_same_with_a_server(scent: Command, runtime: Path) -> None:
    assert answered(runtime / "scent", request(scent))
    shapes = [["--sort", "date", "-r"], ["--offset", "1", "-k", "1"], ["--literal"]]
    for words in ([*NEAREST[:-1], "--", query] for query in QUERIES):
        warm, cold = both(scent, "--json", *words)
        assert warm == cold
    for words in ([*shape, *NEAREST] for shape in shapes):
        warm, cold = both(scent, "--json", *words)
        assert warm == cold
        assert warm.code == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("required", "noise"),
        ("excluded", [1]),
        ("fields", {}),
        ("fields", [["path"]]),
        ("fields", [["size", "1"]]),
        ("other_fields", ["ab"]),
        ("seen_from", None),
        ("more", []),
    ],
)
def test_conditions_of_another_shape_are_refused(name: str, value: object) -> None:
    message = Request(Path("i"), Path("c"), "q", 1, "hybrid").to_json()
    with pytest.raises(ValueError, match="not conditions"):
        Request.from_json({**message, "conditions": {**message["conditions"], name: value}})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("both", "noise"),
        ("unlike", [1]),
        ("like", {}),
        ("like", [["a.md"]]),
        ("like", [["a.md", [2, 1]]]),
        ("like", [["a.md", [0, 1]]]),
        ("like", [["a.md", [True, True]]]),
        ("instruction", None),
        ("imagined", 1),
        ("more", []),
    ],
)
def test_combinations_of_another_shape_are_refused(name: str, value: object) -> None:
    message = Request(Path("i"), Path("c"), "q", 1, "hybrid").to_json()
    with pytest.raises(ValueError, match="not a combination"):
        Request.from_json({**message, "combination": {**message["combination"], name: value}})


@pytest.mark.parametrize(
    ("name", "value"),
    [("model", 1), ("best", 0), ("best", "2"), ("best", 10_000), ("seconds", -1), ("seconds", "2"), ("more", 1)],
)
def test_second_looks_of_another_shape_are_refused(name: str, value: object) -> None:
    message = Request(Path("i"), Path("c"), "q", 1, "hybrid").to_json()
    with pytest.raises(ValueError, match="not a second look"):
        Request.from_json({**message, "rerank": {**message["rerank"], name: value}})


@pytest.mark.usefixtures("server")
def test_filters_hold_with_a_server_as_without(scent: Command, runtime: Path) -> None:
    (scent.directory / "tale.md").write_text("---\nlang: de\nauthor: Ada Byron\ndate: 2001-02-03\n---\n\nA noise.\n")
    assert scent("index", "--quiet").code == 0
    (scent.directory / "list").write_text("garden.md\nnowhere\n")
    assert answered(runtime / "scent", request(scent))  # so that the server has this generation open
    cold = [scent("search", "--cold", "--json", *NEAREST, *words) for words in FILTERS]
    assert [(result.code, len(result.lines)) for result in cold] == [(0, 1), (1, 0), (0, 1), (0, 1), (0, 1)]
    # A search by itself opens more files than this, so only the server can answer.
    client = replace(scent, prefix=("sh", "-c", 'ulimit -n 8; exec "$@"', "sh"))
    assert client("search", "--cold", "noise").code == 2
    for words, result in zip(FILTERS, cold, strict=True):
        until(lambda words=words, result=result: client("search", "--json", *NEAREST, *words) == result)


@pytest.mark.usefixtures("server")
def test_texts_and_second_looks_count_with_a_server_as_without(scent: Command, runtime: Path, tmp_path: Path) -> None:
    assert answered(runtime / "scent", request(scent))
    # A search by itself opens more files than this, so only the server can answer.
    client = replace(scent, prefix=("sh", "-c", 'ulimit -n 8; exec "$@"', "sh"))
    with embedding_server.embedding_server() as second:
        combined = ("--and", "heating", "--unlike", "garden", "--like", "boiler.md:1")
        reranker = tiny_models.cross_encoder(tmp_path / "reranker.gguf")
        for words in (combined, ("--rerank", second.model, "--explain"), ("--rerank", reranker, "--explain")):
            cold = scent("search", "--cold", "--json", "--all", "noise", *words)
            assert cold.code == 0
            until(lambda words=words, cold=cold: client("search", "--json", "--all", "noise", *words) == cold)


DAY = 86_400 * 10**9
SCOPES = [
    Scope(paths=(b"boiler.md",)),
    Scope(languages=("de",)),
    Scope(since_ns=DAY),
    Scope(until_ns=DAY),
    Scope(author="byron"),
    Scope(formats=("markdown",)),
    Scope(other_formats=("markdown",)),
    Scope(globs=("gar*",)),
    Scope(any_case_globs=("!GAR*",)),
]


@pytest.mark.usefixtures("server")
def test_each_filter_means_to_the_server_what_it_means_to_a_search(scent: Command, runtime: Path) -> None:
    (scent.directory / "tale.txt").write_text("A noise that is cold.\n")
    assert scent("index", "--quiet").code == 0
    here = os.fsencode(scent.directory)
    with Searcher.open(request(scent).index, cache=request(scent).cache) as searcher:
        for scope, files in [*((scope, None) for scope in SCOPES), (Scope(), (here + b"/tale.txt", b"/nowhere"))]:
            absolute = scope._replace(paths=tuple(here + b"/" + path for path in scope.paths), seen_from=here)
            hits = searcher.search("cold noise", scope=absolute, files=files, min_score=-1)
            answer = answered(runtime / "scent", request(scent, min_score=-1, scope=absolute, files=files))
            assert answer == (hits, searcher.warnings)
            searcher.warnings.clear()


@pytest.mark.usefixtures("server")
def test_what_was_indexed_since_is_found(scent: Command, runtime: Path) -> None:
    assert answered(runtime / "scent", request(scent, "violin"))
    (scent.directory / "violin.md").write_text("The violin needs a new string.\n")
    assert scent("index", "--quiet").code == 0
    answer = answered(runtime / "scent", request(scent, "violin string"))
    assert answer[0][0].path.endswith(b"violin.md")


def test_better_weights_are_used_as_soon_as_they_are_there(scent: Command, tmp_path: Path) -> None:
    asked = request(scent)._replace(cache=tmp_path / "another cache")
    asked.cache.write_bytes(b"")  # no directory, so that the search cannot make them
    pool = IndexPool()
    first = pool.answer(asked)
    asked.cache.unlink()
    known = source.identify(None)
    assert weights.make_copy(known.file, known.identity.digest, asked.cache)
    second = pool.answer(asked)
    pool.close()
    assert second == IndexPool().answer(asked)
    assert first["hits"] != second["hits"]  # 8-bit weights give slightly other scores


def damage(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        opened.write(b"scent" * 9)


def restore_from_a_backup(file: Path) -> None:
    whole = file.read_bytes()
    damage(file)
    file.unlink()
    file.write_bytes(whole)


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("change", [damage, Path.unlink, restore_from_a_backup])
@pytest.mark.parametrize("name", ["documents.arrow", "chunks.arrow", "texts.arrow", "vectors.arrow", "*.idx"])
def test_a_file_of_the_index_that_changes_under_the_server_is_noticed(
    scent: Command, name: str, change: Callable[[Path], None]
) -> None:
    words = "--json", "cold noise"
    assert both(scent, *words)[0].code == 0
    (file,) = (scent.home / "data" / "scent" / "index").glob(f"*/*/{name}")
    change(file)
    with_server, without = both(scent, *words)
    assert with_server == without
    assert (without.err == b"") == (change is restore_from_a_backup or (name, change) == ("vectors.arrow", damage))


@pytest.mark.usefixtures("server")
def test_many_clients_are_answered_at_once(scent: Command, runtime: Path) -> None:
    first = answered(runtime / "scent", request(scent))
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: answered(runtime / "scent", request(scent)), range(100)))
    assert answers == [first] * 100


def test_a_killed_server_does_not_hinder_searches_or_the_next_server(
    scent: Command, runtime: Path, server: subprocess.Popen[bytes]
) -> None:
    server.kill()
    server.wait()
    assert (runtime / "scent" / protocol.SOCKET).exists()
    assert scent("search", "cold noise").code == 0
    with scent.start("serve") as second:
        until(lambda: ask(runtime / "scent", request(scent)) is not None)
        second.terminate()
        assert second.wait(20) == 128 + signal.SIGTERM
    assert not (runtime / "scent" / protocol.SOCKET).exists()


@pytest.mark.usefixtures("server")
def test_a_second_server_refuses_to_start(scent: Command) -> None:
    done = scent("serve")
    assert done.code == 75
    assert b"running already" in done.err


def test_a_stopped_server_does_not_hold_up_a_search(scent: Command, server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGSTOP)
    try:
        assert scent("search", "cold noise").code == 0
    finally:
        server.send_signal(signal.SIGCONT)


def test_an_idle_server_ends(scent: Command, runtime: Path) -> None:
    with scent.start("serve", "--idle", "0.01") as process:
        assert process.wait(20) == 0
    assert not (runtime / "scent" / protocol.SOCKET).exists()


def test_a_server_can_watch_for_its_index(scent: Command, runtime: Path) -> None:
    with scent.start("serve", "--watch") as process:
        until((runtime / "scent" / protocol.SOCKET).exists)
        (scent.directory / "kitchen.md").write_text("The kettle sings.\n")
        wait_for(lambda: scent("search", "--mode", "lexical", "-q", "kettle").code == 0)
        watchers = children(process.pid)
        process.terminate()
        assert process.wait(120) == 128 + signal.SIGTERM
    assert len(watchers) == 1
    assert not Path(f"/proc/{watchers[0]}").exists()


def test_a_search_can_start_a_server(scent: Command, runtime: Path) -> None:
    assert scent("search", "--warm", "cold noise").code == 0
    until(lambda: ask(runtime / "scent", request(scent)) is not None)
    listener = socket.socket(socket.AF_UNIX)
    listener.connect(str(runtime / "scent" / protocol.SOCKET))
    process = struct.unpack("3i", listener.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    listener.close()
    os.kill(process, signal.SIGTERM)
    until(lambda: not (runtime / "scent" / protocol.SOCKET).exists())


@pytest.mark.usefixtures("server")
def test_queries_on_standard_input_are_answered_by_it_too(scent: Command, runtime: Path) -> None:
    assert answered(runtime / "scent", request(scent))
    queries = b"cold noise\n\nroses\nzebra \xff\nwall\n"
    for words in (["-", "--min-score", "0"], ["-", "--json", "boiler.md"], ["-", "-l"]):
        warm, cold = scent("search", *words, stdin=queries), scent("search", "--cold", *words, stdin=queries)
        assert warm == cold
        assert warm.code == 2  # one of them is no text
    loading = scent("search", "-", stdin=b"roses\n", PYTHONPROFILEIMPORTTIME="1").err
    assert b"scent.core.server.protocol" in loading
    assert b"llama_cpp" not in loading


def test_queries_outlive_the_server_that_answered_the_first(scent: Command, server: subprocess.Popen[bytes]) -> None:
    with scent.start("search", "-l", "--min-score", "0", "-k", "1", "-", piped=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"cold noise\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"boiler.md\n"
        server.kill()
        server.wait()
        out, err = process.communicate(b"roses\n", timeout=60)
    assert (process.returncode, out, err) == (0, b"--\ngarden.md\n", b"")


def test_systemd_can_hand_over_the_socket(scent: Command, runtime: Path) -> None:
    (runtime / "scent").mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(runtime / "scent" / protocol.SOCKET))
        listening.listen()
        script = 'exec 3<&"$1"; LISTEN_PID=$$ LISTEN_FDS=1 exec "$2" -P -m scent serve --idle 0.05'
        number = listening.fileno()
        command = ["bash", "-c", script, "bash", str(number), sys.executable]
        with subprocess.Popen(command, env=scent.environ, cwd=scent.directory, pass_fds=[number]) as process:
            until(lambda: ask(runtime / "scent", request(scent)) is not None)
            assert scent("serve").code == 75
            assert process.wait(30) == 0


@pytest.mark.parametrize(
    "greeting", [{"scent": "0.0.0", "protocol": 1}, {"scent": protocol.GREETING["scent"], "protocol": 99}, {}], ids=repr
)
def test_a_server_of_another_version_is_not_asked(scent: Command, runtime: Path, greeting: dict[str, object]) -> None:
    with pretender(runtime, greeting) as requests:
        assert ask(runtime / "scent", request(scent)) is None
        assert scent("search", "cold noise").code == 0
    assert requests == []


@pytest.mark.parametrize("mode", [0o755, 0o770])
def test_a_directory_that_others_can_enter_is_not_used(scent: Command, runtime: Path, mode: int) -> None:
    with pretender(runtime, dict(protocol.GREETING)) as requests:
        (runtime / "scent").chmod(mode)
        assert ask(runtime / "scent", request(scent)) is None
        assert scent("serve").code == 2
    assert requests == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_another_users_server_and_client_are_refused(scent: Command, runtime: Path) -> None:
    with pretender(runtime, dict(protocol.GREETING)) as requests:
        os.chown(runtime / "scent", 12345, -1)
        assert ask(runtime / "scent", request(scent)) is None
    assert requests == []


@pytest.mark.usefixtures("server")
def test_whatever_a_client_sends_the_server_lives_on(scent: Command, runtime: Path) -> None:
    for data in (b"", b"\xff\xff\xff\xff", b"\0\0\0\2[]", b"\0\0\0\2{}", b"\0\1\0\0" + b"[" * 65536, b"\0\0\0\5abcde"):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(10)
            client.connect(str(runtime / "scent" / protocol.SOCKET))
            assert protocol.receive(client, 1000) == protocol.GREETING
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            assert client.recv(1) == b""
    assert answered(runtime / "scent", request(scent))
    assert ask(runtime / "scent", request(scent, mode="sideways")) is None


class pretender:  # noqa: N801 - reads as a verb
    """Listens where a server would, sends `greeting`, and keeps the requests."""

    def __init__(self, runtime: Path, greeting: dict[str, object]) -> None:
        directory = runtime / "scent"
        directory.mkdir(mode=0o700)
        self.greeting, self.requests = greeting, []  # type: ignore[var-annotated]
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(directory / protocol.SOCKET))
        self.listening.listen()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self) -> list[bytes]:
        self.thread.start()
        return self.requests

    def __exit__(self, *_: object) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listening.close()

    def run(self) -> None:
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            with client:
                protocol.send(client, self.greeting, 1000)
                if data := client.recv(1000):
                    self.requests.append(data)


TEXT = st.text(st.characters(exclude_categories=()), max_size=20)


NUMBERS = dict.fromkeys(("start_line", "end_line", "start", "end", "date_ns"), st.integers())
BYTES = dict.fromkeys(("path", "member"), st.binary())
TEXTS = dict.fromkeys(("text", "title", "format", "stale", "place", "author", "language", "before", "after"), TEXT)
SCORES = st.floats(allow_nan=False, allow_infinity=False)
REASONS = st.builds(Reasons, st.none() | SCORES, st.none() | SCORES, st.lists(TEXT).map(tuple), st.none() | SCORES)


@given(st.builds(Hit, heading=st.lists(TEXT).map(tuple), score=SCORES, reasons=REASONS, **NUMBERS, **BYTES, **TEXTS))
def test_a_hit_comes_through_as_it_is(hit: Hit) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        protocol.send(ours, protocol.hit_to_json(hit), 1 << 20)
        assert protocol.hit_from_json(protocol.receive(theirs, 1 << 20)) == hit


TEXTS, NAMES = st.lists(TEXT).map(tuple), st.lists(st.binary()).map(tuple)
NAMED = st.lists(st.tuples(st.sampled_from(FIELDS), TEXT)).map(tuple)
EXAMPLES = st.lists(
    st.tuples(st.binary(), st.none() | st.tuples(st.integers(1, 9), st.integers(9, 99))), max_size=2
).map(tuple)


@given(
    st.builds(
        Request,
        TEXT.map(Path),
        TEXT.map(Path),
        TEXT,
        st.integers(1, 1000),
        TEXT,
        st.none() | st.floats(-1, 1),
        st.builds(
            Scope,
            NAMES,
            TEXTS,
            st.none() | st.integers(),
            st.none() | st.integers(),
            TEXT,
            TEXTS,
            TEXTS,
            TEXTS,
            TEXTS,
            st.binary(),
        ),
        st.none() | NAMES,
        context=st.integers(0, 9),
        conditions=st.builds(Conditions, TEXTS, TEXTS, NAMED, NAMED, st.binary()),
        combination=st.builds(Combination, TEXTS, TEXTS, EXAMPLES, TEXT),
        rerank=st.builds(Rerank, TEXT, st.integers(1, 1000), st.floats(0, 86_400)),
        exact_seconds=st.floats(0, 86_400),
    )
)
def test_a_request_comes_through_as_it_is(sent: Request) -> None:
    assert Request.from_json(sent.to_json()) == sent


@given(
    st.sampled_from(sorted(Scope._fields)),
    st.none() | st.integers() | st.text() | st.lists(st.integers(), min_size=1),
)
def test_a_request_of_another_shape_is_refused(name: str, value: object) -> None:
    assume(name not in {"since_ns", "until_ns"} or not isinstance(value, int | None))
    message = Request(Path("i"), Path("c"), "q", 1, "hybrid").to_json()
    wrong = {**message["scope"], name: value}
    if type(value) is type(message["scope"][name]) and not isinstance(value, list):
        assert Request.from_json({**message, "scope": wrong})
    else:
        with pytest.raises(ValueError, match="not a scope"):
            Request.from_json({**message, "scope": wrong})
