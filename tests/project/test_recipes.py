"""The recipes of scent-recipes(7), each with the real program that it is for."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from command import COMMAND, Command, Result
from live_terminal import LiveTerminal
from places import PROJECT

RECIPES = (PROJECT / "contrib" / "RECIPES.md").read_text(encoding="utf-8")
NOTES = {
    "lock.txt": "The writer takes the lock before it writes anything.\n",
    "boiler.md": "# Heating\n\nWhen the radiator stays cold, let the trapped air out with the small key.\n",
    "new drafts.txt": "An old draft of a letter about the rent, which is due in May.\n",
    "tax.txt": "Receipts for the income tax return are in the blue folder on the shelf.\n",
}


def recipe(title: str) -> str:
    """The lines of a recipe, without their indent."""
    body = RECIPES.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return "\n".join(re.findall(r"^    (.*)$", body, re.MULTILINE))


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"needs {program}")


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """A repository of git that is indexed, and a program `scent` in the path."""
    base = tmp_path_factory.mktemp("recipes")
    scent = Command(base / "work", base / "home", cache)
    for directory in (scent.directory, scent.home / "bin"):
        directory.mkdir(parents=True)
    for name, text in NOTES.items():
        (scent.directory / name).write_text(text)
    program = scent.home / "bin" / "scent"
    program.write_text("#!/bin/sh\nexec " + " ".join(f"'{word}'" for word in COMMAND) + ' "$@"\n')
    program.chmod(0o755)
    if shutil.which("git"):
        subprocess.run(["git", "init", "-q", "."], cwd=scent.directory, check=True)
        subprocess.run(["git", "add", "tax.txt", "lock.txt"], cwd=scent.directory, check=True)
    assert scent("index", ".").code == 0
    return scent


def run(notes: Command, *words: str | Path, stdin: bytes = b"") -> Result:
    environ = notes.environ | {"PATH": f"{notes.home / 'bin'}:{notes.environ['PATH']}"}
    done = subprocess.run(
        words, cwd=notes.directory, env=environ, input=stdin, capture_output=True, timeout=120, check=False
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def linked(notes: Command, tmp_path: Path) -> Path:
    """A directory that holds nothing but a link to the command, which is installed elsewhere: as pipx and uv do it."""
    place, project = tmp_path / "venv", PROJECT
    shared = {"bash-completion/completions": "scent", "zsh/site-functions": "_scent"}
    for directory, name in (shared | {"fish/vendor_completions.d": "scent.fish"}).items():
        (place / "share" / directory).mkdir(parents=True)
        shutil.copy(project / "completions" / name, place / "share" / directory)
    (place / "share" / "man" / "man1").mkdir(parents=True)
    shutil.copy(project / "man" / "scent.1", place / "share" / "man" / "man1")
    (place / "bin").mkdir()
    shutil.copy(notes.home / "bin" / "scent", place / "bin")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "scent").symlink_to(place / "bin" / "scent")
    return tmp_path / "bin"


# What each is asked once the line of the recipe is in force, and something of the answer.
SHELLS = {
    "bash": ("complete -p scent", b"complete -F _scent scent"),
    "zsh": ("autoload -Uz compinit; compinit -D; print $_comps[scent]", b"_scent"),
    "fish": ("complete -c scent", b"forget"),
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_line_switches_completions_on_wherever_they_are_installed(notes: Command, linked: Path, shell: str) -> None:
    switch = recipe("Completions").splitlines()[list(SHELLS).index(shell)]
    assert f"    {switch}\n" in (PROJECT / "docs" / "install.md").read_text(encoding="utf-8")
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    asked, known = SHELLS[shell]
    environ = f"PATH={linked}:{notes.environ['PATH']}"
    result = run(notes, "env", environ, shell, "-c", f"{switch}\n{asked}")
    assert (result.code, result.err) == (0, b"")
    assert known in result.out


@needs("man")
def test_the_manual_is_found_beside_the_command(notes: Command, linked: Path) -> None:
    environ = f"PATH={linked}:{notes.environ['PATH']}"
    result = run(notes, "env", environ, "MANPAGER=cat", "sh", "-c", recipe("The manual"))
    assert b"find passages in your own files by meaning" in result.out


@needs("fzf")
def test_fzf_picks_among_the_passages(notes: Command) -> None:
    picker = recipe("A picker: fzf").splitlines()[1].replace("fzf ", "fzf --filter=radiator ")
    result = run(notes, "sh", "-c", picker, "sh", "my heating is cold")
    assert result.lines[0].startswith(b"boiler.md:3:1:")


@needs("fzf")
def test_fzf_runs_a_search_for_each_change_of_the_query(notes: Command) -> None:
    environ = notes.environ | {"PATH": f"{notes.home / 'bin'}:{notes.environ['PATH']}"}
    live = recipe("A picker: fzf").splitlines()[0]
    assert f"    {live}\n" in (PROJECT / "docs" / "scripts.md").read_text(encoding="utf-8")
    words = ["sh", "-c", live]
    with LiveTerminal(words, environ, notes.directory) as terminal:
        terminal.wait_for("0/0")
        terminal.type("my heating is cold")
        terminal.wait_for("> boiler.md:3:1:When", "│ When the radiator stays cold")
        terminal.type("\x15income tax")
        terminal.wait_for("tax.txt:1:1:Receipts", without="boiler.md")
        terminal.type("\r")
        assert terminal.end() == 0
        assert "tax.txt:1:1:Receipts for the income tax return" in terminal.text


@needs("git")
def test_git_has_the_search_as_a_verb_of_its_own(notes: Command) -> None:
    assert run(notes, "sh", "-c", recipe("git grep")).code == 0
    found = run(notes, "git", "scent", "-l", "--min-score", "-1", "cold radiator")
    assert (found.code, sorted(found.lines)) == (0, [b"lock.txt", b"tax.txt"])  # git has no others
    (notes.directory / "inner").mkdir()
    assert run(notes, "sh", "-c", "cd inner && git scent 'cold radiator'").code == 1


@pytest.mark.parametrize("editor", ["vim", "nvim"])
def test_the_quickfix_list_of_vim_leads_to_the_passage(notes: Command, editor: str, tmp_path: Path) -> None:
    if shutil.which(editor) is None:
        pytest.skip(f"needs {editor}")
    setting, search = recipe("Vim and Neovim").splitlines()
    told = tmp_path / "told"
    ask = f"call writefile([bufname(getqflist()[0].bufnr).':'.getqflist()[0].lnum], '{told}')"
    words = ["-es", "-u", "NONE", "-i", "NONE", "-c", setting]
    run(notes, editor, *words, "-c", search.replace("where is the lock taken", "cold radiator"), "-c", ask, "-c", "qa!")
    assert told.read_text() == "boiler.md:3\n"


@needs("emacs")
def test_next_error_of_emacs_leads_to_the_passage(notes: Command) -> None:
    search = recipe("Emacs").replace("where is the lock taken", "cold radiator")
    wait = '(while (get-buffer-process "*grep*") (accept-process-output nil 0.1))'
    go = "(next-error) (set-buffer (window-buffer))"
    tell = '(princ (format "%s:%d" (file-name-nondirectory (buffer-file-name)) (line-number-at-pos)))'
    result = run(notes, "emacs", "-Q", "--batch", "--eval", f"(progn (require 'grep) {search} {wait} {go} {tell})")
    assert result.out.endswith(b"boiler.md:3")


def test_xargs_gets_any_name_whole(notes: Command) -> None:
    result = run(notes, "sh", "-c", recipe("xargs").splitlines()[0])
    assert result.code == 0
    assert b"14 new drafts.txt\n" in result.out


@needs("git")
def test_git_names_the_files_that_are_searched(notes: Command) -> None:
    line = recipe("xargs").splitlines()[1]
    result = run(notes, "sh", "-c", line)
    assert [name.partition(b":")[0] for name in result.lines][:1] == [b"lock.txt"]


def test_many_questions_start_the_model_once(notes: Command) -> None:
    (notes.directory / "questions.txt").write_text("cold radiator\nincome tax\n")
    assert len(run(notes, "sh", "-c", recipe("Many questions")).records) >= 2


def test_a_language_model_reads_passages_from_a_pipe(notes: Command) -> None:
    model = notes.home / "bin" / "llm"
    model.write_text("#!/bin/sh\ncat\n")  # whatever answers, it reads its standard input
    model.chmod(0o755)
    result = run(notes, "sh", "-c", recipe("A language model"))
    assert b"new drafts.txt:1\nAn old draft of a letter about the rent, which is due in May.\n" in result.out


def test_the_crontab_line_is_that_of_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert f"    {recipe('Cron')}\n" in readme
