"""Workbooks: rows under the names of their columns, at their sheet and row, however large a file says it is."""

import io
import tracemalloc
import zipfile
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import REFUSED, SAMPLES

from scent.errors import ReadError
from scent.formats.documents.base.document import Document
from scent.formats.documents.office.number_formats import date_from_serial
from scent.formats.documents.office.spreadsheets.xls_beside import texts_beside
from scent.formats.documents.registry import read, read_file

SAMPLES = SAMPLES / "data"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(
    rows: str, strings: str = "", *, styles: str = "", properties: str = "", parts: Mapping[str, str] | None = None
) -> io.BytesIO:
    """A workbook with one sheet, Prices, of these row elements; `parts` are the parts that belong to the sheet."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINK}">{properties}<sheets><sheet name="Prices" r:id="a"/>'
            "</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="a" Target="/xl/worksheets/one.xml"/></Relationships>',
        )
        archive.writestr("xl/styles.xml", f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>')
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{strings}</sst>')
        archive.writestr(
            "xl/worksheets/one.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
        related = "".join(f'<Relationship Id="{name}" Target="/xl/{name}"/>' for name in parts or {})
        archive.writestr("xl/worksheets/_rels/one.xml.rels", f"<Relationships>{related}</Relationships>")
        for name, part in (parts or {}).items():
            archive.writestr(f"xl/{name}", part)
    file.seek(0)
    return file


def spreadsheet(rows: str) -> io.BytesIO:
    """A sheet, Prices, of OpenDocument, of these row elements."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Prices">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("carriage_x000D_\nreturn", "carriage return"),
        ("a_x0009_tab", "a tab"),
        ("_x005F_x0041_ as typed", "_x0041_ as typed"),
        ("a_x00e9_b _xD83D_ _x0000_ _x12_", "aéb _xD83D_ _x0000_ _x12_"),
    ],
)
def test_characters_that_xml_cannot_hold_are_read(written: str, read: str) -> None:
    cells = f'<c t="s"><v>0</v></c><c t="inlineStr"><is><t>{written}</t></is></c><c t="str"><v>{written}</v></c>'
    (document,) = documents(workbook(f"<row>{cells}</row>", f"<si><t>{written}</t></si>"))
    assert document.text == f"{read}; {read}; {read}\n"


def test_a_cell_in_a_far_corner_costs_no_memory() -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v>far away</v></c></row>'
    tracemalloc.start()
    try:
        (document,) = documents(workbook(far))
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert (document.text, document.blocks[0].place) == ("far away\n", "sheet Prices, row 1048576")


def test_a_row_of_repeated_long_texts_is_cut() -> None:
    cells = '<c t="s"><v>0</v></c>' * 5000
    (document,) = documents(workbook(f"<row>{cells}</row>", f"<si><t>{'words ' * 3000}</t></si>"))
    assert len(document.text) <= 64 * 1024 + 1


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(ReadError, match=r"parts are left out \(xl/worksheets/one.xml\)"):
        documents(workbook(" " * (8 << 20)))


def test_a_workbook_without_cells_is_an_empty_document() -> None:
    (document,) = documents(workbook("<row><c/></row>"))
    assert (document.text, document.format) == ("", "xlsx")


def string_rows(*rows: tuple[str, ...]) -> str:
    """Row elements of these texts; an empty text is no cell."""
    cells = ("".join(f'<c r="{chr(65 + n)}1" t="str"><v>{cell}</v></c>' for n, cell in enumerate(row)) for row in rows)
    return "".join(f"<row>{row.replace('<v></v>', '')}</row>" for row in cells)


def test_rows_of_codes_dates_and_amounts_are_kept() -> None:
    rows = [(f"SN00{number}X", "2024-03-12", f"{number}.50") for number in range(3_000)]
    text = "".join(each.text for each in documents(workbook(string_rows(("Serial", "Sold", "Price"), *rows))))
    assert text.splitlines()[1:] == [f"Serial: {a}; Sold: {b}; Price: {c}" for a, b, c in rows]


def test_most_of_a_long_run_of_numbers_is_left_out_and_counted() -> None:
    rows = [(f"{number % 97}.25", f"{number % 89}.5") for number in range(9_000)]
    text = "".join(each.text for each in documents(workbook(string_rows(("Volts", "Amperes"), *rows))))
    *lines, last = text.splitlines()
    assert 3_000 < len(lines) < 9_000
    assert last == f"({9_001 - len(lines):,} rows of numbers are left out)"


PREAMBLES = {
    "none": [],
    "the name of a report": [("Ledger of the choir",), ("Printed for Ada",)],
    "pairs": [("Owner", "Ada Brook"), ("Branch", "Harbour"), ("", "", "")],
    "one row": [("Ledger", "2024")],
}


@pytest.mark.parametrize("preamble", PREAMBLES.values(), ids=PREAMBLES)
def test_rows_above_the_names_of_columns_name_nothing(preamble: list[tuple[str, ...]]) -> None:
    table = [("Day", "Payee", "Note"), ("2 May", "Baker", "bread for the feast"), ("3 May", "Smith", "hinges")]
    text = "".join(each.text for each in documents(workbook(string_rows(*preamble, *table))))
    assert text.splitlines()[-2:] == [
        "Day: 2 May; Payee: Baker; Note: bread for the feast",
        "Day: 3 May; Payee: Smith; Note: hinges",
    ]
    assert text.splitlines()[: len(preamble)] == ["; ".join(row) for row in preamble if any(row)] + [
        "Day; Payee; Note"
    ] * (("", "", "") in preamble)


def test_a_second_table_behind_a_gap_has_names_of_its_own() -> None:
    table = [("Day", "Payee", "Sum"), ("2 May", "Baker", "4.20")]
    people = [("Name", "Phone"), ("Ada", "030 12"), ("Bo", "030 13")]
    text = "".join(each.text for each in documents(workbook(string_rows(*table, ("", "", ""), *people))))
    assert text.splitlines()[2:] == ["Name; Phone", "Name: Ada; Phone: 030 12", "Name: Bo; Phone: 030 13"]


def test_rows_behind_a_gap_belong_to_the_table_above_unless_they_begin_with_names() -> None:
    table = [("Day", "Payee", "Sum"), ("2 May", "Baker", "4.20"), ("", "", ""), ("3 May", "Smith"), ("4 May", "Miller")]
    text = "".join(each.text for each in documents(workbook(string_rows(*table))))
    assert text.splitlines()[2:] == ["Day: 3 May; Payee: Smith", "Day: 4 May; Payee: Miller"]


def test_a_sheet_of_one_column_has_no_header() -> None:
    (document,) = documents(workbook(string_rows(("Buy bread",), ("Mend the gate",))))
    assert document.text == "Buy bread\nMend the gate\n"


@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
def test_one_workbook_saved_in_three_formats_is_read_alike(ending: str) -> None:
    [*_, document] = found = list(read(SAMPLES / f"belfry.{ending}"))
    assert "".join(each.text for each in found) == (
        "Bell; Weight (kg); Last rehung; Condition\n"
        "Bell: Tenor [cast in Loughborough]; Weight (kg): 812.5; Last rehung: 1987-06-14 [by Hayward]; "
        "Condition: A crack runs up from the lip; it must not be rung full circle\n"
        "Bell: Treble; Weight (kg): 240; Last rehung: 2019-10-02 14:30; "
        "Condition: Sound, but jackdaws nest in the louvres beside it\n"
        "Name; Monday; Thursday; Note\n"
        "Name: Rosalind; Monday: practises; Thursday: practises; "
        "Note: Learns the handling of a rope with a muffled clapper\n"
    )
    assert document.blocks[-1].place == "sheet Ringers, row 5"
    assert (document.title, document.author) == ("The belfry of St Anne", "Agnes Field")
    assert document.date_ns == 1_710_235_800 * 10**9


def test_a_workbook_with_a_password_is_refused() -> None:
    with pytest.raises(ReadError, match="encrypted with a password"):
        list(read(REFUSED / "belfry-password.xlsx"))


FORMATS = {
    "dd/mm/yyyy": "2024-03-12 06:00",
    "General": "45363.25",
    "0.00E+00": "45363.25",
    "[Red]0.0": "45363.25",
    '0 "days"': "45363.25",
    "[h]:mm": "45363.25",
    "[$-409]mmm\\ d": "2024-03-12 06:00",
    "@": "45363.25",
}


@pytest.mark.parametrize(("code", "shown"), FORMATS.items())
def test_a_number_is_a_date_if_its_format_shows_one(code: str, shown: str) -> None:
    escaped = code.replace('"', "&quot;")
    styles = (
        f'<numFmts><numFmt numFmtId="170" formatCode="{escaped}"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs>'
    )
    row = '<row><c t="str"><v>due</v></c><c s="1"><v>45363.25</v></c><c s="2"><v>1</v></c><c s="0"><v>7</v></c></row>'
    (document,) = documents(workbook(row, styles=styles))
    assert document.text == f"due; {shown}; 1900-01-01; 7\n"
    (document,) = documents(workbook(row, styles=styles, properties='<workbookPr date1904="1"/>'))
    assert document.text.split("; ")[2] == "1904-01-02"


@given(st.dates(min_value=date(1900, 3, 1)))
def test_days_are_counted_as_spreadsheets_count_them(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert date_from_serial(serial) == day.isoformat()
    assert date_from_serial(serial + 0.5) == f"{day.isoformat()} 12:00"
    if day.year > 1904:
        assert date_from_serial(serial - 1462, from_1904=True) == day.isoformat()


def test_a_date_out_of_range_is_empty() -> None:
    assert [date_from_serial(serial) for serial in (-1, 2_958_466, 1e300)] == ["", "", ""]
    dates = [date_from_serial(serial) for serial in (0.25, 59, 61, 2_958_465)]
    assert dates == ["06:00", "1900-02-28", "1900-03-01", "9999-12-31"]
    assert date_from_serial(2_958_465.9999999)[:4] in {"", "9999"}


def test_endlessly_repeated_rows_and_cells_are_bounded() -> None:
    cell = '<table:table-cell table:number-columns-repeated="{}"><text:p>{}</text:p></table:table-cell>'
    rows = (
        '<table:table-row table:number-rows-repeated="999999999"><table:table-cell/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000">'
        + cell.format(999_999_999, "tulips")
        + "</table:table-row>"
        "<table:table-row>" + cell.format(2, "crocus") + cell.format(1, "iris") + "</table:table-row>"
    )
    tracemalloc.start()
    try:
        (document,) = documents(spreadsheet(rows))
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    first, second = document.text.splitlines()
    assert (len(first.split("; ")), second) == (100, "crocus; crocus; iris")
    assert document.blocks[0].place == "sheet Prices, row 1048577"


def test_white_space_that_is_an_element_divides_words() -> None:
    cell = "<table:table-cell><text:p>a<text:s/>lamp<text:tab/>of<text:line-break/>brass</text:p></table:table-cell>"
    (document,) = documents(spreadsheet(f"<table:table-row>{cell}</table:table-row>"))
    assert document.text == "a lamp of brass\n"


def test_a_comment_on_a_cell_is_read_with_it() -> None:
    note = "<office:annotation><text:p>from the attic</text:p></office:annotation>"
    cell = f"<table:table-cell>{note}<text:p>lamp</text:p></table:table-cell>"
    (document,) = documents(spreadsheet(f"<table:table-row>{cell}</table:table-row>"))
    assert document.text == "lamp [from the attic]\n"


@pytest.mark.parametrize("member", ["comments1.xml", "comments/comment1.xml", "comments.xml"])
def test_a_comment_is_read_wherever_a_program_puts_it(member: str) -> None:
    comment = (
        '<comments><commentList><comment ref="A1"><text><t>from the attic</t></text></comment></commentList></comments>'
    )
    (document,) = documents(workbook(string_rows(("lamp", "shade")), parts={member: comment}))
    assert document.text == "lamp [from the attic]; shade\n"


def test_a_thread_of_comments_replaces_the_copy_for_older_programs() -> None:
    copy = (
        "<comments><comment ref='A1'><text><t>[Threaded comment] Your version is old.</t></text></comment></comments>"
    )
    thread = "".join(f"<threadedComment ref='A1'><text>{text}</text></threadedComment>" for text in ("Sold?", "Yes."))
    parts = {
        "comments1.xml": copy,
        "threadedComments/threadedComment1.xml": f"<ThreadedComments>{thread}</ThreadedComments>",
    }
    (document,) = documents(workbook(string_rows(("lamp", "shade")), parts=parts))
    assert document.text == "lamp [Sold? Yes.]; shade\n"


def test_truth_values_and_percents_are_read_as_they_are_shown() -> None:
    codes = {170: "0.0\\ %", 171: "0&quot;%&quot;"}
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in codes.items())
    styles = (
        f"<numFmts>{formats}</numFmts><cellXfs>"
        + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 9, 170, 171))
        + "</cellXfs>"
    )
    values = "".join(f'<c s="{style}"><v>0.07</v></c>' for style in range(4))
    cells = (
        f'{values}<c s="9" t="str"><v>0.07</v></c><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c>'
    )
    (document,) = documents(workbook(f"<row>{cells}</row>", styles=styles))
    assert document.text == "0.07; 7%; 7%; 0.07; 0.07; TRUE; FALSE\n"


def test_a_message_of_outlook_is_refused_with_the_command_that_converts_it() -> None:
    data = (SAMPLES / "belfry.xls").read_bytes()
    at = data.index("Workbook\0".encode("utf-16-le"))
    name = "__properties_version1.0\0".encode("utf-16-le")
    data = data[:at] + name.ljust(64, b"\0") + len(name).to_bytes(2, "little") + data[at + 66 :]
    with pytest.raises(ReadError, match=r"message of Outlook.*: msgconvert FILE"):
        list(read_file(io.BytesIO(data), b"a.msg"))


def test_a_cycle_of_sectors_is_refused() -> None:
    data = bytearray((SAMPLES / "belfry.xls").read_bytes())
    table = 512 * (int.from_bytes(data[76:80], "little") + 1)
    for sector in range(8):
        data[table + 4 * sector : table + 4 * sector + 4] = sector.to_bytes(4, "little")
    with pytest.raises(ReadError, match="damaged"):
        list(read_file(io.BytesIO(data), b"a.xls"))


def test_what_a_sheet_shows_beside_its_cells_is_read_after_them() -> None:
    documents = list(read(SAMPLES / "boats.xlsx"))
    blocks = [
        (block.place, document.text[block.start : block.end].strip())
        for document in documents
        for block in document.blocks
    ]
    assert blocks[1:4] == [
        ("sheet Boats, row 2", "Year: 1911; Boat: Tern [Sold]"),
        ("sheet Boats, row 3", "Year: 1912; Boat: Gull"),
        ("sheet Boats, row 9", "[Empty cell, full note]"),
    ]
    beside = ["Harbour & Sons", "[Columns of boats by year]", "Ask Tom for tar", "Boats a year"]
    beside.append("Count: 1911 1911; 1912 1912")
    assert blocks[4:-2] == [("sheet Boats", text) for text in beside]
    assert blocks[-2:] == [("", "Description: On boats."), ("", "Keywords: oars, tar")]


def test_what_an_old_workbook_shows_beside_its_cells_is_read_after_them() -> None:
    documents = list(read(SAMPLES / "boats.xls"))
    blocks = [
        (block.place, document.text[block.start : block.end].strip())
        for document in documents
        for block in document.blocks
    ]
    assert blocks[3] == ("sheet Boats, row 9", "[Empty cell, full note]")
    assert blocks[4:-2] == [("sheet Boats", text) for text in ("Harbour & Sons", "Boats a year", "Ask Tom for tar")]
    assert blocks[-2:] == [("", "Description: On boats."), ("", "Keywords: oars, tar")]


def test_records_beside_the_cells_of_an_old_workbook_may_be_cut_off() -> None:
    header = (20).to_bytes(2, "little") + (10).to_bytes(2, "little") + b"\x07\0\0&CGulls"
    box = b"\xb6\x01\x12\0" + bytes(10) + b"\x05\0" + bytes(6) + b"\x3c\0\x06\0\0Terns"
    bof = b"\x09\x08\x04\0\0\x06\x05\0"
    sheet = b"\x85\0\x08\0" + (20).to_bytes(4, "little") + b"\0\0\x01a"
    stream = bof + sheet + bof + header + box
    assert texts_beside(stream) == [["Gulls", "Terns"]]
    for cut in range(1, len(stream)):
        assert len(texts_beside(stream[:cut])) <= 1


def test_formulas_that_no_program_has_computed_are_counted_as_left_out() -> None:
    value, empty = '<c r="B1" t="str"><f>A1</f><v></v></c>', '<c r="C1"><f>CONCATENATE("a","b")</f><v></v></c>'
    row = f'<row r="1"><c r="A1" t="str"><v>Boat</v></c>{value}{empty}</row>'
    [document] = read_file(workbook(row), b"a.xlsx")
    assert (document.text, str(document.left_out)) == (
        "Boat\n",
        "its formulas without a saved value are left out (1 cell)",
    )


def test_what_a_sheet_says_to_those_who_fill_it_in_is_read() -> None:
    row = '<row r="1"><c r="A1" t="str"><v>Boat</v></c></row></sheetData><dataValidations>'
    asks = '<dataValidation promptTitle="Boats" prompt="Name one." error="No such boat."/></dataValidations><sheetData>'
    texts = [document.text for document in read_file(workbook(row + asks), b"a.xlsx")]
    assert texts == ["Boat\n", "Boats: Name one.\n\nNo such boat.\n"]
    message = '<table:help-message table:title="Boats"><text:p>Name one.</text:p></table:help-message>'
    rows = "<table:table-row><table:table-cell><text:p>Boat</text:p></table:table-cell></table:table-row>"
    assert [document.text for document in read_file(spreadsheet(rows + message), b"a.ods")] == [
        "Boat\n",
        "Boats: Name one.\n",
    ]
