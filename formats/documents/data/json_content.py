"""Tells JSON by its content, for files whose name says nothing: exports, recordings, logs of one record a line."""

import json
import re

# A member or an element that is no number: a list of numbers is not told from other text.
_BEGINNING = re.compile(r'\s{0,99}(?:\{\s{0,99}"(?:[^"\\\n]|\\.){0,200}"\s{0,99}:|\[\s{0,99}[\[{"])')
# A member of an object.
_MEMBER = re.compile(r'"(?:[^"\\\n]|\\.){0,200}"\s{0,99}:')
# How each file of an archive of Twitter begins.
_ASSIGNED = re.compile(r"\s{0,99}window\.YTD\.[\w.]{1,100}\s{0,9}=\s{0,9}[\[{]")


def is_assigned_json(head: bytes) -> bool:
    """Whether a file is a script that does nothing but give JSON a name, by its first bytes."""
    return _ASSIGNED.match(head[:1000].decode("utf-8", "replace")) is not None


def json_format(head: bytes, most: int) -> str:
    """The name of the format of JSON that a file begins with, by its first bytes, at most `most`; else empty.

    The first value must be whole and fill the file or its line, unless it is longer than `most`.
    """
    text = head.decode("utf-8-sig", "replace")
    if not _BEGINNING.match(text):
        return ""
    begin = len(text) - len(text.lstrip())
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(text, begin)
    except (ValueError, RecursionError):
        # A value that is cut off has members; brackets alone are a text of brackets.
        return "json" if len(head) >= most and _MEMBER.search(text) else ""
    rest = text[end:].lstrip()
    if not rest:
        return "json"
    return "jsonl" if rest[0] in "{[" and text[end:].lstrip(" \t\r")[:1] == "\n" else ""
