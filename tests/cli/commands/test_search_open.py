"""`scent search -o N`: opens a result in the user's editor at its line, or in the platform's viewer."""

import gzip
import shutil
import zipfile
from pathlib import Path

import pytest
from command import COMMAND, Command
from desk import Desk
from places import SAMPLES

FLAT = (
    "# Flat\n\nThe rent is due on the third working day.\n\n# Boiler\n\nMr. Brand comes to service it every autumn.\n"
)


@pytest.fixture
def desk(scent: Command) -> Desk:
    return Desk(scent)


def test_a_result_opens_in_the_editor_at_the_line_that_answers(scent: Command, desk: Desk) -> None:
    file = scent.directory / "flat.md"
    file.write_text(FLAT)
    assert scent("index", ".").code == 0
    desk.add("vim")
    done = scent("search", "-o", "1", "when do I pay for my apartment", EDITOR="vim -p", PATH=desk.path)
    assert (done.code, done.out, done.err) == (0, b"", b"")
    assert desk.told == [["vim", "-p", "+3", str(file)]]


def test_visual_goes_before_editor_and_may_have_quotes(scent: Command, desk: Desk) -> None:
    file = scent.directory / "flat.md"
    file.write_text(FLAT)
    assert scent("index", ".").code == 0
    desk.add("code")
    assert scent("search", "--open=1", "rent", VISUAL="code --wait 'a b'", EDITOR="false", PATH=desk.path).code == 0
    assert desk.told == [["code", "--wait", "a b", "--goto", f"{file}:3"]]


@pytest.mark.parametrize("name", ["-p.md", "+3", "a b.md", "$(touch x).md", 'it\'s "so".md', "line\nend.md", "a;b.md"])
def test_any_file_name_reaches_the_editor_whole(scent: Command, desk: Desk, name: str) -> None:
    file = scent.directory / name
    file.write_text(FLAT)
    assert scent("index", ".").code == 0
    desk.add("vim")
    assert scent("search", "-o1", "rent", EDITOR="vim", PATH=desk.path).code == 0
    assert desk.told == [["vim", "+3", str(file)]]
    assert [each.name for each in scent.directory.iterdir()] == [name]


def test_numbers_are_those_on_the_terminal_and_the_order_of_json(scent: Command, desk: Desk) -> None:
    for name, text in {"a.md": "The rent is due in May.", "b.md": "The rent of the garage.", "c.md": "Rent."}.items():
        (scent.directory / name).write_text(text + "\n")
    assert scent("index", ".").code == 0
    desk.add("vim")
    paths = [each["path"] for each in scent("search", "--all", "--json", "rent due").records]
    screen = scent.on_terminal("search", "--all", "--color=never", "rent due").out.decode()
    assert [line for line in screen.splitlines() if line.startswith("[")] == [
        f"[{number}] {Path(path).name}" for number, path in enumerate(paths, 1)
    ]
    for number in "123":
        assert scent("search", "--all", "-o", number, "rent due", EDITOR="vim", PATH=desk.path).code == 0
    assert [words[-1] for words in desk.told] == paths


def test_a_single_result_has_no_number(scent: Command) -> None:
    (scent.directory / "flat.md").write_text("The rent is due in May.\n")
    assert scent("index", ".").code == 0
    assert scent.on_terminal("search", "--color=never", "rent").out.startswith(b"flat.md")


def test_a_number_that_no_result_has_is_told(scent: Command, desk: Desk) -> None:
    (scent.directory / "flat.md").write_text(FLAT)
    assert scent("index", ".").code == 0
    desk.add("vim")
    done = scent("search", "-o", "4", "rent", EDITOR="vim", PATH=desk.path)
    assert (done.code, done.err) == (1, b"scent: there is no result 4: 1 result\n")
    done = scent("search", "-o", "1", "--mode", "lexical", "xylophone", EDITOR="vim", PATH=desk.path)
    assert (done.code, done.err) == (1, b"scent: nothing matches\n")
    assert desk.told == []


def test_an_editor_that_fails_is_an_error(scent: Command) -> None:
    (scent.directory / "flat.md").write_text(FLAT)
    assert scent("index", ".").code == 0
    for editor in ("false", "no-such-editor", "vim 'x"):
        done = scent("search", "-o", "1", "rent", EDITOR=editor)
        assert done.code == 2
        assert done.err.decode().endswith(
            f"scent: the editor failed: {editor}\nhint: VISUAL or EDITOR names the editor to use\n"
        )


def test_the_query_may_come_from_a_pipe_and_the_editor_has_the_terminal(scent: Command, desk: Desk) -> None:
    (scent.directory / "flat.md").write_text(FLAT)
    assert scent("index", ".").code == 0
    desk.add("vim")
    # script gives the command a terminal of its own; its standard input there is a pipe.
    program = " ".join(COMMAND)
    run = f"echo rent | {program} search -o 1"
    shell = scent.shell(f"script -qec '{run}' /dev/null", EDITOR="vim", PATH=desk.path)
    assert shell.code == 0, shell
    assert (desk.told[0][1], desk.had_terminal) == ("+3", [True])
    assert scent("search", "-o1", stdin=b"rent\nboiler\n").err == b"scent: -o opens a result of one query\n"


@pytest.mark.parametrize("option", ["--json", "--vimgrep", "--format={path}", "--passage", "--explain", "-C2"])
def test_opening_prints_nothing(scent: Command, option: str) -> None:
    done = scent("search", "-o", "1", option, "rent")
    assert (done.code, done.err) == (2, b"scent: -o prints nothing: it cannot be combined with options for output\n")


def test_a_pdf_opens_in_the_viewer_of_the_desktop_at_its_page(scent: Command, desk: Desk) -> None:
    pytest.importorskip("pypdfium2")
    file = scent.directory / "wall.pdf"
    shutil.copy(next((SAMPLES / "documents").glob("*.pdf")), file)
    assert scent("index", ".").code == 0
    query = scent("cat", "wall.pdf").out.decode().split(".")[0].strip().splitlines()[-1]
    hit = scent("search", "--json", "--all", query).records[0]
    page = hit["place"].removeprefix("page ")
    desk.add("xdg-open")
    desk.add("zathura")
    desk.add("xdg-mime", says="org.pwmt.zathura-pdf-mupdf.desktop")
    assert scent("search", "-o1", "--all", query, PATH=desk.path).code == 0
    desk.add("xdg-mime", says="a-viewer-without-pages.desktop")
    assert scent("search", "-o1", "--all", query, PATH=desk.path).code == 0
    assert desk.told == [["zathura", "-P", page, str(file)], ["xdg-open", str(file)]]


def test_a_member_of_an_archive_opens_as_the_archive(scent: Command, desk: Desk) -> None:
    file = scent.directory / "old.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("flat.md", FLAT)
    assert scent("index", ".").code == 0
    desk.add("xdg-open")
    desk.add("vim")
    assert scent("search", "-o1", "rent", EDITOR="vim", PATH=desk.path).code == 0
    assert desk.told == [["xdg-open", str(file)]]


def test_compressed_text_opens_in_an_editor_that_unpacks_it(scent: Command, desk: Desk) -> None:
    file = scent.directory / "flat.md.gz"
    file.write_bytes(gzip.compress(FLAT.encode()))
    assert scent("index", ".").code == 0
    for name in ("xdg-open", "vim", "nano"):
        desk.add(name)
    for editor in ("vim", "nano"):
        assert scent("search", "-o1", "rent", EDITOR=editor, PATH=desk.path).code == 0
    assert desk.told == [["vim", "+3", str(file)], ["xdg-open", str(file)]]


def test_without_a_viewer_the_way_to_the_text_is_told(scent: Command, desk: Desk) -> None:
    file = scent.directory / "old notes.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("flat.md", FLAT)
    assert scent("index", ".").code == 0
    done = scent("search", "-o1", "rent", PATH="/nowhere")
    assert done.code == 2
    assert done.err.decode().splitlines() == [
        f"scent: there is no program to open {file} with, such as xdg-open",
        f"hint: its text: scent cat '{file}' | less +3",
    ]
    desk.add("xdg-open", code=3)
    assert scent("search", "-o1", "rent", PATH=desk.path).err.startswith(
        f"scent: xdg-open cannot open {file}\n".encode()
    )


def test_a_file_that_is_gone_is_told(scent: Command, desk: Desk) -> None:
    file = scent.directory / "flat.md"
    file.write_text(FLAT)
    assert scent("index", ".").code == 0
    file.unlink()
    desk.add("vim")
    done = scent("search", "-o1", "--stale", "show", "rent", EDITOR="vim", PATH=desk.path)
    assert (done.code, desk.told) == (2, [])
    assert done.err.endswith(f"scent: {file} is gone\nhint: bring the index up to date: scent index\n".encode())
