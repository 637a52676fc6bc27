"""`--refresh`: a search that first reads what has changed, within a bound, and answers whatever happens."""

import fcntl
import os
import shutil
import signal
from pathlib import Path

import pytest
from command import Command
from events import wait_for

# Long enough for a machine that does much else; no test waits for it.
LONG = "--refresh=600"


@pytest.fixture
def notes(scent: Command) -> Path:
    """Two notes in an index."""
    place = scent.directory / "notes"
    place.mkdir()
    (place / "garden.md").write_text("The roses need water in July.\n")
    (place / "house.md").write_text("The rent is due on the third working day.\n")
    for note in place.iterdir():
        os.utime(note, (1_600_000_000, 1_600_000_000))  # long before the run, so that the next one finds nothing to do
    assert scent("index", "--quiet", "notes").code == 0
    return place


def generation(scent: Command) -> int:
    return int(scent("status", "--json").records[0]["generation"])


def test_a_search_finds_what_was_written_just_before(scent: Command, notes: Path) -> None:
    (notes / "kitchen.md").write_text("The kettle sings when the tea water boils.\n")
    (notes / "house.md").unlink()
    assert scent("search", "--mode", "lexical", "tea").lines == []
    found = scent("search", LONG, "tea water")
    assert (found.code, found.err) == (0, b"")
    assert [line.split(b":")[0] for line in found.lines] == [b"notes/kitchen.md"]
    assert scent("search", "--mode", "lexical", "rent").code == 1  # also what is gone


@pytest.mark.parametrize("words", [("similar", "notes/garden.md"), ("search", "-l", "roses")])
def test_a_setting_asks_for_it_as_well(scent: Command, notes: Path, words: tuple[str, ...]) -> None:
    (notes / "roses.md").write_text("Roses need much water in a dry July.\n")
    assert b"notes/roses.md" not in scent(*words).out
    assert b"notes/roses.md" not in scent(*words, "--refresh=0", SCENT_REFRESH="600").out
    assert b"notes/roses.md" in scent(*words, SCENT_REFRESH="600").out


def test_nothing_is_written_where_nothing_has_changed(scent: Command, notes: Path) -> None:
    del notes
    assert scent("index").code == 0  # notes that all is as it was
    before = generation(scent)
    assert scent("search", LONG, "roses").code == 0
    assert scent("search", LONG, "roses").code == 0
    assert generation(scent) == before


@pytest.mark.parametrize("word", ["--refresh=soon", "--refresh=-1", "--refresh=1e9", "--refresh="])
def test_what_is_no_time_is_refused(scent: Command, notes: Path, word: str) -> None:
    del notes
    refused = scent("search", word, "roses")
    assert refused.code == 2
    assert b"is neither true nor false nor a number of seconds" in refused.err


def test_what_follows_two_dashes_is_a_query(scent: Command, notes: Path) -> None:
    (notes / "options.md").write_text("The option --refresh reads what has changed.\n")
    assert scent("search", "--mode", "lexical", "-F", "--", "--refresh").lines == []


def test_a_sentence_tells_what_the_time_was_too_short_for(scent: Command, notes: Path) -> None:
    for number in range(300):
        (notes / f"{number}.md").write_text(f"Note {number} is about the boiler.\n" * 200)
    found = scent("search", "--refresh=0.001", "roses")
    assert (found.code, len(found.lines)) == (0, 1)
    assert found.err.decode().startswith("scent: ")
    assert found.err.decode().endswith(": scent index\n")
    assert found.err.count(b"\n") == 1


def test_it_waits_for_no_other_run(scent: Command, notes: Path) -> None:
    (notes / "kitchen.md").write_text("The kettle sings when the tea water boils.\n")
    with (scent.home / "data/scent/index/writer.lock").open("rb+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = scent("search", LONG, "roses")
        (notes / "kitchen.md").unlink()
        silent = scent("search", LONG, "roses")
    assert (found.code, len(found.lines)) == (0, 1)
    assert found.err == (
        b"scent: 1 file has changed, but another run is writing to the index; "
        b"this search answers from the last commit\n"
    )
    assert (silent.code, silent.out, silent.err) == (0, found.out, b"")  # nothing is left to tell of


def test_an_index_that_cannot_be_written_to_is_searched_as_it_is(scent: Command, notes: Path) -> None:
    (notes / "kitchen.md").write_text("The kettle sings when the tea water boils.\n")
    index = scent.home / "data/scent/index"
    for directory, _, files in os.walk(index, topdown=False):
        for name in (*files, "."):
            (Path(directory) / name).chmod(0o555)
    found = scent.without_privileges()("search", LONG, "roses")
    index.chmod(0o755)
    assert (found.code, len(found.lines)) == (0, 1)
    assert found.err.startswith(b"scent: 1 file has changed, but the index could not be brought up to date: ")
    assert found.err.count(b"\n") == 1


def test_a_full_disk_is_told_of_and_the_last_commit_searched(scent: Command, notes: Path) -> None:
    (notes / "kitchen.md").write_text("The kettle sings when the tea water boils.\n")
    found = scent.shell(f"ulimit -f 1; scent search {LONG} roses")
    assert (found.code, len(found.lines)) == (0, 1)
    assert found.err.startswith(b"scent: 1 file has changed, but the index could not be brought up to date: ")
    assert found.err.count(b"\n") == 1


def test_without_an_index_the_search_says_so_once(scent: Command) -> None:
    alone, refreshed = scent("search", "roses"), scent("search", LONG, "roses")
    assert (refreshed.code, refreshed.err) == (2, alone.err)


def test_files_that_are_missing_without_proof_stay_in_the_index(scent: Command, notes: Path) -> None:
    shutil.rmtree(notes)
    found = scent("search", LONG, "--stale", "show", "roses")
    assert found.code == 3
    assert [line.split(b":")[0] for line in found.lines] == [b"notes/garden.md"]
    assert b"they stay in the index" in found.err


def test_a_signal_ends_the_search_and_keeps_what_was_read(scent: Command, notes: Path) -> None:
    for number in range(2000):
        (notes / f"{number}.md").write_text(f"Note {number} is about the boiler.\n" * 100)
    before = generation(scent)
    with scent.start("search", LONG, "roses") as search:
        holder = scent.home / "data/scent/index/writer.json"
        wait_for(lambda: holder.exists() or search.poll() is not None)
        search.send_signal(signal.SIGTERM)
        out, err = search.communicate(timeout=120)
    assert (search.returncode, out) == (143, b""), err
    assert not holder.exists()
    assert generation(scent) >= before
    assert scent("check").code == 0
