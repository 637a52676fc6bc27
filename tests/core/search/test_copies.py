"""Passages are copies if a reader would not want both."""

from hypothesis import given
from hypothesis import strategies as st

from scent.core.search.copies import is_copy, wording

TEXT = (
    "The boiler was serviced in March and the plumber said that the pump should be replaced before next winter, "
    "because its bearing is worn and makes a noise"
)


def are_copies(one: str, other: str) -> bool:
    return is_copy(wording(one), wording(other))


def test_white_space_punctuation_and_case_make_no_other_text() -> None:
    assert are_copies(TEXT, TEXT.upper().replace(" ", "\n  ").replace(",", " -"))


def test_one_other_word_in_a_long_passage_makes_no_other_text() -> None:
    assert are_copies(TEXT, TEXT.replace("plumber", "fitter"))


def test_one_other_word_in_a_short_passage_makes_another_text() -> None:
    assert not are_copies("The key is under the mat", "The key is under the pot")


def test_another_number_makes_another_text_however_long_it_is() -> None:
    page = f"Invoice 4711 of 2024. {TEXT}. The amount is {{}} euros."
    assert not are_copies(page.format(120), page.format(125))


def test_a_passage_is_no_copy_of_one_that_says_more() -> None:
    assert not are_copies(TEXT, f"{TEXT}. The bathroom still needs new tiles and a mirror with a light.")


@given(st.text(), st.text())
def test_a_text_is_a_copy_of_itself_and_copies_are_mutual(one: str, other: str) -> None:
    assert are_copies(one, one)
    assert are_copies(one, other) == are_copies(other, one)
