"""A reader says what it leaves out of a file: nothing is lost in silence, in a file or inside of another one."""

import gzip
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from command import Command
from sample_documents import write_zip

from scent.errors import ReadError
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.left_out import LeftOut, with_left_out
from scent.formats.documents.registry import read

LONG = "a long sentence. " * 2_000  # 34,000 characters
BULK = r"its long runs of numbers and encoded data are left out \([\d,]+ {}s\)"
CUT_CELL = r"its long cells are cut after 32,767 characters \(1 cell\)"
DAMAGED = r"its damaged parts are left out \({}\)"
NUMBERS = [f"{number % 97}.25,{number % 89}.5" for number in range(9_000)]


def csv(path: Path) -> None:
    path.write_text("volts,amperes\n" + "\n".join(NUMBERS))


def json_numbers(path: Path) -> None:
    path.write_text(json.dumps({"note": "a measurement", "volts": [number % 97 + 0.25 for number in range(2_000)]}))


def packed(path: Path) -> None:
    path.write_bytes(gzip.compress(("volts,amperes\n" + "\n".join(NUMBERS)).encode()))


def database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (note TEXT)")
        connection.execute("INSERT INTO notes VALUES (?)", (LONG,))
    connection.close()


TABLE = pa.table({"note": [LONG, "short"], "image": [b"\x89PNG", b""], "vector": [[0.5, 0.25], [0.5]]})


def parquet(path: Path) -> None:
    pq.write_table(TABLE, path)


def arrow(path: Path) -> None:
    pyarrow.feather.write_feather(TABLE, str(path))


def workbook(path: Path, rows: list[list[str]], notes: str = "") -> None:
    """A workbook with one sheet of these cells, and comments on them."""
    cells = ("".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) for row in rows)
    sheet = "".join(f"<row>{row}</row>" for row in cells)
    related = "<Relationships><Relationship Id='a' Target='{}'/></Relationships>"
    members = {
        "xl/workbook.xml": "<workbook xmlns:r='r'><sheets><sheet name='Log' r:id='a'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": related.format("one.xml"),
        "xl/one.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
        "xl/_rels/one.xml.rels": related.format("drawings/drawing1.xml"),
    }
    write_zip(path, {**members, "xl/drawings/drawing1.xml": notes} if notes else members)


def workbook_numbers(path: Path) -> None:
    workbook(path, [line.split(",") for line in NUMBERS])


def workbook_long_cell(path: Path) -> None:
    workbook(path, [[LONG, "short"]])


def workbook_long_row(path: Path) -> None:
    workbook(path, [["a sentence of a cell. " * 1_000] * 5, ["short"]])


def workbook_damaged_drawing(path: Path) -> None:
    workbook(path, [["a cell"]], notes="<drawing")


def sheet(path: Path) -> None:
    content = (
        '<x:c xmlns:x="urn:x" xmlns:t="urn:t"><x:body><x:spreadsheet><x:table t:name="Log"><x:table-row>'
        f"<x:table-cell><x:p>{LONG}</x:p></x:table-cell>"
        "</x:table-row></x:table></x:spreadsheet></x:body></x:c>"
    )
    members = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    write_zip(path, members)


def sheet_damaged_styles(path: Path) -> None:
    sheet(path)
    with zipfile.ZipFile(path, "a") as members:
        members.writestr("styles.xml", "<styles")


def letter(path: Path) -> None:
    body = "<d:document xmlns:d='d'><d:body><d:p><d:r><d:t>Dear Ada.</d:t></d:r></d:p></d:body></d:document>"
    write_zip(path, {"word/document.xml": body, "word/comments.xml": "<comments", "word/footnotes.xml": "<notes"})


def slides(path: Path) -> None:
    related = "<Relationships><Relationship Id='a' Target='{}'/></Relationships>"
    slide = "<s xmlns:a='a'><sp><txBody><a:p><a:t>Sheds</a:t></a:p></txBody></sp></s>"
    members = {
        "ppt/presentation.xml": "<p xmlns:r='r'><sldId r:id='a'/></p>",
        "ppt/_rels/presentation.xml.rels": related.format("slides/slide1.xml"),
        "ppt/slides/slide1.xml": slide,
        "ppt/slides/_rels/slide1.xml.rels": related.format("../notesSlides/notesSlide1.xml"),
        "ppt/notesSlides/notesSlide1.xml": "<notes",
    }
    write_zip(path, members)


def text_document(path: Path) -> None:
    content = "<x:c xmlns:x='urn:x'><x:body><x:text><x:p>Dear Ada.</x:p></x:text></x:body></x:c>"
    members = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "meta.xml": "<meta"}
    write_zip(path, members)


def book(path: Path) -> None:
    package = (
        "<package><manifest><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>"
        "<item id='b' href='b.xhtml' media-type='application/xhtml+xml'/></manifest>"
        "<spine><itemref idref='a'/><itemref idref='b'/></spine></package>"
    )
    members = {
        "META-INF/container.xml": "<container><rootfile full-path='book.opf'/></container>",
        "book.opf": package,
        "a.xhtml": "<html><body><p>It was a dark night at the lighthouse.</p></body></html>",
    }
    write_zip(path, members)


def pdf_of(path: Path, second: str, content: str = "") -> None:
    """Two pages, of which the second is the object `second`, with this content."""
    first = "BT /F1 10 Tf 72 700 Td (The plan of the house.) Tj ET"
    pages = "".join(
        f"{number} 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
        f"/Resources << /Font << /F1 5 0 R >> >> >> endobj\n"
        f"{number + 1} 0 obj << /Length {len(text)} >> stream\n{text}\nendstream endobj\n"
        for number, text in ((3, first), (6, content))
    )
    path.write_text(
        "%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
        f"2 0 obj << /Type /Pages /Kids [3 0 R {second} 0 R] /Count 2 >> endobj\n{pages}"
        "5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> endobj\ntrailer << /Root 1 0 R >>\n"
    )


def pdf(path: Path) -> None:
    pdf_of(path, "9")


def pdf_with_scan(path: Path) -> None:
    pdf_of(path, "6", "q 100 0 0 100 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID A EI Q")


def notebook(path: Path) -> None:
    cells = [
        {"cell_type": "code", "source": "print(7)", "outputs": [{"output_type": "stream", "text": "7"}]},
        {"cell_type": "markdown", "source": "The seventh buoy is red."},
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def mail_with_picture() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ada@example.org", "tom@example.org", "The shed"
    message["Date"] = "Mon, 06 Jan 2025 10:00:00 +0000"
    message.set_content("The shed is red.\n")
    message.add_attachment(b"\x89PNG\0\0\1\2", maintype="image", subtype="png", filename="shed.png")
    return message


def mail(path: Path) -> None:
    path.write_bytes(mail_with_picture().as_bytes())


def mail_with_nameless_parts(path: Path) -> None:
    message = mail_with_picture()
    message.add_attachment(b"\0\1\2\3", maintype="audio", subtype="ogg")
    path.write_bytes(message.as_bytes())


def mail_to_many(path: Path) -> None:
    many = ", ".join(f"member{number}@example.org" for number in range(5_000))
    date = "Mon, 06 Jan 2025 10:00:00 +0000"
    path.write_text(f"From: ada@example.org\nSubject: All\nDate: {date}\nTo: {many}\n\nThe shed is red.\n")


def mailbox(path: Path) -> None:
    path.write_bytes((b"From ada@example.org Mon Jan  6 10:00:00 2025\n" + mail_with_picture().as_bytes() + b"\n") * 2)


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as members:
        members.writestr("volts.csv", "volts,amperes\n" + "\n".join(NUMBERS))
        members.writestr("shed.eml", mail_with_picture().as_bytes())
        members.writestr("shed.png", b"\x89PNG\0\0\1\2")


def damaged_archive(path: Path) -> None:
    pdf(path)
    page = path.read_bytes()
    with zipfile.ZipFile(path, "w") as members:
        members.writestr("plan.pdf", page)


# Kinds of files, and what is left out of them on purpose.
KINDS: dict[str, tuple[Callable[[Path], None], str]] = {
    "numbers.csv": (csv, BULK.format("character")),
    "numbers.json": (json_numbers, BULK.format("character")),
    "numbers.csv.gz": (packed, BULK.format("character")),
    "notes.db": (database, CUT_CELL),
    "notes.parquet": (parquet, rf"its columns without text are left out \(image and 1 more\); {CUT_CELL}"),
    "notes.arrow": (arrow, rf"its columns without text are left out \(image and 1 more\); {CUT_CELL}"),
    "numbers.xlsx": (workbook_numbers, BULK.format("row")),
    "cell.xlsx": (workbook_long_cell, CUT_CELL),
    "row.xlsx": (workbook_long_row, r"its long rows are cut after 65,536 characters \(1 row\)"),
    "cell.ods": (sheet, CUT_CELL),
    "scan.pdf": (pdf_with_scan, r"its pages of pictures without text are left out \(page 2\)"),
    "buoys.ipynb": (notebook, r"its outputs are left out \(cell 1\)"),
    "mail.eml": (mail, r"its members without text are left out \(shed.png\)"),
    "parts.eml": (mail_with_nameless_parts, r"its members without text are left out \(audio/ogg and 1 more\)"),
    "many.eml": (mail_to_many, r"its long headers are cut after 65,536 characters \(To\)"),
    "box.mbox": (mailbox, r"its members without text are left out \(message 1/shed.png and 1 more\)"),
    "archive.zip": (
        archive,
        (
            rf"its members are not read completely \(volts.csv: {BULK.format('character')} and 1 more\); "
            r"its members without text are left out \(shed.png\)"
        ),
    ),
}

# Kinds of files, and what of them is lost because of damage.
DAMAGED_KINDS: dict[str, tuple[Callable[[Path], None], str]] = {
    "drawing.xlsx": (workbook_damaged_drawing, DAMAGED.format("xl/drawings/drawing1.xml")),
    "styles.ods": (sheet_damaged_styles, DAMAGED.format("styles.xml")),
    "letter.docx": (letter, DAMAGED.format("word/footnotes.xml and 1 more")),
    "slides.pptx": (slides, DAMAGED.format("ppt/notesSlides/notesSlide1.xml")),
    "letter.odt": (text_document, DAMAGED.format("meta.xml")),
    "book.epub": (book, r"its damaged chapters are left out \(b.xhtml\)"),
    "plan.pdf": (pdf, r"its damaged pages are left out \(page 2\)"),
    "notes.zip": (damaged_archive, r"plan.pdf in it could not be read completely: its damaged pages .* \(page 2\)"),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_last_document_of_a_file_says_what_is_left_out(tmp_path: Path, name: str) -> None:
    write, sentences = KINDS[name]
    write(tmp_path / name)
    *others, last = list(documents_before_an_error(tmp_path / name))
    assert [each.left_out for each in others] == [""] * len(others)
    assert last.text.strip()
    assert_matches(sentences, last.left_out)


def documents_before_an_error(path: Path) -> Iterator[Document]:
    with suppress(ReadError):
        yield from read(path)


@pytest.mark.parametrize("name", DAMAGED_KINDS)
def test_damage_is_an_error_behind_what_could_be_read(tmp_path: Path, name: str) -> None:
    write, sentence = DAMAGED_KINDS[name]
    write(tmp_path / name)
    documents, message = list[Document](), ""
    try:
        documents.extend(read(tmp_path / name))
    except ReadError as error:
        message = error.message
    assert "".join(each.text for each in documents).strip()
    assert_matches(sentence, message)


def test_cat_fails_for_damage_and_not_for_what_is_left_out_on_purpose(scent: Command) -> None:
    for name, (write, _) in (KINDS | DAMAGED_KINDS).items():
        write(scent.directory / name)
    on_purpose = scent("cat", *KINDS)
    assert on_purpose.code == 0
    for name, (_, sentences) in KINDS.items():
        assert re.search(rf"^scent: {name}: {sentences}$", on_purpose.err.decode(), re.MULTILINE), name
    for name, (_, sentence) in DAMAGED_KINDS.items():
        read_in_part = scent("cat", name)
        assert (read_in_part.code, read_in_part.out != b"") == (3, True)
        assert_matches(rf"(?s)(.*\n)?scent: {name}: {sentence}\n", read_in_part.err.decode())


def assert_matches(pattern: str, text: str) -> None:
    assert re.fullmatch(pattern, text), text


def test_status_lists_what_is_left_out_of_each_kind_of_file(scent: Command) -> None:
    quick = (
        "numbers.json",
        "notes.db",
        "notes.parquet",
        "mail.eml",
        "box.mbox",
    )
    for name in quick:
        KINDS[name][0](scent.directory / name)
    (scent.directory / "note.md").write_text("Nothing is left out here.\n")
    done = scent.on_terminal("index", ".")
    assert done.code == 0
    assert b"5 skipped, 5 of them in part (its members without text are left out: 2, " in done.out
    listed = {Path(each["path"]).name: each["reason"] for each in scent("status", "--skipped", "--json").records}
    assert listed.keys() == {*quick}
    for name, reason in listed.items():
        assert_matches(KINDS[name][1], reason)
    status = scent("status", "--json").records[0]
    assert (status["files"], status["skipped"], status["failed"]) == (6, 5, 0)


def test_status_lists_damage_of_which_a_run_tells_once(scent: Command) -> None:
    for name in ("letter.docx", "plan.pdf"):
        DAMAGED_KINDS[name][0](scent.directory / name)
    first = scent("index", ".")
    assert (first.code, b"plan.pdf: its damaged pages are left out (page 2)" in first.err) == (3, True)
    again = scent("index")
    assert (again.code, again.err) == (0, b"")
    listed = {Path(each["path"]).name: each["reason"] for each in scent("status", "--failed", "--json").records}
    assert listed.keys() == {"letter.docx", "plan.pdf"}
    status = scent("status", "--json").records[0]
    assert (status["files"], status["skipped"], status["failed"]) == (2, 0, 2)
    assert b"but not all of it: its damaged pages are left out (page 2)" in scent("why", "plan.pdf").out
    assert b"plan.pdf" in scent("search", "-l", "the plan of the house").out


def test_an_empty_page_is_not_left_out(tmp_path: Path) -> None:
    pdf_of(tmp_path / "empty.pdf", "6")
    (document,) = read(tmp_path / "empty.pdf")
    assert document.left_out == ""


def test_documents_before_an_error_are_given_with_what_is_left_out_of_them() -> None:
    def documents() -> object:
        yield Document("one", "text")
        yield Document("two", "text")
        raise ValueError("damaged")

    left_out, found = LeftOut(), list[Document]()
    left_out.count("its cells are cut", "cell", 2)
    with pytest.raises(ValueError, match="damaged"):
        found.extend(with_left_out(documents(), left_out))  # type: ignore[arg-type]
    assert [(each.text, each.left_out) for each in found] == [("one", ""), ("two", "its cells are cut (2 cells)")]


def test_the_sentences_are_bounded_and_can_be_written() -> None:
    left_out = LeftOut()
    for number in range(100):
        left_out.name(f"its kind {number} is left out", "\udcff" * 1_000)
    assert len(str(left_out)) <= 1_000
    str(left_out).encode()
