"""Text of DOCX, ODT, PPTX and ODP beside the body: comments, headers, pictures, charts; and page numbers."""

from pathlib import Path

import pytest
from office_files import RELATIONS, docx, odf, paragraph
from sample_documents import find_block, read_one, whole_text, write_zip


def test_a_comment_stands_in_brackets_where_it_refers_to(tmp_path: Path) -> None:
    comments = (
        f"<w:comment w:id='1'>{paragraph('Ask Tom for tar.')}{paragraph('He has two barrels.')}</w:comment>"
        f"<w:comment w:id='2'>{paragraph('A comment on nothing.')}</w:comment>"
    )
    body = "<w:p><w:r><w:t>The slip needs tar</w:t></w:r><w:r><w:commentReference w:id='1'/></w:r></w:p>"
    path = docx(tmp_path / "slip.docx", body, {"comments": comments})
    assert whole_text(path) == "The slip needs tar [Ask Tom for tar. He has two barrels.]\n\n[A comment on nothing.]\n"
    note = "<office:annotation><dc:creator>Ada</dc:creator><text:p>Ask Tom.</text:p></office:annotation>"
    path = odf(tmp_path / "slip.odt", f"<text:p>The slip{note} needs tar.</text:p>")
    assert whole_text(path) == "The slip [Ask Tom.] needs tar.\n"
    path = odf(tmp_path / "slip.odp", f"<draw:page>{note}<draw:g><text:p>The slip</text:p></draw:g></draw:page>")
    assert whole_text(path) == "[Ask Tom.]\n\nThe slip\n"


def test_headers_and_footers_are_read_once(tmp_path: Path) -> None:
    references = "".join(
        f"<w:{kind}Reference r:id='{name}'/>"
        for kind, name in (("header", "h1"), ("header", "h2"), ("footer", "f1"), ("footer", "f2"))
    )
    sections = f"<w:sectPr>{references}</w:sectPr>" * 2
    parts = {
        "h1": paragraph("Harbour office"),
        "h2": paragraph("Harbour office"),
        "f1": paragraph("Bank of Marrow"),
        "f2": paragraph("Page 1 of 9"),
    }
    path = docx(tmp_path / "letter.docx", paragraph("Dear Tom.") + sections, parts)
    assert whole_text(path) == "Harbour office\n\nDear Tom.\n\nBank of Marrow\n"
    page = "<style:master-page><style:header><text:p>Harbour office</text:p></style:header>{}</style:master-page>"
    footer = "<style:footer><text:p>Bank of Marrow</text:p></style:footer>"
    unused = "<style:footer-left style:display='false'><text:p>Old</text:p></style:footer-left>"
    common = page.format(footer) + page.format(unused)
    path = odf(tmp_path / "letter.odt", "<text:p>Dear Tom.</text:p>", common=common)
    assert whole_text(path) == "Harbour office\n\nDear Tom.\n\nBank of Marrow\n"
    declared = "<presentation:footer-decl>Bank of Marrow</presentation:footer-decl>"
    path = odf(tmp_path / "letter.odp", f"{declared}<draw:page><draw:g><text:p>Dear Tom.</text:p></draw:g></draw:page>")
    assert whole_text(path) == "Dear Tom.\n\nBank of Marrow\n"


def test_the_description_of_a_picture_is_read_once_unless_a_program_made_it_up(tmp_path: Path) -> None:
    def picture(description: str) -> str:
        named = f"name='Picture 1' descr='{description}'"
        return f"<w:drawing><wp:docPr {named}/><a:graphic><pic:cNvPr {named}/></a:graphic></w:drawing>"

    body = paragraph("Below.", picture("A red shed")) + paragraph("End.", picture("scan_04.JPG") + picture("image 3"))
    body += "<w:tbl><w:tr><w:tc>" + paragraph("Cell", picture("A blue shed")) + "</w:tc></w:tr></w:tbl>"
    body += paragraph("Old.", "<w:pict><v:shape alt='A green shed'/></w:pict>")
    path = docx(tmp_path / "shed.docx", body)
    assert whole_text(path) == "[A red shed]Below.\n\nEnd.\n\n[A blue shed]Cell\n\n[A green shed]Old.\n"
    frame = "<draw:frame><draw:image/><svg:title>Shed</svg:title><svg:desc>A red shed</svg:desc></draw:frame>"
    rows = f"<table:table-row><table:table-cell><text:p>Cell {frame}</text:p></table:table-cell></table:table-row>"
    path = odf(tmp_path / "shed.odt", f"<text:p>Below. {frame}</text:p><table:table>{rows}</table:table>")
    assert whole_text(path) == "Below.\n\n[Shed: A red shed]\n\nCell [Shed: A red shed]\n"


CHART = (
    "<c:chart><c:title><a:p><a:r><a:t>Eggs a day</a:t></a:r></a:p></c:title>"
    "<c:cat><c:numRef><c:numCache><c:formatCode>General</c:formatCode><c:pt><c:v>2003</c:v></c:pt></c:numCache>"
    "</c:numRef></c:cat><c:cat><c:numRef><c:numCache><c:formatCode>d/m/yyyy</c:formatCode><c:pt><c:v>45000</c:v>"
    "</c:pt></c:numCache></c:numRef></c:cat><c:val><c:numCache><c:pt><c:v>4.3</c:v></c:pt></c:numCache></c:val>"
    "</c:chart>"
)


def test_charts_and_diagrams_of_a_document_are_read_with_numeric_categories(tmp_path: Path) -> None:
    drawings = "<w:drawing><c:chart r:id='charts/chart1'/></w:drawing>"
    drawings += "<w:drawing><dgm:relIds r:dm='diagrams/data1' r:lo='x'/></w:drawing>"
    parts = {"charts/chart1": CHART, "diagrams/data1": "<a:p><a:t>Hatch</a:t></a:p>"}
    path = docx(tmp_path / "ducks.docx", paragraph("Ducks.", drawings) + paragraph("End."), parts)
    assert whole_text(path) == "Ducks.\n\n- Eggs a day\n- 2003\n- 2023-03-15\n- Hatch\n\nEnd.\n"
    chart = (
        "<chart:chart><chart:title><text:p>Eggs a day</text:p></chart:title><table:table-cell "
        "office:value-type='string'><text:p>2003</text:p></table:table-cell><table:table-cell "
        "office:value-type='float'><text:p>4.3</text:p></table:table-cell></chart:chart>"
    )
    frame = "<draw:frame><draw:object xlink:href='./Object 1'/></draw:frame>"
    path = odf(tmp_path / "ducks.odt", f"<text:p>Ducks.{frame}</text:p>", objects={"Object 1/content.xml": chart})
    assert whole_text(path) == "Ducks. [Eggs a day; 2003]\n"


def test_a_series_of_few_values_is_a_line_with_its_values(tmp_path: Path) -> None:
    def points(*values: str) -> str:
        return "".join(
            f"<c:pt idx='{number}'><c:v>{value}</c:v></c:pt>" for number, value in enumerate(values) if value
        )

    def series(name: str, *values: str) -> str:
        days = f"<c:cat><c:strRef><c:strCache>{points('Monday', 'Tuesday')}</c:strCache></c:strRef></c:cat>"
        cache = f"<c:numRef><c:numCache>{points(*values)}</c:numCache></c:numRef>"
        return f"<c:ser><c:tx>{name}</c:tx>{days}<c:val>{cache}</c:val></c:ser>"

    name = "<c:strRef><c:strCache><c:pt idx='0'><c:v>Eggs</c:v></c:pt></c:strCache></c:strRef>"
    chart = series(name, "4", "0.30000000000000004") + series("<c:v>Ducks</c:v>", "", "1e3")
    chart += series("<c:v>Steps</c:v>", *("7" * 60)) + series("<c:v>Geese</c:v>")
    path = docx(
        tmp_path / "eggs.docx",
        paragraph("", "<w:drawing><c:chart r:id='charts/chart1'/></w:drawing>"),
        {"charts/chart1": chart},
    )
    assert whole_text(path).splitlines() == [
        "- Eggs: Monday 4; Tuesday 0.3",
        "- Ducks: Tuesday 1e3",
        "- Monday",
        "- Tuesday",
        "- Steps",
        "- Geese",
    ]


def test_a_table_in_a_table_is_read_once(tmp_path: Path) -> None:
    def row(cell: str) -> str:
        return f"<w:tr><w:sdt><w:sdtContent><w:tc>{cell}</w:tc></w:sdtContent></w:sdt></w:tr>"

    inner = f"<w:tbl><w:sdt><w:sdtContent>{row(paragraph('inner'))}</w:sdtContent></w:sdt></w:tbl>"
    path = docx(tmp_path / "nested.docx", f"<w:tbl>{row(inner + paragraph('outer'))}{row(paragraph('next'))}</w:tbl>")
    assert whole_text(path) == "inner outer\nnext\n"
    cell = "<table:table-row><table:table-cell>{}</table:table-cell></table:table-row>"
    inner = f"<table:table>{cell.format('<text:p>inner</text:p>')}</table:table>"
    rows = f"<table:table-header-rows>{cell.format(inner + '<text:p>outer</text:p>')}</table:table-header-rows>"
    path = odf(tmp_path / "nested.odt", f"<table:table>{rows}{cell.format('<text:p>next</text:p>')}</table:table>")
    assert whole_text(path) == "inner outer\nnext\n"


MARK = "<w:lastRenderedPageBreak/>"


def test_page_marks_count_for_the_text_after_them(tmp_path: Path) -> None:
    def cells(*insides: str) -> str:
        return "".join(f"<w:tc>{paragraph(f'cell {number}', inside)}</w:tc>" for number, inside in enumerate(insides))

    body = paragraph("One.") + paragraph("Two.", f"<w:br w:type='page'/>{MARK}")
    body += f"<w:p><w:r><w:t>Two goes</w:t>{MARK}<w:t>on.</w:t></w:r></w:p>" + paragraph("Three.")
    body += f"<w:tbl><w:tr>{cells('')}</w:tr><w:tr>{cells(MARK, MARK)}</w:tr></w:tbl>" + paragraph("Four.")
    path = docx(tmp_path / "pages.docx", body)
    document = read_one(path)
    pages = [(block.place, document.text[block.start : block.end].strip()) for block in document.blocks]
    assert pages == [
        ("page 1", "One."),
        ("page 2", "Two."),
        ("page 2", "Two goeson."),
        ("page 3", "Three."),
        ("page 3", "cell 0"),
        ("page 4", "cell 0 | cell 1"),
        ("page 4", "Four."),
    ]


def test_page_marks_of_writer_count_for_the_text_after_them(tmp_path: Path) -> None:
    row = "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row>"
    mark = "<text:soft-page-break/>"
    table = f"<table:table>{row.format('one')}{mark}{row.format('two')}{row.format(mark + 'three')}</table:table>"
    body = f"<text:p>Begin.</text:p><text:p><text:span>{mark}After.</text:span></text:p>{table}<text:p>End.</text:p>"
    body += "<text:p text:style-name='B'>Last.</text:p>"
    broken = "<style:style style:name='B' style:master-page-name='Wide'/>"
    path = odf(tmp_path / "pages.odt", body, styles=broken)
    for words, place in {"Begin": 1, "After": 2, "one": 2, "two": 3, "three": 4, "End": 4, "Last": 5}.items():
        assert find_block(path, words)[1].place == f"page {place}"


def test_a_drop_cap_belongs_to_its_word(tmp_path: Path) -> None:
    cap = paragraph("O", properties="<w:framePr w:dropCap='drop' w:lines='3'/>")
    path = docx(tmp_path / "tale.docx", cap + paragraph("nce there was a mill."))
    assert whole_text(path) == "Once there was a mill.\n"
    cell = f"<w:tbl><w:tr><w:tc>{cap}{paragraph('nce there was a mill.')}</w:tc></w:tr></w:tbl>"
    assert whole_text(docx(tmp_path / "cell.docx", cell)) == "Once there was a mill.\n"


@pytest.mark.parametrize(("value", "hides"), [("", True), ("w:val='1'", True), ("w:val='0'", False)])
def test_hidden_text_is_left_out(tmp_path: Path, value: str, hides: bool) -> None:  # noqa: FBT001 - a parameter
    hidden = f"<w:r><w:rPr><w:vanish {value}/></w:rPr><w:t> secretly</w:t></w:r>"
    path = docx(tmp_path / "hidden.docx", f"<w:p><w:r><w:t>The mill stands</w:t></w:r>{hidden}</w:p>")
    assert ("secretly" not in whole_text(path)) == hides


def test_hidden_text_of_writer_is_left_out(tmp_path: Path) -> None:
    properties = "<style:text-properties text:display='none'/>"
    families = ("text", "paragraph")
    style = "".join(
        f"<style:style style:name='H' style:family='{family}'>{properties}</style:style>" for family in families
    )
    body = "<text:p>The mill<text:span text:style-name='H'> secretly</text:span> stands.</text:p>"
    path = odf(tmp_path / "hidden.odt", f"{body}<text:p text:style-name='H'>secretly</text:p>", styles=style)
    assert whole_text(path) == "The mill stands.\n"


def test_a_table_is_no_hidden_text_that_has_a_style_of_its_name(tmp_path: Path) -> None:
    style = (
        "<style:style style:name='T1' style:family='text'><style:text-properties text:display='none'/></style:style>"
    )
    rows = "<table:table-row><table:table-cell><text:p>Tern</text:p></table:table-cell></table:table-row>"
    table = f"<table:table table:name='T1' table:style-name='T1'>{rows}</table:table>"
    hidden = "<text:p>Boats<text:span text:style-name='T1'> secretly</text:span></text:p>"
    assert whole_text(odf(tmp_path / "a.odt", hidden + table, styles=style)) == "Boats\n\nTern\n"


def test_notes_of_a_speaker_are_read_whatever_holds_them(tmp_path: Path) -> None:
    notes = "<presentation:notes><draw:frame><draw:text-box><text:p>Wait here.</text:p></draw:text-box></draw:frame>"
    number = (
        "<draw:frame presentation:class='page-number'><draw:text-box><text:p>7</text:p></draw:text-box></draw:frame>"
    )
    slide = f"<draw:page><draw:rect><text:p>Boats</text:p></draw:rect>{notes}{number}</presentation:notes></draw:page>"
    assert whole_text(odf(tmp_path / "a.odp", slide)) == "Boats\n\nNotes: Wait here.\n"


def test_what_the_metadata_say_of_the_content_is_read(tmp_path: Path) -> None:
    core = "<p><creator>Ada Bell</creator><keywords>oars, tar</keywords><description>On sheds.</description></p>"
    members = {"word/document.xml": f"<w:d xmlns:w='w'><w:body>{paragraph('Text.')}</w:body></w:d>"}
    write_zip(tmp_path / "shed.docx", {**members, "docProps/core.xml": core})
    assert whole_text(tmp_path / "shed.docx") == "Text.\n\nDescription: On sheds.\n\nKeywords: oars, tar\n"
    assert read_one(tmp_path / "shed.docx").author == "Ada Bell"
    made = "<p><description>generated by python-docx</description></p>"
    write_zip(tmp_path / "made.docx", {**members, "docProps/core.xml": made})
    assert whole_text(tmp_path / "made.docx") == "Text.\n"


def test_slides_give_comments_pictures_and_the_footer_once(tmp_path: Path) -> None:
    def shape(holder: str, text: str) -> str:
        return f"<p:sp><p:nvPr>{holder}</p:nvPr><p:txBody><a:p><a:t>{text}</a:t></a:p></p:txBody></p:sp>"

    footer = shape("<p:ph type='ftr'/>", "Harbour office")
    modern = "<n:cm><n:txBody><a:p><a:t>Ask Ada.</a:t></a:p></n:txBody></n:cm>"
    slide = f"<p:sld xmlns:p='p' xmlns:a='a'>{{}}{footer}</p:sld>"
    members = {
        "ppt/presentation.xml": "<p:p xmlns:p='p' xmlns:r='r'><p:sldId r:id='a'/><p:sldId r:id='b'/></p:p>",
        "ppt/_rels/presentation.xml.rels": RELATIONS.format(
            "<r:Relationship Id='a' Target='slides/slide1.xml'/><r:Relationship Id='b' Target='slides/slide2.xml'/>"
        ),
        "ppt/slides/slide1.xml": slide.format(
            f"<p:pic><p:cNvPr id='1' name='x' descr='A red shed'/></p:pic>{shape('', 'Sheds')}"
        ),
        "ppt/slides/slide2.xml": slide.format(shape("", "Slips")),
        "ppt/slides/_rels/slide1.xml.rels": RELATIONS.format(
            "<r:Relationship Id='a' Target='../comments/comment1.xml'/>"
            "<r:Relationship Id='b' Target='../comments/modernComment_1.xml'/>"
        ),
        "ppt/comments/comment1.xml": "<p:l xmlns:p='p'><p:cm><p:text>Ask Tom.</p:text></p:cm></p:l>",
        "ppt/comments/modernComment_1.xml": f"<n:l xmlns:n='n' xmlns:a='a'>{modern}</n:l>",
    }
    write_zip(tmp_path / "sheds.pptx", members)
    assert whole_text(tmp_path / "sheds.pptx") == (
        "[A red shed]\n\nSheds\n\n[Ask Tom.]\n\n[Ask Ada.]\n\nHarbour office\n\nSlips\n"
    )


def test_a_sheet_of_calc_gives_shapes_charts_and_headers_after_its_cells(tmp_path: Path) -> None:
    picture = "<draw:frame><draw:image/><svg:desc>A red shed</svg:desc></draw:frame>"
    box = "<draw:frame><draw:text-box><text:p>Ask Tom.</text:p></draw:text-box></draw:frame>"
    chart = "<draw:frame><draw:object xlink:href='./Object 1'/></draw:frame>"
    row = "<table:table-row><table:table-cell><text:p>Oars of ash</text:p></table:table-cell></table:table-row>"
    body = f"<table:table table:name='Shed'><table:shapes>{picture}{box}{chart}</table:shapes>{row}</table:table>"
    header = "<style:header><text:p>Harbour office</text:p><text:p>Page 1</text:p></style:header>"
    drawn = "<chart:chart><chart:title><text:p>Eggs a day</text:p></chart:title></chart:chart>"
    common = f"<style:master-page>{header}</style:master-page>"
    path = odf(tmp_path / "shed.ods", body, common=common, objects={"Object 1/content.xml": drawn})
    assert whole_text(path) == "Oars of ash\n[A red shed]\n\nAsk Tom.\n\n[Eggs a day]\n\nHarbour office\n"
