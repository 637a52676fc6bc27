"""Typer's usage errors in scent's words, each with a hint: what was probably meant, or where to look."""

import re
from collections.abc import Collection, Sequence
from itertools import takewhile
from typing import Any

import typer

_IN_OUR_WORDS = {
    "is not a valid int(eger)?( range)?": "is not a whole number",
    "is not a valid float( range)?": "is not a number",
    r"is not in the range x>=([\d.-]*\d)": r"is less than \1",
    r"is not in the range ([\d.-]+)<=x<=([\d.-]*\d)": r"is not between \1 and \2",
    r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)": r"too many arguments: \1",
}
# Words that people know from other programs, by the verb that does the same here.
_ELSEWHERE = {
    theirs: ours
    for ours, names in {
        "search": "find query ask",
        "index": "add update sync reindex scan",
        "status": "ls list info show stats",
        "check": "fsck verify doctor",
        "config": "settings options",
        "serve": "server daemon",
        "--version": "version",
    }.items()
    for theirs in names.split()
}
# A verb that removes something is never suggested because a word looks like it: who types the
# suggestion without a thought would lose what is indexed.
_REMOVES = "forget"
_MEANS_REMOVE = ("rm", "remove", "delete", "del")
_BEFORE_VERB = ("--version", "-V", "--no-pager", "--debug")


def message(error: typer.TyperException) -> str:
    """What is wrong, in one sentence, without Typer's suggestions."""
    text = getattr(error, "message", "") if hasattr(error, "option_name") else error.format_message()
    for theirs, ours in _IN_OUR_WORDS.items():
        text = re.sub(theirs, ours, text)
    text = text.partition(". Did you mean")[0].removesuffix(".")
    return text[:1].lower() + text[1:]


def hint(error: typer.TyperException, words: Sequence[str], verbs: Collection[str]) -> str:
    """What was probably meant, or else where to look.

    Args:
        error: what Typer says.
        words: the command line.
        verbs: the names of all verbs.
    """
    from difflib import get_close_matches

    context = getattr(error, "ctx", None)  # only usage errors have one
    path = context.command_path if context else " ".join(["scent", *(word for word in words[:1] if word in verbs)])
    word, known = _unknown_word(error, context, verbs)
    if word in _BEFORE_VERB and path != "scent":
        return f"{word} goes before the verb: scent {word} {path.removeprefix('scent ')}"
    verb = next((each for each in words if each in verbs), "")
    if path == "scent" and context and verb and word in _names(context.command.get_command(context, verb)):
        return f"{word} goes after the verb: scent {verb} {word}"
    if path == "scent" and word in _MEANS_REMOVE:
        return f"scent {_REMOVES} removes files from the index, not from the disk; see scent {_REMOVES} --help"
    near = get_close_matches(word, [each for each in known if each != _REMOVES], n=1)
    meant = [f"did you mean {near[0]}?"] if near else []
    if path == "scent" and word and not word.startswith("-"):
        meant.append(f"to search for these words: {_search(words)}")
    if not meant:
        meant.append(f"see {path} --help")
        if path != "scent" and "o such option" in error.format_message():
            meant[-1] += "; put -- before an argument that starts with a dash"
    return " ".join(meant)


def _search(words: Sequence[str]) -> str:
    """The command that searches for the words of a command line, which names no verb."""
    import shlex

    query = " ".join(takewhile(lambda word: not word.startswith("-"), words))
    return f"scent search {shlex.quote(query)}"


def _names(command: Any) -> list[str]:  # noqa: ANN401  # Typer keeps the class private
    """The names of a command's options."""
    return [name for each in command.params for name in (*each.opts, *each.secondary_opts)]


def _unknown_word(
    error: typer.TyperException, context: typer.Context | None, verbs: Collection[str]
) -> tuple[str, Sequence[str]]:
    """The word that Typer does not know, and the words that could stand in its place."""
    if context and (option := getattr(error, "option_name", "")):
        return option, _names(context.command)
    text = error.format_message()
    if match := re.search(r"No such command '(.*?)'", text):
        return _ELSEWHERE.get(match[1], match[1]), (*verbs, "help", "--version")
    if match := re.search(r"'([^']*)' is not one of (.*)", text):
        return match[1], re.findall(r"'([^']*)'", match[2])
    return "", ()
