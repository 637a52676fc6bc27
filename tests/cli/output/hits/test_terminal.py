"""What a person sees: results at several widths as golden files, the pager, and wrapping that holds for any text."""

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command import Command
from hits import hit
from hypothesis import given
from hypothesis import strategies as some
from terminal import colours, frames, shown

from scent.cli.output import render, screen_text
from scent.cli.output.hits import terminal
from scent.core.types import Hit

BOILER = """# Boiler

Serviced every autumn by Mr. Brand, 0171 555 0199. The papers are in the blue folder on the shelf in the hall.

## Every autumn

When the radiator stays cold, let the trapped air out with the small key that hangs beside the meter, top floor first.
"""
GARDEN = "In March we sow tomatoes on the window sill, 番茄 too, and keep the seedlings warm.\n"


@pytest.fixture
def notes(scent: Command) -> Command:
    return indexed(scent)


def indexed(scent: Command) -> Command:
    scent.directory.mkdir(exist_ok=True)
    scent.home.mkdir(exist_ok=True)
    (scent.directory / "boiler.md").write_text(BOILER)
    (scent.directory / "garden.txt").write_text(GARDEN)
    assert scent("index", ".").code == 0
    return scent


WIDE = {
    "search": ["search", "cold radiators"],
    "similar": ["similar", "garden.txt"],
    "grep": ["grep", "cold radiators", "boiler.md"],
    "status": ["status"],
    "no-index": ["search", "--index", "nowhere", "cold radiators"],
}
SCENES = {
    **WIDE,
    "explain": ["search", "--explain", "-k1", "cold radiators"],
    "nothing": ["search", "--mode", "lexical", "xylophone"],
    "check": ["check"],
    "index": ["index"],
    "no-verb": ["serach", "cold radiators"],
    "no-option": ["search", "--lmit", "3", "cold radiators"],
}


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_what_is_on_the_screen_is_as_agreed(golden: Callable[[str, bytes], None], cache: Path, columns: int) -> None:
    with tempfile.TemporaryDirectory(prefix="scent-", dir="/tmp") as base:  # whose name is always as long
        notes = indexed(Command(Path(base, "work"), Path(base, "home"), cache))
        (notes.directory / "broken.docx").write_bytes(b"PK\x03\x04" + bytes(range(256)))
        for scene, words in SCENES.items() if columns == 80 else WIDE.items():
            text = with_name(shown(notes, *words, columns=columns), base)
            text = re.sub(r"\d[\d,.]* (s|kB)\b|\d{4}-\d\d-\d\d [\d:+-]+", "…", text)
            golden(f"terminal/{scene}-{columns}.txt", text.encode())


def with_name(text: str, base: str) -> str:
    """The text with an agreed name in place of `base`, wherever the terminal has broken that."""
    agreed = "/home/you".ljust(len(base), "-")
    return re.sub(
        "\n?".join(map(re.escape, base)),
        lambda found: "".join("\n" if each == "\n" else letter for each, letter in spread(found[0], agreed)),
        text,
    )


def spread(broken: str, agreed: str) -> Iterator[tuple[str, str]]:
    letters = iter(agreed)
    return ((each, "" if each == "\n" else next(letters)) for each in broken)


def test_a_name_is_a_link_to_its_file(notes: Command) -> None:
    seen = notes.on_terminal("search", "cold radiators").out
    links = re.findall(rb"\x1b\]8;;file://[^/]*([^\x1b]*)\x1b\\", seen)
    assert str(notes.directory / "boiler.md").encode() in links


@pytest.mark.parametrize("columns", [40, 60, 200])
def test_the_bar_of_an_index_run_fits_and_leaves_one_line(notes: Command, columns: int) -> None:
    screens = frames(notes, "index", "--index", "new", ".", columns=columns)
    drawn = [[line.rstrip() for line in screen.display if line.strip()] for screen in screens]
    assert all(len(lines) <= 2 for lines in drawn)
    assert any("/2 files" in line for lines in drawn for line in lines)
    assert "".join(drawn[-1]).startswith("scent: 2 added, ")


# GNOME Terminal's, which are neither the palest nor the strongest.
TANGO = {"red": "cc0000", "green": "4e9a06", "brown": "c4a000", "blue": "3465a4", "magenta": "75507b", "cyan": "06989a"}


@pytest.mark.parametrize("ground", ["000000", "ffffff"], ids=["dark", "light"])
def test_colours_can_be_read_on_dark_and_on_light_ground(notes: Command, ground: str) -> None:
    (notes.directory / "garden.txt").write_text("Changed since.\n")
    used = set()
    for words in (
        ["search", "--stale", "show", "--explain", "tomatoes"],
        ["grep", "tomatoes", "boiler.md", "garden.txt"],
    ):
        *_, screen = frames(notes, *words, columns=80)
        used |= colours(screen)
    assert used >= {"magenta", "green", "red"}
    for name in used:
        lighter, darker = sorted(map(luminance, (TANGO[name], ground)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3, name  # WCAG's least contrast of what is no running text


def luminance(colour: str) -> float:
    """How bright a colour is, from 0 to 1, as WCAG 2 has it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def laid_out(*hits: Hit, columns: int = 80, **more: object) -> list[str]:
    layout = terminal.Layout(render.Style(terminal=True), columns, **more)  # type: ignore[arg-type]  # a test's shorthand
    return b"".join(terminal.blocks(hits, layout)).decode().splitlines()


@given(some.text(some.characters(exclude_categories=["Cs"]), max_size=300), some.integers(1, 120), some.data())
def test_any_passage_fits_its_columns(text: str, columns: int, data: some.DataObject) -> None:
    end = 10 + data.draw(some.integers(0, len(text)))
    found = hit(b"/a", text, sentence=(data.draw(some.integers(10, end)), end))
    _, *lines = laid_out(found, columns=columns)
    assert all(screen_text.width(line) <= max(columns, 14) for line in lines)
    assert len(lines) <= terminal.MOST_ROWS + terminal.MOST_LINE_ROWS * (1 + text.count("\n"))


def test_hits_of_a_file_that_follow_one_another_share_its_heading() -> None:
    one, two = hit(place="page 3"), hit(text="another", place="page 7", start_line=20, end_line=20, heading=("Top",))
    other = hit(b"/home/me/notes/b.md")
    assert laid_out(one, two, other, one) == [
        "/home/me/notes/a.md  page 3  Top > Sub",
        "3:a passage",
        "--  page 7  Top",
        "20:another",
        "",
        "/home/me/notes/b.md  Top > Sub",
        "3:a passage",
        "",
        "/home/me/notes/a.md  page 3  Top > Sub",
        "3:a passage",
    ]


def test_the_place_is_never_cut_but_the_path_in_its_middle_and_the_headings() -> None:
    path = b"/home/me/" + b"papers/" * 9 + b"annual.pdf"
    there = hit(
        path, place="sheet Costs, row 3 - row 9", heading=("Annual report", "Costs of heating"), stale="changed"
    )
    for columns in (60, 80, 120, 200):
        heading, _ = laid_out(there, columns=columns)
        assert screen_text.width(heading) <= columns
        assert "annual.pdf  [changed]  sheet Costs, row 3 - row 9" in heading
    assert heading.endswith("Annual report > Costs of heating")


def test_what_a_hit_stands_for_follows_its_lines() -> None:
    assert laid_out(hit(copies=7, more=4))[2:] == ["  +7 files with the same text, +4 more in this file"]
    assert laid_out(hit(copies=1))[2:] == ["  +1 file with the same text"]


@pytest.mark.parametrize(("lines", "hits", "rows"), [(24, 1, 10), (24, 3, 5), (24, 10, 3), (60, 5, 9)])
def test_the_screen_is_divided_among_the_hits(lines: int, hits: int, rows: int) -> None:
    text = "\n".join(f"line {number}" for number in range(30))
    found = [
        hit(b"/%d" % number, text, sentence=(10 + text.index("line 15"), 20 + text.index("line 15")))
        for number in range(hits)
    ]
    assert len(laid_out(*found, lines=lines)) == hits * (rows + 1) + hits - 1


def test_lines_are_as_many_as_asked_for_and_the_passage_is_whole() -> None:
    text = "\n".join(f"line {number}" for number in range(30))
    found = hit(text=text, end_line=32, sentence=(10 + text.index("line 15"), 17 + text.index("line 15")))
    assert laid_out(found, context=(1, 0))[1:] == ["17-line 14", "18:line 15"]
    assert len(laid_out(found, passage=True)) == 31


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colour_a_colon_marks_the_lines_that_answer(notes: Command, environ: dict[str, str]) -> None:
    seen = notes.on_terminal("search", "cold radiators", **environ).out.decode()
    assert "\x1b" not in seen
    assert "\n7:When the radiator stays cold" in seen
    assert "\n5-## Every autumn\n6-\n" in seen


def test_what_exceeds_the_screen_goes_through_the_pager(notes: Command, tmp_path: Path) -> None:
    for number in range(12):
        (notes.directory / f"{number}.txt").write_text(f"Radiator number {number} stays cold in winter.\n")
    assert notes("index").code == 0
    pager = f"cat > '{tmp_path / 'paged'}'"
    assert notes.on_terminal("search", "cold radiators", "-k12", SCENT_PAGER=pager, LINES="24").out == b""
    assert b"stays" in (tmp_path / "paged").read_bytes()
    for words, environ in ((["--no-pager"], {}), ([], {"SCENT_PAGER": "cat"}), ([], {"SCENT_PAGER": "no-such-pager"})):
        seen = notes.on_terminal(*words, "search", "cold radiators", "-k12", **{"SCENT_PAGER": pager, **environ}).out
        assert b"stays" in seen
    assert b"stays" in notes.on_terminal("search", "cold radiators", "-k1", SCENT_PAGER=pager).out
