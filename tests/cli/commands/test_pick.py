"""`scent pick` in a terminal with a person at it: fzf draws, scent answers, and what is chosen opens or is printed."""

import json
import shutil
import signal
from pathlib import Path

import pytest
from command import COMMAND, Command
from desk import Desk
from live_terminal import LiveTerminal

NOTES = {
    "flat.md": "# Flat\n\nThe rent is due on the third working day. The landlord is Ms. Okafor.\n",
    "boiler.md": "# Boiler\n\nServiced by Mr. Brand.\n\nThe radiator needs air let out when it stays cold.\n",
    "garden.md": "# Garden\n\nIn March we sow tomatoes on the window sill.\n",
}
ENTER, ESCAPE, INTERRUPT, TAB, UP, CLEAR = "\r", "\x1b", "\x03", "\t", "\x10", "\x15"

needs_fzf = pytest.mark.skipif(shutil.which("fzf") is None, reason="needs fzf")


@pytest.fixture
def notes(scent: Command) -> Command:
    for name, text in NOTES.items():
        (scent.directory / name).write_text(text)
    assert scent("index", ".").code == 0
    return scent


@pytest.fixture
def desk(notes: Command) -> Desk:
    desk = Desk(notes)
    desk.add("vim")
    return desk


def pick(
    notes: Command, *words: str, size: tuple[int, int] = (100, 30), out: Path | None = None, **environ: str
) -> LiveTerminal:
    return LiveTerminal([*COMMAND, "pick", *words], notes.environ | environ, notes.directory, size, out)


@needs_fzf
def test_a_query_is_answered_while_it_is_typed_and_enter_opens_the_passage_at_its_line(
    notes: Command, desk: Desk
) -> None:
    with pick(notes, EDITOR="vim", PATH=desk.path) as terminal:
        terminal.wait_for("type what to look for")
        terminal.type("cold radiator")
        terminal.wait_for("boiler.md:5: The radiator needs air", "5:The radiator needs air", "1-# Boiler")
        assert "The radiator needs air" in terminal.bold.replace("  ", " ")
        terminal.type(CLEAR + "landlord")
        terminal.wait_for("flat.md:3: The", "3:The rent is due", without="boiler.md")
        terminal.type(ENTER)
        assert terminal.end() == 0
    assert desk.told == [["vim", "+3", str(notes.directory / "flat.md")]]
    assert desk.had_terminal == [True]


@needs_fzf
def test_one_key_notes_whether_a_passage_answers(notes: Command) -> None:
    with pick(notes, "landlord") as terminal:
        terminal.wait_for("flat.md:3: The")
        terminal.type(ESCAPE + "g")
        terminal.wait_for("noted: answers the query")
        terminal.type(ESCAPE + "b")
        terminal.wait_for("noted: does not answer the query")
        terminal.type(INTERRUPT)
        assert terminal.end() == 130
    lines = (notes.home / "data/scent/judgements.jsonl").read_text().splitlines()
    assert [("answers" in line, "wrong" in line) for line in map(json.loads, lines)] == [(True, False), (False, True)]
    assert all(json.loads(line)["query"] == "landlord" for line in lines)


@needs_fzf
def test_an_editor_that_fails_is_told(notes: Command) -> None:
    with pick(notes, "landlord", EDITOR="false") as terminal:
        terminal.wait_for("flat.md:3: The")
        terminal.type(ENTER)
        terminal.wait_for("scent: the editor failed: false")
        assert terminal.end() == 2


@needs_fzf
@pytest.mark.parametrize("key", [ESCAPE, INTERRUPT])
def test_leaving_opens_nothing_and_exits_like_fzf(notes: Command, desk: Desk, key: str) -> None:
    with pick(notes, "landlord", EDITOR="vim", PATH=desk.path, TMPDIR=str(notes.home)) as terminal:
        terminal.wait_for("flat.md:3: The")
        assert list(notes.home.glob("scent-*"))
        terminal.type(key)
        assert terminal.end() == 130
    assert desk.told == []
    assert not list(notes.home.glob("scent-*"))


@needs_fzf
def test_enter_on_an_empty_list_is_no_error(notes: Command) -> None:
    with pick(notes, "--mode", "lexical", "xylophone") as terminal:
        terminal.wait_for("nothing matches")
        terminal.type(ENTER)
        assert terminal.end() == 1


@needs_fzf
def test_what_is_chosen_is_printed_where_stdout_is_no_terminal(notes: Command) -> None:
    out = notes.home / "out"
    with pick(notes, "--all", "landlord radiator", out=out) as terminal:
        terminal.wait_for("flat.md:3:", "boiler.md:5:")
        terminal.type(TAB + UP + TAB + ENTER)
        assert terminal.end() == 0
    assert sorted(out.read_text().splitlines()) == ["boiler.md:5", "flat.md:3"]


@needs_fzf
def test_print_prints_on_a_terminal_too(notes: Command) -> None:
    with pick(notes, "--print", "landlord", EDITOR="false") as terminal:
        terminal.wait_for("Enter prints", "flat.md:3: The")
        terminal.type(ENTER)
        assert terminal.end() == 0
        assert "flat.md:3" in terminal.text


@needs_fzf
def test_nothing_that_is_typed_and_no_file_name_reaches_a_shell(notes: Command, desk: Desk) -> None:
    name = "$(touch b) `touch c` 'd'\" ; touch e\n\x1b[31m.md"
    (notes.directory / name).write_text("The trombone is in the loft.\n")
    assert notes("index").code == 0
    before = sorted(notes.directory.iterdir())
    hostile = "'; touch x; ' $(touch y) `touch z` \\' ; touch w # \\ \" {q} {1} \\"
    for shell in ("/bin/sh", shutil.which("fish") or "/bin/bash"):
        with pick(notes, EDITOR="vim", PATH=desk.path, SHELL=shell) as terminal:
            terminal.wait_for("type what to look for")
            terminal.type(f"trombone {hostile}")
            terminal.wait_for("$(touch b)", "The trombone is in the loft", hostile[-20:])
            terminal.type(ENTER)
            assert terminal.end() == 0
        assert desk.told.pop() == ["vim", "+1", str(notes.directory / name)]
    with pick(notes, "two\nlines; touch v", SHELL="/bin/sh") as terminal:
        terminal.wait_for("touch v")
        terminal.type(ESCAPE)
        terminal.end()
    assert sorted(notes.directory.iterdir()) == before


@needs_fzf
def test_an_error_of_the_query_stands_above_the_list(notes: Command) -> None:
    with pick(notes) as terminal:
        terminal.wait_for("type what to look for")
        terminal.type("-landlord")
        terminal.wait_for("0/0", "the query", without="type what")
        terminal.type(CLEAR + "recieve landlrod")
        terminal.wait_for("no 'landlrod'; searched 'landlord'", "flat.md:3")
        terminal.type(ESCAPE)
        terminal.end()


@needs_fzf
def test_what_changed_is_read_before_the_list_is_drawn(notes: Command) -> None:
    (notes.directory / "cellar.md").write_text("# Cellar\n\nThe key of the cellar hangs behind the clock.\n")
    with pick(notes, "--refresh", "behind the clock") as terminal:
        terminal.wait_for("cellar.md:3: The key")
        terminal.type(ESCAPE)
        assert terminal.end() == 130


@needs_fzf
def test_the_options_of_search_limit_the_list(notes: Command) -> None:
    (notes.directory / "rent.txt").write_text("The rent of the garage goes to the landlord.\n")
    assert notes("index").code == 0
    (notes.directory / "list").write_text("rent.txt\n")
    for words in (["-t", "txt"], ["-g", "*.txt"], ["rent.txt"], ["--files-from", "list"]):
        with pick(notes, "landlord", *words, "--all") as terminal:
            terminal.wait_for("rent.txt:1", "1/1")
            terminal.type(ESCAPE)
            terminal.end()


@needs_fzf
def test_the_passage_is_beside_the_list_on_a_wide_screen_and_above_it_on_a_narrow_one(notes: Command) -> None:
    with pick(notes, "landlord", size=(80, 24)) as terminal:
        terminal.wait_for("3:The rent is due", "> landlord")
        assert terminal.text.index("3:The rent is due") < terminal.text.index("flat.md:3:")
        terminal.resize((160, 24))
        terminal.wait_for("│")
        terminal.wait_for("3:The rent is due", "> landlord")
        terminal.resize((60, 20))
        terminal.wait_for("3:The rent is due", "> landlord", without="│")
        terminal.type(ESCAPE)
        assert terminal.end() == 130


@needs_fzf
def test_no_color_leaves_out_colours_and_keeps_the_mark_of_the_line(notes: Command) -> None:
    with pick(notes, "landlord", NO_COLOR="1") as terminal:
        terminal.wait_for("3:The rent is due", "2-", "1-# Flat")
        assert not terminal.is_coloured
        terminal.type(ESCAPE)
        terminal.end()


@needs_fzf
def test_options_of_the_user_for_fzf_change_looks_and_never_the_answer(notes: Command) -> None:
    out = notes.home / "out"
    options = "--print-query --expect=ctrl-x --print0 -1 -0 --tac --prompt='ask me: ' --layout=reverse"
    with pick(notes, "landlord", out=out, FZF_DEFAULT_OPTS=options) as terminal:
        terminal.wait_for("ask me: landlord", "flat.md:3")
        terminal.type(ENTER)
        assert terminal.end() == 0
    assert out.read_text() == "flat.md:3\n"
    with pick(notes, "landlord", FZF_DEFAULT_OPTS="--no-such-option") as terminal:
        terminal.wait_for("no-such-option", "scent: fzf failed with exit status 2", "hint: FZF_DEFAULT_OPTS")
        assert terminal.end() == 2


@needs_fzf
def test_a_picker_that_is_terminated_leaves_neither_fzf_nor_files(notes: Command) -> None:
    with pick(notes, "landlord", TMPDIR=str(notes.home)) as terminal:
        terminal.wait_for("flat.md:3: The")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.end() == 143
    assert not list(notes.home.glob("scent-*"))


def test_without_fzf_the_way_out_is_told(notes: Command) -> None:
    done = notes("pick", "rent", PATH="/nowhere")
    assert done.code == 2
    message, hint = done.err.decode().splitlines()
    assert message == "scent: scent pick needs fzf, which is not installed"
    assert hint.startswith("hint: install it, such as with: apt install fzf, or: brew install fzf; scent search -o N")


@pytest.mark.parametrize(
    ("says", "message"),
    [
        ("0.20.0", "scent: fzf 0.20 is too old for scent pick\nhint: install 0.29 or later; "),
        ("hello", "scent: {program} is not fzf\nhint: "),
    ],
)
def test_another_fzf_is_refused(notes: Command, desk: Desk, says: str, message: str) -> None:
    desk.add("fzf", says=says)
    done = notes("pick", "rent", PATH=desk.path)
    assert done.code == 2
    assert done.err.decode().startswith(message.format(program=notes.home / "bin" / "fzf"))


@needs_fzf
def test_without_a_terminal_the_way_out_is_told(notes: Command) -> None:
    done = Command(notes.directory, notes.home, notes.cache, prefix=("setsid",))("pick", "rent")
    assert (done.code, done.err) == (2, b"scent: scent pick needs a terminal\nhint: in a script, use: scent search\n")


def test_without_an_index_nothing_is_drawn(scent: Command) -> None:
    done = scent("pick", "rent")
    assert (done.code, done.out) == (2, b"")
    assert b"scent: there is no index" in done.err
