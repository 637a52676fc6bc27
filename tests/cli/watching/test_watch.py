"""`scent index --watch` follows real changes of real files: they are found soon, nothing is lost, and it rests."""

import fcntl
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from command import Command
from events import wait_for
from watching import Watching, children, switches

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs inotify and /proc")


@pytest.fixture
def notes(scent: Command) -> Path:
    place = scent.directory / "notes"
    (place / "house").mkdir(parents=True)
    (place / "garden.md").write_text("The roses need water in July.\n")
    (place / "house" / "flat.md").write_text("The rent is due on the third working day.\n")
    return place


def test_what_changes_is_found_without_another_command(scent: Command, notes: Path) -> None:
    with Watching(scent, "--nice", notes) as watch:
        (notes / "kitchen.md").write_text("The kettle sings.\n")
        watch.wait_until_found("kettle")
        (notes / "house" / "flat.md").write_text("The landlord is Ms. Okafor.\n")
        watch.wait_until_found("Okafor")
        watch.wait_until_found("rent", found=False)
        (notes / "garden.md").unlink()
        watch.wait_until_found("roses", found=False)
        assert "\nscent: 1 added, 1 passage, " in watch.said


def test_directories_that_come_and_move_are_watched_too(scent: Command, notes: Path) -> None:
    with Watching(scent, notes) as watch:
        (notes / "a" / "b" / "c").mkdir(parents=True)
        (notes / "a" / "b" / "c" / "deep.md").write_text("A walrus sleeps.\n")
        watch.wait_until_found("walrus")
        (notes / "a").rename(notes / "house" / "moved")
        watch.wait_until_found("path:moved walrus")
        (notes / "house" / "moved" / "b" / "c" / "later.md").write_text("An otter swims.\n")
        watch.wait_until_found("otter")


def test_an_editor_that_saves_by_renaming_leaves_one_file(scent: Command, notes: Path) -> None:
    with Watching(scent, notes) as watch:
        (notes / "4913").write_text("")
        (notes / "4913").unlink()
        (notes / "garden.md").rename(notes / "garden.md~")
        (notes / "garden.md").write_text("The tulips need no water.\n")
        (notes / "garden.md~").unlink()
        watch.wait_until_found("tulips")
        watch.wait_until_found("roses", found=False)
        assert scent("status", "--json").records[0]["files"] == 2


def test_thousands_of_files_at_once_are_one_burst(scent: Command, notes: Path) -> None:
    with Watching(scent, notes) as watch:
        for number in range(1000):
            (notes / "house" / f"{number}.md").write_text(f"Page {number} of the manual.\n")
        (notes / "last.md").write_text("A zebra came last.\n")
        watch.wait_until_found("zebra")
        wait_for(lambda: scent("status", "--json").records[0]["files"] == 1003)
        assert watch.said.count(" added") <= 5


def test_a_rule_that_changes_is_noticed(scent: Command, notes: Path) -> None:
    with Watching(scent, notes) as watch:
        (notes / ".scentignore").write_text("house/\n")
        watch.wait_until_found("rent", found=False)
        (notes / "house" / "more.md").write_text("A gas bill.\n")
        (notes / ".scentignore").unlink()
        watch.wait_until_found("rent")
        watch.wait_until_found("gas")
        (notes / "house" / "more.md").write_text("An oil bill.\n")
        watch.wait_until_found("oil")


def test_what_is_new_gets_exact_vectors_while_nothing_else_is_to_do(scent: Command, notes: Path) -> None:
    with Watching(scent, notes) as watch:
        (notes / "kitchen.md").write_text("The kettle sings.\n")
        watch.wait_until_found("kettle")
        watch.wait_for_rest()


def test_it_rests_and_leaves_the_index_to_other_runs(scent: Command, notes: Path) -> None:
    with Watching(scent, notes) as watch:
        watch.wait_for_rest()
        before = switches(watch.process.pid)
        began = time.monotonic()
        assert scent("index").code == 0
        (notes / ".hidden").write_text("no file of the index")
        assert scent("check").code == 0
        assert switches(watch.process.pid) - before <= 20 + (time.monotonic() - began)


def test_another_run_is_waited_for(scent: Command, notes: Path) -> None:
    with Watching(scent, notes) as watch:
        watch.wait_for_rest()
        with (scent.home / "data/scent/index/writer.lock").open("rb+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            (notes / "kitchen.md").write_text("The kettle sings.\n")
            wait_for(lambda: bool(children(watch.process.pid)))
            wait_for(lambda: not children(watch.process.pid))
        watch.wait_until_found("kettle")
        assert "written" not in watch.said


def test_one_process_watches_an_index(scent: Command, notes: Path) -> None:
    with Watching(scent, notes) as watch:
        second = scent("index", "--watch", notes)
        assert second.code == 75
        assert second.err.startswith(b"scent: another process watches this index\nhint: ")
        assert watch.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_and_keeps_what_is_done(scent: Command, notes: Path, number: signal.Signals) -> None:
    with Watching(scent, notes) as watch:
        for each in range(200):
            (notes / f"{each}.md").write_text(f"Page {each} of the manual.\n")
        wait_for(lambda: bool(children(watch.process.pid)))
        runs = children(watch.process.pid)
        assert watch.end(number) == 128 + number
        assert not any(Path(f"/proc/{run}").exists() for run in runs)
    assert not (scent.home / "data/scent/index/writer.json").exists()
    assert scent("check").code == 0
    assert scent("index", "--ready").code == 0


def test_a_root_that_goes_away_stays_in_the_index_and_is_told_of_once(scent: Command, notes: Path) -> None:
    with Watching(scent, notes) as watch:
        watch.wait_for_rest()
        shutil.move(notes, scent.home / "elsewhere")
        watch.wait_for_line("they stay in the index")
        shutil.move(scent.home / "elsewhere", notes)
        (notes / "kitchen.md").write_text("The kettle sings.\n")
        watch.wait_until_found("kettle")
        assert watch.said.count("they stay in the index") == 1


def test_an_index_that_goes_away_ends_it_with_a_sentence(scent: Command, notes: Path) -> None:
    with Watching(scent, notes) as watch:
        watch.wait_for_rest()
        shutil.rmtree(scent.home / "data/scent/index")
        (notes / "kitchen.md").write_text("The kettle sings.\n")
        assert watch.process.wait(timeout=120) == 2
        assert watch.said.endswith("/data/scent/index was removed\n")


def few_watches(scent: Command) -> Command:
    """The command in a namespace of its own in which a process may watch two directories."""
    script = 'echo 2 > /proc/sys/user/max_inotify_watches && exec "$@"'
    prefix = ("unshare", "--user", "--map-root-user", "sh", "-c", script, "sh")
    if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs user namespaces")
    return replace(scent, prefix=prefix)


def test_where_the_system_watches_too_few_directories_everything_is_looked_at(scent: Command, notes: Path) -> None:
    for number in range(9):
        (notes / f"chapter{number}").mkdir()
    with Watching(few_watches(scent), "--watch=1s", notes) as watch:
        assert "scent: the system watches no more than 2 directories: everything is looked at each 1 s\n" in watch.said
        assert "\nhint: to watch more: sudo sysctl fs.inotify.max_user_watches=" in watch.said
        (notes / "chapter8" / "end.md").write_text("A walrus sleeps.\n")
        watch.wait_until_found("walrus")


@pytest.mark.parametrize("words", [("--budget", "1s"), ("--ready",), ("--json",), ("--watch=soon",)])
def test_what_makes_no_sense_with_it_is_refused(scent: Command, notes: Path, words: tuple[str, ...]) -> None:
    refused = scent("index", "--watch", *words, notes)
    assert refused.code == 2
    assert refused.err.count(b"\n") <= 2


def test_a_first_run_that_fails_ends_it(scent: Command) -> None:
    failed = scent("index", "--watch")
    assert (failed.code, failed.err) == (2, scent("index").err)
