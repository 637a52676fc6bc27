"""Manual pages are read as a person reads them, on the lines of the file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import read_one, text_below, whole_text

from scent.formats.documents.base.document import Kind
from scent.formats.documents.manuals.roff_text import macro_text, strip_escapes
from scent.formats.documents.registry import detect_format, read

MANUALS = SAMPLES / "manuals"


@pytest.mark.parametrize(
    ("name", "title", "day"),
    [
        ("scent.1", "scent(1) - find passages by meaning", "2026-11-01"),
        ("kettle.8", "kettle(8) - boil water at a given hour", "2020-05-02"),
        ("lamp.7", "lamp(7) - light a room from the shell", "2018-06-03"),
    ],
)
def test_a_page_is_recognised_by_content_and_has_title_and_date(name: str, title: str, day: str) -> None:
    document = read_one(MANUALS / name)
    assert (document.format, document.title) == ("man", title)
    assert datetime.fromtimestamp(document.date_ns / 1e9, UTC).date().isoformat() == day


def test_lines_are_those_of_the_file() -> None:
    for path in MANUALS.iterdir():
        [document] = read(path)
        assert document.text.count("\n") == path.read_text().count("\n")
    lines = read_one(MANUALS / "kettle.8").text.split("\n")
    source = (MANUALS / "kettle.8").read_text().split("\n")
    assert source.index(".SH OPTIONS") == lines.index("OPTIONS")
    assert source.index("How much water to boil.") == lines.index("How much water to boil.")


def test_a_page_written_by_pandoc() -> None:
    kettle = read_one(MANUALS / "kettle.8")
    assert text_below(kettle, "SYNOPSIS") == "kettle [-w] [--litres N]\nHOUR\n"
    assert text_below(kettle, "OPTIONS").split("\n")[:2] == ["-w, --whistle", "Whistle when the water boils."]
    code = [block for block in kettle.blocks if block.kind is Kind.CODE]
    assert [kettle.text[block.start : block.end].strip() for block in code] == ["kettle --litres 1 07:00"]
    [table] = [block for block in kettle.blocks if block.kind is Kind.TABLE]
    assert kettle.text[table.start : table.end].split() == ["state", "lamp", "cold", "blue"]
    assert table.heading == ("EXAMPLES", "At night")


def test_a_page_written_by_help2man() -> None:
    assert "-V, --version\nPrint the version and exit." in text_below(read_one(MANUALS / "scent.1"), "OPTIONS")
    assert "Read files and keep their passages for searching." in text_below(
        read_one(MANUALS / "scent.1"), "OPTIONS", "Commands"
    )


def test_a_page_of_mdoc_macros() -> None:
    lamp = read_one(MANUALS / "lamp.7")
    assert text_below(lamp, "SYNOPSIS") == "lamp\n[-dv]\n[-b brightness]\nroom ...\n"
    prose, *items = text_below(lamp, "DESCRIPTION").partition("-b brightness")
    assert prose.split("\n")[2:11] == [
        *("utility lights", "room.", "See", "dim(1)", "and", "/etc/lamp.conf", "for", "“warm”", "light."),
    ]
    assert "".join(items) == "-b brightness\nHow bright, in percent.\n-d\nDim slowly—over a minute.\n\n"
    assert lamp.blocks[-1].kind is Kind.CODE
    assert lamp.blocks[-1].heading == ("DESCRIPTION", "Colours")


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ("\\fB\\-\\-all\\fR", "--all"),
        ("a\\(emb \\(bu \\[u00E4]\\(:u \\*(lqc\\*(rq", "a—b • äü “c”"),
        ("10\\s-1K\\s0\\\\ \\e \\& \\h'3n'x\\m[blue]y\\m[]", "10K\\ \\  xy"),
        ('text\\" a comment', "text"),
        ("\\[uD800]\\", ""),
    ],
)
def test_escapes_are_replaced_by_their_characters(line: str, reads: str) -> None:
    assert strip_escapes(line) == reads


@pytest.mark.parametrize(
    ("name", "rest", "reads"),
    [
        ("BR", "tar (1),", "tar(1),"),
        ("B", '"two words" three', "two words three"),
        ("BI", '"\\-\\-file=" NAME', "--file=NAME"),
        ("Nm", "", "lamp"),
        ("Fl", "a Ns Ar x , Fl -long", "-ax, --long"),
        ("Op", "Fl o Ar file", "[-o file]"),
        ("Xr", "ls 1 ,", "ls(1),"),
        ("Pq", "see Em this .", "(see this)."),
        ("It", "Xo Ic detach-client", "detach-client"),
        ("D1", "Pq alias: Ic attach", "(alias: attach)"),
        ("Dl", "ls Fl l", "ls -l"),
        ("Sx", "Shell Patterns", "Shell Patterns"),
        ("Qx", "a macro of the page", "a macro of the page"),
    ],
)
def test_macros_are_replaced_by_their_text(name: str, rest: str, reads: str) -> None:
    assert macro_text(name, rest, "lamp") == reads


@pytest.mark.parametrize(
    "head",
    [
        b"Mar  3 04:12:01 attic kernel: x\n.TH is here\n",
        b".. _label:\n\nTitle\n=====\n",
        b".PHONY: all\nall:\n\techo\n",
    ],
)
def test_text_that_only_resembles_a_page_is_text(head: bytes) -> None:
    assert detect_format(head, b"messages.1").name == "text"


@pytest.mark.parametrize("damaged", [".TH", ".TH X 1\n.SH\n", ".TH X 1\n.TS\nl l", ".TH X 1\n.de a\n.b", ".Dd\n.Nm"])
def test_damaged_pages_are_read_as_far_as_they_go(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "page.man").write_text(damaged)
    [document] = read(tmp_path / "page.man")
    assert document.text.count("\n") == damaged.count("\n")


def test_the_lines_for_a_screen_are_read_and_those_for_print_are_left_out(tmp_path: Path) -> None:
    page = ".TH LAMP 1\n.SH USE\n.ie t Print this.\n.el Show this.\n.if n Seen on screens.\n.if t .B Seen on paper.\n"
    page += ".ie n \\{\\\n.B Both of\nthese.\n.\\}\n.el .B Not this.\n.if \\n(.g Read in any case.\n"
    (tmp_path / "lamp.1").write_text(page)
    assert [line for line in read_one(tmp_path / "lamp.1").text.split("\n") if line] == [
        *("USE", "Show this.", "Seen on screens.", "Both of", "these.", "Read in any case.")
    ]


def test_macros_of_pod2man_are_no_words_and_its_examples_are_code(tmp_path: Path) -> None:
    page = ".TH LAMP 1\n.SH USE\nLight it:\n.Sp\n.Vb 1\n\\&    lamp \\-\\-on\n.Ve\n.Sp\nThen read.\n"
    (tmp_path / "lamp.1").write_text(page)
    document = read_one(tmp_path / "lamp.1")
    assert document.text == "\nUSE\nLight it:\n\n\n    lamp --on\n\n\nThen read.\n"
    [code] = [block for block in document.blocks if block.kind is Kind.CODE]
    assert document.text[code.start : code.end].strip() == "lamp --on"


def test_a_file_of_macros_alone_is_read_as_text(tmp_path: Path) -> None:
    macros = '.\\" Macros for the pages of the harbour.\n.de PG\n.SH \\\\$1\n..\n'
    (tmp_path / "harbour.man").write_text(macros)
    assert read_one(tmp_path / "harbour.man").text == macros


def test_a_macro_of_the_page_may_have_the_name_of_a_preprocessor(tmp_path: Path) -> None:
    macro = ".de PS\n.nf\n..\n.de PE\n.fi\n..\n"
    (tmp_path / "a.3").write_text(f"{macro}.TH A 3\n.SH SYNOPSIS\n.PS\nint lock(int place);\n.PE\nTakes a lock.\n")
    assert "int lock(int place);" in whole_text(tmp_path / "a.3")
    (tmp_path / "b.3").write_text(".TH B 3\n.SH PICTURE\n.PS\nbox 3 4\n.PE\nTakes a lock.\n")
    assert "box" not in whole_text(tmp_path / "b.3")


def test_references_of_mdoc_are_read_in_a_list_of_references_and_outside_of_one(tmp_path: Path) -> None:
    page = (
        ".Dd May 1, 2020\n.Dt OAR 1\n.Sh SEE ALSO\n.%A Ada Rower\n.%T The Book of Oars\n.Rs\n.%B Knots\n.%D 1984\n.Re\n"
    )
    (tmp_path / "oar.1").write_text(page)
    text = read_one(tmp_path / "oar.1").text
    assert text.split("\n") == ["", "", "SEE ALSO", "Ada Rower", "The Book of Oars", "", "Knots", "1984", "", ""]
