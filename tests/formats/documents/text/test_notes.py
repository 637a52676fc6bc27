"""Notes in their many marks: what they say of themselves, their headings, and blocks on the lines of the file."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import Command
from places import SAMPLES

from scent.errors import ReadError
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.metadata import author_names, parse_date_ns
from scent.formats.documents.registry import read

SAMPLES = SAMPLES / "notes"


def one(name: str) -> Document:
    [document] = read(SAMPLES / name)
    return document


def day(document: Document) -> str:
    return datetime.fromtimestamp(document.date_ns / 1e9, UTC).isoformat() if document.date_ns else ""


def shape(document: Document) -> list[tuple[int, str, str]]:
    """Of each block its line, kind and path of headings."""
    return [
        (document.line + document.text.count("\n", 0, block.start), block.kind.value, " > ".join(block.heading))
        for block in document.blocks
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    {
        "garden.md": ("Garden plan: the north bed", "Mira Holt, Jonas Weir", "2024-03-09T17:30:00+00:00", "en"),
        "voyage.org": ("Voyage to the outer islands", "Ines Falk", "2022-07-14T00:00:00+00:00", "en"),
        "kiln.adoc": ("Firing a small kiln", "Petra Lund, Tom Beck", "2021-05-30T00:00:00+00:00", "en"),
        "tides.tex": ("On the tides of a narrow bay", "Clara Nüss, Paul Ort", "2019-03-12T00:00:00+00:00", ""),
        "talk.tex": ("Owls at night", "Nils Berg", "", ""),
    }.items(),
)
def test_a_note_says_its_title_authors_date_and_language(name: str, said: tuple[str, str, str, str]) -> None:
    document = one(name)
    assert (document.title, document.author, day(document), document.language) == said
    assert document.text == (SAMPLES / name).read_text()


NORTH = "Soil in the north bed"
FIRE = "Firing a small kiln > Before the fire"
GAUGE = "Measuring with a gauge"
QUAY = "Provisions > Prices at the quay"


def test_markdown_with_callouts_math_and_links() -> None:
    assert shape(one("garden.md"))[2:] == [
        (15, "heading", NORTH),
        (17, "prose", NORTH),
        (19, "prose", NORTH),
        (22, "heading", f"{NORTH} > How much lime"),
        (24, "prose", f"{NORTH} > How much lime"),
        (26, "code", f"{NORTH} > How much lime"),
        (32, "table", f"{NORTH} > How much lime"),
        (37, "list", f"{NORTH} > How much lime"),
    ]


def test_org() -> None:
    assert shape(one("voyage.org")) == [
        (1, "code", ""),
        (7, "prose", ""),
        (9, "heading", "Provisions"),
        (10, "code", "Provisions"),
        (13, "prose", "Provisions"),
        (15, "list", "Provisions"),
        (18, "heading", QUAY),
        (20, "table", QUAY),
        (24, "code", QUAY),
        (29, "prose", QUAY),
        (32, "heading", "The second day"),
        (33, "code", "The second day"),
        (35, "prose", "The second day"),
    ]


def test_asciidoc() -> None:
    assert shape(one("kiln.adoc")) == [
        (1, "heading", "Firing a small kiln"),
        (7, "prose", "Firing a small kiln"),
        (9, "heading", FIRE),
        (11, "list", FIRE),
        (15, "prose", FIRE),
        (17, "code", FIRE),
        (23, "heading", f"{FIRE} > Ramps and holds"),
        (25, "table", f"{FIRE} > Ramps and holds"),
        (32, "prose", f"{FIRE} > Ramps and holds"),
        (34, "list", f"{FIRE} > Ramps and holds"),
        (37, "heading", "Firing a small kiln > Cooling"),
        (41, "prose", "Firing a small kiln > Cooling"),
    ]


def test_latex() -> None:
    assert shape(one("tides.tex")) == [
        (1, "code", ""),
        (7, "code", ""),
        (8, "prose", ""),
        (10, "prose", ""),
        (14, "heading", GAUGE),
        (16, "prose", GAUGE),
        (20, "heading", f"{GAUGE} > Errors"),
        (21, "code", f"{GAUGE} > Errors"),
        (27, "code", f"{GAUGE} > Errors"),
        (31, "list", f"{GAUGE} > Errors"),
        (36, "prose", f"{GAUGE} > Errors"),
        (38, "table", f"{GAUGE} > Errors"),
        (45, "heading", "What remains"),
        (46, "prose", "What remains"),
    ]


def test_frames_of_a_talk_are_its_sections() -> None:
    headings = [block.heading[-1] for block in one("talk.tex").blocks if block.kind is Kind.HEADING]
    assert headings == ["Why owls are silent", "How they hear"]


def test_a_notebook_is_its_cells_under_the_headings_of_its_markdown() -> None:
    tea = one("tea.ipynb")
    assert (tea.title, tea.author, day(tea)) == ("Tea and temperature", "Lea Sommer", "2022-11-05T00:00:00+00:00")
    assert [(block.place, block.kind.value, " > ".join(block.heading)) for block in tea.blocks] == [
        ("cell 1", "heading", "Brewing"),
        ("cell 1", "prose", "Brewing"),
        ("cell 1", "heading", "Brewing > Setup"),
        ("cell 2", "code", "Brewing > Setup"),
        ("cell 4", "code", "Brewing > Setup"),
        ("cell 5", "prose", "Brewing > Setup"),
        ("cell 6", "heading", "Result"),
        ("cell 6", "prose", "Result"),
        ("cell 6", "table", "Result"),
    ]
    assert "secretoutput" in (SAMPLES / "tea.ipynb").read_text()
    assert "secretoutput" not in tea.text


def notebook(tmp_path: Path, text: str) -> Document:
    (tmp_path / "book.ipynb").write_text(text)
    [document] = read(tmp_path / "book.ipynb")
    return document


def test_a_notebook_of_version_3_is_read(tmp_path: Path) -> None:
    cells = '[{"cell_type": "heading", "level": 2, "source": ["Old"]}, {"cell_type": "code", "input": ["x = ", "1"]}]'
    document = notebook(tmp_path, f'{{"worksheets": [{{"cells": {cells}}}]}}')
    assert document.text == "## Old\n\nx = 1"
    assert [block.heading for block in document.blocks] == [("Old",), ("Old",)]


@pytest.mark.parametrize(
    "damaged", ["", "[]", "{", '{"cells": 3}', "[" * 100_000, '{"cells": [' + "[" * 100_000, '{"worksheets": [1]}']
)
def test_what_is_no_notebook_is_said(tmp_path: Path, damaged: str) -> None:
    with pytest.raises(ReadError, match="it is not a notebook"):
        notebook(tmp_path, damaged)


ODD = (
    '{"cells": [1, {"source": 5}, {"source": ["a", 2, "\\ud800"]}, {"cell_type": ["x"], "source": "b"}], "metadata": 1}'
)


def test_odd_cells_are_passed_over(tmp_path: Path) -> None:
    assert notebook(tmp_path, ODD).text == "a?\n\nb"


def test_ten_thousand_cells_are_read_in_a_moment(tmp_path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": f"# {number}\n\ntext"} for number in range(10_000)]
    begun = time.process_time()
    (tmp_path / "book.ipynb").write_text(json.dumps({"cells": cells}))
    assert sum(len(document.blocks) for document in read(tmp_path / "book.ipynb")) == 20_000
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-03-09", "2024-03-09T00:00:00"),
        ("2024/3/9 7:05", "2024-03-09T07:05:00"),
        ("2024-03-09T18:30:00.5+0130", "2024-03-09T17:00:00"),
        ("March 9th, 2024", "2024-03-09T00:00:00"),
        ("9 Mar 2024", "2024-03-09T00:00:00"),
        ("March 2024", "2024-03-01T00:00:00"),
        ("in 2024", "2024-01-01T00:00:00"),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59"),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, meant: str) -> None:
    assert datetime.fromtimestamp(parse_date_ns(written) / 1e9, UTC) == datetime.fromisoformat(meant + "+00:00")


@pytest.mark.parametrize("written", ["", "today", "2024-13-40", "9999-12-31", "\\today", "v1.2.3", "{{date}}"])
def test_what_is_no_date_is_none(written: str) -> None:
    assert parse_date_ns(written) == 0


def test_fields_below_a_title_say_who_wrote_a_text_and_when(tmp_path: Path) -> None:
    fields = ":Author: Ida Falk <i@f.example>\n:Date: 2021-07-09\n"
    (tmp_path / "a.rst").write_text(f"Moths\n=====\n\n{fields}\nThey come at dusk.\n")
    (document,) = read(tmp_path / "a.rst")
    assert (document.title, document.author, document.date_ns) == ("Moths", "Ida Falk", parse_date_ns("2021-07-09"))


def test_authors_are_named_without_their_addresses() -> None:
    assert author_names("'A. Ray' <a@b.org>, B. Oz and C. Ux; d@e.org") == "A. Ray, B. Oz, C. Ux"


@pytest.mark.parametrize("written", ["9999-12-31", "1600-05-05"])
def test_a_year_that_the_index_cannot_hold_costs_no_run(written: str, scent: Command) -> None:
    (scent.directory / "note.md").write_text(f"---\ndate: {written}\n---\n\nThe end of all days.\n")
    head = f"From: a@b.c\nTo: d@e.f\nSubject: s\nDate: 5 Feb {written[:4]} 10:00"
    (scent.directory / "letter.eml").write_text(f"{head}\n\nDays and days.\n")
    result = scent("index", "--json", ".")
    assert (result.code, result.records[0]["added"]) == (0, 2), result.err
    assert {record["date"] for record in scent("search", "--json", "--min-score=0", "days").records} == {None}
