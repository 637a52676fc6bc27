"""Decides which elements of a page are boilerplate: navigation, footers, cookie notices, lists of other pages."""

import re
from typing import TYPE_CHECKING

from scent.formats.documents.web.elements import BLOCKS
from scent.formats.documents.web.site_parts import OTHER_PAGES, is_site_part
from scent.formats.documents.web.text_shares import TextShares

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TAGS = frozenset(["nav", "footer", "menu"])
_ROLES = frozenset(["navigation", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "banner"])
# An aside with one of these words is part of the text: a footnote, a box.
_NOTES = re.compile(
    r"(?:^|[\s_-])(?:(?:foot|end|side)?notes?|admonition|callout|citation)(?:[\s_-]|$|-list)", re.IGNORECASE
)
_BOX_TITLE = re.compile(r"(?:^|\s)(?:sidebar|topic)-title(?:\s|$)")
# Words in an id or class.
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|ccpa|navbar|navbox|nav|sidebar|breadcrumbs?|footer|site-header|share|sharing"
    r"|sharebar|sharedaddy|social|addthis|advert(?:s|isements?|ising)?|newsletter|catlinks|mw-editsection|mw-jump-link"
    r"|skip-link|skip-to-content|noprint|nosearch|noindex|robots-nocontent|navheader|navfooter|printfooter|pagination|pager|paywall|popup|modal|outbrain|taboola|sponsored"
    r"|jp-relatedposts|read-next|recirculation)(?:[\s_-]|$)",
    re.IGNORECASE,
)
# Words that also name content; they count only where an element has many links.
_WEAK_NAMES = re.compile(
    r"(?:^|[\s_-])(?:related|recommended|recommendations?|recirc|promos?|promotions?|sponsors?|trending|popular"
    r"|menu|mainmenu|submenu|navigation|widgets?|widget-area|most-read|most-viewed|more-stories|more-from|also-like|toolbar|topbar|masthead|tags?|taglist|rss|follow"
    r"|ads?|prev-next|post-navigation)(?:[\s_-]|$)",
    re.IGNORECASE,
)
# Words that count only where an element has fields to fill in.
_FORM_NAMES = re.compile(
    r"(?:^|[\s_-])(?:subscribe|subscription|sign-?up|log-?in|comment-form|comment-respond|respond)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_NAMED_BY_ID = frozenset(["div", "section", "ul", "ol", "form", "table", "header", "center"])
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MAX_CHARACTERS = 500  # of an id and class
_MAX_PROSE = 0.3  # of the page's prose in an element: what has more is what the page is about
_MANY_LINKS = 0.5  # of an element's text: a list of links
_WEAK_LINKS = 0.3  # of the text of an element with a weak name
_BOX_LINKS = 0.1  # of the text of an aside
_MAX_FORM = 600  # characters
# Elements outside of the centre that may be links and yet belong to the page: a byline, a source.
# Links to places on the page, and to people.
_IN_PAGE = 'a[href^="#"]:not([href="#"]), a[href^="mailto:"]'
_TABLE = frozenset(["table", "thead", "tbody", "tfoot", "tr"])  # with headers it is data, though it be links
_NO_LINK_LISTS = frozenset(["p", "td", "th", "figure", "figcaption", "blockquote", "pre", "dd", "caption", "address"])


def is_boilerplate(node: "LexborNode", tag: str, shares: TextShares) -> bool:
    """Whether an element belongs to the site rather than the page.

    `shares` are those of the page. An element that contains an article, a top heading or most of
    the page's prose never does, nor does a note of a book.
    """
    attributes = node.attributes
    if not attributes and tag not in BLOCKS:  # most elements
        return False
    if _is_note(tag, attributes) or _is_titled_box(node, tag) or _is_source(node, tag, attributes):
        return False
    if (
        tag in {"body", "main"}
        or shares.holds_centre(node)
        or (tag == "article" and not shares.is_outside_centre(node))
    ):
        return False
    if tag == "article":
        return is_site_part(node, tag, shares)
    if (
        _is_marked(node, tag, attributes, shares)
        or _is_named(node, tag, attributes, shares)
        or _is_weakly_named(node, tag, shares)
        or _is_link_list(node, tag, shares)
        or is_site_part(node, tag, shares)
    ):
        return node.css_first("article, main, h1") is None
    return False


def _is_note(tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether an element is a note of a book or a text, or a box in it."""
    role = attributes.get("role") or ""
    if role.startswith("doc-") or "note" in (attributes.get("epub:type") or ""):
        return True
    return tag == "aside" and (role == "note" or _NOTES.search(attributes.get("class") or "") is not None)


def _is_titled_box(node: "LexborNode", tag: str) -> bool:
    """Whether an element is a box of Docutils and Sphinx, such as a sidebar, which begins with its title, or this."""
    if tag not in {"aside", "div", "p"}:
        return False
    first = node if tag == "p" else next(node.iter(include_text=False), None)
    return first is not None and first.tag == "p" and _BOX_TITLE.search(first.attributes.get("class") or "") is not None


def _is_source(node: "LexborNode", tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether an element says below a quotation whose it is; the second name is that of Bootstrap."""
    if "blockquote-footer" in (attributes.get("class") or ""):
        return True
    return tag == "footer" and node.parent is not None and node.parent.tag in {"blockquote", "figure", "figcaption"}


def _is_marked(node: "LexborNode", tag: str, attributes: dict[str, str | None], shares: TextShares) -> bool:
    """Whether an element is hidden, or its tag or role says that it is boilerplate."""
    if tag in _TAGS:
        return True
    if tag == "header":  # one with a heading may be that of a chapter
        return shares.is_outside_centre(node) and node.css_first("h1, h2, h3, h4, h5, h6") is None
    if tag == "aside":
        return not _is_box(node, shares)
    return (
        bool(attributes)
        and (
            "hidden" in attributes
            or (attributes.get("aria-hidden") == "true" and tag != "figcaption")  # pandoc marks each; people see it
            or (attributes.get("role") or "").lower() in _ROLES
            or _HIDDEN.search((attributes.get("style") or "")[:_MAX_CHARACTERS]) is not None
        )
    )


def _is_box(node: "LexborNode", shares: TextShares) -> bool:
    """Whether an element that stands beside a text belongs to it: it lies in it, and has few links.

    On a page with little prose, where nothing tells what lies in the text, it has no links.
    """
    share = shares.of(node)
    if not shares.has_centre:
        return not share.links
    return not shares.is_outside_centre(node) and share.links < _BOX_LINKS * share.text


def _is_named(node: "LexborNode", tag: str, attributes: dict[str, str | None], shares: TextShares) -> bool:
    """Whether the class of an element names boilerplate, or its id.

    The id of a heading, a term or a part of the text is an anchor: a chapter on cookies has that of
    a notice about them.
    """
    names = _words(attributes.get("class"))
    if tag == "aside" and _is_box(node, shares):
        names = names.replace("sidebar", "")
    if names and _NAMES.search(names):
        return True
    if tag not in _NAMED_BY_ID or not _NAMES.search(_words(attributes.get("id"))):
        return False
    if node.css_first("h2, h3, h4, h5, h6") is not None and not shares.is_outside_centre(node):
        return tag != "section" and not shares.has_centre
    return shares.is_outside_centre(node) or not shares.has_centre or not shares.of(node).prose


def _is_weakly_named(node: "LexborNode", tag: str, shares: TextShares) -> bool:
    """Whether the class of an element is a weak name, and it has links or fields rather than prose."""
    if tag not in BLOCKS or tag in {"p", "table"} or not node.attributes.get("class"):
        return False
    share = shares.of(node)
    if not shares.has_centre or not share.text or share.prose > _MAX_PROSE * shares.prose:
        return False
    names = _words(node.attributes["class"])
    if share.links >= _WEAK_LINKS * share.text and _WEAK_NAMES.search(names):
        return True
    return (
        share.text <= _MAX_FORM
        and _FORM_NAMES.search(names) is not None
        and node.css_first("input, button, form, textarea") is not None
    )


def _is_link_list(node: "LexborNode", tag: str, shares: TextShares) -> bool:
    """Whether an element outside of the centre of the page is mostly links to other pages."""
    if tag not in BLOCKS or tag in _NO_LINK_LISTS:
        return False
    share = shares.of(node)
    if not share.links or share.links < _MANY_LINKS * share.text or not shares.is_outside_centre(node):
        return False
    if node.css_first(OTHER_PAGES) is None and node.css_first(_IN_PAGE) is not None:
        return False
    return tag not in _TABLE or node.css_first("th") is None


def _words(names: str | None) -> str:
    """The words of an id or class, `relatedLinks` as related-links."""
    return _CAMEL_CASE.sub("-", names[:_MAX_CHARACTERS]) if names else ""
