"""Tells lines that a program logged from prose, and finds the words in them that say something. Pure."""

import re

from scent.formats.index.lexical.function_words import function_words
from scent.formats.index.lexical.words import words

# A time or a date near the start of a line, or the seconds since the kernel's start.
_STAMP = re.compile(
    r".{0,40}?(?<!\d)\d{1,2}:\d{2}:\d{2}(?!\d)|.{0,12}?(?<!\d)(?:19|20)\d\d[-/]\d\d[-/]\d\d(?!\d)|\[ *\d+\.\d+\]"
)
# A word of prose, with the quotes, brackets and stops around it.
_PROSE_WORD = re.compile(r"[^\w]*[^\W\d_]+(?:['\u2019.-][^\W\d_]+)*[^\w]*")
# Of the lines of prose in our collections, .5 to 3 % have fewer words of either kind; of the lines of logs, 97 %.
_LEAST_PROSE_WORDS = 0.75
_LEAST_FUNCTION_WORDS = 0.15

# What stands before the message: the client of a web server, a stamp, then host, program and process.
_STAMP_BEFORE = re.compile(
    r"\s*(?:\S+ - - )?[\[(]?"
    r"(?:\w{3} +\d+ |\d{4}[-/]\d\d[-/]\d\d[ T]|\[?\d\d/\w{3}/\d{4}:)?\d\d:\d\d:\d\d\S*\s*[\])]?\s*"
)
_SENDER = re.compile(r"(?:[\w.-]+ )?[\w./-]+(?:\[\d+\])?: (?:\[ *\d+\.\d+\] )?")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_RUN = re.compile(r"[\w']+(?:[.:-]\w+)*")
_DIGIT = re.compile(r"\d")
_JOINT = re.compile(r"[._:-]+")


def is_log_line(text: str) -> bool:
    """Whether a line has a stamp at its start, or is built of other things than the words of sentences."""
    if _STAMP.match(text):
        return True
    pieces = text.split()
    prose = sum(_PROSE_WORD.fullmatch(piece) is not None for piece in pieces)
    if not text.isascii() or prose >= _LEAST_PROSE_WORDS * len(pieces):
        return False
    standing = words(text)
    function = function_words(standing, ["en"])
    return sum(word in function for word in standing) < _LEAST_FUNCTION_WORDS * len(standing)


def message_words(text: str) -> str:
    """The words of a log line's message: no stamp, host and program, no numbers and addresses, identifiers in parts.

    Lines that differ only in what is left out give the same words. A line of nothing else is returned whole.
    """
    message = text
    if stamp := _STAMP_BEFORE.match(text):
        message = text[stamp.end() :]
        if sender := _SENDER.match(message):
            message = message[sender.end() :]
    runs = (run for run in _RUN.findall(_HUMP.sub(" ", message)) if not _DIGIT.search(run))
    return " ".join(part for run in runs for part in _JOINT.split(run) if part) or text
