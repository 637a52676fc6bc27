r"""Turns the accents and letters of TeX into the characters that are printed: `M\"uller` is Müller.

People search for what is printed. Formulas, program texts and `\verb` are kept as they are. Source:
"LaTeX2e: An unofficial reference manual", 23.5 (accents) and 23.6 (additional letters).
"""

import re
from unicodedata import normalize

_COMBINING = dict(
    zip(
        "\"'`^~=.cvuHkdbr",
        "\u0308\u0301\u0300\u0302\u0303\u0304\u0307\u0327\u030c\u0306\u030b\u0328\u0323\u0331\u030a",
        strict=True,
    )
)
_LETTERS = dict(
    zip(
        "ss SS ae AE oe OE aa AA o O l L i j dh DH th TH dj DJ ng NG".split(),  # noqa: SIM905 - a table
        "ßẞæÆœŒåÅøØłŁıȷðÐþÞđĐŋŊ",
        strict=True,
    )
)
_DOTLESS = {"ı": "i", "ȷ": "j"}  # noqa: RUF001 - below an accent these are the letters with their dots
# Formulas and program texts, whose commands mean something else, stand before what is replaced.
_COMMAND = re.compile(
    r"""\\\\ | \\\$ | \$\$?[^$\n]{1,300}\$ | \\\([^\n]{0,160}?\\\) | \\\[[^\n]{0,160}?\\\]
    | \\verb\*?(?P<quote>[^A-Za-z\s*])[^\n]{0,160}?(?P=quote)
    | \\(?P<hyphen>[-/])(?=\w)
    | \\(?P<letter>ss|SS|ae|AE|oe|OE|aa|AA|dh|DH|th|TH|dj|DJ|ng|NG|[oOlLij])(?![A-Za-z])(?:\{\}|[ \t]+(?=\S))?
    """,
    re.VERBOSE,
)
_ACCENT = re.compile(
    r"""\\\\ | \\\$ | \$\$?[^$\n]{1,300}\$ | \\\([^\n]{0,160}?\\\) | \\\[[^\n]{0,160}?\\\]
    | \\verb\*?(?P<quote>[^A-Za-z\s*])[^\n]{0,160}?(?P=quote)
    | \\(?:(?P<sign>["'`^~=.])[ \t]*|(?P<name>[cvuHkdbr])(?:[ \t]+|(?=[{\\]|[^\W\d_a-zA-Z])))
      (?:\{[ \t]*(?P<braced>[^\W\d_])[ \t]*\}|(?P<bare>[^\W\d_]))
    """,
    re.VERBOSE,
)
_BRACED = re.compile(r"(?P<command>\\[A-Za-z]+\*?(?:\[[^\]\n]{0,200}\])?)?\{(?P<letter>[^\W\d_a-zA-Z])\}")
_MAX_NESTED = 2  # accents on one letter: \'{\^e} is ế
_ENVIRONMENT = re.compile(
    r"""\\begin\s{0,9}\{(verbatim|Verbatim|lstlisting|minted|alltt|comment|filecontents|tikzpicture|tabbing|algorithmic
    |equation|align|gather|multline|eqnarray|displaymath|math|alignat|flalign)\*?\}""",
    re.VERBOSE,
)


def resolve_accents(text: str) -> str:
    """The text with the characters that its accents and letters stand for, on the same lines."""
    if "\\" not in text:
        return text
    pieces: list[str] = []
    at, unended = 0, set[str]()
    while begin := _ENVIRONMENT.search(text, at):
        name = begin[1]
        end = -1 if name in unended else text.find(f"\\end{{{name}", begin.end())
        if end < 0:
            unended.add(name)
            end = begin.end()
        pieces += (_resolved(text[at : begin.start()]), text[begin.start() : end])
        at = end
    return "".join((*pieces, _resolved(text[at:])))


def _resolved(text: str) -> str:
    if "\\" not in text:
        return text
    text = _COMMAND.sub(_letter, text)
    for _ in range(_MAX_NESTED):
        text = _BRACED.sub(_without_braces, _ACCENT.sub(_accented, text))
    return text


def _letter(command: re.Match[str]) -> str:
    if command["hyphen"]:
        return ""
    return _LETTERS[command["letter"]] if command["letter"] else command[0]


def _accented(accent: re.Match[str]) -> str:
    letter = accent["braced"] or accent["bare"]
    if not letter:
        return accent[0]
    character = normalize("NFC", _DOTLESS.get(letter, letter) + _COMBINING[accent["sign"] or accent["name"]])
    # What no language writes is a command of the author's own.
    return character if len(character) == 1 else accent[0]


def _without_braces(braced: re.Match[str]) -> str:
    r"""A letter for which `{\"u}` stood, within a word or at its beginning."""
    return braced[0] if braced["command"] else braced["letter"]
