"""Lines of logs are told from prose, and the words of their messages from all that differs from line to line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.core.search.sentences.log_lines import is_log_line, message_words

LOGGED = [
    "Nov 14 03:12:07 nas kernel: [91822.104113] ata1.00: failed command: READ FPDMA QUEUED",
    "2026-11-14T03:12:07Z ERROR could not connect to postgres at db-1:5432: connection refused",
    '10.0.0.7 - - [14/Nov/2026:03:12:07 +0000] "GET /orders/17 HTTP/1.1" 200 512 "-" "curl/8.5.0"',
    "2026/11/14 03:12:07 [error] 811#811: *96 upstream timed out (110: Connection timed out)",
    "    at org.apache.catalina.core.StandardWrapper.invoke(StandardWrapper.java:118)",
    "[    1.204113] usb 1-4: new high-speed USB device number 3 using xhci_hcd",
]
PROSE = [
    "Water the tomatoes twice a week, and more often in July.",
    "The train leaves Friday at 10:15 from platform 4.",
    "In 1988, 12.5 % of them had moved to the city.",
    "Die Miete ist am dritten Werktag des Monats fällig.",
    "我们在2008年搬到了北京。",
    "",
]


@pytest.mark.parametrize("line", LOGGED)
def test_a_line_with_a_stamp_or_without_sentences_is_of_a_log(line: str) -> None:
    assert is_log_line(line)


@pytest.mark.parametrize("line", PROSE)
def test_a_sentence_is_not_of_a_log(line: str) -> None:
    assert not is_log_line(line)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (LOGGED[0], "failed command READ FPDMA QUEUED"),
        (LOGGED[1], "ERROR could not connect to postgres at connection refused"),
        (LOGGED[4], "at org apache catalina core Standard Wrapper invoke Standard"),
        ("Nov  4 03:12:07 mx postfix/smtp[811]: 4F2A9: removed", "removed"),
    ],
)
def test_the_words_of_a_message_are_left(line: str, message: str) -> None:
    assert message_words(line) == message


def test_lines_that_differ_in_numbers_have_the_same_words() -> None:
    (words,) = {
        message_words(f"Nov 14 03:12:{n} web1 sshd[{n}]: Connection closed by 10.0.0.{n}") for n in range(10, 60)
    }
    assert words == "Connection closed by"


def test_a_line_of_numbers_alone_stays() -> None:
    assert message_words("2026-11-14 17 18 19") == "2026-11-14 17 18 19"


@given(st.text())
def test_any_text_has_words(text: str) -> None:
    is_log_line(text)
    assert bool(message_words(text)) == bool(text)
