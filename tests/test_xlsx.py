"""Workbooks: rows under the names of their columns, at their sheet and row, however large a file says it is."""

import io
import tracemalloc
import zipfile

import pytest

from scent.errors import ReadError
from scent.formats.documents.document import Document
from scent.formats.documents.registry import read_file

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(rows: str, strings: str = "") -> io.BytesIO:
    """A workbook with one sheet, Prices, of these row elements."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINK}"><sheets><sheet name="Prices" r:id="a"/>'
            '<sheet name="Gone" r:id="b"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="a" Target="/xl/worksheets/one.xml"/></Relationships>',
        )
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{strings}</sst>')
        archive.writestr(
            "xl/worksheets/one.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    file.seek(0)
    return file


def documents(file: io.BytesIO) -> list[Document]:
    return list(read_file(file, b"prices.xlsx"))


def test_rows_stand_at_their_sheet_and_row_under_the_names_of_columns() -> None:
    header = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Cost</t></is></c></row>'
    rich = "<si><r><t>Brass </t></r><r><t>hinge</t></r><rPh><t>reading</t></rPh></si>"
    row = '<row r="12"><c r="A12" t="s"><v>1</v></c><c r="B12"><v>4.5</v></c><c r="C12" t="s"><v>99</v></c></row>'
    (document,) = documents(workbook(header + row, f"<si><t>Item</t></si>{rich}"))
    assert document.text == "Item; Cost\nItem: Brass hinge; Cost: 4.5\n"
    assert [block.place for block in document.blocks] == ["sheet Prices, row 1", "sheet Prices, row 12"]


def test_a_far_cell_costs_no_memory() -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v>far away</v></c></row>'
    tracemalloc.start()
    try:
        (document,) = documents(workbook(far))
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert (document.text, document.blocks[0].place) == ("far away\n", "sheet Prices, row 1048576")


def test_one_text_that_every_cell_refers_to_does_not_multiply() -> None:
    cells = '<c t="s"><v>0</v></c>' * 5000
    (document,) = documents(workbook(f"<row>{cells}</row>", f"<si><t>{'words ' * 3000}</t></si>"))
    assert len(document.text) <= 64 * 1024 + 1


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ReadError, match="as bombs do"):
        documents(workbook(" " * (8 << 20)))


def test_a_workbook_without_words_is_an_empty_document() -> None:
    (document,) = documents(workbook('<row><c><v>17</v></c><c t="b"><v>1</v></c></row>'))
    assert (document.text, document.format) == ("", "xlsx")
