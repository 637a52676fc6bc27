"""A model on a server: every verb that takes a model works with it, or says in a sentence why not."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import embedding_server
import pytest
from command import COMMAND, Command
from embedding_server import EmbeddingServer, slow, status

from scent.core import Index
from scent.errors import UsageError

NOTES = {
    "boiler.md": "# Boiler\n\nThe boiler hums like a kettle in the cold.\n",
    "tax.md": "# Tax\n\nUnpaid invoices lie in the blue folder.\n",
    "zürich.md": "# Zürich\n\nDie Größe der Wohnung beträgt 80 Quadratmeter. 日本語の文章。\n",
}
YEAR = 365 * 86_400


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding_server.embedding_server() as running:
        yield running


@pytest.fixture
def notes(scent: Command) -> Path:
    """A directory with some notes, a year old."""
    directory = scent.directory / "notes"
    directory.mkdir()
    for name, text in NOTES.items():
        write(directory / name, text)
    return directory


@pytest.fixture
def indexed(scent: Command, notes: Path, server: EmbeddingServer) -> Command:
    """The command, with the notes indexed by the server."""
    assert scent("index", "--model", server.model, notes).code == 0
    server.texts.clear()
    return scent


def write(file: Path, text: str) -> None:
    file.write_text(text)
    os.utime(file, (time.time() - YEAR, time.time() - YEAR))


def test_passages_are_embedded_by_the_server_and_found_by_its_vectors(
    scent: Command, notes: Path, server: EmbeddingServer
) -> None:
    assert scent("index", "--model", server.model, notes).code == 0
    assert {text.strip() for text in NOTES.values()} < set(server.all_texts)
    server.texts.clear()
    found = scent("search", "--all", "--mode", "dense", "kettle that hums")
    assert found.lines[0] == b"notes/boiler.md:3: The boiler hums like a kettle in the cold."
    assert "kettle that hums" in server.all_texts
    hybrid = scent("search", "--json", "kettle that hums")
    assert hybrid.records[0]["path"].endswith("boiler.md")
    assert not hybrid.err


def test_an_index_remembers_its_server_and_asks_it_only_if_there_is_something_to_embed(
    indexed: Command, notes: Path, server: EmbeddingServer
) -> None:
    assert indexed("index").code == 0
    assert not server.texts
    write(notes / "new.md", "A new note about plums.\n")
    assert indexed("index").code == 0
    assert "A new note about plums." in server.all_texts
    assert not {text.strip() for text in NOTES.values()} & set(server.all_texts)


def test_status_names_the_server_and_the_model(indexed: Command, server: EmbeddingServer) -> None:
    shown = indexed("status").out.decode()
    assert re.search(rf"^model: +words at {re.escape(server.url)}, 64 dimensions$", shown, re.MULTILINE)
    record = indexed("status", "--json").records[0]
    assert record["settings"]["file"]["path"] == server.model
    assert not server.texts


def test_provisional_passages_are_found_by_words_and_get_their_vectors_in_the_search(
    scent: Command, notes: Path, server: EmbeddingServer
) -> None:
    assert scent("index", "--ready", "--model", server.model, notes).code == 0
    assert not {text.strip() for text in NOTES.values()} & set(server.all_texts)
    found = scent("search", "--json", "--explain", "unpaid invoices", SCENT_EXACT_SECONDS="20")
    assert found.records[0]["path"].endswith("tax.md")
    assert found.records[0]["explain"]["cosine"] > 0.1
    assert NOTES["tax.md"].strip() in server.all_texts
    assert scent("index").code == 0
    assert set(server.all_texts) >= {text.strip() for text in NOTES.values()}


@pytest.mark.parametrize("strategy", ["late", "blend"])
def test_late_chunking_is_refused(scent: Command, notes: Path, server: EmbeddingServer, strategy: str) -> None:
    refused = scent("index", "--model", server.model, "--strategy", strategy, notes)
    assert refused.code == 2
    assert b"words gives no vectors of single tokens" in refused.err
    assert b"use --strategy early" in refused.err


def test_a_server_that_changed_its_model_is_noticed_before_anything_is_read(
    indexed: Command, notes: Path, server: EmbeddingServer
) -> None:
    server.salt = 7
    write(notes / "new.md", "A new note about plums.\n")
    refused = indexed("index")
    assert refused.code == 2
    assert b"gives other vectors under the name words" in refused.err
    assert f"scent migrate --model '{server.model}'".encode() in refused.err
    assert indexed("search", "boiler").code == 2
    assert indexed("similar", stdin=b"a boiler").code == 2
    assert indexed("search", "--mode", "lexical", "boiler").code == 0
    assert indexed("index", "--reindex").code == 0
    assert indexed("search", "--all", "--mode", "dense", "plums").lines[0].startswith(b"notes/new.md")


def test_an_index_takes_over_the_other_model_of_its_server(indexed: Command, server: EmbeddingServer) -> None:
    server.salt = 7
    assert indexed("migrate", "--model", server.model).code == 0
    assert indexed("search", "--all", "--mode", "dense", "unpaid invoices").lines[0].startswith(b"notes/tax.md")
    assert indexed("check").code == 0
    server.dims = 32
    assert indexed("migrate", "--model", server.model).code == 0
    assert indexed("status", "--json").records[0]["settings"]["model"]["dims"] == 32


@pytest.mark.parametrize("verb", ["index", "migrate"])
def test_a_run_has_patience_with_a_server_from_its_first_request_on(
    scent: Command, notes: Path, server: EmbeddingServer, verb: str
) -> None:
    if verb == "migrate":
        assert scent("index", notes).code == 0
    server.salt = 11  # a model that no other test has measured
    left = [status(503, retry_after="0")] * 5
    server.always = lambda handler, texts: len(texts) > 1 and bool(left) and left.pop()(handler, texts)
    done = scent(verb, "--model", server.model, *([notes] if verb == "index" else []))
    assert (done.code, left) == (0, [])


def test_a_server_with_vectors_of_another_length_is_noticed(indexed: Command, server: EmbeddingServer) -> None:
    server.dims = 32
    refused = indexed("search", "boiler")
    assert refused.code == 2
    assert b"gives vectors of 32 dimensions under the name words" in refused.err


def test_the_same_model_at_another_address_goes_on_with_the_index(
    indexed: Command, notes: Path, server: EmbeddingServer
) -> None:
    with embedding_server.embedding_server() as moved:
        write(notes / "new.md", "A new note about plums.\n")
        assert indexed("index", "--model", moved.model).code == 0
        assert moved.texts
        assert not {text.strip() for text in NOTES.values()} & set(moved.all_texts)
        assert indexed("search", "--all", "--mode", "dense", "plums").lines[0].startswith(b"notes/new.md")
    assert not server.texts


def test_reindexing_with_the_same_model_embeds_nothing_anew(indexed: Command, server: EmbeddingServer) -> None:
    assert indexed("index", "--reindex").code == 0
    assert not {text.strip() for text in NOTES.values()} & set(server.all_texts)


def test_while_the_server_is_down_a_search_is_by_words_and_says_so(scent: Command, notes: Path) -> None:
    with embedding_server.embedding_server() as server:
        assert scent("index", "--model", server.model, notes).code == 0
    found = scent("search", "blue folder")
    assert found.code == 0
    assert found.lines == [b"notes/tax.md:3: Unpaid invoices lie in the blue folder."]
    assert b"searched by words alone, as the server of words at 127.0.0.1" in found.err
    by_meaning = scent("search", "--all", "--mode", "dense", "blue folder")
    assert by_meaning.code == 2
    assert b"does not answer: the connection was refused" in by_meaning.err
    assert b"hint: start the server; if it has moved: scent index --model ADDRESS#NAME" in by_meaning.err
    assert scent("similar", notes / "tax.md").code == 0
    checked = scent("check")
    assert (checked.code, checked.out) == (0, b"")
    assert b"vectors were not compared with those of the model: the server of words" in checked.err
    assert scent("check", "--quiet").err == b""
    write(notes / "new.md", "A new note about plums.\n")
    assert scent("index").code == 2
    assert scent("index", "--ready").code == 0
    assert scent("search", "plums").lines == [b"notes/new.md:1: A new note about plums."]


def test_what_was_embedded_before_the_server_broke_is_kept(
    scent: Command, notes: Path, server: EmbeddingServer
) -> None:
    for number in range(150):
        write(notes / f"{number}.md", f"Note {number} about plums, in a few words.\n")
    assert scent("index", "--ready", "--model", server.model, notes).code == 0
    server.faults = [*[lambda *_: False] * 3, *[status(403)] * 9]
    broken = scent("index")
    assert broken.code == 2
    state = scent("status", "--json").records[0]
    assert 0 < state["exact"] < state["chunks"] == 153
    server.faults.clear()
    server.texts.clear()
    assert scent("index").code == 0
    again = [text for text in server.all_texts if not text.startswith("The quick brown fox")]
    assert len(again) == state["chunks"] - state["exact"]
    assert scent("status", "--json").records[0]["exact"] == 153


def test_verbs_with_a_model_of_their_own(scent: Command, notes: Path, server: EmbeddingServer) -> None:
    lines = scent("embed", "--model", server.model, "--dims", "8", stdin=b"blue folder\n\nplums\n").records
    assert [len(line["vector"]) for line in lines] == [8, 8, 8]
    assert lines[1]["vector"] == [0] * 8
    assert server.texts[1] == ["blue folder", "plums", server.texts[0][0]]
    found = scent("grep", "--model", server.model, "unpaid invoices", notes / "tax.md")
    assert found.out == b"3:Unpaid invoices lie in the blue folder.\n"
    (scent.directory / "questions.jsonl").write_text(
        '{"query": "kettle in the cold", "answers": [{"path": "notes/boiler.md"}]}\n'
    )
    assert scent("eval", "--model", server.model, "--judge", "questions.jsonl", notes).code == 0


def test_grep_prints_the_same_lines_however_alike_all_texts_are_to_a_model(
    scent: Command, notes: Path, server: EmbeddingServer
) -> None:
    usual = scent("grep", "--model", server.model, "are there unpaid invoices", notes)
    assert usual.out == b"notes/tax.md:3:Unpaid invoices lie in the blue folder.\n"
    with embedding_server.embedding_server(likeness=2) as other:
        assert scent("grep", "--model", other.model, "are there unpaid invoices", notes).out == usual.out
        other.texts.clear()
        assert scent("grep", "--model", other.model, "are there unpaid invoices", notes).out == usual.out
        assert not any("A tap that drips" in text for text in other.all_texts), "it was measured again"


def test_models_describes_chooses_and_does_not_tune(scent: Command, notes: Path, server: EmbeddingServer) -> None:
    told = dict(line.split(b"\t") for line in scent("models", "info", server.model).lines)
    assert (told[b"name"], told[b"dims"], told[b"url"]) == (b"words", b"64", server.url.encode())
    assert scent("models", "use", server.model).code == 0
    assert b"* " + server.model.encode() in scent("models").out
    assert scent("config", "get", "model").lines == [server.model.encode()]
    assert scent("index", notes).code == 0
    assert f"words at {server.url}".encode() in scent("status").out
    refused = scent("models", "tune", server.model)
    assert (refused.code, refused.err) == (2, b"scent: words runs on a server, which chooses its weights itself\n")


def test_the_prompts_of_a_model_are_those_of_its_family(scent: Command, notes: Path, server: EmbeddingServer) -> None:
    name = "nomic-embed-text:latest"  # as Ollama names it
    server.names = {name}
    assert scent("index", "--model", f"{server.url}#{name}", notes).code == 0
    assert f"search_document: {NOTES['tax.md'].strip()}" in server.all_texts
    assert scent("search", "blue folder").code == 0
    assert "search_query: blue folder" in server.all_texts


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("http://127.0.0.1:1/v1/embeddings", "the name of the model is missing"),
        ("http://127.0.0.1:1/v1/embeddings#", "the name of the model is missing"),
        ("https://me:secret@example.org/v1#m", "an address has no user and no password"),
        ("http://#m", "this is not an address"),
        ("http://exa mple/v1#m", "this is not an address"),
    ],
)
def test_what_is_no_address_is_refused(scent: Command, notes: Path, model: str, said: str) -> None:
    refused = scent("index", "--model", model, notes)
    assert refused.code == 2
    assert said.encode() in refused.err
    assert b"Traceback" not in refused.err


def test_a_server_that_knows_no_such_model_says_so(scent: Command, notes: Path, server: EmbeddingServer) -> None:
    refused = scent("index", "--model", f"{server.url}#other", notes)
    assert refused.code == 2
    assert b"refuses (HTTP 404): model 'other' not found" in refused.err


def test_the_key_of_a_server_is_sent_and_never_shown_or_stored(
    scent: Command, notes: Path, server: EmbeddingServer
) -> None:
    server.key = "sk-very-secret"
    refused = scent("index", "--model", server.model, notes)
    assert refused.code == 2
    assert b"asks for a key (HTTP 401)" in refused.err
    assert b"SCENT_API_KEY" in refused.err
    wrong = scent("index", "--model", server.model, notes, SCENT_API_KEY="sk-wrong")
    assert b"does not accept the key (HTTP 401)" in wrong.err
    assert b"sk-" not in wrong.err
    right = scent("--debug", "index", "--progress", "--model", server.model, notes, SCENT_API_KEY=server.key)
    assert right.code == 0
    found = scent("search", "--explain", "boiler", SCENT_API_KEY=server.key)
    config = scent("config", SCENT_API_KEY=server.key)
    assert (found.code, config.code) == (0, 0)
    shown = [each.out + each.err for each in (refused, wrong, right, found, config)]
    kept = [file.read_bytes() for place in (scent.home, scent.cache) for file in place.rglob("*") if file.is_file()]
    assert not any(server.key.encode() in each for each in (*shown, *kept))


def test_it_is_said_once_that_texts_leave_the_machine_and_that_they_are_not_encrypted(
    scent: Command, notes: Path, server: EmbeddingServer
) -> None:
    elsewhere = server.model.replace("127.0.0.1", "0.0.0.0")  # noqa: S104  # this machine, by a name that says nothing of it
    first = scent("index", "--model", elsewhere, notes)
    assert first.code == 0
    assert first.err.decode().count("words runs on 0.0.0.0, not on this machine") == 1
    assert b"is sent there, unencrypted, so that others can read it on the way" in first.err
    for words in (("index", "--model", elsewhere), ("search", "boiler"), ("grep", "--model", elsewhere, "x", notes)):
        assert b"not on this machine" not in scent(*words).err


def test_an_index_of_somebody_else_sends_nothing_to_a_server_that_was_never_named_here(
    scent: Command, notes: Path, server: EmbeddingServer, tmp_path: Path
) -> None:
    elsewhere = server.model.replace("127.0.0.1", "0.0.0.0")  # noqa: S104
    assert scent("index", "--index", "ix", "--model", elsewhere, notes).code == 0
    server.texts.clear()
    server.headers.clear()
    other = replace(scent, home=tmp_path / "other", extra=(("SCENT_API_KEY", "sk-mine"),))
    other.home.mkdir()
    for words in (("search", "boiler"), ("similar", notes / "tax.md"), ("check",), ("index", "--reindex")):
        done = other(words[0], "--index", "ix", *words[1:])
        assert done.code == (0 if words[0] in {"similar", "check"} else 2), (words, done.err)
        assert words[0] in {"similar", "check"} or b"to which nothing was sent from here before" in done.err
    assert not server.texts
    assert other("search", "--index", "ix", "--mode", "lexical", "boiler").code == 0
    assert other("index", "--index", "ix", "--model", elsewhere).code == 0
    assert other("search", "--index", "ix", "boiler").code == 0
    assert server.texts


@pytest.mark.parametrize("before", [0, 1], ids=["at its start", "while it embeds"])
def test_ctrl_c_ends_a_run_that_waits_for_the_server_and_keeps_what_is_done(
    indexed: Command, notes: Path, server: EmbeddingServer, before: int
) -> None:
    write(notes / "new.md", "A new note about plums.\n")
    server.faults = [lambda *_: False] * before
    server.always = slow(100)
    process = subprocess.Popen(
        [*COMMAND, "index"], cwd=indexed.directory, env=indexed.environ, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    while len(server.texts) <= before:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    server.always = None
    assert indexed("search", "--all", "--mode", "dense", "kettle that hums").code == 0


def test_an_index_moves_to_a_server_with_its_passages_as_they_are(
    scent: Command, notes: Path, server: EmbeddingServer
) -> None:
    assert scent("index", notes).code == 0
    assert scent("migrate", "--model", server.model).code == 0
    assert {text.strip() for text in NOTES.values()} <= set(server.all_texts)
    assert scent("search", "--all", "--mode", "dense", "kettle that hums").lines[0].startswith(b"notes/boiler.md")


def test_a_program_names_a_server_and_is_told_where_texts_go(
    notes: Path, server: EmbeddingServer, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    elsewhere = server.model.replace("127.0.0.1", "0.0.0.0")  # noqa: S104
    with Index(tmp_path / "ix", cache=cache) as index:
        assert index.update(notes, model=elsewhere).added == 3
        assert "words runs on 0.0.0.0, not on this machine" in index.warnings[0]
        assert os.fsdecode(index.search("kettle that hums")[0].path).endswith("boiler.md")
        assert index.embed(["blue folder"]).shape == (1, 64)
        with pytest.raises(UsageError, match="the name of the model is missing"):
            index.update(notes, model=server.url)


def test_requests_are_on_their_way_side_by_side_within_reason(
    scent: Command, notes: Path, server: EmbeddingServer
) -> None:
    for number in range(150):
        write(notes / f"{number}.md", f"Note {number}. " + " ".join(f"word{number}x{each}" for each in range(90)))
    assert scent("index", "--ready", "--model", server.model, notes).code == 0

    def waits_for_another(_: object, texts: list[str]) -> bool:
        end = time.monotonic() + 30
        while len(texts) > 16 and server.busiest < 2 and time.monotonic() < end:
            time.sleep(0.01)
        return False

    server.always = waits_for_another
    assert scent("index", "--threads", "2").code == 0
    assert server.busiest == 2
    assert max(map(len, server.texts)) <= 33  # with the sentence that checks the model


def test_a_running_server_of_searches_uses_the_server_of_the_model(indexed: Command) -> None:
    runtime = indexed.home / "run"
    runtime.mkdir(mode=0o700)
    warm = replace(indexed, extra=(("XDG_RUNTIME_DIR", str(runtime)),))
    serving = subprocess.Popen([*COMMAND, "serve"], cwd=warm.directory, env=warm.environ)
    try:
        end = time.monotonic() + 60
        while not list(runtime.rglob("*sock*")) and time.monotonic() < end:
            time.sleep(0.02)
        found = warm("search", "--all", "--mode", "dense", "kettle that hums")
        assert found.lines[0].startswith(b"notes/boiler.md")
        assert (
            warm("search", "--all", "--mode", "dense", "blue folder of invoices").lines[0].startswith(b"notes/tax.md")
        )
    finally:
        serving.terminate()
        serving.wait(30)
