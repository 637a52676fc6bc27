"""HTML: the main content of a page, with its headings, lists, tables and anchors.

Owned here: which parts of a page are content, and blocks made of them.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from scent.formats.documents.base.composer import CELLS, Composer, language_code, plain, worthy
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.metadata import date_ns, people

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_NEVER = frozenset(
    [
        *("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "video", "audio"),
        *("head", "button", "select", "datalist", "textarea", "map", "dialog", "-comment", "-doctype"),
    ]
)
_BOILERPLATE = frozenset(["nav", "aside", "footer", "menu"])
_ROLES = frozenset(["navigation", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"])
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|navbar|navbox|nav|sidebar|breadcrumbs?|footer|site-header|share|social"
    r"|advert(?:isement)?|newsletter|catlinks|mw-editsection|mw-jump-link|skip-link)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    [
        *("p", "div", "section", "article", "main", "header", "blockquote", "ul", "ol", "dl", "dt", "dd", "figure"),
        *("figcaption", "address", "form", "fieldset", "legend", "details", "summary", "hr", "table", "caption", "nav"),
        *("aside", "footer", "menu", "center", "body", "thead", "tbody", "tfoot"),
    ]
)
_NOTE_MARK = re.compile(r"(?:^|[\s-])(?:noteref|footnote-?ref(?:erence)?)\b", re.IGNORECASE)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# A row that holds these is there to put parts of a page side by side.
_LAYOUT = "h1, h2, h3, table, ul"
# Less than this of a page's text, and less than so many characters, is not what the page is about.
_LITTLE, _FEW = 0.1, 100
_LONGEST_ANCHOR = 200


class About(NamedTuple):
    """What a page says of itself."""

    title: str
    author: str
    date_ns: int
    language: str


def write(composer: Composer, html: str, source: str = "") -> About:
    """Write the content of a page; its blocks are placed at `source`#anchor.

    Where almost nothing is left without what looks like boilerplate, everything is written.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    about = _about(tree)
    body = tree.body
    if body is None:
        return about
    root = tree.css_first("main, [role=main]") or body
    content = _Walk(root, content_only=True).run()
    everything = _Walk(body, content_only=False).run() if _is_little(content, body) else content
    if content is not everything and content.length < max(_FEW, everything.length * _LITTLE):
        content = everything
    content.write(composer, source)
    return about._replace(title=_title(about.title, content.first_heading))


def _is_little(content: "_Walk", body: "LexborNode") -> bool:
    """Whether it is worth looking at the rest: only where little was found of a page that holds more."""
    return content.length < _FEW or content.length < _LITTLE * len(body.text(deep=True, separator=" "))


def _title(title: str, heading: str) -> str:
    """The title of a page; its first heading where the title is no more than that with the name of the site."""
    return heading if heading and (not title or heading.lower() in title.lower()) else title


def _about(tree: "LexborHTMLParser") -> About:
    named: dict[str, str] = {}
    for node in tree.css("meta")[:200]:
        name = node.attributes.get("name") or node.attributes.get("property") or node.attributes.get("http-equiv") or ""
        named.setdefault(name.lower(), node.attributes.get("content") or "")
    shown = tree.css_first("title")
    title = plain(shown.text(deep=True)) if shown is not None else ""
    root = tree.root
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root is not None else ""
    dates = ("article:published_time", "date", "dc.date", "dcterms.date", "dcterms.created", "changed", "created")
    time = next((named[name] for name in dates if named.get(name)), "")
    author = next((named[name] for name in ("author", "dc.creator", "article:author") if named.get(name)), "")
    return About(
        worthy(title or named.get("og:title", "")),
        people(author) if "://" not in author else "",
        date_ns(time),
        language_code(language or named.get("content-language", "")),
    )


class _Piece(NamedTuple):
    """What `Composer` is told of one block; `level` is that of a heading, `cells` those of a row."""

    kind: Kind
    text: str
    anchor: str
    level: int = 0
    cells: tuple[str, ...] = ()


class _Walk:
    """Goes through a tree without recursion, since a page may be nested as deep as it likes."""

    def __init__(self, root: "LexborNode", *, content_only: bool) -> None:
        self.length = 0
        self.first_heading = ""
        self._root = root
        self._content_only = content_only
        self._found: list[_Piece] = []
        self._text: list[str] = []
        self._cells: list[list[str]] = []  # of the rows that are open, outermost first
        self._anchors: list[tuple[int, str]] = []
        self._layout: set[int] = set()
        self._items = 0
        self._pre = 0
        self._named = ""  # the anchor that the next heading takes if it has none of its own

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
        for piece in self._found:
            composer.place = source + ("#" + piece.anchor if 0 < len(piece.anchor) <= _LONGEST_ANCHOR else "")
            if piece.level:
                composer.heading(piece.level, piece.text)
            elif piece.cells:
                composer.row(list(piece.cells))
            elif piece.kind is Kind.LIST:
                composer.item(piece.text)
            else:
                composer.add(piece.text, piece.kind)

    def _enter(self, node: "LexborNode") -> bool:
        """Take note of where a node begins; false if it is to be passed over with all that is in it."""
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            self._text.append(text if self._pre else text.replace("\n", " "))
            return True
        if tag in _NEVER or (self._content_only and node.mem_id != self._root.mem_id and _is_boilerplate(node, tag)):
            return False
        if tag == "br":
            self._text.append("\n")
        elif tag in _HEADINGS or tag in {"li", "pre", "tr", "td", "th"} or tag in _BLOCKS:
            self._flush()
            self._open(node, tag)
        elif tag == "a":
            if node.attributes.get("role") == "doc-backlink" or "footnote-back" in (node.attributes.get("class") or ""):
                return False
            self._named = node.attributes.get("id") or node.attributes.get("name") or self._named
            self._text.append("[" if _refers_to_note(node) else "")
        return True

    def _open(self, node: "LexborNode", tag: str) -> None:
        if tag in _HEADINGS or tag in {"section", "div", "article"}:
            identity = node.attributes.get("id")
            if identity or tag not in _HEADINGS:
                self._named = identity or self._named
        if tag == "li":
            self._items += 1
        elif tag == "pre":
            self._pre += 1
        elif tag == "tr" and node.css_first(_LAYOUT) is not None:
            self._layout.add(node.mem_id)
        elif tag == "tr":
            self._cells.append([])
        elif tag in {"td", "th"} and self._cells:
            self._cells[-1].append("")

    def _leave(self, node: "LexborNode") -> None:
        tag = node.tag or ""
        if tag in _HEADINGS:
            self._heading(_HEADINGS[tag])
        elif tag in {"li", "pre", "tr", "td", "th"} or tag in _BLOCKS:
            self._flush(Kind.CODE if tag == "pre" else None)
            if tag == "li":
                self._items = max(0, self._items - 1)
            elif tag == "pre":
                self._pre = max(0, self._pre - 1)
            elif tag == "tr" and self._cells and node.mem_id not in self._layout:
                self._row(self._cells.pop())
        elif tag == "a" and _refers_to_note(node):
            self._text.append("]")

    def _heading(self, level: int) -> None:
        text = plain("".join(self._text)).replace("\n", " ")
        self._text.clear()
        if not text:
            return
        if self._cells and self._cells[-1]:  # a heading in a table of layout or data stays in its cell
            self._cells[-1][-1] += text + " "
            return
        while self._anchors and self._anchors[-1][0] >= level:
            self._anchors.pop()
        self._anchors.append((level, self._named))
        self._named = ""
        self.first_heading = self.first_heading or text
        self._take(_Piece(Kind.HEADING, text, self._anchor(), level))

    def _anchor(self) -> str:
        return next((anchor for _, anchor in reversed(self._anchors) if anchor), "")

    def _row(self, cells: list[str]) -> None:
        """A row; one of a single cell is layout rather than a table, and its text a paragraph."""
        shown = tuple(cell.strip() for cell in cells if cell.strip())
        if self._cells and self._cells[-1]:
            self._cells[-1][-1] += CELLS.join(shown) + "\n"
        elif len(shown) > 1:
            self._take(_Piece(Kind.TABLE, CELLS.join(shown), self._anchor(), cells=tuple(map(str.strip, cells))))
        elif shown:
            self._take(_Piece(Kind.PROSE, shown[0], self._anchor()))

    def _flush(self, kind: Kind | None = None) -> None:
        """End the paragraph that was being read."""
        text = "".join(self._text)
        self._text.clear()
        if not text.strip():
            return
        if self._cells and self._cells[-1]:
            self._cells[-1][-1] += text.strip() + "\n"
        else:
            found = kind or (Kind.LIST if self._items else Kind.PROSE)
            self._take(_Piece(found, text.strip("\n") if found is Kind.CODE else text, self._anchor()))

    def _take(self, piece: _Piece) -> None:
        self._found.append(piece)
        self.length += len(piece.text)


def _refers_to_note(node: "LexborNode") -> bool:
    """Whether a link is the mark of a note, which must not be taken for a part of the word before it."""
    attributes = node.attributes
    said = f"{attributes.get('role') or ''} {attributes.get('class') or ''} {attributes.get('epub:type') or ''}"
    return _NOTE_MARK.search(said) is not None and node.text(deep=True).strip().isalnum()


def _is_boilerplate(node: "LexborNode", tag: str) -> bool:
    """Whether a part is about the site rather than about the page; never what holds an article."""
    attributes = node.attributes
    if (attributes.get("role") or "").startswith("doc-") or "note" in (attributes.get("epub:type") or ""):
        return False  # a note of a book
    if not attributes and tag not in _BOILERPLATE:
        return False
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    if (
        hidden
        or tag in _BOILERPLATE
        or (attributes.get("role") or "").lower() in _ROLES
        or (tag not in {"body", "article", "main"} and _NAMED.search(_names(attributes)))
    ):
        return node.css_first("article, main, h1") is None
    return False


def _names(attributes: dict[str, str | None]) -> str:
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}"[:500]
