"""Opens what stands in a page like another page: shadow roots, and the documents of frames."""

import re

from scent.formats.documents.web.unclosed import nests_too_deep

_TEMPLATE = re.compile(r"<template\b[^<>]*>|</template\b[^<>]*>", re.IGNORECASE)
_SHADOW = re.compile(r"\sshadowroot(?:mode)?\s*=\s*[\"']?(?:open|closed)\b", re.IGNORECASE)


def open_shadow_roots(html: str) -> str:
    """The same page with the shadow roots that are declared in it, which a browser shows, in place of their hosts.

    Other templates stay as they are: a parser leaves them out.
    """
    if not _SHADOW.search(html):
        return html
    opened: list[bool] = []

    def replace(tag: re.Match[str]) -> str:
        is_end = tag[0].startswith("</")
        if not is_end:
            opened.append(_SHADOW.search(tag[0]) is not None)
        is_root = (opened.pop() if opened else False) if is_end else opened[-1]
        return ("</span> " if is_end else "<span>") if is_root else tag[0]

    return _TEMPLATE.sub(replace, html)


def frame_source(attributes: dict[str, str | None]) -> str:
    """The page in a frame, if that is written in the frame itself and not nested too deep."""
    source = attributes.get("srcdoc") or ""
    return "" if nests_too_deep(source) else source
