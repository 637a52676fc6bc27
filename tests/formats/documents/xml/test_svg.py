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


def test_of_several_forms_of_a_label_that_which_is_shown_is_read(tmp_path: Path) -> None:
    """Drawing programs write a label as a piece of a page, and again for viewers that cannot show that."""
    body = "<div xmlns='http://www.w3.org/1999/xhtml'><style>b {}</style>Steam <b>crane</b></div>"
    label = f"<foreignObject>{body}</foreignObject>"
    forms = f"<switch>{label}<text>Steam cr...</text></switch><switch><g/><text>cannot display</text></switch>"
    languages = "<switch><text systemLanguage='de'>Kran</text><text>Crane</text><text>no</text></switch>"
    (tmp_path / "plan.svg").write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{forms}{languages}</svg>")
    assert whole_text(tmp_path / "plan.svg").split() == ["Steam", "crane", "Kran", "Crane"]


def test_drawn_lines_stand_apart_also_in_other_xml(tmp_path: Path) -> None:
    text = "<s:text>Slip<s:tspan x='1' dy='9'>way</s:tspan></s:text>"
    (tmp_path / "plan.xml").write_text(f"<?xml version='1.0'?><plan xmlns:s='http://www.w3.org/2000/svg'>{text}</plan>")
    assert "Slip way" in whole_text(tmp_path / "plan.xml")


@pytest.mark.parametrize("text", [PLAN + "\n\nThe plan shows the attic.\n", "<svg is an element of HTML5.\n"])
def test_a_text_that_begins_with_a_picture_is_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.svg").write_text(text)
    assert whole_text(tmp_path / "plan.svg") == text


@pytest.mark.parametrize(
    ("flowing", "text"),
    [
        (
            "<flowRoot><flowRegion/><flowPara>y<flowSpan>ew</flowSpan></flowPara><flowPara>elm</flowPara></flowRoot>",
            "yew\n\nelm\n",
        ),
        ("<flowRoot><flowDiv><flowPara>oak<flowLine/>ash</flowPara></flowDiv></flowRoot>", "oak ash\n"),
        ("<flowRoot><flowPara><flowLine>oak</flowLine>ash</flowPara></flowRoot>", "oak ash\n"),
        ("<textArea>oak<tbreak/>ash</textArea>", "oak ash\n"),
    ],
)
def test_text_that_flows_in_a_region_is_read(tmp_path: Path, flowing: str, text: str) -> None:
    (tmp_path / "plan.svg").write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{flowing}</svg>")
    assert whole_text(tmp_path / "plan.svg") == text
