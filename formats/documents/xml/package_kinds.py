"""Tells which format a zip archive of XML parts has: by its structure, not by the name of one member.

Anybody may have a folder `word` in an archive, and what an office file does not refer to, its reader does not see.
"""

import posixpath
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.xml.elements import attribute, descendants
from scent.formats.documents.xml.package import Package
from scent.formats.documents.xml.parser import parse_xml

_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
# The folders beside that of the main part of an OOXML file, for those that have lost the parts that name it.
_OOXML_NAMES = frozenset([_TYPES, "_rels", "docProps", "docMetadata", "customXml", "customUI", "_xmlsignatures"])
_MEDIA_TYPE = "mimetype"
_ODF_MANIFEST = "META-INF/manifest.xml"
_ODF_PARTS = ("content.xml", "styles.xml", "meta.xml", "settings.xml")
_ODF_NAMES = frozenset([_MEDIA_TYPE, "META-INF", "Pictures", "Thumbnails", "Configurations2", *_ODF_PARTS])
_ODF_NAMESPACE = b"urn:oasis:names:tc:opendocument:xmlns:"
EPUB_CONTAINER = "META-INF/container.xml"
# What file managers add to any archive.
_OF_NO_FORMAT = frozenset(["__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"])


def holds_ooxml(main: str) -> Callable[[BinaryIO], bool]:
    """A test for `Format.sniff_file`: an OOXML file with this main part, also if what names the part is lost.

    A binary workbook (XLSB), whose main part is no XML, is none.
    """
    folder = posixpath.dirname(main)
    binary = posixpath.splitext(main)[0] + ".bin"

    def test(package: Package) -> bool:
        return (
            main in package
            and binary not in package
            and (
                folder in map(posixpath.dirname, _main_parts(package))
                or all(_top(name) in _OOXML_NAMES | _OF_NO_FORMAT | {folder} for name in package.names())
            )
        )

    return _sniffer(test)


def holds_opendocument(kind: str) -> Callable[[BinaryIO], bool]:
    """A test for `Format.sniff_file`: an OpenDocument file whose media type ends in `kind`."""
    media_type = f"application/vnd.oasis.opendocument.{kind}".encode()
    return _sniffer(
        lambda package: (
            _beginning(package, _MEDIA_TYPE).startswith(media_type)
            and (
                _ODF_MANIFEST in package
                or any(_ODF_NAMESPACE in _beginning(package, part) for part in _ODF_PARTS)
                or all(
                    # Formulas and charts have folders with parts of these names.
                    _top(name) in _ODF_NAMES | _OF_NO_FORMAT or posixpath.basename(name) in _ODF_PARTS
                    for name in package.names()
                )
            )
        )
    )


def holds_book(file: BinaryIO) -> bool:
    """A test for `Format.sniff_file`: an EPUB, which says so by its media type or has what its container refers to."""
    return _sniffer(_is_book)(file)


def _is_book(package: Package) -> bool:
    if EPUB_CONTAINER not in package:
        return False
    roots = descendants(_root(package, EPUB_CONTAINER), "rootfile")
    return (
        _beginning(package, _MEDIA_TYPE).startswith(b"application/epub")
        or any(attribute(root, "full-path") in package for root in roots)
        or any(name.lower().endswith(".opf") for name in package.names())
    )


def office_package(file: BinaryIO) -> Package:
    """Open an office file, and note the members that are no parts of it, as its own list of parts tells.

    Raises:
        ReadError: the file is damaged.
    """
    package = Package(file)
    if _TYPES in package:
        types = _root(package, _TYPES)
        listed = {attribute(each, "PartName").lstrip("/").lower() for each in types}
        suffixes = {f".{attribute(each, 'Extension')}".lower() for each in types} - {"."}
        own = {_TYPES, "_rels", "[trash]"}
    else:
        listed = {attribute(each, "full-path").lower() for each in _root(package, _ODF_MANIFEST)}
        suffixes, own = set(), {"layout-cache", *_ODF_NAMES}
    for name in package.names() if listed else ():
        is_part = name.lower() in listed or posixpath.splitext(name)[1].lower() in suffixes
        if not is_part and not name.endswith("/") and _top(name) not in own | _OF_NO_FORMAT:
            package.left_out.name("its members that are no parts of it are left out", name)
    return package


def is_of_packages(name: str) -> bool:
    """Whether a member is what any package has beside its parts, or what file managers add to any archive."""
    return _top(name) in {_MEDIA_TYPE, "META-INF", *_OF_NO_FORMAT} or posixpath.basename(name) in _OF_NO_FORMAT


def _main_parts(package: Package) -> Iterator[str]:
    """The main parts that an OOXML file names, by its types of parts and by its relationships."""
    for each in _root(package, _TYPES):
        if attribute(each, "ContentType").lower().endswith("main+xml"):
            yield attribute(each, "PartName").lstrip("/")
    for each in _root(package, _RELATIONS):
        if attribute(each, "Type").endswith("/officeDocument"):
            yield posixpath.normpath(attribute(each, "Target")).lstrip("/")


def _root(package: Package, name: str) -> Element:
    """The root of a part; an empty element if it is missing or damaged."""
    try:
        return parse_xml(package.read(name))
    except ReadError:
        return Element("")


def _beginning(package: Package, name: str) -> bytes:
    try:
        return next(package.pieces(name), b"")
    except ReadError:
        return b""


def _top(name: str) -> str:
    return name.split("/", 1)[0]


def _sniffer(test: Callable[[Package], bool]) -> Callable[[BinaryIO], bool]:
    def sniff_file(file: BinaryIO) -> bool:
        try:
            file.seek(0)
            return test(Package(file))
        except ReadError:
            return False

    return sniff_file
