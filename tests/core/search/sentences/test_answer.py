"""The sentence that answers is the one with the most of the query's words, or by the model where no word tells."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as some

from scent.core.search.sentences.answer import (
    _FORMATS_OF_PROSE,
    best_sentence,
    first_text,
    query_words_in,
    sentences_of,
    word_places,
)
from scent.formats.documents.registry import FORMATS

PASSAGE = "# Boiler\n\nThe boiler is in the cellar. Bleed a cold radiator with the key.\nIt hangs beside the meter."
WEIGHTS = {"radiator": 4.0, "cold": 3.0, "key": 2.0, "the": 0.1}


def terms(text: str) -> list[str]:
    return text.lower().replace(".", " ").split()


def chosen(weights: dict[str, float], cosines: dict[str, float] | None = None) -> str:
    def similar(sentences: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.array([(cosines or {}).get(sentence, 0) for sentence in sentences], np.float32)

    start, end = best_sentence(PASSAGE, weights, terms, similar if cosines else None)
    return PASSAGE[start:end]


def test_the_sentence_with_the_most_weight_of_words_is_chosen() -> None:
    assert chosen(WEIGHTS) == "Bleed a cold radiator with the key."


def test_the_model_chooses_only_where_no_word_tells() -> None:
    cosines = {"It hangs beside the meter.": 0.9}
    assert chosen(WEIGHTS, cosines) == "Bleed a cold radiator with the key."
    assert chosen({"the": 0.1}, cosines) == "It hangs beside the meter."


def test_a_heading_is_no_answer_where_a_sentence_stands_below_it() -> None:
    def with_heading(weights: dict[str, float]) -> str:
        start, end = best_sentence(PASSAGE, weights, terms, None, "markdown", headings={"Boiler"})
        return PASSAGE[start:end]

    assert with_heading({"#": 4.0, "cold": 3.0}).startswith("Bleed a cold radiator")
    assert with_heading({"#": 4.0, "cold": 1.0}).startswith("Bleed a cold radiator")
    assert best_sentence(
        "# Boiler\n\n## Valves\n", {"#": 4.0}, terms, None, "markdown", headings={"Boiler", "Valves"}
    ) == (
        0,
        8,
    )


def test_the_words_of_a_heading_count_half_in_each_sentence_below_it() -> None:
    text = "# Pump\n\nTurn it off.\n\n# Boiler\n\nCall a plumber.\n"

    def chosen(weights: dict[str, float], similar: list[float] | None = None) -> str:
        vectors = None if similar is None else lambda _: np.array(similar, np.float32)
        start, end = best_sentence(text, weights, terms, vectors, "markdown", headings={"Pump", "Boiler"})
        return text[start:end]

    assert chosen({"boiler": 3.0}) == "Call a plumber."
    assert chosen({"boiler": 3.0, "turn": 2.0}) == "Turn it off."
    assert chosen({"boiler": 3.0, "turn": 1.0}) == "Call a plumber."
    # Of the sentences below the heading that was asked for, the model chooses; here there is one.
    assert chosen({"boiler": 30.0}, [1.0]) == "Call a plumber."


def test_a_heading_is_a_sentence_of_its_own_and_sentences_tile_the_passage() -> None:
    places = sentences_of(PASSAGE)
    assert PASSAGE[slice(*places[0])].strip() == "# Boiler"
    assert "".join(PASSAGE[start:end] for start, end in places) == PASSAGE


def test_a_passage_of_many_short_lines_is_cut_at_lines() -> None:
    table = "\n".join(f"row {number} of a table" for number in range(8))
    assert [table[start:end].strip() for start, end in sentences_of(table)] == table.split("\n")


TOOLS = """# Tools

Of the shed. What each does:

| tool | use |
| --- | --- |
| hammer | Drives nails. Pulls them, too. |
| sextant | Measures the angle of a star. |

It is locked at night.
"""


def test_a_row_of_a_table_is_a_sentence_of_its_own() -> None:
    for row in TOOLS.splitlines()[6:8]:
        word = row.split()[-2]
        start, end = best_sentence(TOOLS, {word.strip("."): 1.0}, terms, None)
        assert TOOLS[start:end] == row
    places = sentences_of(TOOLS)
    assert "".join(TOOLS[start:end] for start, end in places) == TOOLS
    assert TOOLS[slice(*places[-1])].strip() == "It is locked at night."


def test_rows_of_a_data_file_are_sentences_whatever_stops_are_in_them() -> None:
    rows = ["1;oak table;3", "2;brass hinge. Polished.;4", "3;pine shelf;1", "4;copper pipe. New.;9"]
    text = "\n".join(rows)
    assert [text[start:end].strip() for start, end in sentences_of(text, "csv")] == rows


NOTE = """---

Bread needs flour, water, salt and a night of rest. It is baked hot,
best on a stone, and falls together if the oven is opened too early in
the first ten minutes.
Oats need less.

Ada Okafor, Weidenweg 12
Ben Lind, Am Markt 3
Cleo Weiss, Nordring 77

```sh
bake --hot bread.  # not yet
cool bread
```
"""


def lines_chosen(query: str, text: str = NOTE, file_format: str = "markdown") -> str:
    start, end = best_sentence(text, {query: 1.0}, terms, None, file_format)
    return text[start:end]


def test_a_wrapped_sentence_is_whole_and_lines_without_a_stop_are_alone() -> None:
    assert lines_chosen("oven").startswith("It is baked hot,\nbest")
    assert lines_chosen("oven").endswith("first ten minutes.")
    assert lines_chosen("oats") == "Oats need less."
    assert lines_chosen("lind,") == "Ben Lind, Am Markt 3"


def test_notes_of_a_line_each_that_no_full_stop_ends_are_lines() -> None:
    notes = (
        "gateway of the office: vpn, profile staff-split, on the laptop\n"
        "token app moved to the new phone on 3 March, backup codes in the safe at home\n"
        "if it says 'peer not responding' the hotel blocks UDP: switch to TCP 443\n"
    )
    assert lines_chosen("hotel", notes) == notes.splitlines()[2]
    assert lines_chosen("profile", notes) == notes.splitlines()[0]
    assert lines_chosen("release", "Notes on release 2.13 (spring)\n==============================\n" + notes) == (
        "Notes on release 2.13 (spring)"
    )


def test_an_item_that_was_wrapped_without_a_full_stop_is_whole() -> None:
    item = "- the gateway of the office takes the laptop only with the profile\n  staff-split, never without it"
    other = "- a token app on the new phone, since 3 March, and backup codes in the safe at home"
    assert lines_chosen("laptop", f"{item}\n{other}\n") == item


def test_no_ends_a_sentence_unless_a_number_follows() -> None:
    text = (
        "Tested for birch: yes, cats no.\nPenicillin gave me a rash. Ask for ward no. 7 and Ms. Orr. No. That is all."
    )
    assert lines_chosen("rash", text) == "Penicillin gave me a rash."
    assert lines_chosen("ward", text) == "Ask for ward no. 7 and Ms. Orr."


def test_a_sentence_that_begins_within_a_line_was_wrapped() -> None:
    whole = (
        "Then the gateway of the office takes the laptop\nwith the profile that was made for it in spring, on all days"
    )
    assert lines_chosen("laptop", f"It rains. {whole}") == whole


def test_long_lines_that_begin_with_labels_are_a_list() -> None:
    text = (
        "Documents: passport, insurance card, driving licence, vaccination pass\n"
        "Wash bag: toothbrush, lenses and liquid, sun cream, plasters\n"
        "Mirko: the key to Frau Tillmann, food for the days plus two\n"
    )
    assert lines_chosen("key", text) == "Mirko: the key to Frau Tillmann, food for the days plus two"
    wrapped = "It is baked hot, best on a stone, and falls together if you open the\noven: the crumb is wet then.\n"
    assert lines_chosen("crumb", wrapped) == wrapped.strip()


def test_a_sentence_of_a_manual_page_goes_on_where_a_command_ends_its_line() -> None:
    text = "terminal.\nA window may be split into panes using the\nsplit-window\ncommand.\nWindows have names.\n"
    sentence = text[len("terminal.\n") : text.index("\nWindows")]
    assert lines_chosen("panes", text, "man") == sentence
    assert lines_chosen("window", f"WINDOWS AND PANES\n{sentence}", "man") == sentence


def test_a_heading_of_a_manual_page_is_no_part_of_the_sentence_before_it() -> None:
    text = "NAME\nlamp - light a room\nDESCRIPTION\nLight it from the\nSHELL\nor elsewhere.\n"
    places = sentences_of(text, "man", ("NAME", "DESCRIPTION"))
    assert [text[start:end].strip() for start, end in places] == [
        *("NAME", "lamp - light a room", "DESCRIPTION", "Light it from the\nSHELL\nor elsewhere.")
    ]


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "The flat is small. The landlord is Ms. Okafor, Tel. 0171. Nobody else has a key."
    assert lines_chosen("landlord", text) == "The landlord is Ms. Okafor, Tel. 0171."
    assert lines_chosen("nobody", text) == "Nobody else has a key."


def test_the_words_of_a_query_are_found_in_any_form_that_they_have() -> None:
    def stems(word: str) -> list[str]:
        return ["番", "茄"] if word == "番茄汤" else [word.rstrip("s")]

    text = "Radiators (cold radiator!) at the meter: 番茄汤."
    places = word_places(text, stems, {"radiator": 4.0, "the": 0.1, "番": 3.0, "茄": 3.0})
    assert [text[start:end] for start, end in places] == ["Radiators", "radiator", "番", "茄"]
    assert [text[start:end] for start, end in word_places("the end", stems, {"the": 0.1})] != ["end"]


def test_the_part_of_an_identifier_that_a_query_means_is_found_to_its_end() -> None:
    def stems(word: str) -> list[str]:
        parts = {"merged_proxies": ["merg", "proxi"], "maxproxies": ["maxproxi", "max", "proxi"], "proxies": ["proxi"]}
        return parts.get(word, [word])

    text = "merged_proxies, maxProxies"
    places = word_places(text, stems, {"proxi": 4.0})
    assert [text[start:end] for start, end in places] == ["proxies", "Proxies"]


def test_code_consists_of_lines_alone_and_within_prose() -> None:
    assert lines_chosen("cool") == "cool bread"
    code = "def bake():\n    # Done when it sounds hollow. It needs\n    # no clock, only an ear.\n    knock(bread)\n"
    assert lines_chosen("ear", code, "python") == "# no clock, only an ear."
    assert lines_chosen("knock(bread)", code, "python") == "knock(bread)"


@pytest.mark.parametrize("file_format", ["markdown", "python", "text"])
def test_without_a_word_of_the_query_the_first_line_of_text_answers_and_never_a_rule(file_format: str) -> None:
    assert lines_chosen("violin", file_format=file_format).startswith("Bread needs flour")
    assert NOTE[first_text(NOTE) :].startswith("Bread needs flour")
    assert first_text("----\n====\n") == 0


@given(some.text(some.sampled_from("aéAB. \n|-#`!"), max_size=60), some.sampled_from(["markdown", "python", "man"]))
def test_sentences_tile_any_text_and_the_one_that_answers_is_not_blank(text: str, file_format: str) -> None:
    assert "".join(text[start:end] for start, end in sentences_of(text, file_format)) == text
    start, end = best_sentence(text, {"a": 1.0}, terms, None, file_format)
    assert text[start:end].strip() or not text.strip()
    assert "a" in text[start:end].lower() or "a" not in terms(text)


def test_every_format_of_prose_is_one_that_is_read() -> None:
    assert {each.name for each in FORMATS} >= _FORMATS_OF_PROSE - {""}


def test_words_are_given_as_they_were_typed_the_weightiest_first() -> None:
    assert query_words_in(PASSAGE, "Cold violin, radiator!", terms, WEIGHTS) == ["Cold"]
    assert query_words_in(PASSAGE, "the cold radiator", terms, WEIGHTS) == ["radiator", "cold", "the"]
    assert query_words_in(PASSAGE, "violin", terms, WEIGHTS) == []
