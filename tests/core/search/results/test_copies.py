"""Passages are copies if a reader would not want both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.core.search.results.copies import is_copy, wording

TEXT = (
    "The boiler was serviced in March and the plumber said that the pump should be replaced before next winter, "
    "because its bearing is worn and makes a noise"
)


def are_copies(one: str, other: str, query: str = "") -> bool:
    return is_copy(wording(one), wording(other), lambda word: word in query.split())


def test_white_space_punctuation_and_case_make_no_other_text() -> None:
    assert are_copies(TEXT, TEXT.upper().replace(" ", "\n  ").replace(",", " -"))


def test_one_other_word_in_a_long_passage_makes_no_other_text() -> None:
    assert are_copies(TEXT, TEXT.replace("plumber", "fitter"))


def test_one_other_word_in_a_short_passage_makes_another_text() -> None:
    assert not are_copies("The key is under the mat", "The key is under the pot")


def test_another_number_makes_another_text_however_long_it_is() -> None:
    page = f"Invoice 4711 of 2024. {TEXT}. The amount is {{}} euros."
    assert not are_copies(page.format(120), page.format(125))


def test_another_name_makes_another_text() -> None:
    page = f"{TEXT}. Please pay until Friday to the account of {{}}, and not by cheque."
    assert not are_copies(page.format("Miller"), page.format("Smith"))


def test_a_word_that_the_query_asks_about_makes_another_text() -> None:
    assert not are_copies(TEXT, TEXT.replace("plumber", "fitter"), "what did the fitter say")


def test_a_negation_makes_another_text() -> None:
    assert not are_copies(TEXT, TEXT.replace("should be", "should not be"))


def test_the_same_words_in_another_order_make_another_text() -> None:
    assert not are_copies("import math degree to radian", "import math radian to degree")


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("def check(x, y):\n    return x == y", "def check(x, y):\n    return x != y"),
        ("for i in range(n): total += i", "for i in range(n): total += i * i"),
        ("\n".join(f"if a{n} and b: c = d" for n in range(9)), "\n".join(f"if a{n} or b: c = d" for n in range(9))),
    ],
)
def test_code_with_another_sign_or_word_is_other_code(code: str, other: str) -> None:
    assert not are_copies(code, other)
    assert are_copies(code, code.replace("    ", "\t").replace(" + ", "+"))


def test_a_passage_is_no_copy_of_one_that_says_more() -> None:
    assert not are_copies(TEXT, f"{TEXT}. The bathroom still needs new tiles and a mirror with a light.")


@given(st.text(), st.text())
def test_a_text_is_a_copy_of_itself_and_copies_are_mutual(one: str, other: str) -> None:
    assert are_copies(one, one)
    assert are_copies(one, other) == are_copies(other, one)
