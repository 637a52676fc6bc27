"""A list shows each text once and few passages of a file, and counts what it leaves out."""

from collections.abc import Collection

import numpy as np

from scent.core.search.results.candidates import Candidates
from scent.core.search.results.grouping import ChunkRun
from scent.core.search.results.result_list import FEW_FILES, Entry, result_list
from scent.core.types import USUAL_LISTING, Listing

# A passage: its score, its file, and its text; passages with the same text have the same vector.
Passage = tuple[float, str, str]
EVERY_SCORE = -1.0


# Files enough that the number of passages of each is limited.
MANY_FILES: list[Passage] = [(0.3, f"of many {n}", f"text of {n}") for n in range(FEW_FILES)]


def listed(
    passages: list[Passage],
    listing: Listing = USUAL_LISTING,
    limit: int = 10,
    min_score: float | None = EVERY_SCORE,
    stale: Collection[str] = (),
) -> list[Entry]:
    return list(result_list(candidates(passages, stale), listing, limit, min_score).entries)


def candidates(passages: list[Passage], stale: Collection[str] = ()) -> Candidates:
    texts = sorted({text for _, _, text in passages})
    vectors = np.eye(len(texts), dtype=np.float32)[[texts.index(text) for _, _, text in passages]]
    names = sorted({file.partition("!")[0] for _, file, _ in passages})
    files = [file.partition("!")[::2] for _, file, _ in passages]
    return Candidates(
        [ChunkRun(2 * row, score) for row, (score, _, _) in enumerate(passages)],
        np.array([score for score, _, _ in passages], np.float32),
        np.array([names.index(path) for path, _ in files], np.uint64),
        lambda places: vectors[list(places)],
        lambda place: (files[place][0].encode(), files[place][1].encode()),
        lambda one, other: passages[one][2] == passages[other][2],
        lambda place: passages[place][1] in stale,
    )


def rows(entries: list[Entry]) -> list[int]:
    return [entry.run.best // 2 for entry in entries]


def test_copies_are_one_entry_that_names_the_other_files() -> None:
    entries = listed([(0.9, "a", "same"), (0.9, "b", "same"), (0.8, "c", "other"), (0.7, "d", "same")])
    assert rows(entries) == [0, 2]
    assert entries[0].copies == (b"b", b"d")
    assert entries[1].copies == ()


def test_a_file_that_has_the_text_twice_is_one_copy_and_the_files_own_repetition_is_more_of_it() -> None:
    entries = listed([(0.9, "a", "same"), (0.9, "b", "same"), (0.9, "b", "same"), (0.9, "a", "same")])
    assert [(entry.copies, entry.more) for entry in entries] == [((b"b",), 1)]


def test_what_does_not_belong_beside_the_best_is_neither_shown_nor_counted() -> None:
    found = candidates([(0.9 - n / 100, "a", f"{n}") for n in range(9)] + [(0.7, *each[1:]) for each in MANY_FILES])
    without = found._replace(belongs=lambda place: place not in {1, 4, 7, 9})  # 9 is of another file
    entries = list(result_list(without, USUAL_LISTING, 10, None).entries)
    assert rows(entries) == [0, 2, 10, 11, 12, 13]
    assert [entry.more for entry in entries] == [0, 4, 0, 0, 0, 0]
    assert rows(list(result_list(without, USUAL_LISTING, 10, EVERY_SCORE).entries))[:3] == [0, 1, 2]


def test_a_list_ends_where_three_of_ten_do_not_belong_whatever_its_limit() -> None:
    found = candidates([(0.9 - n / 100, f"{n}", f"{n}") for n in range(20)])
    weak = found._replace(belongs=lambda place: place not in {4, 6, 8})
    for limit in (10, 20):
        ended = result_list(weak, USUAL_LISTING, limit, None)
        assert rows(list(ended.entries)) == [0, 1, 2, 3, 5, 7, 9]
        assert not ended.is_short
    late = found._replace(belongs=lambda place: place not in {4, 6, *range(14, 20)})
    assert rows(list(result_list(late, USUAL_LISTING, 20, None).entries)) == [0, 1, 2, 3, 5, *range(7, 14)]
    assert rows(list(result_list(late, USUAL_LISTING, 10, None).entries)) == [0, 1, 2, 3, 5, *range(7, 12)]


def test_copies_of_what_does_not_belong_take_one_place() -> None:
    found = candidates([(0.9, "best", "best"), *[(0.8, f"{n}", "weak") for n in range(12)], (0.7, "last", "last")])
    weak = found._replace(belongs=lambda place: place not in range(1, 13))
    assert rows(list(result_list(weak, USUAL_LISTING, 10, None).entries)) == [0, 13]


def test_three_passages_of_a_file_are_shown_and_the_last_of_them_counts_the_others() -> None:
    entries = listed([(0.9 - n / 100, "a", f"{n}") for n in range(7)] + MANY_FILES)
    assert rows(entries)[:4] == [0, 1, 2, 7]
    assert [entry.more for entry in entries][:4] == [0, 0, 4, 0]


def test_all_passages_are_shown_where_they_come_from_a_few_files() -> None:
    long = [(0.9 - n / 100, "a", f"{n}") for n in range(7)]
    assert len(listed(long)) == 7
    assert len(listed(long, Listing(per_file=3))) == 3
    assert len(listed(long + MANY_FILES[1:], limit=20)) == 7 + FEW_FILES - 1


def test_each_mail_of_a_mailbox_is_one_of_many_files() -> None:
    mails = [(0.9 - n / 100, f"mbox!{n % 8}", f"{n}") for n in range(40)]
    assert len(listed(mails, limit=40)) == 24


def test_any_number_of_passages_of_a_file_is_shown_if_asked_for() -> None:
    passages = [(0.9 - n / 100, "a", f"{n}") for n in range(7)]
    assert len(listed(passages, Listing(per_file=5))) == 5
    assert len(listed(passages, Listing(per_file=0))) == 7


def test_passages_beyond_the_limit_count_as_more_of_their_file() -> None:
    entries = listed([(0.9, "a", "1"), (0.8, "a", "2"), (0.7, "b", "3")], limit=1)
    assert [(row, entry.more) for row, entry in zip(rows(entries), entries, strict=True)] == [(0, 1)]


def test_where_only_paths_are_printed_each_copy_is_a_file_that_matches() -> None:
    entries = listed([(0.9, "a", "same"), (0.9, "b", "same"), (0.8, "c", "other")], Listing(files_only=True))
    assert [(entry.copies, entry.more) for entry in entries] == [((), 0)] * 3


def test_a_copy_whose_file_has_not_changed_stands_for_those_that_have() -> None:
    passages = [(0.9, "a", "same"), (0.9, "b", "same"), (0.9, "c", "same"), (0.9, "d", "same")]
    (entry,) = listed(passages, stale={"a", "c"})
    assert (rows([entry]), entry.copies) == ([1], (b"d",))


def test_copies_that_all_have_changed_are_still_one_entry() -> None:
    (entry,) = listed([(0.9, "a", "same"), (0.9, "b", "same")], stale={"a", "b"})
    assert (rows([entry]), entry.copies) == ([0], ())


def test_what_has_changed_does_not_decide_where_the_list_ends() -> None:
    passages = [(0.9, "old", "old"), (0.24, "a", "1"), (0.23, "b", "2"), *[(0.1, f"{n}", f"n{n}") for n in range(30)]]
    assert rows(listed(passages, min_score=None)) == [0]
    assert rows(listed(passages, min_score=None, stale={"old"})) == [0, 1, 2]


def test_members_of_a_container_are_files_unless_only_paths_are_printed() -> None:
    mails = [(0.9 - n / 100, f"mbox!{n}", f"{n}") for n in range(5)]
    assert len(listed(mails, Listing(per_file=1))) == 5
    assert len(listed(mails, Listing(files_only=True))) == 1


def test_the_list_is_cut_off_unless_there_is_a_lowest_score() -> None:
    passages = [(0.9, "a", "1"), *[(0.1, f"{n}", f"n{n}") for n in range(30)]]
    assert len(listed(passages, min_score=None)) == 1
    assert len(listed(passages, Listing(cut_off=False), min_score=None)) == 10
    assert len(listed(passages, min_score=0.05)) == 10
    assert len(listed(passages, min_score=0.5)) == 1


def test_passages_below_the_end_of_the_list_are_not_counted_as_more() -> None:
    passages = [(0.9, "a", "1"), *[(0.1, "a", f"n{n}") for n in range(30)]]
    assert [entry.more for entry in listed(passages, min_score=None)] == [0]


def test_copies_do_not_decide_what_chance_brings() -> None:
    passages = [(0.9, f"{n}", "same") for n in range(30)] + [(0.2, f"o{n}", f"other {n}") for n in range(30)]
    assert rows(listed(passages, min_score=None)) == [0]


def test_a_list_is_short_if_copies_or_one_file_leave_room_and_nothing_was_cut_off() -> None:
    crowd = candidates([(0.9, "a", f"{n}") for n in range(50)] + [(0.9, f"{n}", f"of {n}") for n in range(FEW_FILES)])
    assert result_list(crowd, Listing(), 10, None).is_short
    assert not result_list(crowd, Listing(), 3, None).is_short
    assert not result_list(candidates([(0.9, "a", "1"), (0.1, "b", "2")]), Listing(), 10, None).is_short


def test_what_is_no_better_than_chance_is_left_out_however_near_it_is_to_the_best() -> None:
    found = candidates([(0.9, "a", "answer"), (0.89, "b", "by chance"), (0.88, "c", "further answer")])
    found.runs[1].by_chance = True
    assert rows(list(result_list(found, USUAL_LISTING, 10, None).entries)) == [0, 2]
    assert rows(list(result_list(found, USUAL_LISTING._replace(cut_off=False), 10, None).entries)) == [0, 1, 2]
