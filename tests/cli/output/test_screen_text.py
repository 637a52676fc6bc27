"""Text on a screen: it fits its columns, whatever is in it, and what is left out is marked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scent.cli.output.screen_text import Mark, cut, cut_middle, one_row, rows, width

texts = some.text(some.characters(exclude_categories=["Cs"]), max_size=300)
columns = some.integers(2, 120)


def plain(row: bytes) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", row.decode())


@given(texts, columns, some.integers(1, 6), some.integers(0, 300))
def test_rows_fit_and_are_no_more_than_asked_for(text: str, columns: int, most: int, focus: int) -> None:
    marks = [Mark(b"\x1b[1m", [(focus // 2, focus)]), Mark(b"\x1b[1;31m", [(3, 5)])]
    shown = [plain(row) for row in rows(text, columns, most, marks, (focus // 2, min(focus, len(text))))]
    assert len(shown) <= most
    # An escape for a character that is not shown as it is may be wider than a very narrow screen.
    assert all(width(row) <= max(columns, len("\\U0001f469")) for row in [*shown, plain(one_row(text, columns))])


@given(texts, some.integers(10, 120))
def test_all_words_of_a_line_are_there_if_there_is_room(text: str, columns: int) -> None:
    safe = re.sub(r"[^\w .,]|\ufe0f", "x", text)
    shown = "".join(plain(row) for row in rows(safe, columns, 400, ()))
    assert "".join(shown.split()) == "".join(safe.split())


@given(texts, some.integers(0, 60))
def test_what_is_cut_has_an_ellipsis_and_fits(text: str, columns: int) -> None:
    for shown in (cut(text, columns), cut_middle(text, columns)):
        assert width(shown) <= columns
        assert shown == text or "…" in shown or columns <= 1


def test_a_path_is_cut_in_its_middle_and_keeps_its_end() -> None:
    shown = cut_middle("/home/me/papers/2024/reports/annual.pdf", 24)
    assert re.fullmatch("/home.*….*/annual.pdf", shown)


def test_a_long_line_shows_the_part_that_answers_between_ellipses() -> None:
    line = "One word after another. " * 40 + "The sextant is in the trunk. " + "And so it goes on. " * 40
    focus = line.index("The sextant")
    shown = [plain(row) for row in rows(line, 60, 5, (), (focus, focus + 28))]
    assert len(shown) == 2
    assert shown[0].startswith("…")
    assert shown[-1].endswith("…")
    assert "The sextant is in the trunk." in " ".join(shown)


def test_a_wrapped_line_stays_indented() -> None:
    shown = [plain(row) for row in rows("    the sextant lies in the trunk", 16, 9)]
    assert shown == ["    the sextant", "    lies in the", "    trunk"]


def test_code_keeps_its_indentation_and_a_tab_is_four_columns_at_most() -> None:
    assert [plain(row) for row in rows("        return value", 40, 3)] == ["        return value"]
    assert plain(one_row("\tif a:\tb", 40)) == "    if a:   b"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("番茄", 4),
        ("e\u0301", 1),
        ("\u200b", 0),
        ("🌱", 2),
        ("❤\ufe0f", 2),
        ("שלום", 4),
        ("soft\u00adhyphen", 11),
    ],
)
def test_widths_are_those_of_terminals(text: str, columns: int) -> None:
    assert width(text) == columns


def test_marks_of_direction_are_not_drawn() -> None:
    assert plain(one_row("\u200f\u05e9\u05dd\u200e!", 40)) == "\u05e9\u05dd!"
    assert "\\u202e" in plain(one_row("\u202eabc", 40))
