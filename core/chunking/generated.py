"""Recognises text that a program made rather than a person: by what it is, not by the name of its file. Pure.

Such text is minified code and source maps, encoded data, lists of digests as in lock files, long tables of numbers,
tables of contents with the pages, and templates that nobody has filled in. It has words like any other, and would crowd
out what people wrote. A short text is never taken for generated: there is too little to tell by. Each rule takes time
in proportion to the text.
"""

import operator
import re

# Fewer characters than this say too little.
_LEAST = 160
# Characters of a piece of a text that is not cut into passages.
_PIECE = 800
# Minified code and encoded data have few spaces and long lines. Prose has a space for every six characters; prose in
# scripts without spaces is not ASCII.
_MOST_SPACES = 0.07
_LONG_LINE = 120
# What code has much of; encoded data has none.
_SIGNS = re.compile(r"[(){}\[\];,=:\"'<>&|!?+*]")
_LEAST_SIGNS = 0.12
# A line as long as a passage with so many of these is data, whatever spaces are in it: an index of words, a table of
# strings. Dialogue has quotes and commas, but no brackets; the source of a web page has others.
_SIGNS_OF_DATA = re.compile(r"[\[\]{}\",:]")
_LEAST_SIGNS_OF_DATA = 0.14
_BRACKETS = re.compile(r"[\[\]{}]")
_LEAST_BRACKETS = 0.02
# A word that nobody types: a digest, a key, encoded bytes. A path has fewer digits, and seldom capitals.
_ENCODED = re.compile(r"[0-9a-f]{32,}|[0-9A-F]{32,}|[A-Za-z0-9+/]{32,}={0,2}")
_LEAST_CODE_WORD = 32
_LEAST_DIGITS_ENCODED = 0.06
_MOST_ENCODED = 0.35
_DIGITS = b"0123456789"
_SPACES = bytes(code for code in range(128) if chr(code).isspace())
_MOST_DIGITS = 0.6
_MOST_LETTERS = 0.15

# The end of a line of a table of contents: dots that lead to a page. Their numbers never fall, as those of a menu do.
# A line that was cut has only dots.
_LEADER = re.compile(r"[^\s.][^\S\n]*(?:\.[^\S\n]?){4,}+[^\S\n]*+([0-9]{0,4})[^\S\n]*$", re.MULTILINE)
_LEAST_LEADERS = 2
_LEAST_OF_LINES = 0.6

_FRONT_MATTER = re.compile(r"\A\s*---\n.*?\n---\s*\n", re.DOTALL)
# A line of a form that says nothing: a heading, an empty item of a list, a rule.
_HEADING = re.compile(r" {0,3}#{1,6}\s+\S")
_EMPTY_ITEM = re.compile(r"\s*(?:[-*+]|[0-9]{1,3}[.)])?\s*(?:\[[ xX]?\])?\s*|\s*[-*_]{3,}\s*")
_LEAST_HEADINGS = 3


def is_generated(text: str) -> bool:
    """Whether a text is minified, encoded, a list of digests, a table of numbers or contents, or an empty template."""
    if _is_empty_template(text):
        return True
    body = text.strip()
    if len(body) < _LEAST:
        return False
    return _is_dense(body) or _is_encoded(body) or _is_numbers(body) or _is_contents(body)


def generated_characters(text: str) -> int:
    """How many characters of a text a program made; asked of pieces that are about as long as passages.

    A piece ends after a line where there is one.
    """
    count = at = 0
    while at < len(text):
        # A short rest belongs to the last piece, because too little could be told by it.
        end = len(text) if len(text) - at <= 2 * _PIECE else text.rfind("\n", at, at + _PIECE) + 1 or at + _PIECE
        count += (end - at) * is_generated(text[at:end])
        at = end
    return count


def _is_empty_template(text: str) -> bool:
    if text.count("#") < _LEAST_HEADINGS:
        return False
    lines = _FRONT_MATTER.sub("", text, count=1).splitlines()
    is_heading = [_HEADING.match(line) is not None for line in lines]
    # Comments of code look like headings, but follow each other.
    if sum(is_heading) < _LEAST_HEADINGS or any(map(operator.and_, is_heading, is_heading[1:])):
        return False
    return all(heading or _EMPTY_ITEM.fullmatch(line) for heading, line in zip(is_heading, lines, strict=True))


def _is_dense(text: str) -> bool:
    """Whether long lines hold the signs of code, and hardly a space unless there are very many signs."""
    if not text.isascii() or len(text) < _LONG_LINE * (text.count("\n") + 1) or "://" in text:
        return False
    if len(text.split()) - 1 > _MOST_SPACES * len(text):
        return "\n" not in text and _is_data(text)
    return len(_SIGNS.findall(text)) >= _LEAST_SIGNS * len(text)


def _is_data(line: str) -> bool:
    if len(_BRACKETS.findall(line)) < _LEAST_BRACKETS * len(line):
        return False
    return len(_SIGNS_OF_DATA.findall(line)) >= _LEAST_SIGNS_OF_DATA * len(line)


def _is_encoded(text: str) -> bool:
    if "://" in text and not re.search(r"sha(?:256|384|512)[-:]", text):
        return False
    runs = text.split()
    if max(map(len, runs)) < _LEAST_CODE_WORD:
        return False
    long = " ".join(run for run in runs if len(run) >= _LEAST_CODE_WORD)
    return sum(len(word) for word in _ENCODED.findall(long) if _is_code_word(word)) >= _MOST_ENCODED * len(text)


def _is_code_word(word: str) -> bool:
    digits = sum(map(str.isdigit, word))
    return digits >= _LEAST_DIGITS_ENCODED * len(word) and word.count("/") <= _LEAST_DIGITS_ENCODED * len(word)


def _is_numbers(text: str) -> bool:
    if text.isascii():  # almost every text, so without what the rest needs
        data = text.encode().translate(None, _SPACES)
        if len(data) - len(data.translate(None, _DIGITS)) < _MOST_DIGITS * len(data):
            return False
    signs = "".join(text.split())
    digits = sum(map(str.isdigit, signs))
    return digits >= _MOST_DIGITS * len(signs) and sum(map(str.isalpha, signs)) <= _MOST_LETTERS * len(signs)


def _is_contents(text: str) -> bool:
    ends = _LEADER.findall(text) if "...." in text or ". . ." in text else []
    pages = [int(end) for end in ends if end]
    lines = sum(not line.isspace() for line in text.splitlines() if line)
    if len(pages) < _LEAST_LEADERS or len(ends) < _LEAST_OF_LINES * lines:
        return False
    return 2 * len(pages) > len(ends) and pages == sorted(pages)
