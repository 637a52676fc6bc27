"""The three verbs together, as a user would use them: real files, the bundled model, the real command."""

import base64
import json
import os
import re
import shutil
import signal
import time
from pathlib import Path

import pytest
from command import Command

from scent.cli.output.hits.hit_fields import NAMES

PASSAGES = {
    "boiler.md": "# Heating\n\nWhen the radiator stays cold, let the trapped air out with the small key.\n",
    "garden.txt": "In March we sow tomatoes on the window sill and keep the seedlings warm.\n",
    "deep/er/tax.txt": "Receipts for the income tax return are in the blue folder on the shelf.\n",
}
HOSTILE = [b"-rf", b"new\nline", b"esc\x1b[2Jape", b"caf\xe9", b"sp ace", b"back\\slash", "übung".encode()]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """A command whose directory `notes` has been indexed; tests must not change the files."""
    base = tmp_path_factory.mktemp("library")
    scent = Command(base / "work", base / "home", cache)
    scent.home.mkdir()
    for name, text in PASSAGES.items():
        file = scent.directory / "notes" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    odd = os.fsencode(scent.directory / "odd")
    os.mkdir(odd)  # noqa: PTH102  # pathlib has no paths of bytes
    for name in HOSTILE:
        with open(os.path.join(odd, name), "wb") as file:  # noqa: PTH118, PTH123  # the same
            file.write(b"The ferry to the island leaves at noon. " + base64.b16encode(name) + b"\n")
    result = scent("index", "notes", "odd")
    assert (result.code, result.out, result.err) == (0, b"", b"")
    return scent


def copy(library: Command, to: Path) -> Command:
    """The same again, for a test that changes files: paths are absolute, so it is indexed anew."""
    scent = Command(to / "work", to / "home", library.cache)
    scent.home.mkdir()
    shutil.copytree(library.directory / "notes", scent.directory / "notes")
    assert scent("index", "notes").code == 0
    return scent


def test_the_best_passage_comes_first_as_path_line_sentence(library: Command) -> None:
    result = library("search", "my radiators do not get warm")
    assert (result.code, result.err) == (0, b"")
    assert result.lines[0].startswith(b"notes/boiler.md:3: When the radiator stays cold")
    whole = library("search", "my radiators do not get warm", "--passage")
    assert whole.lines[0].startswith(b"notes/boiler.md:3: # Heating When the radiator stays cold")


SMALL_MODULE = '''
def boiling_point(pressure):
    """Degrees at which water boils."""
    return 100 - (101.3 - pressure) * 0.28


def tyre_pressure(load, speed):
    """Bar for a bicycle that carries so much."""
    return 2 + load / 60 + speed / 90


def moon_phase(day):
    """How full the moon is, from none to one."""
    return abs((day % 29.53) / 14.77 - 1)
'''


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("at how many degrees does water boil", "def boiling_point"),
        ("how much bar for my bicycle", "def tyre_pressure"),
        ("how full is the moon today", "def moon_phase"),
    ],
)
def test_a_hit_names_the_definition_that_answers_though_one_passage_holds_several(
    scent: Command, query: str, name: str
) -> None:
    (scent.directory / "physics.py").write_text(SMALL_MODULE, encoding="utf-8")
    assert scent("index", "physics.py").code == 0
    (hit,) = scent("search", "--json", query).records
    assert (hit["start_line"], hit["heading"]) == (2, [name])


def test_limit_bounds_the_number_of_lines(library: Command) -> None:
    assert len(library("search", "ferry", "-k", "2").lines) == 2


def test_paths_narrow_the_search(library: Command) -> None:
    result = library("search", "radiator", "-l", "--min-score", "-1", "notes/deep", "notes/garden.txt")
    assert sorted(result.lines) == [b"notes/deep/er/tax.txt", b"notes/garden.txt"]


def test_paths_are_seen_from_the_working_directory(library: Command) -> None:
    result = library("search", "income tax", "-l", "-k1", "er", cwd=library.directory / "notes" / "deep")
    assert result.lines == [b"er/tax.txt"]
    result = library("search", "income tax", "-l", "-k1", "../notes/deep", cwd=library.directory / "odd")
    assert result.lines == [os.fsencode(library.directory / "notes/deep/er/tax.txt")]


def test_a_path_that_the_index_does_not_hold_is_an_error(library: Command, tmp_path: Path) -> None:
    result = library("search", "radiator", tmp_path)
    assert (result.code, result.out) == (2, b"")
    assert str(tmp_path).encode() in result.err


def test_nothing_found_prints_nothing_and_exits_1(library: Command) -> None:
    for form in ([], ["--json"], ["-l"], ["-q"]):
        result = library("search", "--mode", "lexical", "xylophonist", *form)
        assert (result.code, result.out, result.err) == (1, b"", b"")


def test_quiet_tells_by_the_exit_code_only(library: Command) -> None:
    assert library("search", "-q", "radiator").code == 0
    assert library("search", "-q", "radiator").out == b""


def test_a_query_may_begin_with_a_dash_after_two_dashes(library: Command) -> None:
    assert library("search", "-k1", "--", "--radiator").code == 0


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_every_mode_finds_what_shares_words_and_meaning(library: Command, mode: str) -> None:
    assert library("search", "--mode", mode, "-lk1", "cold radiator").lines == [b"notes/boiler.md"]


def test_json_has_the_documented_keys_and_the_exact_passage(library: Command) -> None:
    result = library("search", "--json", "-k1", "cold radiator")
    (record,) = result.records
    assert tuple(record) == NAMES
    file = library.directory / "notes" / "boiler.md"
    text = file.read_text(encoding="utf-8")
    assert record["path"] == str(file)
    assert record["text"] == text[record["start"] : record["end"]]
    assert (record["start_line"], record["title"], record["stale"]) == (1, "Heating", "")


def test_any_file_name_round_trips_through_null(library: Command) -> None:
    result = library("search", "ferry to the island", "-l0", "-k", "50", "odd")
    names = result.out.split(b"\0")[:-1]
    assert {name.removeprefix(b"odd/") for name in names} == set(HOSTILE)
    piped = library.shell("scent search -l0 -k50 'ferry to the island' odd | xargs -0 cat | grep -c ferry")
    assert piped.out == b"7\n"


def test_any_file_name_round_trips_through_json(library: Command) -> None:
    records = library("search", "ferry to the island", "--json", "-k50", "odd").records
    paths = {
        base64.b64decode(record["path_bytes"]) if "path_bytes" in record else record["path"].encode()
        for record in records
    }
    assert paths == {os.fsencode(library.directory / "odd") + b"/" + name for name in HOSTILE}


def test_any_file_name_is_one_harmless_line_of_text(library: Command) -> None:
    result = library("search", "ferry to the island", "-k50", "odd")
    assert len(result.out.split(b"\n")) == len(HOSTILE) + 1
    assert b"\x1b" not in result.out
    assert b"odd/new\\nline:1: The ferry" in result.out
    assert b"odd/caf\xe9:1: The ferry" in result.out
    seen = library.on_terminal("search", "ferry to the island", "-k50", "odd", NO_COLOR="1").out
    assert b"odd/caf\\xe9\n1:The ferry" in seen
    assert b"\x1b" not in seen


def test_a_directory_whose_name_begins_with_a_dash_is_shown_so_that_it_can_be_used(library: Command) -> None:
    result = library("search", "ferry", "-lk50", cwd=library.directory / "odd")
    assert b"./-rf" in result.lines


def test_colour_only_on_a_terminal(library: Command) -> None:
    seen = library.on_terminal("search", "radiator").out
    assert b"\x1b[35mnotes/boiler.md\x1b[0m\x1b]8;;\x1b\\  " in seen
    assert re.search(rb"\x1b\[32m3\x1b\[0m:\x1b\[1mWhen the \x1b\[0m\x1b\[1;31mradiator\x1b\[0m\x1b\[1m stays", seen)
    for environ in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert b"\x1b" not in library.on_terminal("search", "radiator", **environ).out
    assert b"\x1b" not in library("search", "radiator").out
    assert b"\x1b[35m" in library("search", "radiator", "--color", "always").out
    assert b"\x1b[35m" in library("search", "radiator", CLICOLOR_FORCE="1").out


def test_a_closed_pipe_ends_a_search_quietly(library: Command) -> None:
    result = library.shell("scent search ferry -k50 | head -1 | wc -l; echo ${PIPESTATUS[0]}")
    assert (result.lines, result.err) == ([b"1", b"0"], b"")


@pytest.mark.parametrize("locale", ["C", "en_US.ISO-8859-1"])
def test_results_are_utf8_whatever_the_locale(library: Command, locale: str) -> None:
    plain = library("search", "ferry", "-k50", "odd").out
    assert "odd/übung:1:".encode() in plain
    assert library("search", "ferry", "-k50", "odd", LC_ALL=locale, LANG=locale).out == plain


def test_an_unchanged_tree_is_indexed_in_silence(library: Command) -> None:
    result = library("index")
    assert (result.code, result.out, result.err) == (0, b"", b"")


def test_json_tells_what_an_index_run_did(library: Command) -> None:
    (record,) = library("index", "--json").records
    assert record["unchanged"] == len(PASSAGES) + len(HOSTILE)
    assert (record["added"], record["changed"], record["removed"], record["failed"]) == (0, 0, 0, [])
    assert set(record) >= {"moved", "touched", "skipped", "chunks", "tokens", "bytes", "seconds", "generation"}


def test_on_a_terminal_an_index_run_is_drawn_and_summed_up(library: Command) -> None:
    seen = library.on_terminal("index", "--index", "other", "notes").out
    assert b"\x1b[?25l" in seen  # the bar hides the cursor while it is drawn
    assert b"scent: 3 added, 3 passages, " in seen.splitlines()[-1]
    assert library.on_terminal("index", "--index", "other", "-q", "notes").out == b""
    dumb = library.on_terminal("index", "--index", "other", "notes", TERM="dumb").out
    assert b"\x1b" not in dumb
    assert b"scent: 3 unchanged, " in dumb


def test_status_says_what_is_covered(library: Command) -> None:
    (record,) = library("status", "--json").records
    assert [root["path"] for root in record["roots"]] == [str(library.directory / name) for name in ("notes", "odd")]
    assert record["files"] == record["chunks"] == len(PASSAGES) + len(HOSTILE)
    assert (record["skipped"], record["settings"]["chunks"]["chunk_tokens"]) == (0, 200)
    assert record["size"] > 1000
    text = library("status").out.decode()
    assert f"files:        {record['files']}\n" in text
    assert "all-MiniLM-L6-v2, 384 dimensions" in text


def test_a_file_that_cannot_be_read_is_named_and_exits_3(library: Command, tmp_path: Path) -> None:
    scent = copy(library, tmp_path).without_privileges()
    (scent.directory / "notes" / "garden.txt").chmod(0)
    result = scent("index", "--index", "fresh", "notes")
    assert (result.code, result.out) == (3, b"")
    assert b"garden.txt" in result.err
    assert b"1 could not be read" in result.err.splitlines()[-1]


def test_deleted_and_changed_files_are_followed(library: Command, tmp_path: Path) -> None:
    scent = copy(library, tmp_path)
    (scent.directory / "notes" / "garden.txt").unlink()
    (scent.directory / "notes" / "boiler.md").write_text("The boat needs new sails.\n", encoding="utf-8")
    (scent.directory / "notes" / "deep").rename(scent.directory / "notes" / "shallow")
    (record,) = scent("index", "--json").records
    assert (record["changed"], record["removed"], record["moved"]) == (1, 1, 1)
    assert scent("search", "-lk1", "sailing").lines == [b"notes/boiler.md"]
    assert scent("search", "-lk1", "income tax").lines == [b"notes/shallow/er/tax.txt"]
    assert b"garden.txt" not in scent("search", "-l", "tomatoes").out


def test_passages_of_files_that_have_changed_are_hidden_shown_or_refused(library: Command, tmp_path: Path) -> None:
    scent = copy(library, tmp_path)
    (scent.directory / "notes" / "boiler.md").write_text("Nothing of the kind any more.\n", encoding="utf-8")
    hidden = scent("search", "radiator", "-l")
    assert hidden.code == 3
    assert b"boiler.md" not in hidden.out
    assert b"scent index" in hidden.err
    # What is hidden takes no other passage's place.
    first = scent("search", "--stale", "show", "--min-score", "-1", "-lk1", "radiator")
    assert first.out.endswith(b"boiler.md\n")
    instead = scent("search", "--min-score", "-1", "-lk1", "radiator")
    assert (instead.code, len(instead.lines), b"boiler.md" in instead.out) == (3, 1, False)
    assert instead.err.startswith(b"scent: 1 passage comes from a file that has changed")
    assert scent("search", "-", "--min-score", "-1", "-lk1", stdin=b"radiator\n") == instead
    shown = scent("search", "radiator", "--json", "--stale", "show")
    assert shown.code == 3
    assert [record["stale"] != "" for record in shown.records if record["path"].endswith("boiler.md")] == [True]
    refused = scent("search", "radiator", "--stale", "fail")
    assert (refused.code, refused.out) == (2, b"")


def test_settings_reach_the_index(scent: Command) -> None:
    (scent.directory / "a.txt").write_text("word " * 400, encoding="utf-8")
    (scent.home / "config" / "scent").mkdir(parents=True)
    config = scent.home / "config" / "scent" / "config.toml"
    config.write_text(f"index = {json.dumps(str(scent.directory / 'ix'))}\nchunk_tokens = 32\n", encoding="utf-8")
    assert scent("index", "a.txt").code == 0
    (record,) = scent("status", "--json").records
    assert record["index"] == str(scent.directory / "ix")
    assert record["settings"]["chunks"]["chunk_tokens"] == 32
    assert record["chunks"] > 10


def test_a_second_writer_is_turned_away_and_an_interrupted_one_says_nothing_more(scent: Command) -> None:
    (scent.directory / "long.txt").write_text("The tide comes in twice a day. " * 200_000, encoding="utf-8")
    with scent.start("index", "--index", "ix", "long.txt") as first:
        while not (scent.directory / "ix" / "writer.json").exists():
            assert first.poll() is None
            time.sleep(0.05)
        second = scent("index", "--index", "ix", "long.txt")
        assert (second.code, second.out) == (75, b"")
        assert str(first.pid).encode() in second.err
        time.sleep(1)
        first.send_signal(signal.SIGINT)
        out, err = first.communicate(timeout=60)
    assert (first.returncode, out) == (130, b"")
    assert b"Traceback" not in err


def test_a_search_from_a_deleted_directory_shows_whole_paths(library: Command) -> None:
    result = library.shell("mkdir gone && cd gone && rmdir ../gone && scent search -lk1 'cold radiator'")
    assert result.lines == [os.fsencode(library.directory / "notes" / "boiler.md")]


def test_results_that_cannot_be_written_are_an_error(library: Command) -> None:
    for target in (">&-", "> /dev/full"):
        result = library.shell(f"scent search ferry {target}")
        assert result.code == 2
        assert result.err.count(b"\n") <= 2
        assert b"Traceback" not in result.err


def test_skipped_files_are_counted_by_reason(scent: Command) -> None:
    (scent.directory / "note.txt").write_text("A note about a bridge.\n", encoding="utf-8")
    (scent.directory / "picture.bin").write_bytes(bytes(range(256)) * 10)
    (record,) = scent("index", "--json", ".").records
    assert [(trouble["path"], "binary" in trouble["reason"]) for trouble in record["skipped"]] == [
        (str(scent.directory / "picture.bin"), True)
    ]
    assert scent("status", "--json").records[0]["skipped"] == 1
