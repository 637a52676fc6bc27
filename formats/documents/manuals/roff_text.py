r"""Turns one line of roff into text: escapes such as \fB and \(bu, and macros such as .BR and .Fl.

Source: groff(7), groff_char(7), man(7), mdoc(7).
"""

import re

MAX_LINE = 4000  # characters of a line that are read as roff; nobody writes longer lines of it
_ESCAPE = re.compile(
    r"""\\(?:
        (?P<comment>["#].*)
      | (?P<font>[fFgknmMYV](?:\[[^\]]{0,60}\]|\(..|.)) | s[+-]?(?:\d\d?|\[[^\]]{0,60}\]|'[^']{0,60}')
      | \*(?P<string>\[[^\]]{0,60}\]|\(..|.)
      | [hvwloxDbNZRXL](?P<quote>['"]).{0,80}?(?P=quote)
      | \[(?P<long>[^\]]{0,60})\] | \((?P<two>..) | C'(?P<named>[^']{0,60})'
      | (?P<one>.) | $
    )""",
    re.VERBOSE,
)
_CHARACTERS = {
    "em": "—",
    "en": "\u2013",
    "hy": "-",
    "aq": "'",
    "dq": '"',
    "lq": "“",
    "rq": "”",
    "oq": "\u2018",
    "cq": "’",
    "bu": "•",
    "co": "©",
    "rg": "®",
    "tm": "™",
    "rs": "\\",
    "ha": "^",
    "ti": "~",
    "ga": "`",
    "mu": "\u00d7",
    "->": "→",
    "<-": "←",
    "<=": "≤",
    ">=": "≥",
    "!=": "≠",
    "+-": "±",
    "de": "°",
    "at": "@",
    "sh": "#",
    "Do": "$",
    "ss": "ß",
    "mi": "\u2212",
    "ba": "|",
    "sl": "/",
    "sq": "□",
    "dg": "†",
    "di": "÷",
    "eq": "=",
    "pl": "+",
    "lB": "[",
    "rB": "]",
    "lC": "{",
    "rC": "}",
    "Fo": "«",
    "Fc": "»",
    "!!": "!",
    "R": "®",
    "Tm": "™",
    "ff": "ff",
    "fi": "fi",
    "fl": "fl",
    "Aq": "'",
    ":a": "ä",
    ":o": "ö",
    ":u": "ü",
    ":A": "Ä",
    ":O": "Ö",
    ":U": "Ü",
    "'e": "é",
    "`e": "è",
    ",c": "ç",
    "~n": "ñ",
}
_ONE_CHARACTER = {
    "e": "\\",
    "-": "-",
    " ": " ",
    "~": " ",
    "0": " ",
    "t": "\t",
    "'": "'",
    "`": "`",
    "\\": "\\",
    ".": ".",
}
_WORD = re.compile(r'"((?:[^"]|"")*)"?|((?:\\.|[^\s\\])+)')
_ALTERNATING = frozenset(["BR", "RB", "BI", "IB", "IR", "RI", "SB"])
# Macros of mdoc, with the text before each of their words, or around all of them.
_BEFORE = {"Fl": "-", "Cm": "", "Ev": "", "Va": "", "Mt": "", "Ic": ""}
_AROUND = {
    "Op": "[]",
    "Oo": "[",
    "Oc": "]",
    "Dq": "“”",
    "Qq": '""',
    "Sq": "\u2018\u2019",
    "Ql": "\u2018\u2019",
    "Pq": "()",
    "Aq": "<>",
    "Bq": "[]",
    "Brq": "{}",
    "Do": "“",
    "Dc": "”",
    "Po": "(",
    "Pc": ")",
    "Fn": "",
    "Fa": "",
    "Ft": "",
    "In": "<>",
}
_WITHOUT_MARKS = frozenset(
    [
        *("Ar", "Cm", "Pa", "Sy", "Em", "Li", "Ic", "Va", "Vt", "Ev", "Er", "Dv", "An", "Lk", "Mt", "Tn", "Ad", "Cd"),
        *("No", "Fn", "Fa", "Ft", "Nd", "Bx", "St", "Ux", "Nx", "Fx", "Ox", "It", "Ms", "Tg", "Fd", "Rs", "Re", "Ta"),
        *("Sx", "Pf"),
        *("Xo", "Xc"),  # an item that goes on over several lines
    ]
)
# What `_mdoc` reads as a macro at the beginning of a line too. No other macro's name is a word of the text.
_MDOC = frozenset([*_BEFORE, *_AROUND, *_WITHOUT_MARKS, "Xr", "Ns"])
_PUNCTUATION = frozenset(".,;:!?)]")


def strip_escapes(text: str) -> str:
    """A line of text without its escapes."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    name = escape["long"] or escape["two"] or escape["named"]
    if name:
        if name.startswith("u") and re.fullmatch(r"u[0-9A-F]{4,5}", name) and not 0xD800 <= int(name[1:], 16) < 0xE000:  # noqa: PLR2004
            return chr(int(name[1:], 16))
        return _CHARACTERS.get(name, "")
    if escape["string"]:
        return _CHARACTERS.get(escape["string"].strip("[]("), "")
    return _ONE_CHARACTER.get(escape["one"] or "", "")


def split_arguments(rest: str) -> list[str]:
    """The arguments of a request; quotation marks keep words together."""
    return [(word[1] or "").replace('""', '"') if word[2] is None else word[2] for word in _WORD.finditer(rest)]


def macro_text(name: str, rest: str, page: str) -> str:
    """The text of a macro with its arguments; `page` is the name that .Nm stands for."""
    words = split_arguments(rest)
    if name in _ALTERNATING:
        return strip_escapes("".join(words))
    if name == "Nm":
        return _mdoc([page, *words] if not words or words[0] in _BEFORE or words[0] in _AROUND else words)
    if name == "Nd":
        return f"- {_mdoc(words)}"
    if name in {"D1", "Dl"}:  # an indented line
        return _mdoc(words)
    if name in _MDOC:
        return _mdoc([name, *words])
    return strip_escapes(" ".join(words))


def _mdoc(words: list[str]) -> str:  # noqa: C901 - one branch for each kind of word
    """The text of words of mdoc, with macros among them."""
    texts: list[str] = []
    closings: list[str] = []
    before, no_space = "", False
    for number, word in enumerate(words):
        if word in _AROUND:
            pair = _AROUND[word]
            if len(pair) == 2:  # noqa: PLR2004 - an opening and a closing mark, for the rest of the line
                closings.append(pair[1])
            if pair in {"]", "”", ")"} and texts:
                texts[-1] += pair
            elif pair:
                texts.append(pair[0])
                no_space = True
            before = ""
        elif word == "Ns":
            no_space = True
        elif word in _BEFORE or word in _WITHOUT_MARKS or (word in {"Xr", "Nm"} and number + 1 < len(words)):
            before = _BEFORE.get(word, "")
            if word == "Fl" and (number + 1 == len(words) or words[number + 1] in _WITHOUT_MARKS):
                texts.append("-")
        elif (word in _PUNCTUATION or (no_space and texts)) and texts:
            texts[-1] += before * (word not in _PUNCTUATION) + strip_escapes(word)
            no_space = False
        elif number > 1 and words[number - 2] == "Xr" and texts:
            texts[-1] += f"({strip_escapes(word)})"
        else:
            texts.append(before + strip_escapes(word))
    text = " ".join(texts)
    body = text.rstrip(".,;:")
    return body + "".join(reversed(closings)) + text[len(body) :] if closings else text
