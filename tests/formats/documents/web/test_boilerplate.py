"""Pages as sites make them: all of the content is read, and little of what the site puts around it."""

from io import BytesIO

import pytest
from timing import grows_at_most

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


PAPER = f"""<div><a href="mailto:a@b.example">Content: Ada Bell</a></div>
<div class="x1"><a href="/">Boilerplate Gazette</a><ul>{LINKS}</ul></div><div><div>
<h1>Content: coping</h1>
<aside class="footnote brackets"><p>Content note with a <a href="#a">Content link</a></p></aside>
<p>{PROSE}</p><aside class="sidebar"><p>Content: a box beside the text.</p></aside><p>{PROSE}</p>
<div><a rel="prev" href="/1">Boilerplate before</a> <a rel="next" href="/2">Boilerplate after</a></div>
<p>Boilerplate: in <a hreflang="fr" href="/fr">Boilerplate French</a></p>
<div><a href="https://twitter.com/intent/tweet?url=x">Boilerplate tweet</a></div><p>{PROSE}</p>
<div>Tags: <a href="/t">Boilerplate walls</a>, <a href="/u">Boilerplate stone</a></div>
<table><tr><th><a href="/k">Content kind</a></th><td>Content: wall</td></tr></table></div></div>
<div><p>Boilerplate: we use cookies.</p><a href="#">Boilerplate: accept</a></div>
<ul><li><input type="checkbox"> Content: cookie dough</li><li><input type="checkbox"> Content: sugar</li></ul>
<ul><li><a href="#a">Content: a chapter</a></li><li><a href="#b">Content: another</a></li></ul>
<ul><li><a href="/s">Content of a list</a>, Content: which says what is there</li></ul>
<div><a href="/t">Content term</a> Content: a word of wallers, with what it means</div>
<div><p>Boilerplate: \u00a9 2026 the Gazette</p></div><div><label>Boilerplate</label><input></div>
<div><a href="/1">Boilerplate teaser of a story</a><p>Boilerplate first words of another page, cut</p></div>
<div role="banner">Boilerplate banner</div><header>Boilerplate header</header>"""
LISTS = f"""<div><p>{PROSE}</p><p>{PROSE}</p><div><h3>Related articles</h3>{TEASERS}</div>
<div><h3>Leave a reply</h3><p>Boilerplate: be kind</p><form><textarea></textarea></form></div>
<div><h4>You may also like:</h4>{TEASERS}</div>
<div><h3>About the author</h3><p>Content: Ada Bell</p></div><p>{PROSE}</p><div><h2>Related commands</h2><ul><li>
<a href="/a">Content command</a>, Content: which mends</li></ul></div></div>"""


PAGES = {
    "news": NEWS,
    "blog": BLOG,
    "manual": MANUAL,
    "list": LIST,
    "words": WORDS,
    "paper": PAPER,
    "titled lists": LISTS,
}


def text_of(body: str) -> str:
    page = f"<!doctype html><html><head><title>x</title></head><body>{body}</body></html>"
    return "".join(document.text for document in read_file(BytesIO(page.encode()), b"page.html"))


@pytest.mark.parametrize("name", PAGES)
def test_content_is_read_and_boilerplate_left_out(name: str) -> None:
    text = text_of(PAGES[name])
    assert text.count("Content") == PAGES[name].count("Content")
    assert text.count("The wall had leaned") == PAGES[name].count("The wall had leaned")
    assert "Boilerplate" not in text


def test_a_heading_that_leads_back_to_the_contents_is_read() -> None:
    heading = "<h2><a class='toc-backref' role='doc-backlink' href='#c'>Which stones?</a></h2>"
    note = "<p>[<a role='doc-backlink' href='#n'>1</a>] A note. <a class='footnote-back' href='#n'>\u21a9</a></p>"
    assert text_of(f"{heading}<p>The flat ones.</p>{note}") == "Which stones?\n\nThe flat ones.\n\n[1] A note.\n"


def test_a_page_of_links_alone_is_read() -> None:
    assert text_of(f"<div class='menu'><ul>{BOOKMARKS}</ul></div>").count("Content") == BOOKMARKS.count("Content")


@pytest.mark.parametrize("text", ["We use cookies.", "\u00a9 2026 Ada Bell", "Leave a comment"])
def test_a_short_page_that_is_a_notice_is_read(text: str) -> None:
    assert text_of(f"<div><p>{text}</p><input></div>") == f"{text}\n"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<div>", "</div>"),
        ("<div><a>x", "</a></div>"),
        ("<p>x", "</p>"),
        ("<ul><li><a href=x>y</a>", "</ul>"),
        ("<b class=tags>", "</b>"),
        ("<table><tr><td>", "</table>"),
        ("<p>Copyright", "</p>"),
        ("<div>Copyright", "</div>"),
        ("<div><b></b>", "<input><h3>Related posts</h3><a href=/x>y</a></div>"),
    ],
)
def test_long_runs_take_time_in_proportion(opening: str, closing: str) -> None:
    def read(count: int) -> None:
        text_of((opening * 100 + closing * 100) * count)

    assert grows_at_most(read, 20, 80, times=16, least=0.05)


def test_a_caption_that_only_screen_readers_pass_over_is_read() -> None:
    figure = (
        '<figure><img src="a.png" alt="Stones sorted by size on the grass"/>'
        '<figcaption aria-hidden="true">Stones sorted by size on the grass</figcaption></figure>'
    )
    page = (
        f"<html><body><article><h1>Walls</h1><p>{PROSE}</p><p>{PROSE}</p>{figure}<p>{PROSE}</p></article></body></html>"
    )
    text = "".join(document.text for document in read_file(BytesIO(page.encode()), b"page.html"))
    assert text.count("Stones sorted by size on the grass") == 1


@pytest.mark.parametrize(
    "description", ["用木槌敲打石头的老人", "木槌で石を叩く老人の写真", "ชายชราตีหินด้วยค้อนไม้", "An old man with a mallet"]
)
def test_a_description_of_a_picture_is_read_also_in_scripts_without_spaces(description: str) -> None:
    page = f'<html><body><h1>Walls</h1><p>{PROSE}</p><p><img src="a.png" alt="{description}"></p></body></html>'
    assert description in "".join(document.text for document in read_file(BytesIO(page.encode()), b"page.html"))


@pytest.mark.parametrize("tag", ["aside", "div"])
@pytest.mark.parametrize("kind", ["sidebar", "topic"])
def test_a_box_of_docutils_is_read_however_short_the_page_is(tag: str, kind: str) -> None:
    box = f'<{tag} class="{kind}"><p class="first {kind}-title">Tools</p><p>A <a href="x">hammer</a>.</p></{tag}>'
    page = f"<main><h1>Walls</h1><p>{PROSE}</p>{box}</main>"
    assert text_of(page) == f"Walls\n\n{PROSE}\n\nTools\n\nA hammer.\n"


def test_an_aside_without_links_is_read_on_a_short_page() -> None:
    page = f"<h1>Walls</h1><p>{PROSE}</p><aside>Mind your feet.</aside><aside><ul>{LINKS}</ul></aside>"
    assert text_of(page) == f"Walls\n\n{PROSE}\n\nMind your feet.\n"
