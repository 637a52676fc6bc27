"""DOCX: what it writes by other means than text, hidden text, and documents of other formats inside of it."""

import io
import zipfile
from pathlib import Path

import pytest
from office_files import RELATIONS, docx, paragraph
from sample_documents import whole_text

from scent.errors import ReadError
from scent.formats.documents.registry import read


def runs(*insides: str) -> str:
    return "<w:p>" + "".join(f"<w:r>{inside}</w:r>" for inside in insides) + "</w:p>"


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Symbol", "F070", "π"),
        ("Symbol", "70", "π"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F04A", ""),
        ("Arial", "2713", "✓"),
        ("Webdings", "F04A", ""),
        ("Symbol", "wrong", ""),
        ("Arial", "D800", ""),
    ],
)
def test_a_symbol_is_read_as_the_character_that_its_font_shows(
    tmp_path: Path, font: str, code: str, shown: str
) -> None:
    body = runs("<w:t>Angle </w:t>", f"<w:sym w:font='{font}' w:char='{code}'/>", "<w:t>.</w:t>")
    assert whole_text(docx(tmp_path / "angle.docx", body)) == f"Angle {shown}.\n"


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        ("<w:result w:val='1'/>", "Ketch"),
        ("", "Sloop"),
        ("<w:default w:val='1'/>", "Ketch"),
        ("<w:result w:val='9'/>", ""),
    ],
)
def test_the_chosen_entry_of_a_drop_down_field_is_read(tmp_path: Path, choice: str, shown: str) -> None:
    entries = "<w:listEntry w:val='Sloop'/><w:listEntry w:val='Ketch'/>"
    field = f"<w:fldChar w:fldCharType='begin'><w:ffData><w:ddList>{choice}{entries}</w:ddList></w:ffData></w:fldChar>"
    body = runs("<w:t>Boat: </w:t>", field, "<w:instrText>FORMDROPDOWN</w:instrText>", "<w:t>.</w:t>")
    assert whole_text(docx(tmp_path / "boat.docx", body)) == f"Boat: {shown}.\n"


def test_letters_that_are_drawn_are_read(tmp_path: Path) -> None:
    body = runs("<w:pict><v:shape><v:textpath string='Summer fair'/></v:shape></w:pict>") + paragraph("Cakes.")
    assert whole_text(docx(tmp_path / "fair.docx", body)) == "Summer fair\n\nCakes.\n"


def test_text_that_a_style_hides_is_left_out(tmp_path: Path) -> None:
    hidden, shown = "<w:rPr><w:vanish/></w:rPr>", "<w:rPr><w:vanish w:val='0'/></w:rPr>"
    styles = f"<w:style w:styleId='Secret'>{hidden}</w:style>"
    styles += "<w:style w:styleId='Child'><w:basedOn w:val='Secret'/></w:style>"
    styles += f"<w:style w:styleId='Open'><w:basedOn w:val='Secret'/>{shown}</w:style>"
    styles += "<w:style w:styleId='Loop'><w:basedOn w:val='Loop'/></w:style>"
    body = "".join(
        paragraph(f"{name} paragraph", properties=f"<w:pStyle w:val='{name}'/>")
        for name in ("Secret", "Child", "Open", "Loop", "Unknown")
    )
    body += runs("<w:t>Seen</w:t>", "<w:rPr><w:rStyle w:val='Child'/></w:rPr><w:t> unseen</w:t>")
    body += f"<w:p><w:pPr><w:pStyle w:val='Secret'/></w:pPr><w:r>{shown}<w:t>Shown again</w:t></w:r></w:p>"
    body += f"<w:p><w:hyperlink><w:r>{hidden}<w:t>gone</w:t></w:r><w:r><w:t>Link</w:t></w:r></w:hyperlink></w:p>"
    text = whole_text(docx(tmp_path / "secret.docx", body, {"styles": styles}))
    assert text.split("\n\n") == [
        "Open paragraph",
        "Loop paragraph",
        "Unknown paragraph",
        "Seen",
        "Shown again",
        "Link\n",
    ]


WEB_ARCHIVE = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b; type="text/html"\n\n--b\n'
    "Content-Type: text/html\n\n<html><body><p>An oar</p></body></html>\n--b--\n"
)
IMPORTS = {
    "page.html": b"<html><body><h1>Boats</h1><p>An oar</p></body></html>",
    "fragment.htm": b"<p>An oar</p>",
    "archive.mht": WEB_ARCHIVE.encode(),
    "rich.rtf": b"{\\rtf1\\ansi An oar\\par}",
    "plain.txt": b"An oar",
}


def importing(path: Path, members: dict[str, bytes], body: str = "") -> Path:
    """A DOCX file that imports these members, each named twice, between two paragraphs."""
    related = "".join(f"<r:Relationship Id='{name}' Target='/word/{name}'/>" for name in members)
    chunks = "".join(f"<w:altChunk r:id='{name}'/>" for name in members) * 2
    with zipfile.ZipFile(docx(path, body or paragraph("Before.") + chunks + paragraph("After."))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    parts["word/_rels/document.xml.rels"] = RELATIONS.format(related).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**parts, **{f"word/{name}": data for name, data in members.items()}}.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("name", IMPORTS)
def test_an_imported_document_is_read_once_in_its_place(tmp_path: Path, name: str) -> None:
    text = whole_text(importing(tmp_path / "a.docx", {name: IMPORTS[name]}))
    title = "Boats\n\n" if b"Boats" in IMPORTS[name] else ""
    assert text == f"Before.\n\n{title}An oar\n\nAfter.\n"


def test_an_imported_docx_imports_nothing_itself(tmp_path: Path) -> None:
    inner = importing(tmp_path / "inner.docx", {"page.html": IMPORTS["page.html"]}).read_bytes()
    assert whole_text(importing(tmp_path / "a.docx", {"b.docx": inner})) == "Before.\n\nBefore.\n\nAfter.\n\nAfter.\n"


def test_a_damaged_import_does_not_lose_the_body(tmp_path: Path) -> None:
    members = {"b.docx": b"PK\x03\x04 damaged", "d.mht": b"Subject: none\n\n"}
    documents = read(importing(tmp_path / "a.docx", members))
    assert next(documents).text == "Before.\n\nAfter.\n"
    with pytest.raises(ReadError, match=r"its damaged parts are left out \(word/b.docx and 1 more\)"):
        next(documents)


def test_an_import_in_a_cell_is_read(tmp_path: Path) -> None:
    body = "<w:tbl><w:tr><w:tc><w:altChunk r:id='page.html'/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    assert "An oar" in whole_text(importing(tmp_path / "a.docx", {"page.html": IMPORTS["page.html"]}, body))


def test_an_import_cannot_unpack_to_more_than_the_file_may(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (8 << 20))
    documents = read(importing(tmp_path / "a.docx", {"b.docx": bomb.getvalue()}))
    assert next(documents).text == "Before.\n\nAfter.\n"
    with pytest.raises(ReadError, match=r"word/b.docx"):
        next(documents)


def field(code: str, result: str | None = None) -> str:
    """A field in the runs that Word makes of it: its code in two pieces, and its result."""
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in (code[:9], code[9:]))
    shown = f"<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>{result}</w:t></w:r>" if result else ""
    begin, end = (f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in ("begin", "end"))
    return begin + pieces + shown + end


def test_what_a_field_shows_by_its_code_alone_is_read(tmp_path: Path) -> None:
    button = field(" MACROBUTTON  NoMacro [Click here and type a name] ")
    guide = field(r" EQ \* jc3 \* &quot;Font:Mincho&quot; \* hps12 \o\al(\s\up 11(かんじ),漢字)")
    others = field(" PAGE ") + field(" DATE ", "3 May") + field(" EQ \\f(1,2) ", "half")
    simple = (
        "<w:fldSimple w:instr='MACROBUTTON x Sign'/><w:fldSimple w:instr='DATE'><w:r><w:t>.</w:t></w:r></w:fldSimple>"
    )
    path = docx(tmp_path / "a.docx", f"<w:p><w:r><w:t>Dear </w:t></w:r>{button}{guide}{others}{simple}</w:p>")
    assert whole_text(path) == "Dear [Click here and type a name]かんじ 漢字3 MayhalfSign.\n"
