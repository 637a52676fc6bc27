"""Notebooks are their cells, below the headings of their Markdown."""

import json
import time
from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import iso_date, read_one

from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read

NOTES = SAMPLES / "notes"


def test_a_notebook_is_its_cells_under_the_headings_of_its_markdown() -> None:
    tea = read_one(NOTES / "tea.ipynb")
    assert (tea.title, tea.author, iso_date(tea)) == ("Tea and temperature", "Lea Sommer", "2022-11-05T00:00:00+00:00")
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
    assert "secretoutput" in (NOTES / "tea.ipynb").read_text()
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
def test_json_that_is_not_a_notebook_is_read_as_text(tmp_path: Path, damaged: str) -> None:
    document = notebook(tmp_path, damaged)
    assert (document.format, document.text) == ("text", damaged)


ODD = (
    '{"cells": [1, {"source": 5}, {"source": ["a", 2, "\\ud800"]}, {"cell_type": ["x"], "source": "b"}], "metadata": 1}'
)


def test_malformed_cells_are_ignored(tmp_path: Path) -> None:
    assert notebook(tmp_path, ODD).text == "a?\n\nb"


def test_ten_thousand_cells_are_read_in_a_moment(tmp_path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": f"# {number}\n\ntext"} for number in range(10_000)]
    begun = time.process_time()
    (tmp_path / "book.ipynb").write_text(json.dumps({"cells": cells}))
    assert sum(len(document.blocks) for document in read(tmp_path / "book.ipynb")) == 20_000
    assert time.process_time() - begun < 10


def test_fields_beside_the_cells_are_text(tmp_path: Path) -> None:
    document = notebook(tmp_path, '{"cells": [{"cell_type": "raw", "source": "one"}], "story": "The keeper slept."}')
    assert document.text == 'one\n\n{\n "story": "The keeper slept."\n}'
