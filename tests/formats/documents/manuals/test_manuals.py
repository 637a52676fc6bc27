"""Manual pages read as a person reads them, on the lines of the file; Info and help texts come in their sections."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from places import SAMPLES

from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.manuals.roff_text import macro_text, strip_escapes
from scent.formats.documents.registry import detect_format, read

SAMPLES = SAMPLES / "manuals"


def one(name: str) -> Document:
    [document] = read(SAMPLES / name)
    return document


def under(document: Document, *path: str) -> str:
    """What stands below a heading, without the heading itself."""
    return "".join(
        document.text[block.start : block.end]
        for block in document.blocks
        if block.heading == path and block.kind is not Kind.HEADING
    )


@pytest.mark.parametrize(
    ("name", "title", "day"),
    [
        ("scent.1", "scent(1) - find passages by meaning", "2026-11-01"),
        ("kettle.8", "kettle(8) - boil water at a given hour", "2020-05-02"),
        ("lamp.7", "lamp(7) - light a room from the shell", "2018-06-03"),
    ],
)
def test_a_page_is_known_by_its_content_and_titled_by_its_name(name: str, title: str, day: str) -> None:
    document = one(name)
    assert (document.format, document.title) == ("man", title)
    assert datetime.fromtimestamp(document.date_ns / 1e9, UTC).date().isoformat() == day


def test_lines_are_those_of_the_file() -> None:
    for path in SAMPLES.iterdir():
        [document] = read(path)
        assert document.text.count("\n") == path.read_text().count("\n")
    lines = one("kettle.8").text.split("\n")
    source = (SAMPLES / "kettle.8").read_text().split("\n")
    assert source.index(".SH OPTIONS") == lines.index("OPTIONS")
    assert source.index("How much water to boil.") == lines.index("How much water to boil.")


def test_pandoc_s_page() -> None:
    kettle = one("kettle.8")
    assert under(kettle, "SYNOPSIS") == "kettle [-w] [--litres N]\nHOUR\n"
    assert under(kettle, "OPTIONS").split("\n")[:2] == ["-w, --whistle", "Whistle when the water boils."]
    code = [block for block in kettle.blocks if block.kind is Kind.CODE]
    assert [kettle.text[block.start : block.end].strip() for block in code] == ["kettle --litres 1 07:00"]
    [table] = [block for block in kettle.blocks if block.kind is Kind.TABLE]
    assert kettle.text[table.start : table.end].split() == ["state", "lamp", "cold", "blue"]
    assert table.heading == ("EXAMPLES", "At night")


def test_help2man_s_page() -> None:
    assert "-V, --version\nPrint the version and exit." in under(one("scent.1"), "OPTIONS")
    assert "Read files and keep their passages for searching." in under(one("scent.1"), "OPTIONS", "Commands")


def test_mdoc() -> None:
    lamp = one("lamp.7")
    assert under(lamp, "SYNOPSIS") == "lamp\n[-dv]\n[-b brightness]\nroom ...\n"
    prose, *items = under(lamp, "DESCRIPTION").partition("-b brightness")
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
def test_escapes(line: str, reads: str) -> None:
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
    ],
)
def test_macros(name: str, rest: str, reads: str) -> None:
    assert macro_text(name, rest, "lamp") == reads


@pytest.mark.parametrize(
    "head",
    [
        b"Mar  3 04:12:01 attic kernel: x\n.TH is here\n",
        b".. _label:\n\nTitle\n=====\n",
        b".PHONY: all\nall:\n\techo\n",
    ],
)
def test_what_only_begins_like_a_page_or_is_only_named_so_is_none(head: bytes) -> None:
    assert detect_format(head, b"messages.1").name == "text"


@pytest.mark.parametrize("damaged", [".TH", ".TH X 1\n.SH\n", ".TH X 1\n.TS\nl l", ".TH X 1\n.de a\n.b", ".Dd\n.Nm"])
def test_damaged_pages_are_read_as_far_as_they_go(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "page.man").write_text(damaged)
    [document] = read(tmp_path / "page.man")
    assert document.text.count("\n") == damaged.count("\n")


def test_info_comes_in_nodes_under_their_titles() -> None:
    bees = one("bees.info")
    assert (bees.format, bees.title) == ("info", "Keeping Bees")
    headings = [block.heading for block in bees.blocks if block.kind is Kind.HEADING]
    assert headings == [("Keeping Bees",), ("1 Hives",), ("1 Hives", "1.1 Frames"), ("2 Honey",)]
    assert under(bees, "1 Hives", "1.1 Frames").startswith("Ten frames fit.")
    assert bees.blocks[-1].kind is Kind.TABLE
    assert bees.blocks[-1].heading == ()


def test_an_info_manual_that_is_split_is_read_file_by_file() -> None:
    assert [one(name).format for name in ("hive.info", "hive.info-1", "hive.info-2")] == ["info"] * 3
    assert "Harvest when four fifths" in under(one("hive.info-2"), "2 Honey")
    assert not [block for block in one("hive.info").blocks if block.heading]


def test_an_info_manual_with_an_index_is_text(tmp_path: Path) -> None:
    """Most are: makeinfo marks indices and pictures with NULs."""
    pages = "\x1f\nFile: t.info,  Node: Top,  Up: (dir)\n\nTop\n***\n\nHoney.\n\n"
    index = "\0\b[index\0\b]\n* Menu:\n\n* drones:   Top.\n"
    (tmp_path / "t.info").write_text(pages + index)
    [document] = read(tmp_path / "t.info")
    assert document.text == pages + "\n* Menu:\n\n* drones:   Top.\n"


def test_a_help_text_comes_in_its_sections() -> None:
    search = one("search-help.txt")
    assert search.title == "scent search"
    assert [block.heading[0] for block in search.blocks if block.kind is Kind.HEADING] == [
        "Arguments",
        "Options",
        "Examples",
        "Exit status",
    ]
    options = [block for block in search.blocks if block.heading == ("Options",) and block.kind is Kind.LIST]
    assert search.text[options[1].start : options[1].end].lstrip().startswith("-k, --limit N")


def test_prose_that_speaks_of_usage_is_no_help_text(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Usage: of the word.\n\nI never\nOptions:\n  -- said so.\n")
    [document] = read(tmp_path / "letter.txt")
    assert document.title == ""
