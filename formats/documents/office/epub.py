"""EPUB: the chapters of a book in their order.

Owned here: the package of a book: its metadata and spine.
"""

import posixpath
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.composer import Composer
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.web import main_content, webpage
from scent.formats.documents.xml.elements import Metadata, attribute, within
from scent.formats.documents.xml.package import Holds, Package, is_zip

_CONTAINER = "META-INF/container.xml"
_PAGES = frozenset(["application/xhtml+xml", "text/html", "text/x-oeb1-document", ""])


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """A document for each chapter that holds text.

    Raises:
        NotTextError: none does.
        ReadError: the archive or its XML is damaged, or the book is encrypted.
    """
    package = Package(file)
    roots = within(package.xml(_CONTAINER), "rootfile")
    name = next((attribute(root, "full-path") for root in roots), "")
    book = package.xml(name)
    said = Metadata(next(within(book, "metadata"), None))
    composer = Composer("epub")
    found, missing = False, 0
    for number, chapter in enumerate(_spine(book, posixpath.dirname(name)), 1):
        try:
            page = webpage.text(package.read(chapter))
        except (ReadError, NotTextError):  # one chapter costs itself, not the book
            missing += 1
            continue
        composer.path(())
        main_content.write(composer, page, f"section {number}")
        if composer.length:
            found = True
            yield composer.document(title=said.title, author=said.author, date_ns=said.date_ns, language=said.language)
    if not found:
        raise ReadError("its chapters are damaged or encrypted") if missing else NotTextError("it holds no text")


def _spine(book: Element, folder: str) -> Iterator[str]:
    """The members of the chapters, in the order of reading."""
    items = {
        attribute(item, "id"): posixpath.normpath(posixpath.join(folder, unquote(attribute(item, "href"))))
        for item in within(book, "item")
        if attribute(item, "media-type") in _PAGES and "nav" not in attribute(item, "properties").split()
    }
    for reference in within(book, "itemref"):
        if attribute(reference, "idref") in items:
            yield items[attribute(reference, "idref")]


FORMAT = Format(
    "epub",
    read,
    (".epub",),
    sniff=is_zip,
    holds=Holds(_CONTAINER, b""),
    certain=True,
    family=Family.DOCUMENTS,
    label="EPUB",
    carries="section, heading path",
)
