"""Extracts the main content of an HTML page: headings, paragraphs, list items and table rows."""

from typing import TYPE_CHECKING, NamedTuple

from scent.formats.documents.base.blocks.composer import CELLS, Composer
from scent.formats.documents.base.clean_text import clean_text
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.metadata import Metadata
from scent.formats.documents.web.boilerplate import is_boilerplate
from scent.formats.documents.web.elements import BLOCKS, DRAWN, HEADINGS, POSITION, holds_no_text
from scent.formats.documents.web.embedded import frame_source, open_shadow_roots
from scent.formats.documents.web.note_links import is_note_number, is_permalink, leads_back, refers_to_note
from scent.formats.documents.web.page_metadata import page_metadata, page_title
from scent.formats.documents.web.replaced_elements import REPLACED, chosen
from scent.formats.documents.web.text_shares import TextShares

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# A table row that contains one of these only places parts of the page side by side.
_LAYOUT = "h1, h2, h3, table, ul"
# If less than this share of the page's text is left, and fewer characters, too much was dropped.
_MIN_SHARE, _MIN_CHARACTERS = 0.1, 100
_MAX_ANCHOR = 200  # characters
_MAX_FRAMES = 3  # in each other
_DRAWINGS = frozenset(["switch", "tspan", *DRAWN])


def write_main_content(composer: Composer, html: str, source: str = "") -> Metadata:
    """Write the content of a page and return its metadata.

    Places are `source`#anchor. Boilerplate is left out, unless almost nothing would remain: then
    the whole page is written.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(open_shadow_roots(html))
    metadata = page_metadata(tree)
    body = tree.body
    if body is None:
        return metadata
    root = tree.css_first("main, [role=main]") or body
    content = _Walk(root, TextShares(root)).run()
    everything = _Walk(body).run() if _is_little(content, body) else content
    if content is not everything and content.length < max(_MIN_CHARACTERS, everything.length * _MIN_SHARE):
        content = everything
    if not content.length:  # what is written for browsers that run no programs
        content = _Walk(body, runs_scripts=False).run()
    content.write(composer, source)
    return metadata._replace(title=page_title(metadata.title, content.first_heading))


def _is_little(content: "_Walk", body: "LexborNode") -> bool:
    """Whether so little was found that the whole page must be looked at."""
    return content.length < _MIN_CHARACTERS or content.length < _MIN_SHARE * len(body.text(deep=True, separator=" "))


class _Piece(NamedTuple):
    """A block for `Composer`: `level` is set for a heading, `cells` for a table row."""

    kind: Kind
    text: str
    anchor: str
    level: int = 0
    cells: tuple[str, ...] = ()


class _Walk:
    """Walks a tree and collects its blocks; without recursion, because pages nest without bound.

    `length` is the number of characters in all blocks.
    """

    def __init__(
        self, root: "LexborNode", shares: TextShares | None = None, *, frames: int = 0, runs_scripts: bool = True
    ) -> None:
        self.length = 0
        self.first_heading = ""
        self._root = root
        self._shares = shares  # to leave out boilerplate, if given
        self._frames = frames  # that the tree lies in
        self._runs_scripts = runs_scripts
        self.pieces: list[_Piece] = []
        self._text: list[str] = []
        self._rows: list[list[str]] = []  # the cells of the rows that are open, outermost first
        self._anchors: list[tuple[int, str]] = []  # heading level and anchor
        self._layout: set[int] = set()  # ids of rows that are layout
        self._others: set[int] = set()  # ids of elements in place of which another one is shown
        self._after_numbers: dict[int, str] = {}  # what follows the number of a note, by the id of its element
        self._open_items = 0
        self._open_pres = 0
        self._next_anchor = ""  # for the next heading without an id of its own

    def run(self) -> "_Walk":
        node: LexborNode | None = self._root
        depth = 0
        while node is not None:
            enters = self._enter(node)
            below = node.child if enters else None
            if below is not None:
                node, depth = below, depth + 1
                continue
            if enters:
                self._leave(node)
            while depth and node is not None and node.next is None:
                node, depth = node.parent, depth - 1
                if node is not None:
                    self._leave(node)
            if not depth or node is None:
                break
            node = node.next
        self._flush()
        return self

    def write(self, composer: Composer, source: str) -> None:
        for piece in self.pieces:
            composer.place = source + ("#" + piece.anchor if 0 < len(piece.anchor) <= _MAX_ANCHOR else "")
            if piece.level:
                composer.heading(piece.level, piece.text)
            elif piece.cells:
                composer.row(list(piece.cells))
            elif piece.kind is Kind.LIST:
                composer.item(piece.text)
            else:
                composer.add(piece.text, piece.kind)

    def _enter(self, node: "LexborNode") -> bool:
        """Handle the start of a node; false if it is skipped with everything in it."""
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            self._text.append(text if self._open_pres else text.replace("\n", " "))
            return True
        if self._is_left_out(node, tag):
            self._text.append(chosen(node) if tag == "select" else "")
            return False
        if tag in _DRAWINGS:
            self._draw(node, tag)
        elif tag == "br":
            self._text.append("\n")
        elif tag in REPLACED:
            self._text.append(REPLACED[tag](node))
        elif tag in HEADINGS or tag in BLOCKS:
            self._flush()
            self._open(node, tag)
        elif tag == "a":
            return self._enter_link(node)
        elif tag == "sup":
            self._number(node, is_number=not self._has_text() and is_note_number(node))
        return True

    def _enter_link(self, node: "LexborNode") -> bool:
        """Handle the start of a link; false if it is only a sign."""
        if leads_back(node):
            return False
        self._next_anchor = node.attributes.get("id") or node.attributes.get("name") or self._next_anchor
        if is_permalink(node):
            return False
        self._number(node, is_number=refers_to_note(node))
        return True

    def _number(self, node: "LexborNode", *, is_number: bool) -> None:
        """Part the number of a note from the words beside it: by brackets, or by a blank where it begins the note."""
        if is_number:
            self._after_numbers[node.mem_id] = "]" if self._has_text() else " "
            self._text.append("[" if self._has_text() else "")

    def _has_text(self) -> bool:
        """Whether the paragraph that is open has text."""
        return any(map(str.strip, self._text))

    def _is_left_out(self, node: "LexborNode", tag: str) -> bool:
        if tag == "noscript":
            return self._runs_scripts
        if tag != "iframe" and (holds_no_text(node, tag) or node.mem_id in self._others):
            return True
        if self._shares is not None and node.mem_id != self._root.mem_id and is_boilerplate(node, tag, self._shares):
            return True
        if tag == "iframe":
            self._frame(node)
        return tag == "iframe"

    def _draw(self, node: "LexborNode", tag: str) -> None:
        """Part drawn texts, each on its line, and choose one of several forms of a drawing as a browser does."""
        if tag == "switch":
            forms = list(node.iter(include_text=False))
            first = next((at for at, form in enumerate(forms) if "systemlanguage" not in _names(form)), len(forms))
            self._others.update(form.mem_id for form in forms[first + 1 :])
        elif tag in DRAWN:
            self._text.append("\n")
        elif any(node.attributes.get(name) for name in POSITION):
            self._text.append(" ")

    def _frame(self, frame: "LexborNode") -> None:
        """Read the page that is written in a frame, as one of its own."""
        from selectolax.lexbor import LexborHTMLParser

        source = frame_source(frame.attributes) if self._frames < _MAX_FRAMES else ""
        body = LexborHTMLParser(open_shadow_roots(source)).body if source else None
        if body is None:
            return
        self._flush()
        page = _Walk(body, TextShares(body) if self._shares else None, frames=self._frames + 1).run()
        for piece in page.pieces:
            self._append(piece._replace(anchor=self._anchor()))

    def _open(self, node: "LexborNode", tag: str) -> None:
        if tag in HEADINGS or tag in {"section", "div", "article"}:
            self._next_anchor = node.attributes.get("id") or self._next_anchor
        if tag == "li":
            self._open_items += 1
        elif tag in {"pre", "textarea"}:
            self._open_pres += 1
        elif tag == "tr" and node.css_first(_LAYOUT) is not None:
            self._layout.add(node.mem_id)
        elif tag == "tr":
            self._rows.append([])
        elif tag in {"td", "th"} and self._rows:
            self._rows[-1].append("")

    def _leave(self, node: "LexborNode") -> None:
        tag = node.tag or ""
        if tag in HEADINGS:
            self._heading(HEADINGS[tag])
        elif tag in BLOCKS:
            self._flush(Kind.CODE if tag == "pre" else None)
            if tag == "li":
                self._open_items = max(0, self._open_items - 1)
            elif tag in {"pre", "textarea"}:
                self._open_pres = max(0, self._open_pres - 1)
            elif tag == "tr" and self._rows and node.mem_id not in self._layout:
                self._row(self._rows.pop())
        elif tag in {"a", "sup"}:
            self._text.append(self._after_numbers.pop(node.mem_id, ""))
        elif tag in DRAWN:
            self._text.append("\n")

    def _heading(self, level: int) -> None:
        text = clean_text("".join(self._text)).replace("\n", " ")
        self._text.clear()
        if not text:
            return
        if self._rows and self._rows[-1]:  # a heading in a table stays in its cell
            self._rows[-1][-1] += text + " "
            return
        while self._anchors and self._anchors[-1][0] >= level:
            self._anchors.pop()
        self._anchors.append((level, self._next_anchor))
        self._next_anchor = ""
        self.first_heading = self.first_heading or text
        self._append(_Piece(Kind.HEADING, text, self._anchor(), level))

    def _anchor(self) -> str:
        return next((anchor for _, anchor in reversed(self._anchors) if anchor), "")

    def _row(self, cells: list[str]) -> None:
        """End a table row; a row with one filled cell is layout and becomes a paragraph."""
        filled = tuple(cell.strip() for cell in cells if cell.strip())
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += CELLS.join(filled) + "\n"
        elif len(filled) > 1:
            self._append(_Piece(Kind.TABLE, CELLS.join(filled), self._anchor(), cells=tuple(map(str.strip, cells))))
        elif filled:
            self._append(_Piece(Kind.PROSE, filled[0], self._anchor()))

    def _flush(self, kind: Kind | None = None) -> None:
        """End the current paragraph; without `kind` it is a list item inside of one, else prose."""
        text = "".join(self._text)
        self._text.clear()
        if not text.strip():
            return
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += text.strip() + "\n"
        else:
            kind = kind or (Kind.LIST if self._open_items else Kind.PROSE)
            self._append(_Piece(kind, text.strip("\n") if kind is Kind.CODE else text, self._anchor()))

    def _append(self, piece: _Piece) -> None:
        self.pieces.append(piece)
        self.length += len(piece.text)


def _names(node: "LexborNode") -> set[str]:
    """The names of an element's attributes, in lower case."""
    return {name.lower() for name in node.attributes}
