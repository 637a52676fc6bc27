"""Reads the documents that a DOCX file imports whole, in whatever format (`w:altChunk`).

Programs that make DOCX of HTML often leave the whole text to such a part.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base.blocks.outline import paragraphs, tile
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.encoding.decode import decode
from scent.formats.documents.office.rich_text import rtf
from scent.formats.documents.office.word.docx_parts import MAIN
from scent.formats.documents.web import mhtml
from scent.formats.documents.web.html import decode_html, html_document
from scent.formats.documents.web.unclosed import has_tags
from scent.formats.documents.xml.elements import descendants, relationship_id
from scent.formats.documents.xml.package import Package, is_zip

_HEAD_BYTES: Final = 4096
_WEB_ARCHIVES: Final = frozenset([".mht", ".mhtml"])


def imported_documents(
    package: Package, body: Element, read_package: Callable[[Package], Iterator[Document]]
) -> dict[str, list[Document]]:
    """The documents that the body imports, by relationship id; each part once.

    `read_package` reads a part that is a DOCX file itself. A damaged part is left out, so that the
    body is still read.
    """
    targets = package.relations(MAIN)
    members: dict[str, str] = {}  # the part, and the first relation to it
    for chunk in descendants(body, "altChunk"):
        relation = relationship_id(chunk)
        if targets.get(relation, "") in package:
            members.setdefault(targets[relation], relation)
    found: dict[str, list[Document]] = {}
    for member, relation in members.items():
        try:
            found[relation] = list(_documents(package, member, read_package))
        except ReadError:
            package.note_damaged(member)
    return found


def _documents(
    package: Package, member: str, read_package: Callable[[Package], Iterator[Document]]
) -> Iterator[Document]:
    data = package.read(member)
    head = data[:_HEAD_BYTES]
    if is_zip(head):
        inner = Package(BytesIO(data), package.budget)
        inner.left_out = package.left_out
        yield from read_package(inner)
    elif PurePosixPath(member).suffix.lower() in _WEB_ARCHIVES:
        yield from mhtml.read(BytesIO(data), 0)
    elif rtf.FORMAT.sniff is not None and rtf.FORMAT.sniff(head):
        yield from rtf.read(BytesIO(data), 0)
    elif has_tags(html := decode_html(data)):
        yield html_document("html", html)
    else:
        text = decode(data)
        yield Document(text, "text", blocks=tile(text, paragraphs(text)))
