"""Recognises parts of a site by what they do, where no name tells: notices, forms, teasers, links to share.

Most rules hold only outside of the centre of a page: what looks like a notice about cookies may be
the text of a page about cookies.
"""

import re
from typing import TYPE_CHECKING

from scent.formats.documents.web.elements import HEADINGS
from scent.formats.documents.web.text_shares import Share, TextShares

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_CONTAINERS = frozenset(["div", "section", "ul", "ol", "p", "form", "table", "header", "article", "center", "dialog"])
# Links that lead to the same page elsewhere: to share it, in another language, by its tags, before and after it.
_SITE_LINKS = ", ".join(
    [
        *('a[rel~="next"], a[rel~="prev"], a[rel~="tag"], a[accesskey="n"], a[accesskey="p"]',),
        *('a[href*="facebook.com/shar"], a[href*="twitter.com/intent"], a[href*="x.com/intent"]',),
        *('a[href*="linkedin.com/shar"], a[href*="pinterest.com/pin/create"], a[href*="reddit.com/submit"]',),
        *('a[href*="wa.me/?"], a[href*="t.me/share"], a[href^="mailto:?"]',),
    ]
)
OTHER_PAGES = 'a[href]:not([href^="#"]):not([href^="mailto:"])'
_TRANSLATIONS = "a[hreflang]"
_TYPED_FIELDS = "textarea, input[type=email], input[type=password], input[type=search]"
# Boxes to tick may stand in lists of ingredients or tasks.
_FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=hidden]), textarea, select"
_PAGER = re.compile(
    r"[\s«\u2039<←|]*(?:(?:tags|tagged|filed under|posted in|categories|schlagwörter|kategorien)\s*:"
    r"|prev(?:ious)?|next|older|newer|zurück|weiter|vorherige[rs]?|nächste[rs]?|précédent|suivant|anterior"
    r"|siguiente|vorige|volgende)(?:\b|(?<=:))",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)
# What a notice about cookies says, and a recipe does not.
_CONSENT = re.compile(
    r"\b(?:accept|consent|agree|preferences|settings|privacy|browser|device|akzept|zustimm|einstellung|datenschutz"
    r"|accepte|aceptar|accett|privacidad|confidentialité)",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"©|\bcopyright\b|\ball rights reserved\b|\balle rechte vorbehalten\b", re.IGNORECASE)
# Titles of lists of other pages, and of what is not the page.
_TITLES = re.compile(
    r"(?:related|more|other|similar|recommended|popular|latest|recent)\s(?:posts?|articles?|stories|news)"
    r"|you (?:may|might) (?:also )?(?:like|enjoy)|read (?:also|next|more)|(?:see|most) (?:read|popular|viewed)"
    r"|recommended(?: for you)?|about the author|leave a (?:reply|comment)|share this(?: \w+)?"
    r"|(?:ähnliche|weitere|verwandte|beliebte) (?:artikel|beiträge|themen)|das könnte (?:sie|dich)(?: auch)?"
    r" interessieren"
    r"|mehr zum thema|meistgelesen|auch interessant|à lire aussi|articles (?:liés|similaires|connexes)"
    r"|artículos relacionados|te puede interesar",
    re.IGNORECASE,
)
_CARDS = frozenset(["div", "section", "article"])
_TITLE_SPACES = 2
_MAX_LINKS, _MAX_NOTICE, _MAX_FORM, _MAX_TEASER = 300, 800, 600, 300  # characters
_MAX_ELEMENTS = 500  # of an element that is looked into: nested elements are looked into again and again
_MAX_DEPTH, _MAX_TITLE = 8, 100
_LINK_SHARE, _TEASER_SHARE = 0.3, 0.1  # of the text
_MAX_PROSE = 0.3  # of the page's prose


def is_site_part(node: "LexborNode", tag: str, shares: TextShares) -> bool:
    """Whether an element serves the site rather than the page."""
    if tag not in _CONTAINERS:
        return False
    share = shares.of(node)
    if not share.text or share.elements > _MAX_ELEMENTS or share.prose > _MAX_PROSE * shares.prose:
        return False
    if share.text <= _MAX_LINKS and _leads_elsewhere(node, share):
        return True
    if not shares.has_centre:
        return False
    is_outside = shares.is_outside_centre(node)
    has_links = share.links >= _TEASER_SHARE * share.text
    return (
        (share.text <= _MAX_FORM and node.css_first(_FIELDS if is_outside else _TYPED_FIELDS) is not None)
        or (has_links and _is_titled(node, shares))
        or (is_outside and share.text <= _MAX_NOTICE and _is_notice(node, shares))
        or (is_outside and has_links and share.text <= _MAX_TEASER and _is_teaser(node, tag))
    )


def _leads_elsewhere(node: "LexborNode", share: Share) -> bool:
    """Whether an element is mostly links to other forms of the page, or to its neighbours."""
    if share.links < _TEASER_SHARE * share.text:
        return False
    if node.css_first(_TRANSLATIONS) is not None:
        return True
    if share.links < _LINK_SHARE * share.text:
        return False
    return node.css_first(_SITE_LINKS) is not None or _PAGER.match(node.text(separator=" ")) is not None


def _is_titled(node: "LexborNode", shares: TextShares) -> bool:
    """Whether an element begins with the title of a list of other pages."""
    first: LexborNode | None = node
    for _ in range(_MAX_DEPTH):
        first = _first_child(first) if first is not None else None
        if first is None or first.tag not in _CONTAINERS:
            break
    if first is None or (first.tag not in HEADINGS and first.tag not in {"b", "strong"}):
        return False
    if shares.of(first).text > _MAX_TITLE:
        return False
    return _TITLES.fullmatch(" ".join(first.text().split()).rstrip(":…!.")) is not None


def _first_child(node: "LexborNode") -> "LexborNode | None":
    """The first child that is not white space."""
    first = node.child
    while first is not None and first.tag == "-text" and not (first.text_content or "").strip():
        first = first.next
    return first


def _is_notice(node: "LexborNode", shares: TextShares) -> bool:
    """Whether an element is about cookies, or says below the text of the page whose it is; above it may be a title."""
    text = node.text(separator=" ")
    if _COOKIES.search(text) and _CONSENT.search(text):
        return True
    return _RIGHTS.search(text) is not None and shares.is_after_centre(node)


def _is_teaser(node: "LexborNode", tag: str) -> bool:
    """Whether an element begins with a link of several words: the title of another page, before its first words."""
    first = node.css_first(OTHER_PAGES) if tag in _CARDS else None
    title = first.text(separator=" ").strip() if first is not None else ""
    return title.count(" ") >= _TITLE_SPACES and node.text(separator=" ").lstrip().startswith(title)
