"""The documents of one file are one text: offsets and lines go on, and long documents are cut into parts."""

import pytest

from scent.errors import ReadError
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.documents.base.joined_parts import join_parts
from scent.formats.documents.base.parts import PART_CHARACTERS


def a_document(text: str, member: bytes = b"") -> Document:
    return Document(text, "test", blocks=(Block(Kind.PROSE, 0, len(text)),), member=member)


def test_the_documents_of_a_file_are_numbered_as_one_text() -> None:
    one, two = join_parts([a_document("a\nb"), a_document("c")])
    assert (one.text, one.blocks[-1].end, one.offset, one.line, one.last) == ("a\nb\n", 4, 0, 1, False)
    assert (two.text, two.offset, two.line, two.last) == ("c", 4, 3, True)


def test_lines_are_counted_from_one_in_each_member() -> None:
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


def test_more_text_than_the_limit_is_refused() -> None:
    many = (a_document("word " * 50_000) for _ in range(1000))
    with pytest.raises(ReadError, match="million characters"):
        list(join_parts(many))
