"""Reads what a web page says about itself: title, author, date and language."""

from typing import TYPE_CHECKING

from scent.formats.documents.base.clean_text import clean_text
from scent.formats.documents.base.metadata import Metadata, author_names, language_code, meaningful_title, parse_date_ns

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_MAX_META_TAGS = 200
_DATES = ("article:published_time", "date", "dc.date", "dcterms.date", "dcterms.created", "changed", "created")
_AUTHORS = ("author", "dc.creator", "article:author")


def page_metadata(tree: "LexborHTMLParser") -> Metadata:
    """The metadata in the head of a page."""
    tags: dict[str, str] = {}
    for node in tree.css("meta")[:_MAX_META_TAGS]:
        name = node.attributes.get("name") or node.attributes.get("property") or node.attributes.get("http-equiv") or ""
        tags.setdefault(name.lower(), node.attributes.get("content") or "")
    title_tag = tree.css_first("title:not(svg title)")
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


def page_title(title: str, heading: str) -> str:
    """The page's title, or its first heading if the title only adds the site's name to it."""
    return heading if heading and (not title or heading.lower() in title.lower()) else title
