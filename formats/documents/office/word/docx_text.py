"""The text of paragraphs of DOCX, with notes, comments, fields, formulas and descriptions in their place."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from scent.formats.documents.base.document import Document
from scent.formats.documents.base.pictures import picture_text
from scent.formats.documents.office.field_codes import shown_by_code
from scent.formats.documents.office.office_xml.drawings import described
from scent.formats.documents.office.office_xml.formulas import formula_text
from scent.formats.documents.office.word import docx_parts
from scent.formats.documents.office.word.docx_characters import CHARACTERS, chosen, drawn_letters, symbol
from scent.formats.documents.xml.elements import attribute, child, local_name, relationship_id
from scent.formats.documents.xml.package import Package

# Elements without text of their own: deleted text, properties, and fallbacks that repeat other content.
SKIPPED = frozenset(["del", "moveFrom", "delText", "Fallback", "pPr", "rPr", "sectPr", "tblPr"])
_PICTURES = frozenset(["docPr", "cNvPr", "shape", "imagedata"])
_NOTES = frozenset(["footnoteReference", "endnoteReference", "commentReference"])
# How the text of elements without a child is found.
_WRITTEN: Mapping[str, Callable[[Element], str]] = {
    "t": lambda element: element.text or "",
    "sym": symbol,
    "textpath": drawn_letters,
    "oMath": formula_text,
    "oMathPara": formula_text,
}


class Parts(NamedTuple):
    """What `docx_parts` finds around the body."""

    styles: Mapping[str, int | str]
    hidden: frozenset[str]
    notes: Mapping[str, Element]
    drawings: Mapping[str, list[str]]

    @classmethod
    def of(cls, package: Package) -> "Parts":
        """The parts around the body of a package."""
        return cls(
            docx_parts.styles(package),
            docx_parts.hidden_styles(package),
            docx_parts.notes(package),
            docx_parts.drawings(package),
        )


class ParagraphTexts:
    """The texts of one document, asked for in their order.

    `imports` are the documents that it imports, by relationship id. `after` has texts of drawings, to
    be written after the block that they stand in.
    """

    def __init__(self, parts: Parts) -> None:
        self.imports: dict[str, list[Document]] = {}
        self.after: list[str] = []
        self._parts = parts
        self._open_notes: list[str] = []  # those that are being written, which may refer to each other
        self._unused = {key: None for key in parts.notes if key.startswith("comment")}
        self._picture = ""  # the last description of a picture: most files give it twice
        self._codes: list[list[str] | None] = []  # of the open fields; None once the result of a field has begun

    def text(self, element: Element) -> str:
        """The text of a paragraph, a cell or all of a part."""
        return "".join(self._pieces(element))

    def whole_text(self, part: Element) -> str:
        """The text of a part that is not written now, on one line."""
        text = " ".join(self.text(part).split())
        self._picture = ""
        self.after.clear()
        return text

    def unused_comments(self) -> list[str]:
        """The comments that no text refers to."""
        return [self._note(key) for key in list(self._unused)]

    def _pieces(self, element: Element, *, hidden: bool = False) -> Iterator[str]:
        """The text of an element; `hidden` says that the style of the paragraph around it hides text."""
        if local_name(element.tag) == "p":
            hidden = self._has_hidden_style(child(element, "pPr"), "pStyle")
        for part in element:
            name = local_name(part.tag)
            if name in CHARACTERS:
                yield CHARACTERS[name]
            elif name in _WRITTEN:
                yield _WRITTEN[name](part)
            elif name in {"fldChar", "instrText"}:
                yield self._field(part)
            elif name in _NOTES:
                yield self._note(name[:-9] + attribute(part, "id"))
            elif name not in SKIPPED and not (name == "r" and self._is_hidden(part, hidden=hidden)):
                yield from self._nested_pieces(part, name, hidden=hidden)

    def _nested_pieces(self, part: Element, name: str, *, hidden: bool) -> Iterator[str]:
        if name in _PICTURES:
            yield self._description(part)
        elif name in {"chart", "relIds"}:
            self.after += self._parts.drawings.get(attribute(part, "dm") or relationship_id(part), ())
        elif name == "altChunk":  # in a cell or a text box
            yield from (document.text for document in self.imports.pop(relationship_id(part), ()))
        elif name == "fldSimple" and not any(map(str.strip, part.itertext())):
            yield shown_by_code(attribute(part, "instr"))
        yield from self._pieces(part, hidden=hidden)
        if name == "p" and not is_drop_cap(part):
            yield "\n"

    def _field(self, part: Element) -> str:
        """What a part of a field shows: the chosen entry of a list, or all that it has where it has no result."""
        if local_name(part.tag) == "instrText":
            code = self._codes[-1] if self._codes else None
            if code is not None:
                code.append(part.text or "")
            return ""
        match attribute(part, "fldCharType"):
            case "begin":
                self._codes.append([])
            case "separate" if self._codes:
                self._codes[-1] = None
            case "end" if self._codes:
                code = self._codes.pop()
                return shown_by_code("".join(code)) if code is not None else ""
        return chosen(part)

    def _is_hidden(self, run: Element, *, hidden: bool) -> bool:
        """Whether a run is hidden text, which no program shows or prints: by its own format, or by a style."""
        properties = child(run, "rPr")
        vanish = child(properties, "vanish")
        if vanish is not None:
            return docx_parts.is_on(vanish)
        return hidden or self._has_hidden_style(properties, "rStyle")

    def _has_hidden_style(self, properties: Element | None, name: str) -> bool:
        style = child(properties, name)
        return style is not None and attribute(style, "val") in self._parts.hidden

    def _note(self, key: str) -> str:
        """The text of a note or comment in brackets."""
        note = self._parts.notes.get(key)
        self._unused.pop(key, None)
        if note is None or key in self._open_notes:
            return ""
        self._open_notes.append(key)
        text = " ".join(self.text(note).split())
        self._open_notes.pop()
        return f" [{text}]" if text else ""

    def _description(self, picture: Element) -> str:
        text = picture_text(*described(picture))
        if not text or text == self._picture:
            return ""
        self._picture = text
        return f" [{text}]"


def is_drop_cap(paragraph: Element) -> bool:
    """Whether a paragraph is the large first letter of the next one."""
    frame = child(child(paragraph, "pPr"), "framePr")
    return frame is not None and attribute(frame, "dropCap") in {"drop", "margin"}
