"""The elements of HTML by what they do: headings, blocks, and those that hold no text of the page."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    [
        *("p", "div", "section", "article", "main", "header", "blockquote", "ul", "ol", "dl", "dt", "dd", "figure"),
        *("figcaption", "address", "form", "fieldset", "legend", "details", "summary", "hr", "table", "caption", "nav"),
        *("aside", "footer", "menu", "center", "body", "thead", "tbody", "tfoot", "dialog", "textarea"),
        *("li", "pre", "tr", "td", "th"),
    ]
)
NO_TEXT = frozenset(
    [
        *("script", "style", "noscript", "template", "iframe", "embed", "canvas", "video", "audio", "title"),
        *("head", "button", "select", "datalist", "map", "dialog", "-comment", "-doctype"),
    ]
)
# Of a drawing in SVG: what is said about it, and what is drawn, each on a line of its own.
_SAID = frozenset(["desc", "metadata"])
DRAWN = frozenset(["text", "foreignObject"])
# A piece of drawn text with one of these is placed anew.
POSITION = ("x", "y", "dy")
_MAX_DEPTH = 16  # of a description in a drawing


def holds_no_text(node: "LexborNode", tag: str) -> bool:
    """Whether a browser shows no text of an element, or it is a control of the page."""
    if tag in NO_TEXT:
        return tag != "dialog" or "open" not in node.attributes
    return tag in _SAID and _is_in_drawing(node)


def _is_in_drawing(node: "LexborNode") -> bool:
    above = node.parent
    for _ in range(_MAX_DEPTH):
        if above is None or above.tag == "svg":
            break
        above = above.parent
    return above is not None and above.tag == "svg"
