"""Files that hold text and are not read are left out with a sentence that says what they are and what to do."""

import io
import zipfile

import pytest

from scent.errors import NotTextError
from scent.formats.documents.registry import read_file

NOISE = bytes(range(256)) * 8
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(NotTextError) as error:
        list(read_file(io.BytesIO(data), name.encode()))
    return error.value.message


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for name in names:
            opened.writestr(name, NOISE)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "beginning", "kind", "advice"),
    [
        ("novel.mobi", b"x" * 32 + bytes(28) + b"BOOKMOBI", "an e-book of Kindle", "ebook-convert"),
        ("scan.djvu", b"AT&TFORM\0\0\1\0DJVM", "a DjVu document", "djvutxt"),
        ("letter.wpd", b"\xffWPC\x10\0\0\0", "a document of WordPerfect", "soffice"),
        ("help.chm", b"ITSF\3\0\0\0", "a help file (CHM)", "7z x"),
        ("notes.7z", b"7z\xbc\xaf\x27\x1c\0\4", "an archive of 7-Zip", "7z x"),
        ("mail.pst", b"!BDN\0\0\0\0", "a mailbox of Outlook", "readpst"),
        ("clients.mdb", b"\0\1\0\0Standard Jet DB\0", "a database of Access", "mdb-export"),
        ("rows.orc", b"ORC\x0a\0", "an ORC file", "CSV or Parquet"),
        ("survey.dta", b"<stata_dta><header>", "a data set of Stata", "CSV or Parquet"),
        ("plan.vsd", OLE, "a drawing of Visio", "soffice"),
    ],
)
def test_a_binary_file_of_a_known_kind_is_named_with_what_reads_it(
    name: str, beginning: bytes, kind: str, advice: str
) -> None:
    message = refusal(beginning + NOISE, name)
    assert message.startswith(f"it is {kind}, which scent does not read; ")
    assert advice in message


def test_documents_in_archives_that_scent_does_not_read_are_named() -> None:
    pages = archive("Index/Document.iwa", "Metadata/Properties.plist", "preview.jpg")
    assert refusal(pages, "a.pages").startswith("it is a document of Pages, Numbers or Keynote, which scent does not")
    assert refusal(archive("xl/workbook.bin", "docProps/app.xml"), "a.xlsb").startswith("it is a binary workbook")


@pytest.mark.parametrize(
    "text", ["ORC is a format of tables.", "Rar! cried the crow.", "!BDN and !BDM", "MSCF", "ITSF"]
)
def test_a_text_that_begins_like_one_is_read(text: str) -> None:
    assert "".join(document.text for document in read_file(io.BytesIO(text.encode()), b"notes.txt")) == text


def test_other_binary_files_are_only_binary() -> None:
    assert refusal(NOISE, "a.bin") == "it is a binary file"
    assert refusal(OLE + NOISE, "thumbs") == "it is a binary file"
