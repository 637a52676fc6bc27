"""Prepares RTF for striprtf, which leaves out or misreads groups that hold text.

Comments, texts of boxes and descriptions of pictures move into the text, headers and footers behind
it, each after a mark. Hidden text and the data of pictures are removed, and a drop cap joins the
paragraph that it begins. One pass over the source, in linear time.
"""

import re
from typing import Final, NamedTuple

from scent.formats.documents.office.rich_text.rtf_charsets import Charsets

# Private-use characters that begin a paragraph of a header or footer.
HEADER_MARK: Final = "\ue010"
FOOTER_MARK: Final = "\ue011"

_PIECE = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|(?:\\'[0-9a-fA-F]{2})+|\\[^a-z]|[{}]|[^\\{}]+|\\", re.DOTALL)
_MARKS = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), HEADER_MARK),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), FOOTER_MARK),
}
_BOXES = frozenset(["shptxt", "dptxbxtext"])
# Other groups that are moved or removed; the last two repeat shapes for older programs.
_SPECIAL = frozenset(["annotation", *_BOXES, "pict", "sn", "sv", "shprslt", "nonshppict"])
# Words that stand for text, and those that end a paragraph.
_TEXT = frozenset(["u", "tab", "line", "cell", "nestcell", "row", "emdash", "endash", "bullet", "lquote", "rquote"])
_PARAGRAPH_ENDS = frozenset(["par", "sect", "page"])
_ENDS = re.compile(r"\\(?:par|line|sect|cell|row)(?![a-z])")
_DESCRIPTION = "wzDescription"


class _Group(NamedTuple):
    """The state of an open group.

    `kind` is the word that makes it special, and `begin` the number of pieces before it. `hides` is
    true inside of hidden text; `ignored` inside of a group that striprtf leaves out. `font` is the
    number of the font.
    """

    kind: str = ""
    begin: int = 0
    hides: bool = False
    ignored: bool = False
    font: str = ""


def prepare_rtf(source: str) -> str:
    """The source of the same document with all of its text where striprtf finds it."""
    return _Pass(source).run(source)


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
        self._after_unicode = False  # what follows stands for a character that \\u has given

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
                self._group = self._group._replace(kind="", begin=len(self._pieces))
                self._pieces.append(piece)
            elif piece == "}":
                self._close()
            elif word == "bin":  # raw data, which may hold anything
                at += max(0, int(match[2] or 0))
            elif word or piece == "\\*":
                self._word(piece, word or "*", match[2] or "")
            elif not self._group.hides:
                is_codes = piece.startswith("\\'") and not self._after_unicode
                self._pieces.append(self._charsets.text(piece, self._group.font) if is_codes else piece)
            self._after_unicode = word == "u"
        self._pieces += self._behind  # of a document that is cut off
        return "".join(self._pieces)

    def _word(self, piece: str, word: str, argument: str) -> None:
        if word == "f" and argument:
            self._group = self._group._replace(font=argument)
        if word == "v":
            self._group = self._group._replace(hides=argument != "0")
        elif word == "plain":
            self._group = self._group._replace(hides=False)
        elif word in _MARKS or word in _SPECIAL:
            self._group = self._group._replace(kind=word, ignored=True, hides=False)
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

    def _close(self) -> None:
        group, outer = self._group, self._groups.pop() if self._groups else _Group()
        inside = "".join(self._pieces[group.begin + 1 :]) if group.kind else ""
        content = inside.partition("\\" + group.kind)[2].lstrip("0123456789") if inside else ""
        self._group = outer
        if group.kind in _MARKS:
            self._behind.append(f"{{\\par \\u{ord(_MARKS[group.kind]) - 0x10000}? {_one_line(content)}\\par }}")
        elif group.kind == "annotation":
            self._moved.append(f"{{ [{_one_line(content)}]}}")
        elif group.kind in _BOXES:
            self._moved.append(f"{{\\par {content}\\par }}")
        elif group.kind == "sn":
            self._property = content.strip()
        elif group.kind == "sv" and self._property == _DESCRIPTION and content.strip():
            self._moved.append(f"{{ [{content.strip()}]}}")
        if group.kind:
            del self._pieces[group.begin :]
        else:
            if not self._groups:
                self._pieces += self._behind
                self._behind.clear()
            self._pieces.append("}")
        if self._moved and not outer.ignored:
            self._pieces += self._moved
            self._moved.clear()


def _one_line(content: str) -> str:
    return _ENDS.sub(" ", content)
