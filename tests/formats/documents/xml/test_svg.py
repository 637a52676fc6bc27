"""SVG pictures: their titles, descriptions and drawn text, with or without an XML declaration."""

from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import block_lines, read_one, whole_text

PICTURE = "<title>Plan of the attic</title><path d='M0 1Z'/><text>Skylight</text>"
PLAN = f"<svg xmlns='http://www.w3.org/2000/svg'>{PICTURE}</svg>"


def test_titles_descriptions_and_drawn_text_are_read() -> None:
    document = read_one(SAMPLES / "web" / "harbour.svg")
    assert document.title == "Plan of the herring harbour"
    assert document.text == (
        "Plan of the herring harbour\n\nTwo piers close the basin; the crane stands on the northern one.\n\n"
        "Steam crane, built 1911\n\nIce house\n"
    )
    assert [block.place for block in document.blocks] == ["", "", "#north", "#north"]
    assert len(block_lines(document)) == 4


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\ufeff",
        "\n\n",
        "<?xml version='1.0'?>\n",
        "<!-- drawn by hand -->",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>\n",
        "<?xml version='1.0'?><!-- by -a- hand --><!DOCTYPE svg>",
        "<!DOCTYPE svg [<!ENTITY ns_svg 'http://www.w3.org/2000/svg'><!ENTITY n 'x'>]>",
    ],
)
@pytest.mark.parametrize("name", ["plan.svg", "plan.txt"])
def test_a_picture_is_told_by_its_root(tmp_path: Path, before: str, name: str) -> None:
    (tmp_path / name).write_text(before + PLAN, encoding="utf-8")
    assert whole_text(tmp_path / name) == "Plan of the attic\n\nSkylight\n"


@pytest.mark.parametrize("text", [PLAN + "\n\nThe plan shows the attic.\n", "<svg is an element of HTML5.\n"])
def test_a_text_that_begins_with_a_picture_is_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.svg").write_text(text)
    assert whole_text(tmp_path / "plan.svg") == text
