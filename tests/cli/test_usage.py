"""Wrong requests: exit code 2, nothing on stdout, one sentence and one hint on stderr, never a traceback."""

import subprocess
import sys

import pytest
from command import Command, Result


def sentence(result: Result) -> str:
    """The sentence of a failed run, after checking that the run failed as every run should."""
    lines = result.err.decode().splitlines()
    assert result.code == 2
    assert result.out == b""
    assert lines[0].startswith("scent: ")
    assert all(line.startswith("hint: ") for line in lines[1:])
    assert b"Traceback" not in result.err
    assert b"something went wrong" not in result.err
    return result.err.decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["search"], "the query is missing"),
        (["search", "x", "--jsn"], "--json"),
        (["models", "pull", "bge-m4"], "did you mean 'bge-m3'?"),
        (["search", "x", "-k"], "'-k' requires an argument"),
        (["search", "x", "-k", "many"], "'many' is not a whole number"),
        (["embed", "--dims", "0"], "0 is less than 1\n"),
        (["grep", "x", "--min-score", "2"], "2.0 is not between -1 and 1\n"),
        (["index", "--wait", "long"], "'long' is not a number\n"),
        (["status", "x", "y"], "too many arguments: x y"),
        (["search", "x", "-k", "9" * 50], "there is no index"),
        (["search", "x", "-k", "0"], "--limit: 0 is not a whole number of at least 1"),
        (["search", "x", "--mode", "fast"], "'fast' is not one of 'hybrid', 'dense', 'lexical'"),
        (["search", ""], "the query is empty"),
        (["grep", "", "x"], "hint: such as: scent grep"),
        (["when is the rent due"], "hint: to search for these words: scent search 'when is the rent due'\n"),
        (["rent"], "hint: to search for these words: scent search rent\n"),
        (["rent", "due", "--json"], "hint: to search for these words: scent search 'rent due'\n"),
        (["serch", "rent"], "hint: did you mean search? to search for these words: scent search 'serch rent'\n"),
        (["search", "x", "--index", "/dev/null"], "/dev/null is a file; an index is a directory"),
        (["index", "--index", "/dev/null", "."], "/dev/null is a file; an index is a directory"),
        (["search", "x", "--lang", "Germn"], "did you mean German?"),
        (["search", "x", "--lang", "?"], "hint: give a code such as de"),
        (["search", " \n"], "the query is empty"),
        (["search", b"\xff"], "the query is not valid UTF-8"),
        (["search", "x", ""], "no such file or directory: ''"),
        (["search", "x", "-0"], "-0 needs -l, --format or --files-from"),
        (["similar", "x", "-0"], "-0 needs -l or --format\n"),
        (["search", "x", "-l", "--json"], "--json cannot be combined with -l"),
        (["search", "x", "--vimgrep", "--format", "{path}"], "--vimgrep cannot be combined with --format"),
        (["search", "x", "--format", "{pth}"], "there is no field {pth}"),
        (["search", "x", "--format", "{path"], "--format: expected '}'"),
        (["search", "-", "--files-from", "-"], "cannot both come from standard input"),
        (["search", "x", "--files-from", "nowhere"], "cannot read the list nowhere"),
        (["index", "--files-from", "-"], "names no files"),
        (["forget"], "there is nothing to forget"),
        (["cat", "-", "--files-from", "-"], "cannot both come from standard input"),
        (["cat", "--files-from", "nowhere"], "cannot read the list nowhere"),
        (["similar", "."], "there is no index"),
        (["embed", "--files-from", "x"], "--files-from needs --whole"),
        (["embed", "--whole", "--files-from", "-"], "the list - names no files"),
        (["index", "nowhere"], "no such file or directory: nowhere"),
        (["index", "--max-filesize", "big", "."], "--max-filesize: 'big' is not a size"),
        (["index", "--strategy", "never", "."], "'never' is not one of 'early', 'late', 'blend'"),
        (["index", "--index", "", "."], "--index: the path is empty"),
    ],
)
def test_a_wrong_request_is_explained(scent: Command, words: list[str | bytes], said: str) -> None:
    assert said in sentence(scent(*words))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("serach x", "did you mean search?"),
        ("hlep", "did you mean help?"),
        ("rm x", "hint: scent forget removes files from the index, not from the disk"),
        ("forgte x", "hint: to search for these words: scent search 'forgte x'\n"),
        ("foret x", "hint: to search for these words: scent search 'foret x'\n"),
        ("find x", "did you mean search?"),
        ("version", "did you mean --version?"),
        ("search x --lmit 3", "did you mean --limit?"),
        ("search x --jsn", "did you mean --json?"),
        ("search x --mode lexcal", "did you mean lexical?"),
        ("search x --color=alwys", "did you mean always?"),
        ("search x --type pyton", "did you mean python?"),
        ("--index ix search x", "--index goes after the verb: scent search --index"),
        ("-k 3 search x", "-k goes after the verb: scent search -k"),
        ("search x --debug", "--debug goes before the verb: scent --debug search"),
        ("models lst", "did you mean list?"),
        ("config get limmit", "did you mean 'limit'?"),
        ("config set mode lexcal", "did you mean lexical?"),
        ("search x -z", "hint: see scent search --help"),
        ("search x -k", "hint: see scent search --help\n"),
        ("search -foo", "put -- before an argument that starts with a dash"),
        ("cat -notes.txt", "put -- before an argument that starts with a dash"),
        ("xyz", "hint: to search for these words: scent search xyz\n"),
    ],
)
def test_a_slip_is_told_what_was_meant(scent: Command, words: str, meant: str) -> None:
    assert meant in sentence(scent(*words.split()))


def test_a_slip_in_a_variable_is_not_passed_over(scent: Command) -> None:
    said = sentence(scent("search", "x", SCENT_LIMT="3"))
    assert "there is no setting SCENT_LIMT" in said
    assert "did you mean SCENT_LIMIT?" in said
    assert b"SCENT_" not in scent("search", "x", SCENT_HOME="/srv/scent").err


def test_help_can_be_asked_for_as_of_git(scent: Command) -> None:
    assert scent("help").out == scent("--help").out
    assert scent("help", "search").out == scent("search", "-h").out
    assert b"did you mean search?" in scent("help", "serching").err


def test_words_without_quotes_are_recognised(scent: Command) -> None:
    said = sentence(scent("search", "don't", "reset", "router"))
    assert "no such file or directory: reset" in said
    assert """scent search 'don'"'"'t reset router'""" in said


def test_names_with_terminal_escapes_are_harmless_in_errors(scent: Command) -> None:
    assert "no such file or directory: \\x1b[2Jname\\n\\xff" in sentence(scent("index", b"\x1b[2Jname\n\xff"))


def test_a_search_without_an_index_says_how_to_make_one(scent: Command) -> None:
    said = sentence(scent("search", "anything"))
    assert "scent index" in said
    assert len(said.splitlines()) == 3  # the first run explains itself


def test_a_status_without_an_index_says_how_to_make_one(scent: Command) -> None:
    assert "scent index" in sentence(scent("status"))


def test_an_index_of_nothing_is_refused(scent: Command) -> None:
    assert "scent index" in sentence(scent("index"))


BROKEN = """
import sys
from scent.cli.app import main
from scent.cli.commands import status
def broken(**options): raise RuntimeError("wires\\x1b[31m crossed")
status.resolve = broken
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("debug", [False, True])
def test_a_mistake_of_our_own_is_one_sentence_and_with_debug_a_traceback(scent: Command, debug: bool) -> None:  # noqa: FBT001  # a parameter of the test
    words = ["--debug"] * debug + ["status"]
    done = subprocess.run([sys.executable, "-c", BROKEN, *words], env=scent.environ, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"scent: something went wrong inside scent: RuntimeError: wires\\x1b[31m crossed" in done.stderr
    assert (b"Traceback" in done.stderr) is debug
    assert (b"--debug" in done.stderr) is not debug
