"""Extracts the main content of an HTML page: headings, paragraphs, list items and table rows."""

import re
from typing import TYPE_CHECKING, NamedTuple

from scent.formats.documents.base.blocks.composer import CELLS, Composer
from scent.formats.documents.base.clean_text import clean_text
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.metadata import Metadata, author_names, language_code, meaningful_title, parse_date_ns
from scent.formats.documents.base.pictures import picture_text
from scent.formats.documents.web.boilerplate import is_boilerplate
from scent.formats.documents.web.elements import BLOCKS, HEADINGS, NO_TEXT
from scent.formats.documents.web.text_shares import TextShares

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_NOTE_REFERENCE = re.compile(r"(?:^|[\s-])(?:noteref|footnote-?ref(?:erence)?)\b", re.IGNORECASE)
# A table row that contains one of these only places parts of the page side by side.
_LAYOUT = "h1, h2, h3, table, ul"
# If less than this share of the page's text is left, and fewer characters, too much was dropped.
_MIN_SHARE, _MIN_CHARACTERS = 0.1, 100
_MAX_ANCHOR = 200  # characters
_MAX_META_TAGS = 200
_MIN_PICTURE_SPACES = 2  # fewer are names of people, brands and buttons
# So many letters of Thai, Chinese, Japanese and other scripts without spaces are more than a name.
_WITHOUT_SPACES, _MIN_PICTURE_LETTERS = "\u0e00", 7
_MAX_FIGURE_DEPTH = 4
_DATES = ("article:published_time", "date", "dc.date", "dcterms.date", "dcterms.created", "changed", "created")
_AUTHORS = ("author", "dc.creator", "article:author")


def write_main_content(composer: Composer, html: str, source: str = "") -> Metadata:
    """Write the content of a page and return its metadata.

    Places are `source`#anchor. Boilerplate is left out, unless almost nothing would remain: then
    the whole page is written.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    metadata = _metadata(tree)
    body = tree.body
    if body is None:
        return metadata
    root = tree.css_first("main, [role=main]") or body
    content = _Walk(root, TextShares(root)).run()
    everything = _Walk(body).run() if _is_little(content, body) else content
    if content is not everything and content.length < max(_MIN_CHARACTERS, everything.length * _MIN_SHARE):
        content = everything
    content.write(composer, source)
    return metadata._replace(title=_title(metadata.title, content.first_heading))


def _is_little(content: "_Walk", body: "LexborNode") -> bool:
    """Whether so little was found that the whole page must be looked at."""
    return content.length < _MIN_CHARACTERS or content.length < _MIN_SHARE * len(body.text(deep=True, separator=" "))


def _title(title: str, heading: str) -> str:
    """The page's title, or its first heading if the title only adds the site's name to it."""
    return heading if heading and (not title or heading.lower() in title.lower()) else title


def _metadata(tree: "LexborHTMLParser") -> Metadata:
    tags: dict[str, str] = {}
    for node in tree.css("meta")[:_MAX_META_TAGS]:
        name = node.attributes.get("name") or node.attributes.get("property") or node.attributes.get("http-equiv") or ""
        tags.setdefault(name.lower(), node.attributes.get("content") or "")
    title_tag = tree.css_first("title")
    title = clean_text(title_tag.text(deep=True)) if title_tag is not None else ""
    root = tree.root
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root is not None else ""
    time = next((tags[name] for name in _DATES if tags.get(name)), "")
    author = next((tags[name] for name in _AUTHORS if tags.get(name)), "")
    return Metadata(
        meaningful_title(title or tags.get("og:title", "")),
        author_names(author) if "://" not in author else "",
        parse_date_ns(time),
        language_code(language or tags.get("content-language", "")),
    )


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

    def __init__(self, root: "LexborNode", shares: TextShares | None = None) -> None:
        self.length = 0
        self.first_heading = ""
        self._root = root
        self._shares = shares  # to leave out boilerplate, if given
        self._pieces: list[_Piece] = []
        self._text: list[str] = []
        self._rows: list[list[str]] = []  # the cells of the rows that are open, outermost first
        self._anchors: list[tuple[int, str]] = []  # heading level and anchor
        self._layout: set[int] = set()  # ids of rows that are layout
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
        for piece in self._pieces:
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
        if tag in NO_TEXT or (
            self._shares is not None and node.mem_id != self._root.mem_id and is_boilerplate(node, tag, self._shares)
        ):
            return False
        if tag == "br":
            self._text.append("\n")
        elif tag == "img":
            self._text.append(_picture(node))
        elif tag in HEADINGS or tag in BLOCKS:
            self._flush()
            self._open(node, tag)
        elif tag == "a":
            if _leads_back(node):
                return False
            self._next_anchor = node.attributes.get("id") or node.attributes.get("name") or self._next_anchor
            self._text.append("[" if _refers_to_note(node) else "")
        return True

    def _open(self, node: "LexborNode", tag: str) -> None:
        if tag in HEADINGS or tag in {"section", "div", "article"}:
            self._next_anchor = node.attributes.get("id") or self._next_anchor
        if tag == "li":
            self._open_items += 1
        elif tag == "pre":
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
            elif tag == "pre":
                self._open_pres = max(0, self._open_pres - 1)
            elif tag == "tr" and self._rows and node.mem_id not in self._layout:
                self._row(self._rows.pop())
        elif tag == "a" and _refers_to_note(node):
            self._text.append("]")

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
        self._pieces.append(piece)
        self.length += len(piece.text)


def _picture(image: "LexborNode") -> str:
    """What a picture is said to show, in brackets; empty if that is a word or two, or its caption repeats it."""
    text = picture_text(image.attributes.get("alt") or "")
    letters = sum(character >= _WITHOUT_SPACES for character in text)
    if text.count(" ") < _MIN_PICTURE_SPACES and letters < _MIN_PICTURE_LETTERS:
        return ""
    figure = image.parent
    for _ in range(_MAX_FIGURE_DEPTH):
        if figure is None or figure.tag == "figure":
            break
        figure = figure.parent
    caption = figure.css_first("figcaption") if figure is not None and figure.tag == "figure" else None
    repeated = caption is not None and text.casefold() in " ".join(caption.text(deep=True).split()).casefold()
    return "" if repeated else f" [{text}] "


def _leads_back(link: "LexborNode") -> bool:
    """Whether a link is only a sign that leads from a note back to the text; a heading may lead to the contents."""
    attributes = link.attributes
    is_back = attributes.get("role") == "doc-backlink" or "footnote-back" in (attributes.get("class") or "")
    return is_back and not any(map(str.isalnum, link.text(deep=True)))


def _refers_to_note(node: "LexborNode") -> bool:
    """Whether a link refers to a note; its number is then put in brackets."""
    attributes = node.attributes
    names = f"{attributes.get('role') or ''} {attributes.get('class') or ''} {attributes.get('epub:type') or ''}"
    return _NOTE_REFERENCE.search(names) is not None and node.text(deep=True).strip().isalnum()
