"""PDF, office documents, books and web pages of real programs: what is read, in which order, and where it stands."""

import random
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import SAMPLES

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.composer import Composer
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.documents.base.metadata import meaningful_title
from scent.formats.documents.registry import read, read_file

OFFICE = sorted(path for path in (SAMPLES / "documents").iterdir() if path.is_file())
WEB = sorted(path for path in (SAMPLES / "web").iterdir() if path.is_file())
UNREADABLE = {"no-text.pdf": "it has no text layer", "wall-password.pdf": "it is encrypted with a password"}
READABLE = [path for path in (*OFFICE, *WEB) if path.name not in UNREADABLE]


def pack(file: Path, members: Mapping[str, str]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def whole(path: Path) -> str:
    return "".join(document.text for document in read(path))


def find(path: Path, words: str) -> tuple[Document, Block]:
    """The block in which these words stand, line ends aside."""
    for document in read(path):
        for block in document.blocks:
            if words in " ".join(document.text[block.start : block.end].split()):
                return document, block
    raise AssertionError(f"{words} is not in {whole(path)}")


# In which file, what is said, the last of the headings above it, its place, the title of the document.
PEARS, WALL, PAPER = "Orchard of heritage pears", "Mending dry stone walls", "Efficient Filtration of Glacial Meltwater"
KEEPING, BEES = "Keeping the Lighthouse at Marrow Point", "Beekeeping in Winter"
FOUND = [
    ("documents/paper.pdf", "officially classified as waste, offer a sufficiently fine", "Abstract", "page 1", PAPER),
    ("documents/paper.pdf", "Municipalities downstream have traditionally relied", "1 Introduction", "page 1", PAPER),
    ("documents/paper-encrypted.pdf", "wool costs eleven crowns", "5 Conclusion", "page 3", PAPER),
    ("documents/mud-groff.pdf", "significantly influence", "2. Inhabitants", "page 1", None),
    ("documents/ferry-typst.pdf", "travel free of charge", "Fares", "page 2", "Minutes of the Ferry Board"),
    ("documents/wall-broken-xref.pdf", "Never use gravel", "Hearting", "page 1", None),
    ("documents/bees.pdf", "when there is no brood", None, "page 4", BEES),
    ("documents/lighthouse-writer.pdf", "Two black cones", "Signals", "page 1", KEEPING),
    ("documents/lighthouse-writer.rtf", "Wipe the soot", "Trimming", "", KEEPING),
    ("documents/lighthouse.rtf", "November | 14 | 9.2 m", "Storms", "", None),
    ("documents/lighthouse.epub", "December | 17 | 11.4 m", "Storms", "section 3#storms", KEEPING),
    ("documents/lighthouse-2.epub", "Two black cones", "Signals", "section 3#signals", KEEPING),
    *(
        (f"documents/{name}", *found)
        for name in ("lighthouse.docx", "lighthouse-writer.docx", "lighthouse.odt", "lighthouse-writer.odt")
        for found in (
            ("- Wipe the soot from the glass", "Trimming", "", KEEPING),
            ("acetylene. [The conversion was paid for", "The lamp", "", KEEPING),
            ("November | 14 | 9.2 m December | 17", "Storms", "", KEEPING),
        )
    ),
    *(
        (f"documents/{name}", *found)
        for name in ("bees.pptx", "bees-impress.pptx", "bees.odp")
        for found in (
            ("Notes: Remind the audience", "The cluster", "slide 2", BEES),
            ("2 | 1 | autumn syrup", "Feeding", "slide 3", BEES),
        )
    ),
    *(
        (f"web/{name}", "Small stones, called hearting", "Hearting", "#hearting", WALL)
        for name in ("wall.html", "wall-dom.html", "wall-cp1252.html", "wall-utf16.html")
    ),
    ("web/wall-saved.htm", "sit “true” & firm", WALL, "https://fellside.example/walls/mending.html#top", WALL),
    ("web/wall.mhtml", "through stone | 40 kg", "Tools", "https://fellside.example/walls/mending.html#tools", WALL),
    ("web/kvas-koi8r.html", "заливают кипятком", "Ржаной", "#rye", "Как варить квас"),
    ("web/kvas-undeclared.html", "заливают кипятком", "Ржаной", "#rye", "Как варить квас"),
    ("web/lighthouse-pandoc.html", "no boat may leave", "Signals", "#signals", KEEPING),
    ("web/lighthouse-html4.xhtml", "no boat may leave", "Signals", "#signals", KEEPING),
    ("web/pears.xml", "cold cellar & ripens slowly", "Winter Nelis", "#p1", PEARS),
    ("web/lighthouse.docbook.xml", "below 980 hectopascal", "Storms", "#storms", KEEPING),
    ("web/lighthouse.tei", "The keeper trims the flame", "The lamp", "#the-lamp", None),
]


@pytest.mark.parametrize(("name", "words", "heading", "place", "title"), FOUND, ids=lambda value: str(value)[:40])
def test_what_is_said_is_found_where_it_stands(
    name: str, words: str, heading: str | None, place: str, title: str | None
) -> None:
    document, block = find(SAMPLES / name, words)
    assert block.place == place
    if heading is not None:
        assert block.heading[-1] == heading
    if title is not None:
        assert document.title == title


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_blocks_tile_whatever_is_extracted(path: Path) -> None:
    documents = list(read(path))
    offset, line = 0, 1
    for document in documents:
        assert (document.offset, document.line) == (offset, line)
        assert [block.start for block in document.blocks] == [0, *(block.end for block in document.blocks[:-1])]
        assert document.blocks[-1].end == len(document.text)
        assert not any(mark in document.text for mark in ("\0", "\r", "\xad", "\ufffe", "\ufffd", "\ufb01"))
        offset, line = offset + len(document.text), line + document.text.count("\n")
    assert [document.last for document in documents] == [False] * (len(documents) - 1) + [True]


def headings(name: str) -> list[tuple[str, tuple[str, ...]]]:
    """Place and path of each block of prose."""
    (document,) = read(SAMPLES / "documents" / name)
    return [(block.place, block.heading) for block in document.blocks if block.kind is Kind.PROSE]


def test_pages_are_counted_where_writer_noted_them() -> None:
    assert headings("almanac.odt") == [
        ("page 1", ("Heather",)),
        ("page 2", ("Heather",)),
        ("page 2", ("Adders",)),
        ("page 3", ("Adders",)),
    ]


def test_bookmarks_are_headings_where_letters_show_none() -> None:
    assert headings("logbook-typst.pdf") == [
        ("page 1", ("Outward",)),
        ("page 1", ("Outward", "Provisions")),
        ("page 2", ("Homeward",)),
    ]


def test_bold_lines_of_the_size_of_the_text_are_headings_but_the_heads_of_tables_are_not() -> None:
    assert ("page 1", ("A Field Guide to Estuary Mud", "2. Inhabitants")) in headings("mud-groff.pdf")
    paths = {path for _, path in headings("lighthouse-writer.pdf")}
    assert ("Keeping the Lighthouse at Marrow Point", "Storms") in paths
    assert not any("Month" in name for path in paths for name in path)


def test_columns_are_read_one_after_another_without_running_titles() -> None:
    text = whole(SAMPLES / "documents/paper.pdf")
    order = [text.index(words) for words in ("1 Introduction", "2 Methods", "manganese", "4 Discussion", "crowns")]
    assert order == sorted(order)
    assert "Journal of Glacial Filtration" not in text
    assert "Ferry Board —" not in whole(SAMPLES / "documents/ferry-typst.pdf")


def test_words_in_other_letters_do_not_part_a_paragraph_of_a_pdf(tmp_path: Path) -> None:
    """A line that begins with a word of a typewriter, and a word that goes on in the next line."""
    shown = [
        ("F1", "Whoever copies a tree may say"),
        ("F2", "--archive"),
        ("F1", "instead of five other things, and man-"),
    ]
    shown += [("F1", "agement of links and owners comes with it.")]
    content = "BT /F1 10 Tf 72 700 Td 13 TL "
    content += (
        "".join(
            f"/{font} {10 if font == 'F1' else 8} Tf ({text} ) Tj {'' if font == 'F2' else 'T* '}"
            for font, text in shown
        )
        + "ET"
    )
    fonts = "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> "
    fonts += "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Courier >>"
    (tmp_path / "tree.pdf").write_text(
        "%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
        "2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n3 0 obj << /Type /Page /Parent 2 0 R "
        f"/MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << {fonts} >> >> >> endobj\n"
        f"4 0 obj << /Length {len(content)} >> stream\n{content}\nendstream endobj\ntrailer << /Root 1 0 R >>\n"
    )
    assert whole(tmp_path / "tree.pdf").strip() == (
        "Whoever copies a tree may say\n--archive instead of five other things, and "
        "management of links and owners comes with it."
    )


def test_what_charts_and_diagrams_on_a_slide_say_is_read(tmp_path: Path) -> None:
    relation = "<r:Relationships xmlns:r='r'>{}</r:Relationships>"
    members = {
        "ppt/presentation.xml": "<p:p xmlns:p='p' xmlns:r='r'><p:sldId r:id='a'/></p:p>",
        "ppt/_rels/presentation.xml.rels": relation.format("<r:Relationship Id='a' Target='slides/slide1.xml'/>"),
        "ppt/slides/slide1.xml": "<p:sld xmlns:p='p'/>",
        "ppt/slides/_rels/slide1.xml.rels": relation.format(
            "<r:Relationship Id='a' Target='../charts/chart1.xml'/>"
            "<r:Relationship Id='b' Target='../diagrams/data1.xml'/>"
            "<r:Relationship Id='c' Target='https://example.com/ppt/charts/chart2.xml'/>"
        ),
        "ppt/charts/chart1.xml": "<c:c xmlns:c='c' xmlns:a='a'><c:title><a:p><a:t>Eggs a day</a:t></a:p></c:title>"
        + "<c:strCache><c:pt><c:v>Marsh</c:v></c:pt><c:pt><c:v>Moor</c:v></c:pt></c:strCache>" * 2
        + "<c:numCache><c:pt><c:v>4.3</c:v></c:pt></c:numCache></c:c>",
        "ppt/diagrams/data1.xml": "<d:m xmlns:d='d' xmlns:a='a'><d:t><a:p><a:t>Hatch</a:t></a:p></d:t></d:m>",
    }
    pack(tmp_path / "ducks.pptx", members)
    assert whole(tmp_path / "ducks.pptx") == "- Eggs a day\n- Marsh\n- Moor\n- Hatch\n"


def test_notes_of_a_slide_are_read_from_a_box_that_is_no_placeholder_too(tmp_path: Path) -> None:
    office = "http://schemas.openxmlformats.org"
    spaces = (
        f'xmlns:p="{office}/presentationml/2006/main" xmlns:a="{office}/drawingml/2006/main" '
        f'xmlns:r="{office}/officeDocument/2006/relationships"'
    )
    listed = f'<Relationships xmlns="{office}/package/2006/relationships">'
    relations = listed + '<Relationship Id="r1" Target="{}"/></Relationships>'

    def shape(holder: str, text: str) -> str:
        return (
            f"<p:sp><p:nvSpPr><p:nvPr>{holder}</p:nvPr></p:nvSpPr>"
            f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
        )

    slide = shape('<p:ph type="title"/>', "Quarter")
    notes = shape("", "The dip came from a strike") + shape('<p:ph type="sldNum"/>', "7")
    members = {
        "ppt/presentation.xml": f'<p:presentation {spaces}><p:sldId id="256" r:id="r1"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations.format("slides/slide1.xml"),
        "ppt/slides/slide1.xml": f"<p:sld {spaces}>{slide}</p:sld>",
        "ppt/slides/_rels/slide1.xml.rels": relations.format("../notesSlides/notesSlide1.xml"),
        "ppt/notesSlides/notesSlide1.xml": f"<p:notes {spaces}>{notes}</p:notes>",
    }
    pack(tmp_path / "quarter.pptx", members)
    assert whole(tmp_path / "quarter.pptx") == "Quarter\n\nNotes: The dip came from a strike\n"


def test_the_numbers_of_an_ordered_list_are_no_items_of_it(tmp_path: Path) -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "drawing")
    )
    items = (
        "<text:list-item><text:number>1.</text:number><text:p>Fill the kettle with vinegar</text:p></text:list-item>"
        "<text:list-item><text:number>2.</text:number><text:p>Boil it</text:p></text:list-item>"
    )
    boxed = f"<drawing:frame><drawing:text-box><text:list>{items}</text:list></drawing:text-box></drawing:frame>"
    content = (
        f"<office:document-content {spaces}><office:body><office:presentation><drawing:page>{boxed}</drawing:page>"
        "</office:presentation></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.presentation"
    pack(tmp_path / "kettle.odp", {"mimetype": mimetype, "content.xml": content})
    assert whole(tmp_path / "kettle.odp") == "- Fill the kettle with vinegar\n- Boil it\n"


def test_formulas_are_read_where_they_stand(tmp_path: Path) -> None:
    mathml = "<math xmlns='http://www.w3.org/1998/Math/MathML'><mrow><mi>m</mi><mo>=</mo><mn>2.5</mn></mrow></math>"
    frame = "<d:frame><d:object l:href='./Formula-0/'/></d:frame>"
    content = (
        "<o:c xmlns:o='o' xmlns:t='t' xmlns:d='d' xmlns:l='l'><o:body><o:text>"
        f"<t:p>The weight {frame} in kilograms.</t:p></o:text></o:body></o:c>"
    )
    mimetype = "application/vnd.oasis.opendocument.text"
    pack(
        tmp_path / "weight.odt",
        {"mimetype": mimetype, "content.xml": content, "Formula-0/content.xml": mathml},
    )
    assert whole(tmp_path / "weight.odt").strip() == "The weight m = 2.5 in kilograms."
    integral = "<m:nary><m:naryPr><m:chr m:val='∫'/></m:naryPr><m:sub><m:t>0</m:t></m:sub><m:sup><m:t>90</m:t></m:sup>"
    content = (
        f"<w:document xmlns:w='w' xmlns:m='m'><w:body><w:p>{integral}<m:e><m:t>m</m:t></m:e></m:nary></w:p>"
        "</w:body></w:document>"
    )
    pack(tmp_path / "sum.docx", {"[Content_Types].xml": "<Types/>", "word/document.xml": content})
    assert whole(tmp_path / "sum.docx").strip() == "∫_0^{90}m"


def test_the_mark_of_a_note_is_no_part_of_the_word_before_it(tmp_path: Path) -> None:
    """As pandoc and publishers of EPUB write it; marks in brackets of their own stay as they are."""
    pandoc = '<a href="#fn1" class="footnote-ref" id="r1" role="doc-noteref"><sup>1</sup></a>'
    book = '<a epub:type="noteref" href="#n2"><sup>2</sup></a>'
    wiki = '<sup class="reference"><a href="#cite">[3]</a></sup>'
    (tmp_path / "notes.html").write_text(
        f"<!doctype html><html><p>The queen cell is capped{pandoc}, the swarm hangs{book} and scouts look{wiki}."
    )
    assert whole(tmp_path / "notes.html").strip() == (
        "The queen cell is capped[1], the swarm hangs[2] and scouts look[3]."
    )


def test_pages_that_a_feed_holds_are_read_without_their_tags(tmp_path: Path) -> None:
    page = "&lt;p&gt;A green comet &amp;amp; the Bear.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Look north&lt;/ul&gt;"
    item = f"<item><title>Comet</title><description>{page}</description><note>1 &lt; 2 &gt; 0</note></item>"
    (tmp_path / "news.rss").write_text(f"<?xml version='1.0'?><rss><channel>{item}</channel></rss>")
    assert whole(tmp_path / "news.rss") == (
        "Comet\n\ndescription: A green comet & the Bear.\n- Look north\nnote: 1 < 2 > 0\n"
    )


@pytest.mark.parametrize(("name", "reason"), UNREADABLE.items())
def test_a_pdf_that_cannot_be_read_says_why(name: str, reason: str) -> None:
    path = SAMPLES / "documents" / name
    with pytest.raises(ReadError) as caught:
        list(read(path if path.exists() else SAMPLES.parent / "refused" / name))
    assert caught.value.message == reason
    assert isinstance(caught.value, NotTextError) == (name == "no-text.pdf")


def test_what_the_attributes_of_an_outline_say_is_read_also_above_other_outlines() -> None:
    (document,) = read(SAMPLES / "web" / "lighthouse.opml")
    assert (document.author, document.date_ns) == ("Ottilie Brandt", 1_684_281_600 * 10**9)
    [barometer] = [block for block in document.blocks if "barometer" in document.text[block.start : block.end]]
    assert barometer.heading[-1] == "Storms"


def test_an_anchor_of_any_length_costs_no_page() -> None:
    page = f"<html><body><h1 id='{'x' * 5000}'>Walls</h1><p>Dry stone.</p><h2 id='short'>Tools</h2></body></html>"
    (document,) = read_file(BytesIO(page.encode()), b"a.html")
    assert [block.place for block in document.blocks] == ["", "", "#short"]


@pytest.mark.parametrize("name", ["wall.html", "wall-dom.html", "wall-saved.htm", "wall.mhtml"])
def test_what_surrounds_an_article_is_left_out(name: str) -> None:
    text = whole(SAMPLES / "web" / name)
    assert "coping | 18 kg" in text
    for boilerplate in ("cookies", "Shop our gloves", "wheelbarrow", "Imprint", "do not index", "color"):
        assert boilerplate not in text


def page(html: str) -> str:
    return "".join(document.text for document in read_file(BytesIO(html.encode()), b"page.html"))


def test_a_page_of_nothing_but_boilerplate_is_kept_whole() -> None:
    text = page("<html><body><nav>" + "<p>Tide tables of the northern harbours.</p>" * 9 + "</nav></body></html>")
    assert text.count("Tide tables") == 9
    article = "<html><body><div class='cookie sidebar'><article>The whole story.</article></div></body></html>"
    assert page(article).strip() == "The whole story."


def test_a_page_says_who_wrote_it_when_and_in_which_language() -> None:
    [document] = read(SAMPLES / "web/wall.html")
    assert (document.author, document.language) == ("Wilfred Garth", "en")
    assert document.date_ns == 1_632_985_200 * 10**9


@pytest.mark.parametrize("title", ["Microsoft Word - x.doc", "thesis.dvi", "untitled", "PowerPoint Presentation", "  "])
def test_titles_that_programs_wrote_are_none(title: str) -> None:
    assert not meaningful_title(title)
    assert meaningful_title("A Field Guide") == "A Field Guide"


def outcome(data: bytes, name: str) -> str:
    """The reason for which a file is refused; empty if it is read."""
    try:
        list(read_file(BytesIO(data), name.encode()))
    except ReadError as error:
        return error.message
    return ""


HOSTILE = {
    "deep.html": b"<html>" + b"<div>" * 100_000 + b"deep",
    "tables.html": b"<html>" + b"<table><tr><td>" * 3_000 + b"deep",
    "lists.html": b"<html>" + b"<ul><li>a" * 5_000,
    "comments.html": b"<!--" * 50_000,
    "attributes.html": b"<html><p " + b"a='b' " * 50_000 + b">x",
    "deep.xml": b"<?xml version='1.0'?>" + b"<a>" * 100_000,
    "laughs.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;'>]><a>&c;</a>",
    "outside.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "groups.rtf": b"{\\rtf1 " + b"{" * 100_000 + b"deep",
    "endless.rtf": b"{\\rtf1 " + b"\\u8364 " * 30_000,
    "info.rtf": b"{\\rtf1 {\\info{\\title " + b"\\'" * 30_000,
    "nothing.pdf": b"%PDF-1.7\n%%EOF",
    "half.mhtml": b"MIME-Version: 1.0\nSnapshot-Content-Location: x\n"
    b'Content-Type: multipart/related; type="text/html"\n\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_or_refused_with_one_reason(name: str) -> None:
    assert "\n" not in outcome(HOSTILE[name], name)


def test_a_page_that_is_nested_as_no_page_is_is_refused() -> None:
    assert outcome(HOSTILE["deep.html"], "deep.html") == "its HTML is nested more than 5,000 deep"


def test_entities_of_a_files_own_are_never_followed() -> None:
    for name in ("laughs.xml", "outside.xml"):
        with pytest.raises(ReadError, match="entities"):
            list(read_file(BytesIO(HOSTILE[name]), name.encode()))


def test_a_bomb_in_a_document_is_refused() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + bytes(30 << 20))
    file.seek(0)
    with pytest.raises(ReadError, match="decompression bomb"):
        list(read_file(file, b"bomb.docx"))


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_damage_costs_one_reason_at_most(path: Path) -> None:
    data = path.read_bytes()
    random_bytes = random.Random(path.name)  # noqa: S311 - the same damage each time
    for _ in range(6):
        damaged = bytearray(data)
        for _ in range(random_bytes.randrange(1, 30)):
            damaged[random_bytes.randrange(len(damaged))] = random_bytes.randrange(256)
        cut = random_bytes.choice([len(data), random_bytes.randrange(len(data))])
        assert "\n" not in outcome(bytes(damaged[:cut]), path.name)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*Kind, "path", "row"]), st.text(max_size=30), st.sampled_from(["", "page 1", "page 2"])
        ),
        max_size=20,
    )
)
def test_whatever_is_composed_tiles(steps: list[tuple[str, str, str]]) -> None:
    composer = Composer("any")
    for step, text, place in steps:
        composer.place = place
        if step == "path":
            composer.path((text,))
        elif step == "row":
            composer.row([text, text])
        elif step is Kind.HEADING:
            composer.heading(1 + len(text) % 3, text)
        else:
            composer.add(text, Kind(step))
    document = composer.document()
    assert [block.start for block in document.blocks] == [0, *(block.end for block in document.blocks[:-1])][
        : len(document.blocks)
    ]
    assert not document.blocks or document.blocks[-1].end == len(document.text)
    assert all(document.text[block.start - 1] == "\n" for block in document.blocks[1:])
