"""Reads title, author, date and language from metadata in XML (Dublin Core and alike)."""

from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base.metadata import Metadata, author_names, language_code, meaningful_title, parse_date_ns
from scent.formats.documents.xml.elements import first_text
from scent.formats.documents.xml.package import Package


def element_metadata(root: Element | None, *authors: str) -> Metadata:
    """Read the metadata below an element.

    `authors` are names of elements that hold the author, tried in this order before `creator`.
    """
    return Metadata(
        meaningful_title(first_text(root, "title")),
        author_names(first_text(root, *authors, "creator")),
        parse_date_ns(first_text(root, "created", "creation-date", "date", "modified")),
        language_code(first_text(root, "language")),
    )


def package_metadata(package: Package, name: str = "docProps/core.xml", *authors: str) -> Metadata:
    """Read the metadata in a member of a package; `authors` as in `element_metadata`.

    A missing or damaged member gives empty metadata, so that the text is still read.
    """
    try:
        return element_metadata(package.xml(name) if name in package else None, *authors)
    except ReadError:
        return Metadata()
