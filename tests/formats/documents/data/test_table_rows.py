"""The cells of tables of all formats."""

from scent.formats.documents.data.table_rows import cell_text

LONGEST_IN_A_SPREADSHEET = 32_767


def test_the_longest_cell_of_a_spreadsheet_is_kept_whole() -> None:
    text = "word " * (LONGEST_IN_A_SPREADSHEET // 5)
    assert cell_text(text) == text.strip()
