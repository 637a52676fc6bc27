"""XML files of any schema: the text of elements under the path of elements around them."""

from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import whole_text

from scent.formats.documents.registry import read


def test_escaped_html_in_a_feed_is_read_without_tags(tmp_path: Path) -> None:
    page = "&lt;p&gt;A green comet &amp;amp; the Bear.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Look north&lt;/ul&gt;"
    item = f"<item><title>Comet</title><description>{page}</description><note>1 &lt; 2 &gt; 0</note></item>"
    (tmp_path / "news.rss").write_text(f"<?xml version='1.0'?><rss><channel>{item}</channel></rss>")
    assert whole_text(tmp_path / "news.rss") == (
        "Comet\n\ndescription: A green comet & the Bear.\n- Look north\nnote: 1 < 2 > 0\n"
    )


def test_a_title_of_escaped_html_is_read_without_tags(tmp_path: Path) -> None:
    entry = "<entry><title type='html'>A &lt;em&gt;green&lt;/em&gt; comet</title><summary>Look north.</summary></entry>"
    (tmp_path / "news.atom").write_text(f"<?xml version='1.0'?><feed><title>Sky</title>{entry}</feed>")
    assert whole_text(tmp_path / "news.atom") == "Sky\n\nA green comet\n\nsummary: Look north.\n"


def test_the_attributes_of_nested_outlines_are_read() -> None:
    (document,) = read(SAMPLES / "web" / "lighthouse.opml")
    assert (document.author, document.date_ns) == ("Ottilie Brandt", 1_684_281_600 * 10**9)
    [barometer] = [block for block in document.blocks if "barometer" in document.text[block.start : block.end]]
    assert barometer.heading[-1] == "Storms"


def xml_text(tmp_path: Path, xml: str) -> str:
    (tmp_path / "some.xml").write_text(f"<?xml version='1.0'?>{xml}")
    return whole_text(tmp_path / "some.xml")


def test_what_is_in_attributes_alone_is_read(tmp_path: Path) -> None:
    message = "<sms address='+49 30 1' body='Bring the ladder &amp; a rope' date='2024-05-01' contact='Bo Dane'/>"
    assert xml_text(tmp_path, f"<messages>{message}<package id='Ferry.Core' version='13.0'/></messages>") == (
        "sms: address: +49 30 1, body: Bring the ladder & a rope, date: 2024-05-01, contact: Bo Dane\n\n"
        "package: id: Ferry.Core, version: 13.0\n"
    )


def test_attributes_that_only_lay_out_or_refer_are_no_text(tmp_path: Path) -> None:
    assert xml_text(
        tmp_path, "<r><p role='bold' align='left' revision='7'>Rye bread.</p><cell style='x'>A4</cell></r>"
    ) == ("Rye bread.\n\ncell: A4\n")


def test_comments_are_read_where_they_are(tmp_path: Path) -> None:
    xml = "<!-- How the pump is set. --><pump><!-- In bar. --><pressure>3<!-- was 4 --></pressure></pump>"
    assert xml_text(tmp_path, xml) == "How the pump is set.\n\nIn bar.\n\npressure: 3\n\nwas 4\n"


@pytest.mark.parametrize("mark", ["br", "lb", "cb", "pb n='3'", "break", "sbr", "newline", "html:br"])
def test_an_element_that_ends_a_line_parts_words(tmp_path: Path, mark: str) -> None:
    xml = f"<r xmlns:html='http://www.w3.org/1999/xhtml'><p>Hello<{mark}/>oak <i>elm</i></p><q>one<{mark}/>two</q></r>"
    assert xml_text(tmp_path, xml) == "Hello oak elm\n\nq: one two\n"


def test_a_word_goes_on_in_the_next_line_where_the_file_says_so(tmp_path: Path) -> None:
    assert xml_text(tmp_path, "<r><p>har<lb break='no'/>bour, mi<sub>3</sub>ll</p></r>") == "harbour, mi3ll\n"


def test_text_beside_elements_is_read_once_and_elements_stand_apart(tmp_path: Path) -> None:
    assert xml_text(tmp_path, "<r><a>one</a><b>two</b> and more</r>") == "r: and more\na: one\nb: two\n"
    assert xml_text(tmp_path, "<r><l>The <i>bo</i>at<note>a ferry</note> and <a>one</a><b>two</b></l></r>") == (
        "l: The boat [a ferry] and one two\n"
    )


WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


@pytest.mark.parametrize("namespace", [WORD_2003, WORD, DRAWING, STRICT])
def test_runs_of_office_that_end_within_a_word_are_joined(tmp_path: Path, namespace: str) -> None:
    split = "<w:p><w:r><w:t>hel</w:t></w:r><w:x><w:r><w:t>lo </w:t></w:r></w:x><w:r><w:t>oak</w:t></w:r></w:p>"
    breaks = "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>elm</w:t><w:br/><w:t>ash</w:t><w:tab/></w:r>"
    breaks += "<w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t></w:r></w:p>"
    xml = f"<w:document xmlns:w='{namespace}'><w:body>{split}{breaks}<w:p/></w:body></w:document>"
    assert xml_text(tmp_path, xml) == "hello oak\n\nelm ash well-known\n"


def test_a_paragraph_of_office_within_another_stands_apart(tmp_path: Path) -> None:
    box = "<w:r><w:pict><w:p><w:r><w:t>a b</w:t></w:r><w:r><w:t>ox</w:t></w:r></w:p></w:pict></w:r>"
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in ("pine", "yew"))
    xml = f"<w:d xmlns:w='{WORD}'><w:p><w:r><w:t>hel</w:t></w:r>{box}<w:r><w:t>lo</w:t></w:r></w:p>{cells}</w:d>"
    assert xml_text(tmp_path, xml) == "hello\n\na box\n\npine\n\nyew\n"


def test_paragraphs_beside_loose_text_do_not_stick_together(tmp_path: Path) -> None:
    verse = "<poem><stanza><v>Tern</v><v>gull</v></stanza></poem>"
    (tmp_path / "book.fb2").write_text(f"<?xml version='1.0'?><b><section>Loose{verse}<p>Boats</p>tar</section></b>")
    assert whole_text(tmp_path / "book.fb2") == "section: Loose Tern gull Boats tar\n"
