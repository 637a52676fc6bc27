"""Pages as sites make them: all of the content is read, and little of what the site puts around it."""

import time
from io import BytesIO

import pytest

from scent.formats.documents.registry import read_file

PROSE = (
    "The wall had leaned for years before the frost of that winter brought eleven metres of it down in one night. "
    "A waller begins with the foundation, and sets the largest stones across the width of the trench."
)
LINKS = "".join(f"<li><a href='/{number}'>Boilerplate of page {number}</a></li>" for number in range(6))
TEASERS = "".join(
    f"<div class='card'><h3><a href='/{number}'>Boilerplate story {number} and what came of it</a></h3></div>"
    for number in range(4)
)
NEWS = f"""<div class="topline"><ul>{LINKS}</ul></div>
<div class="page"><div class="header-wrap"><div class="logo"><a href="/">Boilerplate Gazette</a></div></div>
<div class="story"><h1>Content: walls fall</h1><p class="dek">Content: a hard winter on the fells</p>
<p class="by">By <a href="/ada">Content Ada Bell</a></p><div class="shareTools"><a href="#">Boilerplate tweet</a></div>
<div class="body"><p>{PROSE}</p><h2>Content: the foundation</h2><p>{PROSE}</p>
<div class="relatedLinks"><h4>Boilerplate: related</h4><ul>{LINKS}</ul></div>
<ul><li><a href="/a">Content: a list of tools</a></li><li>Content: hammer</li></ul><p>{PROSE}</p></div></div>
<div class="rail"><h3><a href="/all">Boilerplate: most read</a></h3>{TEASERS}</div>
<div class="signup-box"><form>Boilerplate: get our letter <input><button>Go</button></form></div></div>"""
BLOG = f"""<table><tr><td class="left">{LINKS}</td><td><div id="post-7"><h2>Content: coping stones</h2>
<p>{PROSE}</p><p>{PROSE} <a href="/x">Content link</a></p><p>Content end.</p></div>
<div class="post-tags">Boilerplate tags: <a href="/t">Boilerplate walls</a> <a href="/u">Boilerplate stone</a></div>
</td></tr></table><div style="display: none">Boilerplate for printers</div>"""
MANUAL = f"""<div class="menu"><ul>{LINKS}</ul></div><div class="content">
<section id="cookies"><h2 id="cookies-1">Content: cookies</h2><p>{PROSE}</p></section>
<section id="pagination"><h2 id="sharing">Content: sharing</h2><p>Content: short.</p></section>
<section id="links"><h2>Content: see also</h2><ul><li><a href="/a">Content: the mortar page</a></li></ul></section>
<section id="more"><h2>Content: more</h2><p>{PROSE}</p></section></div>"""
BOOKMARKS = LINKS.replace("Boilerplate", "Content")
LIST = f"""<div class="wrap"><h2>Content: bookmarks</h2><ul class="related">{BOOKMARKS}</ul></div>"""
WORDS = f"""<div class="popular elementor-widget"><h2>Content: the popular choice</h2></div><div class="banner">
<p>{PROSE}</p><p>{PROSE}</p></div><div class="tags-and-promo"><p>Content without links</p></div>"""
PAGES = {"news": NEWS, "blog": BLOG, "manual": MANUAL, "list": LIST, "words": WORDS}


def text_of(body: str) -> str:
    page = f"<!doctype html><html><head><title>x</title></head><body>{body}</body></html>"
    return "".join(document.text for document in read_file(BytesIO(page.encode()), b"page.html"))


@pytest.mark.parametrize("name", PAGES)
def test_content_is_read_and_boilerplate_left_out(name: str) -> None:
    text = text_of(PAGES[name])
    assert text.count("Content") == PAGES[name].count("Content")
    assert text.count("The wall had leaned") == PAGES[name].count("The wall had leaned")
    assert "Boilerplate" not in text


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<div>", "</div>"),
        ("<div><a>x", "</a></div>"),
        ("<p>x", "</p>"),
        ("<ul><li><a href=x>y</a>", "</ul>"),
        ("<b class=tags>", "</b>"),
        ("<table><tr><td>", "</table>"),
    ],
)
def test_long_runs_take_time_in_proportion(opening: str, closing: str) -> None:
    def seconds(count: int) -> float:
        begin = time.process_time()
        text_of((opening * 100 + closing * 100) * count)
        return time.process_time() - begin

    seconds(1)
    assert seconds(80) < 16 * max(seconds(20), 0.05)
