"""Zip packages from untrusted files are read within limits, and each refusal is one reason."""

import zipfile
from io import BytesIO

import pytest

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.xml.package import Package
from scent.formats.documents.xml.package_kinds import holds_book, holds_ooxml


def packed(**members: bytes) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def test_a_member_is_read() -> None:
    assert Package(packed(page=b"<p>one<b>two</b></p>")).xml("page").find("b") is not None


def test_what_is_no_archive_is_of_no_format_of_archives() -> None:
    assert not holds_book(BytesIO(b"PK\3\4 but nothing else"))
    assert not holds_ooxml("word/document.xml")(BytesIO(b"PK\3\4 but nothing else"))


def test_a_zip_bomb_is_refused_while_it_is_unpacked() -> None:
    with pytest.raises(ReadError, match="decompression bomb"):
        Package(packed(page=bytes(limits.PART_BYTES))).read("page")
    with pytest.raises(ReadError, match="it unpacks to more than 512 MB"):
        Package(packed(page=b"0123456789" * 100), limits.Budget(500)).read("page")


def test_a_damaged_member_is_refused() -> None:
    file = packed(page=b"0123456789abcdef" * 40)
    data = bytearray(file.getvalue())
    data[40] ^= 0xFF
    with pytest.raises(ReadError, match="is damaged"):
        Package(BytesIO(bytes(data))).read("page")


@pytest.mark.parametrize("separator", ["/", "\\"])
def test_the_main_part_may_have_another_name(separator: str) -> None:
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts = {
        "_rels/.rels": f'<Relationships><Relationship Type="{main}" Target="word/document2.xml"/></Relationships>',
        "word/document2.xml": "<document/>",
        "word/_rels/document2.xml.rels": '<Relationships><Relationship Id="r1" Target="notes.xml"/></Relationships>',
    }
    file = packed(**{name.replace("/", separator): text.encode() for name, text in parts.items()})
    assert holds_ooxml("word/document.xml")(file)
    assert Package(file).relations("word/document.xml") == {"r1": "word/notes.xml"}


def test_a_part_that_nothing_refers_to_is_found_by_its_usual_name_or_named_as_missing() -> None:
    package = Package(packed(**{"xl/worksheets/sheet1.xml": b"<worksheet/>"}))
    assert package.related_part("", "xl/worksheets/sheet1.xml") == "xl/worksheets/sheet1.xml"
    assert not package.related_part("xl/worksheets/other.xml", "xl/worksheets/sheet2.xml")
    with pytest.raises(ReadError, match=r"its missing parts are left out \(xl/worksheets/other.xml\)"):
        package.left_out.raise_if_damaged()
