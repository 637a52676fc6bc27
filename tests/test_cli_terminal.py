"""What a person sees: results at several widths as golden files, the pager, and wrapping that holds for any text."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Command
from hypothesis import given
from hypothesis import strategies as some
from test_cli_render import hit

from scent.cli import pages, render

BOILER = """# Boiler

Serviced every autumn by Mr. Brand, 0171 555 0199. The papers are in the blue folder on the shelf in the hall.

## Every autumn

When the radiator stays cold, let the trapped air out with the small key that hangs beside the meter, top floor first.
"""
GARDEN = "In March we sow tomatoes on the window sill, 番茄 too, and keep the seedlings warm.\n"


@pytest.fixture
def notes(scent: Command) -> Command:
    (scent.directory / "boiler.md").write_text(BOILER)
    (scent.directory / "garden.txt").write_text(GARDEN)
    assert scent("index", ".").code == 0
    return scent


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_results_are_laid_out_for_the_columns(
    notes: Command, golden: Callable[[str, bytes], None], columns: int
) -> None:
    seen = notes.on_terminal("search", "cold radiators", columns=columns).out
    links = re.findall(rb"\x1b\]8;;file://[^/]*([^\x1b]*)\x1b\\", seen)
    assert str(notes.directory / "boiler.md").encode() in links
    text = re.sub(rb"\x1b\]8;;[^\x1b]*\x1b\\", b"", seen)
    assert max(pages.width(line) for line in re.sub(rb"\x1b\[[0-9]*m", b"", text).decode().splitlines()) <= columns
    # Escapes are shown as what they are, so that the file can be read and compared.
    golden(f"terminal/search-{columns}.txt", text.replace(b"\x1b", b"\\e"))


def test_only_colours_that_can_be_read_on_dark_and_on_light_ground_are_used(notes: Command) -> None:
    seen = notes.on_terminal("search", "cold radiators").out
    assert set(re.findall(rb"\x1b\[([0-9;]*)m", seen)) <= {b"", b"0", b"1", b"2", b"32", b"33", b"35"}


@given(some.text(some.characters(exclude_categories=["Cs"]), max_size=300), some.integers(20, 120))
def test_any_passage_fits_its_columns(text: str, columns: int) -> None:
    lines = b"".join(pages.blocks([hit(b"/a", text)], render.Style(terminal=True), columns)).decode()
    assert all(pages.width(line) <= columns for line in lines.splitlines())
    assert len(lines.splitlines()) <= pages.LINES + 1


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
