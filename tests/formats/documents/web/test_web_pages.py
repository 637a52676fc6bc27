"""Web pages as browsers and programs save them: their main content with anchors, headings and metadata."""

from io import BytesIO
from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import whole_text

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
    style = "body p em, body p strong, body ul li a, body ol li a { color: red }"
    assert page(f"<html><style>{style}</style><script>a b c</script><p>Shown.") == "Shown.\n"
