"""Puts around a page what web sites put there: menus, notices, teasers, forms.

Ten frames say what their parts are in different ways: by elements, roles, classes, or not at all; and
stand around the text or also inside of it. All wording is our own.
"""

import random
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

_MENU = ("Home", "Products", "Pricing", "Documentation", "Support", "Community", "About us", "Careers", "Sign in")
_FOOTER = ("Imprint", "Privacy policy", "Terms of use", "Accessibility", "Site map", "Press", "Partners", "Status")
# Text and address of links to other services, as these services ask for.
_SHARE = {
    "Share on Facebook": "https://www.facebook.com/sharer/sharer.php?u=x",
    "Tweet this": "https://twitter.com/intent/tweet?url=x",
    "Send by mail": "mailto:?subject=x",
    "Copy the link": "#",
    "Print": "#",
}
_TAGS = ("tutorial", "servers", "versions", "databases", "beginners", "command line")
_COOKIES = (
    "We and our partners use cookies on your device, so that the site remembers your choices and we learn which pages "
    "are read most. You can accept all of them, refuse those that are not needed, or change your mind later."
)
_LETTER = "Get the best stories of the week in your inbox every Friday. No noise, and you can leave at any time."
_COMMENT = "Your email address will not be shown. Fields with a star have to be filled in. Be kind to each other."
_LEGAL = (
    "All names and trademarks belong to their owners. The content of this site is given without any warranty. "
    "Copyright 2026 The Example Company. All rights reserved."
)
_AUTHOR = "Robin writes about tools for people who would rather be outside, and lives by a lake with two old boats."
_OFFER = "Try our hosted edition free for thirty days. No card needed, cancel whenever you like."


class Page(NamedTuple):
    """What a page is about: its title, and the HTML of its parts, one after another."""

    title: str
    parts: Sequence[str]


class Frame(NamedTuple):
    """How a frame is written: opening tag by part of the frame, and whether parts stand inside of the text."""

    openings: Mapping[str, str]
    inside: bool = False
    is_table: bool = False


_SEMANTIC = {
    "cookies": "<aside>",
    "header": "<header>",
    "menu": "<nav>",
    "crumbs": '<nav aria-label="Breadcrumb">',
    "main": "<main>",
    "article": "<article>",
    "share": "<aside>",
    "related": "<aside>",
    "offer": "<aside>",
    "side": "<aside>",
    "author": "<footer>",
    "tags": "<footer>",
    "comments": "<section>",
    "footer": "<footer>",
}
_ROLES = {
    "cookies": '<div role="dialog" aria-label="Cookies">',
    "header": '<div role="banner">',
    "menu": '<div role="navigation">',
    "crumbs": '<div role="navigation">',
    "main": '<div role="main">',
    "share": '<div role="complementary">',
    "related": '<div role="complementary">',
    "offer": '<div role="complementary">',
    "side": '<div role="complementary">',
    "comments": '<div role="form">',
    "footer": '<div role="contentinfo">',
}
_CLASSES = {
    "cookies": '<div class="cookie-banner">',
    "header": '<div class="site-header">',
    "menu": '<div class="navbar navbar-expand">',
    "crumbs": '<ol class="breadcrumb">',
    "main": '<div class="container content">',
    "article": '<div class="post">',
    "share": '<div class="share-buttons">',
    "related": '<div class="related-posts">',
    "offer": '<div class="promo-box">',
    "side": '<div class="sidebar">',
    "author": '<div class="author-bio">',
    "tags": '<div class="post-tags">',
    "comments": '<div class="comment-form">',
    "letter": '<div class="newsletter-signup">',
    "pager": '<div class="pagination">',
    "footer": '<div class="footer">',
}
_BLOG = {
    "cookies": '<div id="cookie-law-info-bar">',
    "header": '<header id="masthead" class="site-branding">',
    "menu": '<div id="site-navigation" class="main-navigation">',
    "crumbs": '<div class="yoast-breadcrumbs">',
    "main": '<div id="primary" class="content-area">',
    "article": '<article class="hentry">',
    "share": '<div class="sharedaddy sd-sharing-enabled">',
    "related": '<div id="jp-relatedposts" class="jp-relatedposts">',
    "offer": '<div class="wp-block-group has-background">',
    "side": '<div id="secondary" class="widget-area">',
    "author": '<div class="author-box">',
    "tags": '<div class="tags-links">',
    "comments": '<div id="respond" class="comment-respond">',
    "letter": '<div class="mc4wp-form">',
    "pager": '<div class="nav-links">',
    "footer": '<footer id="colophon" class="site-footer">',
}
_HASHED = {part: f'<div class="css-{7919 * number:x}">' for number, part in enumerate(_CLASSES, 1)}
FRAMES: Final[Mapping[str, Frame]] = {
    "elements": Frame(_SEMANTIC),
    "elements, inside too": Frame(_SEMANTIC, inside=True),
    "roles": Frame(_ROLES),
    "roles, inside too": Frame(_ROLES, inside=True),
    "classes": Frame(_CLASSES),
    "classes, inside too": Frame(_CLASSES, inside=True),
    "a blog": Frame(_BLOG, inside=True),
    "generated classes": Frame(_HASHED),
    "nothing": Frame({}),
    "nothing, a table": Frame({}, is_table=True),
}


def framed(page: Page, frame: Frame, teasers: Sequence[str], chance: random.Random) -> str:
    """The page as a site would show it; `teasers` are sentences of other pages."""
    writer = _Writer(frame, teasers, chance)
    half = len(page.parts) // 2
    text = [*page.parts[:half], *(writer.middle() if frame.inside else ()), *page.parts[half:]]
    article = writer.wrap("article", "".join((*text, *writer.end())))
    top = writer.wrap("cookies", writer.cookies()) + writer.wrap(
        "header", "<a href='/'>The Example Company</a>" + writer.wrap("menu", writer.links(_MENU))
    )
    crumbs = writer.wrap("crumbs", " / ".join(map(writer.link, ("Home", "Guides", page.title))))
    main = writer.wrap("main", crumbs + article)
    side, footer = writer.wrap("side", writer.side()), writer.wrap("footer", writer.footer())
    if frame.is_table:
        rows = f"<tr><td colspan=2>{top}</td></tr><tr><td>{side}</td><td>{main}</td></tr>"
        body = f"<table>{rows}<tr><td colspan=2>{footer}</td></tr></table>"
    else:
        body = top + main + side + footer
    return f"<!doctype html><html><head><title>{page.title}</title></head><body>{body}</body></html>"


class _Writer:
    """Writes the parts of one frame."""

    def __init__(self, frame: Frame, teasers: Sequence[str], chance: random.Random) -> None:
        self._frame = frame
        self._teasers = teasers
        self._chance = chance

    def wrap(self, part: str, inside: str) -> str:
        opening = self._frame.openings.get(part, "<div>")
        tag = re.match(r"<(\w+)", opening)
        return f"{opening}{inside}</{tag[1] if tag else 'div'}>"

    def link(self, text: str) -> str:
        return f"<a href='/{self._chance.randrange(10_000)}'>{text}</a>"

    def links(self, texts: Sequence[str]) -> str:
        return "<ul>" + "".join(f"<li>{self.link(text)}</li>" for text in texts) + "</ul>"

    def cookies(self) -> str:
        return f"<p>{_COOKIES}</p>{self.link('Accept all')} {self.link('Settings')} <button>No</button>"

    def teasers(self, title: str, count: int) -> str:
        """A list of other pages, each with its beginning."""
        cards = (
            f"<div>{self.link(' '.join(words[:7]))}<p>{' '.join(words[7:27])}</p></div>"
            for words in (text.split() for text in self._chance.sample(self._teasers, count))
        )
        return f"<h3>{title}</h3>" + "".join(cards)

    def middle(self) -> Sequence[str]:
        offer = self.wrap("offer", f"<p>{_OFFER} {self.link('Start now')}</p>")
        return (offer, self.wrap("related", self.teasers("Read also", 2)))

    def end(self) -> Sequence[str]:
        share = self.wrap("share", "".join(f"<a href='{to}'>{text}</a> " for text, to in _SHARE.items()))
        tags = self.wrap("tags", "Tags: " + ", ".join(map(self.link, self._chance.sample(_TAGS, 4))))
        author = self.wrap("author", f"<h4>About the author</h4><p>{_AUTHOR}</p>")
        pager = self.wrap("pager", f"{self.link('Previous story')} {self.link('Next story')}")
        fields = "".join(f"<label>{name}</label><input>" for name in ("Name", "Email", "Website"))
        form = f"<form>{fields}<textarea></textarea><button>Send</button></form>"
        comments = f"<h3>Leave a reply</h3><p>{_COMMENT}</p>{form}"
        return (
            share,
            tags,
            author,
            pager,
            self.wrap("related", self.teasers("You may also like", 3)),
            self.wrap("comments", comments),
        )

    def side(self) -> str:
        form = f"<form><p>{_LETTER}</p><input type='email'><button>Subscribe</button></form>"
        letter = self.wrap("letter", f"<h3>Our letter</h3>{form}")
        return self.teasers("Most read", 4) + letter + "<h3>Topics</h3>" + self.links(_TAGS)

    def footer(self) -> str:
        return self.links(_FOOTER) + self.links(_MENU) + f"<p>{_LEGAL}</p>"
