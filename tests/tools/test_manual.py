"""The manual and the completions: made from the command line, nothing missing, accepted by what reads them."""

import re
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from places import PROJECT

from scent.cli import command_line
from scent.cli.settings import settings, values
from scent.core.config import ChunkSettings
from scent.core.files.walk import WalkSettings
from tools import command_tree, roff
from tools.descriptions import ENVIRONMENT, FILES, SETTINGS

PAGES = sorted((PROJECT / "man").iterdir())
TOP = command_tree.read(command_line.group())
VERBS = [verb.name for verb in TOP.verbs]

needs_mandoc = pytest.mark.skipif(shutil.which("mandoc") is None, reason="needs mandoc")


def test_what_is_committed_is_what_the_command_line_says() -> None:
    command = [sys.executable, "-m", "tools.generate", "--check"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), f"make generate\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_examples_a_page_and_completions(verb: str) -> None:
    found = next(each for each in TOP.verbs if each.name == verb)
    assert found.section("Examples"), "an epilog with Examples"
    assert any(line.startswith("0") for line in found.section("Exit status"))
    assert all(parameter.help for parameter in (*found.options, *found.arguments))
    page = (PROJECT / "man" / f"scent-{verb}.1").read_text()
    sections = re.findall(r'^\.SH "?([A-Z ]+)"?$', page, re.MULTILINE)
    expected = {
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "OPTIONS",
        "EXAMPLES",
        "EXIT STATUS",
        "FILES",
        "ENVIRONMENT",
        "SEE ALSO",
    }
    assert expected <= set(sections)
    assert set(sections) <= expected | {
        "ARGUMENTS",
        "COMPARING",
        "ON A SERVER",
        "STATIC MODELS",
        "QUESTIONS",
        "MODELS",
        "CITATIONS",
        "LEARNING",
        "FETCHING",
        "MANY LANGUAGES",
        "TUNING",
        "OUTPUT",
        "QUERY SYNTAX",
        "WATCHING",
    }
    assert "--help" in [name for each in found.options for name in each.names]
    assert ("-h" in [name for each in found.options if "--help" in each.names for name in each.names]) == (
        verb != "grep"
    )
    for script in ("scent", "_scent", "scent.fish"):
        text = (PROJECT / "completions" / script).read_text()
        assert re.search(rf"\b{verb}\b", text)
        for option in found.options:
            for name in option.names:
                bare = name.lstrip("-")
                assert re.search(rf"(-l |-s |-){re.escape(bare)}\b", text), (script, name)


def test_every_setting_is_described() -> None:
    assert set(SETTINGS) == set(values.READERS)


def test_pages_tell_of_files_and_variables_that_matter_to_the_verb() -> None:
    pages = {page.name: page.read_text() for page in PAGES}
    for name, entry in {**ENVIRONMENT, **FILES}.items():
        assert set(entry.verbs) <= set(VERBS)
        assert roff.bold(name) in pages["scent.1"]
    assert "HF_TOKEN" in pages["scent-models.1"]
    assert "HF_TOKEN" not in pages["scent-search.1"]


def test_described_defaults_are_the_real_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    real = settings.resolve({})._asdict() | asdict(ChunkSettings()) | asdict(WalkSettings())
    real["max_filesize"] = real["max_size"]
    for name, (default, _) in SETTINGS.items():
        assert real[name] == (values.checked(name, default) if default else None), name


@needs_mandoc
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_accepted_by_mandoc(page: Path) -> None:
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@needs_mandoc
@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_fits_its_columns(page: Path, columns: int) -> None:
    # Examples stand as they are written; everything else must wrap.
    source = re.sub(r"^\.nf$.*?^\.fi$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    command = ["mandoc", "-T", "utf8", "-O", f"width={columns}"]
    shown = subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout
    lines = re.sub(".\b", "", shown).splitlines()
    assert "NAME" in lines
    assert max(map(len, lines)) <= columns


@needs_mandoc
@example("a\N{NO-BREAK SPACE}b")
@given(
    some.text(
        some.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co", "Cf", "Mn", "Me", "Mc"]), max_size=40
    )
)
def test_any_text_comes_through_roff(words: str) -> None:
    source = "\n".join([*roff.heading("x", 1, "1"), ".SH NAME", "x \\- y", ".SH D", *roff.verbatim([f"<{words}>"])])
    command = ["mandoc", "-K", "utf-8", "-T", "utf8", "-O", "width=200"]
    shown = subprocess.run(command, input=source.encode(), capture_output=True, check=True).stdout.decode()
    assert f"<{words}>" in re.sub(".\b", "", shown)
