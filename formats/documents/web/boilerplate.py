"""Decides which elements of a page are boilerplate: navigation, footers, cookie notices."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Elements that never hold text of the page.
NO_TEXT = frozenset(
    [
        *("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "video", "audio"),
        *("head", "button", "select", "datalist", "textarea", "map", "dialog", "-comment", "-doctype"),
    ]
)
_TAGS = frozenset(["nav", "aside", "footer", "menu"])
_ROLES = frozenset(["navigation", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"])
# Words in an id or class.
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|navbar|navbox|nav|sidebar|breadcrumbs?|footer|site-header|share|social"
    r"|advert(?:isement)?|newsletter|catlinks|mw-editsection|mw-jump-link|skip-link)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_MAX_CHARACTERS = 500  # of an id and class


def is_boilerplate(node: "LexborNode", tag: str) -> bool:
    """Whether an element belongs to the site rather than the page.

    An element that contains an article or a top heading never does, nor does a note of a book.
    """
    attributes = node.attributes
    if (attributes.get("role") or "").startswith("doc-") or "note" in (attributes.get("epub:type") or ""):
        return False
    if not attributes and tag not in _TAGS:
        return False
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    if (
        hidden
        or tag in _TAGS
        or (attributes.get("role") or "").lower() in _ROLES
        or (tag not in {"body", "article", "main"} and _NAMES.search(_id_and_class(attributes)))
    ):
        return node.css_first("article, main, h1") is None
    return False


def _id_and_class(attributes: dict[str, str | None]) -> str:
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}"[:_MAX_CHARACTERS]
