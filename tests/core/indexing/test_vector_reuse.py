"""Vectors are reused: a file that is read again embeds only the passages whose text changed."""

import gzip
import os
from pathlib import Path

import pytest
from command import Command
from indexes import vectors

from scent.core.indexing import vector_reuse

LONG_AGO = 1_700_000_000
DAYS = [
    f"On day {number} the keeper noted wind from sector {number % 32} and trimmed lamp {number}.\n"
    for number in range(150)
]


def run(scent: Command, *words: str) -> dict[str, int]:
    result = scent("index", "--json", *words)
    assert result.code == 0, result.err
    return {name: value for name, value in result.records[0].items() if isinstance(value, int)}


def write(file: Path, lines: list[str], when: int = LONG_AGO) -> None:
    file.write_text("".join(lines))
    os.utime(file, (when, when))


@pytest.fixture
def logbook(scent: Command) -> Path:
    """A long file that is indexed."""
    file = scent.directory / "notes" / "logbook.txt"
    file.parent.mkdir()
    write(file, DAYS)
    for number in range(2):  # without them a renamed file would look like an unmounted disk
        write(file.with_name(f"buoy {number}.txt"), [f"Buoy {number} is red.\n"])
    assert run(scent, "notes")["tokens"] > 2000
    return file


def index_of(scent: Command) -> Path:
    return scent.home / "data" / "scent" / "index"


def assert_like_a_fresh_index(scent: Command) -> None:
    assert scent("index", "--index", "fresh", "notes").code == 0
    fresh, reused = vectors(scent.directory / "fresh"), vectors(index_of(scent))
    assert reused.keys() == fresh.keys()
    for place, numbers in fresh.items():  # the size of a batch changes how the model rounds
        assert numbers @ reused[place] == pytest.approx(1, abs=1e-3), place  # as float16 holds them


@pytest.mark.parametrize(
    "changed",
    [[*DAYS, "A seal slept on the slip.\n"], [*DAYS[:75], DAYS[75].replace("wind", "rain"), *DAYS[76:]], DAYS[:-1]],
    ids=["a line more", "another word in the middle", "a line less"],
)
def test_a_changed_line_embeds_only_what_is_near_it(scent: Command, logbook: Path, changed: list[str]) -> None:
    write(logbook, changed, LONG_AGO + 60)
    counts = run(scent)
    assert counts["changed"] == 1
    assert 0 < counts["tokens"] < 1000
    assert_like_a_fresh_index(scent)


def test_a_file_that_is_renamed_to_another_suffix_keeps_its_vectors(scent: Command, logbook: Path) -> None:
    logbook.rename(logbook.with_suffix(".log"))
    assert run(scent)["tokens"] == 0
    assert_like_a_fresh_index(scent)


def test_a_log_that_is_rotated_keeps_its_vectors(scent: Command, logbook: Path) -> None:
    logbook.rename(logbook.with_name("logbook.txt.1"))
    write(logbook, ["A new book is begun with the new keeper.\n"], LONG_AGO + 60)
    counts = run(scent)
    assert (counts["moved"], counts["changed"]) == (1, 1)
    assert 0 < counts["tokens"] < 30
    assert_like_a_fresh_index(scent)


def test_a_log_that_grew_before_it_was_rotated_keeps_the_vectors_of_what_it_was(scent: Command, logbook: Path) -> None:
    write(logbook.with_name("logbook.txt.1"), [*DAYS, "A seal slept on the slip.\n"])
    write(logbook, ["A new book is begun with the new keeper.\n"], LONG_AGO + 60)
    assert 0 < run(scent)["tokens"] < 400
    assert_like_a_fresh_index(scent)


def test_a_log_that_is_packed_keeps_its_vectors(scent: Command, logbook: Path) -> None:
    packed = logbook.with_name("logbook.txt.2.gz")
    packed.write_bytes(gzip.compress(logbook.read_bytes()))
    logbook.unlink()
    assert run(scent)["tokens"] == 0
    assert_like_a_fresh_index(scent)


def test_a_mailbox_that_grew_embeds_only_the_new_message(scent: Command) -> None:
    messages = [
        f"From ada@example.org Mon Jan  6 10:00:{number:02} 2025\nFrom: Ada <ada@example.org>\n"
        f"Subject: Lamp {number}\n\n{''.join(DAYS[number * 4 : number * 4 + 4])}\n"
        for number in range(21)
    ]
    mailbox = scent.directory / "notes" / "inbox.mbox"
    mailbox.parent.mkdir()
    write(mailbox, messages[:20])
    assert run(scent, "notes")["tokens"] > 1200
    write(mailbox, messages, LONG_AGO + 60)
    assert 0 < run(scent)["tokens"] < 150
    assert_like_a_fresh_index(scent)


def test_a_section_that_moves_to_another_file_is_not_embedded_again(scent: Command) -> None:
    notes = scent.directory / "notes"
    notes.mkdir()
    sections = [f"# Lamp {lamp}\n\n" + "".join(DAYS[lamp * 12 : lamp * 12 + 6]) for lamp in range(8)]
    write(notes / "all.md", sections)
    write(notes / "one.md", sections[:1])
    assert run(scent, "notes")["tokens"] > 500
    write(notes / "all.md", sections[:4], LONG_AGO + 60)
    write(notes / "rest.md", sections[4:], LONG_AGO + 60)
    (notes / "one.md").unlink()
    assert run(scent)["tokens"] < 250  # only passages at the cut
    assert_like_a_fresh_index(scent)
    write(notes / "rest.md", ["# Nothing\n"], LONG_AGO + 120)
    run(scent)
    write(notes / "later.md", sections[5:7], LONG_AGO + 120)  # cut out in one run, pasted in the next
    assert run(scent)["tokens"] < 250
    assert_like_a_fresh_index(scent)


def test_the_late_strategy_embeds_the_whole_file_because_a_vector_depends_on_the_text_around(scent: Command) -> None:
    file = scent.directory / "notes" / "logbook.txt"
    file.parent.mkdir()
    write(file, DAYS[:100])
    whole = run(scent, "--strategy", "late", "notes")["tokens"]
    write(file, [*DAYS[:100], "A seal slept on the slip.\n"], LONG_AGO + 60)
    assert run(scent)["tokens"] > whole


def test_white_space_before_a_passage_counts_and_white_space_after_it_does_not() -> None:
    def keys(text: str, *spans: tuple[int, int]) -> list[bytes]:
        return list(vector_reuse.text_hashes(text, spans))

    assert keys("one\n\ntwo", (0, 5), (5, 8)) != keys("one\ntwo", (0, 4), (4, 7))
    assert keys("one\n\ntwo", (0, 5)) == keys("one two", (0, 4))
    assert keys(" one", (1, 4)) != keys("one", (0, 3))
