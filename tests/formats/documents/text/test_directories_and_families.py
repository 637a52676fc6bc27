"""Exports of directories and family trees have whole words on the lines of the file: LDIF and GEDCOM."""

import io
from base64 import b64encode

import pytest

from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read_file


def read(name: str, content: str) -> Document:
    [document] = read_file(io.BytesIO(content.encode()), name.encode())
    return document


@pytest.mark.parametrize("name", ["contacts.ldif", "export"])
def test_ldif_is_unfolded_and_its_base64_is_text_unless_it_is_a_picture(name: str) -> None:
    picture = b64encode(bytes(range(128, 256))).decode()
    content = (
        f"dn:: {b64encode('cn=Jörg'.encode()).decode()}\nsn:: {b64encode('Müller'.encode()).decode()}\n"
        f"description: lives by the riv\n er\njpegPhoto:: {picture[:20]}\n {picture[20:]}\n\ndn: cn=Ada\ncn: Ada\n"
    )
    assert read(name, content).text == (
        "dn: cn=Jörg\nsn: Müller\ndescription: lives by the river\n\n"
        "jpegPhoto: (its data are left out)\n\n\ndn: cn=Ada\ncn: Ada\n"
    )


def test_a_note_of_a_family_tree_is_whole_and_below_its_person() -> None:
    content = (
        "0 HEAD\n1 CHAR UTF-8\n0 @I1@ INDI\n1 NAME Ada /Byron/\n1 NOTE She wrote the first pro\n"
        "2 CONC gram.\n2 CONT In 1843.\n0 TRLR\n"
    )
    document = read("tree.ged", content)
    assert "1 NOTE She wrote the first program.\n\n2 CONT In 1843.\n" in document.text
    assert document.text.count("\n") == content.count("\n")
    assert [block.heading for block in document.blocks] == [(), ("Ada Byron",), ()]


@pytest.mark.parametrize("name", ["a.ldif", "a.ged"])
def test_prose_under_such_a_name_is_read_as_it_is(name: str) -> None:
    prose = "The heron waits.\n It is folded,\n1 CONC tent.\n"
    assert read(name, prose).text == prose
