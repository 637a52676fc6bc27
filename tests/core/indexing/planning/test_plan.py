"""The plan of an index run: what it does about each file, from the files on disk and the files in the index."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scent.core.files.file_list import MTIME_STEP_NS, FileStat
from scent.core.indexing.planning.plan import FileMatch, IndexedFile, Plan, make_plan, stat_to_record
from scent.errors import ReadError

LONG_AGO = 1_000_000_000_000_000_000
NOW = LONG_AGO + 3600 * 10**9


def stat(path: str, content: str = "", mtime_ns: int = LONG_AGO) -> FileStat:
    return FileStat(path.encode(), len(content), mtime_ns)


def indexed(path: str, content: str = "", mtime_ns: int = LONG_AGO, *, complete: bool = True) -> IndexedFile:
    return IndexedFile(path.encode(), len(content), mtime_ns, content.encode(), file=0, complete=complete, parts=1)


def decide(
    found: dict[FileStat, str], before: Iterable[IndexedFile], covers: Callable[[bytes], bool] = lambda _: True
) -> Plan:
    """Return the plan for files with these contents, where a content is its own digest."""
    contents = {file.path: content.encode() for file, content in found.items()}

    def digest(path: bytes, size: int) -> bytes:
        return contents[path][:size]

    return make_plan(found, {file.path: file for file in before}, digest, covers, now_ns=NOW)


def test_a_file_with_the_recorded_size_and_mtime_is_unchanged_and_not_read() -> None:
    old = indexed("a", "text")
    assert make_plan([stat("a", "text")], {b"a": old}, pytest.fail, lambda _: True, now_ns=NOW) == Plan(unchanged=[old])


def test_a_new_file_whose_size_no_indexed_file_has_is_added_and_not_read() -> None:
    new = stat("b", "other")
    assert make_plan([new], {b"a": indexed("a", "text")}, pytest.fail, lambda _: False, now_ns=NOW) == Plan(added=[new])


def test_a_file_whose_library_was_missing_is_read_again_once_the_library_is_installed() -> None:
    old = indexed("a", "text")._replace(retry=True)
    new = stat("a", "text")
    assert decide({new: "text"}, [old]) == Plan(changed=[FileMatch(new, old)])


def test_a_changed_file_of_another_size_is_not_read() -> None:
    new, old = stat("a", "longer", NOW - MTIME_STEP_NS), indexed("a", "text")
    assert make_plan([new], {b"a": old}, pytest.fail, lambda _: True, now_ns=NOW) == Plan(changed=[FileMatch(new, old)])


def test_a_file_of_the_same_content_and_another_time_is_touched() -> None:
    new, old = stat("a", "text", LONG_AGO + 1), indexed("a", "text")
    assert decide({new: "text"}, [old]) == Plan(touched=[FileMatch(new, old)])


def test_a_file_of_the_same_size_and_another_content_is_changed() -> None:
    new, old = stat("a", "TEXT", LONG_AGO + 1), indexed("a", "text")
    assert decide({new: "TEXT"}, [old]) == Plan(changed=[FileMatch(new, old)])


def test_a_file_under_a_new_name_is_moved_and_its_old_name_not_removed() -> None:
    new, old = stat("b", "text"), indexed("a/b", "text")
    assert decide({new: "text"}, [old]) == Plan(moved=[FileMatch(new, old)])


def test_a_second_file_with_indexed_content_is_copied() -> None:
    new, old = stat("b/a", "text"), indexed("a", "text")
    assert decide({stat("a", "text"): "text", new: "text"}, [old]) == Plan(
        copied=[FileMatch(new, old)], unchanged=[old]
    )


def test_a_file_that_went_to_two_places_is_moved_once_and_copied_once() -> None:
    one, two, old = stat("1/a", "text"), stat("2/a", "text"), indexed("a", "text")
    assert decide({one: "text", two: "text"}, [old]) == Plan(moved=[FileMatch(one, old)], copied=[FileMatch(two, old)])


def test_names_exchanged_between_two_files_are_followed() -> None:
    a, b = indexed("a.txt", "one!"), indexed("b.txt", "two!")
    new_a, new_b = stat("a.txt", "two!", LONG_AGO + 1), stat("b.txt", "one!", LONG_AGO + 1)
    assert decide({new_a: "two!", new_b: "one!"}, [a, b]) == Plan(copied=[FileMatch(new_a, b), FileMatch(new_b, a)])


def test_a_file_moved_over_another_is_moved() -> None:
    a, b = indexed("a.txt", "one"), indexed("b.txt", "two!")
    assert decide({(new := stat("b.txt", "one", LONG_AGO + 1)): "one"}, [a, b]) == Plan(moved=[FileMatch(new, a)])


def test_a_move_prefers_what_is_gone_and_bears_the_same_name() -> None:
    olds = [indexed(path, "text") for path in ("here/x.md", "gone/y.md", "gone/x.md")]
    found = {stat("here/x.md", "text"): "text", (new := stat("new/x.md", "text")): "text"}
    assert decide(found, olds) == Plan(moved=[FileMatch(new, olds[2])], unchanged=[olds[0]], removed=[olds[1]])


def test_a_file_whose_name_may_mean_another_format_is_read_again_and_keeps_the_vectors_of_equal_passages() -> None:
    new, old = stat("a.md", "text"), indexed("a.txt", "text")
    assert decide({new: "text"}, [old]) == Plan(added=[new], removed=[old])


@pytest.mark.parametrize(
    ("old_path", "new_path", "moves"),
    [
        ("app.log", "app.log.1", True),
        ("app.log.1", "app.log.2", True),
        ("app.log", "app.log-20260101", True),
        ("notes.txt", "notes", True),
        ("notes.md", "notes.markdown", True),
        ("notes.txt", "notes.md", False),
        ("table.csv", "table.csv.1", False),
    ],
)
def test_a_text_file_is_moved_if_its_new_name_means_the_same_format(
    *, old_path: str, new_path: str, moves: bool
) -> None:
    new, old = stat(new_path, "text"), indexed(old_path, "text")._replace(format="text")
    match = Plan(moved=[FileMatch(new, old)]) if moves else Plan(added=[new], removed=[old])
    assert decide({new: "text"}, [old]) == match


def test_a_container_is_read_again_under_a_name_with_another_suffix() -> None:
    new, old = stat("a.bin", "text"), indexed("a.dat", "text")._replace(format="gzip")
    assert decide({new: "text"}, [old]) == Plan(added=[new], removed=[old])


def test_a_file_that_the_walk_could_not_have_found_is_left_alone() -> None:
    assert decide({}, [indexed("disk/a", "text")], lambda _: False) == Plan()


def test_a_file_that_the_walk_could_not_have_found_can_be_copied_but_not_moved() -> None:
    new, old = stat("a", "text"), indexed("disk/a", "text")
    assert decide({new: "text"}, [old], lambda _: False) == Plan(copied=[FileMatch(new, old)])


def test_an_incomplete_file_of_the_same_content_is_resumed() -> None:
    old = indexed("a", "text", complete=False)
    assert decide({(new := stat("a", "text")): "text"}, [old]) == Plan(resumed=[FileMatch(new, old)])
    assert decide({(new := stat("a", "text", LONG_AGO + 1)): "text"}, [old]) == Plan(resumed=[FileMatch(new, old)])


def test_an_incomplete_file_of_another_content_is_changed_and_cannot_be_copied() -> None:
    old = indexed("a", "text", complete=False)
    changed, other = stat("a", "TEXT", LONG_AGO + 1), stat("b/a", "text")
    plan = decide({changed: "TEXT", other: "text"}, [old])
    assert plan == Plan(added=[other], changed=[FileMatch(changed, old)])


@pytest.mark.parametrize("complete", [True, False])
def test_a_file_of_several_parts_that_begins_with_what_it_was_has_grown(*, complete: bool) -> None:
    old = indexed("a", "text", complete=complete)._replace(parts=2)
    new = stat("a", "text and more", LONG_AGO + 1)
    assert decide({new: "text and more"}, [old]) == Plan(grown=[FileMatch(new, old)])
    assert decide({new: "TEXT and more"}, [old]) == Plan(changed=[FileMatch(new, old)])


def test_a_file_that_has_grown_is_not_copied_although_it_has_the_size_of_another() -> None:
    old, other = indexed("a", "text")._replace(parts=2), indexed("b", "books and more")
    new, same = stat("a", "text, and more", LONG_AGO + 1), stat("b", "books and more")
    assert decide({new: "text, and more", same: "books and more"}, [old, other]) == Plan(
        grown=[FileMatch(new, old)], unchanged=[other]
    )


def test_a_file_that_has_grown_and_that_an_older_reader_read_is_read_from_its_beginning() -> None:
    old = indexed("a", "text")._replace(parts=2, outdated=True)
    new = stat("a", "text and more", LONG_AGO + 1)
    assert decide({new: "text and more"}, [old]) == Plan(changed=[FileMatch(new, old)])


def test_a_file_that_an_older_reader_read_is_read_again_and_not_hashed() -> None:
    old = indexed("a", "text", complete=False)._replace(outdated=True)
    new = stat("a", "text")
    plan = make_plan([new], {b"a": old}, pytest.fail, lambda _: True, now_ns=NOW)
    assert plan == Plan(reread=[FileMatch(new, old)])


def test_a_file_that_an_older_reader_read_is_not_copied_but_read_under_its_new_path() -> None:
    new, old = stat("b.md", "text"), indexed("a.md", "text")._replace(outdated=True)
    assert decide({new: "text"}, [old]) == Plan(added=[new], removed=[old])


def test_a_file_that_cannot_be_read_counts_as_new_content() -> None:
    def unreadable(path: bytes, _size: int) -> bytes:
        raise ReadError(os.fsdecode(path))

    new, other, old = stat("a", "text", LONG_AGO + 1), stat("b/a", "text"), indexed("a", "text")
    assert make_plan([new, other], {b"a": old}, unreadable, lambda _: True, now_ns=NOW) == Plan(
        added=[other], changed=[FileMatch(new, old)]
    )


class TestFilesThatHaveOnlyJustChanged:
    def test_are_recorded_with_a_time_that_they_never_have(self) -> None:
        assert stat_to_record(stat("a", "x", NOW), NOW).mtime_ns == NOW - 1
        assert stat_to_record(stat("a", "x", NOW + 10**9), NOW).mtime_ns == NOW + 10**9 - 1
        settled = stat("a", "x", NOW - MTIME_STEP_NS)
        assert stat_to_record(settled, NOW) == settled

    def test_are_compared_by_content_and_then_settle(self) -> None:
        fresh = stat("a", "text", NOW - 1)
        old = indexed("a", "text", stat_to_record(fresh, NOW).mtime_ns)
        assert decide({fresh: "text"}, [old]) == Plan(unchanged=[old])
        assert decide({fresh: "TEXT"}, [old]) == Plan(changed=[FileMatch(stat_to_record(fresh, NOW), old)])
        later = make_plan([fresh], {b"a": old}, lambda *_: b"text", lambda _: True, now_ns=NOW + MTIME_STEP_NS)
        assert later == Plan(touched=[FileMatch(fresh, old)])


@dataclass
class World:
    """A file system with mtimes in whole seconds, and an index that carries out each plan."""

    now: int = LONG_AGO
    files: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)
    index: dict[bytes, IndexedFile] = field(default_factory=dict)
    embedded: int = 0

    def write(self, path: bytes, content: bytes) -> None:
        self.files[path] = (content, self.now // 10**9 * 10**9)

    def move(self, path: bytes, target: bytes) -> None:
        if path in self.files:
            self.files[target] = self.files.pop(path)

    def copy(self, path: bytes, target: bytes) -> None:
        if path in self.files:
            self.write(target, self.files[path][0])

    def remove(self, path: bytes, _: bytes) -> None:
        self.files.pop(path, None)

    def run(self, *, incomplete: int) -> Plan:
        """Do one index run, which reads every `incomplete`-th file only in part (0: none)."""
        on_disk = [FileStat(path, len(content), mtime) for path, (content, mtime) in sorted(self.files.items())]
        plan = make_plan(on_disk, self.index, self._digest, lambda _: True, now_ns=self.now)
        read = [*plan.added, *(match.stat for match in [*plan.changed, *plan.grown, *plan.resumed])]
        new = [
            self._indexed(file, self.files[file.path][0], complete=not incomplete or bool(number % incomplete))
            for number, file in enumerate(read)
        ]
        new += [self._indexed(match.stat, match.indexed.digest) for match in [*plan.touched, *plan.moved, *plan.copied]]
        for gone in [*plan.removed, *(match.indexed for match in plan.moved)]:
            del self.index[gone.path]
        self.index.update((file.path, file) for file in new)
        return plan

    def _indexed(self, file: FileStat, content: bytes, *, complete: bool = True) -> IndexedFile:
        parts = 1 + file.size // 3
        return IndexedFile(file.path, file.size, file.mtime_ns, content, file=0, complete=complete, parts=parts)

    def _digest(self, path: bytes, size: int) -> bytes:
        return self.files[path][0][:size]


NAMES = st.sampled_from([b"a.txt", b"b.txt", b"c.txt", b"d/a.txt", b"e.md"])
STEPS = st.one_of(
    st.tuples(st.just("write"), NAMES, st.sampled_from([b"one", b"two", b"six", b"three", b"", b"onerous"])),
    st.tuples(st.sampled_from(["move", "copy", "remove"]), NAMES, NAMES),
    st.tuples(st.just("wait"), st.sampled_from([1, 10**8, 10**9, 5 * 10**9]), st.none()),
    st.tuples(st.just("run"), st.sampled_from([0, 0, 2]), st.none()),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(STEPS, max_size=30))
@example([("write", b"a.txt", b"one"), ("run", 0, None), ("write", b"a.txt", b"two"), ("run", 0, None)])
def test_whatever_happens_between_runs_the_index_ends_up_with_the_files(
    steps: list[tuple[str, object, object]],
) -> None:
    world = World()
    for verb, *words in steps:
        if verb == "wait":
            world.now += words[0]  # type: ignore[operator]  # the strategy pairs each verb with its words
        elif verb == "run":
            world.run(incomplete=words[0])  # type: ignore[arg-type]  # the same
        else:
            getattr(world, verb)(*words)
        if verb == "run":
            assert {file.path: file.digest for file in world.index.values()} == {
                path: content for path, (content, _) in world.files.items()
            }
    world.run(incomplete=0)
    world.now += MTIME_STEP_NS + 10**9
    assert (
        not (last := world.run(incomplete=0)).added
        + last.changed
        + last.moved
        + last.copied
        + last.resumed
        + last.removed
    )
    assert world.run(incomplete=0) == Plan(unchanged=[world.index[path] for path in sorted(world.files)])


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(NAMES, st.sampled_from(["one", "two", "three"])),
    st.dictionaries(NAMES, st.sampled_from(["one", "two", "three"])),
    st.booleans(),
)
def test_each_path_is_in_one_list_and_indexed_content_is_never_read_again(
    before: dict[bytes, str],
    after: dict[bytes, str],
    covered: bool,  # noqa: FBT001  # hypothesis fills it in
) -> None:
    olds = {path: indexed(path.decode(), content) for path, content in before.items()}
    found = {stat(path.decode(), content, LONG_AGO + 1): content for path, content in after.items()}
    made = decide(found, olds.values(), lambda _: covered)
    matches = [*made.changed, *made.touched, *made.moved, *made.copied, *made.resumed]
    assert sorted(file.path for file in [*made.added, *(match.stat for match in matches)]) == sorted(after)
    gone = {path for path in before if path not in after} if covered else set()
    assert {old.path for old in made.removed} | {match.indexed.path for match in made.moved} == gone

    def likeness(path: bytes, content: str) -> tuple[bytes, str]:
        return path.rpartition(b".")[2], content

    carried = {likeness(path, content) for path, content in before.items()}
    for file in [*made.added, *(match.stat for match in made.changed)]:
        assert likeness(file.path, after[file.path]) not in carried
    for match in [*made.touched, *made.moved, *made.copied]:
        assert match.indexed.digest == after[match.stat.path].encode()
