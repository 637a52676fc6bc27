"""Every example of the help and the man pages runs as it stands."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_models
from command import Command
from places import PROJECT

from scent.cli import command_line
from tools import command_tree, manual

SAMPLES = PROJECT / "tests" / "samples"
# Programs of other people that examples name, by what stands in for them here.
PROGRAMS = {
    "curl": "cat page.html",
    "dmesg": "cat app.log",
    "fd": "printf 'lease.pdf\\0'",
    "journalctl": "cat app.log",
    "jq": "cat",
    "less": "cat",
    "man": "cat draft.txt",
    "python3": "cat",
    "tail": "cat app.log",
}
ELSEWHERE = {
    "scent config edit": "tests/cli/commands/test_config.py has an editor",
    "scent models compare": "tests/cli/commands/test_models_compare.py has the models",
    "scent models tune": "tests/cli/commands/test_models_tune.py",
    "scent models pull": "tests/cli/commands/test_models_pull.py has a hub",
    "scent models use nomic": "needs a fetched model: tests/cli/commands/test_models_pull.py",
    "scent models use ~/models": "tests/cli/commands/test_models.py has such a file",
    "scent models remove": "needs a fetched model: tests/cli/commands/test_models_pull.py",
    "scent eval beir": "tests/cli/commands/test_eval.py has a dataset",
    "scent eval --learn": "tests/cli/commands/test_eval_learning.py has judged enough",
    "scent forget ~/notes/diary.md": "asks on a terminal: tests/cli/commands/test_forget.py",
    "scent index --watch": "ends at a signal: tests/cli/watching/test_watch.py",
    "scent migrate": "needs a second model: tests/cli/commands/test_migrate.py",
    "scent serve": "tests/core/server/test_server.py",
    "scent search -o 2": "tests/cli/commands/test_search_open.py has an editor",
    "scent pick": "tests/cli/commands/test_pick.py has a terminal",
    "scent search --rerank": "needs a second model: tests/cli/commands/test_search_rerank.py",
    "scent search --warm": "leaves a server behind: tests/core/server/test_server.py",
}


def examples() -> list[str]:
    """The lines of all examples, without the remarks beside them."""
    top = command_tree.read(command_line.group())
    lines = [
        *top.section("First steps"),
        *manual.MORE_EXAMPLES,
        *manual.JSON_EXAMPLES,
        *(line for verb in top.verbs for line in verb.section("Examples")),
    ]
    commands = [re.sub(r"  .*", "", line).removeprefix("0 * * * * ") for line in lines]
    return [each for each in dict.fromkeys(commands) if not each.startswith(tuple(ELSEWHERE))]


@pytest.fixture(scope="module")
def scent(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """A directory and a home with every file that an example names, all of them indexed."""
    base = tmp_path_factory.mktemp("examples")
    work, home, programs = base / "work", base / "home", base / "bin"
    files = {
        work / "notes" / "boiler.md": "# Boiler\n\nWhen the radiator stays cold, let the trapped air out.\n",
        work / "src" / "parse.py": "def parse(text):\n    return text.split()\n\n\n" * 20,
        work / "doc" / "lock.txt": "The writer takes the lock before it writes anything.\n",
        work / "draft.txt": "You can leave out some files with --exclude. The tax return is a draft.\n",
        work
        / "app.log": "disk failing: cannot read sector 7\ncannot reach the database\nthe process is out of memory\n",
        work / "page.html": "<p>An example page about boilers.</p>",
        work / "names.txt": "Ada\nGrace\n",
        work / "books.jsonl": '{"title": "The tides"}\n',
        work / "questions.txt": "why is the radiator cold\n",
        work / "questions.jsonl": '{"query": "cold radiator", "answers": [{"path": "../home/notes/diary.md"}]}\n',
        home / "notes" / "garden" / "spring.md": "Plans for spring: sow tomatoes on the window sill.\n",
        home / "notes" / "diary.md": "Unpaid invoices, old drafts and the lease.\n",
        home / "notes" / "tax.md": "Receipts for the tax return.\n",
        home / "mail" / "rent.txt": "The rent is due in May.\n",
        home / "old-project" / "readme.txt": "An old project.\n",
        **{programs / name: f"#!/bin/sh\n{script}\n" for name, script in PROGRAMS.items()},
    }
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for name in PROGRAMS:
        (programs / name).chmod(0o755)
    for name in ("report.pdf", "lease.pdf"):
        shutil.copy(next(SAMPLES.rglob("*.pdf")), work / name)
    shutil.copy(next(SAMPLES.rglob("*.odt")), work / "letter.odt")
    shutil.copy(next(SAMPLES.rglob("*.zip")), work / "notes.zip")
    path = f"{programs}:{Command(work, home, cache).environ['PATH']}"
    (home / "models").mkdir()
    writer = tiny_models.scripted(home / "models" / "chat.gguf", ["In May [1]."])
    command = replace(Command(work, home, cache), extra=(("PATH", path), ("SCENT_WRITER", str(writer))))
    command.shell("git init -q . && git add draft.txt && git -c user.name=a -c user.email=a@b commit -qm 'Add a draft'")
    assert command("index", ".", "--quiet", home / "notes", home / "mail", home / "old-project").code in {0, 3}
    assert command("index", "--quiet", "--index", "ix", "src", "doc").code == 0
    return command


@pytest.mark.parametrize("line", examples())
def test_an_example_runs(scent: Command, line: str) -> None:
    result = scent.shell(f"set -o pipefail; {line}")
    assert result.code in {0, 1, 3}, result.err
    assert b"Traceback" not in result.err
    assert b"hint: see scent" not in result.err


def test_only_examples_that_exist_are_left_out() -> None:
    top = command_tree.read(command_line.group())
    lines = [line for verb in top.verbs for line in verb.section("Examples")]
    assert all(any(line.startswith(each) for line in lines) for each in ELSEWHERE)
