"""An index survives what happens to processes, disks and files: the real command, real kills, real files."""

import json
import os
import random
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from command import COMMAND, Command
from events import wait_for
from indexes import WORDS, assert_same_vectors, vectors
from notes import default_index, write_notes

from scent.formats.index.health.check import check
from scent.formats.index.reader import Reader

INDEXED, ALL = 12, 40


@pytest.fixture
def corpus(scent: Command) -> Path:
    """Forty notes: twelve are indexed, two of these are gone since, and one has changed."""
    directory = scent.directory / "corpus"
    write_notes(directory, range(INDEXED))
    assert scent("index", directory).code == 0
    write_notes(directory, range(ALL))
    for name in ("0.md", "1.md"):
        (directory / name).unlink()
    (directory / "2.md").write_text("# Two\n\nThis file has changed since the first run, and must be embedded anew.\n")
    return directory


def test_runs_killed_one_after_another_lose_nothing(scent: Command, corpus: Path) -> None:
    """Kill the command at random moments, each time over what the last run left; `test_kills` kills at each stage."""
    started = time.monotonic()
    assert scent("index", corpus, "--index=undisturbed").code == 0
    longest = time.monotonic() - started
    chosen, kills = random.Random(8), 0  # noqa: S311  # the same moments each time
    while kills < 6:
        process = scent.start("index")
        time.sleep(chosen.uniform(0.2, longest * 0.9))
        process.kill()
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
        searched = scent("search", "--json", "kettle in the harbour", "--stale=show")
        assert searched.code in {0, 3}, searched.err
        assert searched.records
        assert check(default_index(scent)) == []
        for name in chosen.sample(range(3, ALL), 8):
            (corpus / f"{name}.md").write_text(f"# Round {kills}\n\n" + " ".join(chosen.choices(WORDS, k=150)) + "\n")
    assert scent("index").code == 0
    assert scent("index", corpus, "--index=undisturbed").code == 0
    assert_same_vectors(default_index(scent), vectors(scent.directory / "undisturbed"))
    print(f"\nkills survived: {kills}")


def limited(scent: Command, size: int, *words: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run the command with a limit on the size of files, which a writer meets like a full disk."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=scent.directory,
        env=scent.environ,
        capture_output=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),  # one thread
    )


def test_a_full_disk_is_explained_and_leaves_the_last_generation(scent: Command, corpus: Path) -> None:
    before = scent("search", "--json", "kettle", "--stale=show").out
    sizes = [0, 1_000, 8_000, 30_000]
    failed = 0
    for size in sizes:
        done = limited(scent, size, "index")
        assert done.returncode in {0, 2}, done.stderr
        if done.returncode == 2:
            failed += 1
            assert b"; what was indexed before is kept\n" in done.stderr
            assert b"hint: " in done.stderr
            assert done.stderr.count(b"\n") == 2
            assert scent("search", "--json", "kettle", "--stale=show").out == before
    assert failed >= 2
    assert scent("index").code == 0
    assert scent("index", corpus, "--index=undisturbed").code == 0
    assert_same_vectors(default_index(scent), vectors(scent.directory / "undisturbed"))
    print(f"\nfull disks survived: {failed}")


def test_a_file_that_cannot_be_read_keeps_its_old_version(scent: Command, corpus: Path) -> None:
    user = scent.without_privileges()
    file = corpus / "5.md"
    file.write_text("The new version of this file is for nobody's eyes.\n")
    file.chmod(0)
    done = user("index", "--json")
    assert done.code == 3
    assert [trouble["path"] for trouble in done.records[0]["failed"]] == [str(file)]
    assert str(file).encode() in done.err
    with Reader.open(default_index(scent)) as reader:
        assert os.fsencode(file) in reader.documents.paths
    file.chmod(0o600)
    assert user("index", "--json").records[0]["changed"] == 1


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="no file at hand that gives EIO")  # noqa: PTH110
def test_a_file_that_gives_an_input_output_error_is_named_and_keeps_its_old_version(
    scent: Command, corpus: Path
) -> None:
    file = corpus / "5.md"
    before = file.read_text()
    file.unlink()
    file.symlink_to("/proc/self/mem")  # a regular file, of which the first bytes cannot be read
    done = scent("index", "--follow", "--json")
    assert done.code == 3
    (record,) = done.records
    assert record["failed"] == [{"path": str(file), "reason": "it cannot be read: Input/output error"}]
    assert record["added"] == ALL - INDEXED
    with Reader.open(default_index(scent)) as reader:
        assert os.fsencode(file) in reader.documents.paths
    searched = scent("search", "--json", "Note 5", file)
    assert (searched.code, searched.out) == (3, b"")
    file.unlink()
    file.write_text(before)
    assert scent("index").code == 0
    assert scent("search", "-q", "Note 5", file).code == 0
    assert scent("check").code == 0


def test_readers_never_fail_while_a_writer_indexes_deletes_merges_and_collects(scent: Command, corpus: Path) -> None:
    assert scent("index").code == 0
    query = ["search", "--json", "-k5", "kettle harbour lantern", "--stale=show"]
    script = (
        'exec >out$0 2>errors$0; while [ ! -e done ]; do "$@" || { code=$?; [ $code = 3 ] || exit $code; }; echo; done'
    )
    readers = [
        subprocess.Popen(["bash", "-c", script, str(number), *COMMAND, *query], cwd=scent.directory, env=scent.environ)
        for number in range(3)
    ]
    outputs = [scent.directory / f"out{number}" for number in range(3)]
    for output, reader in zip(outputs, readers, strict=True):
        wait_for(lambda output=output, reader=reader: reader.poll() is not None or answers(output) > 0)
    written: dict[str, set[str]] = {str(file): {file.read_text()} for file in corpus.iterdir()}
    for turn in range(2):
        write_notes(corpus, range(100 + 10 * turn, 110 + 10 * turn))
        changed = corpus / f"{3 + turn}.md"
        changed.write_text(f"# New\n\nKettle, harbour and lantern: version {turn}.\n")
        for file in corpus.iterdir():
            written.setdefault(str(file), set()).add(file.read_text())
        (corpus / f"{10 + turn}.md").unlink()
        assert scent("index").code == 0
        assert scent("gc").code == 0
    (scent.directory / "done").touch()
    for number, reader in enumerate(readers):
        assert reader.wait() == 0, (scent.directory / f"errors{number}").read_bytes()
        for hit in hits(outputs[number].read_bytes()):
            assert any(hit["text"] == text[hit["start"] : hit["end"]] for text in written[hit["path"]])
    print(f"\nsearches beside a writer: {sum(map(answers, outputs))}")


def answers(output: Path) -> int:
    """Return how many searches a reader has finished: an empty line follows each."""
    return output.read_bytes().count(b"\n\n") if output.exists() else 0


def hits(out: bytes) -> Iterator[dict[str, Any]]:
    yield from (json.loads(line) for line in out.splitlines() if line)


@pytest.mark.usefixtures("corpus")
def test_an_index_that_may_only_be_read_can_be_searched(scent: Command) -> None:
    index = default_index(scent)
    for place in [index, *index.rglob("*")]:
        place.chmod(0o500 if place.is_dir() else 0o400)
    assert scent.without_privileges()("search", "kettle", "--stale=show").code in {0, 3}
    for place in [index, *index.rglob("*")]:
        place.chmod(0o700 if place.is_dir() else 0o600)


@pytest.mark.usefixtures("corpus")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_the_index_of_somebody_else_can_be_searched_if_it_is_readable(scent: Command) -> None:
    index = default_index(scent)
    for place in [index, *index.rglob("*")]:
        place.chmod(0o755 if place.is_dir() else 0o644)
    for place in index.parents:
        if place.owner() == "root" and place != Path("/"):
            place.chmod(place.stat().st_mode | 0o055)
    nobody = replace(scent, prefix=("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))
    result = nobody("search", "kettle", "--index", index, "--stale=show", XDG_CACHE_HOME="/nonexistent")
    assert result.code in {0, 3}, result.err


def test_a_hit_in_a_file_that_has_changed_is_never_shown_with_success(scent: Command, corpus: Path) -> None:
    assert scent("index").code == 0
    faults: Mapping[str, Callable[[Path], object]] = {
        "changed": lambda file: file.write_text("Something else.\n"),
        "same size": lambda file: file.write_bytes(b"x" * file.stat().st_size),
        "truncated": lambda file: os.truncate(file, 40),
        "moved": lambda file: file.rename(file.with_name("moved.md")),
        "deleted": lambda file: file.unlink(),
        "a directory now": lambda file: (file.unlink(), file.mkdir()),
    }
    for number, (name, spoil) in enumerate(faults.items(), 30):
        file = corpus / f"{number}.md"
        spoil(file)
        query = (f"Note {number}", file) if os.path.lexists(file) else (f"Note {number}", corpus, "-k60")
        result = scent("search", "--json", "--mode=lexical", *query)
        assert result.code == 3, name
        assert str(file) not in {hit["path"] for hit in result.records}, name
        shown = scent("search", "--json", "--mode=lexical", "--stale=show", *query)
        assert any(hit["path"] == str(file) and hit["stale"] for hit in shown.records), name
        assert scent("search", "--mode=lexical", "--stale=fail", *query).code == 2, name
    print(f"\nchanged files noticed: {len(faults)}")


NAMES = (b"new\nline.md", b"not-utf8-\xff\xfe.md", b"-rf.md", b"\x1b[31mred\x07.md", b" .md", b"quote'\".md")


def test_any_file_name_can_be_indexed_listed_and_forgotten(scent: Command) -> None:
    directory = scent.directory / "names"
    directory.mkdir()
    for name, place in zip(NAMES, ("harbour", "kitchen", "garden", "attic", "cellar", "station"), strict=True):
        (directory / os.fsdecode(name)).write_text(f"The kettle sings in the {place}.\n")
    assert scent("index", directory).code == 0
    listed = scent("search", "--all", "-l0", "kettle", directory, "-k50").out.split(b"\0")[:-1]
    assert {path.rpartition(b"/")[2] for path in listed} == set(NAMES)
    plain = scent("search", "--all", "kettle", "-k50").out
    assert b"\x1b" not in plain
    assert b"\x07" not in plain
    assert plain.count(b"\n") == len(NAMES)
    forgotten = scent("forget", "--yes", "--json", "--", *(b"names/" + name for name in NAMES))
    assert forgotten.code == 0
    assert len(forgotten.records[0]["files"]) == len(NAMES)


def test_a_forgotten_file_leaves_nothing_on_disk(scent: Command, corpus: Path) -> None:
    secret = corpus / "secret.md"
    secret.write_text("The password is xylophonequartz.\n")
    assert scent("index").code == 0
    assert b"xylophonequartz" in everything(default_index(scent))
    done = scent("forget", "--yes", secret)
    assert (done.code, done.out) == (0, b"")
    assert b"1 file forgotten" in done.err
    assert b".scentignore has the line /secret.md" in done.err
    assert b"xylophonequartz" not in everything(default_index(scent))
    assert b"secret.md" not in everything(default_index(scent))
    assert scent("forget", "--yes", secret).code == 1
    (corpus / ".scentignore").write_text("/secret.md\n")
    scent("index")
    assert b"xylophonequartz" not in everything(default_index(scent))
    assert scent("forget", "--yes", corpus).code == 0
    assert scent("status", "--json").records[0]["roots"] == []


def everything(index: Path) -> bytes:
    """Return the content of all files of an index, uncompressed."""
    tables = b"".join(repr(pa.ipc.open_file(file).read_all().to_pydict()).encode() for file in index.rglob("*.arrow"))
    return tables + b"".join(file.read_bytes() for file in index.rglob("*") if file.is_file())


@pytest.mark.usefixtures("corpus")
def test_other_settings_are_refused_unless_everything_is_embedded_again(scent: Command) -> None:
    assert scent("index").code == 0
    refused = scent("index", "--chunk-tokens=64")
    assert refused.code == 2
    assert b"--reindex" in refused.err
    again = scent("index", "--chunk-tokens=64", "--reindex", "--json").records[0]
    assert again["unchanged"] == 0
    assert again["added"] == ALL - 2
    kept = scent("index", "--json").records[0]
    assert kept["unchanged"] + kept["touched"] == ALL - 2


@pytest.mark.usefixtures("corpus")
def test_the_status_counts_pending_changes(scent: Command) -> None:
    (state,) = scent("status", "--behind", "--json").records
    assert state["behind"] == {"added": ALL - INDEXED, "changed": 1, "removed": 2}
    assert b"28 added, 1 changed, 2 removed" in scent("status", "--behind").out
