"""Formats that are not text: blocks tile the text, and damaged or hostile files give one reason."""

import random
from io import BytesIO
from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import refusal

from scent.formats.documents.registry import read, read_file

UNREADABLE = {"no-text.pdf"}
READABLE = sorted(
    path
    for folder in ("documents", "web")
    for path in (SAMPLES / folder).iterdir()
    if path.is_file() and path.name not in UNREADABLE
)


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_blocks_tile_the_text_of_every_sample(path: Path) -> None:
    documents = list(read(path))
    offset, line = 0, 1
    for document in documents:
        assert (document.offset, document.line) == (offset, line)
        assert [block.start for block in document.blocks] == [0, *(block.end for block in document.blocks[:-1])]
        assert document.blocks[-1].end == len(document.text)
        assert not any(mark in document.text for mark in ("\0", "\r", "\xad", "\ufffe", "\ufffd", "\ufb01"))
        offset, line = offset + len(document.text), line + document.text.count("\n")
    assert [document.last for document in documents] == [False] * (len(documents) - 1) + [True]


HOSTILE = {
    "deep.html": b"<html>" + b"<div>" * 100_000 + b"deep",
    "tables.html": b"<html>" + b"<table><tr><td>" * 3_000 + b"deep",
    "lists.html": b"<html>" + b"<ul><li>a" * 5_000,
    "comments.html": b"<!--" * 50_000,
    "attributes.html": b"<html><p " + b"a='b' " * 50_000 + b">x",
    "deep.xml": b"<?xml version='1.0'?>" + b"<a>" * 100_000,
    "laughs.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;'>]><a>&c;</a>",
    "outside.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "groups.rtf": b"{\\rtf1 " + b"{" * 100_000 + b"deep",
    "endless.rtf": b"{\\rtf1 " + b"\\u8364 " * 30_000,
    "info.rtf": b"{\\rtf1 {\\info{\\title " + b"\\'" * 30_000,
    "nothing.pdf": b"%PDF-1.7\n%%EOF",
    "half.mhtml": b"MIME-Version: 1.0\nSnapshot-Content-Location: x\n"
    b'Content-Type: multipart/related; type="text/html"\n\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_or_refused_with_one_reason(name: str) -> None:
    assert "\n" not in refusal(HOSTILE[name], name)


def test_entities_declared_in_a_file_are_not_expanded() -> None:
    for name in ("laughs.xml", "outside.xml"):
        (document,) = read_file(BytesIO(HOSTILE[name]), name.encode())
        assert document.text == HOSTILE[name].decode()


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_a_damaged_file_is_read_or_refused_with_one_reason(path: Path) -> None:
    data = path.read_bytes()
    random_bytes = random.Random(path.name)  # noqa: S311 - the same damage each time
    for _ in range(6):
        damaged = bytearray(data)
        for _ in range(random_bytes.randrange(1, 30)):
            damaged[random_bytes.randrange(len(damaged))] = random_bytes.randrange(256)
        cut = random_bytes.choice([len(data), random_bytes.randrange(len(data))])
        assert "\n" not in refusal(bytes(damaged[:cut]), path.name)
