"""Shows what an HTML parser would hide because of markup that is none, or whose end is missing.

An element such as `<script>`, or a comment, hides all text up to its end; without an end that is the
rest of the page. A text that speaks of `<script>` and later of `</script>` would lose what is between.
And names in angle brackets, such as `<stdio.h>`, would be taken for tags.
"""

import re

# Elements whose text is not shown, or is taken for that of the site.
_HIDING = (
    *("script", "style", "title", "textarea", "template", "noscript", "noembed", "noframes", "frameset", "iframe"),
    *("object", "canvas", "video", "audio", "select", "datalist", "button", "map", "dialog", "nav", "aside"),
    *("footer", "menu", "svg"),
)
_OPENING = re.compile(rf"<!--(?!-?>)|<({'|'.join(_HIDING)})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_CLOSING = re.compile(rf"</({'|'.join(_HIDING)})(?=[\s/>])", re.IGNORECASE)
# A program or style sheet has more of these signs than words; a text about programs has few.
_CODE_SIGN, _WORD = re.compile(r"[{}=;()<>\[\]]"), re.compile(r"\w{2,}")
_WORDS_A_SIGN, _MIN_WORDS = 8, 12
# But some are mostly comments.
_COMMENT_LINE, _MIN_COMMENT_LINES = re.compile(r"^[ \t]*(?://|/\*)", re.MULTILINE), 3
_BARE_CODE, _CLOSING_CODE = (
    frozenset(["<script>", "<style>"]),
    re.compile(r"</(?:script|style)(?=[\s/>])", re.IGNORECASE),
)
_EMPTY_PICTURE = re.compile(r"<svg[^<>]*/>", re.IGNORECASE)
# Frames show other pages; what is written for browsers without them is the text of this one.
_FRAME = re.compile(r"</?(?:frameset|frame|noframes)\b[^<>]*>", re.IGNORECASE)
# A parser of HTML takes these for comments, up to the next ">".
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_COMMENT_END = re.compile(r"--!?>")
# Element names of HTML, SVG and MathML have letters, digits, hyphens and prefixes.
_NO_TAG = re.compile(r"<(?=/?[A-Za-z][\w-]*(?::[\w-]+)?[^\s<>\w:/-]|[A-Za-z]+://|/[A-Za-z][^\s<>]*/)")
_UNENDED_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# A tag in whose middle another begins, or a paragraph ends, outside of quotation marks.
_CUT_TAG = re.compile(r"<(?=/?[A-Za-z][^<>\"']*(?:<|\n[ \t\r]*\n))")
# A tag with a quotation mark after which there is no other.
_UNQUOTED_TAG = re.compile(r"""<(?=[A-Za-z][^<>"']*=\s*(?:"[^"]*\Z|'[^']*\Z))""")
_BARE_TAG, _END_TAG = re.compile(r"<([A-Za-z]\w*)>"), re.compile(r"</([A-Za-z]\w*)")
_KNOWN = frozenset(
    """a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote
    body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div
    dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header
    hgroup hr html i iframe image img input ins kbd keygen label legend li link listing main map mark marquee
    math menu menuitem meta meter nav nobr noembed noframes noscript object ol optgroup option output p param
    picture plaintext pre progress q rb rp rt rtc ruby s samp script search section select slot small source
    span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr
    track tt u ul var video wbr xmp""".split()  # noqa: SIM905 - a list of words
)
# A tag that text other than HTML hardly has.
_PROOF = re.compile(
    rf"</(?:{'|'.join(sorted(_KNOWN))})\s{{0,9}}>|<(?:p|br|hr|li|td|tr|h[1-6])\s?/?>|<[A-Za-z]+\s[\w-]+=[\"']",
    re.IGNORECASE,
)

# An HTML parser searches its open elements again and again: 100,000 of them take a minute, 5,000 no
# noticeable time.
MAX_OPEN_ELEMENTS = 5_000
# Elements that stay open until they are closed.
_NESTING_TAG = re.compile(
    r"<(/?)(?:div|span|section|article|main|blockquote|table|ul|ol|dl|font|center|b|i|em|strong|small|big|u|form|nav)\b",
    re.IGNORECASE,
)


def nests_too_deep(html: str) -> bool:
    """Whether a page has more open elements than a parser can take."""
    depth = 0
    for match in _NESTING_TAG.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_OPEN_ELEMENTS:
            return True
    return False


def has_tags(html: str) -> bool:
    """Whether a text has any tag of HTML that is hardly meant otherwise."""
    return _PROOF.search(html) is not None


def unhide(html: str) -> str:
    """The same page with all text that a parser would hide by mistake, and without frames.

    Tags of comments and hiding elements that never end, or hold prose, are left out; what is no tag
    begins with `&lt;`.
    """
    html = _CDATA.sub("", _FRAME.sub("", html))
    comment_end = max((match.start() for match in _COMMENT_END.finditer(html)), default=-1)
    closed = {match[1].lower(): match.start() for match in _CLOSING.finditer(html)}
    pieces, begin, read = list[str](), 0, 0
    for opening in _OPENING.finditer(html):
        end = closed.get(opening[1].lower(), -1) if opening[1] else comment_end
        is_hiding = end > opening.start() or _EMPTY_PICTURE.match(opening[0]) is not None
        if is_hiding and opening[0].lower() in _BARE_CODE and opening.start() >= read:
            closing = _CLOSING_CODE.search(html, opening.end())
            read = closing.start() if closing else len(html)
            is_hiding = not _is_prose(html[opening.end() : read])
        if not is_hiding:
            pieces.append(html[begin : opening.start()])
            begin = opening.end()
    html = _NO_TAG.sub("&lt;", _CUT_TAG.sub("&lt;", "".join((*pieces, html[begin:]))))
    html = _UNQUOTED_TAG.sub("&lt;", html)
    html = _show_unknown_tags(html)
    last = html.rfind(">") + 1
    return html[:last] + _UNENDED_TAG.sub("&lt;", html[last:])


def _is_prose(text: str) -> bool:
    """Whether what stands in the place of a program is a text, whose author meant the tags as words."""
    if sum(1 for _ in _COMMENT_LINE.finditer(text)) >= _MIN_COMMENT_LINES:
        return False
    words = sum(1 for _ in _WORD.finditer(text))
    return words >= _MIN_WORDS and words >= _WORDS_A_SIGN * sum(1 for _ in _CODE_SIGN.finditer(text))


def _show_unknown_tags(html: str) -> str:
    """The same page with `<` for bare names that HTML does not have and that no end tag closes, as in `List<Text>`."""
    closed = {match[1].lower() for match in _END_TAG.finditer(html)}
    return _BARE_TAG.sub(
        lambda tag: tag[0] if tag[1].lower() in _KNOWN or tag[1].lower() in closed else f"&lt;{tag[1]}&gt;", html
    )
