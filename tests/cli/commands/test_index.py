"""`scent index`: it reads new content, follows moved files and removes deleted ones."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from command import COMMAND, Command

from scent.core.config import default_chunks
from scent.core.files.walk import WalkSettings
from scent.core.indexing.update import update
from scent.core.models import source
from scent.core.profile import Profile
from scent.core.system import default_workers

NOTES = {
    "garden/tomatoes.md": "# Tomatoes\n\nThe seedlings wilt when they are watered at noon.\n",
    "garden/apples.txt": "Prune the apple trees in February, before the buds open.\n",
    "code/queue.py": "def drain(queue):\n    # Empty it without blocking.\n    while queue:\n        queue.pop()\n",
    "house/boiler.rst": "Boiler\n======\n\nBleed the radiators if the upper rooms stay cold.\n",
}


@pytest.fixture
def notes(scent: Command) -> Path:
    for name, text in NOTES.items():
        file = scent.directory / "notes" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, (1_700_000_000, 1_700_000_000))
    return scent.directory / "notes"


def run(scent: Command, *words: str | Path) -> dict[str, object]:
    result = scent("index", "--json", *words)
    assert (result.code, result.err) == (0, b"")
    (record,) = result.records
    counts = ("added", "changed", "moved", "touched", "removed", "unchanged", "skipped")
    return {name: record[name] for name in counts if record[name]}


def hits_of(scent: Command, query: str, *words: str) -> list[tuple[str, int]]:
    return [(Path(hit["path"]).name, hit["start_line"]) for hit in scent("search", "--json", query, *words).records]


def test_after_a_first_run_passages_are_found_by_other_words_than_they_use(scent: Command, notes: Path) -> None:
    assert run(scent, notes) == {"added": 4}
    assert hits_of(scent, "heating does not get warm upstairs", "-k1") == [("boiler.rst", 1)]
    assert hits_of(scent, "plants need water", "-k1")[0][0] == "tomatoes.md"


def test_a_second_run_has_nothing_to_do(scent: Command, notes: Path) -> None:
    run(scent, notes)
    assert run(scent) == {"unchanged": 4}


def test_a_changed_file_is_read_again_and_its_old_text_is_gone(scent: Command, notes: Path) -> None:
    run(scent, notes)
    (notes / "garden/apples.txt").write_text("The wasps nest under the eaves this year.\n")
    assert run(scent) == {"changed": 1, "unchanged": 3}
    assert hits_of(scent, "wasps", "--mode=lexical") == [("apples.txt", 1)]
    assert hits_of(scent, "prune February buds", "--mode=lexical") == []


def test_a_moved_file_keeps_its_vectors_and_is_found_under_its_new_name(scent: Command, notes: Path) -> None:
    run(scent, notes)
    (notes / "garden/apples.txt").rename(notes / "house/orchard.txt")
    assert run(scent) == {"moved": 1, "unchanged": 3}
    assert hits_of(scent, "when to cut fruit trees", "-k1") == [("orchard.txt", 1)]


def test_a_deleted_file_is_forgotten(scent: Command, notes: Path) -> None:
    run(scent, notes)
    (notes / "garden/tomatoes.md").unlink()
    assert run(scent) == {"removed": 1, "unchanged": 3}
    assert "tomatoes.md" not in [name for name, _ in hits_of(scent, "seedlings wilt tomatoes")]


def test_a_touched_file_is_not_embedded_again(scent: Command, notes: Path) -> None:
    run(scent, notes)
    os.utime(notes / "garden/apples.txt", (1_710_000_000, 1_710_000_000))
    assert run(scent) == {"touched": 1, "unchanged": 3}
    assert run(scent) == {"unchanged": 4}


def test_a_file_of_the_far_future_is_indexed_as_any(scent: Command, notes: Path) -> None:
    os.utime(notes / "garden/apples.txt", (0, 20_000_000_000))
    assert run(scent, notes) == {"added": 4}
    assert run(scent) == {"unchanged": 4}
    assert hits_of(scent, "when to cut the apple trees", "-k1") == [("apples.txt", 1)]


def test_a_missing_root_does_not_empty_the_index(scent: Command, notes: Path) -> None:
    run(scent, notes)
    notes.rename(notes.with_name("elsewhere"))
    result = scent("index")
    assert result.code in {0, 3}
    assert str(notes).encode() in result.err
    notes.with_name("elsewhere").rename(notes)
    assert run(scent) == {"unchanged": 4}


def test_an_index_remembers_how_it_was_made(scent: Command, notes: Path) -> None:
    run(scent, notes, "--strategy=early", "--chunk-tokens=64", "--hidden")
    (notes / ".secret.txt").write_text("The spare key lies under the third flowerpot.\n")
    assert run(scent) == {"added": 1, "unchanged": 4}
    refused = scent("index", "--strategy=late")
    assert refused.code == 2
    assert b"made with other settings: strategy early (now late)\n" in refused.err
    assert b"--reindex" in refused.err


def test_settings_that_were_refused_are_not_remembered(scent: Command, notes: Path) -> None:
    refused = scent("index", "--chunk-tokens=500", notes)
    assert refused.code == 2
    assert b"use --chunk-tokens 254 or less" in refused.err
    assert run(scent, notes, "--chunk-tokens=254") == {"added": 4}


def test_lines_and_offsets_point_at_the_passage(scent: Command, notes: Path) -> None:
    long = notes / "long.md"
    long.write_text("# Log\n\n" + "".join(f"## Day {day}\n\nEntry {day} tells of a voyage.\n\n" for day in range(200)))
    run(scent, notes)
    text, lines = long.read_text(), long.read_text().split("\n")
    hits = scent("search", "--json", "-k50", "--all", "--per-file", "0", "voyage", long).records
    assert len(hits) >= 10
    for hit in hits:
        assert text[hit["start"] : hit["end"]] == hit["text"]
        assert "\n".join(lines[hit["start_line"] - 1 : hit["end_line"]]).strip() == hit["text"].strip()


def test_search_can_be_kept_below_a_path(scent: Command, notes: Path) -> None:
    run(scent, notes)
    assert {name for name, _ in hits_of(scent, "water", "notes/garden", "--all")} == {"tomatoes.md", "apples.txt"}
    outside = scent("search", "water", "/etc")
    assert outside.code == 2
    assert b"scent index /etc" in outside.err


STRANGE = {
    "empty.txt": b"",
    "spaces.txt": b" \n\t\n" * 100,
    "emoji.txt": "🦆🎈🚀 ".encode() * 500,
    "one-word.txt": b"a" * 10_000,
    "one-line.txt": b"the cat sat on the mat and looked at the rain " * 500,
    "nuls.txt": b"\0" * 10_000,
    "late-nul.txt": b"text " * 20_000 + b"\0" + b"more " * 100,
    "latin1.txt": "Ein Käse für die Bäckerin, größer als üblich.\n".encode("latin-1") * 20,
    "utf16.txt": "Wide characters, each of two bytes.\n".encode("utf-16"),
    "no-newline.md": b"# Title",
    "crlf.txt": b"one\r\ntwo\r\nthree\r\n",
}


def test_strange_files_are_indexed_or_skipped_with_a_reason(scent: Command) -> None:
    for name, content in STRANGE.items():
        (scent.directory / name).write_bytes(content)
        os.utime(scent.directory / name, (1_700_000_000, 1_700_000_000))
    result = scent("index", "--json", ".", "--chunk-tokens=200", "--strategy=early")
    assert (result.code, result.err) == (0, b"")
    (record,) = result.records
    assert record["added"] == len(STRANGE)
    assert {trouble["path"].rpartition("/")[2] for trouble in record["skipped"]} == {"nuls.txt"}
    again = scent("index", "--json").records[0]
    assert (again["unchanged"], again["added"], again["failed"]) == (len(STRANGE), 0, [])


def arrow_files(index: Path) -> dict[str, bytes]:
    """Return each Arrow file by its path, without the column of indexing times."""
    content = {}
    for file in sorted((index / "segments").rglob("*.arrow")):
        table = pa.ipc.open_file(file).read_all()
        if "indexed_ns" in table.column_names:
            content[str(file.relative_to(index))] = repr(table.drop_columns(["indexed_ns"]).to_pydict()).encode()
        else:
            content[str(file.relative_to(index))] = file.read_bytes()
    return content


def test_two_runs_over_the_same_files_give_equal_segments(scent: Command, notes: Path) -> None:
    run(scent, notes, "--index=one", "--workers=1")
    run(scent, notes, "--index=two", "--threads=2")
    one, two = arrow_files(scent.directory / "one"), arrow_files(scent.directory / "two")
    assert one
    assert one == two


def test_nothing_to_index_is_an_error_with_the_way_out(scent: Command) -> None:
    result = scent("index")
    assert result.code == 2
    assert b"scent index" in result.err


@pytest.mark.long
def test_long_lines_and_words_and_many_files_are_indexed_in_bounded_memory(scent: Command) -> None:
    tree = scent.directory / "tree"
    tree.mkdir()
    for number in range(3000):
        (tree / f"{number}.txt").write_text(f"Note {number}. The weather on day {number} was fair.\n" * 3)
    (tree / "line.txt").write_text("The quick brown fox jumps over the lazy dog. " * 45_000)
    (tree / "word.txt").write_text("a" * 100_000)
    (tree / "emoji.txt").write_text("🦆🎈🚀 " * 20_000)
    with subprocess.Popen([*COMMAND, "index", tree], cwd=scent.directory, env=scent.environ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    kilobytes = usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss // 1024
    assert kilobytes < 400 * 1024


def roots(scent: Command) -> list[str]:
    return [Path(root["path"]).name for root in scent("status", "--json").records[0]["roots"]]


def test_naming_a_file_below_a_root_adds_no_root(scent: Command, notes: Path) -> None:
    run(scent, notes)
    (notes / "house/keys.txt").write_text("The cellar key hangs behind the clock.\n")
    assert run(scent, notes / "house/keys.txt") == {"added": 1}
    assert roots(scent) == ["notes"]


def test_an_ignored_file_that_is_named_is_a_root_until_it_is_gone(scent: Command, notes: Path) -> None:
    (notes / ".ignore").write_text("draft.txt\n")
    (notes / "draft.txt").write_text("An unfinished letter to the council.\n")
    os.utime(notes / "draft.txt", (1_700_000_000, 1_700_000_000))
    run(scent, notes)
    assert run(scent, notes / "draft.txt") == {"added": 1}
    assert run(scent, notes) == {"unchanged": 5}
    assert roots(scent) == ["notes", "draft.txt"]
    (notes / "draft.txt").unlink()
    assert scent("index").code == 3
    assert roots(scent) == ["notes"]
    assert run(scent) == {"unchanged": 4}


class Watched:
    """A `Progress` that keeps the steps."""

    def __init__(self) -> None:
        self.ahead = 0
        self.steps: list[tuple[bytes, int]] = []

    def start(self, files: int, size: int) -> None:
        assert files
        self.ahead = size

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        assert tokens >= 0
        self.steps.append((path, size))

    def ready(self, passages: int) -> None:
        assert passages

    def start_refining(self, passages: int) -> None:
        assert passages

    def advance_refining(self, passages: int, tokens: int) -> None:
        assert passages <= tokens

    def warn(self, message: str) -> None:
        pytest.fail(message)


def test_a_large_file_advances_the_progress_in_steps_that_add_up_to_its_size(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "large.txt").write_text("Die Rose blüht. " * 40_000, encoding="utf-8")
    (notes / "small.txt").write_text("A small one.")
    sizes = {os.fsencode(file): file.stat().st_size for file in notes.iterdir()}
    model = source.identify(None)
    profile = Profile(model, default_chunks(model.identity), WalkSettings())
    watched = Watched()
    update(tmp_path / "index", [os.fsencode(notes)], profile, workers=1, progress=watched)
    assert watched.ahead == sum(sizes.values())
    for path, size in sizes.items():
        steps = [step for name, step in watched.steps if name == path]
        assert sum(steps) == size
        assert all(step > 0 for step in steps)
    assert len([name for name, _ in watched.steps if name.endswith(b"large.txt")]) > 2


@pytest.mark.parametrize(("processors", "workers"), [(1, 1), (2, 2), (3, 3), (4, 3), (16, 15)])
def test_with_four_or_more_processors_one_is_left_free(processors: int, workers: int) -> None:
    assert default_workers(processors) == workers
