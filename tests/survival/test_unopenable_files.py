"""A file of the index that this process may not open is no damage: `check` does not list it, a repair loses nothing."""

import resource
import shutil
import subprocess
from pathlib import Path

import pytest
from command import COMMAND, Command, Result

from scent.formats.index.health.check import check

# From what a start of Python takes to nearly what every verb takes.
LIMITS = (5, 11, 17)
VERBS = (["check"], ["check", "--repair"], ["search", "rent"])


@pytest.fixture
def index(scent: Command) -> Path:
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    assert scent("index", "rent.md", "--index=index").code == 0
    return scent.directory / "index"


def with_few_files(scent: Command, words: list[str], limit: int) -> Result:
    run = subprocess.run(
        [*COMMAND, *words, "--index=index"],
        cwd=scent.directory,
        env=scent.environ,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)),
    )
    return Result(run.returncode, run.stdout, run.stderr)


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_with_few_open_files_a_verb_works_or_says_so(scent: Command, index: Path, words: list[str]) -> None:
    refused = 0
    for limit in LIMITS:
        done = with_few_files(scent, words, limit)
        if done.code != 0:
            sentence, hint = done.err.decode().splitlines()
            assert (done.code, done.out, hint) == (2, b"", "hint: allow more open files, such as: ulimit -n 256"), limit
            assert sentence.startswith("scent: too many open files")
            refused += 1
    assert refused
    assert index.is_dir()
    assert scent("check", "--index=index").code == 0
    assert b"rent.md" in scent("search", "rent", "--index=index").out


@pytest.mark.parametrize("file", ["segments/*/documents.arrow", "segments/*/vectors.arrow", "lexical/*/meta.json"])
def test_a_file_of_the_index_without_rights_is_named_and_kept(scent: Command, index: Path, file: str) -> None:
    (closed,) = index.glob(file)
    closed.chmod(0)
    for words in VERBS:
        done = scent.without_privileges()(*words, "--index=index")
        assert (done.code, done.out) == (2, b""), words
        assert done.err.startswith(b"scent: permission denied: "), done.err
    closed.chmod(0o600)
    assert scent("check", "--index=index").code == 0
    assert b"rent.md" in scent("search", "rent", "--index=index").out


def test_an_index_that_may_not_be_written_is_named_as_the_user_knows_it(scent: Command, index: Path) -> None:
    lock = index / "writer.lock"
    lock.chmod(0)
    done = scent.without_privileges()("gc", "--index=index")
    assert (done.code, done.err.splitlines()[0]) == (2, f"scent: permission denied: {lock}".encode())


@pytest.mark.parametrize("phase", ["--ready", "--budget=1m"])
def test_a_run_that_runs_out_of_open_files_leaves_a_sound_index(scent: Command, index: Path, phase: str) -> None:
    """Also where the manifest is replaced already, and the index cannot be opened anew."""
    (scent.directory / "boiler.md").write_text("The boiler is in the cellar.\n")
    if phase != "--ready":
        assert scent("index", "--ready", "boiler.md", "--index=index").code == 0
    before = scent.directory / "before"
    index.rename(before)
    codes = set[int]()
    for limit in range(14, 30, 2):
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(before, index)
        codes.add(with_few_files(scent, ["index", phase, "boiler.md"], limit).code)
        assert check(index) == [], limit
    assert 2 in codes
    assert scent("index", "boiler.md", "--index=index").code == 0
    assert b"boiler.md" in scent("search", "boiler", "--index=index").out
