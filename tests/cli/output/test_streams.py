"""Where bytes go: closed pipes, full disks, missing streams, odd locales, and what changes on a terminal."""

import re

import pytest
from command import Command

ESCAPE = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")


def test_a_closed_pipe_is_not_an_error(scent: Command) -> None:
    result = scent.shell("scent --help | head -1; echo ${PIPESTATUS[0]}; scent --help | true; echo ${PIPESTATUS[0]}")
    assert result.lines[1:] == [b"0", b"0"]
    assert result.err == b""


def test_a_full_disk_is_one_sentence(scent: Command) -> None:
    result = scent.shell("scent --help > /dev/full")
    assert result.code == 2
    assert result.err.startswith(b"scent: no space left on device\n")
    assert b"Traceback" not in result.err


def test_what_cannot_be_said_changes_no_exit_status(scent: Command) -> None:
    for words in ("serch", "search x", "index nowhere"):
        assert scent.shell(f"scent {words} 2> /dev/full").code == 2


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_a_missing_stream_is_no_disaster(scent: Command, closed: str) -> None:
    for words in ("--version", "serch", "search x nowhere"):
        assert scent.shell(f"scent {words} {closed}").code in (0, 2)
        assert b"Traceback" not in scent.shell(f"scent {words} {closed}").err


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1", "no_SUCH"])
def test_a_locale_that_is_not_utf8_changes_nothing(scent: Command, locale: str) -> None:
    result = scent("index", "größe", LC_ALL=locale, LANG=locale)
    assert result.code == 2
    assert b"no such file or directory: gr" in result.err
    assert b"Traceback" not in result.err


def test_help_has_no_escapes_even_on_a_terminal(scent: Command) -> None:
    assert not ESCAPE.search(scent.on_terminal("search", "--help").out)
