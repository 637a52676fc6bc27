"""A misspelt query is answered, and the command says on stderr which word it searched instead."""

import json
from pathlib import Path

import pytest
from command import Command
from notes import indexed_notes

NOTES = {
    "house.md": "The thermostat in the hallway is calibrated twice a year. The subscription ends in November.\n",
    "guests.md": "We accommodate six guests; the receipt is in the envelope.\n",
    **{f"club{number}.md": f"Allotment club, year {number}: water butts, slugs, tombola.\n" for number in range(10)},
}


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    return indexed_notes(tmp_path_factory.mktemp("spelling"), cache, NOTES)


@pytest.mark.parametrize("mode", ["hybrid", "lexical"])
def test_a_misspelt_word_is_searched_in_its_nearest_spelling_and_a_note_says_so(notes: Command, mode: str) -> None:
    result = notes("search", "--mode", mode, "when does the subscribtion end")
    assert (result.code, result.err) == (0, b"scent: no 'subscribtion'; searched 'subscription'\n")
    assert result.lines[0].startswith(b"house.md:1:")


def test_json_tells_the_query_as_it_was_searched(notes: Command) -> None:
    def queries(query: str) -> set[tuple[str, str]]:
        records = map(json.loads, notes("search", "--json", query).lines)
        return {(record["query"], record["corrected_query"]) for record in records}

    assert queries("the recipet") == {("the recipet", "the receipt")}
    assert queries("the receipt") == {("the receipt", "")}


def test_a_search_by_meaning_alone_changes_no_word(notes: Command) -> None:
    assert notes("search", "--mode", "dense", "the subscribtion").err == b""


def test_a_word_that_the_model_knows_is_not_misspelt(notes: Command) -> None:
    assert notes("search", "the descriptions").err == b""
    assert notes("search", "--mode", "lexical", "the hallways").err == b""


def test_a_word_that_is_near_nothing_is_not_mentioned(notes: Command) -> None:
    result = notes("search", "zygomorphic perihelion")
    assert (result.code, result.out, result.err) == (1, b"", b"")
