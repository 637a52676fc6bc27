"""PDF files of real programs: their text in reading order, with pages, headings and titles."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from places import REFUSED, SAMPLES
from sample_documents import prose_headings, read_one, whole_text

from scent.errors import NotTextError, ReadError
from scent.formats.documents.registry import read

UNREADABLE = {"no-text.pdf": "it has no text layer", "wall-password.pdf": "it is encrypted with a password"}


def test_bookmarks_become_headings_where_no_letters_are_larger() -> None:
    assert prose_headings("logbook-typst.pdf") == [
        ("page 1", ("Outward",)),
        ("page 1", ("Outward", "Provisions")),
        ("page 2", ("Homeward",)),
    ]


def test_bold_lines_are_headings_but_the_heads_of_tables_are_not() -> None:
    assert ("page 1", ("A Field Guide to Estuary Mud", "2. Inhabitants")) in prose_headings("mud-groff.pdf")
    paths = {path for _, path in prose_headings("lighthouse-writer.pdf")}
    assert ("Keeping the Lighthouse at Marrow Point", "Storms") in paths
    assert not any("Month" in name for path in paths for name in path)


def test_columns_are_read_one_after_another_with_running_titles_once() -> None:
    text = whole_text(SAMPLES / "documents/paper.pdf")
    order = [text.index(words) for words in ("1 Introduction", "2 Methods", "manganese", "4 Discussion", "crowns")]
    assert order == sorted(order)
    assert text.count("Journal of Glacial Filtration") == 1
    assert whole_text(SAMPLES / "documents/ferry-typst.pdf").count("Ferry Board —") == 1


def test_comments_form_fields_and_running_titles_follow_the_text_of_their_page() -> None:
    document = read_one(SAMPLES / "documents/mill-reportlab.pdf")
    blocks = [(block.place, document.text[block.start : block.end].strip()) for block in document.blocks]
    assert [text for place, text in blocks[1:] if place == "page 1"] == [
        "[Ask Tom whether the stones are paid.]",
        "[Typed remark]",
        "[Name of tenant: Halvorsen Shipyards]",
        "Minutes of the Harbour Board",
    ]
    assert blocks[4:] == [
        ("page 1", "Minutes of the Harbour Board"),
        ("page 2", "Plain sentence number two about harbours."),
        ("page 3", "Plain sentence number three about harbours."),
        ("page 4", "Plain sentence number four about harbours."),
        ("page 4", "Subject: The sale of two millstones"),
        ("page 4", "Keywords: baker, grinding"),
    ]


def test_a_drop_cap_belongs_to_its_word() -> None:
    document = read_one(SAMPLES / "documents/mill-reportlab.pdf")
    assert document.text.startswith("Once there was a mill by the water")


def test_the_description_of_a_picture_in_a_tagged_file_is_read(tmp_path: Path) -> None:
    content = "/Figure << /MCID 0 >> BDC EMC BT /F1 10 Tf 72 700 Td (The plan of the house.) Tj ET"
    (tmp_path / "plan.pdf").write_text(
        "%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R "
        "/MarkInfo << /Marked true >> /StructTreeRoot 6 0 R >> endobj\n"
        "2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n3 0 obj << /Type /Page /Parent 2 0 R "
        "/MediaBox [0 0 595 842] /Contents 4 0 R /StructParents 0 /Resources << /Font << /F1 5 0 R >> >> >> endobj\n"
        f"4 0 obj << /Length {len(content)} >> stream\n{content}\nendstream endobj\n"
        "5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> endobj\n"
        "6 0 obj << /Type /StructTreeRoot /K [7 0 R] /ParentTree << /Nums [0 [7 0 R]] >> >> endobj\n"
        "7 0 obj << /Type /StructElem /S /Figure /P 6 0 R /Pg 3 0 R /K 0 /Alt (An attic with two skylights) >> endobj\n"
        "trailer << /Root 1 0 R >>\n"
    )
    assert whole_text(tmp_path / "plan.pdf") == "The plan of the house.\n\n[An attic with two skylights]\n"


def test_values_of_form_fields_are_read_that_a_field_above_has(tmp_path: Path) -> None:
    """Fields that are shown in several places, or grouped, inherit values and names; boxes to tick have no text."""
    content = "BT /F1 10 Tf 72 700 Td (The lease of the house.) Tj ET"
    widget = "<< /Type /Annot /Subtype /Widget /P 3 0 R /Rect [10 10 90 30]"
    (tmp_path / "lease.pdf").write_text(
        "%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 9 0 R 11 0 R] >> >> endobj\n"
        "2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n3 0 obj << /Type /Page /Parent 2 0 R /MediaBox "
        "[0 0 595 842] /Contents 4 0 R /Annots [7 0 R 8 0 R 10 0 R 12 0 R] /Resources << /Font << /F1 5 0 R >> >> >> "
        f"endobj\n4 0 obj << /Length {len(content)} >> stream\n{content}\nendstream endobj\n"
        "5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> endobj\n"
        "6 0 obj << /FT /Tx /T (tenant) /TU (Name of tenant) /V (Halvorsen) /Kids [7 0 R 8 0 R] >> endobj\n"
        f"7 0 obj {widget} /Parent 6 0 R >> endobj\n8 0 obj {widget} /Parent 6 0 R >> endobj\n"
        "9 0 obj << /T (house) /Kids [10 0 R] >> endobj\n"
        f"10 0 obj {widget} /Parent 9 0 R /FT /Ch /Ff 131072 /T (kind) /V (Cottage) /Opt [(Cottage)] >> endobj\n"
        "11 0 obj << /FT /Btn /T (agree) /V /Yes /Kids [12 0 R] >> endobj\n"
        f"12 0 obj {widget} /Parent 11 0 R /AS /Yes >> endobj\ntrailer << /Root 1 0 R >>\n"
    )
    expected = "The lease of the house.\n\n[Name of tenant: Halvorsen]\n\n[kind: Cottage]\n"
    assert whole_text(tmp_path / "lease.pdf") == expected


def test_a_word_in_another_font_does_not_split_a_paragraph(tmp_path: Path) -> None:
    """A line begins with a word in Courier, and a hyphenated word goes on in the next line."""
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
    assert whole_text(tmp_path / "tree.pdf").strip() == (
        "Whoever copies a tree may say\n--archive instead of five other things, and "
        "management of links and owners comes with it."
    )


def _write_pages(path: Path, pages: Sequence[Sequence[tuple[int, str]]]) -> None:
    """Write a PDF with a page for each list of lines: their height in points, and their text."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"]
    for lines in pages:
        content = "".join(f"BT /F1 10 Tf 72 {height} Td ({text}) Tj ET " for height, text in lines)
        objects += [
            (
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
                f"/Contents {len(objects) + 2} 0 R >>"
            ),
            f"<< /Length {len(content)} >> stream\n{content}\nendstream",
        ]
    kids = " ".join(f"{number} 0 R" for number in range(4, len(objects) + 1, 2))
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"
    body = "".join(f"{number} 0 obj {each} endobj\n" for number, each in enumerate(objects, 1))
    path.write_text(f"%PDF-1.4\n{body}trailer << /Root 1 0 R >>\n")


def test_lines_of_a_form_that_differ_in_their_numbers_are_no_running_titles(tmp_path: Path) -> None:
    lines = [
        [(800, "Payslip"), (780, f"Week: {week}"), (760, f"Paid {900 + week * week}.50"), (40, f"Slip no. {week + 70}")]
        for week in range(1, 9)
    ]
    _write_pages(tmp_path / "slips.pdf", lines)
    text = whole_text(tmp_path / "slips.pdf")
    assert text.count("Payslip") == 1
    for week in range(1, 9):
        assert f"Week: {week}\n" in text
        assert f"Paid {900 + week * week}.50\n" in text
        assert f"Slip no. {week + 70}\n" in text


def test_running_titles_with_the_number_of_the_page_are_read_once_and_those_of_a_chapter_once_each(
    tmp_path: Path,
) -> None:
    _write_pages(
        tmp_path / "book.pdf",
        [
            [
                (810, f"Chapter {1 + page // 4}"),
                (790, f"Keeping bees 2024 | {page + 17}"),
                (500, f"Words on a page, such as {'abcdefgh'[page]}."),
                (40, f"Page {page + 17} of 40 - draft"),
            ]
            for page in range(8)
        ],
    )
    text = whole_text(tmp_path / "book.pdf")
    assert text.count("Words on a page") == 8
    assert [text.count(each) for each in ("Chapter 1", "Chapter 2", "Keeping bees", "draft")] == [1, 1, 1, 1]


def test_the_lines_of_a_double_spaced_page_are_paragraphs(tmp_path: Path) -> None:
    lines = [
        "The fees for the moorings were reviewed by the whole commit-",
        "tee on Monday, and every boat owes ninety euros for the time",
        "from spring to the first ice.",
        "The harbour master collects the money, unless the ice comes",
        "late in that year.",
    ]
    _write_pages(tmp_path / "thesis.pdf", [[(780 - 24 * number, line) for number, line in enumerate(lines)]])
    assert whole_text(tmp_path / "thesis.pdf") == (
        "The fees for the moorings were reviewed by the whole committee on Monday, and every boat owes "
        "ninety euros for the time\nfrom spring to the first ice.\n\n"
        "The harbour master collects the money, unless the ice comes\nlate in that year.\n"
    )


@pytest.mark.parametrize(("name", "reason"), UNREADABLE.items())
def test_a_pdf_that_cannot_be_read_gives_the_reason(name: str, reason: str) -> None:
    path = SAMPLES / "documents" / name
    with pytest.raises(ReadError) as caught:
        list(read(path if path.exists() else REFUSED / name))
    assert caught.value.message == reason
    assert isinstance(caught.value, NotTextError) == (name == "no-text.pdf")


def test_a_pdf_that_was_cut_off_is_no_text_file(tmp_path: Path) -> None:
    (tmp_path / "half.pdf").write_text("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n7 0 obj << /Length")
    with pytest.raises(ReadError, match="it is read as plain text, because it is a damaged PDF"):
        list(read(tmp_path / "half.pdf"))


def test_attached_files_are_named_as_left_out(tmp_path: Path) -> None:
    pdf = pypdfium2.PdfDocument(SAMPLES / "documents" / "wall.pdf")
    pdf.new_attachment("invoice.xml").set_data(b"<invoice/>")
    pdf.save(tmp_path / "wall.pdf")
    *_, last = read(tmp_path / "wall.pdf")
    assert last.left_out == "its attached files are left out (invoice.xml)"
