"""An index whose passages are in languages that its model does not read: a run says so once, `status` always."""

import pytest
from command import Command
from multilingual import NAME, needs_package

ENGLISH = "The radiators stay cold in winter. Let the trapped air out with the small key beside the meter.\n"
GERMAN = "Die Heizkörper bleiben im Winter kalt. Die alten Häuser haben dicke Wände und zugige Fenster.\n"
CHINESE = "冬天暖气片一直是冷的。老房子的墙很厚。窗户漏风。请用小钥匙把空气放出来。\n"
SENTENCE = "% of the passages are in languages that the model does not read"


def write(scent: Command, language: str, text: str, count: int) -> None:
    for number in range(count):
        (scent.directory / f"{language}-{number}.txt").write_text(f"{text}{number}\n", encoding="utf-8")


def notes(scent: Command, *words: str) -> list[str]:
    """What a run of `scent index` says on stderr about languages."""
    done = scent("index", *words)
    assert done.code == 0
    lines = done.err.decode().splitlines()
    return [line for line in lines if SENTENCE in line or line.startswith("hint: a model for many languages")]


@pytest.fixture
def english(scent: Command) -> Command:
    write(scent, "en", ENGLISH, 10)
    assert notes(scent, ".") == []
    return scent


def test_english_files_are_nothing_to_tell_of(english: Command) -> None:
    assert "languages:" not in english("status").out.decode()
    (state,) = english("status", "--json").records
    assert (state["unread"], state["unread_languages"]) == (0, [])


def test_a_tenth_is_nothing_to_tell_of(english: Command) -> None:
    write(english, "de", GERMAN, 1)
    assert notes(english) == []
    assert "languages:" not in english("status").out.decode()
    (state,) = english("status", "--json").records
    assert (state["unread"], state["unread_languages"]) == (1, ["de"])


def test_the_run_that_makes_them_many_says_so_and_later_runs_do_not(english: Command) -> None:
    write(english, "de", GERMAN, 4)
    write(english, "zh", CHINESE, 2)
    said, hint = notes(english)
    assert said == f"scent: 38 {SENTENCE} (German, Chinese), so meaning finds little there"
    assert hint.endswith(f"scent models use {NAME}, then scent migrate")
    assert notes(english) == []
    write(english, "more", GERMAN, 6)
    assert notes(english) == []


def test_a_run_that_makes_them_many_again_says_so_again(english: Command) -> None:
    write(english, "de", GERMAN, 2)
    assert len(notes(english)) == 2
    for file in english.directory.glob("de-*"):
        file.unlink()
    assert notes(english) == []
    write(english, "de", GERMAN, 3)
    assert len(notes(english)) == 2


def test_a_quiet_run_says_nothing(english: Command) -> None:
    write(english, "de", GERMAN, 4)
    assert english("index", "--quiet").err == b""


def test_status_always_says_so(english: Command) -> None:
    write(english, "de", GERMAN, 5)
    notes(english)
    for _ in range(2):
        shown = " ".join(english("status").out.decode().split())
        assert f"languages: 33 {SENTENCE} (German); one that does: scent models use {NAME}" in shown
    (state,) = english("status", "--json").records
    assert (state["unread"], state["unread_languages"]) == (5, ["de"])


def test_the_hint_names_the_index_that_was_named(english: Command) -> None:
    write(english, "de", GERMAN, 5)
    _, hint = notes(english, "--index", "mine", ".")
    assert hint.endswith("scent migrate --index mine")


@needs_package
def test_with_a_model_for_many_languages_there_is_nothing_to_tell(english: Command) -> None:
    write(english, "de", GERMAN, 5)
    assert len(notes(english)) == 2
    assert english("models", "use", NAME).code == 0
    assert notes(english, "--reindex") == []
    assert "languages:" not in english("status").out.decode()
    write(english, "zh", CHINESE, 5)
    assert notes(english) == []
