"""`scent models pull` and `remove`, with Hugging Face's real client and a hub on the loopback interface."""

import hashlib
import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import hub_server
import pytest
import tiny_models
from command import Command, Result
from hub_server import File, Hub

from scent.cli.output import json_schema
from scent.core.models.source import BUNDLED

REPOSITORY = "someone/tiny-GGUF"
NAME = "tiny-Q8_0"
WANTED = f"{REPOSITORY}:{NAME}.gguf"
MEGABYTE = 1 << 20
TOKEN = "hf_of_nobody"  # noqa: S105 - it opens nothing but the hub below


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return tiny_models.bert(tmp_path_factory.mktemp("tiny") / "tiny.gguf").read_bytes()


@pytest.fixture
def hub(tiny: bytes) -> Iterator[Hub]:
    with hub_server.running() as server:
        server.files[f"{REPOSITORY}/{NAME}.gguf"] = File(tiny)
        yield server


@pytest.fixture
def scent(scent: Command, hub: Hub) -> Command:
    """The command with the hub as its mirror, and without the settings of the user of this machine."""
    return replace(scent, extra=(("HF_ENDPOINT", hub.endpoint), ("NO_PROXY", "*")))


@pytest.fixture
def models(scent: Command) -> Path:
    return scent.home / "data" / "scent" / "models"


def refused(result: Result) -> str:
    """The output of a command that failed: one sentence and at most one hint."""
    assert result.code == 2
    assert result.out == b""
    lines = result.err.decode().splitlines()
    assert lines[0].startswith("scent: ")
    assert all(line.startswith("hint: ") for line in lines[1:])
    assert len(lines) <= 2
    return result.err.decode()


def installed(models: Path) -> list[str]:
    return sorted(path.name for path in models.glob("*.*") if not path.name.startswith("."))


def parts(models: Path) -> list[Path]:
    return list((models / ".part").glob("*/*.gguf"))


def test_a_model_is_fetched_recorded_and_used_by_its_name(scent: Command, hub: Hub, models: Path, tiny: bytes) -> None:
    done = scent("models", "pull", WANTED)
    assert (done.code, done.err) == (0, b"")  # nothing is drawn where nobody looks on
    assert done.out == f"{models}/{NAME}.gguf\n".encode()
    assert (models / f"{NAME}.gguf").read_bytes() == tiny
    record = json.loads((models / f"{NAME}.json").read_text())
    assert record == {
        "url": f"{hub.endpoint}/{REPOSITORY}/resolve/main/{NAME}.gguf",
        "repository": REPOSITORY,
        "revision": hub_server.COMMIT,
        "file": f"{NAME}.gguf",
        "size": len(tiny),
        "sha256": hashlib.sha256(tiny).hexdigest(),
        "vouched": ["hub"],
    }
    assert installed(models) == [f"{NAME}.gguf", f"{NAME}.json"]
    assert not (models / ".part").exists()
    embedded = scent("embed", "--model", NAME, stdin=b"the cat\n")
    assert embedded.code == 0
    assert scent("embed", stdin=b"the cat\n", SCENT_MODEL=NAME).out == embedded.out


def test_the_hub_learns_which_file_is_requested_and_nothing_about_the_user(scent: Command, hub: Hub) -> None:
    assert scent("models", "pull", WANTED, CLAUDECODE="1", AI_AGENT="1").code == 0
    address = f"/{REPOSITORY}/resolve/main/{NAME}.gguf"
    cdn = f"/cdn/{REPOSITORY}/{NAME}.gguf"
    assert [request.path for request in hub.requests] == [address, address, cdn]
    assert all(request.agent.startswith("scent/") and "agent" not in request.agent for request in hub.requests)


def test_a_model_that_is_here_is_not_fetched_again(scent: Command, hub: Hub) -> None:
    first = scent("models", "pull", WANTED)
    asked = len(hub.requests)
    again = scent("models", "pull", WANTED)
    assert (again.code, again.out) == (0, first.out)
    assert len(hub.requests) == asked


def test_a_name_of_the_catalogue_is_fetched_at_its_revision(
    scent: Command, hub: Hub, models: Path, tiny: bytes
) -> None:
    hub.files["ggml-org/bge-small-en-v1.5-Q8_0-GGUF/bge-small-en-v1.5-q8_0.gguf"] = File(tiny)
    missing = scent("embed", "--model", "bge-small-en-v1.5", stdin=b"x\n")
    assert missing.code == 2
    assert b"the model bge-small-en-v1.5 is not here" in missing.err
    assert b"hint: get it with: scent models pull bge-small-en-v1.5" in missing.err
    done = scent("models", "pull", "BGE-small-en-v1.5", "--json")
    assert done.code == 0
    (facts,) = done.records
    assert list(facts) == list(json_schema.OBJECTS["scent models pull"])
    assert (facts["name"], facts["licence"], facts["vouched"]) == ("bge-small-en-v1.5", "MIT", ["hub"])
    assert facts["path"] == str(models / "bge-small-en-v1.5.gguf")
    assert b"the prompts of bge-small-en-v1.5 are not used" in done.err  # because the file is another one
    assert "/resolve/f2068edd9b54f2a369549ccc71f70ed273a2a801/" in hub.requests[0].path
    (listed,) = (each for each in scent("models", "--json").records if each["name"] == "bge-small-en-v1.5")
    assert (listed["here"], listed["bytes"], listed["good_at"] is None) == (True, len(tiny), False)
    assert scent("embed", "--model", "bge-small-en-v1.5", stdin=b"x\n").code == 0


def test_bytes_that_are_not_those_of_the_catalogue_are_refused_whoever_vouches(
    scent: Command, hub: Hub, tiny: bytes, models: Path
) -> None:
    """A mirror that is not to be trusted sends a file of its own."""
    key = "nomic-ai/nomic-embed-text-v2-moe-GGUF/nomic-embed-text-v2-moe.Q8_0.gguf"
    known = "06e7a7e594a26985523c18383aba4aad39fe6e14f08ffc6ab5b554e1ccdc3cff"
    hub.files[key] = File(tiny)
    message = refused(scent("models", "pull", "nomic-embed-text-v2-moe"))
    assert "has another nomic-embed-text-v2-moe.Q8_0.gguf than the catalogue lists" in message
    assert hub.fetched == []
    hub.files[key] = File(tiny, sha256=known)
    message = refused(scent("models", "pull", "nomic-embed-text-v2-moe"))
    assert "the downloaded file is not the nomic-embed-text-v2-moe that the catalogue lists" in message
    assert installed(models) == []
    assert parts(models) == []
    hub.files[key] = File(tiny)
    assert scent("models", "pull", "nomic-ai/nomic-embed-text-v2-moe-GGUF:Q8_0").code == 0


def test_bytes_that_are_not_those_that_the_hub_names_are_refused(
    scent: Command, hub: Hub, tiny: bytes, models: Path
) -> None:
    wrong = bytearray(tiny)
    wrong[-1] ^= 1
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(bytes(wrong), sha256=hashlib.sha256(tiny).hexdigest())
    message = refused(scent("models", "pull", WANTED))
    assert f"the downloaded file is not the {NAME} that the hub lists" in message
    assert installed(models) == []
    assert parts(models) == []  # or the next try would go on with wrong bytes
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(tiny)
    assert scent("models", "pull", WANTED).code == 0


def test_a_connection_that_breaks_is_taken_up_where_it_broke(scent: Command, hub: Hub, models: Path) -> None:
    content = BUNDLED.read_bytes()
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(content)
    hub.cuts = [3 * MEGABYTE + 100, 2 * MEGABYTE + 5]
    assert scent("models", "pull", WANTED).code == 0
    assert hub.fetched == [0, 3 * MEGABYTE, 5 * MEGABYTE]
    assert (models / f"{NAME}.gguf").read_bytes() == content


def test_the_partial_download_is_kept_when_the_server_goes_away(scent: Command, hub: Hub, models: Path) -> None:
    content = BUNDLED.read_bytes()
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(content)
    hub.cuts = [4 * MEGABYTE, *[0] * 6]
    message = refused(scent("models", "pull", WANTED))
    assert "cannot be reached" in message or "did not arrive completely" in message
    assert "the partial download is kept" in message
    assert [part.stat().st_size for part in parts(models)] == [4 * MEGABYTE]
    assert installed(models) == []
    hub.requests.clear()
    hub.cuts.clear()
    assert scent("models", "pull", WANTED).code == 0
    assert hub.fetched == [4 * MEGABYTE]
    assert (models / f"{NAME}.gguf").read_bytes() == content


def test_an_interrupted_fetch_goes_on_where_it_was(scent: Command, hub: Hub, models: Path) -> None:
    content = BUNDLED.read_bytes()
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(content)
    hub.cuts, hub.stall = [5 * MEGABYTE], True
    process = scent.start("models", "pull", WANTED)
    end = time.monotonic() + 60
    while not (parts(models) and parts(models)[0].stat().st_size >= 4 * MEGABYTE) and time.monotonic() < end:
        time.sleep(0.02)
    busy = refused(scent("models", "pull", WANTED))
    assert "another scent is fetching a model" in busy
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert err == b"scent: stopped; run the same command again to continue\n"
    hub.stall = False
    hub.requests.clear()
    assert scent("models", "pull", WANTED).code == 0
    (first,) = hub.fetched
    assert first >= 4 * MEGABYTE
    assert (models / f"{NAME}.gguf").read_bytes() == content


def test_a_part_is_not_mixed_with_a_newer_version(scent: Command, hub: Hub, models: Path) -> None:
    content = BUNDLED.read_bytes()
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(content[::-1])
    refused(scent.shell(f"ulimit -f 4096; scent models pull {WANTED}"))
    assert [part.stat().st_size for part in parts(models)] == [4 * MEGABYTE]
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(content)
    hub.requests.clear()
    assert scent("models", "pull", WANTED).code == 0
    assert hub.fetched == [0]
    assert (models / f"{NAME}.gguf").read_bytes() == content


def test_a_token_opens_gated_models_and_goes_to_the_hub_alone(scent: Command, hub: Hub) -> None:
    hub.gated.add(REPOSITORY)
    message = refused(scent("models", "pull", WANTED))
    assert f"{REPOSITORY} is gated" in message
    assert "HF_TOKEN" in message
    hub.requests.clear()
    assert scent("models", "pull", WANTED, HF_TOKEN=TOKEN).code == 0
    assert {request.token for request in hub.requests if request.host == "127.0.0.1"} == {TOKEN}
    assert {request.token for request in hub.requests if request.host == "localhost"} == {""}


def test_offline_nothing_is_asked_and_what_the_clients_cache_holds_is_taken(
    scent: Command, hub: Hub, tiny: bytes, models: Path
) -> None:
    message = refused(scent("models", "pull", WANTED, HF_HUB_OFFLINE="1"))
    assert "HF_HUB_OFFLINE" in message
    assert "HF_HUB_OFFLINE" in refused(scent("models", "pull", REPOSITORY, HF_HUB_OFFLINE="1"))
    assert hub.requests == []
    cache = scent.cache / "huggingface" / "hub" / f"models--{REPOSITORY.replace('/', '--')}"
    snapshot = cache / "snapshots" / hub_server.COMMIT
    snapshot.mkdir(parents=True)
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text(hub_server.COMMIT)
    (snapshot / f"{NAME}.gguf").write_bytes(tiny)
    assert scent("models", "pull", WANTED, HF_HUB_OFFLINE="1").code == 0
    assert hub.requests == []
    assert (models / f"{NAME}.gguf").read_bytes() == tiny
    assert json.loads((models / f"{NAME}.json").read_text())["revision"] == hub_server.COMMIT


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("someone/nothing:x.gguf", "there is no repository someone/nothing, or it is private"),
        ("someone/nothing", "there is no repository someone/nothing, or it is private"),
        (f"{REPOSITORY}:other.gguf", f"{REPOSITORY} has no file other.gguf"),
        (f"{REPOSITORY}:Q4", f"{REPOSITORY} has no file with 'Q4' in the name: {NAME}.gguf"),
        (f"{{hub}}/{REPOSITORY}/resolve/gone/{NAME}.gguf", f"{REPOSITORY} has no revision gone"),
        ("{hub}/nowhere.gguf", "the server has no {hub}/nowhere.gguf"),
        ("{hub}/nowhere.bin", "'nowhere.bin' does not name a GGUF file"),
        ("nomic-embed-text-v1.4", "there is no model 'nomic-embed-text-v1.4' to fetch"),
        ("", "there is no model '' to fetch"),
        ("../../etc/passwd", "there is no model '../../etc/passwd' to fetch"),
    ],
)
def test_a_missing_file_is_named_in_one_sentence(
    scent: Command, hub: Hub, models: Path, word: str, sentence: str
) -> None:
    message = refused(scent("models", "pull", word.replace("{hub}", hub.endpoint)))
    assert sentence.replace("{hub}", hub.endpoint) in message
    assert "hint: " in message
    assert installed(models) == []


@pytest.mark.parametrize(
    ("status", "sentence"), [(401, "refuses"), (403, "refuses"), (500, "failed to send"), (418, "failed to send")]
)
def test_a_server_that_gives_nothing_is_named_with_its_status(
    scent: Command, hub: Hub, status: int, sentence: str
) -> None:
    hub.status = status
    message = refused(scent("models", "pull", f"{hub.endpoint}/plain/{NAME}.gguf"))
    assert sentence in message
    assert f"HTTP {status}" in message


def test_no_network_is_said_in_one_sentence(scent: Command) -> None:
    message = refused(scent("models", "pull", WANTED, HF_ENDPOINT="http://127.0.0.1:9"))
    assert f"the server of {REPOSITORY} cannot be reached" in message
    assert "HTTPS_PROXY" in message


def test_a_server_that_is_no_hub_is_told_from_one(scent: Command, hub: Hub) -> None:
    """For example the login page of a hotel, which answers every request."""
    hub.status = 200
    assert "does not answer like a hub" in refused(scent("models", "pull", WANTED))


def test_requests_go_through_a_proxy(scent: Command, hub: Hub) -> None:
    """The proxy is the hub itself: it is asked for whole addresses, of a host that does not exist."""
    environ = {"HF_ENDPOINT": "http://hub.invalid", "HTTP_PROXY": hub.endpoint, "NO_PROXY": ""}
    refused(scent("models", "pull", WANTED, **environ))
    assert hub.requests[0].path == f"http://hub.invalid/{REPOSITORY}/resolve/main/{NAME}.gguf"


def test_a_repository_with_several_files_gives_its_q8_0_or_asks(
    scent: Command, hub: Hub, tiny: bytes, models: Path
) -> None:
    hub.files[f"{REPOSITORY}/README.md"] = File(b"# tiny")
    hub.files[f"{REPOSITORY}/tiny-F16.gguf"] = File(tiny)
    assert scent("models", "pull", REPOSITORY).code == 0
    assert installed(models) == [f"{NAME}.gguf", f"{NAME}.json"]
    assert scent("models", "pull", f"{REPOSITORY}:f16").code == 0
    del hub.files[f"{REPOSITORY}/{NAME}.gguf"]
    hub.files[f"{REPOSITORY}/tiny-F32.gguf"] = File(tiny)
    assert f"{REPOSITORY} has several models: tiny-F16.gguf, tiny-F32.gguf" in refused(
        scent("models", "pull", REPOSITORY)
    )


def test_an_address_is_fetched_from_any_server(scent: Command, hub: Hub, tiny: bytes, models: Path) -> None:
    hub.files["mine.gguf"] = File(tiny)
    assert scent("models", "pull", f"{hub.endpoint}/plain/mine.gguf", HF_TOKEN=TOKEN).code == 0
    assert {request.token for request in hub.requests} == {""}
    record = json.loads((models / "mine.json").read_text())
    assert (record["url"], record["repository"], record["vouched"]) == (f"{hub.endpoint}/plain/mine.gguf", "", [])
    page = f"{hub.endpoint}/{REPOSITORY}/blob/main/{NAME}.gguf"  # as copied from a browser
    assert scent("models", "pull", page).code == 0
    assert json.loads((models / f"{NAME}.json").read_text())["repository"] == REPOSITORY


def test_a_model_that_writes_text_is_fetched_and_described(
    scent: Command, hub: Hub, models: Path, tmp_path: Path
) -> None:
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(tiny_models.writer(tmp_path / "writer.gguf").read_bytes())
    assert scent("models", "pull", WANTED).code == 0
    assert installed(models) == [f"{NAME}.gguf", f"{NAME}.json"]
    facts = json.loads(scent("models", "info", NAME, "--json").out)
    assert (facts["name"], facts["context"], facts["good_at"]) == ("writer", 4096, "writing, for scent ask")
    assert "is a generative qwen3 model" in refused(scent("models", "use", NAME))


def test_a_reranker_is_fetched(scent: Command, hub: Hub, models: Path, tmp_path: Path) -> None:
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(tiny_models.cross_encoder(tmp_path / "it.gguf").read_bytes())
    assert scent("models", "pull", WANTED).code == 0
    assert installed(models) == [f"{NAME}.gguf", f"{NAME}.json"]


def test_a_file_that_is_no_model_is_not_installed(scent: Command, hub: Hub, models: Path, tmp_path: Path) -> None:
    encoder = tiny_models.bert(tmp_path / "encoder.gguf", pooling=None)
    for content in (encoder.read_bytes(), b"GGUF\x03 and no more", b"<html>"):
        hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(content)
        assert f"{NAME}.gguf" in refused(scent("models", "pull", WANTED))
        assert installed(models) == []
        assert parts(models) == []


def test_a_file_without_room_is_not_begun(scent: Command, hub: Hub, tiny: bytes) -> None:
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(tiny, size=10**18)
    message = refused(scent("models", "pull", WANTED))
    assert f"{NAME} needs 1,000,000,000,000,000,000 bytes more, and " in message
    assert hub.fetched == []


def test_a_disk_that_fills_up_meanwhile_keeps_what_came(scent: Command, hub: Hub, models: Path) -> None:
    content = BUNDLED.read_bytes()
    hub.files[f"{REPOSITORY}/{NAME}.gguf"] = File(content)
    full = scent.shell(f"ulimit -f 8192; scent models pull {WANTED}")
    assert f"there is no room left in {models}: File too large" in refused(full)
    assert installed(models) == []
    hub.requests.clear()
    assert scent("models", "pull", WANTED).code == 0
    assert hub.fetched == [8 * MEGABYTE]
    assert (models / f"{NAME}.gguf").read_bytes() == content


def test_a_directory_that_cannot_be_written_is_named(scent: Command, models: Path) -> None:
    models.mkdir(parents=True)
    models.chmod(0o500)
    message = refused(scent.without_privileges()("models", "pull", WANTED))
    models.chmod(0o700)
    assert "Permission denied" in message
    assert str(models) in message


def test_without_the_client_the_command_that_installs_it_is_said(scent: Command, tmp_path: Path) -> None:
    (tmp_path / "huggingface_hub.py").write_text("raise ModuleNotFoundError(name='huggingface_hub')\n")
    message = refused(scent("models", "pull", WANTED, PYTHONPATH=str(tmp_path)))
    assert "pip install 'scent[hub]'" in message


def test_a_file_of_somebody_elses_is_not_overwritten(scent: Command, models: Path) -> None:
    models.mkdir(parents=True)
    (models / f"{NAME}.gguf").write_bytes(b"mine")
    assert "was not fetched by scent" in refused(scent("models", "pull", WANTED))
    assert "was not fetched by scent" in refused(scent("models", "remove", NAME))
    assert (models / f"{NAME}.gguf").read_bytes() == b"mine"


def test_two_models_of_one_name_are_not_mixed(scent: Command, hub: Hub, tiny: bytes) -> None:
    assert scent("models", "pull", WANTED).code == 0
    hub.files[f"other/tiny/{NAME}.gguf"] = File(tiny)
    message = refused(scent("models", "pull", f"other/tiny:{NAME}.gguf"))
    assert f"another model is installed as {NAME}, from {REPOSITORY}" in message
    assert f"scent models remove {NAME}" in message


def test_progress_is_drawn_on_a_terminal_only(scent: Command) -> None:
    shown = scent.on_terminal("models", "pull", WANTED)
    assert shown.code == 0
    assert f"scent models use {NAME}" in shown.out.decode()
    assert b"\x1b[" in shown.out


def test_a_model_is_removed_with_its_record_and_its_copies(scent: Command, models: Path, tiny: bytes) -> None:
    assert scent("models", "pull", WANTED).code == 0
    assert scent("embed", "--model", NAME, stdin=b"the cat\n").code == 0  # rewrites its weights into the cache
    copies = list(scent.cache.glob(f"scent/weights/{hashlib.sha256(tiny).hexdigest()[:32]}-*"))
    freed = len(tiny) + sum(copy.stat().st_size for copy in copies if copy.suffix == ".gguf")
    assert freed > len(tiny)
    assert scent("models", "remove", NAME, "--json").records == [{"name": NAME, "freed": freed}]
    assert installed(models) == []
    assert not any(copy.exists() for copy in copies)
    message = refused(scent("models", "remove", NAME))
    assert f"there is no model {NAME}" in message


def test_a_model_in_use_is_removed_by_force_only(scent: Command, models: Path) -> None:
    (scent.directory / "note.txt").write_text("The cat sat on the mat.\n")
    assert scent("models", "pull", WANTED).code == 0
    assert scent("models", "use", NAME).code == 0
    assert scent("config", "get", "model").out == f"{models}/{NAME}.gguf\n".encode()
    assert f'model = "{NAME}"' in (scent.home / "config/scent/config.toml").read_text()
    assert f"the settings use {NAME}" in refused(scent("models", "remove", NAME))
    assert scent("index", "--chunk-tokens", "32", "note.txt").code == 0
    assert scent("models", "use", "bundled").code == 0
    assert f"was made with {NAME}" in refused(scent("models", "remove", NAME))
    assert scent("models", "remove", "--force", NAME).code == 0
    searched = scent("search", "cat")
    assert searched.code == 2
    assert b"there is no model file" in searched.err


def test_the_record_of_another_file_does_not_count(scent: Command, models: Path) -> None:
    """The user has replaced a downloaded file."""
    assert scent("models", "pull", WANTED).code == 0
    os.truncate(models / f"{NAME}.gguf", 100)
    assert "was not fetched by scent" in refused(scent("models", "remove", NAME))
