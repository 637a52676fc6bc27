"""CSV and TSV: each row is a block at its number, under the names of the columns."""

import csv
import io

import pytest
from data_documents import documents, placed, under
from hypothesis import given, settings
from hypothesis import strategies as st


def test_a_row_of_a_table_is_a_block_under_the_names_of_its_columns() -> None:
    text = (
        'item,price in euros,stock\r\noak table,120,3\r\n"pine ""big"" shelf\nin white",30,1\r\n\r\n'
        "last of all things,1,2"
    )
    assert placed(text, "a.csv") == {
        "row 1": "item,price in euros,stock\r\n",
        "row 2": "oak table,120,3\r\n",
        "row 3": '"pine ""big"" shelf\nin white",30,1\r\n\r\n',
        "row 5": "last of all things,1,2",
    }
    assert set(under(text, "a.csv").values()) == {("item, price in euros, stock",)}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_the_delimiter_is_told_by_the_content(delimiter: str, name: str) -> None:
    rows = [["name", "remark, if any"], ["Anna Ahlberg", "tea; no milk"], ["Ben Brandt", "coffee, black"]]
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    assert set(under(file.getvalue(), name).values()) == {("name, remark, if any",)}


def test_a_table_without_a_header_has_none() -> None:
    assert set(under("2024-01-05,coffee with Ben,3.20\n2024-01-06,tea with Anna,2.80\n", "a.csv").values()) == {()}


PREAMBLES = {
    "title and date": "Export from Ledger 4.2\n\nGenerated 2025-01-01\n\n",
    "a title with as many commas": "Ledger of the choir, the harbour, the mill, all of it\n\n",
    "padded": "Ledger of the choir,,,\nPrinted,2025-01-01,,\n,,,\n",
    "pairs": "Owner,Ada Brook\nBranch,Harbour\n\n",
    "longer than the table": "".join(f"Line {number} of the terms: no refunds\n" for number in "abcdefghijkl"),
    "after the name of the delimiter": "sep=,\nLedger of the choir\n",
}


@pytest.mark.parametrize("preamble", PREAMBLES.values(), ids=PREAMBLES)
def test_lines_above_the_names_of_columns_name_nothing(preamble: str) -> None:
    table = "Date,Payee,Note,Amount\n2025-01-02,Baker,bread for the feast,4.20\n2025-01-03,Smith,hinges,12.00\n"
    headings = under(preamble + table, "a.csv")
    above = preamble.count("\n")
    assert headings[f"row {above + 3}"] == headings[f"row {above + 1}"] == ("Date, Payee, Note, Amount",)
    assert headings["row 1"] == ()


def test_sentences_name_no_columns() -> None:
    text = "Salt the beans, then wait for a day.\nPut the jar, closed, in the cellar.\nTurn it, daily.\n"
    assert set(under(text, "a.csv").values()) == {()}


def test_rows_of_a_few_characters_have_numbers_of_their_own() -> None:
    assert placed("a;b\n1;2\n\n3;4\n", "a.csv") == {"row 1": "a;b\n", "row 2": "1;2\n\n", "row 4": "3;4\n"}


def test_an_unclosed_quotation_mark_affects_one_row() -> None:
    text = "size,what it is made of\n" + '"4 inches,a copper pipe\n' + "5 cm,a plastic pipe for water\n" * 5_000
    found = placed(text, "a.csv")
    assert found["row 2"] == '"4 inches,a copper pipe\n'
    assert found["row 5002"] == "5 cm,a plastic pipe for water\n"


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=30))
def test_rows_begin_where_the_csv_module_wrote_them(rows: list[list[str]]) -> None:
    rows = [["first name here", "another name"], *rows]
    written = []
    for row in rows:
        file = io.StringIO()
        # Python 3.11 does not quote a carriage return, and then no reader takes it for part of a cell.
        quoting = csv.QUOTE_ALL if any("\r" in cell for cell in row) else csv.QUOTE_MINIMAL
        csv.writer(file, lineterminator="\n", quoting=quoting).writerow(row)
        written.append(file.getvalue())
    text = "".join(written)
    begins = {f"row {number}": sum(map(len, written[: number - 1])) for number in range(1, len(rows) + 1)}
    [document] = documents(b"\xef\xbb\xbf" + text.encode(), "a.csv")
    for block in document.blocks[1:]:
        assert block.start == begins[block.place]


def test_a_large_table_is_cut_between_rows() -> None:
    row = 'Anna Ahlberg,"first line\nsecond line of the remark"\n'
    parts = documents("name,remark of hers\n" + row * 20_000, "a.csv")
    assert len(parts) > 3
    assert all(part.text.startswith("Anna") and part.text.endswith('remark"\n') for part in parts[1:])
    assert parts[-1].blocks[-1].place == "row 20001"
    assert [part.line for part in parts] == [
        1,
        *(1 + sum(p.text.count("\n") for p in parts[:n]) for n in range(1, len(parts))),
    ]
    whole = [block.place for part in parts for block in part.blocks]
    assert len(whole) == len(set(whole)) == 20_001
