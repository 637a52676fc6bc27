"""The cells of tables of all formats."""

import pytest

from scent.formats.documents.base.left_out import LeftOut
from scent.formats.documents.data.table_rows import cell_text, header_row

HEADERS = {
    "years": ([["Country", "2019", "2020", "2021"], ["Norway", "5.3", "5.4", "5.4"]], 0),
    "years without a name before them": ([["", "2019", "2020", "2021"], ["Norway", "5.3", "5.4", "5.4"]], 0),
    "years that go back": ([["Country", "Unit", "2021", "2020"], ["Norway", "m", "5.4", "5.3"]], 0),
    "years with a gap": ([["Country", "1990", "2000", "2010"], ["Norway", "5.3", "5.4", "5.4"]], 0),
    "seasons": ([["Club", "2019/20", "2020/21"], ["Harbour", "3", "4"]], 0),
    "years below a title": ([["Herds of the north"], [], ["Country", "2019", "2020"], ["Norway", "5", "6"]], 2),
    "spans in the data": ([["Ada", "1999", "2000"], ["Bob", "2001", "2004"]], None),
    "years of birth": ([["Ada", "1999"], ["Bob", "2001"]], None),
    "figures": ([["Norway", "1900", "1850", "1700"], ["Sweden", "300", "12", "7"]], None),
}
LONGEST_IN_A_SPREADSHEET = 32_767


@pytest.mark.parametrize(("rows", "header"), HEADERS.values(), ids=HEADERS)
def test_years_name_columns_where_they_are_a_sequence(rows: list[list[str]], header: int | None) -> None:
    assert header_row(rows) == header


def test_the_longest_cell_of_a_spreadsheet_is_kept_whole() -> None:
    text, left_out = "word " * (LONGEST_IN_A_SPREADSHEET // 5), LeftOut()
    assert (cell_text(text, left_out), str(left_out)) == (text.strip(), "")


def test_a_longer_cell_is_cut_and_told() -> None:
    left_out = LeftOut()
    assert len(cell_text("x" * (LONGEST_IN_A_SPREADSHEET + 1), left_out)) == LONGEST_IN_A_SPREADSHEET
    assert str(left_out) == "its long cells are cut after 32,767 characters (1 cell)"
