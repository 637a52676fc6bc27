"""Prepares RTF for striprtf, which leaves out or misreads groups that hold text.

Comments, texts of boxes, WordArt and descriptions of pictures move into the text, headers and footers
behind it, each after a mark. Hidden and deleted text and the data of pictures are removed, and a drop
cap joins the paragraph that it begins. Codes become characters, in the encoding of their font. One pass over
the source, in linear time.
"""

import re
from typing import Final, NamedTuple

from scent.formats.documents.office.field_codes import shown_by_code
from scent.formats.documents.office.rich_text.rtf_charsets import Charsets

# Private-use characters that begin a paragraph of a header or footer.
HEADER_MARK: Final = "\ue010"
FOOTER_MARK: Final = "\ue011"

_PIECE = re.compile(r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|(?:\\'[0-9a-fA-F]{2}|[^\\{}])+|\\[^a-zA-Z]|[{}]|\\", re.DOTALL)
_MARKS = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), HEADER_MARK),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), FOOTER_MARK),
}
_BOXES = frozenset(["shptxt", "dptxbxtext"])
# Other groups that are moved or removed; two of them repeat shapes for older programs.
_SPECIAL = frozenset(["annotation", *_BOXES, "pict", "sn", "sv", "shprslt", "nonshppict", "ffl", "formfield"])
# Groups that are followed, but stay in their place. One in Unicode, `ud`, stands for all else in `upr`.
# striprtf would leave out that of `object`, something from another program, and its `result`, which shows it.
# Nor would it read formulas: their elements, with the signs before them.
_FORMULA = {
    **dict.fromkeys(("mmath", "moMath", "moMathPara", "mr", "mf", "mnum", "me", "mm", "mfunc", "mfName"), ""),
    **dict.fromkeys(
        ("msSub", "msSup", "msSubSup", "msPre", "mnary", "mlimLow", "mlimlow", "mlimUpp", "mlimupp", "mbar", "mbox"), ""
    ),
    "mden": "/",
    "msub": "_",
    "msup": "^",
    "mlim": "_",
    "mrad": "\\u8730?",
    "md": "(",
    "mmr": " ",
}
_KINDS = frozenset(["field", "fldinst", "fldrslt", "object", "result", "ud", "upr", *_FORMULA])
_SHAPE_DEPTH = 4  # of a box in what repeats a shape
_HIDING = frozenset(["v", "deleted"])  # hidden text, and what a tracked change deletes
_STATES = frozenset([*_HIDING, "f", "deff", "plain", "uc", "ffres", "ffdefres"])
# Words that stand for text, and those that end a paragraph.
_TEXT = frozenset(["u", "tab", "line", "cell", "nestcell", "row", "emdash", "endash", "bullet", "lquote", "rquote"])
_PARAGRAPH_ENDS = frozenset(["par", "sect", "page"])
_ENDS = re.compile(r"\\(?:par|line|sect|cell|row)(?![a-z])")
_DESCRIPTION, _WORD_ART = "wzDescription", "gtextUNICODE"
_UNICODE = re.compile(r"\\u-?\d+ ?")
# In the code of a field: escaped signs, characters in Unicode with what stands for them, and RTF's own codes.
_CODE_PIECE = re.compile(
    r"\\([\\{}])|\\u(-?\d{1,5}) ?(?:\\'[0-9a-fA-F]{2}|\?)?|\\'[0-9a-fA-F]{2}|\\[a-zA-Z]+-?\d* ?|[{}\r\n]"
)
_ESCAPED = re.compile(r"[\\{}]")
_UNDEFINED = 25  # of `\ffres`: nothing is chosen, and the default shows


class _Group(NamedTuple):
    r"""The state of an open group.

    `kind` is the word that makes it special, and `begin` the number of pieces before it. `hides` is
    true inside of hidden or deleted text; `ignored` inside of a group that striprtf leaves out. `font` is the
    number of the font, and `skipped` how many characters behind `\u` stand for what it has given. `code`
    is that of a field which has shown nothing yet.
    """

    kind: str = ""
    begin: int = 0
    hides: bool = False
    ignored: bool = False
    font: str = ""
    skipped: int = 1
    code: str = ""


def prepare_rtf(source: str, document: str = "") -> str:
    """The source of the same text with all of it where striprtf finds it, and its characters in place of codes.

    `document` is the source of all of the document, if `source` is a part of it.
    """
    return _Pass(document or source).run(source)


class _Pass:
    def __init__(self, source: str) -> None:
        self._pieces: list[str] = []
        self._groups: list[_Group] = []
        self._group = _Group()
        self._moved: list[str] = []  # from groups that are ignored, until the outermost of them ends
        self._behind: list[str] = []
        self._property = ""  # the name of a property of a shape, whose value comes next
        self._is_drop_cap = False
        self._charsets = Charsets(source)
        self._default_font = ""
        self._last_word = ""  # the control word right before, with its argument
        self._entries: list[str] = []  # of a list in a form
        self._chosen: dict[str, int] = {}  # the number of the entry that is chosen, and of the default one
        self._choice = ""  # the chosen entry, until the field ends

    def run(self, source: str) -> str:
        at = 0
        while at < len(source):
            match = _PIECE.match(source, at)
            if match is None:
                break
            at = match.end()
            piece, word = match[0], match[1]
            if piece == "{":
                self._groups.append(self._group)
                self._group = self._group._replace(kind="", begin=len(self._pieces), code="")
                self._pieces.append(piece)
            elif piece == "}":
                self._close()
            elif word == "bin":  # raw data, which may hold anything
                at += max(0, int(match[2] or 0))
            elif word or piece == "\\*":
                self._word(piece, word or "*", match[2] or "")
            elif not self._group.hides:
                self._text(piece)
            self._last_word = piece if word else ""
        self._pieces += self._behind  # of a document that is cut off
        return "".join(self._pieces)

    def _text(self, piece: str) -> None:
        skipped = self._group.skipped if _UNICODE.fullmatch(self._last_word) else 0
        if self._last_word[-1:] not in {"", " "} and piece.startswith("\\'"):
            self._pieces.append(" ")  # a letter or digit from a code would belong to the control word
        self._pieces.append(self._charsets.text(piece, self._group.font, skipped))

    def _word(self, piece: str, word: str, argument: str) -> None:
        if word in _STATES:
            self._set(word, argument)
        elif word in _MARKS or word in _SPECIAL:
            is_repeated = any(group.kind == "shprslt" for group in self._groups[-_SHAPE_DEPTH:])
            kind = "shprslt" if is_repeated else word
            self._group = self._group._replace(kind=kind, ignored=True, hides=False)
        elif word in _KINDS:
            self._open_kind(word)
            return
        elif word in {"*", "shp"}:
            self._group = self._group._replace(ignored=True)
        elif word.startswith("dropcap"):
            self._is_drop_cap = True
        elif word == "pard":
            self._is_drop_cap = False
        if word in _PARAGRAPH_ENDS and self._is_drop_cap:
            self._is_drop_cap = False
        elif not (self._group.hides and (word in _TEXT or word in _PARAGRAPH_ENDS)):
            self._pieces.append(piece)

    def _set(self, word: str, argument: str) -> None:
        """Note what a control word says of the characters after it, or of a form."""
        if word in _HIDING:
            self._group = self._group._replace(hides=argument != "0")
        elif word in {"ffres", "ffdefres"}:
            self._chosen[word] = int(argument or 0)
        elif word == "uc":
            self._group = self._group._replace(skipped=max(0, int(argument or 1)))
        elif word == "plain":
            self._group = self._group._replace(hides=False, font=self._default_font)
        elif argument:
            self._group = self._group._replace(font=argument)
            self._default_font = argument if word == "deff" else self._default_font

    def _open_kind(self, word: str) -> None:
        """Begin a group whose text stays in its place."""
        self._group = self._group._replace(kind=word)
        if word in {"ud", "moMath", "moMathPara"}:
            self._group = self._group._replace(ignored=bool(self._groups) and self._groups[-1].ignored)
            if self._pieces[-1:] == ["\\*"]:
                self._pieces.pop()
        elif word in _FORMULA:
            self._pieces.append(_FORMULA[word])
        elif word in {"field", "fldinst", "fldrslt"}:
            self._pieces.append(f"\\{word} ")

    def _close(self) -> None:
        group, outer = self._group, self._groups.pop() if self._groups else _Group()
        self._group = outer
        if group.kind == "md":
            self._pieces.append(")")
        is_moved = bool(group.kind) and group.kind not in _KINDS
        if is_moved:
            inside = "".join(self._pieces[group.begin + 1 :])
            content = inside.partition("\\" + group.kind)[2].lstrip("0123456789")
            self._move(group.kind, content, is_in_group=outer.ignored)
        elif group.kind in {"field", "fldinst", "fldrslt"}:
            self._close_field(group, outer)
        if is_moved or (outer.kind == "upr" and group.kind != "ud"):
            del self._pieces[group.begin :]
        else:
            if not self._groups:
                self._pieces += self._behind
                self._behind.clear()
            self._pieces.append("}")
        if self._moved and not outer.ignored:
            self._pieces += self._moved
            self._moved.clear()

    def _close_field(self, group: _Group, outer: _Group) -> None:
        """End a field or a part of it; what its code alone shows is written in its place."""
        inside = self._pieces[group.begin + 1 :]
        if group.kind == "fldinst":
            self._group = outer._replace(code=_plain("".join(inside)))
        elif group.kind == "fldrslt" and any(map(_is_text, inside)):
            self._choice = ""
            self._group = outer._replace(code="")
        elif group.kind == "field":
            shown = self._choice or _ESCAPED.sub(lambda sign: f"\\{sign[0]}", shown_by_code(group.code))
            self._pieces.append(f"{{{shown}}}" if shown else "")
            self._choice = ""

    def _move(self, kind: str, content: str, *, is_in_group: bool) -> None:
        """Keep the content of a group for where it is read; `is_in_group` in a group that striprtf leaves out."""
        if kind in _MARKS:
            if not is_in_group:  # what is moved lies in the header
                content += " ".join(self._moved)
                self._moved.clear()
            self._behind.append(f"{{\\par \\u{ord(_MARKS[kind]) - 0x10000}? {_one_line(content)}\\par }}")
        elif kind == "annotation":
            self._moved.append(f"{{ [{_one_line(content)}]}}")
        elif kind in _BOXES or (kind == "sv" and self._property == _WORD_ART and content.strip()):
            self._moved.append(f"{{\\par {content}\\par }}")
        elif kind == "sn":
            self._property = content.strip()
        elif kind == "sv" and self._property == _DESCRIPTION and content.strip():
            self._moved.append(f"{{ [{content.strip()}]}}")
        elif kind == "ffl":
            self._entries.append(content.strip())
        elif kind == "formfield":
            chosen = self._chosen.get("ffres", _UNDEFINED)
            chosen = self._chosen.get("ffdefres", 0) if chosen == _UNDEFINED else chosen
            self._choice = self._entries[chosen] if 0 <= chosen < len(self._entries) else ""
            self._entries.clear()
            self._chosen.clear()


def _is_text(piece: str) -> bool:
    """Whether a piece is text that is no blank, or a character in Unicode."""
    return (not piece.startswith(("\\", "{", "}")) and not piece.isspace()) or _UNICODE.fullmatch(piece) is not None


def _plain(source: str) -> str:
    """The code of a field as text."""
    return _CODE_PIECE.sub(
        lambda match: match[1] or (chr(int(match[2]) % 0x10000) if match[2] else ""), source.partition("\\fldinst ")[2]
    )


def _one_line(content: str) -> str:
    return _ENDS.sub(" ", content)
