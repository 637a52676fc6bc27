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
        (b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>', "declares entities"),
        (b'<!DOCTYPE a [<!ENTITY x "&#38;y;">]><a>&x;</a>', "declares entities"),
        (b'<!DOCTYPE a [<!ENTITY x "<b/>">]><a>&x;</a>', "declares entities"),
        (b'<!DOCTYPE a [<!ENTITY % x "y">]><a/>', "declares entities"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "declares entities"),
        (b'<!DOCTYPE a [<!ENTITY x "' + b"y" * 10_000 + b'">]><a>' + b"&x;" * 10_000 + b"</a>", "declares entities"),
    ],
)
def test_hostile_xml_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        parse_xml(data)


def test_names_include_the_namespace_and_html_entities_are_resolved() -> None:
    root = parse_xml(b'<!DOCTYPE html PUBLIC "x" "y"><h:a xmlns:h="u" h:b="c" d="e">caf&eacute;&#8364;</h:a>')
    assert (root.tag, root.attrib, root.text) == ("{u}a", {"{u}b": "c", "d": "e"}, "café€")


def test_entities_that_stand_for_a_few_words_are_resolved() -> None:
    root = parse_xml(
        b'<!DOCTYPE a [<!ENTITY ns "urn:boats"><!ENTITY who "Ada &#66;ell">]><a xmlns="&ns;" by="&who;">by &who;</a>'
    )
    assert (root.tag, root.attrib, root.text) == ("{urn:boats}a", {"by": "Ada Bell"}, "by Ada Bell")
