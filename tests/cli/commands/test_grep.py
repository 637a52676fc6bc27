"""`scent grep`: what a user of grep would guess, by meaning, in files and in pipes that still flow."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command import COMMAND, Command

LOG = b"""\
Nov 24 10:00:01 host cron[1]: job started
Nov 24 10:00:02 host ntpd: clock synchronised
Nov 24 10:00:03 host smartd: the hard drive is failing, replace the disk
Nov 24 10:00:04 host sshd: session opened for user anna
Nov 24 10:00:05 host cron[1]: job finished
"""
QUERY = "disk is failing"
FOUND = LOG.splitlines()[2]


@pytest.fixture
def tree(scent: Command) -> Command:
    """The command, beside a log, a note and a file about nothing of interest."""
    (scent.directory / "a.log").write_bytes(LOG)
    (scent.directory / "b.txt").write_text("Sow tomatoes in March.\nWater them.\n", encoding="utf-8")
    (scent.directory / "c.txt").write_text("My disk is failing. So I bought bread.\n", encoding="utf-8")
    return scent


def test_a_pipe_gives_its_matching_lines_as_they_are(scent: Command) -> None:
    result = scent("grep", QUERY, stdin=LOG)
    assert (result.code, result.lines, result.err) == (0, [FOUND], b"")


def test_colours_of_the_input_do_not_hide_words_and_are_kept(scent: Command) -> None:
    coloured = FOUND.replace(b"failing", b"\x1b[1;31mfailing\x1b[0m").replace(b"disk", b"\x1b[32mdisk\x1b[0m")
    assert scent("grep", QUERY, stdin=LOG.replace(FOUND, coloured)).lines == [coloured]


def test_files_come_with_names_and_numbers_in_their_order(tree: Command) -> None:
    result = tree("grep", QUERY, "c.txt", "b.txt", "a.log")
    assert result.lines == [b"c.txt:1:My disk is failing. So I bought bread.", b"a.log:3:" + FOUND]
    assert tree("grep", QUERY, "a.log").lines == [b"3:" + FOUND]
    assert tree("grep", "-N", QUERY, "a.log").lines == [FOUND]
    assert tree("grep", "-HN", QUERY, "a.log").lines == [b"a.log:" + FOUND]
    assert tree("grep", "-I", QUERY, "a.log", "b.txt").lines == [b"3:" + FOUND]
    assert tree("grep", "-n", "-H", QUERY, "-", stdin=LOG).lines == [b"(standard input):3:" + FOUND]


def test_directories_are_walked_and_what_git_ignores_is_left_out(tree: Command) -> None:
    (tree.directory / ".ignore").write_text("c.txt\n", encoding="utf-8")
    assert tree("grep", "-l", QUERY, ".").lines == [b"a.log"]
    assert tree("grep", "-l", "--no-ignore", QUERY, ".").lines == [b"a.log", b"c.txt"]


def test_names_and_counts_alone(tree: Command) -> None:
    assert tree("grep", "-l", QUERY, "a.log", "b.txt").out == b"a.log\n"
    assert tree("grep", "-l0", QUERY, "a.log", "c.txt").out == b"a.log\0c.txt\0"
    assert tree("grep", "-L", QUERY, "a.log", "b.txt").out == b"b.txt\n"
    assert tree("grep", "-c", QUERY, "a.log", "b.txt").out == b"a.log:1\nb.txt:0\n"


def test_context_is_grep_s(tree: Command) -> None:
    lines = LOG.splitlines()
    (tree.directory / "two.log").write_bytes(LOG + b"\n".join(b"Nov 24 %d nothing" % n for n in range(4)) + b"\n" + LOG)
    result = tree("grep", "-C1", "-N", QUERY, "two.log")
    assert result.lines == [lines[1], FOUND, lines[3], b"--", lines[1], FOUND, lines[3]]
    assert tree("grep", "-B1", QUERY, "a.log").lines == [b"2-" + lines[1], b"3:" + FOUND]
    assert tree("grep", "-A1", QUERY, "a.log").lines == [b"3:" + FOUND, b"4-" + lines[3]]
    assert tree("grep", "-m1", "-A1", "-N", QUERY, "two.log").lines == [FOUND, lines[3]]


def test_context_may_be_any_number(tree: Command) -> None:
    assert tree("grep", "-C", "9" * 30, QUERY, "a.log").lines == tree("grep", "-C9", QUERY, "a.log").lines


def test_the_sentence_alone(tree: Command) -> None:
    assert tree("grep", "-o", QUERY, "c.txt").lines == [b"1:My disk is failing."]


def test_a_sentence_in_wrapped_lines_is_one(scent: Command) -> None:
    text = (
        b"All of us met at the house by the lake. Whoever leaves last turns\n"
        b"the key of the garden gate twice and hangs it behind the kitchen\n"
        b"door. Bread is bought on Fridays by whoever comes through the town.\n"
    )
    (record,) = scent("grep", "--json", "where does the key of the gate hang", stdin=text).records
    assert (record["path"], record["start_line"], record["end_line"]) == (None, 1, 3)
    assert record["text"].startswith("Whoever leaves last")
    assert record["text"].endswith("kitchen\ndoor.")


def test_json_names_the_file_and_the_score(tree: Command) -> None:
    (record,) = tree("grep", "--json", QUERY, "c.txt").records
    assert list(record) == ["query", "path", "start_line", "end_line", "score", "text"]
    assert record["path"] == "c.txt"
    assert 0.4 <= record["score"] <= 1


def test_nothing_found_is_1_and_a_threshold_decides(tree: Command) -> None:
    result = tree("grep", "the history of the violin", "a.log")
    assert (result.code, result.out) == (1, b"")
    assert tree("grep", "--min-score", "1", QUERY, "a.log").code == 1
    assert len(tree("grep", "--min-score", "-1", QUERY, "a.log").lines) == 5


def test_where_nothing_matches_the_nearest_line_is_told(tree: Command) -> None:
    result = tree("grep", "--min-score", "1", QUERY, "c.txt", "b.txt")
    assert (result.code, result.out) == (1, b"")
    assert re.fullmatch(rb"scent: nothing reaches 1\.00; nearest about 0\.[0-9]+: My disk is failing\.\n", result.err)
    for words in (["-q"], ["-s"], ["-L"]):
        assert tree("grep", *words, "--min-score", "1", QUERY, "c.txt").err == b""
    assert tree("grep", "--min-score", "1", QUERY, stdin=b"").err == b""
    assert tree("grep", "--min-score", "0.1", QUERY, "c.txt").err == b""


def test_the_nearest_line_is_told_in_one_bounded_line(scent: Command) -> None:
    result = scent("grep", "--min-score", "1", QUERY, stdin=b"\x1b[2J my disk " + b"is failing " * 1000)
    assert (result.err.count(b"\n"), b"\x1b" in result.err) == (1, False)
    assert len(result.err) < 300


README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")


def test_the_log_of_the_readme_gives_its_lines(scent: Command) -> None:
    """A kernel tells in its own words that a disk is failing, among what it tells every day."""
    assert f'journalctl | scent grep "{QUERY}"' in README
    ordinary = [
        "kernel: [{n}.204113] usb 1-4: new high-speed USB device number {n} using xhci_hcd",
        "kernel: [{n}.118204] IPv6: ADDRCONF(NETDEV_CHANGE): eno1: link becomes ready",
        "systemd[1]: Started Session {n} of User anna.",
        "sshd[{n}]: Connection closed by 192.0.2.{n} port 4{n}",
        "CRON[{n}]: (root) CMD (cd / && run-parts --report /etc/cron.hourly)",
        "postfix/smtp[{n}]: 4F2A9{n}: removed",
    ]
    telling = [
        "kernel: [91822.104113] ata1.00: failed command: READ FPDMA QUEUED",
        "kernel: [91822.104127] Buffer I/O error on device sda1, logical block 2848",
        "kernel: [91822.104131] blk_update_request: I/O error, dev sda, sector 2848 op 0x0:(READ)",
        "smartd[811]: Device: /dev/sda [SAT], 8 Currently unreadable (pending) sectors",
    ]
    lines = [f"Nov 14 03:{n}:07 nas {form.format(n=n)}" for n in range(10, 40) for form in ordinary]
    lines += [f"Nov 14 03:41:07 nas {each}" for each in telling]
    result = scent("grep", QUERY, stdin="\n".join(lines).encode())
    assert [line.decode() for line in result.lines] == lines[-4:]


def test_the_code_of_the_readme_gives_its_lines(scent: Command) -> None:
    assert 'scent grep -C2 "how are passwords kept" src' in README
    (scent.directory / "src").mkdir()
    (scent.directory / "src" / "users.py").write_text(
        "import scrypt\n\n\ndef kept(password, salt):\n"
        '    """Passwords are never stored; we keep a salted hash of each."""\n'
        "    return scrypt.hash(password, salt)\n\n\ndef greet(name):\n    print(name)\n"
    )
    result = scent("grep", "-C2", "how are passwords kept", "src")
    assert b'src/users.py:5:    """Passwords are never stored' in result.out
    assert b"print(name)" not in result.out


def test_lines_of_a_program_s_log_match_where_its_words_differ(scent: Command) -> None:
    """The example of the manual page."""
    log = (
        b"2026-11-14 03:12:07 INFO started\n"
        b"2026-11-14 03:12:09 ERROR could not connect to postgres on 10.0.0.5: connection refused\n"
    )
    assert scent("grep", "database connection refused", stdin=log).lines == log.splitlines()[1:]


def test_quiet_tells_by_the_exit_code(tree: Command) -> None:
    assert (tree("grep", "-q", QUERY, "a.log").code, tree("grep", "-q", QUERY, "b.txt").code) == (0, 1)


def test_lines_come_while_the_input_is_still_open(scent: Command) -> None:
    with subprocess.Popen(
        [*COMMAND, "grep", QUERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=scent.directory, env=scent.environ
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write(LOG)
            process.stdin.flush()
            assert process.stdout.readline().rstrip() == FOUND


def test_a_closed_pipe_is_no_error(tree: Command) -> None:
    (tree.directory / "long.log").write_bytes(LOG * 200)
    result = tree.shell(f"scent grep '{QUERY}' long.log | head -1; echo ${{PIPESTATUS[0]}}")
    assert (result.lines, result.err) == ([b"3:" + FOUND, b"0"], b"")


def test_what_cannot_be_read_is_said_and_the_rest_is_done(tree: Command) -> None:
    (tree.directory / "secret.txt").write_text("My disk is failing.\n", encoding="utf-8")
    (tree.directory / "secret.txt").chmod(0)
    result = tree.without_privileges()("grep", "-l", QUERY, "secret.txt", "a.log")
    assert (result.code, result.lines) == (3, [b"a.log"])
    assert result.err.startswith(b"scent: secret.txt: it cannot be read")


def test_binary_files_are_passed_over_unless_they_are_all(tree: Command) -> None:
    (tree.directory / "x.bin").write_bytes(b"\0\1\2 disk is failing" * 50)
    assert tree("grep", "-l", QUERY, ".").lines == [b"a.log", b"c.txt"]
    result = tree("grep", QUERY, "x.bin")
    assert (result.code, result.out) == (2, b"")
    assert b"binary" in result.err


def test_names_that_are_not_utf8_come_back_exactly(scent: Command) -> None:
    name = b"caf\xe9\n.log"
    with open(os.path.join(os.fsencode(scent.directory), name), "wb") as file:  # noqa: PTH118, PTH123  # a path of bytes
        file.write(LOG)
    assert scent("grep", "-l0", QUERY, ".").out == name + b"\0"
    assert scent("grep", "-HN", QUERY, name).out == b"caf\xe9\\n.log:" + FOUND + b"\n"


def test_on_a_terminal_the_sentence_is_coloured_and_escapes_are_harmless(tree: Command) -> None:
    (tree.directory / "c.txt").write_text("Eat. My disk \x1b[2J is failing. So\tbread.\n", encoding="utf-8")
    result = tree.on_terminal("grep", QUERY, "c.txt")
    lasting = re.sub(rb"\r\x1b\[K([-|/\\] [\d,]+ lines? read)?", b"", result.out)  # without the signs of life
    assert lasting.splitlines() == [b"1:Eat. \x1b[1;31mMy disk \\x1b[2J is failing.\x1b[0m So\tbread."]


def test_the_best_lines_come_first_once_all_is_read(scent: Command) -> None:
    (scent.directory / "a.txt").write_text("Bread.\nThe radiator is somewhat cool today.\n")
    (scent.directory / "b.txt").write_text("A cold radiator.\nButter.\n")
    ranked = scent("grep", "--sort", "score", "--min-score", "0.1", "--json", "a cold radiator", "a.txt", "b.txt")
    scores = [record["score"] for record in ranked.records]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) >= 2
    best = scent("grep", "--sort", "score", "-m1", "--min-score", "0.1", "a cold radiator", "a.txt", "b.txt")
    assert best.out == b"b.txt:1:A cold radiator.\n"
    assert scent("grep", "--sort", "score", "-q", "a cold radiator", "a.txt", "b.txt").code == 0
    assert scent("grep", "--sort", "score", "xylophone", "a.txt").code == 1


def test_a_name_that_leads_nowhere_costs_only_itself(scent: Command) -> None:
    (scent.directory / "a.txt").write_text("A cold radiator.\n")
    result = scent("grep", "a cold radiator", "nowhere", "a.txt")
    assert (result.code, result.out) == (2, b"a.txt:1:A cold radiator.\n")
    assert result.err == b"scent: no such file or directory: nowhere\n"
    assert scent("grep", "-q", "a cold radiator", "nowhere", "a.txt").code == 0


def test_names_can_come_from_a_list(scent: Command) -> None:
    name = b"new\nline.txt"
    (scent.directory / os.fsdecode(name)).write_text("A cold radiator.\n")
    listed = scent("grep", "-l0", "--files-from", "-", "a cold radiator", stdin=name + b"\0")
    assert (listed.code, listed.out) == (0, name + b"\0")
    (record,) = scent("embed", "--whole", "-0", "--files-from", "-", stdin=name + b"\0").records
    assert record["path"] == os.fsdecode(name)
    assert scent("grep", "--files-from", "-", "x").code == 1


def test_names_can_be_left_out_as_grep_leaves_them_out(tree: Command) -> None:
    for words in (["-h"], ["-I"], ["--no-filename"], ["-Hh"]):
        assert b".log" not in tree("grep", *words, QUERY, ".").out
    assert tree("grep", "-h").out == tree("grep", "--help").out


def test_options_that_grep_needs_are_taken(tree: Command) -> None:
    assert tree("grep", "-ri", "-l", QUERY, ".").out == tree("grep", "-l", QUERY, ".").out
    assert tree("grep", "-R", "-l", QUERY).out == tree("grep", "-l", QUERY, ".").out
    assert tree("grep", "-lZ", QUERY, "a.log").out == b"a.log\0"
    quietly = tree("grep", "-s", "-l", QUERY, "a.log", "nowhere")
    assert (quietly.code, quietly.out, quietly.err) == (2, b"a.log\n", b"")
    assert (tree("grep", "-qs", QUERY, "nowhere").code, tree("grep", "-qs", QUERY, "nowhere").err) == (2, b"")
    assert tree("grep", "--line-buffered", QUERY, stdin=LOG).lines == [FOUND]


def test_one_of_several_queries_is_enough(tree: Command) -> None:
    result = tree("grep", "--json", "-e", "planting tomatoes", "-e", QUERY, "b.txt", "a.log")
    assert [(record["query"], record["start_line"]) for record in result.records] == [
        ("planting tomatoes", 1),
        (QUERY, 3),
    ]
    assert tree("grep", "-e", QUERY, "a.log").lines == [b"3:" + FOUND]
    assert tree("grep", "-le", "-disk is failing", "a.log").lines == [b"a.log"]
    assert tree("grep", "a.log", "-e", QUERY, "nowhere").err == b"scent: no such file or directory: nowhere\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], b"the query is missing"),
        (["-e", ""], b"the query is empty"),
        (["-e"], b"scent grep --help"),
        ([""], b"the query is empty; it has no meaning to look for\nhint: such as: scent grep"),
        (["-e", "x", "-e", " "], b"the query is empty"),
        (["x", "nowhere"], b"no such file or directory: nowhere"),
        (["x", "--json", "-l"], b"use only one of"),
        (["x", "--sort", "score", "-l"], b"--sort cannot be combined with -l"),
        (["x", "--min-score", "2"], b"--min-score"),
    ],
)
def test_a_wrong_request_is_one_sentence(scent: Command, words: list[str], said: bytes) -> None:
    result = scent("grep", *words)
    assert (result.code, result.out) == (2, b"")
    assert said in result.err
    assert b"Traceback" not in result.err


def test_a_ctrl_c_at_any_moment_of_the_start_ends_it(scent: Command) -> None:
    """The input never ends, so a lost signal would leave the process waiting for ever."""
    for tenths in range(12):
        process = scent.start("grep", QUERY, piped=True)
        time.sleep(0.05 * tenths)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) != 0
        process.communicate()
