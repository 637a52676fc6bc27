"""Which lines of a file a hit shows."""

from hits import hit
from hypothesis import given
from hypothesis import strategies as some

from scent.cli.output.hits.excerpt import Line, around, filling, joined, lines_of, passage_of
from scent.core.types import Hit

BEFORE, TEXT, AFTER = "one\n\ntwo ", "three.\nFour five\nsix. Seven.", " eight\n\nnine"


def found(sentence: str = "Four five\nsix.", **more: object) -> Hit:
    start = 100 + TEXT.index(sentence)
    values = {"start": 100, "start_line": 12, "end_line": 14, "before": BEFORE, "after": AFTER}
    return hit(text=TEXT, sentence=(start, start + len(sentence)), word_places=((112, 116),), **{**values, **more})


def numbers(lines: list[Line]) -> list[int]:
    return [line.number for line in lines]


def test_lines_are_whole_and_have_the_numbers_of_the_file() -> None:
    lines = lines_of(found())
    assert [line.text for line in lines] == (BEFORE + TEXT + AFTER).split("\n")
    assert numbers(lines) == [10, 11, 12, 13, 14, 15, 16]
    assert [line.number for line in lines if line.is_match] == [13, 14]


def test_the_sentence_and_the_words_are_places_in_their_line() -> None:
    four, six = lines_of(found())[3:5]
    assert (four.text[slice(*four.sentence)], six.text[slice(*six.sentence)]) == ("Four five", "six.")
    assert [four.text[slice(*place)] for place in four.words] == ["five"]


def test_lines_before_and_after_are_as_many_as_asked_for() -> None:
    lines = lines_of(found())
    assert numbers(around(lines, 0, 0)) == [13, 14]
    assert numbers(around(lines, 1, 2)) == [12, 13, 14, 15, 16]
    assert numbers(around(lines, 9, 9)) == numbers(lines)
    assert numbers(passage_of(found())) == [12, 13, 14]


def test_a_screen_is_filled_from_both_sides_without_blank_lines_at_the_ends() -> None:
    lines = lines_of(found())
    assert numbers(filling(lines, 1)) == [13, 14]
    assert numbers(filling(lines, 4)) == [12, 13, 14]
    assert numbers(filling(lines, 5)) == [12, 13, 14, 15, 16]
    assert numbers(filling(lines, 99)) == numbers(lines)


def test_joined_lines_end_where_the_sentence_does_and_at_blank_lines() -> None:
    lines = joined(lines_of(found()))
    assert [(line.number, line.text) for line in lines] == [
        (10, "one"),
        (11, ""),
        (12, "two three."),
        (13, "Four five six. Seven. eight"),
        (15, ""),
        (16, "nine"),
    ]
    (answer,) = (line for line in lines if line.is_match)
    assert answer.text[slice(*answer.sentence)] == "Four five six."
    assert [answer.text[slice(*place)] for place in answer.words] == ["five"]


def test_lines_are_not_joined_with_a_heading_in_capitals_outside_of_the_sentence() -> None:
    text = "kill(1),\nsignal(7)\nÜBERSICHT\nIt sends\nTERM\nby default.\nAUTHOR\nAnn"
    sentence = "It sends\nTERM\nby default."
    start = text.index(sentence)
    lines = joined(lines_of(hit(text=text, start=0, start_line=1, sentence=(start, start + len(sentence)))))
    assert [line.text for line in lines] == [
        *("kill(1), signal(7)", "ÜBERSICHT", "It sends TERM by default.", "AUTHOR", "Ann")
    ]


def test_without_a_sentence_the_line_where_it_would_begin_answers() -> None:
    assert [line.number for line in lines_of(found(sentence="")) if line.is_match] == [12]


def test_line_ends_of_windows_are_not_part_of_a_line() -> None:
    lines = lines_of(hit(text="a\r\nb\r\nc", start=0, start_line=1, sentence=(3, 5)))
    assert [(line.text, line.is_match) for line in lines] == [("a", False), ("b", True), ("c", False)]


@given(some.text("ab \n", max_size=40), some.data())
def test_some_line_answers_wherever_the_sentence_is(text: str, data: some.DataObject) -> None:
    start = data.draw(some.integers(0, len(text)))
    end = data.draw(some.integers(start, len(text)))
    lines = lines_of(hit(text=text, start=7, start_line=3, sentence=(7 + start, 7 + end)))
    matching = [line.number for line in lines if line.is_match]
    assert matching[0] == 3 + text.count("\n", 0, start)
    assert matching == list(range(matching[0], matching[-1] + 1))
