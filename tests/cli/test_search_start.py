"""What starting a search costs: what it loads, and that what it prints is written when it ends."""

import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from command import Command

HEAVY = {"numpy", "pyarrow", "tantivy", "numkong", "llama_cpp", "xxhash", "ignore"}
MODEL = {"llama_cpp", "scent.core.inference.native", "scent.core.embedding.query_embedder"}
OF_INDEXING = {
    "scent.core.embedding.embedder",
    "scent.core.chunking.chunker",
    "scent.core.indexing.update",
    "scent.cli.commands.index",
}
NEVER = {"numpy.ma", "shlex", "rich", "pyarrow.compute", "usearch", "llama_cpp.llama_chat_format"} | OF_INDEXING


def loaded_by(*words: str) -> set[str]:
    """Every module that a run of `scent` loads, and every package that one of them is in."""
    done = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", "-m", "scent", *words], check=True, capture_output=True
    )
    lines = [line for line in done.stderr.decode().splitlines() if line.startswith("import time:")]
    modules = [line.rpartition("|")[2].strip() for line in lines]
    return {".".join(name.split(".")[:depth]) for name in modules for depth in range(1, name.count(".") + 2)}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("start")
    notes = place / "notes"
    notes.mkdir()
    (notes / "boiler.md").write_text("# Boiler\n\nThe boiler makes a noise when it is cold outside.\n")
    loaded_by("index", "--quiet", "--index", str(place / "index"), str(notes))
    return place / "index"


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_a_search_loads_only_what_it_needs(index: Path, mode: str) -> None:
    loaded = loaded_by("search", "--cold", "--index", str(index), "--mode", mode, "cold noise")
    assert loaded & NEVER == set()
    if mode == "lexical":
        assert loaded & MODEL == set()
    else:
        assert loaded >= MODEL - {"llama_cpp"}


def test_a_search_that_a_server_answers_loads_next_to_nothing(index: Path, scent: Command) -> None:
    with tempfile.TemporaryDirectory(prefix="scent-", dir="/tmp") as runtime:
        server = replace(scent, extra=(("XDG_RUNTIME_DIR", runtime),))
        with server.start("serve") as process:
            socket = Path(runtime) / "scent" / "scent.sock"
            end = time.monotonic() + 20
            while not socket.exists():
                assert time.monotonic() < end
                time.sleep(0.02)
            asked = ("-X", "importtime", "-m", "scent", "search", "--index", index, "--mode", "lexical", "noise")
            done = subprocess.run([sys.executable, *asked], env=server.environ, capture_output=True, check=True)
            process.terminate()
    assert b"scent.core.server.protocol" in done.stderr
    for name in HEAVY | NEVER | {"scent.core.search.searcher", "_hashlib"}:
        assert f" {name}\n".encode() not in done.stderr, name


def test_everything_is_written_when_a_search_ends(index: Path, scent: Command) -> None:
    done = scent("search", "--index", index, "--json", "cold noise")
    assert (done.code, len(done.records), done.err) == (0, 1, b"")
    assert scent.shell(f"scent search --index '{index}' --json noise > /dev/full").code == 2
    assert scent("search", "--index", index / "none", "noise").code == 2
    assert scent("search", "--index", index, "--mode", "lexical", "zebra").code == 1
