"""Makes the commands that messages advise work on the index that the user named with --index. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

_ON_AN_INDEX = ("check", "export", "forget", "gc", "index", "migrate", "search", "similar", "status", "why")
_COMMAND = re.compile(rf"\bscent (?:{'|'.join(_ON_AN_INDEX)})\b")


def on_index(message: str, index: str | None) -> str:
    """The message; each command in it that works on an index names `index`, quoted for a shell.

    Args:
        message: a sentence, a hint or a reason.
        index: the value of --index. None or empty: the commands find the same index without it.
    """
    if not index:
        return message
    import shlex

    option = f" --index {shlex.quote(index)}"
    return _COMMAND.sub(lambda command: command[0] + option, message)


def named_index(words: Sequence[str]) -> str:
    """The value of --index in the words of a command line that need not be valid; empty without one."""
    options = [*takewhile(lambda word: word != "--", words), ""]
    name = ""
    for word, after in pairwise(options):
        if word == "--index":
            name = after
        elif word.startswith("--index="):
            name = word.removeprefix("--index=")
    return name
