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
from scent.formats.documents.base.left_out import LeftOut, with_left_out
from scent.formats.documents.web.html import decode_html, html_document
from scent.formats.documents.web.main_content import write_main_content
from scent.formats.documents.xml.elements import all_texts, attribute, descendants
from scent.formats.documents.xml.package import Package, is_zip
from scent.formats.documents.xml.package_kinds import EPUB_CONTAINER, holds_book, is_of_packages
from scent.formats.documents.xml.parser import parse_xml
from scent.formats.documents.xml.svg import write_drawing
from scent.formats.documents.xml.xml_metadata import element_descriptions, element_metadata

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_ISBN = re.compile(r"(?:urn:isbn:|isbn[:\s]*)?((?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dXx])", re.IGNORECASE)
_PAGE_TYPES = frozenset(["application/xhtml+xml", "text/html", "text/x-oeb1-document", ""])
_DRAWING, _DTBOOK = "image/svg+xml", "application/x-dtbook+xml"
_CHAPTER_TYPES = _PAGE_TYPES | {_DRAWING, _DTBOOK}
# Texts that readers of books do not show; style sheets and programs are no texts.
_OTHER_TEXT = re.compile(r"text/(?!css|javascript|ecmascript)|application/(?:pdf|rtf|msword|vnd\.o)")
_MAX_FALLBACKS = 9
# Blocks of DTBook for which HTML has no name, and the numbers of printed pages.
_DTBOOK_BLOCK = re.compile(
    r"(</?)(?:doctitle|docauthor|covertitle|bridgehead|hd|list|lic|line|linegroup|author|byline|dateline"
    r"|note|prodnote|sidebar|annotation|epigraph|poem)(?=[\s>])"
)
_DTBOOK_PAGE = re.compile(r"<pagenum\b[^<>]*>[^<>]{0,40}</pagenum>")


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read a document for the metadata, if they say something, and one for each chapter with text.

    Raises:
        NotTextError: no chapter has text.
        ReadError: the archive or all of its chapters are damaged, or the book is encrypted.
    """
    package = Package(file)
    yield from with_left_out(_documents(package), package.left_out)


def _documents(package: Package) -> Iterator[Document]:
    container = package.optional_xml(EPUB_CONTAINER)
    roots = descendants(container, "rootfile") if container is not None else iter(())
    name = next((attribute(root, "full-path") for root in roots), "")
    book = package.optional_xml(name)
    about = next(descendants(book, "metadata"), None) if book is not None else None
    metadata = element_metadata(about)
    composer = Composer("epub")
    has_text, has_damage = False, False
    types = _chapters(package, book, name) if book is not None else {}
    chapters = list(types) or list(_pages(package))
    for number, chapter in enumerate(chapters, 1):
        composer.set_headings(())
        try:
            _write_chapter(composer, package.read(chapter), types.get(chapter, ""), f"section {number}")
        except ReadError:  # the other chapters are still read
            has_damage = True
            package.left_out.damage("its damaged chapters are left out", chapter)
            continue
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


def _spine(book: Element, folder: str, left_out: LeftOut) -> dict[str, str]:
    """The members that hold the chapters, in reading order, with their types; the others are noted, but for pictures.

    A chapter of another type may name one of these to show instead.
    """
    items = {attribute(item, "id"): item for item in descendants(book, "item")}
    chapters: dict[str, str] = {}
    for reference in descendants(book, "itemref"):
        item = first = items.get(attribute(reference, "idref"))
        for _ in range(_MAX_FALLBACKS):
            if item is None or attribute(item, "media-type") in _CHAPTER_TYPES:
                break
            item = items.get(attribute(item, "fallback"))
        if item is not None and attribute(item, "media-type") in _CHAPTER_TYPES:
            if "nav" not in attribute(item, "properties").split():
                chapters[_member(item, folder)] = attribute(item, "media-type")
        elif first is not None and not attribute(first, "media-type").startswith("image/"):
            left_out.name("its chapters in other formats are left out", _member(first, folder))
    return chapters


def _chapters(package: Package, book: Element, name: str) -> dict[str, str]:
    """The members that hold the chapters, those of the spine first, with their types.

    Other pages that the book lists follow. What it does not list, and its texts in other formats, are noted.
    """
    folder = posixpath.dirname(name)
    chapters = _spine(book, folder, package.left_out)
    listed = {_member(item, folder): item for item in descendants(book, "item")}
    read = {attribute(each, "idref") for each in descendants(book, "itemref")}
    contents = {_member(each, folder) for each in descendants(book, "reference") if attribute(each, "type") == "toc"}
    for member, item in listed.items():
        media_type = attribute(item, "media-type")
        is_contents = member in contents or "nav" in attribute(item, "properties").split()
        if is_contents or member in chapters or attribute(item, "id") in read:
            continue
        if media_type in _PAGE_TYPES - {""} and member in package:
            chapters[member] = media_type
        elif _OTHER_TEXT.match(media_type):
            package.left_out.name("its texts in other formats are left out", member)
    foreign = [each for each in package.names() if each not in listed and each != name] if listed else []
    for member in foreign:
        if not member.endswith("/") and not is_of_packages(member):
            package.left_out.name("its members that are no parts of it are left out", member)
    return chapters


def _member(item: Element, folder: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(attribute(item, "href").partition("#")[0])))


def _write_chapter(composer: Composer, data: bytes, media_type: str, source: str) -> None:
    """Write the text of a chapter; ReadError if it is damaged."""
    if media_type == _DRAWING:
        composer.place = source
        write_drawing(composer, parse_xml(data), source)
        return
    page = decode_html(data)
    if media_type == _DTBOOK:
        page = _DTBOOK_BLOCK.sub(r"\1div", _DTBOOK_PAGE.sub(" ", page))
    write_main_content(composer, page, source)


FORMAT = Format(
    "epub",
    read,
    (".epub",),
    sniff=is_zip,
    sniff_file=holds_book,
    known_by_content=True,
    family=Family.DOCUMENTS,
    label="EPUB",
    located_by="section, heading path",
)
