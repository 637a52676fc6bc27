"""Measures where the prose of a page lies, and how much of each element's text is links."""

from typing import TYPE_CHECKING, NamedTuple

from scent.formats.documents.web.elements import BLOCKS, HEADINGS, holds_no_text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# A block with as many characters of its own outside of links is a paragraph of prose.
_MIN_PARAGRAPH = 80
# On a page with less prose, links may be what it is about.
_MIN_PROSE = 400
_CENTRE_SHARE = 0.6  # of the prose of a page, in the element that is its centre
# Elements that may be the centre, and those that stand in the flow of a text.
_CONTAINERS = frozenset(["div", "main", "article", "section", "form", "center", "table", "tbody", "tr", "td"])
_FLOW = frozenset(["p", "h2", "h3", "h4", "h5", "pre", "blockquote", "dl"])


class Share(NamedTuple):
    """The characters in an element: all, those in links, and those in paragraphs; and its elements, with itself.

    `order` is higher for an element that ends later.
    """

    text: int
    links: int
    prose: int
    elements: int = 0
    order: int = 0


class _Open:
    """An element that is being measured."""

    def __init__(self, node: "LexborNode", *, is_block: bool, is_link: bool) -> None:
        self.id = node.mem_id
        self.next = node.child  # the next child to measure
        self.is_block = is_block
        self.is_link = is_link
        self.text = self.links = self.prose = 0
        self.elements = 1
        self.own = 0  # characters outside of links and of blocks inside of it


class TextShares:
    """The shares of all elements of a page, taken in one walk without recursion."""

    def __init__(self, body: "LexborNode") -> None:
        self._shares: dict[int, Share] = {}
        self._measure(body)
        self.prose = self.of(body).prose
        self._body = self.of(body)
        self._path = self._path_to_centre(body) if self.prose >= _MIN_PROSE else []
        self._on_path = set(self._path)
        # By element: those on the path hold what is outside, but for the centre at its end.
        self._outside = {**dict.fromkeys(self._path, True), **dict.fromkeys(self._path[-1:], False)}

    def of(self, node: "LexborNode") -> Share:
        """The share of an element; that of nothing for an element that is never text."""
        return self._shares.get(node.mem_id, Share(0, 0, 0))

    def holds_centre(self, node: "LexborNode") -> bool:
        """Whether an element contains the one in which most of the prose lies, or is it."""
        return node.mem_id in self._on_path

    @property
    def has_centre(self) -> bool:
        """Whether the page has prose; otherwise its links may be what it is about."""
        return bool(self._path)

    def is_outside_centre(self, node: "LexborNode") -> bool:
        """Whether an element neither holds the centre nor lies in it; false on a page without a centre."""
        chain: list[int] = []
        above: LexborNode | None = node
        while above is not None and above.mem_id not in self._outside:
            chain.append(above.mem_id)
            above = above.parent
        is_outside = above is not None and self._outside[above.mem_id]
        self._outside.update(dict.fromkeys(chain, is_outside))
        return is_outside

    def is_after_centre(self, node: "LexborNode") -> bool:
        """Whether an element outside of the centre stands behind it."""
        return bool(self._path) and self.of(node).order > self._shares[self._path[-1]].order

    def _path_to_centre(self, body: "LexborNode") -> list[int]:
        path = [body.mem_id]
        node: LexborNode | None = body
        while node is not None:
            node = self._next_on_path(node)
            if node is not None:
                path.append(node.mem_id)
        return path

    def _next_on_path(self, node: "LexborNode") -> "LexborNode | None":
        """The child with most of the prose, unless its siblings show that all of the node is text."""
        children = list(node.iter(include_text=False))
        most = _CENTRE_SHARE * (self._body.text - self._body.links)
        child = next((each for each in children if self.of(each).text - self.of(each).links >= most), None)
        if child is None or child.tag not in _CONTAINERS:
            return None
        for each in children:
            if each.mem_id != child.mem_id and (each.tag in _FLOW or _is_alike(each, child)) and self.of(each).text:
                return None
        return child

    def _measure(self, body: "LexborNode") -> None:
        stack = [_Open(body, is_block=True, is_link=False)]
        while stack:
            node = stack[-1].next
            if node is None:
                self._close(stack)
                continue
            stack[-1].next = node.next
            tag = node.tag or ""
            if tag == "-text":
                self._count(stack[-1], len((node.text_content or "").strip()))
            elif not holds_no_text(node, tag):
                stack.append(_Open(node, is_block=tag in BLOCKS or tag in HEADINGS, is_link=tag == "a"))

    @staticmethod
    def _count(element: _Open, characters: int) -> None:
        element.text += characters
        element.own += characters

    def _close(self, stack: list[_Open]) -> None:
        element = stack.pop()
        if element.is_link:
            element.links, element.own = element.text, 0
        if element.is_block and element.own >= _MIN_PARAGRAPH:
            element.prose += element.own
        share = Share(element.text, element.links, element.prose, element.elements, len(self._shares))
        self._shares[element.id] = share
        if stack:
            outer = stack[-1]
            outer.text += element.text
            outer.links += element.links
            outer.prose += element.prose
            outer.elements += element.elements
            if not element.is_block:
                outer.own += element.own


def _is_alike(node: "LexborNode", other: "LexborNode") -> bool:
    """Whether two elements are sections of one text, by their tag and class."""
    if node.tag != other.tag:
        return False
    name = node.attributes.get("class") or ""
    return node.tag == "section" or (bool(name) and name == other.attributes.get("class"))
