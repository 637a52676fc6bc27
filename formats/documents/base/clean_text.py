"""Cleans the text that readers extract: white space, line ends, and characters that nobody sees."""

import re

_SPACE = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?(?:\r\n|[\n\r\v\f\x85\u2028\u2029]) ?")
_BLANK_LINES = re.compile(r"\n{2,}")
# Control codes but for white space, and marks that only say where a word may be broken.
_INVISIBLE = re.compile("[\0-\x08\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\ufffe\ud800-\udfff]")


def clean_text(text: str) -> str:
    r"""Text with single spaces, line ends as "\n", no blank lines, and nothing invisible."""
    text = _SPACE.sub(" ", remove_invisible(text))
    return _BLANK_LINES.sub("\n", _LINE_ENDS.sub("\n", text)).strip()


def remove_invisible(text: str) -> str:
    """Text without control codes, soft hyphens, zero-width marks and lone surrogates."""
    return _INVISIBLE.sub("", text)


def replace_surrogates(text: str) -> str:
    """Text as UTF-8 can hold it: lone surrogates become "?", and nothing else moves."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
