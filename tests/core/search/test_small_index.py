"""An index of a few notes answers all questions on them, and is silent on most other subjects."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from places import PROJECT

from scent.core import Index

QUESTIONS = PROJECT / "benchmarks" / "quality" / "questions"


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[Index]:
    """The 67 notes with which the search is measured."""
    place = tmp_path_factory.mktemp("small")
    for part in (QUESTIONS / "notes.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        name, _, text = part.partition("\n")
        file = place / "notes" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    with Index(place / "index", cache=cache / "scent") as index:
        index.update(place / "notes")
        yield index


def queries(kind: str) -> list[str]:
    lines = (QUESTIONS / f"{kind}.tsv").read_text(encoding="utf-8").splitlines()
    asked = [line.split("\t") for line in lines if not line.startswith("#")]
    return [query for query, *path in asked if not path or not path[0] or path[0].startswith("notes/")]


def unanswered(index: Index, kind: str) -> list[str]:
    return [query for query in queries(kind) if not index.search(query, limit=1)]


def test_most_questions_on_other_subjects_are_not_answered(notes: Index) -> None:
    assert len(unanswered(notes, "nonsense")) >= 24


def test_a_question_on_another_subject_never_gets_a_long_list(notes: Index) -> None:
    shown = [len(notes.search(query)) for query in queries("nonsense")]
    assert max(shown) <= 6
    assert sum(shown) <= 1.5 * len(shown)


def test_codes_names_and_questions_on_the_notes_are_answered(notes: Index) -> None:
    assert not unanswered(notes, "exact")
    assert not unanswered(notes, "reasonable")


def test_each_hit_below_the_first_beats_chance_by_itself(notes: Index) -> None:
    found = [Path(hit.path.decode()).name for hit in notes.search("'tyre -bread pressure'")]
    assert found == ["bike.md", "boiler.md"]


def test_a_hit_with_none_of_the_words_and_half_the_meaning_is_not_shown_below_the_answer(notes: Index) -> None:
    found = [Path(hit.path.decode()).name for hit in notes.search("what went wrong with the certificate")]
    assert found == ["incident-0419.md"]


def test_a_passage_that_says_the_same_in_other_words_is_shown_beside_one_that_has_the_words(notes: Index) -> None:
    found = [Path(hit.path.decode()).name for hit in notes.search("which pills make me sleepy")]
    assert found == ["allergy.md", "sleep.md"]
