"""A flat OpenDocument file (`.fodt`, `.fods`, `.fodp`) reads like the package with the same elements."""

import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

import pytest
from places import SAMPLES

from scent.errors import ReadError
from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read_file
from scent.formats.documents.xml.parser import parse_xml

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
PARTS = ("meta.xml", "styles.xml", "content.xml")


def flat(package: Path) -> bytes:
    """The elements of a package's parts below one root, those that two parts have but once."""
    root = Element(f"{{{OFFICE}}}document")
    with zipfile.ZipFile(package) as archive:
        root.set(f"{{{OFFICE}}}mimetype", archive.read("mimetype").decode())
        for part in PARTS:
            for each in parse_xml(archive.read(part)) if part in archive.namelist() else ():
                same = root.find(each.tag)
                if same is None:
                    root.append(each)
                else:
                    same.extend(each)
    return (
        tostring(root, encoding="utf-8", xml_declaration=True).replace(b"ns0:", b"office:").replace(b":ns0", b":office")
    )


def read(data: bytes, name: bytes) -> list[Document]:
    return list(read_file(BytesIO(data), name))


@pytest.mark.parametrize(
    "name", ["data/belfry.ods", "documents/lighthouse.odt", "documents/bees.odp", "documents/almanac.odt"]
)
@pytest.mark.parametrize("has_suffix", ["with a suffix", "without"])
def test_a_flat_file_reads_like_the_package(name: str, has_suffix: str) -> None:
    package = SAMPLES / name
    path = b"file." + package.suffix.replace(".", "f").encode() if has_suffix == "with a suffix" else b"file"
    flat_documents, packaged = read(flat(package), path), read(package.read_bytes(), name.encode())
    assert [each.format for each in flat_documents] == [each.format for each in packaged]
    assert [each.text for each in flat_documents] == [each.text for each in packaged]
    assert [each.title for each in flat_documents] == [each.title for each in packaged]


def test_a_flat_file_that_is_cut_off_is_read_up_to_there_and_says_so() -> None:
    data = flat(SAMPLES / "documents" / "lighthouse.odt")
    whole = "".join(each.text for each in read(data, b"file.fodt"))
    documents = read_file(BytesIO(data[: (data.index(b"office:body") + len(data)) // 2]), b"file.fodt")
    part = next(documents).text
    assert whole.startswith(part[:100])
    assert 100 < len(part) < len(whole)
    with pytest.raises(ReadError, match="read only up to its damage"):
        next(documents)
