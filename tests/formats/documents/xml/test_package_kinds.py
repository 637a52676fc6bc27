"""A zip archive is an office file or a book by its structure; all others are read member by member."""

import zipfile
from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import write_zip

from scent.formats.documents.registry import read

WORD = "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>The elm stands.</w:t></w:r></w:p></w:body></w:document>"
TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>{}</Types>"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
BOOK = "<container><rootfiles><rootfile full-path='book.opf'/></rootfiles></container>"
NOTES = {"readme.txt": "The oak fell.\n", "notes/one.md": "# The ash\n"}


@pytest.mark.parametrize(
    "members",
    [
        {"word/document.xml": WORD},
        {"word/document.xml": WORD, "[Content_Types].xml": TYPES.format("")},
        {"word/document.xml": WORD, "[Content_Types].xml": "The types of content are none."},
        {"word/document.xml": WORD, "word/_rels/document.xml.rels": "<Relationships/>"},
        {"xl/workbook.xml": "<workbook/>"},
        {"ppt/presentation.xml": "<p/>"},
        {"META-INF/container.xml": BOOK},
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x>elm</x>"},
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
    ],
    ids=" ".join,
)
def test_a_member_named_like_a_part_of_an_office_file_costs_no_other(tmp_path: Path, members: dict[str, str]) -> None:
    write_zip(tmp_path / "some.zip", NOTES | members)
    texts = {document.member: document.text for document in read(tmp_path / "some.zip")}
    assert texts[b"readme.txt"] == NOTES["readme.txt"]
    assert texts[b"notes/one.md"] == NOTES["notes/one.md"]
    assert ("elm" in "".join(texts.values())) == ("elm" in "".join(members.values()))


def test_a_file_is_of_office_if_it_names_its_main_part_or_holds_nothing_else(tmp_path: Path) -> None:
    types = TYPES.format(f"<Override PartName='/word/document.xml' ContentType='{WORD_TYPE}'/>")
    relations = "<r><R Type='http://x/relationships/officeDocument' Target='word/document.xml'/></r>"
    for others in ({"[Content_Types].xml": types, "a/b.xml": "<b/>"}, {"_rels/.rels": relations, "a": "b"}, {}):
        write_zip(tmp_path / "elm.docx", {"word/document.xml": WORD, **others})
        (document,) = read(tmp_path / "elm.docx")
        assert (document.format, document.text) == ("docx", "The elm stands.\n")


@pytest.mark.parametrize("name", ["documents/lighthouse.docx", "documents/bees.pptx", "data/belfry.xlsx"])
@pytest.mark.parametrize("lost", ["[Content_Types].xml", "_rels/.rels", "[Content_Types].xml _rels/.rels"])
def test_an_office_file_that_has_lost_what_names_its_main_part_is_still_one(
    tmp_path: Path, name: str, lost: str
) -> None:
    copy = tmp_path / "copy"
    with zipfile.ZipFile(SAMPLES / name) as source, zipfile.ZipFile(copy, "w") as target:
        for member in source.namelist():
            if member not in lost.split():
                target.writestr(member, source.read(member))
    assert [each.text for each in read(copy)] == [each.text for each in read(SAMPLES / name)]


@pytest.mark.parametrize(
    "name", ["documents/lighthouse.docx", "documents/bees.pptx", "data/belfry.xlsx", "documents/lighthouse.odt"]
)
def test_members_that_are_no_parts_of_an_office_file_are_named(tmp_path: Path, name: str) -> None:
    assert not "".join(document.left_out for document in read(SAMPLES / name))
    copy = tmp_path / "copy"
    copy.write_bytes((SAMPLES / name).read_bytes())
    with zipfile.ZipFile(copy, "a") as archive:
        archive.writestr("readme.txt", "The oak fell.\n")
        archive.writestr("__MACOSX/readme.txt", "Mac OS X")
    *_, last = read(copy)
    assert last.left_out == "its members that are no parts of it are left out (readme.txt)"
