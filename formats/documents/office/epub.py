"""Reader of EPUB: what a book says about itself, and its chapters in spine order, each a document."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import with_left_out
from scent.formats.documents.web.html import decode_html, html_document
from scent.formats.documents.web.main_content import write_main_content
from scent.formats.documents.xml.elements import all_texts, attribute, descendants
from scent.formats.documents.xml.package import Package, has_member, is_zip
from scent.formats.documents.xml.xml_metadata import element_descriptions, element_metadata

_CONTAINER = "META-INF/container.xml"
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_ISBN = re.compile(r"(?:urn:isbn:|isbn[:\s]*)?((?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dXx])", re.IGNORECASE)
_PAGE_TYPES = frozenset(["application/xhtml+xml", "text/html", "text/x-oeb1-document", ""])


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read a document for the metadata, if they say something, and one for each chapter with text.

    Raises:
        NotTextError: no chapter has text.
        ReadError: the archive or all of its chapters are damaged, or the book is encrypted.
    """
    package = Package(file)
    yield from with_left_out(_documents(package), package.left_out)


def _documents(package: Package) -> Iterator[Document]:
    container = package.optional_xml(_CONTAINER)
    roots = descendants(container, "rootfile") if container is not None else iter(())
    name = next((attribute(root, "full-path") for root in roots), "")
    book = package.optional_xml(name)
    about = next(descendants(book, "metadata"), None) if book is not None else None
    metadata = element_metadata(about)
    composer = Composer("epub")
    has_text, has_damage = False, False
    chapters = (list(_spine(book, posixpath.dirname(name))) if book is not None else []) or list(_pages(package))
    for number, chapter in enumerate(chapters, 1):
        try:
            page = decode_html(package.read(chapter))
        except ReadError:  # the other chapters are still read
            has_damage = True
            package.left_out.damage("its damaged chapters are left out", chapter)
            continue
        composer.set_headings(())
        write_main_content(composer, page, f"section {number}")
        if composer.length:
            if not has_text and (description := _description(about)):
                yield replace(description, title=metadata.title, author=metadata.author, language=metadata.language)
            has_text = True
            yield composer.take_document(**metadata._asdict())
    if not has_text:
        raise ReadError("its chapters are damaged or encrypted") if has_damage else NotTextError("it holds no text")


def _description(about: Element | None) -> Document | None:
    """What a book says about itself; None if that is no more than title and author."""
    composer = Composer("epub")
    for title in all_texts(about, "title")[1:]:
        composer.add(title)
    for line in element_descriptions(about):
        composer.add(" ".join(html_document("epub", line).text.split()) if _TAG.search(line) else line)
    names = {"creator": "Authors", "contributor": "Contributors", "publisher": "Publisher"}
    texts = {label: ", ".join(all_texts(about, name)) for name, label in names.items()}
    if composer.length or texts["Contributors"] or texts["Publisher"]:
        for label, text in texts.items():
            composer.add(f"{label}: {text}" if text else "")
    for identifier in all_texts(about, "identifier"):
        if isbn := _ISBN.fullmatch(identifier):
            composer.add(f"ISBN: {isbn[1]}")
    return composer.take_document() if composer.length else None


def _pages(package: Package) -> Iterator[str]:
    """The members that are pages, for a book whose table of them is damaged or empty."""
    return (each.filename for each in package.members if each.filename.lower().endswith((".xhtml", ".html", ".htm")))


def _spine(book: Element, folder: str) -> Iterator[str]:
    """The members that hold the chapters, in reading order."""
    items = {
        attribute(item, "id"): posixpath.normpath(posixpath.join(folder, unquote(attribute(item, "href"))))
        for item in descendants(book, "item")
        if attribute(item, "media-type") in _PAGE_TYPES and "nav" not in attribute(item, "properties").split()
    }
    for reference in descendants(book, "itemref"):
        if attribute(reference, "idref") in items:
            yield items[attribute(reference, "idref")]


FORMAT = Format(
    "epub",
    read,
    (".epub",),
    sniff=is_zip,
    sniff_file=has_member(_CONTAINER),
    known_by_content=True,
    family=Family.DOCUMENTS,
    label="EPUB",
    located_by="section, heading path",
)
