"""The operators of a query, the order of the hits, and their pages, by the real command."""

import os
from pathlib import Path
from typing import Any

import pytest
from command import Command

NOTES = {
    "notes/boiler.md": "# Boiler\n\nThe old boiler makes a noise at night. The plumber looks at the heat pump.\n",
    "notes/pump.md": "# Heat\n\nThe pump needs heat, and the boiler noise comes from the pump.\n",
    "notes/draft.md": "# Boiler draft\n\nA first draft of the letter about the boiler noise at night.\n",
    "old/boiler.txt": "The boiler of the old flat made a noise as well, and Zoë's CAFÉ heard it.\n",
    "old/offer.html": "<title>Rent contract</title><meta name=author content='Ada Byron'><p>The boiler noise is old.",
    "code.py": "def boiler_noise():\n    '''Return the noise of the boiler in dB.'''\n    return 40\n",
}
YEAR = 365 * 86_400


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    base = tmp_path_factory.mktemp("operators")
    scent = Command(base / "work", base / "home", cache)
    scent.home.mkdir()
    for number, (name, text) in enumerate(NOTES.items()):
        file = scent.directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, (1_600_000_000 + number * YEAR,) * 2)
    assert scent("index", "-q", ".").code == 0
    return scent


def paths(scent: Command, *words: str, cwd: Path | None = None) -> list[str]:
    return [line.decode() for line in scent("search", "-l", "--all", *words, cwd=cwd).lines]


def records(scent: Command, *words: str) -> list[dict[str, Any]]:
    return scent("search", "--json", *words).records


def test_a_phrase_must_stand_in_a_passage_in_any_case_and_over_line_ends(library: Command) -> None:
    assert paths(library, '"Heat  PUMP"') == ["notes/boiler.md"]
    assert paths(library, 'boiler noise "heat pump"') == ["notes/boiler.md"]
    assert paths(library, '"zoe\'s cafe"') == ["old/boiler.txt"]


def test_a_required_and_an_excluded_word_are_exact_forms(library: Command) -> None:
    assert set(paths(library, "boiler +pump")) == {"notes/boiler.md", "notes/pump.md"}
    assert paths(library, "boiler +pumps") == []
    assert "notes/draft.md" not in paths(library, "boiler noise -draft")
    assert "notes/draft.md" in paths(library, "boiler noise -drafts")
    assert "notes/draft.md" not in paths(library, 'boiler noise -"first draft"')


def test_fields_narrow_the_search_to_documents_and_combine(library: Command) -> None:
    assert paths(library, "boiler path:old/ type:html") == ["old/offer.html"]
    assert set(paths(library, "boiler path:old")) == {"old/boiler.txt", "old/offer.html"}
    assert set(paths(library, "boiler path:*.txt path:*.py")) == {"old/boiler.txt", "code.py"}
    assert set(paths(library, f"boiler path:{library.directory}/old/")) == {"old/boiler.txt", "old/offer.html"}
    assert set(paths(library, "boiler path:./old", cwd=library.directory)) == {"old/boiler.txt", "old/offer.html"}
    from_notes = paths(library, "boiler path:../old/b*", cwd=library.directory / "notes")
    assert [path.rpartition("/old/")[2] for path in from_notes] == ["boiler.txt"]
    assert paths(library, "noise author:byron") == ["old/offer.html"]
    assert paths(library, 'noise title:"rent contract"') == ["old/offer.html"]
    assert paths(library, "title:contract") == ["old/offer.html"]
    without = paths(library, "boiler -path:old -type:py -title:heat -author:ada")
    assert set(without) == {"notes/boiler.md", "notes/draft.md"}


def test_operators_and_options_narrow_together(library: Command) -> None:
    assert paths(library, "-t", "html", "boiler path:old") == ["old/offer.html"]
    assert paths(library, "boiler -offer", "old", "-T", "txt") == ["old/offer.html"]


def test_what_meets_the_text_of_a_query_is_shown_and_never_silent(library: Command) -> None:
    assert len(records(library, '"the boiler"')) == len(paths(library, '"the boiler"')) == 5
    assert [Path(each["path"]).name for each in records(library, 'taxes and visas "heat pump"')] == ["boiler.md"]


def test_a_search_that_conditions_leave_empty_says_so(library: Command) -> None:
    empty = library("search", 'noise "no such phrase" type:md -draft')
    assert (empty.code, empty.out) == (1, b"")
    assert empty.err.decode() == (
        'scent: no passage meets what the query asks for: "no such phrase" -"draft" type:md\n'
    )


def test_a_query_of_exclusions_is_refused_with_a_way_out(library: Command) -> None:
    refused = library("search", "--", "-draft")
    assert refused.code == 2
    assert b"the query only says what to leave out" in refused.err
    assert b"--literal" in refused.err
    assert library("search", "--literal", "--", "-draft").code == 0


def test_literal_takes_every_sign_as_a_word(library: Command) -> None:
    assert "notes/draft.md" in paths(library, "-F", "boiler noise -draft")
    assert len(paths(library, "-F", 'boiler "noise pump"')) == len(NOTES)


def test_a_type_that_does_not_exist_is_said_aloud(library: Command) -> None:
    found = library("search", "boiler noise type:pyton")
    assert found.code == 0
    assert found.err.startswith(b"scent: there is no type 'pyton'")


def test_each_line_of_many_has_operators(library: Command) -> None:
    answers = library("search", "-", "-l", "--all", stdin=b'"heat pump"\n-draft\nboiler type:py\n')
    assert answers.out == b"notes/boiler.md\n--\n--\ncode.py\n"
    assert answers.err == b"scent: line 2: the query only says what to leave out\n"
    assert answers.code == 2


def test_hits_are_sorted_by_date_and_by_path_both_ways(library: Command) -> None:
    newest_first = list(NOTES)[::-1]
    assert paths(library, "--sort", "date", "boiler noise") == newest_first
    assert paths(library, "--sort", "date", "-r", "boiler noise") == newest_first[::-1]
    assert paths(library, "--sort", "path", "boiler noise") == sorted(NOTES)
    best_first = paths(library, "boiler noise")
    assert paths(library, "--sort", "score", "boiler noise") == best_first
    assert paths(library, "--reverse", "boiler noise") == best_first[::-1]


def test_what_would_be_shown_is_sorted(library: Command) -> None:
    shown = paths(library, "-k", "3", "boiler noise")
    assert sorted(paths(library, "-k", "3", "--sort", "path", "boiler noise")) == sorted(shown)


def test_the_date_of_a_document_counts_before_that_of_its_file(scent: Command) -> None:
    letter = "From: ada@example.org\nDate: Mon, 5 Jan 2015 10:00:00 +0000\nSubject: Boiler\n\nThe boiler is loud.\n"
    (scent.directory / "letter.eml").write_text(letter)
    (scent.directory / "note.txt").write_text("The boiler is loud at night.\n")
    os.utime(scent.directory / "note.txt", (1_500_000_000, 1_500_000_000))
    assert scent("index", "-q", ".").code == 0
    assert paths(scent, "--sort", "date", "boiler") == ["note.txt", "letter.eml"]


def test_pages_are_disjoint_and_in_the_order_of_the_whole_list(library: Command) -> None:
    whole = paths(library, "boiler noise")
    pages = [paths(library, "-k", "2", "--offset", str(start), "boiler noise") for start in (0, 2, 4, 6)]
    assert [path for page in pages for path in page] == whole
    assert pages[3] == []
    assert library("search", "--offset", "99", "boiler").code == 1
