"""XML from untrusted files is parsed within limits, and each refusal is one reason."""

import pytest

from scent.errors import ReadError
from scent.formats.documents.xml.parser import parse_xml


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<a><b></a>", "damaged"),
        (b"", "damaged"),
        (b"<a>" * 5000, "nested more than"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "its own entities"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "its own entities"),
    ],
)
def test_hostile_xml_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        parse_xml(data)


def test_names_include_the_namespace_and_html_entities_are_resolved() -> None:
    root = parse_xml(b'<!DOCTYPE html PUBLIC "x" "y"><h:a xmlns:h="u" h:b="c" d="e">caf&eacute;&#8364;</h:a>')
    assert (root.tag, root.attrib, root.text) == ("{u}a", {"{u}b": "c", "d": "e"}, "café€")
