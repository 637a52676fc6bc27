r"""What a line of roff reads as: escapes such as \fB and \(bu, and macros such as .BR and .Fl.

Owned here: single lines.
"""

import re

LONGEST = 4000  # characters of a line that are read as roff; a longer line is no typesetting
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
_ONE = {"e": "\\", "-": "-", " ": " ", "~": " ", "0": " ", "t": "\t", "'": "'", "`": "`", "\\": "\\", ".": "."}
_WORD = re.compile(r'"((?:[^"]|"")*)"?|((?:\\.|[^\s\\])+)')
_ALTERNATING = frozenset(["BR", "RB", "BI", "IB", "IR", "RI", "SB"])
# Macros of mdoc: what stands before each word, and what stands around all of them.
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
_SILENT = frozenset(
    [
        *("Ar", "Cm", "Pa", "Sy", "Em", "Li", "Ic", "Va", "Vt", "Ev", "Er", "Dv", "An", "Lk", "Mt", "Tn", "Ad", "Cd"),
        *("No", "Fn", "Fa", "Ft", "Nd", "Bx", "St", "Ux", "Nx", "Fx", "Ox", "It", "Ms", "Tg", "Fd", "Rs", "Re", "Ta"),
    ]
)
_CLOSING = frozenset(".,;:!?)]")


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
    return _ONE.get(escape["one"] or "", "")


def arguments(rest: str) -> list[str]:
    """The words of a request; quotation marks hold words together."""
    return [(word[1] or "").replace('""', '"') if word[2] is None else word[2] for word in _WORD.finditer(rest)]


def macro(name: str, rest: str, page: str) -> str:
    """What the line of a macro reads as; `page` is what .Nm stands for."""
    words = arguments(rest)
    if name in _ALTERNATING:
        return strip_escapes("".join(words))
    if name == "Nm":
        return _mdoc([page, *words] if not words or words[0] in _BEFORE or words[0] in _AROUND else words)
    if name == "Nd":
        return f"- {_mdoc(words)}"
    if name[:1].isupper() and name[1:].islower() and name[1:]:
        return _mdoc([name, *words])
    return strip_escapes(" ".join(words))


def _mdoc(words: list[str]) -> str:  # noqa: C901 - one branch a kind of word
    """Words of mdoc, macros among them, as they read."""
    said: list[str] = []
    closings: list[str] = []
    before, glue = "", False
    for number, word in enumerate(words):
        if word in _AROUND:
            pair = _AROUND[word]
            if len(pair) == 2:  # noqa: PLR2004 - an opening and a closing mark, for the rest of the line
                closings.append(pair[1])
            if pair in {"]", "”", ")"} and said:
                said[-1] += pair
            elif pair:
                said.append(pair[0])
                glue = True
            before = ""
        elif word == "Ns":
            glue = True
        elif word in _BEFORE or word in _SILENT or (word in {"Xr", "Nm"} and number + 1 < len(words)):
            before = _BEFORE.get(word, "")
            if word == "Fl" and (number + 1 == len(words) or words[number + 1] in _SILENT):
                said.append("-")
        elif (word in _CLOSING or (glue and said)) and said:
            said[-1] += before * (word not in _CLOSING) + strip_escapes(word)
            glue = False
        elif number > 1 and words[number - 2] == "Xr" and said:
            said[-1] += f"({strip_escapes(word)})"
        else:
            said.append(before + strip_escapes(word))
    text = " ".join(said)
    body = text.rstrip(".,;:")
    return body + "".join(reversed(closings)) + text[len(body) :] if closings else text
