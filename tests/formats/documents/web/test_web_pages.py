"""Web pages as browsers and programs save them: their main content with anchors, headings and metadata."""

from io import BytesIO
from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import whole_text
from timing import grows_at_most

from scent.errors import NotTextError
from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read, read_file


def test_a_note_reference_is_put_in_brackets_after_the_word(tmp_path: Path) -> None:
    """As pandoc and EPUB publishers write it; a reference that has brackets stays as it is."""
    pandoc = '<a href="#fn1" class="footnote-ref" id="r1" role="doc-noteref"><sup>1</sup></a>'
    book = '<a epub:type="noteref" href="#n2"><sup>2</sup></a>'
    wiki = '<sup class="reference"><a href="#cite">[3]</a></sup>'
    (tmp_path / "notes.html").write_text(
        f"<!doctype html><html><p>The queen cell is capped{pandoc}, the swarm hangs{book} and scouts look{wiki}."
    )
    assert whole_text(tmp_path / "notes.html").strip() == (
        "The queen cell is capped[1], the swarm hangs[2] and scouts look[3]."
    )


@pytest.mark.parametrize(
    "heading",
    [
        '<h2>Swarming<a class="headerlink" href="#swarming" title="Permalink to this heading">\xb6</a></h2>',
        '<h2 id="swarming"><a class="header-anchor" href="#swarming">#</a> Swarming</h2>',
        '<h2><a href="#swarming" id="swarming">\xa7</a>Swarming</h2>',
        '<dl><dt>Swarming<a class="headerlink" href="#term-swarming">\xb6</a></dt></dl>',
    ],
)
def test_the_sign_with_the_address_of_a_heading_is_no_part_of_it(heading: str) -> None:
    assert page(f"<html><body>{heading}<p>The queen leaves.</p></body></html>").split() == [
        "Swarming",
        "The",
        "queen",
        "leaves.",
    ]


def test_a_link_that_is_a_word_of_a_heading_is_a_part_of_it() -> None:
    text = page(
        '<html><body><h2><a href="#c">C#</a> and <a href="#r">R</a></h2><p>Both <a href="#s">*</a>.</p></body></html>'
    )
    assert text.split() == ["C#", "and", "R", "Both", "*."]


@pytest.mark.parametrize(
    "link",
    [
        '<a class="sdfootnoteanc" href="#sdfootnote1sym"><sup>1</sup></a>',
        '<a href="#ftn1" id="body_ftn1">1</a>',
        '<sup><a href="notes.html#n1">1</a></sup>',
        '<a id="DOCF1" href="#FOOT1"><sup>1</sup></a>',
        '<sup id="fnref:1"><a href="#fn:1" class="footnote" rel="footnote">1</a></sup>',
    ],
)
def test_the_number_of_a_note_does_not_stick_to_a_word_whichever_program_wrote_it(link: str) -> None:
    assert page(f"<html><body><p>the lamp{link}.</p></body></html>") == "the lamp[1].\n"


@pytest.mark.parametrize("number", ['<a class="sdfootnotesym" href="#sdfootnote1anc">1</a>', "<sup>1</sup>"])
def test_the_number_before_a_note_does_not_stick_to_its_first_word(number: str) -> None:
    note = f"<aside class='footnote'><p>{number}Lamps burn oil.</p></aside>"
    assert page(f"<html><body><p>the lamp of 9 m<sup>2</sup></p>{note}</body></html>") == (
        "the lamp of 9 m2\n\n1 Lamps burn oil.\n"
    )


def test_a_drawing_in_a_page_is_said_to_show_what_its_title_says() -> None:
    drawings = "<svg><title>A plan of the cellar</title><text>pump</text></svg> <svg><title>Menu</title></svg>"
    document = read_page(f"<html><body><p>Here: {drawings}</p></body></html>")
    assert (document.title, document.text) == ("", "Here: [A plan of the cellar]\npump\n")


def test_what_a_page_chooses_from_a_list_is_read() -> None:
    choices = "<select><option>red</option><option selected>green</option></select>"
    assert page(f"<html><body><p>Paint: {choices}.</p></body></html>") == "Paint: green .\n"


def test_an_overlong_anchor_is_left_out() -> None:
    page = f"<html><body><h1 id='{'x' * 5000}'>Walls</h1><p>Dry stone.</p><h2 id='short'>Tools</h2></body></html>"
    (document,) = read_file(BytesIO(page.encode()), b"a.html")
    assert [block.place for block in document.blocks] == ["", "", "#short"]


@pytest.mark.parametrize("name", ["wall.html", "wall-dom.html", "wall-saved.htm", "wall.mhtml"])
def test_boilerplate_around_an_article_is_left_out(name: str) -> None:
    text = whole_text(SAMPLES / "web" / name)
    assert "coping | 18 kg" in text
    for boilerplate in ("cookies", "Shop our gloves", "wheelbarrow", "Imprint", "do not index", "color"):
        assert boilerplate not in text


def read_page(html: str) -> Document:
    (document,) = read_file(BytesIO(html.encode()), b"page.html")
    return document


def page(html: str) -> str:
    return "".join(document.text for document in read_file(BytesIO(html.encode()), b"page.html"))


def test_a_page_of_only_boilerplate_is_read_completely() -> None:
    text = page("<html><body><nav>" + "<p>Tide tables of the northern harbours.</p>" * 9 + "</nav></body></html>")
    assert text.count("Tide tables") == 9
    article = "<html><body><div class='cookie sidebar'><article>The whole story.</article></div></body></html>"
    assert page(article).strip() == "The whole story."


def test_author_date_and_language_of_a_page_are_read() -> None:
    [document] = read(SAMPLES / "web/wall.html")
    assert (document.author, document.language) == ("Wilfred Garth", "en")
    assert document.date_ns == 1_632_985_200 * 10**9


def test_a_page_of_frames_has_the_text_for_browsers_without_them() -> None:
    frames = '<frameset cols="20%,80%"><frame src="menu.html"><noframes><p>The tides of June.</p></noframes></frameset>'
    assert page(f"<html><head><title>Tides</title></head>{frames}</html>").strip() == "The tides of June."


def test_a_section_of_character_data_in_a_page_is_text() -> None:
    assert page("<html><body><p><![CDATA[The tides > those of May]]></p></body></html>").strip() == (
        "The tides > those of May"
    )


@pytest.mark.parametrize("name", [b"page.doc", b"page.eml", b"page.txt", b"page"])
@pytest.mark.parametrize(
    "head", ["", "Date: Tue, 12 Mar 2024 09:15:32 +0000\nMessage-ID: <1@x>\nSubject: Exported From Confluence\n"]
)
def test_a_page_that_an_office_program_saved_in_mime_is_read_under_any_name(name: bytes, head: str) -> None:
    part = "Content-Location: file:///C:/x.htm\nContent-Transfer-Encoding: quoted-printable\nContent-Type: text/html\n"
    page = "<p>caf=C3=A9 fin=\nished\n"
    saved = f"{head}MIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=b\n\n--b\n{part}\n{page}"
    [document] = read_file(BytesIO(f"{saved}--b--\n".encode()), name)
    assert (document.format, document.text.strip()) == ("mhtml", "café finished")


def test_all_frames_of_a_saved_page_are_read() -> None:
    parts = [("https://x.example/", "<p>The tides of June.</p>"), ("https://x.example/side", "<p>Moon and wind.</p>")]
    saved = "From: <Saved by Blink>\nMIME-Version: 1.0\n"
    saved += 'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n'
    saved += "".join(f"--b\nContent-Type: text/html\nContent-Location: {place}\n\n{html}\n" for place, html in parts)
    documents = list(read_file(BytesIO(f"{saved}--b--\n".encode()), b"tides.mhtml"))
    assert [document.text for document in documents] == ["The tides of June.\n", "Moon and wind.\n"]
    assert [block.place for document in documents for block in document.blocks] == [place for place, _ in parts]


def test_a_page_nested_too_deep_is_read_as_text() -> None:
    assert "deep" in page("<html>" + "<div>" * 100_000 + "deep")


def test_the_description_of_a_picture_is_read_unless_its_caption_repeats_it() -> None:
    assert page(
        "<html><p>The wall <img alt='A gap in the north wall'> fell.<p><img alt='scan 3.png'><img alt='Ada'>"
    ) == ("The wall [A gap in the north wall] fell.\n")
    caption = "<figcaption>A gap in the north wall, 1911</figcaption>"
    figure = f"<figure><a><img alt='A gap in the north wall'></a>{caption}</figure>"
    assert page(f"<html><body>{figure}</body></html>") == "A gap in the north wall, 1911\n"


def test_a_text_about_scripts_is_read_and_a_script_is_not() -> None:
    prose = "into the head of the page, where the browser finds it before it draws anything (or at the end), and close"
    program = "// Words of a comment, of which there may be many in a program that people read.\nvar a = [1]; go(a);"
    text = page(f"<html><body><p>Put the tag <script> {prose} it with </script> then.<script>{program}</script>")
    assert text == f"Put the tag {prose} it with then.\n"
    options = "// Words of a comment that people read\n loop: true,\n" * 3
    assert page(f"<html><body><p>Oars.<script>{options}</script>") == "Oars.\n"
    style = "body p em, body p strong, body ul li a, body ol li a { color: red }"
    assert page(f"<html><style>{style}</style><script>a b c</script><p>Shown.") == "Shown.\n"


SHOWN = {
    "a text area": ("<p>Oars.<textarea>\nTar\nand pitch</textarea>", "Oars.\n\nTar\nand pitch\n"),
    "an object that is missing": ("<object data='x.pdf'><p>Tar.</p></object>", "Tar.\n"),
    "a dialog that is open": ("<dialog open><p>Tar.</p></dialog><dialog><p>Shut.</p></dialog>", "Tar.\n"),
    "the source of a quotation": ("<blockquote>Tar.<footer>Ada Bell</footer></blockquote>", "Tar.\n\nAda Bell\n"),
    "one with a class": (
        "<figure><blockquote>Tar.</blockquote><figcaption class='blockquote-footer'>Ada Bell</figcaption></figure>",
        "Tar.\n\nAda Bell\n",
    ),
    "a shadow root": (
        "<x-a><template shadowrootmode=open><style>a{}</style>Tar <b>dries<template>no</template></template>well</x-a>",
        "Tar dries well\n",
    ),
    "a closed one in another": (
        "<template shadowrootmode='open'>Tar<i><template shadowrootmode='closed'> dries</template></i></template>",
        "Tar dries\n",
    ),
    "a frame": ("<iframe srcdoc='&lt;title&gt;x&lt;/title&gt;&lt;p&gt;Tar.'>no</iframe>", "Tar.\n"),
    "a frame in a frame": ("<iframe srcdoc='<iframe srcdoc=&quot;<p>Tar.&quot;></iframe>'></iframe>", "Tar.\n"),
    "a page for browsers without scripts": ("<div></div><noscript><p>Tar.</noscript>", "Tar.\n"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_browser_shows_is_read(name: str) -> None:
    body, text = SHOWN[name]
    assert page(f"<html><head><title>x</title></head><body>{body}</body></html>") == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<template><p>Tar</p></template>",
        "<dialog><p>Tar</p></dialog>",
        "<noscript>Tar</noscript>",
        "<iframe hidden srcdoc='Tar'></iframe>",
        "<iframe src='x'>Tar</iframe>",
        "<svg><title>Tar</title><desc>Tar</desc><style>Tar</style><g><text><title>Tar</title></text></g></svg>",
        "<textarea style='display:none'>Tar</textarea>",
    ],
)
def test_what_a_browser_does_not_show_is_left_out(hidden: str) -> None:
    text = "The oars stand behind the shed. " * 9
    assert page(f"<html><body><p>{text}</p>{hidden}</body></html>").strip() == text.strip()


def test_text_that_is_drawn_in_a_page_is_read() -> None:
    nodes = "<text x=1>Slip<tspan x=1 dy=9>way</tspan></text><text>to the\n  <tspan>sea</tspan></text>"
    assert page(f"<html><body><p>Plan <svg><g>{nodes}</g></svg></body></html>") == "Plan\nSlip way\nto the sea\n"
    label = "<foreignObject><div xmlns='http://www.w3.org/1999/xhtml'>Steam crane</div></foreignObject>"
    forms = f"<switch>{label}<text>Steam cr...</text></switch>"
    assert page(f"<html><body><svg>{forms}<switch><g/><text>no</text></switch></svg></body></html>") == "Steam crane\n"
    words = "<svg:text>Slip</svg:text><svg:text>Sea</svg:text>"
    xhtml = f"<html xmlns='http://www.w3.org/1999/xhtml'><body><svg:svg>{words}</svg:svg></body></html>"
    assert page(f"<?xml version='1.0'?>{xhtml}") == "Slip\nSea\n"


@pytest.mark.parametrize("name", [b"page.html", b"page.mhtml"])
def test_a_page_of_words_that_are_no_text_holds_none(name: bytes) -> None:
    html = "<html><body><button>Go ashore</button></body></html>"
    if name == b"page.mhtml":
        html = f"Content-Type: text/html\n\n{html}"
        head = "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related"
        html = f"{head}; type=text/html; boundary=b\n\n--b\n{html}\n--b--\n"
    with pytest.raises(NotTextError, match="it holds no text"):
        list(read_file(BytesIO(html.encode()), name))


def test_a_page_without_words_is_empty() -> None:
    assert not page("<html><title>x</title><style>p {}</style><body><!-- x --><script>x</script><p></p></body></html>")


@pytest.mark.parametrize(
    "unit", ["<template shadowrootmode=open>", "</template>", "<switch>", "<svg><desc>", "<iframe srcdoc='"]
)
def test_long_runs_take_time_in_proportion(unit: str) -> None:
    def read(count: int) -> None:
        page(f"<html>{unit * count}")

    assert grows_at_most(read, 1000, 4000, times=16, least=0.05)
