"""The cells of tables of all formats."""

from scent.formats.documents.base.left_out import LeftOut
from scent.formats.documents.data.table_rows import cell_text

LONGEST_IN_A_SPREADSHEET = 32_767


def test_the_longest_cell_of_a_spreadsheet_is_kept_whole() -> None:
    text, left_out = "word " * (LONGEST_IN_A_SPREADSHEET // 5), LeftOut()
    assert (cell_text(text, left_out), str(left_out)) == (text.strip(), "")


def test_a_longer_cell_is_cut_and_told() -> None:
    left_out = LeftOut()
    assert len(cell_text("x" * (LONGEST_IN_A_SPREADSHEET + 1), left_out)) == LONGEST_IN_A_SPREADSHEET
    assert str(left_out) == "its long cells are cut after 32,767 characters (1 cell)"
