"""Zip and XML from anywhere are opened within limits, and each refusal is one reason."""

import zipfile
from io import BytesIO

import pytest

from scent.errors import MissingExtraError, ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.documents.base.extras import is_installed, missing_module, requires_extra
from scent.formats.documents.base.joined_parts import join_parts
from scent.formats.documents.base.parts import PART_CHARACTERS
from scent.formats.documents.xml.package import Package, has_member
from scent.formats.documents.xml.parser import parse_xml


def packed(**members: bytes) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def test_a_member_is_read_and_told_by_how_it_begins() -> None:
    file = packed(mimetype=b"application/epub+zip", page=b"<p>one<b>two</b></p>")
    assert Package(file).xml("page").find("b") is not None
    assert has_member("mimetype", b"application/epub")(file)
    assert not has_member("mimetype", b"application/vnd")(file)
    assert not has_member("none")(file)
    assert not has_member("mimetype")(BytesIO(b"PK\3\4 but nothing else"))


def test_a_bomb_is_refused_while_it_is_unpacked() -> None:
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


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<a><b></a>", "damaged"),
        (b"", "damaged"),
        (b"<a>" * 5000, "nested more than"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "its own entities"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "its own entities"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "XML"),
    ],
)
def test_hostile_xml_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        parse_xml(data)


def test_names_have_their_namespace_and_html_entities_their_character() -> None:
    root = parse_xml(b'<!DOCTYPE html PUBLIC "x" "y"><h:a xmlns:h="u" h:b="c" d="e">caf&eacute;&#8364;</h:a>')
    assert (root.tag, root.attrib, root.text) == ("{u}a", {"{u}b": "c", "d": "e"}, "café€")


def test_a_missing_library_names_the_command_that_installs_it() -> None:
    with pytest.raises(MissingExtraError) as caught, requires_extra("pdf"):
        import no_such_library  # noqa: F401 - it is not there
    assert caught.value.message == "it needs no_such_library, which is not installed: pip install 'scent[pdf]'"
    missing = missing_module(caught.value.message)
    assert missing
    assert not is_installed(missing)
    assert missing_module("it needs json, which is not installed: pip install 'scent[json]'") == "json"
    assert is_installed("json")
    assert missing_module("it is damaged") is None


def a_document(text: str, member: bytes = b"") -> Document:
    return Document(text, "test", blocks=(Block(Kind.PROSE, 0, len(text)),), member=member)


def test_documents_of_one_file_are_one_text_without_a_break() -> None:
    one, two = join_parts([a_document("a\nb"), a_document("c")])
    assert (one.text, one.blocks[-1].end, one.offset, one.line, one.last) == ("a\nb\n", 4, 0, 1, False)
    assert (two.text, two.offset, two.line, two.last) == ("c", 4, 3, True)


def test_lines_count_anew_in_each_member() -> None:
    documents = join_parts([a_document("a\nb", b"x"), a_document("c", b"y"), a_document("d", b"y")])
    assert [(each.offset, each.line) for each in documents] == [(0, 1), (4, 1), (6, 2)]


@pytest.mark.parametrize("line", ["word " * 20 + "\n", "x"])
def test_a_long_document_is_cut_into_parts_that_tile(line: str) -> None:
    text = line * (1_000_000 // len(line))
    parts = list(join_parts([a_document(text)]))
    assert len(parts) > 3
    assert "".join(part.text.rstrip("\n") for part in parts) == text.replace("\n", "") or (
        "".join(part.text for part in parts) == text
    )
    for part in parts:
        assert len(part.text) <= PART_CHARACTERS + 1
        assert (part.blocks[0].start, part.blocks[-1].end) == (0, len(part.text))


def test_more_text_than_any_book_has_is_refused() -> None:
    many = (a_document("word " * 50_000) for _ in range(1000))
    with pytest.raises(ReadError, match="million characters"):
        list(join_parts(many))
