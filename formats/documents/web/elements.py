"""The elements of HTML by what they do: headings, blocks, and those that never hold text of the page."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    [
        *("p", "div", "section", "article", "main", "header", "blockquote", "ul", "ol", "dl", "dt", "dd", "figure"),
        *("figcaption", "address", "form", "fieldset", "legend", "details", "summary", "hr", "table", "caption", "nav"),
        *("aside", "footer", "menu", "center", "body", "thead", "tbody", "tfoot"),
        *("li", "pre", "tr", "td", "th"),
    ]
)
NO_TEXT = frozenset(
    [
        *("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "video", "audio"),
        *("head", "button", "select", "datalist", "textarea", "map", "dialog", "-comment", "-doctype"),
    ]
)
