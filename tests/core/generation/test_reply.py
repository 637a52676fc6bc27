"""What a model writes becomes sentences with citations, in whatever pieces it comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.core.generation.citations import Terms, cited_sentence, is_refusal, parsed
from scent.core.generation.prompts import REFUSAL
from scent.core.generation.reply import without_thoughts, written_sentences

ANSWER = (
    "The boiler was repaired by Mr. Lind. [2] It was serviced in May [1, 3]. "
    "Costs:\n- parts: 40 euros 【1】\n- work: 90 euros.\n\nCall him again in autumn."
)
SENTENCES = [
    "The boiler was repaired by Mr. Lind. [2]",
    "It was serviced in May [1, 3].",
    "Costs:",
    "- parts: 40 euros 【1】",
    "- work: 90 euros.",
    "Call him again in autumn.",
]


def cut(text: str, *sizes: int) -> list[str]:
    """A text in pieces of these sizes, and what is left of it."""
    pieces = []
    for size in sizes:
        pieces.append(text[:size])
        text = text[size:]
    return [*pieces, text]


@given(st.lists(st.integers(0, 12), max_size=30))
def test_the_sentences_do_not_depend_on_the_pieces(sizes: list[int]) -> None:
    assert [each.text for each in written_sentences(cut(ANSWER, *sizes))] == SENTENCES


def test_a_sentence_comes_as_soon_as_it_is_whole() -> None:
    taken = []

    def pieces() -> list[str]:
        taken.append(1)
        return ["The boiler hums. ", "[1] The", " pump", " rests."]

    def one_by_one() -> object:
        for number, piece in enumerate(pieces()):
            taken.append(number)
            yield piece

    first = next(written_sentences(one_by_one()))  # type: ignore[arg-type]
    assert first.text == "The boiler hums. [1]"
    assert taken[-1] == 1  # what follows was not waited for


@given(st.lists(st.integers(0, 9), max_size=20))
def test_thoughts_are_left_out_in_any_pieces(sizes: list[int]) -> None:
    text = "<think>Is it May? It is [1].</think>In May. [1]"
    assert "".join(without_thoughts(cut(text, *sizes))) == "In May. [1]"
    assert "".join(without_thoughts(cut("In May <think>.", *sizes))) == "In May <think>."


def test_an_answer_that_repeats_itself_ends() -> None:
    written = ["It is due on the third. ", "It is due on the third. ", "It is due on the fourth."]
    assert [each.text for each in written_sentences(written)] == ["It is due on the third."]


@pytest.mark.parametrize(
    ("written", "text", "numbers"),
    [
        ("In May [1].", "In May.", (1,)),
        ("In May. [1][3]", "In May.", (1, 3)),
        ("In May [1-3].", "In May.", (1, 2, 3)),
        ("In May [passage 2].", "In May.", (2,)),
        ("In May 【2†source】.", "In May.", (2,)),
        ("In May [7].", "In May .", ()),
        ("In May [2, 2].", "In May.", (2,)),
    ],
)
def test_citations_are_taken_out_of_a_sentence(written: str, text: str, numbers: tuple[int, ...]) -> None:
    found, cited = parsed(written, 3)
    assert cited == numbers
    assert found.replace(" .", ".") == text.replace(" .", ".")


PASSAGES = [Terms("Mr. Lind serviced the boiler in May 2021.", "en"), Terms("The rent is due on the third.", "en")]


def test_a_sentence_without_a_citation_gets_the_passage_with_its_words_and_numbers() -> None:
    assert cited_sentence("The boiler was serviced in May 2021.", "", PASSAGES).citations == (1,)
    assert cited_sentence("The rents are due on the third.", "", PASSAGES).citations == (2,)
    assert cited_sentence("The boiler was serviced in May 2022.", "", PASSAGES).citations == ()
    assert cited_sentence("Cats sleep in the sun.", "", PASSAGES).citations == ()


def test_what_the_model_cites_is_kept_with_how_much_supports_it() -> None:
    right, wrong = (cited_sentence(f"The rent is due on the third [{number}].", "", PASSAGES) for number in (2, 1))
    assert (right.cited_by, right.citations, right.support) == ("writer", (2,), 1)
    assert (wrong.cited_by, wrong.citations, wrong.support) == ("writer", (1,), 0)


@pytest.mark.parametrize("text", [REFUSAL, f"{REFUSAL}.", REFUSAL.lower(), f"**{REFUSAL}**"])
def test_a_refusal_is_recognised(text: str) -> None:
    assert is_refusal(text)
    assert not is_refusal("It is in the files.")
