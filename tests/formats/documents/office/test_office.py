"""Word processor documents, slides and books of real programs: their text with places, headings and titles."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from sample_documents import prose_headings, whole_text, write_zip

from scent.errors import ReadError
from scent.formats.documents.registry import read, read_file


def test_pages_are_counted_by_the_page_breaks_that_writer_saved() -> None:
    assert prose_headings("almanac.odt") == [
        ("page 1", ("Heather",)),
        ("page 2", ("Heather",)),
        ("page 2", ("Adders",)),
        ("page 3", ("Adders",)),
    ]


def test_the_texts_of_charts_and_diagrams_on_a_slide_are_read(tmp_path: Path) -> None:
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
    write_zip(tmp_path / "ducks.pptx", members)
    assert whole_text(tmp_path / "ducks.pptx") == "- Eggs a day\n- Marsh\n- Moor\n- Hatch\n"


def test_speaker_notes_are_also_read_from_a_box_that_is_not_a_placeholder(tmp_path: Path) -> None:
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
    write_zip(tmp_path / "quarter.pptx", members)
    assert whole_text(tmp_path / "quarter.pptx") == "Quarter\n\nNotes: The dip came from a strike\n"


def test_the_numbers_of_an_ordered_list_are_left_out(tmp_path: Path) -> None:
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
    write_zip(tmp_path / "kettle.odp", {"mimetype": mimetype, "content.xml": content})
    assert whole_text(tmp_path / "kettle.odp") == "- Fill the kettle with vinegar\n- Boil it\n"


def test_formulas_are_read_in_their_place(tmp_path: Path) -> None:
    mathml = "<math xmlns='http://www.w3.org/1998/Math/MathML'><mrow><mi>m</mi><mo>=</mo><mn>2.5</mn></mrow></math>"
    frame = "<d:frame><d:object l:href='./Formula-0/'/></d:frame>"
    content = (
        "<o:c xmlns:o='o' xmlns:t='t' xmlns:d='d' xmlns:l='l'><o:body><o:text>"
        f"<t:p>The weight {frame} in kilograms.</t:p></o:text></o:body></o:c>"
    )
    mimetype = "application/vnd.oasis.opendocument.text"
    write_zip(
        tmp_path / "weight.odt",
        {"mimetype": mimetype, "content.xml": content, "Formula-0/content.xml": mathml},
    )
    assert whole_text(tmp_path / "weight.odt").strip() == "The weight m = 2.5 in kilograms."
    integral = "<m:nary><m:naryPr><m:chr m:val='∫'/></m:naryPr><m:sub><m:t>0</m:t></m:sub><m:sup><m:t>90</m:t></m:sup>"
    content = (
        f"<w:document xmlns:w='w' xmlns:m='m'><w:body><w:p><m:oMath>{integral}<m:e><m:t>m</m:t></m:e></m:nary>"
        "</m:oMath></w:p></w:body></w:document>"
    )
    write_zip(tmp_path / "sum.docx", {"[Content_Types].xml": "<Types/>", "word/document.xml": content})
    assert whole_text(tmp_path / "sum.docx").strip() == "∫_0^90 m"


def test_what_a_book_says_about_itself_is_read_before_its_chapters(tmp_path: Path) -> None:
    about = (
        "<dc:title>Tides</dc:title><dc:title>A handbook</dc:title><dc:creator>Ada Bell</dc:creator>"
        "<dc:creator>Tom Hull</dc:creator><dc:publisher>Marrow Press</dc:publisher><dc:subject>Sea</dc:subject>"
        "<dc:subject>Moon</dc:subject><dc:description>&lt;p&gt;On &lt;b&gt;spring&lt;/b&gt; tides.&lt;/p&gt;"
        "</dc:description><dc:identifier>urn:isbn:978-0-306-40615-7</dc:identifier><dc:identifier>77</dc:identifier>"
    )
    item = "<manifest><item id='a' href='a.xhtml'/></manifest><spine><itemref idref='a'/></spine>"
    members = {
        "META-INF/container.xml": "<container><rootfile full-path='book.opf'/></container>",
        "book.opf": f"<package xmlns:dc='dc'><metadata>{about}</metadata>{item}</package>",
        "a.xhtml": "<html><body><p>The moon pulls the sea.</p></body></html>",
    }
    write_zip(tmp_path / "tides.epub", members)
    about_book, chapter = read_file(BytesIO((tmp_path / "tides.epub").read_bytes()), b"tides.epub")
    assert about_book.text == (
        "A handbook\n\nDescription: On spring tides.\n\nSubject: Sea, Moon\n\nAuthors: Ada Bell, Tom Hull\n\n"
        "Publisher: Marrow Press\n\nISBN: 978-0-306-40615-7\n"
    )
    assert (chapter.title, chapter.author) == ("Tides", "Ada Bell, Tom Hull")


def test_a_zip_bomb_in_a_document_is_refused() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + bytes(30 << 20))
    file.seek(0)
    with pytest.raises(ReadError, match="decompression bomb"):
        list(read_file(file, b"bomb.docx"))


def test_a_book_whose_list_of_chapters_is_damaged_is_read_page_by_page(tmp_path: Path) -> None:
    container = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "book.opf": "<package><metadata>",
        "one.xhtml": "<html><body><p>The tides of June.</p></body></html>",
    }
    write_zip(tmp_path / "tides.epub", members)
    documents = read_file(BytesIO((tmp_path / "tides.epub").read_bytes()), b"tides.epub")
    document = next(documents)
    assert (document.text, document.blocks[0].place) == ("The tides of June.\n", "section 1")
    with pytest.raises(ReadError, match=r"its damaged parts are read only up to the damage \(book.opf\)"):
        next(documents)


def book(path: Path, chapters: dict[str, tuple[str, str]], spine: str) -> None:
    """A book of members with their types and sources, and the ids of those in its reading order."""
    items = "".join(f"<item id='{name[0]}' href='{name}' media-type='{kind}'/>" for name, (kind, _) in chapters.items())
    order = "".join(f"<itemref idref='{each}'/>" for each in spine)
    members = {
        "META-INF/container.xml": "<container><rootfile full-path='book.opf'/></container>",
        "book.opf": f"<package><metadata/><manifest>{items}</manifest><spine>{order}</spine></package>",
    }
    write_zip(path, members | {name: source for name, (_, source) in chapters.items()})


def test_chapters_of_a_book_may_be_drawings_or_dtbooks(tmp_path: Path) -> None:
    """As EPUB 3 and EPUB 2 allow."""
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><title>Chart</title><g id='n'><text>Ebb</text></g></svg>"
    lines = "<p>The moon<br/>pulls.<pagenum>7</pagenum></p><line>Low</line><line>High</line>"
    matter = f"<bodymatter><level1><h1>Tides</h1>{lines}</level1></bodymatter>"
    text = f"<?xml version='1.0'?><dtbook><head><title>x</title></head><book>{matter}</book></dtbook>"
    page = "<html><body><p>See <svg><text>Flood</text></svg></p></body></html>"
    chapters = {
        "a.svg": ("image/svg+xml", drawing),
        "b.xml": ("application/x-dtbook+xml", text),
        "c.xhtml": ("application/xhtml+xml", page),
    }
    book(tmp_path / "tides.epub", chapters, "abc")
    documents = list(read(tmp_path / "tides.epub"))
    assert [document.text for document in documents] == [
        "Chart\n\nEbb\n",
        "Tides\n\nThe moon\npulls.\n\nLow\n\nHigh\n",
        "See\nFlood\n",
    ]
    assert [block.place for block in documents[0].blocks] == ["section 1", "section 1#n"]


def test_a_chapter_in_another_format_is_read_from_what_is_shown_instead_or_named(tmp_path: Path) -> None:
    page = ("application/xhtml+xml", "<html><body><p>The tides of June.</p></body></html>")
    chapters = {"a.pdf": ("application/pdf' fallback='c", ""), "b.pdf": ("application/pdf", ""), "c.html": page}
    book(tmp_path / "tides.epub", chapters, "ab")
    [document] = read(tmp_path / "tides.epub")
    assert document.text == "The tides of June.\n"
    assert str(document.left_out) == "its chapters in other formats are left out (b.pdf)"


def test_pages_that_a_book_lists_but_does_not_put_in_order_are_read_behind_the_others(tmp_path: Path) -> None:
    def page(text: str) -> tuple[str, str]:
        return "application/xhtml+xml", f"<html><body><p>{text}</p></body></html>"

    contents = ("application/xhtml+xml' properties='nav", "<html><body><p>Contents</p></body></html>")
    chapters = {"a.xhtml": page("The tides of June."), "n.xhtml": contents, "z.xhtml": page("Solutions.")}
    book(tmp_path / "tides.epub", chapters, "a")
    assert [document.text for document in read(tmp_path / "tides.epub")] == ["The tides of June.\n", "Solutions.\n"]


def test_what_a_book_holds_besides_its_pages_is_named(tmp_path: Path) -> None:
    chapters = {
        "a.xhtml": ("application/xhtml+xml", "<html><body><p>The tides of June.</p></body></html>"),
        "b.css": ("text/css", ""),
        "c.txt": ("text/plain", "Low water"),
    }
    book(tmp_path / "tides.epub", chapters, "a")
    with zipfile.ZipFile(tmp_path / "tides.epub", "a") as archive:
        archive.writestr("secret/notes.txt", "High water")
    [document] = read(tmp_path / "tides.epub")
    assert str(document.left_out) == (
        "its texts in other formats are left out (c.txt); "
        "its members that are no parts of it are left out (secret/notes.txt)"
    )
